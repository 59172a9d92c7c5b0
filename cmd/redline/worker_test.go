package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/store"
)

// Two workers on one PostgreSQL share the hosts between them, ask each host for one page
// at a time, and record no capture twice.
func TestTwoWorkersShareTheHosts(t *testing.T) {
	const hosts, pages = 12, 4
	database := server.Database(t)
	var asked [2]atomic.Int64 // requests for pages by worker, told apart by their contact
	var together atomic.Int64 // most requests at one host at a time
	data := t.TempDir()
	for h := range hosts {
		declare(t, data, h, busyHost(t, &asked, &together), pages)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var workers sync.WaitGroup
	var outputs [2]bytes.Buffer
	for i := range outputs {
		cmd := program(ctx, t, "serve", "--role", "worker", "--database", database, "--data", data, "--no-watchlist",
			"--allow-private", "--no-delay", "--workers", "2", "--contact", fmt.Sprintf("worker%d@example.org", i))
		cmd.Stderr = &outputs[i]
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
		workers.Go(func() { _ = cmd.Wait() }) // it is stopped in the end
	}
	db, err := store.Open(ctx, store.Options{Database: database})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	waitForVersions(t, db, hosts*pages)
	stop()
	workers.Wait()

	captures, err := db.Captures(t.Context(), redline.CaptureQuery{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, c := range captures {
		seen[c.Document] += max(1, c.Times)
	}
	for doc, n := range seen {
		if n != 1 {
			t.Errorf("%s: %d captures, want one", doc, n)
		}
	}
	if total := asked[0].Load() + asked[1].Load(); total != hosts*pages {
		t.Errorf("%d pages were asked for, want %d", total, hosts*pages)
	}
	if asked[0].Load() == 0 || asked[1].Load() == 0 {
		t.Errorf("one worker did everything: %d and %d pages\n%s\n%s", asked[0].Load(), asked[1].Load(), &outputs[0], &outputs[1])
	}
	if n := together.Load(); n > 1 {
		t.Errorf("%d requests at one host at a time, want 1", n)
	}
}

// busyHost serves pages slowly and counts who asks.
func busyHost(t *testing.T, asked *[2]atomic.Int64, together *atomic.Int64) string {
	var now atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		if n := now.Add(1); n > together.Load() {
			together.Store(n)
		}
		defer now.Add(-1)
		time.Sleep(150 * time.Millisecond)
		who := 0
		if strings.Contains(r.UserAgent(), "worker1@") {
			who = 1
		}
		asked[who].Add(1)
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<html lang="en"><main><h1>Policy %s</h1><p>We keep what you write to us for as long as you have an account with us,
			and we delete it thirty days after you have closed it. We do not sell it.</p><p>You can ask us for a copy of it at any time.</p></main></html>`, r.URL.Path)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// declare writes a platform with documents at one host into the operator's watchlist.
func declare(t *testing.T, data string, h int, url string, pages int) {
	t.Helper()
	for i := range pages {
		cmd := program(t.Context(), t, "watch", "add", fmt.Sprintf("%s/p%d", url, i), "--platform", fmt.Sprintf("Host %d", h),
			"--kind", "terms", "--variant", fmt.Sprintf("p%d", i), "--interval", "24h", "--data", data)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("watch add: %v\n%s", err, out)
		}
	}
	if files, err := filepath.Glob(filepath.Join(data, "watchlist", "*")); err != nil || len(files) == 0 {
		t.Fatalf("no declarations were written: %v", err)
	}
}

func waitForVersions(t *testing.T, db *store.DB, want int) {
	t.Helper()
	n := 0
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		counts, err := db.Counts(t.Context(), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if n = counts.Versions; n >= want {
			return
		}
	}
	t.Fatalf("%d versions within a minute, want %d", n, want)
}
