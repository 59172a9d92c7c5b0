package importtest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const root = "../.."

var (
	linked = regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)
	ticked = regexp.MustCompile("`([a-z][a-z0-9_*./-]*/[A-Za-z0-9_*./-]*|[a-z]+\\.go)`")
)

// TestDocumentsNameWhatExists follows the links of the documents, and looks for the
// files and folders of this repository that they name between backticks.
func TestDocumentsNameWhatExists(t *testing.T) {
	var documents []string
	for _, pattern := range []string{"*.md", "docs/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, found...)
	}
	if len(documents) < 5 {
		t.Fatalf("only %d documents", len(documents))
	}
	for _, document := range documents {
		b, err := os.ReadFile(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range linked.FindAllStringSubmatch(string(b), -1) {
			if strings.Contains(m[1], "://") || strings.HasPrefix(m[1], "mailto:") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(document), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", filepath.Base(document), m[1])
			}
		}
		for _, m := range ticked.FindAllStringSubmatch(string(b), -1) {
			if !ours(m[1]) {
				continue
			}
			if found, err := filepath.Glob(filepath.Join(root, m[1])); err != nil || len(found) == 0 {
				t.Errorf("%s names %s, which is not there", filepath.Base(document), m[1])
			}
		}
	}
}

// ours reports whether a name between backticks begins like a path of this repository.
func ours(name string) bool {
	first, _, nested := strings.Cut(name, "/")
	if !nested {
		return name == "redline.go"
	}
	info, err := os.Stat(filepath.Join(root, first))
	return err == nil && info.IsDir()
}
