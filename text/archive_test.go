package text_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/redlinewatch/redline/text"
)

// shared returns a file of the shared material, found through REDLINE_SHARED or
// beside the repository.
func shared(t testing.TB, name string) string {
	t.Helper()
	dirs := []string{os.Getenv("REDLINE_SHARED"), "../../shared"}
	for _, dir := range dirs {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); dir != "" && err == nil {
			return path
		}
	}
	t.Skipf("%s is not here: set REDLINE_SHARED to the folder of shared material", name)
	return ""
}

// archiveTexts calls use with the distinct texts of the real archive, newest
// first, until it returns false.
func archiveTexts(t testing.TB, use func(md string) bool) {
	t.Helper()
	bundle := shared(t, "data/ota-contrib-dev.bundle")
	git := filepath.Join(t.TempDir(), "archive.git")
	if out, err := exec.Command("git", "clone", "-q", "--bare", bundle, git).CombinedOutput(); err != nil {
		t.Fatalf("git clone: %v: %s", err, out)
	}
	objects, err := exec.Command("git", "-C", git, "rev-list", "--objects", "--all").Output()
	if err != nil {
		t.Fatal(err)
	}
	var ids bytes.Buffer
	for line := range strings.Lines(string(objects)) {
		if id, path, _ := strings.Cut(strings.TrimSpace(line), " "); strings.HasSuffix(path, ".md") {
			fmt.Fprintln(&ids, id)
		}
	}
	batch := exec.Command("git", "-C", git, "cat-file", "--batch")
	batch.Stdin = &ids
	out, err := batch.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := batch.Start(); err != nil {
		t.Fatal(err)
	}
	defer batch.Wait() // the pipe is closed first where we stop early
	defer out.Close()
	r := bufio.NewReaderSize(out, 1<<20)
	for {
		var id, kind string
		var size int
		if _, err := fmt.Fscanf(r, "%s %s %d\n", &id, &kind, &size); err != nil {
			return
		}
		body := make([]byte, size+1)
		if _, err := io.ReadFull(r, body); err != nil {
			t.Fatal(err)
		}
		if !use(string(body[:size])) {
			return
		}
	}
}

// TestReaderOnArchive reads real texts with and without memory.
func TestReaderOnArchive(t *testing.T) {
	if testing.Short() {
		t.Skip("reads some 40 MB of real texts")
	}
	r := text.NewReader(1 << 20) // small: the cache must turn over
	total := 0
	archiveTexts(t, func(md string) bool {
		total += len(md)
		got, want := r.FromMarkdown(md), text.FromMarkdown(md)
		if !reflect.DeepEqual(want, got) {
			t.Errorf("Reader differs from FromMarkdown (-want +got):\n%s", cmp.Diff(want, got))
			return false
		}
		return total < 40<<20
	})
}

// BenchmarkArchive reads real texts: in the order of the archive with a new reader,
// and again with one that has seen them.
func BenchmarkArchive(b *testing.B) {
	var texts []string
	total := 0
	archiveTexts(b, func(md string) bool {
		texts, total = append(texts, md), total+len(md)
		return total < 200<<20
	})
	all := func(r *text.Reader) {
		for _, md := range texts {
			r.FromMarkdown(md)
		}
	}
	b.Run("first", func(b *testing.B) {
		b.SetBytes(int64(total))
		for b.Loop() {
			all(text.NewReader(64 << 20))
		}
	})
	b.Run("again", func(b *testing.B) {
		b.SetBytes(int64(total))
		r := text.NewReader(1 << 30)
		all(r)
		for b.Loop() {
			all(r)
		}
	})
}
