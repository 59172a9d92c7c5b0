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

// someWords draws the words of a block: none, a few, or so many that the coarse
// comparison takes over.
func someWords(vocabulary *rapid.Generator[string]) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		words := rapid.SliceOfN(vocabulary, 0, 12).Draw(t, "words")
		glue := rapid.SampledFrom([]string{" ", " ", " ", ", ", "  ", "", "\u00a0"}).Draw(t, "glue")
		times := rapid.SampledFrom([]int{1, 1, 1, 1, 1, 1, 1, 2, 150}).Draw(t, "times")
		return strings.Repeat(strings.Join(words, glue)+glue, times)
	})
}

// edited draws what may become of the blocks of a text: any of them moved, doubled,
// reworded, gone, and others between them.
func edited(t *rapid.T, old []string, block *rapid.Generator[string]) []string {
	new := slices.Clone(old)
	for range rapid.IntRange(0, 6).Draw(t, "edits") {
		at := rapid.IntRange(0, len(new)).Draw(t, "at")
		if at == len(new) {
			new = append(new, block.Draw(t, "extra"))
			continue
		}
		b := new[at]
		switch rapid.SampledFrom([]string{"move", "double", "reword", "remove", "cut"}).Draw(t, "edit") {
		case "move":
			to := rapid.IntRange(0, len(new)-1).Draw(t, "to")
			new = slices.Insert(slices.Delete(new, at, at+1), to, b)
		case "double":
			new = slices.Insert(new, at, b)
		case "reword":
			new[at] = b + block.Draw(t, "tail")
		case "remove":
			new = slices.Delete(new, at, at+1)
		case "cut":
			new[at] = b[:rapid.IntRange(0, len(b)).Draw(t, "half")] // also inside of a letter
		}
	}
	return new
}

var vocabulary = rapid.SampledFrom([]string{
	"we", "may", "not", "share", "your", "messages", "with", "anyone", "else", "ever", "30", "days", "3.5", ".", ",", "“we”", "\"we\"", "don't", "don’t", "–", "é", "\xff", "用", "户",
})

func TestDiffTurnsOldIntoNew(t *testing.T) {
	block := someWords(vocabulary)
	rapid.Check(t, func(t *rapid.T) {
		old := rapid.SliceOfN(block, 0, 30).Draw(t, "old")
		switch rapid.IntRange(0, 3).Draw(t, "how") {
		case 0: // nothing in common
			checkHunks(t, blocksOf(old), blocksOf(rapid.SliceOfN(block, 0, 30).Draw(t, "new")))
		case 1: // shuffled
			checkHunks(t, blocksOf(old), blocksOf(append(rapid.Permutation(old).Draw(t, "order"), block.Draw(t, "extra"))))
		default:
			checkHunks(t, blocksOf(old), blocksOf(edited(t, old, block)))
		}
	})
}

// Long texts of few different blocks: gaps too large for comparing each with each.
func TestDiffTurnsOldIntoNewWhenLarge(t *testing.T) {
	block := someWords(vocabulary)
	rapid.Check(t, func(t *rapid.T) {
		pool := rapid.SliceOfN(block, 1, 12).Draw(t, "pool")
		many := func(label string) []string {
			seed, n := rapid.IntRange(1, 1000).Draw(t, label), rapid.IntRange(0, 900).Draw(t, label+" blocks")
			out := make([]string, n)
			for i := range out {
				seed = (seed*1103515245 + 12345) % (1 << 31)
				out[i] = pool[seed>>8%len(pool)]
				if seed%7 == 0 {
					out[i] += pool[seed%len(pool)]
				}
			}
			return out
		}
		checkHunks(t, blocksOf(many("old")), blocksOf(many("new")))
	})
}

func TestDiffOfATextWithItselfIsEmpty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := blocksOf(rapid.SliceOfN(someWords(vocabulary), 0, 40).Draw(t, "text"))
		if hunks := differ.Diff(x, x); len(hunks) != 0 {
			t.Fatalf("Diff(x, x) gave %v", hunks)
		}
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
