package differ_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
	"github.com/sergi/go-diff/diffmatchpatch"
)

// How much of the history a benchmark reads: pairs from all over it.
const (
	pairsBytes = 16 << 20
	pairsMost  = 1000
	pairsInRow = 8 // of one document
)

// A textPair is two versions of a document, one after the other.
type textPair struct{ old, new string }

// BenchmarkPairs compares real versions with those that followed them, both in memory,
// on one core: by Diff of read texts, by Diff of Markdown (of a history read in order,
// and each pair for itself), by git's word diff and by go-diff's word mode. cpu-MB/s counts the time worked, which a busy machine does not
// change. scripts/bench-diff prints the ratios.
func BenchmarkPairs(b *testing.B) {
	pairs := bundlePairs(b)
	size := 0
	for _, p := range pairs {
		size += len(p.old) + len(p.new)
	}
	b.Run("read", func(b *testing.B) {
		old, new := readPairs(pairs)
		measure(b, size, syscall.RUSAGE_SELF, func() {
			for i := range old {
				differ.Diff(old[i], new[i])
			}
		})
	})
	b.Run("history", func(b *testing.B) {
		measure(b, size, syscall.RUSAGE_SELF, func() {
			r := text.NewReader(16 << 20) // one for all, as an import has it
			for _, p := range pairs {
				differ.Diff(r.FromMarkdown(p.old), r.FromMarkdown(p.new))
			}
		})
	})
	b.Run("markdown", func(b *testing.B) {
		measure(b, size, syscall.RUSAGE_SELF, func() {
			for _, p := range pairs {
				r := text.NewReader(len(p.old) * 8)
				differ.Diff(r.FromMarkdown(p.old), r.FromMarkdown(p.new))
			}
		})
	})
	b.Run("git", func(b *testing.B) {
		dir := writePairs(b, pairs)
		measure(b, size, syscall.RUSAGE_CHILDREN, func() { gitWordDiff(b, dir) })
	})
	b.Run("go-diff", func(b *testing.B) {
		measure(b, size, syscall.RUSAGE_SELF, func() {
			for _, p := range pairs {
				goDiffWords(p.old, p.new)
			}
		})
	})
}

// measure runs f and reports its throughput by the time worked.
func measure(b *testing.B, size, who int, f func()) {
	b.SetBytes(int64(size))
	b.ReportAllocs()
	start := worked(b, who)
	for b.Loop() {
		f()
	}
	b.ReportMetric(float64(size)*float64(b.N)/1e6/(worked(b, who)-start).Seconds(), "cpu-MB/s")
}

// worked is the time that this process, or those it waited for, had of a core.
func worked(tb testing.TB, who int) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(who, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func readPairs(pairs []textPair) (old, new []redline.Text) {
	for _, p := range pairs {
		r := text.NewReader(len(p.old) * 8)
		old, new = append(old, r.FromMarkdown(p.old)), append(new, r.FromMarkdown(p.new))
	}
	return old, new
}

// goDiffWords is go-diff's word mode, every word a rune, without a limit of time.
func goDiffWords(old, new string) []diffmatchpatch.Diff {
	numbers := make(map[string]rune)
	asRunes := func(s string) []rune {
		var out []rune
		for len(s) > 0 {
			w := s[:wordLength(s)]
			s = s[len(w):]
			r, ok := numbers[w]
			if !ok {
				r = rune(len(numbers) + 1)
				if r >= 0xD800 {
					r += 0x800 // surrogates
				}
				numbers[w] = r
			}
			out = append(out, r)
		}
		return out
	}
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0
	return dmp.DiffMainRunes(asRunes(old), asRunes(new), false)
}

// wordLength is the length of the word, the white space or the sign that s begins with.
func wordLength(s string) int {
	kind := func(r rune) int {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return 1
		case unicode.IsSpace(r):
			return 2
		}
		return 0
	}
	first, n := utf8.DecodeRuneInString(s)
	if kind(first) == 0 {
		return n
	}
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		if kind(r) != kind(first) {
			break
		}
		n += size
	}
	return n
}

