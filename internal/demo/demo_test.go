package demo

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/redlinewatch/redline"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// started returns a running world and a client that follows no redirects.
func started(t *testing.T) (*World, *http.Client) {
	t.Helper()
	w, err := Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{}
	t.Cleanup(func() {
		tr.CloseIdleConnections()
		if err := w.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return w, &http.Client{
		Transport:     tr,
		Timeout:       10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// An answer is what a test looks at of a response.
type answer struct {
	status int
	header http.Header
	body   string
}

// get fetches the page of a document at a simulated moment.
func get(t *testing.T, w *World, c *http.Client, document string, at time.Time, header http.Header) answer {
	t.Helper()
	w.SetTime(at)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address(t, w, document), nil)
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range header {
		req.Header[k] = v
	}
	res, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(b)}
}

func address(t *testing.T, w *World, document string) string {
	t.Helper()
	for _, d := range w.Documents() {
		if d.ID == document {
			return d.Sources[0].URL
		}
	}
	t.Fatalf("no document %s", document)
	return ""
}

func TestWorldIsLargeEnough(t *testing.T) {
	w, _ := started(t)
	if n := len(w.Platforms()); n < 8 {
		t.Errorf("%d platforms, want at least 8", n)
	}
	if n := len(w.Documents()); n < 20 {
		t.Errorf("%d documents, want at least 20", n)
	}
	from, to := w.Span()
	if to.Before(from.AddDate(0, 9, 0)) {
		t.Errorf("span %v to %v is shorter than nine months", from, to)
	}
	seen := map[string]bool{}
	for _, p := range w.Platforms() {
		if !p.Simulated || p.Name == "" || p.ID != redline.Slug(p.Name) {
			t.Errorf("platform %+v: want simulated, named, with the slug of its name", p)
		}
		seen[p.ID] = true
	}
	for _, d := range w.Documents() {
		if !seen[d.Platform] || seen[d.ID] || d.Name == "" || d.Interval <= 0 || d.Origin != redline.OriginDemo {
			t.Errorf("document %+v: want a known platform, an id of its own, a name, an interval and origin demo", d)
		}
		seen[d.ID] = true
	}
}

func TestTextsAreSeveralScreensLong(t *testing.T) {
	from, to := span()
	for _, h := range hosts() {
		for _, d := range h.documents {
			for at := from; at.Before(to); at = at.Add(7 * day) {
				txt, err := textAt(h, d, at)
				if err != nil {
					t.Fatal(err)
				}
				if n := len(strings.Fields(txt.source)); n < 380 || n > 1200 {
					t.Errorf("%s has %d words on %s, want 380 to 1200", d.id(h), n, at.Format(time.DateOnly))
				}
			}
		}
	}
}

func TestStoryNamesWhatExists(t *testing.T) {
	w, _ := started(t)
	from, to := w.Span()
	ids := map[string]bool{}
	for _, c := range w.Story() {
		address(t, w, c.Document)
		if ids[c.ID] || c.Title == "" || c.Happens == "" || c.Want.Outcome == "" {
			t.Errorf("chapter %s: want an id of its own, a title, what happens and an outcome", c.ID)
		}
		if c.Want.Follows != "" && !ids[c.Want.Follows] {
			t.Errorf("chapter %s follows %q, which is not an earlier chapter", c.ID, c.Want.Follows)
		}
		if c.From.Before(from) || c.From.After(to) || c.Until.After(to) {
			t.Errorf("chapter %s lies outside the span", c.ID)
		}
		ids[c.ID] = true
	}
}

func TestOrdinaryPages(t *testing.T) {
	w, c := started(t)
	from, _ := w.Span()
	for _, d := range w.Documents() {
		a := get(t, w, c, d.ID, from, nil)
		if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: status %d, type %q", d.ID, a.status, a.header.Get("Content-Type"))
		}
		for _, want := range []string{`lang="en"`, "A fictional service", "We use cookies", ".example"} {
			if !strings.Contains(a.body, want) {
				t.Errorf("%s: page lacks %q", d.ID, want)
			}
		}
	}
	if a := get(t, w, c, "brindle/terms", from, nil); a.header.Get("Date") != from.Format(http.TimeFormat) {
		t.Errorf("Date is %q, want the simulated time", a.header.Get("Date"))
	}
}

func TestSameTimeSamePage(t *testing.T) {
	w, c := started(t)
	first, later := at(time.March, 9, 1, 0), at(time.August, 30, 1, 0)
	noisy := 0
	for _, d := range w.Documents() {
		a := get(t, w, c, d.ID, first, nil)
		get(t, w, c, d.ID, later, nil)
		b := get(t, w, c, d.ID, first, nil)
		if got, want := visible(t, b.body), visible(t, a.body); got != want {
			t.Errorf("%s: visible text differs between two visits at one time:\n%s\n%s", d.ID, got, want)
		}
		if a.body != b.body {
			noisy++
			if a.header.Get("Etag") != "" && !strings.HasPrefix(a.header.Get("Etag"), "W/") {
				t.Errorf("%s: strong ETag on bytes that differ", d.ID)
			}
		}
	}
	if noisy < 6 {
		t.Errorf("%d documents carry noise, want at least 6", noisy)
	}
}

func TestConditionalRequests(t *testing.T) {
	w, c := started(t)
	before, after := at(time.May, 18, 10, 0), at(time.May, 20, 10, 0)
	a := get(t, w, c, "brindle/security", before, nil)
	tag := a.header.Get("ETag")
	if again := get(t, w, c, "brindle/security", before, http.Header{"If-None-Match": {tag}}); again.status != http.StatusNotModified || again.body != "" {
		t.Errorf("same ETag: status %d, body of %d bytes, want 304 without one", again.status, len(again.body))
	}
	if changed := get(t, w, c, "brindle/security", after, http.Header{"If-None-Match": {tag}}); changed.status != http.StatusOK {
		t.Errorf("old ETag after the change: status %d, want 200", changed.status)
	}
	a = get(t, w, c, "cobblecall/white-paper", at(time.January, 9, 0, 0), nil)
	since := http.Header{"If-Modified-Since": {a.header.Get("Last-Modified")}}
	if again := get(t, w, c, "cobblecall/white-paper", at(time.February, 17, 16, 44), since); again.status != http.StatusNotModified {
		t.Errorf("before the change: status %d, want 304", again.status)
	}
	if changed := get(t, w, c, "cobblecall/white-paper", at(time.February, 17, 16, 45), since); changed.status != http.StatusOK {
		t.Errorf("after the change: status %d, want 200", changed.status)
	}
}

func TestRobots(t *testing.T) {
	w, c := started(t)
	disallowed := 0
	for _, p := range w.Platforms() {
		i := slices.IndexFunc(w.Documents(), func(d redline.Document) bool { return d.Platform == p.ID })
		u := w.Documents()[i].Sources[0].URL
		base := u[:strings.Index(u[len("http://"):], "/")+len("http://")]
		res, err := c.Get(base + "/robots.txt")
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK || !strings.Contains(string(b), "User-agent: *") {
			t.Errorf("%s: robots.txt: status %d, %v, %q", p.ID, res.StatusCode, err, b)
		}
		for line := range strings.Lines(string(b)) {
			path := strings.TrimSpace(strings.TrimPrefix(line, "Disallow:"))
			for _, d := range w.Documents() {
				if strings.HasPrefix(line, "Disallow: /") && path != "/" && strings.HasPrefix(d.Sources[0].URL, base+path) {
					disallowed++
					if d.ID != "larkspur/law-enforcement" {
						t.Errorf("%s is not permitted by %q", d.ID, line)
					}
				}
			}
		}
	}
	if disallowed != 1 {
		t.Errorf("%d documents are not permitted, want 1", disallowed)
	}
}

func TestSlowServerOutlastsThePatient(t *testing.T) {
	w, c := started(t)
	w.SetTime(at(time.February, 25, 0, 0))
	c.Timeout = patience
	if res, err := c.Get(address(t, w, "brindle/terms")); err == nil {
		res.Body.Close()
		t.Errorf("answered %d within %v", res.StatusCode, patience)
	}
	c.Timeout = 0
	done := make(chan error, 1)
	go func() {
		res, err := c.Get(address(t, w, "brindle/terms"))
		if err == nil {
			res.Body.Close()
		}
		done <- err
	}()
	time.Sleep(20 * time.Millisecond) // let the request arrive; a slower one is refused, which ends it too
	start := time.Now()
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	<-done
	if took := time.Since(start); took > slowness/2 {
		t.Errorf("Close waited %v for a slow answer", took)
	}
}
