package text_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/text"
)

// render writes blocks as the want files of testdata have them:
// kind and level, section path, words.
func render(t redline.Text) string {
	var b strings.Builder
	for _, block := range t.Blocks {
		kind := string(block.Kind)
		if block.Level > 0 {
			kind += fmt.Sprint(block.Level)
		}
		fmt.Fprintf(&b, "%s", kind)
		for _, s := range block.Section {
			fmt.Fprintf(&b, " / %s", s)
		}
		fmt.Fprintf(&b, ": %s\n", block.Words)
	}
	return b.String()
}

func fromHTML(t checker, source string) string {
	t.Helper()
	doc, err := html.ParseWithOptions(strings.NewReader(source), html.ParseOptionEnableScripting(false))
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	md, err := text.FromHTML(doc, nil)
	if err != nil {
		t.Fatalf("FromHTML: %v", err)
	}
	return md
}

// TestCases reads testdata/*.txtar: every "*.md" and "*.html" file of a case must
// give the blocks of its "want".
func TestCases(t *testing.T) {
	for _, path := range glob(t, "testdata/*.txtar") {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var want string
		for _, f := range archive.Files {
			if f.Name == "want" {
				want = string(f.Data)
			}
		}
		for _, f := range archive.Files {
			md := string(bytes.TrimSuffix(f.Data, []byte("\n")))
			switch {
			case strings.HasSuffix(f.Name, ".html"):
				md = fromHTML(t, md)
			case !strings.HasSuffix(f.Name, ".md"):
				continue
			}
			if diff := cmp.Diff(want, render(text.FromMarkdown(md))); diff != "" {
				t.Errorf("%s: %s (-want +got):\n%s\nMarkdown:\n%s", path, f.Name, diff, md)
			}
		}
	}
}

// TestSameKey reads testdata/same/*.txtar: all files of a case have one text key.
func TestSameKey(t *testing.T) {
	for _, path := range glob(t, "testdata/same/*.txtar") {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var first redline.Text
		for i, f := range archive.Files {
			md := string(f.Data)
			if strings.HasSuffix(f.Name, ".html") {
				md = fromHTML(t, md)
			}
			got := text.FromMarkdown(md)
			if i == 0 {
				first = got
			} else if got.Key != first.Key {
				t.Errorf("%s: %s has another key than %s:\n%s", path, f.Name, archive.Files[0].Name, cmp.Diff(render(first), render(got)))
			}
		}
		if len(first.Blocks) == 0 {
			t.Errorf("%s: no blocks", path)
		}
	}
}
