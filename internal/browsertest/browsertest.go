// Package browsertest opens pages in a real browser, for tests.
//
// [Start] runs Debian's chromium headless with a profile of its own, cut off from
// everything but this machine. [Browser.Open] loads one page in a fresh tab and
// returns what a person and a developer would see of it: status, title, words,
// what the console says is wrong, and a picture.
//
// Where no chromium is installed Start skips the test, and says so; with
// CI=true it fails instead, so that a build server cannot pass by
// leaving the browser out.
package browsertest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long one page may take; starting a browser on a busy machine is the longest part.
const patience = 60 * time.Second

// A Browser runs until its test ends.
type Browser struct {
	t   testing.TB
	ctx context.Context //nolint:containedctx // chromedp keeps the browser in it
}

// A Page is what a browser shows of an address.
type Page struct {
	Status  int    // of the document's response
	Title   string // of the document
	Text    string // what a reader sees
	HTML    string // of the document as scripts left it
	Errors  []string
	Picture []byte // PNG of the whole page
}

// Start runs a browser for the test.
func Start(t testing.TB) *Browser {
	t.Helper()
	path, err := find()
	switch {
	case err == nil:
	case os.Getenv("CI") == "true":
		t.Fatalf("this test needs a browser: %v", err)
	default:
		t.Skipf("this test needs a browser: %v (Debian: apt-get install chromium)", err)
	}
	allocator, stop := chromedp.NewExecAllocator(t.Context(), options(path, t.TempDir())...)
	t.Cleanup(stop)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	t.Cleanup(closeBrowser)
	// The first action starts the browser, which lives as long as the context of that action: no deadline here.
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return &Browser{t: t, ctx: ctx}
}

// find returns the program to run.
func find() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("chromium: %w", exec.ErrNotFound)
}

func options(path, profile string) []chromedp.ExecAllocatorOption {
	return []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path),
		chromedp.UserDataDir(profile),
		chromedp.Flag("headless", true),
		chromedp.Flag("no-sandbox", true), // tests run as root in containers, where the sandbox cannot start
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("no-first-run", true),
		chromedp.Flag("no-default-browser-check", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-extensions", true),
		chromedp.Flag("disable-breakpad", true),
		chromedp.Flag("metrics-recording-only", true),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("force-color-profile", "srgb"),
		// A page under test that asks another machine for something fails, in the console too.
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
	}
}

// end is what Open writes to the console itself: all messages of the page stand before it.
const end = "browsertest: end of page"

// Open loads address in a tab of the given size. It fails the test when the page cannot be loaded.
func (b *Browser) Open(address string, width, height int) Page {
	b.t.Helper()
	tab, closeTab := chromedp.NewContext(b.ctx)
	defer closeTab()
	console := chromedp.Console(tab)
	ctx, cancel := context.WithTimeout(tab, patience)
	defer cancel()
	p, err := load(ctx, address, int64(width), int64(height))
	if err != nil {
		b.t.Fatalf("open %s: %v", address, err)
	}
	for m, err := range console {
		if err != nil {
			b.t.Fatalf("console of %s: %v", address, err)
		}
		if m.Text == end {
			break
		}
		if m.Type == chromedp.ConsoleError || m.IsException() {
			p.Errors = append(p.Errors, m.Text)
		}
	}
	return p
}

// load navigates and reads the page.
func load(ctx context.Context, address string, width, height int64) (p Page, err error) {
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height)); err != nil {
		return Page{}, fmt.Errorf("set size: %w", err)
	}
	res, err := chromedp.Run(ctx, chromedp.NavigateResponse(address))
	if err != nil {
		return Page{}, err
	}
	if res != nil {
		p.Status = int(res.Status)
	}
	for script, into := range map[string]*string{
		"document.title":                     &p.Title,
		"document.body.innerText":            &p.Text,
		"document.documentElement.outerHTML": &p.HTML,
	} {
		if *into, err = chromedp.Run(ctx, chromedp.Evaluate[string](script)); err != nil {
			return Page{}, fmt.Errorf("read %s: %w", script, err)
		}
	}
	if p.Picture, err = chromedp.Run(ctx, chromedp.FullScreenshot(100)); err != nil {
		return Page{}, fmt.Errorf("take picture: %w", err)
	}
	if _, err = chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void]("void console.debug("+fmt.Sprintf("%q", end)+")")); err != nil {
		return Page{}, fmt.Errorf("mark end of console: %w", err)
	}
	return p, nil
}
