package site

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/a-h/templ"

	"github.com/redlinewatch/redline"
)

// A view is what a handler hands back: what the page says of itself, and its body.
type view struct {
	title       string
	description string
	nav         string // path of the navigation's current entry
	noIndex     bool
	// feed is where this page's feeds are, under /feeds/ and without extension; empty when it has none.
	feed      string
	feedTitle string
	// simulated names the fictional platforms the page speaks of.
	simulated []string
	credits   credits
	body      templ.Component
}

// A frame is a view with what the layout needs of the site and the request.
type frame struct {
	view
	site      *server
	canonical string
}

// A handler makes the view for a request.
type handler func(ctx context.Context, r *http.Request) (view, error)

// errBadQuery marks a parameter that cannot be used. Its text names the parameter
// and what is allowed, and repeats nothing of what was given.
var errBadQuery = errors.New("bad query")

func badQuery(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errBadQuery, fmt.Sprintf(format, args...))
}

// page turns a handler into an http.Handler with ETag, 304 and error pages.
func (s *server) page(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		tag, err := s.etag(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		w.Header().Set("Cache-Control", "no-cache")
		if matches(r.Header.Get("If-None-Match"), tag) {
			w.Header().Set("ETag", tag)
			w.Header().Set("Vary", "Accept-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		body, ok := s.pages.get(tag)
		if !ok {
			v, err := h(r.Context(), r)
			if err != nil {
				s.fail(w, r, err)
				return
			}
			if body, err = s.render(r, v); err != nil {
				s.fail(w, r, err)
				return
			}
			s.pages.put(tag, body)
		}
		w.Header().Set("ETag", tag)
		send(w, http.StatusOK, body)
	})
}

// render makes the whole page before a byte is sent, so that an error is still an error page.
func (s *server) render(r *http.Request, v view) ([]byte, error) {
	if s.Feeds == nil {
		v.feed = ""
	}
	f := frame{view: v, site: s, canonical: s.absolute(r) + r.URL.EscapedPath()}
	var b bytes.Buffer
	if err := layout(f).Render(r.Context(), &b); err != nil {
		return nil, fmt.Errorf("render %s: %w", r.URL.EscapedPath(), err)
	}
	return b.Bytes(), nil
}

// send writes a rendered page. An error here is the reader's connection, and theirs to notice.
func send(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// A failure is what an error page says.
type failure struct {
	status int
	title  string
	words  string
}

// fail turns an error into an answer. What is unexpected is logged and not shown.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	f := failure{
		http.StatusInternalServerError, "Something went wrong here",
		"The page could not be made. The fault is ours, and it has been noted. Please try again in a minute.",
	}
	var bad string
	switch {
	case errors.Is(err, redline.ErrNotFound):
		f = failure{
			http.StatusNotFound, "There is nothing at this address",
			"It may be mistyped, or it may belong to another archive. Alerts and recorded texts are never deleted or moved.",
		}
	case errors.Is(err, errBadQuery):
		bad = err.Error()[len(errBadQuery.Error())+2:]
		f = failure{http.StatusBadRequest, "This address asks for something unclear", bad}
	case errors.Is(err, context.Canceled) && r.Context().Err() != nil:
		return // the reader has left
	default:
		s.Logger.ErrorContext(r.Context(), "page failed", "path", r.URL.EscapedPath(), "error", err)
	}
	s.sendFailure(w, r, f)
}

// sendFailure renders an error page; when even that fails, plain words.
func (s *server) sendFailure(w http.ResponseWriter, r *http.Request, f failure) {
	w.Header().Set("Cache-Control", "no-store")
	body, err := s.render(r, view{title: f.title, noIndex: true, body: failurePage(f)})
	if err != nil {
		s.Logger.ErrorContext(r.Context(), "error page failed", "error", err)
		http.Error(w, f.title, f.status)
		return
	}
	send(w, f.status, body)
}

// elsewhere answers what no route does.
func (s *server) elsewhere(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		s.sendFailure(w, r, failure{
			http.StatusMethodNotAllowed, "This site only answers questions",
			"Nothing can be sent to it; pages are read with GET or HEAD.",
		})
		return
	}
	s.fail(w, r, redline.ErrNotFound)
}
