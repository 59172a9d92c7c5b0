package text

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A line that is read without the parser reads as the parser would read it.
func TestPlainLinesReadTheSame(t *testing.T) {
	p := newParsers()
	words := rapid.SampledFrom([]string{
		"We", "share", "data.", "(a)", "1.", "10", "–", "—", "•", "“quoted”", "'s", "e.g.", "https://acme.example/x?y=1", "www.acme.example",
		"me@acme.example", "a\u00a0b", "\u200b", "\u00ad", "é", "日本語", "%", "@", ";", "x:y", "…", "3.5", "²", "\u2028", "\ufeff", "-", "=", "+", "a-b", "--", "...",
	})
	rapid.Check(t, func(t *rapid.T) {
		line := strings.Join(rapid.SliceOfN(words, 1, 12).Draw(t, "words"), rapid.SampledFrom([]string{" ", "  "}).Draw(t, "space"))
		if !isPlain(line) {
			t.Skip("read by the parser anyway")
		}
		b := builder{parsers: p}
		b.parse([]byte(withWholeTables(withoutLinks(bounded(line+"\n")))), 0)
		if diff := cmp.Diff(b.blocks, parse(p, line+"\n", references{})); diff != "" {
			t.Fatalf("%q (-parsed +plain):\n%s", line, diff)
		}
	})
}
