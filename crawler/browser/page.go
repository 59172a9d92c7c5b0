package browser

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/internal/web"
)

const (
	// glance is how often a page is looked at while its scripts work, and restful how many
	// looks must show the same for it to be done.
	glance  = 250 * time.Millisecond
	restful = 4
	// maxHTML bounds the document that is taken from the browser, in characters.
	maxHTML = 10 << 20
)

var (
	errTime   = errors.New("the page took too long")
	errMemory = errors.New("the page took too much memory")
	errCut    = errors.New("the page ended before its end")
)

// A tab is one page under way.
type tab struct {
	*process
	ctx      context.Context //nolint:containedctx // of the tab, as chromedp wants it
	requests atomic.Int64

	mu      sync.Mutex // guards what follows
	main    cdp.FrameID
	current network.RequestID                       // of the document that the tab shows
	answers map[network.RequestID]*network.Response // to requests for documents of the main frame
	cut     map[network.RequestID]bool              // requests that failed on the way
	refused error                                   // why the document, or where it redirects to, may not be read
}

// open reads a page. After an error the process should be closed.
func (p *process) open(ctx context.Context, u *url.URL, languages string) (Page, error) {
	p.pages++
	p.proxy.Begin(p.opt.Bytes)
	tabCtx, closeTab := chromedp.NewContext(p.ctx, chromedp.WithNewBrowserContext())
	defer closeTab()
	// The first command makes the tab, which lives as long as its context: the limits come after.
	t := &tab{process: p, answers: map[network.RequestID]*network.Response{}, cut: map[network.RequestID]bool{}}
	limited, cancel := context.WithCancelCause(tabCtx)
	defer cancel(nil)
	defer context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)); closeTab() })()
	late := time.AfterFunc(p.opt.Timeout, func() { cancel(errTime) })
	defer late.Stop()
	stuck := time.AfterFunc(p.opt.Timeout+5*time.Second, closeTab) // should the tab itself not come
	defer stuck.Stop()
	defer p.watchMemory(func() { cancel(errMemory) })()
	t.ctx = limited
	if err := chromedp.Listen(tabCtx, t.hear); err != nil {
		return Page{}, t.explain(ctx, u, err)
	}
	res, err := t.load(u, languages)
	if err != nil {
		return Page{}, t.explain(ctx, u, err)
	}
	p.proxy.Begin(0)
	return res, nil
}

// explain says why a page could not be read: our limits first, then the guard's reasons,
// then the browser's.
func (t *tab) explain(ctx context.Context, u *url.URL, err error) error {
	cause := context.Cause(t.ctx)
	t.mu.Lock()
	refused, answered := t.refused, len(t.answers) > 0
	t.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(cause, errMemory):
		return fault(redline.HealthTooBig, "the page takes more than %d MB of memory in a browser", t.opt.Memory>>20)
	case refused != nil:
		return refused
	case t.proxy.Spent():
		return fault(redline.HealthTooBig, "the page loads more than %d MB in a browser", t.opt.Bytes/1e6)
	case errors.Is(err, errCut):
		return fault(redline.HealthTruncated, "the page ended before its end")
	case errors.Is(cause, errTime) && !answered:
		return fault(redline.HealthTimeout, "the server did not answer a browser within %s", t.opt.Timeout)
	case errors.Is(cause, errTime):
		return fault(redline.HealthTimeout, "the page did not come to rest in a browser within %s", t.opt.Timeout)
	}
	if why := t.proxy.Failure(u.Host); why != nil {
		return why
	}
	if strings.Contains(err.Error(), "ERR_ABORTED") {
		return fault(redline.HealthUnsupported, "the address gives a browser a file to keep, not a page")
	}
	if strings.Contains(err.Error(), "ERR_CERT") {
		return fault(redline.HealthCertificate, "the certificate is not valid for a browser: %v", err)
	}
	return fault(redline.HealthNetwork, "a browser could not read the page: %v", err)
}

