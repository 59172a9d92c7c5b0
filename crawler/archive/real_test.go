package archive_test

import (
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/redlinewatch/redline/crawler/archive"
)

// TestRealHistory reads a bare clone of a real collection named by REDLINE_OTA_GITDIR
// (of shared/data/ota-contrib-dev.bundle) and counts what is in it.
func TestRealHistory(t *testing.T) {
	dir := os.Getenv("REDLINE_OTA_GITDIR")
	if dir == "" {
		t.Skip("REDLINE_OTA_GITDIR does not name a clone of the real history")
	}
	repo, err := archive.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := repo.Collection(); got != "contrib" {
		t.Errorf("Collection() = %q, want contrib", got)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	records, err := repo.Records(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	listed := time.Since(start)
	runtime.GC()
	runtime.ReadMemStats(&after)
	paths, services, seen := map[string]bool{}, map[string]bool{}, map[string]bool{}
	var hashes []string
	for _, r := range records {
		paths[r.Path], services[r.Service] = true, true
		if !seen[r.Blob] {
			seen[r.Blob] = true
			hashes = append(hashes, r.Blob)
		}
	}
	if len(records) != 29698 || len(paths) != 456 || len(services) != 192 || len(hashes) != 17608 {
		t.Errorf("%d records of %d documents of %d services, %d texts; want 29698, 456, 192, 17608",
			len(records), len(paths), len(services), len(hashes))
	}
	start = time.Now()
	blobs, err := repo.Blobs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer blobs.Close()
	size := 0
	for text, err := range blobs.Each(hashes) {
		if err != nil {
			t.Fatal(err)
		}
		size += len(text)
	}
	t.Logf("%d records in %v, %d KiB; %d texts, %d MB in %v", len(records), listed,
		(after.HeapAlloc-before.HeapAlloc)/1024, len(hashes), size/1e6, time.Since(start))
	runtime.KeepAlive(records)
}
