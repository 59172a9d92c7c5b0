package watchlist_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/watchlist"
)

func acme() (redline.Platform, redline.Document) {
	return redline.Platform{ID: "acme", Name: "Acme", Owner: "Acme: Corporation"}, redline.Document{
		ID: "acme/privacy-policy/eu", Platform: "acme", Kind: redline.KindPrivacyPolicy, Name: "Privacy & more", Region: "EU", Language: "no",
		Interval: 90 * time.Minute, Note: "a\nb # c", Origin: redline.OriginOperator,
		Sources: []redline.Source{{
			URL: "https://acme.example/privacy#x", Scripts: redline.ScriptsAlways, RemoveQueryParams: []string{"utm"},
			Select: []redline.Selector{{CSS: "main"}, {StartAfter: "h1", EndBefore: "#end"}},
			Remove: []redline.Selector{{CSS: "[data-x=\"y\"]"}},
		}},
	}
}

func TestAddAndRemove(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "watchlist")
	p, d := acme()
	if _, err := watchlist.Add(dir, p, d); err != nil {
		t.Fatal(err)
	}
	imprint := redline.Document{
		ID: "acme/imprint", Platform: "acme", Kind: "imprint", Name: "Imprint", Origin: redline.OriginOperator,
		Sources: []redline.Source{{URL: "https://acme.example/1"}, {URL: "https://acme.example/2"}},
	}
	if _, err := watchlist.Add(dir, redline.Platform{}, imprint); err != nil {
		t.Fatal(err)
	}
	platforms, documents, problems, err := watchlist.Load(dir)
	if err != nil || len(problems) > 0 {
		t.Fatalf("%v, %v", problems, err)
	}
	if diff := cmp.Diff([]redline.Document{imprint, d}, documents); diff != "" {
		t.Errorf("documents (-added +loaded):\n%s", diff)
	}
	if len(platforms) != 1 || platforms[0].Name != "Acme" || platforms[0].Owner != "Acme: Corporation" {
		t.Errorf("platforms %+v", platforms)
	}
	if _, err := watchlist.Add(dir, p, d); !errors.Is(err, redline.ErrInvalid) || !strings.Contains(err.Error(), "declared already") {
		t.Errorf("adding it again: %v", err)
	}
	if err := watchlist.Remove(dir, d.ID); err != nil {
		t.Error(err)
	}
	if _, documents, problems, err := watchlist.Load(dir); err != nil || len(problems) > 0 || len(documents) != 1 {
		t.Errorf("after Remove: %v, %v, %v", documents, problems, err)
	}
	if err := watchlist.Remove(dir, d.ID); !errors.Is(err, redline.ErrNotFound) {
		t.Errorf("removing it again: %v", err)
	}
	write(t, filepath.Join(dir, "hand.yaml"), []byte("platform: hand\nname: Hand\ndocuments: [{kind: terms, name: T, url: \"https://hand.example\"}]\n"))
	if err := watchlist.Remove(dir, "hand/terms"); err == nil || !strings.Contains(err.Error(), "hand.yaml") {
		t.Errorf("removing what a person wrote: %v, want the file", err)
	}
}

func TestAddRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*redline.Platform, *redline.Document)
		want   string
	}{
		"no platform": {func(p *redline.Platform, _ *redline.Document) { p.Name = "" }, "name is missing"},
		"address":     {func(_ *redline.Platform, d *redline.Document) { d.Sources[0].URL = "ftp://acme.example" }, "not an http"},
		"selector":    {func(_ *redline.Platform, d *redline.Document) { d.Sources[0].Remove[0].CSS = "[" }, "not a CSS selector"},
		"id":          {func(_ *redline.Platform, d *redline.Document) { d.ID = "acme/other" }, "not usable"},
		"path":        {func(_ *redline.Platform, d *redline.Document) { d.ID, d.Platform = "../x/privacy-policy", "../x" }, "not usable"},
		"no source":   {func(_ *redline.Platform, d *redline.Document) { d.Sources = nil }, "address is missing"},
	} {
		dir := t.TempDir()
		p, d := acme()
		test.change(&p, &d)
		_, err := watchlist.Add(dir, p, d)
		if !errors.Is(err, redline.ErrInvalid) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
		if files, _ := os.ReadDir(dir); len(files) != 0 {
			t.Errorf("%s: left %v", name, files)
		}
	}
}
