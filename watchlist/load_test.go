package watchlist_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/watchlist"
)

// TestLoad reads a folder of files for each case in testdata/load, and compares what was understood with the file "want".
func TestLoad(t *testing.T) {
	each(t, "testdata/load/*.txtar", func(t *testing.T, dir string) (string, error) {
		platforms, documents, problems, err := watchlist.Load(dir)
		for _, d := range documents {
			if d.Origin != redline.OriginOperator {
				t.Errorf("%s: origin %q", d.ID, d.Origin)
			}
		}
		return describe(t, platforms, documents, problems), err
	})
}

// each runs a case for each txtar file: its files in a folder, and "want" to compare with.
func each(t *testing.T, pattern string, load func(*testing.T, string) (string, error)) {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases %s: %v", pattern, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			var want *txtar.File
			for i, f := range archive.Files {
				if f.Name == "want" {
					want = &archive.Files[i]
					continue
				}
				write(t, filepath.Join(dir, f.Name), f.Data)
			}
			got, err := load(t, dir)
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				want.Data = []byte(got)
				write(t, file, txtar.Format(archive))
			}
			if diff := cmp.Diff(string(want.Data), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// describe writes down what was loaded, a line each.
func describe(t *testing.T, platforms []redline.Platform, documents []redline.Document, problems []watchlist.Problem) string {
	var b strings.Builder
	for _, p := range platforms {
		fmt.Fprintf(&b, "platform %s %q of %q %v\n", p.ID, p.Name, p.Owner, p.Products)
	}
	for _, d := range documents {
		fmt.Fprintf(&b, "%s %q", d.ID, d.Name)
		for _, f := range []struct{ name, value string }{{"product", d.Product}, {"region", d.Region}, {"language", d.Language}} {
			if f.value != "" {
				fmt.Fprintf(&b, " %s %q", f.name, f.value)
			}
		}
		if d.Interval != 0 {
			fmt.Fprintf(&b, " every %v", d.Interval)
		}
		if d.Note != "" {
			fmt.Fprintf(&b, " note %q", d.Note)
		}
		b.WriteString("\n")
		for _, s := range d.Sources {
			source, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "\t%s\n", source)
		}
	}
	for _, p := range problems {
		kind := "problem"
		if p.Kept {
			kind = "note"
		}
		fmt.Fprintf(&b, "%s %s\n", kind, p)
	}
	return b.String()
}

func TestLoadWithoutAFolder(t *testing.T) {
	platforms, documents, problems, err := watchlist.Load(filepath.Join(t.TempDir(), "none"))
	if err != nil || platforms != nil || documents != nil || problems != nil {
		t.Errorf("Load of no folder: %v, %v, %v, %v", platforms, documents, problems, err)
	}
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, nil)
	if _, _, _, err := watchlist.Load(file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("Load of a file: %v, want its name", err)
	}
}

func TestLoadSetsAsideWhatIsTooLarge(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "big.yaml"), []byte(strings.Repeat("# much\n", 1<<18)))
	write(t, filepath.Join(dir, "good.yaml"), []byte("platform: good\nname: Good\n"))
	platforms, _, problems, err := watchlist.Load(dir)
	if err != nil || len(platforms) != 1 || len(problems) != 1 || !strings.Contains(problems[0].String(), "too large") {
		t.Errorf("%v, %v, %v", platforms, problems, err)
	}
}
