package migrations_test

import (
	"io/fs"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/redlinewatch/redline/migrations"
)

func TestEnginesAreInStep(t *testing.T) {
	lite, err := fs.Glob(migrations.SQLite(), "*")
	if err != nil {
		t.Fatal(err)
	}
	pg, err := fs.Glob(migrations.Postgres(), "*")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(lite, pg); d != "" {
		t.Errorf("files (-sqlite +postgres):\n%s", d)
	}
	name := regexp.MustCompile(`^\d{5}_[a-z]+\.sql$`)
	for _, f := range lite {
		if !name.MatchString(f) {
			t.Errorf("%s: want five digits and a word", f)
		}
	}
}

// Both engines must have the same tables with the same columns: queries are written once.
func TestTablesAreTheSame(t *testing.T) {
	if d := cmp.Diff(tables(t, migrations.SQLite()), tables(t, migrations.Postgres())); d != "" {
		t.Errorf("tables (-sqlite +postgres):\n%s", d)
	}
}

// tables returns the names of columns by table, as the files declare them.
func tables(t *testing.T, dir fs.FS) map[string][]string {
	t.Helper()
	table := regexp.MustCompile(`(?ms)^CREATE TABLE (\w+) \(\n(.*?)^\)`)
	column := regexp.MustCompile(`(?m)^    ([a-z0-9_]+) +[A-Z]`)
	all := map[string][]string{}
	files, err := fs.Glob(dir, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := fs.ReadFile(dir, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range table.FindAllStringSubmatch(string(b), -1) {
			for _, c := range column.FindAllStringSubmatch(m[2], -1) {
				all[m[1]] = append(all[m[1]], c[1])
			}
		}
	}
	delete(all, "search") // full text is each engine's own
	if len(all) < 15 {
		t.Fatalf("only %d tables found: %v", len(all), all)
	}
	return all
}
