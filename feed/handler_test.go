package feed_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
	"github.com/redlinewatch/redline/feed"
)

// ask makes a request with header fields given in pairs.
func ask(h http.Handler, method, path string, fields ...string) *http.Response {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i+1 < len(fields); i += 2 {
		r.Header.Add(fields[i], fields[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func read(t *testing.T, resp *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestConditionalGet(t *testing.T) {
	m := everything(t)
	h := feed.Handler(m, feed.Config{PublicURL: public, MaxAge: time.Minute})
	for _, path := range []string{"/feeds/alerts.atom", "/feeds/alerts.rss", "/feeds/alerts.json", "/feeds/changes.rss", "/feeds.opml"} {
		first := ask(h, http.MethodGet, path)
		tag, modified := first.Header.Get("ETag"), first.Header.Get("Last-Modified")
		if !regexp.MustCompile(`^"[0-9a-f]{24}"$`).MatchString(tag) || modified == "" || first.Header.Get("Cache-Control") != "public, max-age=60" ||
			first.Header.Get("Vary") != "Accept-Encoding" || first.Header.Get("Set-Cookie") != "" || first.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: headers %v", path, first.Header)
		}
		zipped := ask(h, http.MethodGet, path, "Accept-Encoding", "br, gzip")
		zipTag := zipped.Header.Get("ETag")
		if zipped.Header.Get("Content-Encoding") != "gzip" || zipTag == tag || zipTag == "" || strings.HasPrefix(zipTag, "W/") {
			t.Errorf("%s: gzip headers %v", path, zipped.Header)
		}
		z, err := gzip.NewReader(zipped.Body)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(z)
		if body := read(t, first); err != nil || string(plain) != body || body == "" {
			t.Errorf("%s: the encodings differ: %v", path, err)
		}
		notModified := [][]string{
			{"If-None-Match", tag},
			{"If-None-Match", "W/" + tag},
			{"If-None-Match", `"other", ` + tag},
			{"If-None-Match", "*"},
			{"If-None-Match", zipTag, "Accept-Encoding", "gzip"},
			{"If-Modified-Since", modified},
			{"If-None-Match", tag, "If-Modified-Since", "Mon, 01 Jan 2001 00:00:00 GMT"},
		}
		for _, fields := range notModified {
			resp := ask(h, http.MethodGet, path, fields...)
			if body := read(t, resp); resp.StatusCode != http.StatusNotModified || body != "" || resp.Header.Get("ETag") == "" || resp.Header.Get("Vary") == "" {
				t.Errorf("%s %v: %d, %d bytes, %v", path, fields, resp.StatusCode, len(body), resp.Header)
			}
		}
		for _, fields := range [][]string{
			{"If-None-Match", `"other"`},
			{"If-None-Match", `"other"`, "If-Modified-Since", modified},
			{"If-Modified-Since", "Mon, 01 Jan 2001 00:00:00 GMT"},
			{"If-Modified-Since", "yesterday"},
		} {
			if resp := ask(h, http.MethodGet, path, fields...); resp.StatusCode != http.StatusOK {
				t.Errorf("%s %v: %d", path, fields, resp.StatusCode)
			}
		}
	}
}

func TestBytesStayUntilTheContentChanges(t *testing.T) {
	m := everything(t)
	h := feed.Handler(m, feed.Config{PublicURL: public})
	const path = "/feeds/platforms/plaza.atom"
	first := ask(h, http.MethodGet, path)
	body := read(t, first)
	m.add("nothing", redline.Entry{At: start.Add(70 * time.Hour)}) // the revision moves, this feed does not
	again := ask(h, http.MethodGet, path)
	if read(t, again) != body || again.Header.Get("ETag") != first.Header.Get("ETag") || again.Header.Get("Last-Modified") != first.Header.Get("Last-Modified") {
		t.Errorf("validators moved without a change: %v, then %v", first.Header, again.Header)
	}
	other := feed.Handler(m, feed.Config{PublicURL: public}) // another process, or a restart
	if read(t, ask(other, http.MethodGet, path)) != body {
		t.Error("another process gives other bytes")
	}
	last := first.Header
	for n := range 3 { // thrice within a second
		m.add(m.alerts[3].ID, redline.Entry{At: start.Add(71*time.Hour + time.Duration(n)*time.Millisecond), Kind: redline.EntryCorrected, Reason: "Again."})
		now := ask(h, http.MethodGet, path)
		if now.Header.Get("ETag") == last.Get("ETag") || now.Header.Get("Last-Modified") == last.Get("Last-Modified") {
			t.Errorf("after change %d the validators did not move together: %v, then %v", n, last, now.Header)
		}
		last = now.Header
	}
}

func TestWhatIsNotThere(t *testing.T) {
	m := everything(t)
	h := feed.Handler(m, feed.Config{})
	for _, path := range []string{
		"/feeds/", "/feeds/alerts", "/feeds/alerts.xml", "/feeds/alerts.ATOM", "/feeds/nothing.atom", "/feeds/platforms/nobody.atom", "/feeds/platforms/.atom",
		"/feeds/topics/nonsense.rss", "/feeds/topics/.rss", "/feeds/documents/parlio/nothing.json", "/feeds/documents/.json", "/feeds/.atom",
		"/feeds/alerts.atom?after=nobody", "/feeds/changes.atom?after=nobody", "/feeds/alerts.atom?after=" + m.alerts[len(m.alerts)-1].ID,
	} {
		if resp := ask(h, http.MethodGet, path); resp.StatusCode != http.StatusNotFound || resp.Header.Get("ETag") != "" {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
	if resp := ask(h, http.MethodPost, "/feeds/alerts.atom"); resp.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", resp.StatusCode)
	}
	head := ask(h, http.MethodHead, "/feeds/alerts.atom")
	if body := read(t, head); head.StatusCode != http.StatusOK || body != "" || head.Header.Get("Content-Length") == "0" {
		t.Errorf("HEAD: %d, %d bytes, %v", head.StatusCode, len(body), head.Header)
	}
	if resp := ask(h, http.MethodGet, "/feeds/style.css"); resp.StatusCode != http.StatusOK || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/css") {
		t.Errorf("style: %d %v", resp.StatusCode, resp.Header)
	}
}

func TestHubsAreInTheHeaderToo(t *testing.T) {
	h := feed.Handler(everything(t), feed.Config{PublicURL: public, Hubs: []string{"https://hub.example/"}})
	got := ask(h, http.MethodGet, "/feeds/alerts.rss").Header.Values("Link")
	if want := []string{`<https://redline.example/feeds/alerts.rss>; rel="self"`, `<https://hub.example/>; rel="hub"`}; !slices.Equal(got, want) {
		t.Errorf("Link: %q", got)
	}
	if got := ask(h, http.MethodGet, "/feeds.opml").Header.Values("Link"); got != nil {
		t.Errorf("the list of feeds is no feed: %q", got)
	}
}

func TestAFailureShowsNothing(t *testing.T) {
	m := everything(t)
	m.fail = errors.New("disk full at /secret/path")
	var log bytes.Buffer
	h := feed.Handler(m, feed.Config{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	resp := ask(h, http.MethodGet, "/feeds/alerts.atom")
	if body := read(t, resp); resp.StatusCode != http.StatusInternalServerError || strings.Contains(body, "secret") || !strings.Contains(log.String(), "disk full") {
		t.Errorf("%d %q, log %q", resp.StatusCode, body, log.String())
	}
}

func TestMediaTypes(t *testing.T) {
	h := feed.Handler(everything(t), feed.Config{})
	for path, want := range map[string]string{
		"/feeds/alerts.atom": "application/atom+xml; charset=utf-8", "/feeds/alerts.rss": "application/rss+xml; charset=utf-8",
		"/feeds/alerts.json": "application/feed+json; charset=utf-8", "/feeds.opml": "text/x-opml; charset=utf-8",
	} {
		resp := ask(h, http.MethodGet, path)
		if got := resp.Header.Get("Content-Type"); got != want {
			t.Errorf("%s: %s", path, got)
		}
		if body := read(t, resp); !strings.Contains(body, "http://example.com/") { // the request's own address
			t.Errorf("%s: links do not follow the request: %.300s", path, body)
		}
	}
}

func items(t *testing.T, h http.Handler, path string) []*gofeed.Item {
	t.Helper()
	f, err := gofeed.NewParser().ParseString(get(t, h, path))
	if err != nil {
		t.Fatal(err)
	}
	return f.Items
}

// Whoever follows the pages gets every alert, the newest first, each once.
func TestPagesReachTheFirstAlert(t *testing.T) {
	m := newMemory()
	m.fill("parlio", 23)
	for n := range 9 {
		old := m.material("parlio", -1000-n)
		old.Change.Origin = redline.Backfilled
		m.publish(alert.New(old, alert.ByRules, start))
	}
	h := feed.Handler(m, feed.Config{PublicURL: public, Items: 5})
	for path, want := range map[string]int{"/feeds/alerts.json": 23, "/feeds/platforms/parlio.json": 32} {
		var published []time.Time
		seen := map[string]bool{}
		for pages := 0; path != "" && pages < 20; pages++ {
			for _, i := range items(t, h, path) {
				if seen[i.GUID] {
					t.Errorf("%s again on %s", i.GUID, path)
				}
				seen[i.GUID] = true
				published = append(published, *i.PublishedParsed)
			}
			var f struct {
				Next string `json:"next_url"`
				Self string `json:"feed_url"`
			}
			if err := json.Unmarshal([]byte(get(t, h, path)), &f); err != nil {
				t.Fatal(err)
			}
			if f.Self != public+path {
				t.Errorf("%s calls itself %s", path, f.Self)
			}
			path = strings.TrimPrefix(f.Next, public)
		}
		if len(seen) != want || !slices.IsSortedFunc(published, func(a, b time.Time) int { return b.Compare(a) }) {
			t.Errorf("%d alerts, want %d; sorted: %v", len(seen), want, published)
		}
	}
}

func TestBackfillIsNeverNew(t *testing.T) {
	m := newMemory()
	m.fill("parlio", 2)
	late := m.material("parlio", 500) // an archive's record newer than all that was seen live
	late.Change.Origin = redline.Backfilled
	m.publish(alert.New(late, alert.ByRules, start))
	only := m.material("plaza", -500)
	only.Change.Origin = redline.Backfilled
	m.publish(alert.New(only, alert.ByRules, start))
	m.changes = append(m.changes, late.Change, only.Change)
	h := feed.Handler(m, feed.Config{PublicURL: public})
	for path, want := range map[string]int{"/feeds/alerts.rss": 2, "/feeds/changes.rss": 2, "/feeds/platforms/parlio.rss": 3, "/feeds/platforms/plaza.rss": 1} {
		if got := items(t, h, path); len(got) != want {
			t.Errorf("%s: %d items, want %d", path, len(got), want)
		}
	}
	platform := items(t, h, "/feeds/platforms/parlio.rss")
	if !platform[2].PublishedParsed.Equal(late.Change.FirstWith) || !strings.Contains(platform[2].Content, "archive’s record") {
		t.Errorf("the archive's alert is not last, at its own date: %v", platform[2].PublishedParsed)
	}
}

func TestCorrectionsReachReaders(t *testing.T) {
	m := newMemory()
	m.fill("parlio", 60) // the corrected alert has left the first page
	first := m.alerts[0]
	m.add(first.ID, redline.Entry{At: start.Add(99 * time.Hour), Kind: redline.EntryCorrected, By: "Ines", Reason: "The date was wrong."})
	h := feed.Handler(m, feed.Config{PublicURL: public})
	top := items(t, h, "/feeds/alerts.rss")[0]
	if !strings.HasPrefix(top.Title, "Correction: ") || !strings.Contains(top.Content, "The date was wrong.") {
		t.Errorf("newest item: %q", top.Title)
	}
	if !strings.Contains(get(t, h, "/feeds/alerts.atom"), `<thr:in-reply-to ref="urn:uuid:`) {
		t.Error("no thread")
	}
	last := items(t, h, "/feeds/alerts.atom?after="+m.alerts[11].ID)
	corrected := last[slices.IndexFunc(last, func(i *gofeed.Item) bool { return strings.HasPrefix(i.Title, "Corrected: ") })]
	if !corrected.UpdatedParsed.After(*corrected.PublishedParsed) {
		t.Errorf("the corrected alert did not move: %v, %v", corrected.PublishedParsed, corrected.UpdatedParsed)
	}
}

// An item's id and times do not depend on what else is in the feed.
func TestItemsDoNotMoveWithTheirNeighbours(t *testing.T) {
	m := newMemory()
	for n := range 8 { // all within one second
		mat := m.material("parlio", n)
		m.publish(alert.New(mat, alert.ByRules, start.Add(time.Duration(n)*time.Millisecond)))
	}
	h := feed.Handler(m, feed.Config{PublicURL: public, Items: 5})
	before := map[string]time.Time{}
	for _, i := range items(t, h, "/feeds/alerts.atom") {
		before[i.GUID] = *i.UpdatedParsed
	}
	if len(before) != 5 {
		t.Fatalf("%d items", len(before))
	}
	mat := m.material("parlio", 100)
	m.publish(alert.New(mat, alert.ByRules, mat.Change.FirstWith))
	for _, i := range items(t, h, "/feeds/alerts.atom") {
		if was, ok := before[i.GUID]; ok && !was.Equal(*i.UpdatedParsed) {
			t.Errorf("%s moved from %v to %v", i.GUID, was, i.UpdatedParsed)
		}
	}
}

func TestObservationsAreWordedWithoutJudgement(t *testing.T) {
	m := newMemory()
	m.fill("parlio", 1)
	unsure := m.material("parlio", 5).Change
	unsure.Confirmed = time.Time{}
	gone := m.material("parlio", 6).Change
	gone.Gone = gone.FirstWith.Add(time.Hour)
	hidden := m.material("parlio", 7).Change
	hidden.OldKey = redline.Key{9}
	noise := m.material("parlio", 8).Change
	noise.Verdict.Class = redline.ClassNoise
	m.changes = append(m.changes, unsure, gone, hidden, noise)
	body := get(t, feed.Handler(m, feed.Config{PublicURL: public}), "/feeds/changes.rss")
	for _, word := range []string{"weaken", "weaker", "downgraded", "severity", "direction", "promise"} {
		if strings.Contains(strings.ToLower(body), word) {
			t.Errorf("%q in an observation", word)
		}
	}
	for _, want := range []string{
		"Parlio &amp; Sons · Terms of Service: 1 word removed", "not yet confirmed by a second look", "confirmed by a second look.", "the earlier text was back on",
		"[removed: end-to-end]", "Open Terms Archive contributors, collection contrib",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("lacks %q", want)
		}
	}
	if n := strings.Count(body, "<item>"); n != 4 {
		t.Errorf("%d items, want 4: noise is in the log", n)
	}
}

func TestSimulatedPlatformsSaySo(t *testing.T) {
	h := feed.Handler(everything(t), feed.Config{PublicURL: public})
	for _, path := range []string{"/feeds/platforms/plaza.atom", "/feeds/platforms/plaza.rss", "/feeds/platforms/plaza.json", "/feeds/documents/plaza/terms.rss"} {
		f, err := gofeed.NewParser().ParseString(get(t, h, path))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(f.Title, "[simulated]") {
			t.Errorf("%s: title %q", path, f.Title)
		}
		for _, i := range f.Items {
			if !strings.HasPrefix(i.Title, "[simulated] ") || !strings.Contains(i.Content, "simulated") {
				t.Errorf("%s: item %q", path, i.Title)
			}
		}
	}
	if !strings.Contains(get(t, h, "/feeds/changes.rss"), "[simulated] Plaza · Terms") {
		t.Error("a simulated change does not say so")
	}
}

func TestReadersDoNotAskTheArchiveTwice(t *testing.T) {
	m := everything(t)
	h := feed.Handler(m, feed.Config{PublicURL: public})
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() { ask(h, http.MethodGet, "/feeds/alerts.atom") })
	}
	wait.Wait()
	if m.queries != 1 {
		t.Errorf("%d queries for 20 readers", m.queries)
	}
}

func FuzzRequest(f *testing.F) {
	m := newMemory()
	m.fill("parlio", 2)
	h := feed.Handler(m, feed.Config{})
	f.Add("alerts.atom", "", "redline.example", `W/"x", "y"`, "gzip;q=0, *", "Mon, 01 Jan 2001 00:00:00 GMT")
	f.Add("platforms/parlio.json", "after=x", "[::1]:80", "*", "gzip;q=1.0;x", "")
	f.Add("documents/parlio/terms.rss", "after=%00", "a\r\nb", `"`, ",,;;q=", "0")
	f.Fuzz(func(t *testing.T, path, query, host, match, accept, since string) {
		r := &http.Request{
			Method: http.MethodGet, Host: host, URL: &url.URL{Path: "/feeds/" + path, RawQuery: query},
			Header: http.Header{"If-None-Match": {match}, "Accept-Encoding": {accept}, "If-Modified-Since": {since}},
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r.WithContext(t.Context()))
		switch w.Code {
		case http.StatusOK:
			body := w.Body.Bytes()
			if w.Header().Get("Content-Encoding") == "gzip" {
				z, err := gzip.NewReader(bytes.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				if body, err = io.ReadAll(z); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := gofeed.NewParser().Parse(bytes.NewReader(body)); err != nil && path != "style.css" {
				t.Errorf("%q: %v", path, err)
			}
		case http.StatusNotFound, http.StatusNotModified, http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusBadRequest:
		default:
			t.Errorf("%q: %d", path, w.Code)
		}
	})
}
