package demo

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// visible returns the words of a page as a reader sees them, less scripts and styles.
func visible(t *testing.T, page string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" {
			b.WriteString(n.Data)
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestChaptersAreServedAsTold(t *testing.T) {
	tests := []struct {
		chapter       string
		status        int
		before, after string // visible then, and not at the other time
	}{
		{"rollback-announced", 200, "", "will no longer be available after 10 September 2026"},
		{"rollback-in-force", 200, "tap the pencil", "Since 10 September 2026, end-to-end encryption is no longer available"},
		{"one-word-downgrade", 200, "are end-to-end encrypted. Voice", "on Brindle are encrypted. Voice"},
		{"promise-hedged", 200, "meetings are end-to-end encrypted", "meetings are designed to be end-to-end encrypted"},
		{"promise-strengthened", 200, "Private Vault is off by default", "Private Vault is on by default for every account"},
		{"canary-gone", 200, "has not received any national security letter", ""},
		{"ai-training", 200, "6 October 2025", "to train artificial intelligence models"},
		{"retention-longer", 200, "recordings 30 days after", "recordings 180 days after"},
		{"sharing-begins", 200, "We do not share information about your home", "From 15 November 2026, we share information about your home"},
		{"typo", 200, "befor it", "before it takes effect"},
		{"section-moved", 200, "the addresses. Young people", "the addresses. Helpers"},
		{"date-only", 200, "Last updated: 12 November 2025", "Last updated: 1 July 2026"},
		{"new-layout", 200, `use "Nimbusnook"`, "use “Nimbusnook”"},
		{"in-german", 200, "Tallowtalk is a chat for teams", "Tallowtalk ist ein Chat für Teams"},
		{"soft-404", 200, "Your permission to use Quibbleyard", "we could not find the page"},
		{"too-many-requests", 429, "Subprocessors of Tallowtalk Tallowtalk", "Please try again later"},
		{"failing", 500, "Requests from authorities This page", "Our servers have a problem"},
		{"consent-wall", 200, "What a cookie is", "Before you continue to Mossgate"},
		{"login-wall", 302, "Customer terms Between", ""},
	}
	w, c := started(t)
	chapters := map[string]Chapter{}
	for _, ch := range w.Story() {
		chapters[ch.ID] = ch
	}
	for _, tt := range tests {
		t.Run(tt.chapter, func(t *testing.T) {
			ch := chapters[tt.chapter]
			check := func(moment time.Time, status int, has, lacks string) {
				t.Helper()
				a := get(t, w, c, ch.Document, moment, nil)
				words := visible(t, a.body)
				if a.status != status {
					t.Errorf("%v: status %d, want %d", moment, a.status, status)
				}
				if !strings.Contains(words, has) {
					t.Errorf("%v: page lacks %q:\n%s", moment, has, words)
				}
				if lacks != "" && strings.Contains(words, lacks) {
					t.Errorf("%v: page has %q", moment, lacks)
				}
			}
			check(ch.From.Add(-time.Minute), 200, tt.before, tt.after)
			check(ch.From, tt.status, tt.after, tt.before)
			if !ch.Until.IsZero() {
				check(ch.Until.Add(-time.Minute), tt.status, tt.after, tt.before)
				check(ch.Until, 200, tt.before, tt.after)
			}
		})
	}
}

func TestPolicyStaysSilentAboutTheRollback(t *testing.T) {
	w, c := started(t)
	from, to := w.Span()
	for moment := from; moment.Before(to); moment = moment.Add(day) {
		page := strings.ToLower(get(t, w, c, "larkspur/privacy-policy", moment, nil).body)
		_, page, _ = strings.Cut(page, "<article")
		page, _, _ = strings.Cut(page, "</article>")
		for _, word := range []string{"end-to-end", "encrypt", "10 september"} {
			if strings.Contains(page, word) {
				t.Fatalf("%s: the privacy policy says %q", moment.Format(time.DateOnly), word)
			}
		}
	}
}

func TestVariantsFlip(t *testing.T) {
	w, c := started(t)
	var flips, summaries int
	last := false
	for moment := at(time.March, 2, 0, 0); moment.Before(at(time.June, 1, 0, 0)); moment = moment.Add(3 * day) {
		has := strings.Contains(get(t, w, c, "quibbleyard/guidelines", moment, nil).body, "At a glance")
		if has {
			summaries++
		}
		if has != last {
			flips++
		}
		last = has
	}
	if flips < 8 || summaries < 6 || summaries > 25 {
		t.Errorf("31 visits: %d flips, %d with the summary; want many flips and both variants", flips, summaries)
	}
	if strings.Contains(get(t, w, c, "quibbleyard/guidelines", at(time.June, 2, 0, 0), nil).body, "At a glance") {
		t.Error("the experiment goes on after its end")
	}
}

func TestTickerTicks(t *testing.T) {
	w, c := started(t)
	line := func(moment time.Time) string {
		s := visible(t, get(t, w, c, "mossgate/security", moment, nil).body)
		i, j := strings.Index(s, "devices 1,"), strings.Index(s, " ago.")
		if i < 0 || j < i {
			t.Fatalf("no ticker in %s", s)
		}
		return s[i:j]
	}
	a, b := line(at(time.April, 2, 9, 0)), line(at(time.April, 4, 9, 0))
	if a == b || !strings.Contains(a, "2 April 2026") || !strings.Contains(b, "4 April 2026") {
		t.Errorf("ticker says %q, two days later %q", a, b)
	}
}

func TestCanaryIsRenewedMonthly(t *testing.T) {
	w, c := started(t)
	for month := time.January; month <= time.September; month++ {
		want := "Statement of " + time.Date(2026, month, 1, 0, 0, 0, 0, time.UTC).Format("2 January 2006")
		for _, dayOfMonth := range []int{6, 28} {
			if page := visible(t, get(t, w, c, "fernpost/warrant-canary", at(month, dayOfMonth, 0, 0), nil).body); !strings.Contains(page, want) {
				t.Errorf("on %d %s the page lacks %q", dayOfMonth, month, want)
			}
		}
	}
}

func TestNewLayoutKeepsTheWords(t *testing.T) {
	w, c := started(t)
	read := func(moment time.Time) (page, words string) {
		a := get(t, w, c, "nimbusnook/terms", moment, nil)
		return a.body, strings.NewReplacer("“", `"`, "”", `"`, "’", "'").Replace(visible(t, a.body))
	}
	before, old := read(at(time.April, 21, 6, 59))
	after, new := read(at(time.April, 21, 7, 0))
	if old != new {
		t.Errorf("words differ:\n%s\n%s", old, new)
	}
	if strings.Contains(before, "<h2") || !strings.Contains(after, "<h2") {
		t.Error("want boxes before and headings after")
	}
}

func TestBusyServerSaysWhenToReturn(t *testing.T) {
	w, c := started(t)
	a := get(t, w, c, "tallowtalk/subprocessors", at(time.March, 10, 0, 0), nil)
	if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") != retryAfter {
		t.Errorf("status %d, Retry-After %q", a.status, a.header.Get("Retry-After"))
	}
}

func TestEditsFailOnATextTheyDoNotFit(t *testing.T) {
	const src = "# A\n\n## B\n\nwords\n\n## C\n\nwords\n"
	for name, e := range map[string]edit{
		"replace nothing":   replace("nowhere", ""),
		"replace two":       replace("words", "word"),
		"insert nowhere":    insertBefore("## D", "x"),
		"remove nothing":    removeSection("## D"),
		"move to nowhere":   moveSection("## B", "## D"),
		"move from nowhere": moveSection("## D", "## B"),
	} {
		if got, err := e(src); err == nil {
			t.Errorf("%s: no error, made %q", name, got)
		}
	}
	got, err := moveSection("## C", "## B")(src)
	if want := "# A\n\n## C\n\nwords\n\n## B\n\nwords\n\n"; err != nil || got != want {
		t.Errorf("moved the last section: %q, %v; want %q", got, err, want)
	}
}
