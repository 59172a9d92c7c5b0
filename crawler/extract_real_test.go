package crawler_test

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"unicode"

	"github.com/klauspost/compress/zstd"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler"
	"github.com/redlinewatch/redline/text"
)

// realPages are captured pages with the text that a human-made selector took.
type realPages struct {
	files   map[string][]byte
	entries []realPage // HTML
	pdfs    []realPage
}

type realPage struct {
	Service, Terms string
	Fetched        int64
	Page, Text     string
	URL            string
	Latest         bool
	Declaration    *struct {
		Fetch          string
		Select, Remove json.RawMessage
		Filter         json.RawMessage
	}
}

// loadPages unpacks the shared pages, or skips.
func loadPages(t testing.TB) realPages {
	t.Helper()
	var file *os.File
	for _, dir := range []string{os.Getenv("REDLINE_SHARED"), "../../shared"} {
		if f, err := os.Open(filepath.Join(dir, "data/pages.tar.zst")); dir != "" && err == nil {
			file = f
			break
		}
	}
	if file == nil {
		t.Skip("data/pages.tar.zst is not here: set REDLINE_SHARED to the folder of shared material")
	}
	defer file.Close()
	z, err := zstd.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	pages := realPages{files: map[string][]byte{}}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		pages.files[strings.TrimPrefix(h.Name, "pages/")] = body
	}
	for line := range strings.Lines(string(pages.files["manifest.jsonl"])) {
		var e realPage
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		switch filepath.Ext(e.Page) {
		case ".html":
			pages.entries = append(pages.entries, e)
		case ".pdf":
			pages.pdfs = append(pages.pdfs, e)
		}
	}
	return pages
}

// declaredSelectors reads a selector set of a declaration.
func declaredSelectors(t testing.TB, raw json.RawMessage) []redline.Selector {
	t.Helper()
	if len(raw) == 0 {
		return nil
	}
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	var found []redline.Selector
	for _, item := range list {
		var s redline.Selector
		var r struct{ StartBefore, StartAfter, EndBefore, EndAfter string }
		if json.Unmarshal(item, &s.CSS) != nil {
			if err := json.Unmarshal(item, &r); err != nil {
				t.Fatal(err)
			}
			s = redline.Selector{StartBefore: r.StartBefore, StartAfter: r.StartAfter, EndBefore: r.EndBefore, EndAfter: r.EndAfter}
		}
		found = append(found, s)
	}
	return found
}

// words returns how often each word of a text stands in it.
func bag(t redline.Text) map[string]int {
	words := map[string]int{}
	for _, b := range t.Blocks {
		for _, w := range strings.FieldsFunc(text.Normalize(b.Words), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
			words[w]++
		}
	}
	return words
}

type score struct{ precision, recall, f1 float64 }

func compareWords(want, got map[string]int) score {
	common, wants, gots := 0, 0, 0
	for w, n := range want {
		wants += n
		common += min(n, got[w])
	}
	for _, n := range got {
		gots += n
	}
	if common == 0 {
		return score{}
	}
	s := score{precision: float64(common) / float64(gots), recall: float64(common) / float64(wants)}
	s.f1 = 2 * s.precision * s.recall / (s.precision + s.recall)
	return s
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	values = slices.Sorted(slices.Values(values))
	return values[len(values)/2]
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(max(len(values), 1))
}

// TestRealPages prints how close the extracted words are to the human-made text of
// real pages, document by document, and fails where that has become worse.
func TestRealPages(t *testing.T) {
	pages := loadPages(t)
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "document\tpages\tF1\trecall\tworst\tmethod\tdeclared F1\tsame key")
	var automatic, declared []float64
	for _, d := range documents(pages.entries) {
		row := measure(t, pages, d)
		automatic = append(automatic, row.f1)
		if row.hasDeclared {
			declared = append(declared, row.declared)
		}
		if row.recall < 0.95 {
			t.Errorf("%s: the main text has only %.3f of the words", row.name, row.recall)
		}
		if row.hasDeclared && !row.sameKey {
			t.Errorf("%s: with its declared selectors the text has another key than in the archive", row.name)
		}
		fmt.Fprintf(w, "%s\t%d\t%.3f\t%.3f\t%.3f\t%s\t%.4f\t%v\n", row.name, row.pages, row.f1, row.recall, row.worst, row.method, row.declared, row.sameKey)
	}
	w.Flush()
	t.Logf("automatic: mean F1 %.4f, median %.4f over %d documents; declared: median F1 %.4f over %d\n%s",
		mean(automatic), median(automatic), len(automatic), median(declared), len(declared), out.String())
	if m := median(automatic); m < 0.99 {
		t.Errorf("automatic main text: median F1 %.4f, want at least 0.99", m)
	}
	if m := median(declared); m < 0.999 {
		t.Errorf("declared selectors: median F1 %.4f, want at least 0.999", m)
	}
}

// documents groups the pages of each document.
func documents(entries []realPage) [][]realPage {
	groups := map[string][]realPage{}
	for _, e := range entries {
		name := e.Service + "/" + e.Terms
		if !slices.ContainsFunc(groups[name], func(o realPage) bool { return o.Page == e.Page && o.Latest == e.Latest }) {
			groups[name] = append(groups[name], e)
		}
	}
	var all [][]realPage
	for _, g := range groups {
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b []realPage) int {
		return strings.Compare(a[0].Service+"/"+a[0].Terms, b[0].Service+"/"+b[0].Terms)
	})
	return all
}

type realRow struct {
	name              string
	pages             int
	f1, recall, worst float64 // medians over the document's pages, and the worst page
	method            string
	hasDeclared       bool
	declared          float64
	sameKey           bool // the declared text has the archive's key
}

func measure(t *testing.T, pages realPages, entries []realPage) realRow {
	row := realRow{name: entries[0].Service + "/" + entries[0].Terms, worst: 1}
	var f1, recall []float64
	for _, e := range entries {
		human := text.FromMarkdown(string(pages.files[e.Text]))
		if len(human.Blocks) == 0 {
			continue
		}
		want, body := bag(human), pages.files[e.Page]
		got, err := crawler.Extract(body, "text/html; charset=utf-8", redline.Source{URL: address(e)})
		s := compareWords(want, bag(got.Text))
		if err != nil {
			t.Logf("%s: %v", e.Page, err)
		}
		f1, recall, row.worst, row.method = append(f1, s.f1), append(recall, s.recall), min(row.worst, s.f1), got.Method
		if e.Latest && e.Declaration != nil && len(e.Declaration.Select) > 0 {
			row.hasDeclared = true
			got, err := crawler.Extract(body, "text/html; charset=utf-8", redline.Source{
				URL:    e.Declaration.Fetch,
				Select: declaredSelectors(t, e.Declaration.Select), Remove: declaredSelectors(t, e.Declaration.Remove),
			})
			if err != nil {
				t.Logf("%s: declared: %v", e.Page, err)
			}
			row.declared = compareWords(want, bag(got.Text)).f1
			row.sameKey = got.Text.Key == human.Key
		}
	}
	row.pages, row.f1, row.recall = len(f1), median(f1), median(recall)
	return row
}

func address(e realPage) string {
	if e.URL != "" {
		return e.URL
	}
	return "https://example.com/"
}
