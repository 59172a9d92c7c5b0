// Package browser opens pages in a headless Chromium, for those that show their text only
// to a browser that runs scripts.
//
// A [Browser] starts its Chromium when the first page is asked for, opens one page at a
// time, each in a fresh context without cookies or storage, and replaces the program after
// some pages, after an idle while, and after whatever went wrong. Every request of a page
// leaves through the guarded proxy of internal/web, those to this machine included; the
// document itself, and wherever it redirects to, is asked for only where robots.txt
// permits. Time, memory, number of requests and bytes are limited. There are no downloads,
// no service workers, no pictures, and no profile that lasts.
package browser

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/internal/web"
)

// Options configure a [Browser].
type Options struct {
	// Web is the way out. It stays the caller's to close.
	Web *web.Client
	// Program is the Chromium to run. Empty looks for one.
	Program string
	// Timeout is for one page, from the first request to its text. Zero means 45 s.
	Timeout time.Duration
	// Pages is after how many pages Chromium is replaced. Zero means 50.
	Pages int
	// Idle is after how long without a page Chromium is ended. Zero means a minute.
	Idle time.Duration
	// Memory is how many bytes Chromium and its processes may take. Zero means 1.5 GiB.
	Memory int64
	// Requests is how many requests a page may make; further ones fail. Zero means 300.
	Requests int
	// Bytes is how many bytes a page may load. Zero means 40 MB.
	Bytes int64
}

func (o Options) filled() Options {
	o.Timeout = or(o.Timeout, 45*time.Second)
	o.Pages = or(o.Pages, 50)
	o.Idle = or(o.Idle, time.Minute)
	o.Memory = or(o.Memory, 3<<29)
	o.Requests = or(o.Requests, 300)
	o.Bytes = or(o.Bytes, 40e6)
	return o
}

func or[T int | int64 | time.Duration](v, otherwise T) T {
	if v > 0 {
		return v
	}
	return otherwise
}

// An Error is why a page could not be read with a browser.
type Error struct {
	Health redline.Health
	Reason string // a sentence without its capital and full stop
}

// Error implements error.
func (f *Error) Error() string { return string(f.Health) + ": " + f.Reason }

func fault(h redline.Health, format string, args ...any) error {
	return &Error{Health: h, Reason: fmt.Sprintf(format, args...)}
}

// A Page is what a page had become when its scripts came to rest.
type Page struct {
	Status int
	URL    string // where it was found
	Header http.Header
	HTML   string
}

// A Browser is safe for concurrent use: pages wait for each other.
type Browser struct {
	opt  Options
	turn chan struct{} // held by whoever uses what follows
	run  *process      // nil until needed
	idle *time.Timer
}

// New returns a browser that is not started yet.
func New(opt Options) *Browser {
	return &Browser{opt: opt.filled(), turn: make(chan struct{}, 1)}
}

// Close ends Chromium, after the page that it may be reading. It may be used again.
func (b *Browser) Close() {
	b.turn <- struct{}{}
	b.end()
	<-b.turn
}

// Open reads a page in a browser that prefers the languages told. What stands in the way
// is a [*Error] or a [*web.Error]; any other error is the end of ctx.
func (b *Browser) Open(ctx context.Context, address, languages string) (Page, error) {
	u, err := url.Parse(address)
	if err != nil {
		return Page{}, fault(redline.HealthRefused, "the address cannot be used: %v", err)
	}
	program, err := b.program()
	if err != nil {
		return Page{}, err
	}
	if err := b.opt.Web.Turn(ctx, u); err != nil {
		return Page{}, err
	}
	select {
	case b.turn <- struct{}{}:
		defer func() { <-b.turn }()
	case <-ctx.Done():
		return Page{}, context.Cause(ctx)
	}
	if b.run == nil {
		if b.run, err = start(ctx, program, b.opt); err != nil {
			return Page{}, err
		}
	}
	if b.idle != nil {
		b.idle.Stop()
	}
	page, err := b.run.open(ctx, u, languages)
	if err != nil || b.run.pages >= b.opt.Pages {
		b.end() // whatever a bad page left behind goes with it
		return page, err
	}
	b.idle = time.AfterFunc(b.opt.Idle, b.rest)
	return page, nil
}

