package archive_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler/archive"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func blobs(t *testing.T, dir string) *archive.Blobs {
	t.Helper()
	b, err := open(t, dir).Blobs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

// hash returns the name of a text in a repository, and adds it where it is not there.
func hash(t *testing.T, dir, text string) string {
	t.Helper()
	cmd := exec.Command("git", "--git-dir="+dir, "hash-object", "-w", "--stdin")
	cmd.Stdin = strings.NewReader(text)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// many makes a repository with n texts that stay loose objects.
func many(t *testing.T, n int) (dir string, hashes []string) {
	t.Helper()
	dir = build(t, file("First record of A B", "A/B.md", "text 0"))
	for i := range n {
		hashes = append(hashes, hash(t, dir, text(i)))
	}
	return dir, hashes
}

func text(i int) string { return fmt.Sprintf("text %d%s\n", i, strings.Repeat("\n", i%5)) }

func TestBlobsComeInOrder(t *testing.T) {
	dir, hashes := many(t, 100)
	b := blobs(t, dir)
	i := 0
	for got, err := range b.Each(hashes) {
		if err != nil || string(got) != text(i) {
			t.Fatalf("text %d: %q, %v", i, got, err)
		}
		if i == 50 { // another text in between, and a loop that stops early
			if got, err := b.Read(hashes[7]); err != nil || string(got) != text(7) {
				t.Fatalf("Read within Each: %q, %v", got, err)
			}
			for got, err := range b.Each(hashes[i+1:]) {
				if err != nil || string(got) != text(i+1) {
					t.Fatalf("Each within Each: %q, %v", got, err)
				}
				break
			}
		}
		i++
	}
	if i != len(hashes) {
		t.Errorf("%d texts, want %d", i, len(hashes))
	}
}

// TestBlobsNameWhatIsBad has one bad object of each sort among good ones.
func TestBlobsNameWhatIsBad(t *testing.T) {
	dir, hashes := many(t, 40)
	object := func(hash string) string { return filepath.Join(dir, "objects", hash[:2], hash[2:]) }
	damage := func(hash string, cut int64) {
		if err := os.Chmod(object(hash), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(object(hash), cut); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(object(hashes[3])); err != nil {
		t.Fatal(err)
	}
	damage(hashes[10], 0)
	damage(hashes[20], 12)
	hashes[30] = git(t, dir, "rev-parse", "main")
	hashes[35] = "HEAD\n" + hashes[0]
	hashes[36] = hash(t, dir, strings.Repeat("x", 33<<20))
	bad := map[int]string{3: "missing", 10: "git says", 20: "git says", 30: "a commit, not a text", 35: "not a full object name", 36: "at most"}
	b := blobs(t, dir)
	i := 0
	for got, err := range b.Each(hashes) {
		switch want, isBad := bad[i], bad[i] != ""; {
		case !isBad && (err != nil || string(got) != text(i)):
			t.Errorf("text %d: %q, %v", i, got, err)
		case isBad && (err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), hashes[i][:4])):
			t.Errorf("text %d: error %v, want %q and the hash in it", i, err, want)
		}
		i++
	}
	if i != len(hashes) {
		t.Errorf("%d texts, want %d", i, len(hashes))
	}
	if _, err := b.Read(hashes[3]); !errors.Is(err, redline.ErrNotFound) {
		t.Errorf("Read of a missing text: %v, want ErrNotFound", err)
	}
}

// TestBlobsOutliveTheirProcess lets git end on a damaged object while answers from
// before wait to be taken and more is asked: only the damaged one is an error.
func TestBlobsOutliveTheirProcess(t *testing.T) {
	dir, hashes := many(t, 60)
	object := filepath.Join(dir, "objects", hashes[20][:2], hashes[20][2:])
	if err := os.Chmod(object, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(object, 12); err != nil {
		t.Fatal(err)
	}
	i := 0
	for got, err := range blobs(t, dir).Each(hashes) {
		if i == 0 {
			time.Sleep(300 * time.Millisecond) // git comes to the damaged one, and ends
		}
		if isBad := i == 20; isBad != (err != nil) || !isBad && string(got) != text(i) {
			t.Errorf("text %d: %q, %v", i, got, err)
		}
		i++
	}
	if i != len(hashes) {
		t.Errorf("%d texts, want %d", i, len(hashes))
	}
}

func TestBlobsEnd(t *testing.T) {
	dir, hashes := many(t, 60)
	b := blobs(t, dir)
	for range b.Each(hashes) {
		break // with answers outstanding
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if _, err := b.Read(hashes[0]); err == nil {
		t.Error("Read after Close works")
	}

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended, err := open(t, dir).Blobs(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer ended.Close()
	n := 0
	for _, err := range ended.Each(hashes) {
		if n++; n == 5 {
			cancel()
		}
		if n > 5 && !errors.Is(err, context.Canceled) {
			t.Errorf("after the context ended: %v", err)
		}
	}
	if n > 6 {
		t.Errorf("%d texts after the context ended", n-5)
	}
}
