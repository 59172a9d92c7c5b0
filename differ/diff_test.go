package differ_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
	"pgregory.net/rapid"
)

// apply puts the new blocks of the hunks among the old blocks that no hunk names.
func apply(old redline.Text, hunks []redline.Hunk) []string {
	named := make(map[int]bool)
	placed := make(map[int]string)
	for _, h := range hunks {
		if h.OldAt >= 0 {
			named[h.OldAt] = true
		}
		if h.NewAt >= 0 {
			placed[h.NewAt] = h.New
		}
	}
	var kept []string
	for i, b := range old.Blocks {
		if !named[i] {
			kept = append(kept, b.Words)
		}
	}
	var out []string
	for len(placed) > 0 || len(kept) > 0 {
		if w, ok := placed[len(out)]; ok {
			delete(placed, len(out))
			out = append(out, w)
			continue
		}
		if len(kept) == 0 {
			return append(out, "(hunks leave a hole)")
		}
		out, kept = append(out, kept[0]), kept[1:]
	}
	return out
}

// checkHunks verifies what Diff promises of any two texts.
func checkHunks(t interface {
	Helper()
	Fatalf(string, ...any)
}, old, new redline.Text,
) {
	t.Helper()
	hunks := differ.Diff(old, new)
	got := apply(old, hunks)
	if len(got) != len(new.Blocks) {
		t.Fatalf("applied hunks give %d blocks, want %d", len(got), len(new.Blocks))
	}
	for i, w := range got {
		if text.BlockKey(w) != new.Blocks[i].Key {
			t.Fatalf("block %d after applying is %q, want %q", i, w, new.Blocks[i].Words)
		}
	}
	last := -1
	for _, h := range hunks {
		if h.NewAt >= 0 {
			if h.NewAt <= last {
				t.Fatalf("hunk of new block %d stands after that of %d", h.NewAt, last)
			}
			last = h.NewAt
		}
		var o, n strings.Builder
		for _, s := range h.Spans {
			if s.Op != redline.SpanInserted {
				o.WriteString(s.Words)
			}
			if s.Op != redline.SpanDeleted {
				n.WriteString(s.Words)
			}
		}
		if o.String() != h.Old || n.String() != h.New {
			t.Fatalf("spans join to %q and %q, want %q and %q", o.String(), n.String(), h.Old, h.New)
		}
	}
}

// blocksOf makes a text whose blocks are exactly the given words.
func blocksOf(words []string) redline.Text {
	var t redline.Text
	for _, w := range words {
		t.Blocks = append(t.Blocks, redline.Block{Kind: redline.BlockParagraph, Words: w, Count: len(strings.Fields(w)), Key: text.BlockKey(w)})
	}
	t.Key = text.TextKey(t.Blocks)
	return t
}

func TestDiffTurnsOldIntoNew(t *testing.T) {
	words := rapid.SampledFrom([]string{"we", "may", "not", "share", "your", "messages", "with", "anyone", "else", "ever", "30", "days", "é", "\xff", "用", "户"})
	block := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(words, 0, 9).Draw(t, "words"), " ")
	})
	rapid.Check(t, func(t *rapid.T) {
		old := rapid.SliceOfN(block, 0, 30).Draw(t, "old")
		new := slices.Clone(old)
		switch rapid.IntRange(0, 2).Draw(t, "how") {
		case 0:
			new = rapid.SliceOfN(block, 0, 30).Draw(t, "new")
		case 1: // shuffled with an edit
			new = append(rapid.Permutation(new).Draw(t, "order"), block.Draw(t, "extra"))
		}
		checkHunks(t, blocksOf(old), blocksOf(new))
	})
}

func TestDiffOfEqualTextsIsEmpty(t *testing.T) {
	a := text.FromMarkdown("# Terms\n\nOne.\n\n* Two\n* Three\n")
	b := text.FromMarkdown("Terms\n=====\n\nOne.\n\n- Two\n- **Three**\n")
	if hunks := differ.Diff(a, b); len(hunks) != 0 {
		t.Errorf("Diff of the same words gave %v", hunks)
	}
}

func FuzzDiff(f *testing.F) {
	f.Add("We do not sell data.\n\nBye.", "We may sell data.\n\nHello.\n\nBye.")
	f.Add("# A\n\n* x\n* y", "* y\n* x\n\n# A")
	f.Add("\xff\xfe a b", "\xff b\n\n\xfe")
	f.Fuzz(func(t *testing.T, old, new string) {
		checkHunks(t, blocksOf(strings.Split(old, "\n\n")), blocksOf(strings.Split(new, "\n\n")))
		o, n := text.FromMarkdown(old), text.FromMarkdown(new)
		checkHunks(t, o, n)
		c := differ.Comparison{Old: o, New: n, Hunks: differ.Diff(o, n), OldMarkdown: old, NewMarkdown: new}
		if v := differ.Judge(c, differ.History{}); v.Class == "" || v.E2EE == "" || v.Topics == nil || v.Reasons == nil {
			t.Errorf("verdict is not whole: %+v", v)
		}
	})
}
