package differ_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redlinewatch/redline/differ"
)

// cpu is the time this process has worked so far: what a busy machine does not change.
func cpu(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// No input may make Diff or Judge slow: each of these takes less than a second a megabyte.
func TestWorstCasesStayFast(t *testing.T) {
	if testing.Short() {
		t.Skip("big inputs")
	}
	many := func(n int, f func(i int) string) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = f(i)
		}
		return out
	}
	long := func(seed, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "word%d ", (i*7919+seed*104729)%50021)
		}
		return b.String()
	}
	cases := map[string][2][]string{
		"one block of 2 MB, other words": {{long(1, 200_000)}, {long(2, 200_000)}},
		"one block of 2 MB, one edit":    {{long(1, 200_000)}, {"we " + long(1, 200_000) + " may"}},
		"one block, never a sentence":    {{strings.Repeat("A. ", 400_000)}, {strings.Repeat("B. ", 400_000)}},
		"long blocks, half alike":        {many(60, func(i int) string { return long(i, 900) + long(7, 900) }), many(60, func(i int) string { return long(i+61, 900) + long(7, 900) })},
		"tiny blocks, all equal":         {many(100_000, func(int) string { return "x" }), many(90_000, func(int) string { return "x" })},
		"tiny blocks, all different":     {many(100_000, func(i int) string { return fmt.Sprint("a", i) }), many(100_000, func(i int) string { return fmt.Sprint("b", i) })},
		"tiny blocks, reversed":          {many(50_000, func(i int) string { return fmt.Sprint("a", i) }), many(50_000, func(i int) string { return fmt.Sprint("a", 50_000-i) })},
		"tiny blocks, alike":             {many(20_000, func(i int) string { return fmt.Sprint("we share your data ", i) }), many(20_000, func(i int) string { return fmt.Sprint("we sell your data ", i) })},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			old, new := blocksOf(c[0]), blocksOf(c[1])
			bytes := len(strings.Join(c[0], " ")) + len(strings.Join(c[1], " "))
			start := cpu(t)
			hunks := differ.Diff(old, new)
			diffed := cpu(t) - start
			differ.Judge(differ.Comparison{Old: old, New: new, Hunks: hunks}, differ.History{})
			took := cpu(t) - start
			t.Logf("Diff %v, Judge %v for %d bytes", diffed, took-diffed, bytes)
			if limit := time.Second + time.Duration(bytes)*time.Microsecond; took > limit {
				t.Errorf("took %v for %d bytes, want less than %v", took, bytes, limit)
			}
		})
	}
}
