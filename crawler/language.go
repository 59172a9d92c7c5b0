package crawler

import (
	"fmt"
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
)

// sureWords is from how many words on a detected language outweighs what the page
// declares of itself: templates often declare the wrong one.
const sureWords = 100

// kin are languages that detection mistakes for each other.
var kin = [][]string{
	{"no", "nb", "nn", "da"},
	{"hr", "sr", "bs", "sh", "sl"},
	{"id", "ms"},
	{"cs", "sk"},
	{"pt", "gl"},
	{"es", "gl"},
	{"hi", "mr", "ne"},
}

// otherLanguage finds a text that is not in the declared language. A document without
// one may be in any.
func otherLanguage(_ *sight, x Extracted, doc redline.Document) *finding {
	want, got, said := baseLanguage(doc.Language), baseLanguage(x.Text.Language), baseLanguage(x.Lang)
	if want == "" || got == "" || got == want || related(want, got) {
		return nil
	}
	if said == want && x.Text.Words() < sureWords {
		return nil
	}
	return found(redline.HealthOtherLang, fmt.Sprintf("the text is in %q, and %q was declared", x.Text.Language, doc.Language))
}

func related(a, b string) bool {
	for _, k := range kin {
		if slices.Contains(k, a) && slices.Contains(k, b) {
			return true
		}
	}
	return false
}

func baseLanguage(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(tag, "_", "-")), "-")
	return base
}
