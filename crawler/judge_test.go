package crawler

import (
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/redlinewatch/redline"
)

// at is the time of every judgement in these tests.
var at = time.Date(2026, 5, 8, 12, 0, 0, 0, time.UTC)

// TestHealthCorpus reads testdata/health/*.txtar. Each page stands in a folder named
// after the health it must get; comments in front of it set the answer it came with.
func TestHealthCorpus(t *testing.T) {
	paths, err := filepath.Glob("testdata/health/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no corpus: %v", err)
	}
	seen := map[redline.Health]int{}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			want := redline.Health(filepath.Dir(f.Name))
			seen[want]++
			t.Run(f.Name, func(t *testing.T) { judgeCase(t, f, want) })
		}
	}
	total := 0
	for _, n := range seen {
		total += n
	}
	if total < 60 || seen[redline.HealthGood] < 20 {
		t.Errorf("%d pages, %d of them near misses: some are gone", total, seen[redline.HealthGood])
	}
}

func judgeCase(t *testing.T, f txtar.File, want redline.Health) {
	doc, src, a := caseAnswer(t, string(f.Data))
	x, bad := judge(doc, src, a, at)
	got, reason := redline.HealthGood, ""
	if bad != nil {
		got, reason = bad.Health, bad.Reason
	}
	if got != want {
		t.Errorf("%s (%s), want %s", got, reason, want)
	}
	if (got == redline.HealthGood) != (len(x.Text.Blocks) > 0) {
		t.Errorf("%s with %d blocks", got, len(x.Text.Blocks))
	}
}

// caseAnswer reads the comments in front of a page.
func caseAnswer(t *testing.T, s string) (redline.Document, redline.Source, answer) {
	t.Helper()
	var doc redline.Document
	src := redline.Source{URL: "https://www.acme.example/legal/privacy"}
	a := answer{page: redline.Page{Status: 200, ContentType: "text/html; charset=utf-8"}, header: http.Header{}}
	for strings.HasPrefix(s, "<!-- ") {
		line, rest, _ := strings.Cut(s, "\n")
		key, value, ok := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(line, "<!-- "), " -->"), ": ")
		if !ok {
			break
		}
		s = rest
		switch key {
		case "status":
			code, err := strconv.Atoi(value)
			if err != nil {
				t.Fatal(err)
			}
			a.page.Status = code
		case "header":
			name, v, _ := strings.Cut(value, ": ")
			a.header.Set(name, v)
		case "type":
			a.page.ContentType = value
		case "url":
			src.URL = value
		case "final":
			a.page.FinalURL = value
		case "language":
			doc.Language = value
		case "select":
			src.Select = []redline.Selector{{CSS: value}}
		case "deep":
			n, err := strconv.Atoi(value)
			if err != nil {
				t.Fatal(err)
			}
			s = strings.ReplaceAll(s, "DEEP", strings.Repeat("<div>", n))
		case "bytes":
			s = strings.ReplaceAll(s, "GARBLE", "\x81\x82\x83 \xff\xfe")
		default:
			t.Fatalf("unknown comment %q", line)
		}
	}
	a.page.URL = src.URL
	a.body = []byte(strings.TrimSuffix(s, "\n"))
	return doc, src, a
}

func FuzzJudge(f *testing.F) {
	paths, err := filepath.Glob("testdata/health/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			f.Add(file.Data, "text/html; charset=utf-8", 200)
		}
	}
	f.Fuzz(func(t *testing.T, body []byte, contentType string, status int) {
		a := answer{body: body, page: redline.Page{URL: "https://a.example/p", FinalURL: "https://a.example/q", Status: status, ContentType: contentType}}
		x, bad := judge(redline.Document{Language: "en"}, redline.Source{URL: a.page.URL}, a, at)
		if (bad == nil) != (len(x.Text.Blocks) > 0) {
			t.Errorf("finding %v with %d blocks", bad, len(x.Text.Blocks))
		}
		if bad != nil && (bad.Health == "" || bad.Health.Readable() || bad.Reason == "") {
			t.Errorf("finding %+v", bad)
		}
	})
}
