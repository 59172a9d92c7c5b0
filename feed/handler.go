package feed

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
)

//go:embed style.css
var styleSheet []byte

const (
	cacheRoom    = 32 << 20 // bytes of rendered feeds
	comparedRoom = 4 << 20
)

// Config configures a [Handler]. Its zero value works.
type Config struct {
	// PublicURL begins every absolute link. Empty means the request's own address.
	PublicURL string
	// Items a page of a feed holds. Zero means 50.
	Items int
	// MaxAge is how long a reader may use a feed without asking again. Zero means 5 minutes.
	MaxAge time.Duration
	// Hubs are WebSub hubs that are told of new alerts.
	Hubs []string
	// Logger hears of failures. Nil means silence.
	Logger *slog.Logger
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
}

// A builder makes feeds from an archive.
type builder struct {
	archive  Archive
	limit    int
	compared *cache[Passages] // by Change.ID
}

type handler struct {
	Config
	builder
	documents *cache[document]
	building  chan struct{} // holds a token while a feed is made: one at a time is enough for two cores
}

// A document is a rendered feed as it is sent.
type document struct {
	revision  int64
	body, zip []byte
	tag       string // of the body; each encoding has its own made of it
	modified  time.Time
}

// Handler serves all feeds. A feed is made again only when the archive's revision has
// moved, and keeps its ETag and Last-Modified when that gave the same bytes.
func Handler(a Archive, c Config) http.Handler {
	if c.Items <= 0 {
		c.Items = 50
	}
	if c.MaxAge <= 0 {
		c.MaxAge = 5 * time.Minute
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	h := &handler{
		Config:    c,
		builder:   builder{archive: a, limit: c.Items, compared: newCache[Passages](comparedRoom)},
		documents: newCache[document](cacheRoom),
		building:  make(chan struct{}, 1),
	}
	mux := http.NewServeMux()
	mux.Handle("GET /feeds.opml", h.page(h.opml))
	mux.HandleFunc("GET "+stylesheet, h.style)
	mux.Handle("GET /feeds/", h.page(h.feed))
	return mux
}

// A rendering says how a document is made and what it is.
type rendering struct {
	key       string
	self      string // its own address; empty for what is no feed
	mediaType string
	write     func(ctx context.Context) ([]byte, error)
}

// page turns what an address names into an answer, and an error into a status.
func (h *handler) page(find func(r *http.Request) (rendering, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		found, err := find(r)
		var d document
		if err == nil {
			d, err = h.document(r.Context(), found)
		}
		switch {
		case err == nil:
			h.link(w.Header(), found.self)
			h.answer(w, r, d, found.mediaType)
		case errors.Is(err, redline.ErrNotFound):
			http.Error(w, "There is no such feed. All feeds: /feeds.opml", http.StatusNotFound)
		case r.Context().Err() != nil: // nobody is listening any more
		default:
			h.Logger.Error("feed failed", "path", r.URL.Path, "error", err)
			http.Error(w, "The feed could not be made. It is our fault; please try again later.", http.StatusInternalServerError)
		}
	})
}

// feed finds what /feeds/PATH.FORMAT names.
func (h *handler) feed(r *http.Request) (rendering, error) {
	path := strings.TrimPrefix(r.URL.Path, "/feeds/")
	dot := strings.LastIndexByte(path, '.')
	if dot < 0 {
		return rendering{}, fmt.Errorf("feed %q: %w", path, redline.ErrNotFound)
	}
	format := Format(path[dot+1:])
	if format != Atom && format != RSS && format != JSON {
		return rendering{}, fmt.Errorf("feed format %q: %w", format, redline.ErrNotFound)
	}
	path = path[:dot]
	base, after := h.base(r), r.URL.Query().Get("after")
	self := Feed{Address: base + "/feeds/" + escapePath(path), Page: pageQuery(after)}.URL(format)
	return rendering{
		key: self, self: self,
		mediaType: format.MediaType() + "; charset=utf-8",
		write: func(ctx context.Context) ([]byte, error) {
			f, err := h.build(ctx, path, after, base)
			if err != nil {
				return nil, err
			}
			var b bytes.Buffer
			err = Write(&b, f, format)
			return b.Bytes(), err
		},
	}, nil
}

// build makes the feed at a path.
func (h *handler) build(ctx context.Context, path, after, base string) (Feed, error) {
	about, err := facetAt(ctx, h.archive, path)
	if err != nil {
		return Feed{}, err
	}
	var f Feed
	switch {
	case !about.changes:
		f, err = h.alertFeed(ctx, about, after, base)
	case after == "":
		f, err = h.changeFeed(ctx, about, base)
	default:
		err = fmt.Errorf("page of feed %s: %w", path, redline.ErrNotFound)
	}
	f.Hubs = h.Hubs
	return f, err
}

