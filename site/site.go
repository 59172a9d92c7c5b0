// Package site is the website: what changed in which promise, with dates and proof,
// for people who have no time.
//
// [New] returns the whole site as one http.Handler. It reads from an [Archive],
// writes nothing, and keeps no state but a small cache of what it has computed.
// Every page is complete without scripts, answers a second visit with 304, and is
// served under a policy that allows nothing from elsewhere.
//
// A route is a line in routes; a page is a Go file with its handler and a .templ
// file of the same name with its look. A handler returns a view or an error, and
// one function (fail) turns errors into answers. Text that was read from
// strangers' pages reaches a page through templ's escaping only, and their
// addresses through [outward].
//
// Feeds are another package's: the handler given in [Options] serves them here.
package site

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"
)

// Options say what a site shows and how. Only Archive is required.
type Options struct {
	Archive Archive
	// Feeds serves /feeds/ and /feeds.opml; nil when there are none, and no page offers them then.
	Feeds http.Handler
	// Permits lists the hosts that the operator permits, the newest first; nil when there are none.
	Permits func(ctx context.Context) ([]Permit, error)
	// PublicURL begins every absolute link, such as "https://example.org". Empty means the request's own address.
	PublicURL string
	// Contact is shown to those whose pages are read and to readers: an address, http(s) or e-mail.
	Contact string
	// Texts is "full" (or empty) to show whole texts of versions, "passages" to show only what surrounds a change.
	Texts string
	// Simulated is said on every page: what is shown comes from 'redline demo'.
	Simulated bool
	// Now is the clock; nil is the machine's.
	Now func() time.Time
	// Logger gets what a reader must not see; nil discards it.
	Logger *slog.Logger
}

// A server answers the requests of one site.
type server struct {
	Options
	assets   assets
	build    string // names the program and settings that make pages; a part of every ETag
	diffs    *diffCache
	pages    *pageCache
	comparer chan struct{} // held while comparing: long comparisons wait for each other, not the rest for them
}

// New returns the site.
func New(o Options) http.Handler {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	o.PublicURL = strings.TrimRight(o.PublicURL, "/")
	s := &server{
		Options: o, assets: loadAssets(), diffs: newDiffCache(),
		pages: newPageCache(), comparer: make(chan struct{}, 1),
	}
	s.build = buildName(o, s.assets)
	return s.guard(s.mux())
}

// A route is one line of the site's address list.
type route struct {
	pattern string
	handler http.Handler
}

// routes lists every address of the site.
func (s *server) routes() []route {
	return []route{
		{"GET /{$}", s.page(s.home)},
		{"GET /alerts", s.page(s.alerts)},
		{"GET /alerts/{slug}", s.page(s.alert)},
		{"GET /platforms", s.page(s.platforms)},
		{"GET /platforms/{id}", s.page(s.platform)},
		{"GET /documents/{id...}", s.page(s.document)},
		{"GET /versions/{id}", s.page(s.version)},
		{"GET /compare", http.HandlerFunc(s.compareForm)},
		{"GET /compare/{old}/{new}", s.page(s.compare)},
		{"GET /changes", s.page(s.changes)},
		{"GET /changes/{id}", s.page(s.change)},
		{"GET /coverage", s.page(s.coverage)},
		{"GET /follow", s.page(s.follow)},
		{"GET /about", s.page(s.about)},
		{"GET /method", s.page(s.method)},
		{"GET /privacy", s.page(s.privacy)},
		{"GET /static/{file}", http.HandlerFunc(s.static)},
		{"GET /favicon.ico", http.HandlerFunc(s.favicon)},
		{"GET /robots.txt", http.HandlerFunc(s.robots)},
		{"GET /healthz", http.HandlerFunc(s.healthz)},
		{"/", http.HandlerFunc(s.elsewhere)},
	}
}

// mux wires the routes. Feeds bring their own compression, because their ETags differ by encoding.
func (s *server) mux() http.Handler {
	inner := http.NewServeMux()
	for _, r := range s.routes() {
		inner.Handle(r.pattern, r.handler)
	}
	compress, err := gzhttp.NewWrapper(gzhttp.MinSize(1024))
	if err != nil {
		// The options above are constant; NewWrapper refuses only impossible ones.
		panic(err)
	}
	outer := http.NewServeMux()
	outer.Handle("/", compress(inner))
	if s.Feeds != nil {
		outer.Handle("/feeds/", s.Feeds)
		outer.Handle("/feeds.opml", s.Feeds)
	}
	return outer
}
