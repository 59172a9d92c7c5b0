package site

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// newSite is the site over an archive, at the sample's time.
func newSite(a Archive, change ...func(*Options)) http.Handler {
	o := Options{
		Archive: a, Contact: "hello@example.org", Now: func() time.Time { return sampleNow },
		Feeds: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "feed "+r.URL.Path) }),
	}
	for _, c := range change {
		c(&o)
	}
	return New(o)
}

// get answers a request; header are pairs.
func get(t *testing.T, h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// pagesOf is the address of every kind of page there is in an archive.
func pagesOf(m *memory) []string {
	pages := []string{
		"/", "/alerts", "/alerts?topic=encryption", "/alerts?stage=announced", "/platforms", "/changes", "/changes?class=noise",
		"/changes?class=unreadable", "/coverage", "/follow", "/about", "/method", "/privacy", "/nowhere", "/alerts?topic=none",
	}
	for _, a := range m.alerts {
		if !a.Published().IsZero() {
			pages = append(pages, string(alertLink(a)))
		}
	}
	for _, p := range m.platforms {
		pages = append(pages, string(platformLink(p.ID)))
	}
	for _, d := range m.documents {
		pages = append(pages, string(documentLink(d.ID)))
	}
	for _, v := range m.versions {
		pages = append(pages, string(versionLink(v.ID)))
	}
	for _, c := range m.changes {
		pages = append(pages, string(changeLink(c.ID)), string(changeLink(c.ID))+"?view=side")
		if c.New != "" {
			pages = append(pages, string(compareLink(c.Old, c.New)), string(compareLink(c.New, c.Old))+"?view=side")
		}
	}
	return pages
}

func TestRoutes(t *testing.T) {
	m := sample()
	h := newSite(m)
	cases := []struct {
		path   string
		status int
		want   string // in the body
	}{
		{"/", 200, "Pictura says it will end"},
		{"/?product=pictura-direct", 200, "no longer says end-to-end encrypted"},
		{"/?product=none", 404, "nothing at this address"},
		{"/alerts", 200, "Pictura&#39;s Privacy Policy adds"},
		{"/alerts?topic=encryption", 200, "Alerts about encryption"},
		{"/alerts?severity=extreme", 400, "severity must be one of"},
		{"/alerts?topci=encryption", 400, "does not know"},
		{"/alerts?since=2026-05-01&until=2026-04-01", 400, "lies before the first"},
		{"/alerts?since=yesterday", 400, "since must be a day"},
		{"/alerts?platform=nobody", 404, "nothing at this address"},
		{"/alerts/pictura-encryption-2026-03-13", 200, "What it does not say"},
		{"/alerts/pictura-draft", 404, "nothing at this address"},
		{"/alerts/nothing", 404, "nothing at this address"},
		{"/platforms", 200, "Courier"},
		{"/platforms/pictura", 200, "Omnia"},
		{"/platforms/none", 404, "nothing at this address"},
		{"/documents/pictura/privacy-policy/eu", 200, "Last good look"},
		{"/documents/pictura", 404, "nothing at this address"},
		{"/versions/" + m.versions[0].ID, 200, "Choose Use end-to-end encryption."},
		{"/versions/none", 404, "nothing at this address"},
		{"/compare/" + m.versions[0].ID + "/" + m.versions[1].ID, 200, "Moved here"},
		{"/compare/" + m.versions[0].ID + "/" + m.versions[0].ID, 200, "say the same"},
		{"/compare/" + m.versions[0].ID + "/none", 404, "nothing at this address"},
		{"/compare/" + m.versions[0].ID + "/" + m.versions[1].ID + "?view=upside", 400, "view must be one of"},
		{"/compare?old=" + m.versions[0].ID + "&new=" + m.versions[1].ID, 303, ""},
		{"/compare?old=a", 400, "two versions are needed"},
		{"/changes", 200, "set aside as noise"},
		{"/changes?document=pictura%2Fterms", 200, "Terms of Service"},
		{"/changes?document=none", 404, "nothing at this address"},
		{"/changes?class=unreadable", 200, "asks for a password"},
		{"/changes/chg00000000000000001", 200, "The text announces that end-to-end encryption ends."},
		{"/coverage", 200, "14 times in a row"},
		{"/follow", 200, "redline webhook add"},
		{"/about", 200, "hello@example.org"},
		{"/method", 200, "The second look"},
		{"/privacy", 200, "no cookies"},
		{"/static/site.css", 200, "--paper"},
		{"/static/none.css", 404, ""},
		{"/static/..%2fsite.go", 404, ""},
		{"/healthz", 200, "ok"},
		{"/robots.txt", 200, "Disallow: /compare"},
		{"/feeds/alerts.atom", 200, "feed /feeds/alerts.atom"},
		{"/feeds.opml", 200, "feed /feeds.opml"},
		{"/favicon.ico", 301, ""},
		{"/?" + strings.Repeat("x", 200_000), 414, "too long"},
	}
	for _, c := range cases {
		w := get(t, h, c.path)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("GET %.60s: status %d, want %d with %q in\n%.300s", c.path, w.Code, c.status, c.want, w.Body)
		}
	}
}

