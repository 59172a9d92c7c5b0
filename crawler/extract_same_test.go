package crawler_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler"
	"github.com/redlinewatch/redline/text"
)

// TestSameText reads testdata/same/*.txtar: the first page, pages under same/ that must
// give its key, and pages under other/ that must not.
func TestSameText(t *testing.T) {
	paths, err := filepath.Glob("testdata/same/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		first := extracted(t, archive.Files[0].Data)
		for _, f := range archive.Files[1:] {
			t.Run(strings.TrimSuffix(f.Name, ".html"), func(t *testing.T) {
				got := extracted(t, f.Data)
				if same := strings.HasPrefix(f.Name, "same/"); same != (got.Key == first.Key) {
					t.Errorf("equal keys: %v, want %v\n%s", !same, same, cmp.Diff(words(first), words(got)))
				}
			})
		}
	}
}

func extracted(t *testing.T, page []byte) redline.Text {
	t.Helper()
	got, err := crawler.Extract(page, "text/html; charset=utf-8", redline.Source{URL: "https://lark.example/legal/privacy"})
	if err != nil {
		t.Fatal(err)
	}
	return text.FromMarkdown(got.Markdown)
}

func words(t redline.Text) []string {
	var out []string
	for _, b := range t.Blocks {
		out = append(out, b.Words)
	}
	return out
}
