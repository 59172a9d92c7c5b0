// Package crawler reads documents from the web and says what each reading is worth.
//
// [Crawler.Visit] requests all pages of a document in their order, takes the text from
// each ([Extract]) and joins them. A reading is good only if every page is: whatever
// stands in place of a page, from an error to a bot challenge, a login or an empty shell
// that needs scripts, becomes a [redline.Health] with its evidence in a sentence, never a text.
//
// Requests go through internal/web, which guards, waits and caps. Nothing is stored here,
// and nothing remembered between visits but robots.txt and the hosts' delays: validators
// come in with the last state and go out with the capture.
package crawler

import (
	"context"
	"log/slog"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gocolly/colly/v2"
	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler/browser"
	"github.com/redlinewatch/redline/crawler/pdf"
	"github.com/redlinewatch/redline/internal/web"
	"github.com/redlinewatch/redline/text"
)

// By is the [redline.Capture] By of what a Crawler read.
const By = "redline"

// maxReason is how many characters of a reason are kept.
const maxReason = 400

// separator stands between the texts of a document's pages.
const separator = "\n\n- - -\n\n"

// Options configure a [Crawler].
type Options struct {
	// Web is the way out. It stays the caller's to close.
	Web *web.Client
	// PDF reads PDFs. Nil means that they are recorded as a format that is not read.
	PDF *pdf.Reader
	// Browser opens pages that need one. Nil means that they are recorded as such.
	Browser *browser.Browser
	// Logger hears of each visit at debug level. Nil means silence.
	Logger *slog.Logger
}

// A Crawler is safe for concurrent use.
type Crawler struct {
	log  *slog.Logger
	base *colly.Collector // cloned for each request
	pdf  *pdf.Reader      // nil: PDFs are not read
	tabs *browser.Browser // nil: pages that need a browser are not read
}

// New returns a crawler that goes out through opt.Web.
func New(opt Options) *Crawler {
	if opt.Logger == nil {
		opt.Logger = slog.New(slog.DiscardHandler)
	}
	return &Crawler{log: opt.Logger, base: newCollector(opt.Web), pdf: opt.PDF, tabs: opt.Browser}
}

// Close ends the browser, where one was started.
func (c *Crawler) Close() {
	if c.tabs != nil {
		c.tabs.Close()
	}
}

// A Result is what one visit of a document brought.
type Result struct {
	// Capture says how the visit went. Its ID is left to the caller.
	Capture redline.Capture
	// Markdown is the text of all pages, and Text its blocks; empty unless the health is good.
	Markdown string
	Text     redline.Text
	// Bodies are the pages as received, after content decoding and before any change of
	// charset, one for each of Capture.Pages; nil where the server answered 304.
	Bodies [][]byte
	// Title is what the first page calls itself; empty unless the health is good.
	Title string
	// RetryAt is when the server wants to be asked again; zero when it did not say.
	RetryAt time.Time
}

// Visit reads all pages of doc. last is the document's state: the validators in its Pages
// make the requests conditional. When every page is as it was (304, or the same bytes),
// the health is unchanged: the text is that of the last readable capture, which need not
// be the accepted base. To have the text in any case, pass a state without Pages.
//
// Visit fails only when ctx has ended, or would have before the host's turn came.
func (c *Crawler) Visit(ctx context.Context, doc redline.Document, last redline.State, at time.Time) (Result, error) {
	v := &visit{crawler: c, doc: doc, at: at, sources: make([]reading, len(doc.Sources))}
	for i, src := range doc.Sources {
		v.sources[i] = reading{source: src, last: lastPage(last, doc, i)}
	}
	bad, err := v.run(ctx)
	if err != nil {
		return Result{}, err
	}
	res := v.result(bad)
	c.log.Debug("visited", "document", doc.ID, "health", res.Capture.Health, "reason", res.Capture.Reason)
	return res, nil
}

// lastPage returns the page that source i gave at the last readable capture. Should the
// declaration have changed its addresses since, nothing is known.
func lastPage(last redline.State, doc redline.Document, i int) *redline.Page {
	if len(last.Pages) != len(doc.Sources) || last.Pages[i].URL != doc.Sources[i].URL {
		return nil
	}
	return &last.Pages[i]
}

// A visit is one pass over the pages of a document.
type visit struct {
	crawler *Crawler
	doc     redline.Document
	at      time.Time
	sources []reading
}

// A reading is one page of a visit, filled step by step.
type reading struct {
	source redline.Source
	last   *redline.Page // nil when never read
	answer answer
	asked  bool
	same   bool // the page is as it was
	text   *Extracted
}

// A finding is why a visit is not good.
type finding struct {
	HealthError
	retryAt time.Time
}

func found(h redline.Health, reason string) *finding {
	return &finding{HealthError: HealthError{Health: h, Reason: sentence(reason)}}
}

// sentence gives a reason its full stop, and its capital unless it begins with a name
// such as robots.txt.
//
// Reasons quote titles and sentences of strangers, and go to terminals and logs: control
// and formatting characters are dropped, and what is long is cut.
func sentence(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	if r := []rune(s); len(r) > maxReason {
		s = string(r[:maxReason]) + "…"
	}
	if s == "" {
		return ""
	}
	if first, _, _ := strings.Cut(s, " "); !strings.Contains(first, ".") {
		r, n := utf8.DecodeRuneInString(s)
		s = string(unicode.ToUpper(r)) + s[n:]
	}
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "…") {
		s += "."
	}
	return s
}

