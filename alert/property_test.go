package alert_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
)

// hostile draws words that strangers' pages may hold.
func hostile() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{
			"", " ", "\x00\x1b[31m red \x1b[0m", "\u202eevil\u202c \u2066iso\u2069", strings.Repeat("w", 5000), strings.Repeat("é̂", 900),
			strings.Repeat("word ", 800), "]]><script>alert(1)</script>", "שלום לכולם, זה מבחן. עוד משפט.", "これは文です。次の文です。", "\xff\xfe broken \xc3",
			"He quietly scans plaintext and secretly spies; it broke.", "We “say” 'it' \"now\".", "End-to-end encrypted chats. Not before 8 May 2026. You can download your chats before 8 May 2026.",
			strings.Repeat("\u200b\u2060\ufeff", 50), "a\tb\nc\r\nd", "…", "“”", "1. 2. 3.", "🏳️‍🌈 👩‍👩‍👧‍👦 flags",
		}),
	)
}

func hostileMaterial(t *rapid.T) alert.Material {
	h := hostile()
	draw := func(label string) string { return h.Draw(t, label) }
	one := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
	seen := time.Date(2026, 3, 13, 8, 0, 0, 0, time.UTC)
	m := alert.Material{
		Platform: redline.Platform{ID: redline.Slug(draw("platform id")), Name: draw("platform"), Simulated: rapid.Bool().Draw(t, "simulated")},
		Document: redline.Document{ID: redline.Slug(draw("doc")) + "/terms", Name: draw("document"), Kind: redline.Kind(draw("kind")), Region: draw("region"), Product: draw("product")},
		Change: redline.Change{ID: "c", FirstWith: seen, LastWithout: seen.Add(-time.Hour), Verdict: redline.Verdict{
			Direction: redline.Direction(one("direction", "", "weaker", "stronger", "mixed", "neutral")),
			E2EE:      redline.Confidentiality(one("e2ee", "none", "weakened", "strengthened", "touched")),
			Mechanism: redline.Mechanism(one("mechanism", "", "removed", "negated", "hedged", "downgraded", "added", "access-added", "nonsense")),
			Topics:    []redline.Topic{redline.Topic(one("topic", "encryption", "sharing", "ai-training", "other", "warrant-canary", "never-heard"))},
			Dates:     []redline.FoundDate{{Kind: "effective", Date: one("date", "2026-05-08", "2025-01-01", "9999-12-31", "garbage"), Sentence: draw("date sentence")}},
			Claims:    []redline.ClaimChange{{Product: draw("claim product"), Property: draw("property"), From: "default", To: "no"}},
			Reasons:   []redline.Reason{{Rule: "r", Words: draw("words"), Old: draw("reason old"), New: draw("reason new")}},
		}},
		Others:       []alert.Sibling{{Document: "x", Name: draw("sibling"), Versions: 3}, {Document: "y", Name: draw("sibling"), Versions: 1}, {Document: "z", Name: "Z", Versions: 9}},
		Alternatives: slices.Repeat([]redline.Alternative{{Product: draw("alternative"), Sentence: draw("sentence"), Link: one("link", "https://a.example/", "javascript:alert(1)", "")}}, 6),
		Attribution:  draw("attribution"),
	}
	for range rapid.IntRange(0, 5).Draw(t, "hunks") {
		m.Hunks = append(m.Hunks, hostileHunk(t))
	}
	return m
}

func hostileHunk(t *rapid.T) redline.Hunk {
	h := redline.Hunk{Op: redline.HunkChanged, OldAt: rapid.IntRange(-1, 3).Draw(t, "old at"), NewAt: rapid.IntRange(-1, 3).Draw(t, "new at"), Section: []string{hostile().Draw(t, "section")}}
	for range rapid.IntRange(0, 5).Draw(t, "spans") {
		s := redline.Span{Op: redline.SpanOp(rapid.SampledFrom([]string{"kept", "deleted", "inserted"}).Draw(t, "op")), Words: hostile().Draw(t, "span")}
		h.Spans = append(h.Spans, s)
		if s.Op != redline.SpanInserted {
			h.Old += s.Words
		}
		if s.Op != redline.SpanDeleted {
			h.New += s.Words
		}
	}
	return h
}

var (
	inQuotes  = regexp.MustCompile(`“[^”]*”`)
	forbidden = regexp.MustCompile(`(?i)\b(quietly|secretly|spies|scans|plaintext|broke)\b`)
)