func TestOtherMethodsAreRefused(t *testing.T) {
	h := newSite(sample())
	for _, path := range []string{"/", "/alerts", "/nowhere"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader("a=b")))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") == "" {
			t.Errorf("POST %s: status %d, Allow %q", path, w.Code, w.Header().Get("Allow"))
		}
	}
}

func TestHeaders(t *testing.T) {
	m := sample()
	h := newSite(m)
	for _, path := range append(pagesOf(m), "/static/site.css", "/robots.txt", "/healthz") {
		header := get(t, h, path).Header()
		csp := header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: policy %q lacks %s", path, csp, want)
			}
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy allows what it should not: %s", path, csp)
		}
		if header.Get("X-Content-Type-Options") != "nosniff" || header.Get("Referrer-Policy") == "" {
			t.Errorf("%s: nosniff or referrer policy is missing: %v", path, header)
		}
		if len(header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s sets a cookie", path)
		}
	}
}

func TestSecondVisit(t *testing.T) {
	m := sample()
	h := newSite(m)
	first := get(t, h, "/alerts")
	tag := first.Header().Get("ETag")
	if tag == "" || first.Header().Get("Vary") == "" {
		t.Fatalf("ETag %q, Vary %q", tag, first.Header().Get("Vary"))
	}
	for _, given := range []string{tag, strings.TrimPrefix(tag, "W/"), `"other", ` + tag} {
		w := get(t, h, "/alerts", "If-None-Match", given)
		if w.Code != http.StatusNotModified || w.Body.Len() != 0 || w.Header().Get("ETag") != tag {
			t.Errorf("If-None-Match %s: status %d, %d bytes, ETag %s", given, w.Code, w.Body.Len(), w.Header().Get("ETag"))
		}
	}
	if w := get(t, h, "/alerts?topic=encryption", "If-None-Match", tag); w.Code != http.StatusOK {
		t.Errorf("another address with the same tag: status %d", w.Code)
	}
	if again := get(t, h, "/alerts"); again.Body.String() != first.Body.String() {
		t.Error("the same page is not the same bytes")
	}
	m.revision++
	if w := get(t, h, "/alerts", "If-None-Match", tag); w.Code != http.StatusOK || w.Header().Get("ETag") == tag {
		t.Errorf("after a change: status %d, ETag %s", w.Code, w.Header().Get("ETag"))
	}
	if w := get(t, h, "/nowhere", "If-None-Match", "*"); w.Code != http.StatusNotFound {
		t.Errorf("a page that does not exist, asked with *: status %d", w.Code)
	}
}

func TestTagFollowsSettingsAndDay(t *testing.T) {
	m := sample()
	tag := func(change func(*Options)) string {
		return get(t, newSite(m, change), "/").Header().Get("ETag")
	}
	seen := map[string]string{tag(func(*Options) {}): "nothing"}
	for name, change := range map[string]func(*Options){
		"contact":   func(o *Options) { o.Contact = "other@example.org" },
		"address":   func(o *Options) { o.PublicURL = "https://redline.example" },
		"texts":     func(o *Options) { o.Texts = "passages" },
		"simulated": func(o *Options) { o.Simulated = true },
		"the day":   func(o *Options) { o.Now = func() time.Time { return sampleNow.AddDate(0, 0, 1) } },
	} {
		if other, ok := seen[tag(change)]; ok {
			t.Errorf("the tag is the same for %s and %s changed", name, other)
		}
		seen[tag(change)] = name
	}
}

