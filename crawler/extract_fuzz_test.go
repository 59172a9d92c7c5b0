package crawler_test

import (
	"errors"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler"
)

// FuzzExtract gives Extract anything, under each way of taking a text. It must
// return words or say what is wrong, and the same the second time.
func FuzzExtract(f *testing.F) {
	paths, err := filepath.Glob("testdata/extract/*.txtar")
	if err != nil || len(paths) == 0 {
		f.Fatalf("no cases: %v", err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			f.Add(file.Data, "text/html", "p, main")
		}
	}
	f.Add([]byte("words\n\nmore"), "text/plain; charset=utf-16", "")
	f.Fuzz(func(t *testing.T, body []byte, contentType, css string) {
		sources := []redline.Source{
			{URL: "https://example.com/a"},
			{URL: "https://example.com/a", Select: []redline.Selector{{CSS: css}, {StartBefore: "p", EndAfter: "p + p"}}, RemoveQueryParams: []string{"a"}},
			{URL: "://", Select: []redline.Selector{{CSS: "*"}}, Remove: []redline.Selector{{StartAfter: "h1", EndBefore: "h2"}}},
		}
		for _, src := range sources {
			if len(body) > 4096 && src.Select != nil {
				continue // every element and all in it: more than any page declares
			}
			first, err := crawler.Extract(body, contentType, src)
			second, again := crawler.Extract(body, contentType, src)
			if first.Text.Key != second.Text.Key || first.Markdown != second.Markdown || (err == nil) != (again == nil) {
				t.Fatalf("not the same twice: %q, %v; %q, %v", first.Markdown, err, second.Markdown, again)
			}
			var bad *crawler.HealthError
			switch {
			case err != nil && (!errors.As(err, &bad) || bad.Reason == "" || bad.Health.Readable()):
				t.Fatalf("error %v has no health", err)
			case err == nil && (len(first.Text.Blocks) == 0 || first.Visible == 0):
				t.Fatalf("no error and no text: %+v", first)
			}
		}
	})
}
