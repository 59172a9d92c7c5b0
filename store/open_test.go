package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/store"
)

func TestFreshFolderIsPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a #1", "redline-data?")
	open(t, store.Options{Dir: dir, Exclusive: true})
	info, err := os.Stat(dir)
	must(t, err)
	if info.Mode().Perm() != 0o700 {
		t.Errorf("mode %v, want 0700", info.Mode().Perm())
	}
	if _, err := os.Stat(filepath.Join(dir, store.FileName)); err != nil {
		t.Error(err)
	}
}

func TestExclusiveIsForOne(t *testing.T) {
	dir := t.TempDir()
	first := open(t, store.Options{Dir: dir, Exclusive: true})
	_, err := store.Open(t.Context(), store.Options{Dir: dir, Exclusive: true})
	if !errors.Is(err, redline.ErrInUse) || !strings.Contains(err.Error(), dir) || !strings.Contains(err.Error(), strconv.Itoa(os.Getpid())) {
		t.Errorf("second: %v; want ErrInUse with the folder and the process", err)
	}
	beside := open(t, store.Options{Dir: dir})
	watch(t, beside, policy)
	if _, err := first.Document(t.Context(), policy); err != nil {
		t.Errorf("what another process wrote beside: %v", err)
	}
	must(t, first.Close())
	open(t, store.Options{Dir: dir, Exclusive: true})
}

func TestOpenAgainKeepsEverything(t *testing.T) {
	dir := t.TempDir()
	db := open(t, store.Options{Dir: dir})
	a := alertOf("a1", withChange(t, db))
	publish(t, db, a, entry(redline.EntryPublished, 3, "x"), redline.EventPublished)
	before := dump(t, db)
	must(t, db.Close())
	diff(t, "after opening again", dump(t, open(t, store.Options{Dir: dir})), before)
}

func TestOpenAtOnce(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { openAtOnce(t, store.Options{Dir: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) { openAtOnce(t, store.Options{Database: server.Database(t)}) })
}

// openAtOnce opens a fresh store several times at the same time.
func openAtOnce(t *testing.T, o store.Options) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			db, err := store.Open(context.Background(), o)
			if err != nil {
				t.Error(err)
				return
			}
			if err := db.SaveWatchlist(context.Background(), []redline.Platform{acme}, []redline.Document{document(policy)}, redline.OriginWatchlist); err != nil {
				t.Error(err)
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestNewerSchemaIsRefused(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { newerSchema(t, store.Options{Dir: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) { newerSchema(t, store.Options{Database: server.Database(t)}) })
}

func newerSchema(t *testing.T, o store.Options) {
	db := open(t, o)
	knows, err := db.Schema(t.Context())
	must(t, err)
	_, err = db.SQL().ExecContext(t.Context(), "insert into goose_db_version (version_id, is_applied) values (9999, $1)", true)
	must(t, err)
	must(t, db.Close())
	_, err = store.Open(t.Context(), o)
	if !errors.Is(err, redline.ErrNewer) {
		t.Fatalf("got %v, want ErrNewer", err)
	}
	for _, number := range []string{"9999", strconv.FormatInt(knows, 10)} {
		if !strings.Contains(err.Error(), number) {
			t.Errorf("%q does not name %s", err, number)
		}
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	must(t, os.WriteFile(file, []byte("x"), 0o600))
	broken := filepath.Join(dir, "broken")
	must(t, os.Mkdir(broken, 0o700))
	must(t, os.WriteFile(filepath.Join(broken, store.FileName), []byte(strings.Repeat("no database ", 1000)), 0o600))
	for name, tc := range map[string]struct {
		o    store.Options
		want string
	}{
		"nothing":      {store.Options{}, "neither a data folder nor a database"},
		"short key":    {store.Options{Dir: dir, Key: []byte("x")}, "want 32"},
		"a file":       {store.Options{Dir: file}, file},
		"no database":  {store.Options{Dir: broken}, "damaged"},
		"bad address":  {store.Options{Database: "postgres://x:secret@:nope"}, "address of the database"},
		"no such host": {store.Options{Database: "postgres:///x?host=/nowhere"}, "/nowhere"},
	} {
		_, err := store.Open(t.Context(), tc.o)
		if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v; want %q", name, err, tc.want)
		}
	}
}

func TestReadOnlyFolder(t *testing.T) {
	if os.Getuid() == 0 {
		t.Skip("skipped: root may write anywhere")
	}
	dir := t.TempDir()
	must(t, os.Chmod(dir, 0o500))
	if _, err := store.Open(t.Context(), store.Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("got %v, want an error that names %s", err, dir)
	}
}

func TestDiskFull(t *testing.T) {
	dir := t.TempDir()
	db := open(t, store.Options{Dir: dir})
	watch(t, db, policy)
	record(t, db, 1, accepted(policy, 1, "one"))
	// SQLite's own limit stands for the disk's: the same result code.
	limit := func(pages string) {
		must(t, db.Within(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, "pragma max_page_count = "+pages)
			return err
		}))
	}
	limit("1") // it does not go below what is there
	big := make([]byte, 1<<20)
	for i := range big {
		big[i] = byte('a' + (i*i>>3^i*7)%26)
	}
	_, err := db.Record(t.Context(), accepted(policy, 2, string(big)+strings.Join(strings.Fields(string(big)), redline.ID("x"))))
	if err == nil {
		t.Skip("skipped: the text compressed into what was left")
	}
	if !strings.Contains(err.Error(), "full") || !strings.Contains(err.Error(), dir) {
		t.Errorf("got %q; want a full disk, and the folder", err)
	}
	limit("1000000000")
	record(t, db, 1, accepted(policy, 3, "three"))
}
