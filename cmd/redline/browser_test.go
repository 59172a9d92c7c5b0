package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/redlinewatch/redline/internal/browsertest"
)

// The demo's pages in a real browser: they answer, say what they should, and leave the
// console silent.
func TestDemoInABrowser(t *testing.T) {
	b := browsertest.Start(t)
	r := start(t, "demo")
	for deadline := time.Now().Add(2 * time.Minute); !strings.Contains(r.said.String(), "Played in"); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the demo is not played within two minutes:\n%s", r.said)
		}
	}
	home := r.get(t, "/")
	pages := map[string]string{
		"/": "Larkspur", "/alerts": "Alerts", "/changes": "set aside as noise", "/coverage": "Not permitted",
		"/platforms": "Larkspur", "/follow": "webhook", "/about": "Redline", "/method": "noise", "/privacy": "",
		"/platforms/larkspur": "Larkspur", "/documents/larkspur/encryption-help": "Versions",
		first(t, home, `/alerts/[a-z0-9-]+`):                                                      "What it means",
		first(t, r.get(t, "/documents/larkspur/encryption-help"), `/compare/[0-9a-z]+/[0-9a-z]+`): "Removed",
	}
	for path, words := range pages {
		for _, width := range []int{1280, 320} {
			page := b.Open(r.url+path, width, 900)
			if page.Status != 200 || !strings.Contains(page.Text, words) || page.Title == "" {
				t.Errorf("%s at %d px: status %d, title %q, without the words %q", path, width, page.Status, page.Title, words)
			}
			for _, e := range page.Errors {
				t.Errorf("%s at %d px: console: %s", path, width, e)
			}
			if !strings.Contains(page.Text, "fictional") {
				t.Errorf("%s at %d px does not say that the platforms are simulated", path, width)
			}
		}
	}
}

// first returns the first address on a page that matches.
func first(t *testing.T, page, pattern string) string {
	t.Helper()
	found := regexp.MustCompile(`href="(` + pattern + `)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no link %s on the page", pattern)
	}
	return found[1]
}
