package text_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

	"github.com/redlinewatch/redline/text"
)

// seeds adds the files of the cases to the corpus.
func seeds(f *testing.F, suffix string) {
	for _, pattern := range []string{"testdata/*.txtar", "testdata/same/*.txtar"} {
		for _, path := range glob(f, pattern) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				f.Fatal(err)
			}
			for _, file := range archive.Files {
				if strings.HasSuffix(file.Name, suffix) {
					f.Add(string(file.Data))
				}
			}
		}
	}
}

// FuzzFromMarkdown reads anything, twice with one reader.
func FuzzFromMarkdown(f *testing.F) {
	seeds(f, ".md")
	f.Fuzz(func(t *testing.T, md string) {
		want := text.FromMarkdown(md)
		checkText(t, md, want)
		r := text.NewReader(1 << 20)
		for range 2 {
			if diff := cmp.Diff(want, r.FromMarkdown(md)); diff != "" {
				t.Fatalf("a Reader differs: %s", diff)
			}
		}
	})
}

// FuzzFromHTML converts anything that parses.
func FuzzFromHTML(f *testing.F) {
	seeds(f, ".html")
	f.Fuzz(func(t *testing.T, source string) {
		doc, err := html.ParseWithOptions(strings.NewReader(source), html.ParseOptionEnableScripting(false))
		if err != nil {
			t.Skip()
		}
		md, err := text.FromHTML(doc, nil)
		if err != nil {
			t.Fatalf("FromHTML: %v", err)
		}
		checkText(t, md, text.FromMarkdown(md))
	})
}