func TestCompression(t *testing.T) {
	w := get(t, newSite(sample()), "/alerts", "Accept-Encoding", "gzip")
	if w.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept-Encoding") {
		t.Fatalf("headers %v", w.Header())
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil || !strings.Contains(string(body), "</html>") {
		t.Errorf("unpacked: %v, %d bytes", err, len(body))
	}
}

func TestUnknownFailureShowsNothing(t *testing.T) {
	m := sample()
	m.fail = errors.New("secret: dial tcp 10.0.0.7: password wrong")
	h := newSite(m)
	for _, path := range []string{"/", "/alerts", "/platforms/pictura", "/changes", "/coverage"} {
		w := get(t, h, path)
		if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") || w.Header().Get("ETag") != "" {
			t.Errorf("%s: status %d, ETag %q, body %.200s", path, w.Code, w.Header().Get("ETag"), w.Body)
		}
	}
	m.fail = nil
	if w := get(t, h, "/"); w.Code != http.StatusOK {
		t.Errorf("after the failure: status %d", w.Code)
	}
}

func TestEmptyArchiveSaysWhatFillsIt(t *testing.T) {
	h := newSite(&memory{})
	body := get(t, h, "/").Body.String()
	for _, want := range []string{"redline demo", "redline import ota contrib", "redline crawl --all"} {
		if !strings.Contains(body, want) {
			t.Errorf("the empty front page does not offer %q", want)
		}
	}
	for _, path := range []string{"/alerts", "/platforms", "/changes", "/coverage", "/follow"} {
		if w := get(t, h, path); w.Code != http.StatusOK {
			t.Errorf("%s of an empty archive: status %d", path, w.Code)
		}
	}
}

func TestFeedsAreNamed(t *testing.T) {
	m := sample()
	h := newSite(m)
	for path, feed := range map[string]string{
		"/": "/feeds/alerts", "/platforms/pictura": "/feeds/platforms/pictura", "/alerts?topic=encryption": "/feeds/topics/encryption",
		"/documents/pictura/privacy-policy/eu": "/feeds/documents/pictura/privacy-policy/eu", "/changes": "/feeds/changes",
	} {
		var found []string
		walk(parse(t, get(t, h, path).Body.String()), func(n *html.Node) {
			if n.Data == "link" && attr(n, "rel") == "alternate" {
				found = append(found, attr(n, "href")+" "+attr(n, "type"))
			}
		})
		want := []string{feed + ".atom application/atom+xml", feed + ".rss application/rss+xml", feed + ".json application/feed+json"}
		if strings.Join(found, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s names the feeds %q, want %q", path, found, want)
		}
	}
	none := get(t, newSite(m, func(o *Options) { o.Feeds = nil }), "/").Body.String()
	if strings.Contains(none, "/feeds") {
		t.Error("feeds are offered where there are none")
	}
}

func TestAttribution(t *testing.T) {
	m := sample()
	h := newSite(m)
	owed := []string{"/", "/platforms", "/platforms/quill", "/documents/quill/privacy-policy", "/alerts", "/alerts/quill-encryption-2023-03-04", "/coverage", "/changes", "/changes/chg00000000000000004"}
	for _, v := range m.versions {
		if v.By == "ota:contrib" {
			owed = append(owed, string(versionLink(v.ID)))
		}
	}
	c := m.changes[len(m.changes)-1]
	owed = append(owed, string(compareLink(c.Old, c.New)))
	for _, path := range owed {
		body := get(t, h, path).Body.String()
		for _, want := range []string{"https://opentermsarchive.org/", "https://opendatacommons.org/licenses/by/1-0/", "contributors", ">contrib</a>"} {
			if !strings.Contains(body, want) {
				t.Errorf("%s is made of an archive's records and lacks %q", path, want)
			}
		}
	}
	for _, path := range []string{"/documents/pictura/encryption-help", "/platforms/courier", "/follow"} {
		if body := get(t, h, path).Body.String(); strings.Contains(body, "https://opentermsarchive.org/") {
			t.Errorf("%s names an archive that it owes nothing", path)
		}
	}
}

