package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/store"
)

// childFolder makes the test binary a process that writes to a folder until it is killed.
const childFolder = "REDLINE_STORE_CHILD"

// child records and publishes for ever, and says each number that it was told is written.
func child(dir string) error {
	ctx := context.Background()
	db, err := store.Open(ctx, store.Options{Dir: dir, Exclusive: true})
	if err != nil {
		return err
	}
	if err := db.SaveWatchlist(ctx, []redline.Platform{acme}, []redline.Document{document(policy)}, redline.OriginWatchlist); err != nil {
		return err
	}
	start, err := db.Sequence(ctx)
	if err != nil {
		return err
	}
	for n := int(start); ; n++ {
		r := accepted(policy, n, fmt.Sprint("text ", n))
		if n > 0 {
			r = changed(policy, n, fmt.Sprint("text ", n), n-1, fmt.Sprint("text ", n-1))
		}
		if _, err := db.Record(ctx, r); err != nil {
			return err
		}
		if _, err := db.Publish(ctx, alertOf(fmt.Sprint("a", n)), entry(redline.EntryPublished, n, "x"), redline.EventPublished); err != nil {
			return err
		}
		fmt.Println(n)
	}
}

func TestKilledAnywhere(t *testing.T) {
	dir := t.TempDir()
	last := -1
	for range 4 {
		last = killAfter(t, dir, last+20)
		db := open(t, store.Options{Dir: dir, Exclusive: true})
		check, err := pragma(db, "integrity_check")
		must(t, err)
		diff(t, "integrity", check, "ok")
		vs, err := db.Versions(t.Context(), policy)
		must(t, err)
		leaves, err := db.Log(t.Context(), 0, 1_000_000)
		must(t, err)
		// At most the one that was under way may be there beyond what was said.
		for what, n := range map[string]int{"versions": len(vs), "leaves": len(leaves)} {
			if n < last+1 || n > last+2 {
				t.Errorf("%d %s, want those up to %d and at most one more", n, what, last)
			}
		}
		for i, l := range leaves {
			if l.Sequence != int64(i+1) {
				t.Fatalf("leaf %d has sequence %d", i, l.Sequence)
			}
		}
		must(t, db.Close())
	}
}

func pragma(db *store.DB, name string) (s string, err error) {
	err = db.SQL().QueryRow("pragma " + name).Scan(&s)
	return s, err
}

// killAfter runs the child until it says that number n is written, kills it, and returns the last number it said.
func killAfter(t *testing.T, dir string, n int) int {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childFolder+"="+dir)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	last := -1
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if last, err = strconv.Atoi(lines.Text()); err != nil {
			t.Fatalf("the child says %q", lines.Text())
		}
		if last == n {
			must(t, cmd.Process.Kill())
		}
	}
	cmd.Wait() //nolint:errcheck // it was killed
	if last < n {
		t.Fatalf("the child ended at %d: %s", last, stderr.String())
	}
	return last
}
