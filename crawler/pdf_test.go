package crawler_test

import (
	"cmp"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler"
	"github.com/redlinewatch/redline/crawler/pdf"
	"github.com/redlinewatch/redline/internal/web"
)

// pdfReader builds the process that reads PDFs: without the race detector, under which
// it would take minutes.
func pdfReader(t *testing.T) *pdf.Reader {
	t.Helper()
	program := filepath.Join(t.TempDir(), "pdftext")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./pdf/testdata/pdftext").CombinedOutput(); err != nil { //nolint:gosec // a path of ours
		t.Fatalf("%v\n%s", err, out)
	}
	return pdf.NewReader(program)
}

func pdfCrawler(t *testing.T) *crawler.Crawler {
	t.Helper()
	w := web.New(web.Options{Allow: web.Loopback(), NoDelay: true})
	t.Cleanup(w.Close)
	return crawler.New(crawler.Options{Web: w, PDF: pdfReader(t)})
}

// onePage is a PDF as a person would write one by hand: without a table, which readers repair.
const onePage = `%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >> endobj
4 0 obj << /Length 105 >>
stream
BT /F1 20 Tf 60 760 Td (Privacy Policy) Tj /F1 11 Tf 0 -40 Td (We do not sell your personal data.) Tj ET
endstream endobj
5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> endobj
trailer << /Root 1 0 R >>
startxref
0
%%EOF
`

// A PDF is a document like any other: good, then unchanged without being read again.
func TestVisitPDF(t *testing.T) {
	body := onePage
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/pdf")
		_, _ = w.Write([]byte(body))
	})
	c, doc := pdfCrawler(t), document(s.URL+"/policy.pdf")
	res := visit(t, c, doc, redline.State{})
	if want := "# Privacy Policy\n\nWe do not sell your personal data."; res.Capture.Health != redline.HealthGood || strings.TrimSpace(res.Markdown) != want {
		t.Fatalf("%s %s\n%s", res.Capture.Health, res.Capture.Reason, res.Markdown)
	}
	if len(res.Bodies) != 1 || string(res.Bodies[0]) != body {
		t.Error("the evidence is not the PDF as it came")
	}
	res = visit(t, c, doc, redline.State{Pages: res.Capture.Pages})
	if res.Capture.Health != redline.HealthUnchanged {
		t.Errorf("the same bytes: %s %s", res.Capture.Health, res.Capture.Reason)
	}
	body = body[:300]
	res = visit(t, c, doc, redline.State{})
	if res.Capture.Health != redline.HealthTruncated || !strings.Contains(res.Capture.Reason, "The PDF stops before its end") {
		t.Errorf("half a PDF: %s %s", res.Capture.Health, res.Capture.Reason)
	}
	res = visit(t, newCrawler(t, web.Options{}), doc, redline.State{})
	if res.Capture.Health != redline.HealthUnsupported {
		t.Errorf("without a reader: %s %s", res.Capture.Health, res.Capture.Reason)
	}
}

// The words of real PDFs are those that an archive took from them, by another program.
func TestRealPDFs(t *testing.T) {
	if testing.Short() {
		t.Skip("reads real PDFs, each in a process of its own")
	}
	pages := loadPages(t)
	reader, tried := pdfReader(t), map[string]bool{}
	for _, p := range pages.pdfs {
		if tried[p.Page] {
			continue
		}
		tried[p.Page] = true
		doc, err := reader.Read(t.Context(), pages.files[p.Page])
		if err != nil {
			t.Errorf("%s: %v", p.Page, err)
			continue
		}
		x, err := crawler.ExtractPDF(doc)
		if err != nil {
			t.Errorf("%s: %v", p.Page, err)
			continue
		}
		want := pages.files[p.Text]
		same := sameWords(x.Markdown, string(want))
		t.Logf("%s: %d pages, %d blocks, words in common %.4f", p.Page, len(doc.Pages), len(x.Text.Blocks), same)
		if same < 0.97 {
			t.Errorf("%s: only %.3f of the words are those of the archive", p.Page, same)
		}
	}
	if len(tried) == 0 {
		t.Skip("no PDF among the real pages")
	}
}

// sameWords is the share of words that two texts have in common, in any order.
func sameWords(a, b string) float64 {
	count := map[string]int{}
	words := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
			return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzàâçéèêëîïôûùüÿœæ0123456789", r)
		})
	}
	left, right := words(a), words(b)
	for _, w := range left {
		count[w]++
	}
	common := 0
	for _, w := range right {
		if count[w] > 0 {
			count[w]--
			common++
		}
	}
	return 2 * float64(common) / float64(cmp.Or(len(left)+len(right), 1))
}