// rest ends an idle Chromium. Should a page be under way, it is not idle.
func (b *Browser) rest() {
	select {
	case b.turn <- struct{}{}:
		b.end()
		<-b.turn
	default:
	}
}

// end ends Chromium; the turn must be held.
func (b *Browser) end() {
	if b.idle != nil {
		b.idle.Stop()
	}
	if b.run != nil {
		b.run.close()
		b.run = nil
	}
}

// program finds Chromium.
func (b *Browser) program() (string, error) {
	names := []string{"chromium", "chromium-browser", "google-chrome"}
	if b.opt.Program != "" {
		names = []string{b.opt.Program}
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fault(redline.HealthNeedsBrowser, "the page needs a browser, and no Chromium is installed here: install it (Debian: apt-get install chromium), and the page is read on its next visit")
}

// A process is a running Chromium with its proxy and its profile.
type process struct {
	opt     Options
	proxy   *web.Proxy
	profile string
	ctx     context.Context //nolint:containedctx // chromedp keeps the browser in it
	stop    func()
	pages   int
}

// startTime is how long Chromium may take to start.
const startTime = 30 * time.Second

func start(ctx context.Context, program string, opt Options) (*process, error) {
	p := &process{opt: opt, stop: func() {}}
	var err error
	if p.profile, err = os.MkdirTemp("", "redline-browser-"); err != nil {
		return nil, fmt.Errorf("make a profile for the browser: %w", err)
	}
	// The browser outlives the visit that starts it.
	life := context.WithoutCancel(ctx)
	if p.proxy, err = opt.Web.NewProxy(life); err != nil {
		p.close()
		return nil, err
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(life, p.flags(program)...)
	var stopBrowser context.CancelFunc
	p.ctx, stopBrowser = chromedp.NewContext(allocator)
	p.stop = func() { stopBrowser(); stopAllocator() }
	overdue := time.AfterFunc(startTime, stopAllocator)
	// The first action starts the browser, which lives as long as the context of that action: no deadline there.
	_, err = chromedp.CallBrowser(p.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{Behavior: browser.SetDownloadBehaviorBehaviorDeny})
	if err == nil && !overdue.Stop() {
		err = errors.New("it took too long")
	}
	if err != nil {
		overdue.Stop()
		p.close()
		return nil, fault(redline.HealthNeedsBrowser, "the page needs a browser, and %s did not start: %v", program, err)
	}
	return p, nil
}

func (p *process) close() {
	p.stop()
	if p.proxy != nil {
		_ = p.proxy.Close() // nothing is left to lose
	}
	_ = os.RemoveAll(p.profile) // a rest in the folder for temporary files is all that can remain
}

func (p *process) flags(program string) []chromedp.ExecAllocatorOption {
	flags := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(program), chromedp.UserDataDir(p.profile), chromedp.UserAgent(p.opt.Web.UserAgent()),
		chromedp.NoInheritEnv, chromedp.Env("HOME="+p.profile, "PATH="+os.Getenv("PATH"), "TMPDIR="+p.profile),
		chromedp.Headless, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.DisableGPU,
		// Also what is on this machine is asked for through the proxy, which refuses it;
		// what would go round the proxy finds no name.
		chromedp.ProxyServer("http://" + p.proxy.Addr()),
		chromedp.Flag("proxy-bypass-list", "<-loopback>"),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.Flag("force-webrtc-ip-handling-policy", "disable_non_proxied_udp"),
		chromedp.Flag("js-flags", "--max-old-space-size=512"),
		chromedp.Flag("disk-cache-size", "1"), chromedp.Flag("window-size", "1280,1600"),
	}
	for _, name := range strings.Fields("disable-quic disable-background-networking disable-component-update disable-sync " +
		"disable-extensions disable-breakpad disable-default-apps disable-domain-reliability disable-client-side-phishing-detection " +
		"disable-dev-shm-usage disable-notifications disable-hang-monitor metrics-recording-only mute-audio use-mock-keychain") {
		flags = append(flags, chromedp.Flag(name, true))
	}
	if os.Geteuid() == 0 {
		flags = append(flags, chromedp.NoSandbox) // Chromium has none for root
	}
	return flags
}
