package site

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
)

// script writes rows as lines a person can read.
func script(rows []row) string {
	var b strings.Builder
	for _, r := range rows {
		switch {
		case r.hunk == nil:
			fmt.Fprintf(&b, "  %s\n", r.block.Words)
		case r.away:
			fmt.Fprintf(&b, "%d moved from here: %s\n", r.n, r.hunk.Old)
		default:
			fmt.Fprintf(&b, "%d %s: %s -> %s\n", r.n, r.hunk.Op, r.hunk.Old, r.hunk.New)
		}
	}
	return b.String()
}

func compared(old, new string) comparison {
	c := comparison{old: text.FromMarkdown(old), new: text.FromMarkdown(new)}
	c.hunks = differ.Diff(c.old, c.new)
	return c
}

func TestWeave(t *testing.T) {
	cases := []struct{ name, old, new, want string }{
		{"equal", "Same words.\n", "Same words.\n", "  Same words.\n"},
		{
			"a removal stands where it stood", "One stays here.\n\nTwo goes away.\n\nThree stays too.\n", "One stays here.\n\nThree stays too.\n",
			"  One stays here.\n1 removed: Two goes away. -> \n  Three stays too.\n",
		},
		{
			"an addition stands where it stands", "One stays here.\n\nThree stays too.\n", "One stays here.\n\nTwo is new.\n\nThree stays too.\n",
			"  One stays here.\n1 added:  -> Two is new.\n  Three stays too.\n",
		},
		{"everything new", "", "All of it is new.\n", "1 added:  -> All of it is new.\n"},
		{"everything gone", "All of it was old.\n", "", "1 removed: All of it was old. -> \n"},
	}
	for _, c := range cases {
		if got := script(weave(compared(c.old, c.new))); got != c.want {
			t.Errorf("%s:\n%swant\n%s", c.name, got, c.want)
		}
	}
}

// Every block of the new text stands in the comparison once and in order, and every
// hunk is shown, whatever the texts are and even when the hunks do not fit them.
func TestWeaveLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SampledFrom([]string{"alpha beta", "gamma delta", "one two three", "we do not sell data", "we may sell data", "# Heading", "- item one", "last words here"})
		list := rapid.SliceOfN(words, 0, 12)
		c := compared(strings.Join(list.Draw(t, "old"), "\n\n"), strings.Join(list.Draw(t, "new"), "\n\n"))
		rows := weave(c)
		checkWoven(t, c, rows)
		var flat []row
		for _, p := range fold(rows) {
			flat = append(append(flat, p.fold...), p.rows...)
		}
		if script(flat) != script(rows) {
			t.Fatalf("folding changed the rows:\n%s\n%s", script(rows), script(flat))
		}
		n := 0
		for _, g := range groups(rows) {
			n += len(g.rows)
		}
		if n != len(rows) {
			t.Fatalf("%d rows in groups, %d before", n, len(rows))
		}
	})
}

func checkWoven(t *rapid.T, c comparison, rows []row) {
	var present []string
	shown := map[int]bool{}
	for _, r := range rows {
		if r.hunk == nil || !r.away && r.hunk.NewAt >= 0 {
			present = append(present, r.block.Words)
		}
		if r.hunk != nil {
			shown[r.n] = true
		}
	}
	var want []string
	for _, b := range c.new.Blocks {
		want = append(want, b.Words)
	}
	if !slices.Equal(present, want) {
		t.Fatalf("the new text reads %q, want %q", present, want)
	}
	if len(shown) != len(c.hunks) {
		t.Fatalf("%d hunks shown of %d:\n%s", len(shown), len(c.hunks), script(rows))
	}
}

func TestWeaveOfHunksThatDoNotFit(t *testing.T) {
	c := comparison{old: text.FromMarkdown("a b\n\nc d\n"), new: text.FromMarkdown("e f\n")}
	c.hunks = []redline.Hunk{
		{Op: redline.HunkChanged, Old: "c d", New: "e f", OldAt: 1, NewAt: 0},
		{Op: redline.HunkRemoved, Old: "nowhere", OldAt: 99, NewAt: -1},
	}
	if got := script(weave(c)); !strings.Contains(got, "1 changed: c d -> e f") {
		t.Errorf("the change is lost:\n%s", got)
	}
}

func TestFold(t *testing.T) {
	long := strings.Repeat("A passage that stays.\n\n", 6)
	parts := fold(weave(compared("# Head\n\n"+long+"Old words here.\n\n"+long, "# Head\n\n"+long+"New words here.\n\n"+long)))
	var got []string
	for _, p := range parts {
		if p.fold != nil {
			got = append(got, p.hidden())
		} else {
			got = append(got, fmt.Sprintf("%d shown", len(p.rows)))
		}
	}
	want := []string{"6 unchanged passages: “Head”", "3 shown", "5 unchanged passages in “Head”"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHeadingLevels(t *testing.T) {
	var blocks []redline.Block
	for _, level := range []int{0, 1, 4, 6, 2, 1, 9} {
		b := redline.Block{Kind: redline.BlockHeading, Level: level}
		if level == 0 {
			b.Kind = redline.BlockParagraph
		}
		blocks = append(blocks, b)
	}
	if got, want := headingLevels(blocks, 3), []int{0, 3, 4, 5, 4, 3, 4}; !slices.Equal(got, want) {
		t.Errorf("levels %v, want %v", got, want)
	}
}
