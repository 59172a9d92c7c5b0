package differ_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
)

// Whatever two blocks say, what is shown of them has no elements of its own, no control
// characters, and all words that were added and removed.
func FuzzRender(f *testing.F) {
	f.Add("We do not sell <b>data</b>.", "We may sell <script>x</script> `data`.", "Section & \x1b[2J")
	f.Add("“a” — b\u202e", "\"a\" - c\x07", "")
	f.Add("\xff a b c d e f", "a b c d e f \xfe", "\n\t")
	f.Fuzz(func(t *testing.T, old, new, section string) {
		hunks := differ.Diff(blocksOf([]string{old, "same"}), blocksOf([]string{new, "same", old + new}))
		for i := range hunks {
			hunks[i].Section = []string{section}
		}
		checkElements(t, differ.HTML(hunks))
		for name, out := range map[string]string{
			"html": differ.HTML(hunks), "markdown": differ.Markdown(hunks), "plain": differ.Plain(hunks), "terminal": differ.Terminal(hunks, false),
			"colour": withoutStyles(differ.Terminal(hunks, true)),
		} {
			if !utf8.ValidString(out) || strings.ContainsFunc(out, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u202e' }) {
				t.Errorf("%s lets control characters through: %q", name, out)
			}
		}
		checkMarkdown(t, differ.Markdown(hunks))
	})
}

// withoutStyles takes out the only escape codes that may be there.
func withoutStyles(s string) string {
	return strings.NewReplacer("\x1b[9;31m", "", "\x1b[4;32m", "", "\x1b[1m", "", "\x1b[0m", "").Replace(s)
}

// checkMarkdown refuses markup that is not the renderer's own.
func checkMarkdown(t *testing.T, md string) {
	t.Helper()
	for line := range strings.Lines(md) {
		line = strings.TrimPrefix(line, "#### ")
		for i, c := range line {
			if strings.ContainsRune("`_[]<>&|#", c) && (i == 0 || line[i-1] != '\\') {
				t.Errorf("bare %q in %q", c, line)
			}
		}
	}
}

// Words marked in one block: joined the spans give both sides, and neighbours differ in
// what they are.
func FuzzWords(f *testing.F) {
	f.Add("We keep letters for a week. We burn the rest.", "We keep letters. We copy them for a week. We burn the rest.")
	f.Add("a a a a a b a a a", "a a b a a a a a")
	f.Add("1.2.3 (a)b 用户x", "1.2 .3(a) b 用x户")
	f.Fuzz(func(t *testing.T, old, new string) {
		o, n := blocksOf([]string{"head", old, "tail"}), blocksOf([]string{"head", new, "tail"})
		checkHunks(t, o, n)
		for _, h := range differ.Diff(o, n) {
			for i := 1; i < len(h.Spans); i++ {
				a, b := h.Spans[i-1], h.Spans[i]
				if a.Op == b.Op || a.Op == redline.SpanInserted && b.Op == redline.SpanDeleted {
					t.Errorf("%s stands before %s in %q", a.Op, b.Op, h.Spans)
				}
			}
		}
	})
}
