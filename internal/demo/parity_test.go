package demo_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/internal/demo"
	"github.com/redlinewatch/redline/text"
)

// read returns the text of #content on a page at a simulated moment.
func read(t *testing.T, w *demo.World, document string, at time.Time) redline.Text {
	t.Helper()
	w.SetTime(at)
	for _, d := range w.Documents() {
		if d.ID != document {
			continue
		}
		res, err := http.Get(d.Sources[0].URL)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		root, err := html.Parse(strings.NewReader(string(b)))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			for _, a := range n.Attr {
				if a.Key == "id" && a.Val == "content" {
					md, err := text.FromHTML(n, nil)
					if err != nil {
						t.Fatal(err)
					}
					return text.FromMarkdown(md)
				}
			}
		}
	}
	t.Fatalf("no #content in %s", document)
	return redline.Text{}
}

// A page that is built anew with the same words has the same key.
func TestNewLayoutKeepsTheKey(t *testing.T) {
	w, err := demo.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	defer http.DefaultClient.CloseIdleConnections()
	for _, c := range w.Story() {
		if c.ID != "new-layout" {
			continue
		}
		before, after := read(t, w, c.Document, c.From.Add(-time.Hour)), read(t, w, c.Document, c.From)
		if before.Key == after.Key {
			return
		}
		for i := range min(len(before.Blocks), len(after.Blocks)) {
			if before.Blocks[i].Key != after.Blocks[i].Key {
				t.Fatalf("block %d: %q became %q", i, before.Blocks[i].Words, after.Blocks[i].Words)
			}
		}
		t.Fatalf("%d blocks became %d", len(before.Blocks), len(after.Blocks))
	}
	t.Fatal("no chapter new-layout")
}