// run asks for every page and stops at the first that is no good: the rest could not
// save the capture, and its host is spared.
func (v *visit) run(ctx context.Context) (*finding, error) {
	if len(v.sources) == 0 {
		return found(redline.HealthUnsupported, "the document has no address to read: it is known from an archive only"), nil
	}
	for i := range v.sources {
		if bad, err := v.ask(ctx, &v.sources[i], true); bad != nil || err != nil {
			return bad, err
		}
	}
	if v.unchanged() {
		return nil, nil
	}
	// Some pages changed, so the text is made anew, and needs those that answered 304.
	for i := range v.sources {
		r := &v.sources[i]
		if r.text != nil {
			continue
		}
		if r.answer.page.Status == 304 {
			if bad, err := v.ask(ctx, r, false); bad != nil || err != nil {
				return bad, err
			}
		}
		if bad, err := v.read(ctx, r); bad != nil || err != nil {
			return bad, err
		}
	}
	return nil, nil
}

func (v *visit) unchanged() bool {
	for i := range v.sources {
		if !v.sources[i].same {
			return false
		}
	}
	return true
}

// ask requests a page and, unless it is as it was, reads it.
func (v *visit) ask(ctx context.Context, r *reading, conditional bool) (*finding, error) {
	if r.source.Scripts == redline.ScriptsAlways {
		return v.render(ctx, r)
	}
	req := request{address: r.source.URL, language: v.doc.Language}
	if conditional && r.last != nil {
		req.etag, req.modified = r.last.ETag, r.last.LastModified
	}
	a := v.crawler.get(ctx, req)
	r.answer, r.asked, r.same, r.text = a, true, false, nil
	if a.err != nil {
		return failure(ctx, a.err)
	}
	if a.page.Status == 304 {
		return v.notModified(ctx, r, conditional)
	}
	if r.last != nil && a.page.Status == 200 && a.page.BodyHash == r.last.BodyHash && a.page.FinalURL == r.last.FinalURL {
		r.same = conditional
		if r.same {
			return nil, nil
		}
	}
	return v.read(ctx, r)
}

// notModified believes a 304 only from where the validators came: a redirect to a login
// page that has not been modified either says nothing about the document.
func (v *visit) notModified(ctx context.Context, r *reading, conditional bool) (*finding, error) {
	if !conditional {
		return found(redline.HealthServerError, "the server answered 304 Not Modified to a request without conditions"), nil
	}
	if r.last == nil || r.answer.page.FinalURL != r.last.FinalURL {
		return v.ask(ctx, r, false)
	}
	page := *r.last
	page.Status, page.Took = r.answer.page.Status, r.answer.page.Took
	if e := r.answer.page.ETag; e != "" {
		page.ETag = e
	}
	if m := r.answer.page.LastModified; m != "" {
		page.LastModified = m
	}
	r.answer.page, r.same = page, true
	return nil, nil
}

// read takes the text from an answer, or says what stands in its place.
func (v *visit) read(ctx context.Context, r *reading) (*finding, error) {
	r.same = false
	if bad, err := v.crawler.openPDF(ctx, &r.answer); bad != nil || err != nil {
		return bad, err
	}
	x, bad := judge(v.doc, r.source, r.answer, v.at)
	if bad != nil && bad.Health == redline.HealthNeedsBrowser {
		return v.needsBrowser(ctx, r, bad)
	}
	if bad != nil {
		return bad, nil
	}
	r.text = &x
	return nil, nil
}

func (v *visit) result(bad *finding) Result {
	res := Result{Capture: redline.Capture{Document: v.doc.ID, At: v.at, By: By}}
	for i := range v.sources {
		if r := &v.sources[i]; r.asked {
			res.Capture.Pages = append(res.Capture.Pages, r.answer.page)
			res.Bodies = append(res.Bodies, r.answer.body)
		}
	}
	switch {
	case bad != nil:
		res.Capture.Health, res.Capture.Reason, res.RetryAt = bad.Health, v.where(bad.Reason), bad.retryAt
	case v.unchanged():
		res.Capture.Health = redline.HealthUnchanged
	default:
		v.join(&res)
	}
	return res
}

// where adds the address to a reason when a document has several.
func (v *visit) where(reason string) string {
	if len(v.sources) < 2 {
		return reason
	}
	for i := len(v.sources) - 1; i >= 0; i-- {
		if v.sources[i].asked && v.sources[i].text == nil && !v.sources[i].same {
			return v.sources[i].source.URL + ": " + reason
		}
	}
	return reason
}

func (v *visit) join(res *Result) {
	parts := make([]string, len(v.sources))
	for i := range v.sources {
		parts[i] = v.sources[i].text.Markdown
	}
	res.Markdown = strings.Join(parts, separator)
	res.Title = v.sources[0].text.Title
	res.Text = v.sources[0].text.Text
	if len(parts) > 1 {
		res.Text = text.FromMarkdown(res.Markdown)
	}
	res.Capture.Health = redline.HealthGood
	res.Capture.TextKey = res.Text.Key
}
