package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/store"
)

func TestBodiesAreKeptByTheirHash(t *testing.T) {
	dir := t.TempDir()
	db := open(t, store.Options{Dir: dir})
	for _, body := range []string{"", "<html>\x00\xff page", "<html>\x00\xff page"} {
		hash, err := db.SaveBody([]byte(body))
		must(t, err)
		got, err := db.Body(hash)
		must(t, err)
		if string(got) != body {
			t.Errorf("body %s = %q, want %q", hash, got, body)
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "captures", "*", "*"))
	must(t, err)
	if len(files) != 2 {
		t.Errorf("%d files, want one for each page that differs", len(files))
	}
	for _, f := range files {
		must(t, os.WriteFile(f, []byte("broken"), 0o600))
		if _, err := db.Body(filepath.Base(f)); err == nil {
			t.Errorf("a damaged file was taken for the page")
		}
	}
	if _, err := db.Body("../../etc/passwd"); !errors.Is(err, redline.ErrInvalid) {
		t.Errorf("a hash that is none: %v", err)
	}
}