// load navigates and takes the document when it rests.
func (t *tab) load(u *url.URL, languages string) (Page, error) {
	if err := t.prepare(languages); err != nil {
		return Page{}, err
	}
	nav, err := chromedp.Call(t.ctx, page.Navigate, page.NavigateParams{URL: u.String()})
	if err != nil {
		return Page{}, err
	}
	if nav.ErrorText != "" {
		return Page{}, errors.New(nav.ErrorText)
	}
	t.mu.Lock()
	t.main = nav.FrameID
	t.mu.Unlock()
	if err := t.settle(); err != nil {
		return Page{}, err
	}
	// What noscript says is not for a browser with scripts, and would be read as text.
	html, err := chromedp.Run(t.ctx, chromedp.Evaluate[string](`document.querySelectorAll("noscript").forEach(n => n.remove()); (document.documentElement ? document.documentElement.outerHTML : "").slice(0, `+itoa(maxHTML)+`)`))
	if err != nil {
		return Page{}, err
	}
	where, err := chromedp.Run(t.ctx, chromedp.Location())
	if err != nil {
		return Page{}, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.refused != nil {
		return Page{}, t.refused
	}
	answer := t.answers[t.current]
	if answer == nil {
		return Page{}, errors.New("there was no answer")
	}
	where, _, _ = strings.Cut(where, "#")
	return Page{Status: int(answer.Status), URL: where, Header: header(answer.Headers), HTML: "<!DOCTYPE html>\n" + html}, nil
}

// prepare sets up a tab before its first request.
func (t *tab) prepare(languages string) error {
	if _, err := chromedp.Call(t.ctx, network.Enable, network.EnableParams{}); err != nil {
		return err
	}
	if _, err := chromedp.Call(t.ctx, network.SetBypassServiceWorker, network.SetBypassServiceWorkerParams{Bypass: true}); err != nil {
		return err
	}
	if _, err := chromedp.Call(t.ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": languages}}); err != nil {
		return err
	}
	_, err := chromedp.Call(t.ctx, fetch.Enable, fetch.EnableParams{})
	return err
}

// settle waits until the page has loaded and shows the same for a while. A page that
// loads on and on is taken as it is after half the time, when it shows something.
func (t *tab) settle() error {
	look := `(document.readyState == "complete" ? 1e9 : 0) + (document.body ? document.body.innerText.length : 0)`
	last, same, half := -1.0, 0, time.Now().Add(t.opt.Timeout/2)
	for {
		now, err := chromedp.Run(t.ctx, chromedp.Evaluate[float64](look))
		if err != nil {
			return err
		}
		if err := t.whole(); err != nil {
			return err
		}
		if now == last {
			same++
		} else {
			last, same = now, 0
		}
		if same >= restful && (now >= 1e9 || now > 0 && time.Now().After(half)) {
			return nil
		}
		select {
		case <-time.After(glance):
		case <-t.ctx.Done():
			return context.Cause(t.ctx)
		}
	}
}

// hear is called with each event of the tab, and must not wait.
func (t *tab) hear(event any) {
	switch e := event.(type) {
	case *fetch.EventRequestPaused:
		go t.decide(e)
	case *network.EventResponseReceived:
		t.mu.Lock()
		defer t.mu.Unlock()
		// The document's frame is the first that is answered.
		if e.Type == network.ResourceTypeDocument && (t.main == "" || t.main == e.FrameID) {
			t.main, t.answers[e.RequestID] = e.FrameID, e.Response
		}
	case *network.EventLoadingFailed:
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.answers[e.RequestID] != nil {
			t.cut[e.RequestID] = true
		}
	case *page.EventFrameNavigated:
		t.mu.Lock()
		defer t.mu.Unlock()
		// An answer that became a download, say, never gets here.
		if id := network.RequestID(e.Frame.LoaderID); e.Frame.ParentID == "" && t.answers[id] != nil {
			t.current = id
		}
	}
}

// whole says whether all of the document came: a browser shows what it has of one as if
// it were all.
func (t *tab) whole() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cut[t.current] || t.proxy.Spent() {
		return errCut
	}
	return nil
}

// decide lets a request go or fails it.
func (t *tab) decide(e *fetch.EventRequestPaused) {
	if t.allows(e) {
		_, _ = chromedp.Call(t.ctx, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: e.RequestID}) // the tab may be gone
		return
	}
	_, _ = chromedp.Call(t.ctx, fetch.FailRequest, fetch.FailRequestParams{RequestID: e.RequestID, ErrorReason: network.ErrorReasonBlockedByClient}) // likewise
}

func (t *tab) allows(e *fetch.EventRequestPaused) bool {
	switch e.ResourceType { //nolint:exhaustive // the rest may carry text, or make some
	case network.ResourceTypeImage, network.ResourceTypeMedia, network.ResourceTypeFont, network.ResourceTypePing,
		network.ResourceTypeWebSocket, network.ResourceTypeManifest, network.ResourceTypePrefetch:
		return false
	}
	n := t.requests.Add(1)
	if n > int64(t.opt.Requests) {
		return false
	}
	t.mu.Lock()
	isMain := e.ResourceType == network.ResourceTypeDocument && (t.main == "" || t.main == e.FrameID)
	if isMain {
		t.main = e.FrameID
	}
	t.mu.Unlock()
	if !isMain || n == 1 { // the first had its turn
		return true
	}
	u, err := url.Parse(e.Request.URL)
	if err == nil {
		err = t.opt.Web.Permitted(t.ctx, u)
	}
	if err == nil {
		return true
	}
	var known *web.Error
	t.mu.Lock()
	defer t.mu.Unlock()
	if errors.As(err, &known) && t.refused == nil {
		t.refused = err
	}
	return false
}

// header makes a header of what the browser tells of one.
func header(h network.Headers) http.Header {
	out := http.Header{}
	for name, value := range h {
		if s, ok := value.(string); ok {
			out.Set(name, s)
		}
	}
	return out
}
