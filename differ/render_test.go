package differ_test

import (
	"strings"
	"testing"

	"github.com/redlinewatch/redline/differ"
	"golang.org/x/net/html"
)

// hostile are words that a page could carry to harm those who show it.
const hostile = "<script>alert(1)</script> \x1b[2J\x07 </del><img src=x onerror=alert(1)> ](javascript:x) \u202e \xff"

func TestRenderersAreSafe(t *testing.T) {
	old, new := blocksOf([]string{"We never " + hostile, "Same."}), blocksOf([]string{"We always " + hostile + " more", "Same.", hostile})
	hunks := differ.Diff(old, new)
	for name, out := range map[string]string{
		"html": differ.HTML(hunks), "markdown": differ.Markdown(hunks), "plain": differ.Plain(hunks), "terminal": differ.Terminal(hunks, false),
	} {
		if strings.ContainsAny(out, "\x1b\x07") || strings.Contains(out, "\u202e") {
			t.Errorf("%s lets control characters through: %q", name, out)
		}
	}
	if out := differ.Terminal(hunks, true); strings.Contains(out, "[2J\x1b") || strings.Contains(out, "\x1b[2J") {
		t.Errorf("terminal lets a page's escape code through: %q", out)
	}
	checkElements(t, differ.HTML(hunks))
}

// checkElements parses a fragment as a browser would and refuses elements of the page's own.
func checkElements(t *testing.T, fragment string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(fragment))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			switch tok.Data {
			case "p", "strong", "br", "small", "ins", "del":
			default:
				t.Errorf("element %s in the fragment", tok.Data)
			}
			if len(tok.Attr) > 0 {
				t.Errorf("attributes %v in the fragment", tok.Attr)
			}
		}
	}
}

func TestRenderersSayWhatHappened(t *testing.T) {
	hunks := differ.Diff(blocksOf([]string{"We do not sell your data.", "Bye."}), blocksOf([]string{"We may sell your data.", "Bye."}))
	for name, c := range map[string]struct{ out, want string }{
		"html":     {differ.HTML(hunks), "<small>[Removed:]</small> <del>do not</del> <small>[Added:]</small> <ins>may</ins>"},
		"plain":    {differ.Plain(hunks), "We [-do not-] {+may+} sell your data."},
		"markdown": {differ.Markdown(hunks), "We ~~do not~~ **may** sell your data\\."},
		"terminal": {differ.Terminal(hunks, true), "\x1b[9;31m[-do not-]\x1b[0m \x1b[4;32m{+may+}\x1b[0m"},
	} {
		if !strings.Contains(c.out, c.want) {
			t.Errorf("%s is %q, want in it %q", name, c.out, c.want)
		}
	}
}
