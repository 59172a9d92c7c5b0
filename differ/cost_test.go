package differ_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
)

// A hard is two texts made to cost more than their length.
type hard struct {
	name     string
	old, new string
}

// hardTexts are texts of about size bytes on either side.
func hardTexts(size int) []hard {
	many := func(n int, f func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(f(i) + "\n\n")
		}
		return b.String()
	}
	long := func(seed, n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, "word%d ", (i*7919+seed*104729)%50021)
		}
		return b.String()
	}
	prose := func(seed, n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, "We may keep item %d of your messages for %d days unless you ask us not to share it with partner %d. ", (i*31+seed)%997, i%90, (i*17+seed)%89)
		}
		return b.String()
	}
	tiny := size / 4
	return []hard{
		{"one block, other words", long(1, size), long(2, size)},
		{"one block, one edit", long(1, size), "we " + long(1, size) + " may"},
		{"one block of prose, other numbers", prose(1, size), prose(2, size)},
		{"one block, never a sentence", strings.Repeat("A. ", size/3), strings.Repeat("B. ", size/3)},
		{"one sentence of one word", strings.Repeat("share ", size/6), strings.Repeat("share ", size/7)},
		{"one word", strings.Repeat("a", size), strings.Repeat("a", size-1) + "b"},
		{"one block, halves changed round", long(1, size/2) + long(2, size/2), long(2, size/2) + long(1, size/2)},
		{"alternating words", strings.Repeat("may not ", size/8), strings.Repeat("not may ", size/8) + "not"},
		{"alternating blocks", strings.Repeat("We share it.\n\nWe do not.\n\n", size/28), strings.Repeat("We do not.\n\nWe share it.\n\n", size/28) + "We do not.\n\n"},
		{
			"every second block new", many(size/60, func(i int) string { return fmt.Sprintf("We keep item %d for %d days.", i, i%7) }),
			many(size/60, func(i int) string {
				return fmt.Sprintf("We keep item %d for %d days.", i, i%7+i%2*100)
			}),
		},
		{"long blocks, half alike", many(size/12000+1, func(i int) string { return long(i, 6000) + long(7, 6000) }), many(size/12000+1, func(i int) string { return long(i+61, 6000) + long(7, 6000) })},
		{"blocks of a page, all reworded", many(size/2000+1, func(i int) string { return prose(i, 2000) }), many(size/2000+1, func(i int) string { return prose(i+499, 2000) })},
		{
			"blocks of a page, words changed round", many(size/3000, func(i int) string { return fmt.Sprintf("# Part %d\n\n%s", i, long(i, 3000)) }),
			many(size/3000, func(i int) string {
				words := strings.Fields(long(i, 3000))
				slices.Reverse(words)
				return fmt.Sprintf("# Part %d\n\n%s", i, strings.Join(words, " "))
			}),
		},
		{"tiny blocks, all equal", strings.Repeat("x\n\n", tiny), strings.Repeat("x\n\n", tiny*9/10)},
		{"tiny blocks, all different", many(tiny/2, func(i int) string { return fmt.Sprint("a", i) }), many(tiny/2, func(i int) string { return fmt.Sprint("b", i) })},
		{"tiny blocks, reversed", many(tiny/2, func(i int) string { return fmt.Sprint("a", i) }), many(tiny/2, func(i int) string { return fmt.Sprint("a", tiny/2-i) })},
		{"tiny blocks, alike", many(size/26, func(i int) string { return fmt.Sprint("we share your data ", i) }), many(size/26, func(i int) string { return fmt.Sprint("we sell your data ", i) })},
		{"list items, alike", many(size/30, func(i int) string { return fmt.Sprint("* we share your data ", i) }), many(size/30, func(i int) string { return fmt.Sprint("* we sell your data ", i) })},
		{"headings alone", many(size/12, func(i int) string { return fmt.Sprint("# Part ", i) }), many(size/12, func(i int) string { return fmt.Sprint("## Part ", i+3) })},
		{"all removed", prose(3, size), "Gone."},
		{"all added, in blocks", "", many(size/100, func(i int) string { return prose(i, 60) })},
	}
}

// cost is how long it takes to read, compare and judge, by part.
func (h hard) cost(tb testing.TB) (read, diff, judge time.Duration) {
	tb.Helper()
	start := worked(tb, syscall.RUSAGE_SELF)
	old, new := text.FromMarkdown(h.old), text.FromMarkdown(h.new)
	read = worked(tb, syscall.RUSAGE_SELF) - start
	hunks := differ.Diff(old, new)
	diff = worked(tb, syscall.RUSAGE_SELF) - start - read
	differ.Judge(differ.Comparison{Old: old, New: new, Hunks: hunks, OldMarkdown: h.old, NewMarkdown: h.new}, differ.History{})
	judge = worked(tb, syscall.RUSAGE_SELF) - start - read - diff
	return read, diff, judge
}

func (h hard) megabytes() float64 { return float64(len(h.old)+len(h.new)) / 1e6 }

// BenchmarkWorstCases prints for each hard text the seconds a megabyte that reading,
// comparing and judging it took: less than one is what we want.
func BenchmarkWorstCases(b *testing.B) {
	for _, h := range hardTexts(5 << 20) {
		b.Run(h.name, func(b *testing.B) {
			var read, diff, judge time.Duration
			for b.Loop() {
				r, d, j := h.cost(b)
				read, diff, judge = read+r, diff+d, judge+j
			}
			mb := h.megabytes() * float64(b.N)
			b.ReportMetric((read+diff+judge).Seconds()/mb, "s/MB")
			b.ReportMetric(read.Seconds()/mb, "read-s/MB")
			b.ReportMetric(diff.Seconds()/mb, "diff-s/MB")
			b.ReportMetric(judge.Seconds()/mb, "judge-s/MB")
		})
	}
}

// No input may make reading, Diff or Judge slow. The bound is ten times what we want, so
// that only a wrong order of growth fails on a slow day.
func TestWorstCasesStayFast(t *testing.T) {
	if testing.Short() {
		t.Skip("big inputs")
	}
	for _, h := range hardTexts(1 << 20) {
		t.Run(h.name, func(t *testing.T) {
			read, diff, judge := h.cost(t)
			if limit := time.Duration(10 * h.megabytes() * float64(time.Second)); read+diff+judge > limit {
				t.Errorf("reading took %v, Diff %v, Judge %v for %.1f MB, want less than %v", read, diff, judge, h.megabytes(), limit)
			}
		})
	}
}

// allocated is how many bytes Diff takes for each byte of its input.
func (h hard) allocated() float64 {
	old, new := text.FromMarkdown(h.old), text.FromMarkdown(h.new)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	differ.Diff(old, new)
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc-before.TotalAlloc) / float64(len(h.old)+len(h.new))
}

// Memory grows with the input: four times the text takes about four times as much, also
// where nothing fits.
func TestMemoryGrowsWithTheInput(t *testing.T) {
	if testing.Short() {
		t.Skip("big inputs")
	}
	small, large := hardTexts(256<<10), hardTexts(1<<20)
	for i := range small {
		t.Run(small[i].name, func(t *testing.T) {
			a, b := small[i].allocated(), large[i].allocated()
			if b > 2*a+16 {
				t.Errorf("%.0f bytes for each byte of input, and %.0f when it is four times as long", a, b)
			}
			t.Logf("%.0f and %.0f bytes a byte", a, b)
		})
	}
}
