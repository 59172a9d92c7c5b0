package archive_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/redlinewatch/redline/crawler/archive"
)

// realHistory returns a bare clone of a real collection: the one REDLINE_OTA_GITDIR names,
// else one made from the bundle in the shared folder (REDLINE_SHARED, or beside the repository).
func realHistory(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("REDLINE_OTA_GITDIR"); dir != "" {
		return dir
	}
	shared := os.Getenv("REDLINE_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	bundle, err := filepath.Abs(filepath.Join(shared, "data/ota-contrib-dev.bundle"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(bundle); err != nil || testing.Short() {
		t.Skip("no real history: neither REDLINE_OTA_GITDIR nor a shared folder names one, or -short is set")
	}
	dir := filepath.Join(t.TempDir(), "dev.git")
	git(t, "", "clone", "-q", "--bare", bundle, dir)
	return dir
}

// TestRealHistory counts what is in a real collection, and logs how long that took.
func TestRealHistory(t *testing.T) {
	dir := realHistory(t)
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
