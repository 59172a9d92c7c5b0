package crawler

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"github.com/redlinewatch/redline"
)

// sharedData returns the folder of real material, which is not part of the repository.
func sharedData(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("REDLINE_SHARED"); dir != "" {
		return filepath.Join(dir, "data")
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if at := filepath.Join(dir, "shared", "data"); exists(at) {
			return at
		}
	}
	t.Skip("no real pages here: set REDLINE_SHARED to the folder that has them")
	return ""
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// realFiles calls do with each page and each text of an archive.
func realFiles(t *testing.T, archive string, do func(name string, body []byte)) {
	t.Helper()
	f, err := os.Open(filepath.Join(sharedData(t), archive))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // read only
	z, err := zstd.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	files := tar.NewReader(z)
	for {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(h.Name, ".html") && !strings.HasSuffix(h.Name, ".md") {
			continue
		}
		body, err := io.ReadAll(files)
		if err != nil {
			t.Fatal(err)
		}
		do(h.Name, body)
	}
}

// A real page is good here exactly if the people who declared it found a text in it.
func TestRealPagesAreGood(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 450 pages")
	}
	t.Parallel()
	words, findings := map[string]int{}, map[string]*finding{}
	realFiles(t, "pages.tar.zst", func(name string, body []byte) {
		base := strings.TrimSuffix(name, filepath.Ext(name))
		if strings.HasSuffix(name, ".md") {
			words[base] = len(bytes.Fields(body))
			return
		}
		a := answer{page: redline.Page{URL: "https://example.com/legal/privacy", Status: 200, ContentType: "text/html"}, body: body}
		_, findings[base] = judge(redline.Document{}, redline.Source{URL: a.page.URL}, a, at)
	})
	for base, f := range findings {
		if (f == nil) != (words[base] > 20) {
			t.Errorf("%s has %d words by hand, but here: %v", base, words[base], f)
		}
	}
	t.Logf("%d pages", len(findings))
}

// A text that two readers took for a policy, as a page of its own, is good.
func TestRealTextsAreGood(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 400 texts")
	}
	t.Parallel()
	labels, err := os.ReadFile(filepath.Join(sharedData(t), "labels.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	noise := map[string]bool{}
	for line := range bytes.Lines(labels) {
		var l struct{ ID, Class string }
		if err := json.Unmarshal(line, &l); err != nil {
			t.Fatal(err)
		}
		noise[l.ID] = l.Class == string(redline.ClassNoise)
	}
	markdown := goldmark.New(goldmark.WithExtensions(extension.Table))
	texts := 0
	realFiles(t, "labelled.tar.zst", func(name string, body []byte) {
		isNoise, known := noise[filepath.Base(filepath.Dir(name))]
		if !known || isNoise || len(bytes.Fields(body)) < 5 {
			return
		}
		var page bytes.Buffer
		page.WriteString(`<!DOCTYPE html><html><head><title>A policy</title></head><body><main>`)
		if err := markdown.Convert(body, &page); err != nil {
			t.Fatal(err)
		}
		page.WriteString(`</main></body></html>`)
		texts++
		a := answer{page: redline.Page{URL: "https://example.com/legal/privacy", Status: 200, ContentType: "text/html"}, body: page.Bytes()}
		if _, bad := judge(redline.Document{}, redline.Source{URL: a.page.URL}, a, at); bad != nil {
			t.Errorf("%s: %s: %s", name, bad.Health, bad.Reason)
		}
	})
	t.Logf("%d texts", texts)
}
