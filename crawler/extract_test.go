package crawler_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler"
)

// TestExtractCases reads testdata/extract/*.txtar: "page.html", and "want", the
// Markdown taken. Lines of the comment that begin with a key and a colon are the
// source: select, remove, params, range ("start-before A end-before B"), error.
func TestExtractCases(t *testing.T) {
	paths, err := filepath.Glob("testdata/extract/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			extractCase(t, archive)
		})
	}
}

func extractCase(t *testing.T, archive *txtar.Archive) {
	src, wantHealth := caseSource(t, string(archive.Comment))
	files := map[string]string{}
	for _, f := range archive.Files {
		files[f.Name] = string(f.Data)
	}
	got, err := crawler.Extract([]byte(files["page.html"]), "text/html; charset=utf-8", src)
	var bad *crawler.HealthError
	if errors.As(err, &bad) != (wantHealth != "") || bad != nil && bad.Health != redline.Health(wantHealth) {
		t.Fatalf("error %v, want health %q", err, wantHealth)
	}
	if diff := cmp.Diff(strings.TrimSpace(files["want"]), got.Markdown); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// caseSource reads the comment of a case.
func caseSource(t *testing.T, comment string) (src redline.Source, health string) {
	t.Helper()
	src.URL = "https://example.com/legal/privacy"
	for line := range strings.Lines(comment) {
		key, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			continue
		}
		switch key {
		case "select":
			src.Select = append(src.Select, selector(value))
		case "remove":
			src.Remove = append(src.Remove, selector(value))
		case "params":
			src.RemoveQueryParams = strings.Fields(value)
		case "error":
			health = value
		}
	}
	return src, health
}

// selector reads "main" or "start-before #a end-before #b".
func selector(value string) redline.Selector {
	words := strings.Fields(value)
	if len(words) != 4 || !strings.HasPrefix(words[0], "start-") {
		return redline.Selector{CSS: value}
	}
	var s redline.Selector
	for i, field := range map[string]*string{
		"start-before": &s.StartBefore, "start-after": &s.StartAfter,
		"end-before": &s.EndBefore, "end-after": &s.EndAfter,
	} {
		for k := 0; k < 4; k += 2 {
			if words[k] == i {
				*field = words[k+1]
			}
		}
	}
	return s
}

func TestExtractCharset(t *testing.T) {
	latin := "<p>Donn\xe9es prot\xe9g\xe9es</p>"
	for _, tt := range []struct{ name, body, contentType string }{
		{"header", latin, "text/html; charset=iso-8859-1"},
		{"meta", `<meta charset="iso-8859-1">` + latin, "text/html"},
		{"nobody says, and it is not UTF-8", latin, "text/html"},
		{"nobody says, and it is UTF-8", "<p>Données protégées</p>", "text/html"},
		{"byte order mark wins", "\xEF\xBB\xBF<p>Données protégées</p>", "text/html; charset=iso-8859-1"},
		{"UTF-16 mark", "\xff\xfe" + utf16("<p>Données protégées</p>"), "text/html"},
		{"plain", "Donn\xe9es prot\xe9g\xe9es", "text/plain; charset=windows-1252"},
		{"no type", "<!doctype html><p>Données protégées</p>", ""},
	} {
		got, err := crawler.Extract([]byte(tt.body), tt.contentType, redline.Source{URL: "https://example.com/"})
		if err != nil || got.Markdown != "Données protégées" {
			t.Errorf("%s: %q, %v", tt.name, got.Markdown, err)
		}
	}
}

func utf16(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

func TestExtractRefuses(t *testing.T) {
	many := strings.Builder{}
	for i := range 400 {
		fmt.Fprintf(&many, `<b id=%d>`, i)
	}
	many.WriteString(strings.Repeat("<p>x", 10_000))
	for _, tt := range []struct {
		name, body, contentType string
		src                     redline.Source
		want                    redline.Health
	}{
		{"deep", strings.Repeat("<div>", 600) + "words", "text/html", redline.Source{}, redline.HealthTooDeep},
		{"reopened", many.String(), "text/html", redline.Source{}, redline.HealthTooBig},
		{"many", strings.Repeat("<i></i>", 1_100_000), "text/html", redline.Source{}, redline.HealthTooBig},
		{"empty", "", "text/html", redline.Source{}, redline.HealthEmpty},
		{"scripts only", "<script>render()</script><div id=app></div>", "text/html", redline.Source{}, redline.HealthEmpty},
		{"plain and empty", " \n\n ", "text/plain", redline.Source{}, redline.HealthEmpty},
		{"image", "\x89PNG\r\n\x1a\n", "image/png", redline.Source{}, redline.HealthUnsupported},
		{"image without type", "\x89PNG\r\n\x1a\n", "", redline.Source{}, redline.HealthUnsupported},
		{"selector finds nothing", "<p>words</p>", "text/html", redline.Source{Select: []redline.Selector{{CSS: "main"}}}, redline.HealthSelector},
		{"selector takes the same again and again", strings.Repeat("<div>", 400) + strings.Repeat("<p>words to take", 50_000), "text/html", redline.Source{Select: []redline.Selector{{CSS: "div"}}}, redline.HealthTooBig},
		{"selector is none", "<p>words</p>", "text/html", redline.Source{Select: []redline.Selector{{CSS: "p["}}}, redline.HealthSelector},
		{"selected nothing to read", "<main><img src=x></main>", "text/html", redline.Source{Select: []redline.Selector{{CSS: "main"}}}, redline.HealthEmpty},
	} {
		got, err := crawler.Extract([]byte(tt.body), tt.contentType, tt.src)
		var bad *crawler.HealthError
		if !errors.As(err, &bad) || bad.Health != tt.want || bad.Reason == "" || got.Markdown != "" {
			t.Errorf("%s: %q, %v; want %s", tt.name, got.Markdown, err, tt.want)
		}
	}
}

// TestExtractHostile takes pages made to cost more than their length.
func TestExtractHostile(t *testing.T) {
	const size = 256 << 10
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	for name, page := range map[string]string{
		"mains":     strings.Repeat("<main>", 400) + fill("<p>words "),
		"articles":  fill("<article>x</article>"),
		"classes":   fill("<div class='modal cookie-banner share related'>x</div>"),
		"one class": "<div class='" + fill("modal ") + "'>x</div>",
		"asides":    strings.Repeat("<aside>", 400) + fill("<p>words "),
		"links":     strings.Repeat("<div>", 400) + fill("<a href=x>y</a>"),
		"buttons":   fill("<button>x"),
		"bases":     fill("<base href=/x>"),
		"entities":  fill("&amp;"),
		"emails":    fill("<a href=/cdn-cgi/l/email-protection#a>x</a>"),
	} {
		start := time.Now()
		_, err := crawler.Extract([]byte(page), "text/html", redline.Source{URL: "https://example.com/"})
		var bad *crawler.HealthError
		if err != nil && !errors.As(err, &bad) {
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(start); took > extractPatience {
			t.Errorf("%s took %v", name, took)
		} else if testing.Verbose() && took > time.Second/2 {
			t.Logf("%s took %v", name, took)
		}
	}
}

func TestExtractSaysWhatThePageIs(t *testing.T) {
	got, err := crawler.Extract([]byte(`<html lang=de_AT><title> Our
		policy </title><nav>Home</nav><main><p>Words we take</p></main>`), "text/html", redline.Source{URL: "https://example.com/"})
	if err != nil {
		t.Fatal(err)
	}
	if got.Title != "Our policy" || got.Lang != "de-AT" || got.Method != "main" || got.Visible < len("Home Words we take") {
		t.Errorf("got %+v", got)
	}
}
