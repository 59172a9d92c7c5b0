package watchlist

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/redlinewatch/redline"
)

// FuzzFile reads operators' files: what is accepted has an id, a name and an address, and what is not has a reason.
func FuzzFile(f *testing.F) {
	for _, name := range []string{"testdata/load/good.txtar", "testdata/load/bad.txtar"} {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			f.Add(file.Data)
		}
	}
	f.Add([]byte("a: &a [*a, *a]\nplatform: *a\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l := newList(redline.OriginOperator, nil)
		l.file("x.yaml", data)
		for _, p := range l.problems {
			if p.Reason == "" || strings.Contains(p.String(), "\n") {
				t.Errorf("problem %q", p)
			}
		}
		if len(l.problems) == 0 && len(l.platforms) != 1 {
			t.Errorf("%d platforms and no problem", len(l.platforms))
		}
		for _, d := range l.documents {
			if d.Name == "" || !isSlug(string(d.Kind)) || !isSlug(d.Platform) || len(d.Sources) == 0 || len(checkSources(d.Sources)) > 0 {
				t.Errorf("document %+v", d)
			}
		}
	})
}

// FuzzDeclaration reads strangers' declarations and histories: it ends, every problem
// has a reason on one line, and what is accepted can be watched.
func FuzzDeclaration(f *testing.F) {
	cases, err := filepath.Glob("testdata/ota/*.txtar")
	if err != nil || len(cases) == 0 {
		f.Fatalf("no cases: %v", err)
	}
	for _, name := range cases {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			f.Add(file.Data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var c collection
		c.service(file{"Acme.json", data}, "Acme")
		c.history(file{"Acme.history.json", data}, "Acme", true)
		for _, p := range c.problems {
			if p.Reason == "" || strings.ContainsAny(p.String(), "\n\x1b") {
				t.Errorf("problem %q", p)
			}
		}
		_, documents := c.documents()
		if len(documents) == 0 && len(c.problems) == 0 {
			t.Error("neither a document nor a problem")
		}
		for _, d := range documents {
			for _, s := range d.Sources {
				if flaws := checkSource(s); len(flaws) > 0 || d.ID == "" || len(d.Sources) == 0 {
					t.Errorf("document %+v: %v", d, flaws)
				}
			}
		}
	})
}