func TestSimulationIsSaid(t *testing.T) {
	m := sample()
	h := newSite(m)
	for path, want := range map[string]bool{
		"/platforms/pictura": true, "/documents/pictura/encryption-help": true, "/alerts/pictura-encryption-2026-03-13": true,
		"/platforms/courier": false, "/documents/quill/privacy-policy": false,
	} {
		if got := strings.Contains(get(t, h, path).Body.String(), `class="banner"`); got != want {
			t.Errorf("%s: banner %v, want %v", path, got, want)
		}
	}
	whole := newSite(m, func(o *Options) { o.Simulated = true })
	for _, path := range pagesOf(m) {
		if body := get(t, whole, path).Body.String(); !strings.Contains(body, "Simulation.") {
			t.Errorf("%s of a simulated site does not say so", path)
		}
	}
}

func TestPassagesOnly(t *testing.T) {
	m := sample()
	h := newSite(m, func(o *Options) { o.Texts = "passages" })
	const far = "Courier cannot be found in this text." // stands in no neighbour of a change
	md := "# Long\n\n" + strings.Repeat("Filler that stays.\n\n", 3) + far + "\n\n" + strings.Repeat("Filler that stays.\n\n", 3) + "Old words.\n"
	a := m.addVersion("courier/security", md, "redline", day("2026-01-01"))
	b := m.addVersion("courier/security", strings.Replace(md, "Old words.", "New words.", 1), "redline", day("2026-01-02"))
	for _, path := range []string{string(versionLink(a.ID)), string(compareLink(a.ID, b.ID))} {
		if strings.Contains(get(t, h, path).Body.String(), far) {
			t.Errorf("%s shows more than passages", path)
		}
		if !strings.Contains(get(t, newSite(m), path).Body.String(), far) {
			t.Errorf("%s does not show whole texts where it may", path)
		}
	}
}

func TestPermitsAreShown(t *testing.T) {
	permits := []Permit{{Host: "help.pictura.example", Reason: evil + "The page is for everybody.", By: "R. Osei", At: day("2026-03-01")}, {Host: "old.example", Reason: "A test.", At: day("2026-01-01"), Ended: day("2026-01-02")}}
	h := newSite(sample(), func(o *Options) {
		o.Permits = func(context.Context) ([]Permit, error) { return permits, nil }
	})
	body := get(t, h, "/coverage").Body.String()
	for _, want := range []string{"help.pictura.example", "The page is for everybody.", "R. Osei", "still holds", "2 January 2026"} {
		if !strings.Contains(body, want) {
			t.Errorf("coverage does not show %q of a permit", want)
		}
	}
	checkPage(t, "/coverage", body)
}

func TestVersionsAreNotIndexed(t *testing.T) {
	m := sample()
	for _, path := range []string{string(versionLink(m.versions[0].ID)), string(compareLink(m.versions[0].ID, m.versions[1].ID))} {
		if body := get(t, newSite(m), path).Body.String(); !strings.Contains(body, `<meta name="robots" content="noindex">`) {
			t.Errorf("%s may be indexed", path)
		}
	}
}

func TestDraftsAreNowhere(t *testing.T) {
	m := sample()
	h := newSite(m)
	for _, path := range pagesOf(m) {
		if strings.Contains(get(t, h, path).Body.String(), "nobody may see yet") {
			t.Errorf("%s shows a draft", path)
		}
	}
	if body := get(t, h, "/alerts").Body.String(); !strings.Contains(body, "1 alert waits for a person") {
		t.Error("nothing says that an alert waits")
	}
}

func TestBackfillIsNotNews(t *testing.T) {
	body := get(t, newSite(sample()), "/").Body.String()
	_, recent, _ := strings.Cut(body, `id="recent"`)
	recent, _, _ = strings.Cut(recent, "</section>")
	if strings.Contains(recent, "Quill") {
		t.Error("an alert from an archive of 2023 stands among those of the last 30 days")
	}
}

func TestManyAtOnce(t *testing.T) {
	m := sample()
	h := newSite(m)
	want := map[string]string{}
	for _, path := range pagesOf(m) {
		want[path] = get(t, newSite(m), path).Body.String()
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for path, body := range want {
				if got := get(t, h, path).Body.String(); got != body {
					t.Errorf("%s among others: %d bytes, alone %d", path, len(got), len(body))
				}
			}
		})
	}
	all.Wait()
}
