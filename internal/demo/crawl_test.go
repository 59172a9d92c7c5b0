package demo_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler"
	"github.com/redlinewatch/redline/internal/demo"
	"github.com/redlinewatch/redline/internal/web"
)

// A reader visits documents of a world with the real crawler.
type reader struct {
	t     *testing.T
	world *demo.World
	crawl *crawler.Crawler
}

func newReader(t *testing.T) reader {
	t.Helper()
	w, err := demo.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	client := web.New(web.Options{AllowPrivate: true, NoDelay: true, Timeout: w.SuggestedTimeout()})
	t.Cleanup(func() {
		client.Close()
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return reader{t, w, crawler.New(crawler.Options{Web: client})}
}

func (r reader) visit(document string, at time.Time) crawler.Result {
	r.t.Helper()
	r.world.SetTime(at)
	for _, d := range r.world.Documents() {
		if d.ID == document {
			res, err := r.crawl.Visit(r.t.Context(), d, redline.State{}, at)
			if err != nil {
				r.t.Fatal(err)
			}
			return res
		}
	}
	r.t.Fatalf("no document %s", document)
	return crawler.Result{}
}

// The crawler takes the text of each page and leaves what stands around it.
func TestCrawlerReadsEveryDocument(t *testing.T) {
	r := newReader(t)
	from, _ := r.world.Span()
	for _, d := range r.world.Documents() {
		if d.ID == "larkspur/law-enforcement" {
			continue // not permitted
		}
		res := r.visit(d.ID, from)
		if res.Capture.Health != redline.HealthGood {
			t.Errorf("%s: %s: %s", d.ID, res.Capture.Health, res.Capture.Reason)
			continue
		}
		if n := res.Text.Words(); n < 400 || res.Text.Language != "en" {
			t.Errorf("%s: %d words in %q", d.ID, n, res.Text.Language)
		}
		for _, around := range []string{"A fictional service", "We use cookies to make", "Related pages", "Was this page helpful"} {
			if strings.Contains(res.Markdown, around) {
				t.Errorf("%s: the text contains %q", d.ID, around)
			}
		}
		if again := r.visit(d.ID, from); again.Text.Key != res.Text.Key {
			t.Errorf("%s: two visits at one time differ", d.ID)
		}
	}
}

// What the story calls unreadable is unreadable to the crawler, for the reason the story gives.
func TestCrawlerStopsAtFaults(t *testing.T) {
	r := newReader(t)
	for _, c := range r.world.Story() {
		if c.Want.Outcome != demo.OutcomeUnreadable {
			continue
		}
		res := r.visit(c.Document, c.From.Add(time.Hour))
		if !slices.Contains(c.Want.Health, res.Capture.Health) {
			t.Errorf("%s: %s (%s), want one of %v", c.ID, res.Capture.Health, res.Capture.Reason, c.Want.Health)
		}
		if res.Capture.Reason == "" {
			t.Errorf("%s: no reason", c.ID)
		}
		if !c.Until.IsZero() {
			if res := r.visit(c.Document, c.Until.Add(time.Hour)); res.Capture.Health != redline.HealthGood {
				t.Errorf("%s: afterwards %s (%s)", c.ID, res.Capture.Health, res.Capture.Reason)
			}
		}
	}
}
