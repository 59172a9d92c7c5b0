package crawler_test

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler"
	"github.com/redlinewatch/redline/crawler/browser"
	"github.com/redlinewatch/redline/internal/web"
)

// browserCrawler returns a crawler with a browser; without one installed it skips, or
// fails on a build server.
func browserCrawler(t *testing.T) *crawler.Crawler {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("this test needs a browser: %v", err)
		}
		t.Skipf("this test needs a browser: %v (Debian: apt-get install chromium)", err)
	}
	w := web.New(web.Options{Allow: web.Loopback(), NoDelay: true})
	t.Cleanup(w.Close)
	c := crawler.New(crawler.Options{Web: w, Browser: browser.New(browser.Options{Web: w})})
	t.Cleanup(c.Close)
	return c
}

func TestVisitWithBrowser(t *testing.T) {
	words := "We do not sell your personal data."
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		script := "document.getElementById('root').innerHTML = '<main><h1>Privacy Policy</h1><p>" + words + "</p></main>'"
		if r.URL.Path == "/never" {
			script = ""
		}
		_, _ = io.WriteString(w, `<!doctype html><html lang="en"><title>Policy</title><body><noscript>Please enable JavaScript.</noscript><div id="root"></div><script>`+script+`</script>`)
	})
	c := browserCrawler(t)
	want := "# Privacy Policy\n\n" + words
	for _, scripts := range []redline.Scripts{redline.ScriptsAuto, redline.ScriptsAlways} {
		doc := document(s.URL + "/policy")
		doc.Sources[0].Scripts = scripts
		res := visit(t, c, doc, redline.State{})
		if res.Capture.Health != redline.HealthGood || strings.TrimSpace(res.Markdown) != want {
			t.Fatalf("%q: %s %s\n%s", scripts, res.Capture.Health, res.Capture.Reason, res.Markdown)
		}
		if !strings.Contains(string(res.Bodies[0]), words) {
			t.Errorf("%q: the evidence has not the words", scripts)
		}
		res = visit(t, c, doc, redline.State{Pages: res.Capture.Pages})
		if res.Capture.Health != redline.HealthUnchanged {
			t.Errorf("%q, again: %s %s", scripts, res.Capture.Health, res.Capture.Reason)
		}
	}
	doc := document(s.URL + "/policy")
	doc.Sources[0].Scripts = redline.ScriptsNever
	if res := visit(t, c, doc, redline.State{}); res.Capture.Health != redline.HealthNeedsBrowser {
		t.Errorf("declared to be read without: %s %s", res.Capture.Health, res.Capture.Reason)
	}
	if res := visit(t, c, document(s.URL+"/never"), redline.State{}); res.Capture.Health != redline.HealthEmpty || !strings.Contains(res.Capture.Reason, "in a browser either") {
		t.Errorf("nothing in a browser either: %s %s", res.Capture.Health, res.Capture.Reason)
	}
	words = "We may sell your personal data."
	if res := visit(t, c, document(s.URL+"/policy"), redline.State{}); !strings.Contains(res.Markdown, words) {
		t.Errorf("after a change: %s %q", res.Capture.Health, res.Markdown)
	}
}

// Without Chromium a page that needs one is in a state of its own, and says what to do.
func TestVisitWithoutChromium(t *testing.T) {
	w := web.New(web.Options{Allow: web.Loopback(), NoDelay: true})
	t.Cleanup(w.Close)
	c := crawler.New(crawler.Options{Web: w, Browser: browser.New(browser.Options{Web: w, Program: "/nowhere/chromium"})})
	t.Cleanup(c.Close)
	doc := document("http://127.0.0.1:1/policy")
	doc.Sources[0].Scripts = redline.ScriptsAlways
	res := visit(t, c, doc, redline.State{})
	if res.Capture.Health != redline.HealthNeedsBrowser || !strings.Contains(res.Capture.Reason, "apt-get install chromium") || len(res.Capture.Pages) != 1 || res.Capture.Pages[0].URL == "" {
		t.Errorf("%s %s, pages %+v", res.Capture.Health, res.Capture.Reason, res.Capture.Pages)
	}
}