// opml lists every feed of a platform and a topic.
func (h *handler) opml(r *http.Request) (rendering, error) {
	base := h.base(r)
	return rendering{
		key: base + "\x00opml", mediaType: "text/x-opml; charset=utf-8",
		write: func(ctx context.Context) ([]byte, error) {
			platforms, err := h.archive.Platforms(ctx)
			if err != nil {
				return nil, fmt.Errorf("list of feeds: %w", err)
			}
			groups := []Group{{Name: "Topics"}, {Name: "Platforms"}}
			for _, t := range redline.Topics() {
				groups[0].Feeds = append(groups[0].Feeds, ofTopic(t).empty(base))
			}
			for _, p := range platforms {
				groups[1].Feeds = append(groups[1].Feeds, ofPlatform(p.Platform, p.Simulated).empty(base))
			}
			var b bytes.Buffer
			err = WriteOPML(&b, "Redline: all feeds", []Feed{allAlerts().empty(base), allChanges().empty(base)}, groups)
			return b.Bytes(), err
		},
	}, nil
}

// link names the feed and its hubs in the header too, where WebSub looks first.
func (h *handler) link(header http.Header, self string) {
	if self == "" || len(h.Hubs) == 0 {
		return
	}
	header.Add("Link", "<"+self+`>; rel="self"`)
	for _, hub := range h.Hubs {
		header.Add("Link", "<"+hub+`>; rel="hub"`)
	}
}

// base is what absolute links begin with.
func (h *handler) base(r *http.Request) string {
	if h.PublicURL != "" {
		return h.PublicURL
	}
	u := url.URL{Scheme: "http", Host: r.Host}
	if r.TLS != nil {
		u.Scheme = "https"
	}
	return u.String()
}

// document returns a feed from the cache, or makes it.
func (h *handler) document(ctx context.Context, what rendering) (document, error) {
	revision, changed, err := h.archive.Revision(ctx)
	if err != nil {
		return document{}, fmt.Errorf("revision: %w", err)
	}
	if d, ok := h.documents.get(what.key); ok && d.revision == revision {
		return d, nil
	}
	select {
	case h.building <- struct{}{}:
		defer func() { <-h.building }()
	case <-ctx.Done():
		return document{}, ctx.Err()
	}
	before, had := h.documents.get(what.key)
	if had && before.revision == revision {
		return before, nil // made while we waited
	}
	body, err := what.write(ctx)
	if err != nil {
		return document{}, err
	}
	d := document{revision: revision, body: body, modified: changed.UTC().Truncate(time.Second)}
	sum := sha256.Sum256(body)
	d.tag = hex.EncodeToString(sum[:12])
	switch {
	case had && before.tag == d.tag: // nothing of it changed
		d = before
		d.revision = revision
	case had && !d.modified.After(before.modified): // twice within a second: the two validators move together
		d.modified = before.modified.Add(time.Second)
	}
	if d.zip == nil {
		if d.zip, err = compressed(body); err != nil {
			return document{}, fmt.Errorf("compress feed: %w", err)
		}
	}
	h.documents.put(what.key, d, len(d.body)+len(d.zip)+len(what.key)+200)
	return d, nil
}

func compressed(body []byte) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// answer sends a document, or says that the reader has it already.
func (h *handler) answer(w http.ResponseWriter, r *http.Request, d document, mediaType string) {
	body, tag := d.body, `"`+d.tag+`"`
	header := w.Header()
	if acceptsGzip(r.Header) {
		body, tag = d.zip, `"`+d.tag+`-gzip"`
		header.Set("Content-Encoding", "gzip")
	}
	header.Set("ETag", tag)
	header.Set("Cache-Control", "public, max-age="+strconv.Itoa(int(h.MaxAge.Seconds())))
	header.Set("Vary", "Accept-Encoding")
	// A time to come is no Last-Modified; readers then go by the ETag.
	dated := !d.modified.IsZero() && !d.modified.After(h.Now())
	if dated {
		header.Set("Last-Modified", d.modified.Format(http.TimeFormat))
	}
	if fresh(r.Header, d, dated) {
		header.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	header.Set("Content-Type", mediaType)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'")
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the reader may have gone
	}
}

// fresh reports whether the reader's copy is the present one: by its ETag where it
// sent one, else by its date.
func fresh(header http.Header, d document, dated bool) bool {
	if tags := header.Values("If-None-Match"); len(tags) > 0 {
		for tag := range strings.SplitSeq(strings.Join(tags, ","), ",") {
			tag = strings.Trim(strings.TrimPrefix(strings.TrimSpace(tag), "W/"), `"`)
			if tag == "*" || tag == d.tag || tag == d.tag+"-gzip" {
				return true
			}
		}
		return false
	}
	since, err := http.ParseTime(header.Get("If-Modified-Since"))
	return err == nil && dated && !d.modified.After(since)
}

// acceptsGzip reads Accept-Encoding: gzip must be named, or a star, and not be weighed 0.
func acceptsGzip(header http.Header) bool {
	star := false
	for part := range strings.SplitSeq(strings.Join(header.Values("Accept-Encoding"), ","), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(weight), "q="))
		no := strings.Trim(q, "0.") == "" && q != ""
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "gzip", "x-gzip":
			return !no
		case "*":
			star = !no
		}
	}
	return star
}

// style serves what the feeds look like in a browser.
func (h *handler) style(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=86400")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	if r.Method != http.MethodHead {
		_, _ = w.Write(styleSheet)
	}
}