// writePairs writes the pairs as the folders a and b.
func writePairs(b *testing.B, pairs []textPair) string {
	b.Helper()
	dir := b.TempDir()
	for side, pick := range map[string]func(textPair) string{"a": func(p textPair) string { return p.old }, "b": func(p textPair) string { return p.new }} {
		if err := os.Mkdir(filepath.Join(dir, side), 0o755); err != nil {
			b.Fatal(err)
		}
		for i, p := range pairs {
			if err := os.WriteFile(filepath.Join(dir, side, fmt.Sprintf("%06d.md", i)), []byte(pick(p)), 0o644); err != nil {
				b.Fatal(err)
			}
		}
	}
	return dir
}

// gitWordDiff compares the folders in one process, so that its start counts once.
func gitWordDiff(b *testing.B, dir string) {
	b.Helper()
	cmd := exec.Command("git", "diff", "--no-index", "--no-renames", "--word-diff=porcelain", "a", "b")
	cmd.Dir = dir
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if err := cmd.Run(); cmd.ProcessState.ExitCode() != 1 { // 1: they differ
		b.Fatalf("git diff: %v: %s", err, complaint.String())
	}
}

// bundlePairs returns consecutive versions from the shared bundle, or from the git
// directory or bundle that REDLINE_BUNDLE names.
func bundlePairs(b *testing.B) []textPair {
	b.Helper()
	source := os.Getenv("REDLINE_BUNDLE")
	if source == "" {
		source = filepath.Join("..", "..", "shared", "data", "ota-contrib-dev.bundle")
	}
	info, err := os.Stat(source)
	if err != nil {
		b.Skipf("no history to read (%v): REDLINE_BUNDLE may name a git bundle or directory", err)
	}
	if !info.IsDir() {
		dir := filepath.Join(b.TempDir(), "history.git")
		git(b, "", "clone", "--quiet", "--bare", source, dir)
		source = dir
	}
	return texts(b, source, blobPairs(b, source))
}

func git(b *testing.B, input string, args ...string) []byte {
	b.Helper()
	cmd := exec.Command("git", args...)
	cmd.Stdin = strings.NewReader(input)
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("git %s: %v", strings.Join(args, " "), err)
	}
	return out
}

// blobPairs lists distinct pairs of blobs of which one followed the other: from every
// document a stretch of its history, the documents in an order that has nothing to do
// with who they belong to.
func blobPairs(b *testing.B, dir string) [][2]string {
	b.Helper()
	histories := make(map[string][][2]string)
	seen := make(map[[2]string]bool)
	for line := range strings.Lines(string(git(b, "", "--git-dir="+dir, "log", "--reverse", "--raw", "--no-abbrev", "--no-renames", "--format=", "--diff-filter=M"))) {
		fields, path, _ := strings.Cut(line, "\t")
		f := strings.Fields(fields)
		if len(f) < 5 || seen[[2]string{f[2], f[3]}] {
			continue
		}
		seen[[2]string{f[2], f[3]}] = true
		histories[path] = append(histories[path], [2]string{f[2], f[3]})
	}
	stretches := slices.Collect(maps.Values(histories))
	slices.SortFunc(stretches, func(a, b [][2]string) int { return strings.Compare(a[0][1], b[0][1]) }) // a hash
	var pairs [][2]string
	for _, s := range stretches {
		from := max(0, len(s)-pairsInRow) / 2
		pairs = append(pairs, s[from:min(len(s), from+pairsInRow)]...)
	}
	return pairs
}

// texts reads pairs of blobs until it has enough.
func texts(b *testing.B, dir string, blobs [][2]string) []textPair {
	b.Helper()
	var names strings.Builder
	for _, p := range blobs[:min(len(blobs), pairsMost)] {
		names.WriteString(p[0] + "\n" + p[1] + "\n")
	}
	in := bufio.NewReader(bytes.NewReader(git(b, names.String(), "--git-dir="+dir, "cat-file", "--batch")))
	var pairs []textPair
	for size := 0; size < pairsBytes && len(pairs) < min(len(blobs), pairsMost); {
		p := textPair{blob(b, in), blob(b, in)}
		size += len(p.old) + len(p.new)
		pairs = append(pairs, p)
	}
	return pairs
}

func blob(b *testing.B, in *bufio.Reader) string {
	b.Helper()
	head, err := in.ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	size, err := strconv.Atoi(strings.TrimSpace(head[strings.LastIndexByte(head, ' ')+1:]))
	if err != nil {
		b.Fatal(err)
	}
	content := make([]byte, size+1) // and a line end
	if _, err := io.ReadFull(in, content); err != nil {
		b.Fatal(err)
	}
	return string(content[:size])
}
