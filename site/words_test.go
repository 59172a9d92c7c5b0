package site

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/redlinewatch/redline"
)

func TestExcerpt(t *testing.T) {
	spans := []redline.Span{
		{Op: redline.SpanKept, Words: "One two three four five "},
		{Op: redline.SpanDeleted, Words: "old"},
		{Op: redline.SpanKept, Words: " six seven eight nine ten eleven "},
		{Op: redline.SpanInserted, Words: "new"},
		{Op: redline.SpanKept, Words: " twelve thirteen fourteen"},
	}
	var b strings.Builder
	for _, s := range excerpt(spans, 2) {
		b.WriteString(s.Words)
	}
	if got, want := b.String(), "… four five old six seven … ten eleven new twelve thirteen …"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// An excerpt keeps every changed word, and never grows.
func TestExcerptKeepsWhatChanged(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		op := rapid.SampledFrom([]redline.SpanOp{redline.SpanKept, redline.SpanDeleted, redline.SpanInserted})
		spans := rapid.SliceOf(rapid.Custom(func(t *rapid.T) redline.Span {
			return redline.Span{Op: op.Draw(t, "op"), Words: rapid.StringMatching(`( ?[a-zé]{1,5}){0,9}`).Draw(t, "words")}
		})).Draw(t, "spans")
		changed := func(spans []redline.Span) string {
			var b strings.Builder
			for _, s := range spans {
				if s.Op != redline.SpanKept {
					b.WriteString(s.Words)
				}
			}
			return b.String()
		}
		if got, want := changed(excerpt(spans, 3)), changed(spans); got != want {
			t.Fatalf("changed words %q, want %q", got, want)
		}
	})
}

