package differ_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
	"golang.org/x/tools/txtar"
)

// Every case in testdata/redlines is a sentence on how a change should read, an old and
// a new text, and the redline in plain text.
func TestRedlinesReadWell(t *testing.T) {
	files, err := filepath.Glob("testdata/redlines/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			parts := make(map[string]string)
			for _, f := range archive.Files {
				parts[f.Name] = string(f.Data)
			}
			old, new := text.FromMarkdown(parts["old"]), text.FromMarkdown(parts["new"])
			if d := cmp.Diff(parts["want"], differ.Plain(differ.Diff(old, new))); d != "" {
				t.Errorf("%s(-want +got)\n%s", archive.Comment, d)
			}
			checkHunks(t, old, new)
		})
	}
}
