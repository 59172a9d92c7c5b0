package site

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"github.com/redlinewatch/redline"
)

// sides reads the two texts back out of a rendered redline.
func sides(t interface{ Fatal(...any) }, page string) (old, new string) {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var o, n strings.Builder
	var visit func(node *html.Node, inDel, inIns bool)
	visit = func(node *html.Node, inDel, inIns bool) {
		if node.Type == html.ElementNode && strings.HasPrefix(attr(node, "class"), "mark") {
			return
		}
		if node.Type == html.TextNode {
			if !inIns {
				o.WriteString(node.Data)
			}
			if !inDel {
				n.WriteString(node.Data)
			}
		}
		for c := node.FirstChild; c != nil; c = c.NextSibling {
			visit(c, inDel || node.Data == "del", inIns || node.Data == "ins")
		}
	}
	visit(root, false, false)
	return o.String(), n.String()
}

// What a redline shows is what was said, to the letter: no space more or less,
// whatever the words are.
func TestRedlineSaysBothTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		op := rapid.SampledFrom([]redline.SpanOp{redline.SpanKept, redline.SpanDeleted, redline.SpanInserted})
		spans := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) redline.Span {
			return redline.Span{Op: op.Draw(t, "op"), Words: rapid.StringMatching(`[ ]?([a-z,.é<&"'{}]{1,5}[ ]?){1,4}`).Draw(t, "words")}
		}), 1, 6).Draw(t, "spans")
		var old, new strings.Builder
		for _, s := range spans {
			if s.Op != redline.SpanInserted {
				old.WriteString(s.Words)
			}
			if s.Op != redline.SpanDeleted {
				new.WriteString(s.Words)
			}
		}
		for _, labels := range []bool{false, true} {
			var b strings.Builder
			b.WriteString("<p>x")
			component := redlined(spans)
			if labels {
				component = redlinedLabels(spans)
			}
			if err := component.Render(t.Context(), &b); err != nil {
				t.Fatal(err)
			}
			gotOld, gotNew := sides(t, b.String())
			if gotOld != "x"+old.String() || gotNew != "x"+new.String() {
				t.Fatalf("labels %v: reads %q and %q, want %q and %q", labels, gotOld, gotNew, "x"+old.String(), "x"+new.String())
			}
		}
	})
}

func TestRedlineIsLabelled(t *testing.T) {
	var b strings.Builder
	spans := []redline.Span{{Op: redline.SpanDeleted, Words: "end-to-end "}, {Op: redline.SpanInserted, Words: "fully "}, {Op: redline.SpanKept, Words: "encrypted"}}
	if err := redlinedLabels(spans).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	want := `<del><span class="mark">Removed </span>end-to-end</del><del class="gap"> </del>` +
		`<ins><span class="mark">Added </span>fully</ins><ins class="gap"> </ins>encrypted`
	if b.String() != want {
		t.Errorf("got  %s\nwant %s", b.String(), want)
	}
}