func TestWords(t *testing.T) {
	for got, want := range map[string]string{
		number(0): "0", number(999): "999", number(1000): "1,000", number(29698): "29,698", number(-1234567): "-1,234,567",
		plural(1, "change", "changes"): "1 change", plural(1204, "change", "changes"): "1,204 changes",
		statsWords(redline.Stats{}): "no words changed",
		statsWords(redline.Stats{BlocksChanged: 2, BlocksAdded: 1, WordsRemoved: 1, WordsAdded: 30}): "2 passages changed, 1 added; 1 word removed, 30 words added",
		joinWords(nil): "", joinWords([]string{"a", "b", "c"}): "a, b and c",
		clip("short", 10): "short", clip("several words that go on", 13): "several words …",
		capital("in force"): "In force", capital(""): "", capital("é"): "é",
		byWords("ota:contrib"): "Open Terms Archive, collection contrib", byWords("person:A. Writer"): "handed in by A. Writer",
		readingTime(10): "1 min read", readingTime(1000): "5 min read",
		dayWords(time.Time{}): "unknown", minuteWords(sampleNow): "2 April 2026, 09:30 UTC",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestEveryValueHasWords(t *testing.T) {
	for _, h := range []redline.Health{
		redline.HealthGood, redline.HealthUnchanged, redline.HealthBlocked, redline.HealthNotPermitted, redline.HealthNoContact,
		redline.HealthRefused, redline.HealthLoginWall, redline.HealthConsentWall, redline.HealthSoft404, redline.HealthNotFound,
		redline.HealthEmpty, redline.HealthTruncated, redline.HealthOtherLang, redline.HealthMoved, redline.HealthTooDeep, redline.HealthTooBig,
		redline.HealthCertificate, redline.HealthDNS, redline.HealthTimeout, redline.HealthNetwork, redline.HealthServerError,
		redline.HealthSelector, redline.HealthNeedsBrowser, redline.HealthUnsupported,
	} {
		if k := healthWords(h); k.name == string(h) {
			t.Errorf("%s has no words", h)
		}
	}
	for _, n := range []redline.Noise{redline.NoiseLayout, redline.NoiseDynamic, redline.NoiseVariant, redline.NoiseError, redline.NoiseSelector, redline.NoiseFlap} {
		if noiseWords(n) == noiseWords("") {
			t.Errorf("%s has no words", n)
		}
	}
}

func TestTimeline(t *testing.T) {
	m := sample()
	versions, _ := m.Versions(t.Context(), "pictura/encryption-help")
	changes, _ := m.Changes(t.Context(), redline.ChangeQuery{Document: "pictura/encryption-help"})
	captures, _ := m.Captures(t.Context(), redline.CaptureQuery{Document: "pictura/encryption-help", Unreadable: true})
	line := newTimeline(versions, changes, captures, sampleNow)
	kinds := map[string]int{}
	for _, k := range line.marks {
		kinds[k.kind]++
		if k.at < 0 || k.at > 100 || k.title == "" {
			t.Errorf("mark %+v", k)
		}
	}
	if kinds["substantive"] != 1 || kinds["noise"] != 1 || kinds["gap"] != 1 || kinds["first"] != 1 {
		t.Errorf("marks %v", kinds)
	}
	if len(line.years) == 0 || len(line.years) > mostTicks {
		t.Errorf("%d ticks", len(line.years))
	}
	if want := "2 versions; 1 substantive, 0 editorial, 1 set aside; 1 visit could not read it"; !strings.Contains(line.summary, want) {
		t.Errorf("summary %q lacks %q", line.summary, want)
	}
}

func TestCache(t *testing.T) {
	c := newCache[int, string](100)
	for i := range 10 {
		c.put(i, "v", 20)
	}
	if _, ok := c.get(0); ok {
		t.Error("the oldest value is still there")
	}
	if v, ok := c.get(9); !ok || v != "v" {
		t.Error("the newest value is gone")
	}
	c.get(5)
	c.put(10, "v", 20)
	if _, ok := c.get(5); !ok {
		t.Error("a value used just now is gone")
	}
	c.put(11, "big", 26)
	if _, ok := c.get(11); ok {
		t.Error("a value of more than a quarter was kept")
	}
	if c.size > c.limit || len(c.items) != c.order.Len() {
		t.Errorf("size %d of %d, %d items, %d in order", c.size, c.limit, len(c.items), c.order.Len())
	}
}

func TestAtMost(t *testing.T) {
	spans := []redline.Span{{Op: redline.SpanKept, Words: "one two "}, {Op: redline.SpanDeleted, Words: "three four"}, {Op: redline.SpanKept, Words: " five"}}
	for words, want := range map[int]string{1: "one …", 2: "one two  …", 3: "one two three …", 5: "one two three four five", 9: "one two three four five"} {
		var b strings.Builder
		for _, s := range atMost(spans, words) {
			b.WriteString(s.Words)
		}
		if b.String() != want {
			t.Errorf("at most %d words: %q, want %q", words, b.String(), want)
		}
	}
}

func TestDecisive(t *testing.T) {
	v := redline.Verdict{Reasons: []redline.Reason{{Words: "No words."}, {Old: "Messages are end-to-end encrypted.", New: "Messages are encrypted."}}}
	got := decisive(v)
	if len(got) < 3 || got[0].Op != redline.SpanKept {
		t.Errorf("the one word that turned is not marked by itself: %+v", got)
	}
	if decisive(redline.Verdict{}) != nil {
		t.Error("a verdict without sentences has decisive words")
	}
}

func TestQuietDaysAreJoined(t *testing.T) {
	noise := func(at string) redline.Change {
		return redline.Change{FirstWith: day(at), Verdict: redline.Verdict{Class: redline.ClassNoise}}
	}
	days := logDays([]redline.Change{noise("2026-01-05"), noise("2026-01-04"), {FirstWith: day("2026-01-03")}, noise("2026-01-03T05:00:00Z"), noise("2026-01-01")},
		[]redline.Capture{{At: day("2026-01-02T10:00:00Z")}})
	if len(days) != 3 || len(days[0].noise) != 2 || !days[0].since.Equal(day("2026-01-04")) || len(days[1].noise) != 1 || len(days[2].unreadable) != 1 || len(days[2].noise) != 1 {
		t.Errorf("days: %+v", days)
	}
}
