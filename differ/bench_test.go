package differ_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
)

// policies are two versions of a text of 41 KB, the mean of the history we import,
// with a dozen edits of the usual kinds.
func policies() (old, new redline.Text) {
	var a, b strings.Builder
	for i := range 240 {
		fmt.Fprintf(&a, "## Section %d\n\n", i)
		fmt.Fprintf(&b, "## Section %d\n\n", i)
		words := fmt.Sprintf("We collect item %d of your information when you use part %d of the service, and we keep it for %d days. We do not share it with partner %d unless you ask us to.\n\n", i, i*7, 30+i, i*13)
		a.WriteString(words)
		switch i % 20 {
		case 3:
			words = strings.Replace(words, "do not share", "may share", 1)
		case 7:
			words += "You can object to this at any time in the settings of your account.\n\n"
		}
		b.WriteString(words)
	}
	return text.FromMarkdown(a.String()), text.FromMarkdown(b.String())
}

func BenchmarkDiff(b *testing.B) {
	old, new := policies()
	b.ReportAllocs()
	for b.Loop() {
		differ.Diff(old, new)
	}
}

func BenchmarkJudge(b *testing.B) {
	old, new := policies()
	c := differ.Comparison{Old: old, New: new, Hunks: differ.Diff(old, new)}
	b.ReportAllocs()
	for b.Loop() {
		differ.Judge(c, differ.History{})
	}
}
