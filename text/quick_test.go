package text

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/redlinewatch/redline"
)

// parsed reads a chunk with the parser alone.
func parsed(p *parsers, chunk string) []redline.Block {
	b := builder{parsers: p}
	b.parse([]byte(withWholeTables(withoutLinks(bounded(chunk)))), 0)
	return b.blocks
}

// checkQuick compares both ways of reading the chunks of a text.
func checkQuick(t interface{ Fatalf(string, ...any) }, p *parsers, md string) (chunks, quick int) {
	split(clean(md), func(chunk string) {
		chunks++
		b := builder{parsers: p}
		if !b.quick(withoutLinks(chunk)) {
			return
		}
		quick++
		if diff := cmp.Diff(parsed(p, chunk), b.blocks); diff != "" {
			t.Fatalf("%q (-parsed +quick):\n%s", chunk, diff)
		}
	})
	return chunks, quick
}

// What is read without the parser reads as the parser would read it.
func TestQuickReadsTheSame(t *testing.T) {
	p := &parsers{}
	word := rapid.SampledFrom([]string{
		"We", "share", "data.", "(a)", "1.", "2)", "10", "–", "•", "“quoted”", "https://acme.example/x?y=1", "é", "日本語", "a*b", "*", "**", "***", "**bold**", "**a", "b**",
		"\\*", "\\_", "\\", "\\[x\\]", "&amp;", "&", "&nbsp;", "&amp", "[link](https://a.example)", "[x]", "_", "_a_", "`", "<b>", "<", ">", "#", "##", "-", "--", "=", "==", "+", "|", "~", ":", "{#id}", "\u200b", "\u00a0", "\t", "\x01", "\x7f",
	})
	begin := rapid.SampledFrom([]string{"", "", "", "", "*   ", "* ", "- ", "1.  ", "1. ", "2. ", "99) ", "100. ", "2024. ", "# ", "### ", "####### ", "> ", "    ", "     ", "-----", "---", "====", "| ", "**"})
	indent := rapid.SampledFrom([]string{"", "", "", "    ", "    ", "        ", "  ", "   ", "\t", "            "})
	end := rapid.SampledFrom([]string{"\n", "\n", "\n\n", "\n    \n", "  \n", " \n", "\\\n", " #\n", "\n\n\n"})
	line := rapid.Custom(func(t *rapid.T) string {
		words := strings.Join(rapid.SliceOfN(word, 0, 4).Draw(t, "words"), rapid.SampledFrom([]string{" ", "", "  "}).Draw(t, "space"))
		return indent.Draw(t, "indent") + begin.Draw(t, "begin") + words + end.Draw(t, "end")
	})
	plain := rapid.Custom(func(t *rapid.T) string { // of lists in lists more often than chance has them
		return strings.Repeat("    ", rapid.IntRange(0, 3).Draw(t, "depth")) + rapid.SampledFrom([]string{"*   ", "*   ", "1.  ", "2.  ", ""}).Draw(t, "marker") +
			rapid.SampledFrom([]string{"We", "share **it**", "now  "}).Draw(t, "words") + rapid.SampledFrom([]string{"\n", "\n", "\n\n"}).Draw(t, "gap")
	})
	rapid.Check(t, func(t *rapid.T) {
		checkQuick(t, p, strings.Join(rapid.SliceOfN(rapid.OneOf(line, plain), 1, 6).Draw(t, "lines"), ""))
		checkQuick(t, p, strings.Join(rapid.SliceOfN(plain, 1, 8).Draw(t, "list"), ""))
	})
}

// Most of a policy is read without the parser.
func TestQuickReadsMost(t *testing.T) {
	chunks, quick := checkQuick(t, &parsers{}, `# Policy

We **never** sell it [to anyone](https://a.example), robots aside.

1\. Your rights
---------------

*   Ask R&D

*   Object
    *   in writing
        
    *   or aloud

    We answer within 30 days.

1.  First  
    of all
2.  Then
`)
	if quick != chunks {
		t.Errorf("%d of %d chunks were read without the parser", quick, chunks)
	}
}

func FuzzQuick(f *testing.F) {
	p := &parsers{}
	f.Add("*   a\n    *   **b**\n\n    c  \n    d\n1. e\n")
	f.Add("Title &amp; \\*\n-----\n## x ##\ny\n")
	f.Fuzz(func(t *testing.T, md string) { checkQuick(t, p, md) })
}