func TestLimitsHoldForAnyInput(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := alert.New(hostileMaterial(t), alert.ByRules, time.Date(2026, 3, 14, 0, 0, 0, 0, time.UTC))
		a = alert.Join(a, second(t), alert.ByRules, time.Date(2026, 3, 14, 1, 0, 0, 0, time.UTC))
		for _, e := range a.Entries {
			checkContent(t, *e.Content)
		}
		if !regexp.MustCompile(`^[a-z0-9-]{1,160}$`).MatchString(a.Slug) {
			t.Errorf("slug %q", a.Slug)
		}
	})
}

func second(t *rapid.T) alert.Material {
	m := hostileMaterial(t)
	m.Change.ID = "d"
	return m
}

func checkContent(t *rapid.T, c redline.Content) {
	if n := utf8.RuneCountInString(c.Headline); n > 90 || n == 0 {
		t.Errorf("headline has %d characters: %q", n, c.Headline)
	}
	if n := len(strings.Fields(c.Dek)); n > 35 || n == 0 {
		t.Errorf("dek has %d words: %q", n, c.Dek)
	}
	if len(c.Quotes) > 3 || len(c.Actions) > 3 || len(c.Means) > 3 || len(c.Alternatives) > 4 || len(c.Means) == 0 {
		t.Errorf("too many: %d quotes, %d actions, %d sentences of meaning, %d alternatives", len(c.Quotes), len(c.Actions), len(c.Means), len(c.Alternatives))
	}
	if strings.Count(c.Headline, "“") != strings.Count(c.Headline, "”") {
		t.Errorf("quotation marks do not pair: %q", c.Headline)
	}
	ours := []string{c.Headline, c.Dek}
	ours = append(ours, c.Means...)
	ours = append(ours, c.Unsaid...)
	all := slices.Clone(ours)
	for _, a := range c.Actions {
		ours, all = append(ours, a.Step, a.Source), append(all, a.Step, a.Source)
	}
	for _, q := range c.Quotes {
		checkQuote(t, q)
		all = append(all, q.Before, q.After, q.Old, q.New, strings.Join(q.Section, ""))
	}
	for _, r := range c.Reasons {
		all = append(all, r.Words, r.Old, r.New)
	}
	all = append(all, c.PlatformName, c.Region, c.Attribution, strings.Join(c.Products, ""))
	for _, s := range ours {
		if w := forbidden.FindString(inQuotes.ReplaceAllString(s, "")); w != "" {
			t.Errorf("%q stands outside quotation marks: %s", w, s)
		}
	}
	for _, s := range all {
		checkPrintable(t, s)
	}
	for _, a := range c.Alternatives {
		if !strings.HasPrefix(a.Link, "https://") {
			t.Errorf("alternative without a source: %+v", a)
		}
	}
}

func checkQuote(t *rapid.T, q redline.Quote) {
	var old, now string
	for _, s := range q.Spans {
		if s.Op != redline.SpanInserted {
			old += s.Words
		}
		if s.Op != redline.SpanDeleted {
			now += s.Words
		}
	}
	if old != q.Old || now != q.New {
		t.Errorf("spans do not give the quote: %q/%q, want %q/%q", old, now, q.Old, q.New)
	}
	for _, s := range []string{q.Old, q.New, q.Before, q.After} {
		if n := utf8.RuneCountInString(s); n > 430 {
			t.Errorf("quote of %d characters: %.80q…", n, s)
		}
	}
}

func checkPrintable(t *rapid.T, s string) {
	if !utf8.ValidString(s) {
		t.Errorf("not UTF-8: %q", s)
	}
	for _, r := range s {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\ufeff' || r == '\u200b' {
			t.Errorf("unprintable %U in %q", r, s)
			return
		}
	}
}

func TestWordsOfTheQuotesStandInTheTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"chats", "are", "encrypted.", "We", "may", "share.", "Never", "you"})
		h := redline.Hunk{Op: redline.HunkChanged}
		for range rapid.IntRange(1, 60).Draw(t, "n") {
			s := redline.Span{Op: redline.SpanOp(rapid.SampledFrom([]string{"kept", "deleted", "inserted"}).Draw(t, "op")), Words: word.Draw(t, "word") + " "}
			h.Spans = append(h.Spans, s)
			if s.Op != redline.SpanInserted {
				h.Old += s.Words
			}
			if s.Op != redline.SpanDeleted {
				h.New += s.Words
			}
		}
		m := alert.Material{Hunks: []redline.Hunk{h}, Change: redline.Change{FirstWith: time.Unix(1e9, 0).UTC()}}
		for _, q := range alert.Compose(m).Quotes {
			for _, side := range []struct{ quote, text string }{{q.Old, h.Old}, {q.New, h.New}} {
				s := strings.TrimSpace(strings.Trim(side.quote, "… "))
				if !strings.Contains(side.text, s) {
					t.Errorf("%q does not stand in %q", s, side.text)
				}
			}
		}
	})
}
