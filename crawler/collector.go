package crawler

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"net/http/httptrace"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gocolly/colly/v2"
	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler/pdf"
	"github.com/redlinewatch/redline/internal/web"
	"golang.org/x/net/http/httpguts"
)

// accept names what Extract reads; the rest is for servers that would rather say 406.
const accept = "text/html,application/xhtml+xml,text/markdown;q=0.9,text/plain;q=0.8,*/*;q=0.5"

// maxField is how long a header field may be that is kept.
const maxField = 512

// newCollector is the one place where colly is configured. colly makes the request and
// follows redirects; everything that could hurt a server, or us, is left to the
// transport of internal/web.
//
// The settings are fields set after NewCollector and not its options, because
// NewCollector lets COLLY_* variables of the environment override its options.
func newCollector(w *web.Client) *colly.Collector {
	c := colly.NewCollector()

	// Guard, robots.txt, one request at a time a host, decompression and caps.
	c.WithTransport(visitCookies{w.Transport()})

	// robots.txt is the transport's: colly's own check uses a parser with known mistakes,
	// and does not check where a redirect leads.
	c.IgnoreRobotsTxt = true

	// Delays are the transport's too. A colly LimitRule for all hosts shares one slot
	// among them, and sleeps on when its context is cancelled. So there is no Limit here.

	// colly cuts a larger body and says nothing. The transport fails instead, so no
	// limit here.
	c.MaxBodySize = 0

	// colly counts the wait for a host's turn as part of the request. The transport
	// times the answer alone, and the context ends the rest.
	c.SetRequestTimeout(0)

	// Without this, 304 and every error page arrive in OnError with their body unread
	// by any rule. Here every answer is an answer, and judge decides.
	c.ParseHTTPErrorResponse = true

	// A document is visited again and again; colly would refuse the second visit and
	// remember every address for ever.
	c.AllowURLRevisit = true

	// Guessing a charset is Extract's work, from the bytes as they came: colly would look
	// at the header only, or guess without the page's own <meta charset>.
	c.DetectCharset = false

	// colly's jar would be shared by all visits; visitCookies has one for each request.
	c.DisableCookies()

	// By itself colly hands back the eleventh redirect as if it were the page.
	c.SetRedirectHandler(web.CheckRedirect)

	c.UserAgent = w.UserAgent()
	c.CacheDir, c.CheckHead, c.Async, c.MaxDepth, c.MaxRequests = "", false, false, 0, 0
	c.AllowedDomains, c.DisallowedDomains, c.URLFilters, c.DisallowedURLFilters = nil, nil, nil, nil
	return c
}

// A request is one page to ask for, with the validators of the last reading.
type request struct {
	address        string
	language       string
	etag, modified string
}

func (r request) header() http.Header {
	h := http.Header{"Accept": {accept}, "Accept-Language": {acceptLanguage(r.language)}}
	if r.etag != "" {
		h.Set("If-None-Match", r.etag)
	}
	if r.modified != "" {
		h.Set("If-Modified-Since", r.modified)
	}
	return h
}

// acceptLanguage asks for the declared language, and for English where none is: always
// the same words, since many servers choose a variant by them.
func acceptLanguage(declared string) string {
	if declared == "" {
		declared = "en"
	}
	base, _, regional := strings.Cut(declared, "-")
	if regional {
		return declared + ", " + base + ";q=0.9, *;q=0.1"
	}
	return declared + ", *;q=0.1"
}

// An answer is what came back: a page with its body, or an error.
type answer struct {
	page   redline.Page
	header http.Header // Content-Type as the server said it
	body   []byte      // decoded, in the charset it came in
	err    error

	pdf      *pdf.Document // when the body is one
	rendered bool          // the body is what a browser made of the page
}

// get makes one request. Each has a collector of its own, because a colly collector has
// one context for all its requests.
func (c *Crawler) get(ctx context.Context, r request) answer {
	col := c.base.Clone()
	began := time.Now() // for the duration of the request; it is no date
	col.Context = httptrace.WithClientTrace(withCookies(ctx), &httptrace.ClientTrace{
		// The wait for the host's turn is ours, not the server's: the clock starts with
		// the last request that really went out.
		GetConn: func(string) { began = time.Now() },
	})
	a := answer{page: redline.Page{URL: r.address}}
	var start string // as colly normalized it
	col.OnRequest(func(req *colly.Request) { start = req.URL.String() })
	col.OnResponseHeaders(func(resp *colly.Response) {
		a.header = resp.Headers.Clone()
		// colly would convert the body by the header's charset; evidence is the bytes
		// as they came, so it must not see one.
		resp.Headers.Set("Content-Type", bareType(a.header.Get("Content-Type")))
	})
	col.OnResponse(func(resp *colly.Response) {
		a.body = resp.Body
		a.fill(resp, start)
	})
	a.err = col.Request(http.MethodGet, r.address, nil, nil, r.header())
	a.page.Took = time.Since(began)
	return a
}

func (a *answer) fill(resp *colly.Response, start string) {
	a.page.Status = resp.StatusCode
	a.page.ContentType = field(a.header, "Content-Type")
	a.page.ETag = field(a.header, "ETag")
	a.page.LastModified = field(a.header, "Last-Modified")
	a.page.Size = int64(len(a.body))
	if len(a.body) > 0 {
		sum := sha256.Sum256(a.body)
		a.page.BodyHash = hex.EncodeToString(sum[:])
	}
	if final := resp.Request.URL.String(); final != start {
		a.page.FinalURL = final
	}
}

// field returns a header field that can be sent back, shown and stored: servers have put
// stranger things into an ETag.
func field(h http.Header, name string) string {
	v := h.Get(name)
	if len(v) > maxField || !httpguts.ValidHeaderFieldValue(v) || !utf8.ValidString(v) {
		return ""
	}
	return v
}

// bareType drops the parameters of a Content-Type.
func bareType(contentType string) string {
	if m, _, err := mime.ParseMediaType(contentType); err == nil {
		return m
	}
	m, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(m))
}
