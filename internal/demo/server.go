package demo

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

//go:embed templates
var templates embed.FS

// A server is the site of one host.
type server struct {
	host     host
	now      func() time.Time
	closing  <-chan struct{}
	pages    *template.Template
	requests atomic.Uint64 // counts answers, for noise alone
}

// newServer checks that every chapter's edits fit the texts of h before anything is served.
func newServer(h host, now func() time.Time, closing <-chan struct{}) (*server, error) {
	pages, err := template.ParseFS(templates, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	for _, d := range h.documents {
		for _, c := range chaptersOf(d.id(h)) {
			for _, t := range []time.Time{c.From, c.Until} {
				if _, err := textAt(h, d, t); err != nil {
					return nil, err
				}
			}
		}
	}
	return &server{host: h, now: now, closing: closing, pages: pages}, nil
}

// ServeHTTP answers as the site would at the simulated time.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t := s.now()
	w.Header().Set("Date", t.Format(http.TimeFormat))
	w.Header().Set("Server", s.host.platform.ID+".example")
	switch r.URL.Path {
	case "/robots.txt":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte(s.host.robots))
		return
	case "/":
		s.write(w, http.StatusOK, s.frame("en", s.host.look, "Welcome", s.index()))
		return
	case "/login":
		s.write(w, http.StatusOK, s.wall("login", "Log in"))
		return
	}
	for _, d := range s.host.documents {
		if d.path == r.URL.Path {
			s.document(w, r, d, t)
			return
		}
	}
	s.write(w, http.StatusNotFound, s.wall("missing", "Page not found"))
}

// document answers with the text of d, or with what stands in its way at t.
func (s *server) document(w http.ResponseWriter, r *http.Request, d document, t time.Time) {
	if f := faultAt(d.id(s.host), t); f != faultNone && s.fault(w, r, f) {
		return
	}
	txt, err := textAt(s.host, d, t)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	if s.unchanged(w, r, txt) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body, title, headings := render(txt.source, txt.look, s.token("rid"))
	page := s.frame(txt.language, txt.look, title, template.HTML(body)) //nolint:gosec // our own texts, escaped by render
	page.Headings = headings
	s.write(w, http.StatusOK, page)
}

// unchanged sets the validators of a site that has some, and reports whether the
// request names the current ones.
func (s *server) unchanged(w http.ResponseWriter, r *http.Request, txt text) bool {
	switch s.host.validator {
	case validETag, validWeak:
		sum := sha256.Sum256([]byte(txt.language + txt.look.class + txt.source))
		etag := fmt.Sprintf("\"%x\"", sum[:8])
		if s.host.validator == validWeak {
			etag = "W/" + etag
		}
		w.Header().Set("ETag", etag)
		return r.Header.Get("If-None-Match") == etag
	case validModified:
		if txt.changed.IsZero() {
			return false
		}
		w.Header().Set("Last-Modified", txt.changed.Format(http.TimeFormat))
		since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
		return err == nil && !txt.changed.Truncate(time.Second).After(since)
	}
	return false
}

// A frame is what a shell shows around a body.
type frame struct {
	Shell    string
	Wall     string // which wall stands in place of the body; empty when none does
	Language string
	Platform string
	Domain   string
	Title    string
	Class    string
	Year     int
	Nav      []anchor
	Headings []string
	Body     template.HTML
	Nonce    string // differs on every request of a noisy site
	Request  string
	Query    template.URL // what links of a tracking site carry
	Words    words
}

type anchor struct{ Name, Path string }

// frame returns what every page of the site has.
func (s *server) frame(lang string, l look, title string, body template.HTML) frame {
	f := frame{
		Shell: l.shell, Language: lang, Platform: s.host.platform.Name, Domain: s.host.platform.ID + ".example",
		Title: title, Class: l.class, Year: s.now().Year(), Body: body, Words: wordsOf(lang),
	}
	for _, d := range s.host.documents {
		f.Nav = append(f.Nav, anchor{d.name, d.path})
	}
	if l.noisy {
		f.Nonce, f.Request = s.token("nonce"), s.token("request")
	}
	if l.tracked {
		f.Query = template.URL("?ref=nav&rid=" + s.token("rid")) //nolint:gosec // hexadecimal
	}
	return f
}

// wall returns a page of the site that shows something else than a document.
func (s *server) wall(kind, title string) frame {
	f := s.frame("en", s.host.look, title, "")
	f.Wall = kind
	return f
}

// index lists the documents, as the front page of the site.
func (s *server) index() template.HTML {
	var b strings.Builder
	fmt.Fprintf(&b, "# Welcome to %s\n\n", s.host.platform.Name)
	for _, d := range s.host.documents {
		fmt.Fprintf(&b, "- [%s](%s)\n", d.name, d.path)
	}
	body, _, _ := render(b.String(), s.host.look, s.token("rid"))
	return template.HTML(body) //nolint:gosec // our own names, escaped by render
}

// write sends a page, or says that it could not be made.
func (s *server) write(w http.ResponseWriter, status int, f frame) {
	var b bytes.Buffer
	if err := s.pages.ExecuteTemplate(&b, path.Base(f.Shell), f); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	if f.Request != "" {
		w.Header().Set("X-Request-Id", f.Request)
	}
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes())
}

// token returns sixteen hexadecimal digits that are different at every call.
func (s *server) token(purpose string) string {
	return fmt.Sprintf("%016x", mix(s.requests.Add(1)<<8|uint64(len(purpose))))
}
