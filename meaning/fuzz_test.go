package meaning_test

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// Quantities have a unit and a finite value, and stand in words that the sentence has.
func FuzzQuantities(f *testing.F) {
	f.Add("We keep it for thirty (30) days, or 2.5 years, at $1,000.50 a month.")
	f.Add("You must be 13 years of age; 999999999999999999999999 days' notice")
	f.Add("€ £ $ 1e999 -5 hours ½ a day")
	f.Fuzz(func(t *testing.T, s string) {
		for _, q := range meaning.Quantities(s) {
			if q.Unit == "" || q.Words == "" || math.IsNaN(q.Value) || math.IsInf(q.Value, 0) {
				t.Errorf("quantity %+v of %q", q, s)
			}
		}
	})
}

// What a sentence promises is the same each time it is read, and what it covers is text.
func FuzzPromises(f *testing.F) {
	f.Add("Messages in Lark Direct are end-to-end encrypted by default, except group chats.")
	f.Add("Only you and the person you write to can read it; we do not hold the keys.")
	f.Add("We may no longer scan, sell or share your backups | not ✘ ¹ * available?")
	f.Add("\xff not not we cannot \xf0\x9f read it unless, except")
	f.Fuzz(func(t *testing.T, s string) {
		about := meaning.SubjectsOf(meaning.Words(s))
		p := meaning.Read(s, about)
		if again := meaning.Read(s, about); !reflect.DeepEqual(p, again) {
			t.Errorf("%q reads as %+v, then as %+v", s, p, again)
		}
		if math.IsNaN(p.Level) || math.IsInf(p.Level, 0) {
			t.Errorf("level %v of %q", p.Level, s)
		}
		if done, denied := meaning.Practices(s); done&denied != 0 {
			t.Errorf("%q says of %b that it is done and denied", s, done&denied)
		}
		if name := meaning.Product(s); utf8.ValidString(s) && !utf8.ValidString(name) {
			t.Errorf("product %q of %q", name, s)
		}
	})
}

// Words and topics: no input breaks them, and no count is less than nothing.
func FuzzTopics(f *testing.F) {
	f.Add("We share location data with advertisers and governments.")
	f.Add("İ K ß \u0130\u0307 ǆ")
	f.Fuzz(func(t *testing.T, s string) {
		words := meaning.Words(s)
		if slices.Contains(words, "") || slices.ContainsFunc(words, func(w string) bool { return strings.ContainsAny(w, " \n\t") }) {
			t.Errorf("words of %q are %q", s, words)
		}
		count := meaning.TopicCount{}
		count.Topics(words)
		for topic, n := range count {
			if n <= 0 || !slices.Contains(redline.Topics(), topic) {
				t.Errorf("%v of topic %q in %q", n, topic, s)
			}
		}
		better, worse := meaning.Interests(words)
		if better < 0 || worse < 0 || meaning.Limits(words) < 0 {
			t.Errorf("interests %v and %v of %q", better, worse, s)
		}
	})
}
