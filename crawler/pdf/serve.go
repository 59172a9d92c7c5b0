package pdf

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium"
	faults "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/redlinewatch/redline"
)

// Serve is the reading process: it takes a PDF from in and writes a reply to out. The
// process should end when it returns, and ends by itself after two minutes, should
// nobody be left to stop it.
func Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	time.AfterFunc(2*defaultTimeout, func() { os.Exit(1) })
	body, err := io.ReadAll(io.LimitReader(in, maxInput+1))
	if err != nil {
		return fmt.Errorf("read the PDF: %w", err)
	}
	var said reply
	doc, err := extract(ctx, body)
	switch f := (*Error)(nil); {
	case errors.As(err, &f):
		said.Fault = f
	case err != nil:
		return err
	default:
		said.Document = &doc
	}
	if err := json.NewEncoder(out).Encode(said); err != nil {
		return fmt.Errorf("write the text of the PDF: %w", err)
	}
	return nil
}

// extract runs PDFium on a document.
func extract(ctx context.Context, body []byte) (Document, error) {
	if err := check(body); err != nil {
		return Document{}, err
	}
	pool, err := webassembly.Init(webassembly.Config{
		Context: ctx, MinIdle: 0, MaxIdle: 1, MaxTotal: 1,
		FSConfig: wazero.NewFSConfig(), // no file of this machine
		Stdout:   io.Discard, Stderr: io.Discard,
		RuntimeConfig: wazero.NewRuntimeConfig().WithMemoryLimitPages(memoryPages).
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling),
	})
	if err != nil {
		return Document{}, fmt.Errorf("start PDFium: %w", err)
	}
	instance, err := pool.GetInstanceWithContext(ctx)
	if err != nil {
		return Document{}, fmt.Errorf("start PDFium: %w", err)
	}
	// Neither is closed: the process ends.
	p := &file{pdfium: instance}
	if err := p.open(body); err != nil {
		return Document{}, err
	}
	return p.read()
}

// A file is an open PDF.
type file struct {
	pdfium pdfium.Pdfium
	doc    references.FPDF_DOCUMENT
	chars  int
}

func (p *file) open(body []byte) error {
	res, err := p.pdfium.OpenDocument(&requests.OpenDocument{File: &body})
	switch {
	case err == nil:
		p.doc = res.Document
		return nil
	case errors.Is(err, faults.ErrPassword), errors.Is(err, faults.ErrSecurity):
		return fault(redline.HealthUnsupported, "the PDF is locked with a password")
	}
	return fault(redline.HealthUnsupported, "the PDF is damaged: %v", err)
}

func (p *file) read() (Document, error) {
	count, err := p.pdfium.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: p.doc})
	if err != nil {
		return Document{}, fault(redline.HealthUnsupported, "the PDF is damaged: %v", err)
	}
	if count.PageCount > maxPages {
		return Document{}, fault(redline.HealthTooBig, "the PDF has %d pages, more than the %d that are read", count.PageCount, maxPages)
	}
	var d Document
	if title, err := p.pdfium.FPDF_GetMetaText(&requests.FPDF_GetMetaText{Document: p.doc, Tag: "Title"}); err == nil {
		d.Title = strings.Join(strings.Fields(title.Value), " ")
	}
	for i := range count.PageCount {
		page, err := p.page(i)
		if err != nil {
			return Document{}, err
		}
		d.Pages = append(d.Pages, page)
	}
	if p.chars == 0 {
		return Document{}, fault(redline.HealthEmpty, "the PDF has no text layer: its %d pages are pictures, or empty", count.PageCount)
	}
	return d, nil
}

func (p *file) page(i int) (Page, error) {
	damaged := func(err error) error {
		if strings.Contains(err.Error(), "wasm error") { // PDFium gave up; it does so when its memory ends
			return fault(redline.HealthTooBig, "page %d of the PDF takes more than %d MB to read, or is damaged", i+1, memoryPages*64/1024)
		}
		return fault(redline.HealthUnsupported, "page %d of the PDF is damaged: %v", i+1, err)
	}
	page, err := p.pdfium.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: p.doc, Index: i})
	if err != nil {
		return Page{}, damaged(err)
	}
	defer func() { _, _ = p.pdfium.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: page.Page}) }()
	res, err := p.pdfium.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: requests.Page{ByReference: &page.Page}})
	if err != nil {
		return Page{}, damaged(err)
	}
	t := &pageText{pdfium: p.pdfium, page: res.TextPage}
	defer func() { _, _ = p.pdfium.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: t.page}) }()
	count, err := p.pdfium.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: t.page})
	if err != nil {
		return Page{}, damaged(err)
	}
	if p.chars += count.Count; p.chars > maxChars {
		return Page{}, fault(redline.HealthTooBig, "the PDF has more than %d characters", maxChars)
	}
	lines, err := t.lines(count.Count)
	if err != nil {
		return Page{}, damaged(err)
	}
	return Page{Lines: lines}, nil
}

// A pageText is the text of one open page.
type pageText struct {
	pdfium pdfium.Pdfium
	page   references.FPDF_TEXTPAGE
}

// lineHyphen is what PDFium puts where a word was divided at the end of a line.
const lineHyphen = 0x02

// lines splits a page where PDFium ended lines.
func (t *pageText) lines(count int) ([]Line, error) {
	var (
		lines []Line
		text  strings.Builder
		seen  []int // which characters of the line have ink
	)
	end := func() error {
		hyphen := strings.HasSuffix(text.String(), string(rune(lineHyphen)))
		words := strings.Join(strings.Fields(strings.ReplaceAll(text.String(), string(rune(lineHyphen)), "")), " ")
		if words != "" && len(seen) > 0 {
			l, err := t.measure(seen)
			if err != nil {
				return err
			}
			l.Text, l.Hyphen = words, hyphen
			lines = append(lines, l)
		}
		text.Reset()
		seen = seen[:0]
		return nil
	}
	for i := range count {
		res, err := t.pdfium.FPDFText_GetUnicode(&requests.FPDFText_GetUnicode{TextPage: t.page, Index: i})
		if err != nil {
			return nil, err
		}
		switch c := rune(res.Unicode); { // an invalid one becomes U+FFFD
		case c == '\n':
			if err := end(); err != nil {
				return nil, err
			}
		case c == lineHyphen || c == 0xFFFE || c == 0xAD:
			text.WriteRune(lineHyphen)
		case c == ' ' || c == '\t' || c == 0xA0:
			text.WriteByte(' ')
		case c > ' ':
			text.WriteRune(c)
			seen = append(seen, i)
		}
	}
	return lines, end()
}

// measure says where a line stands, by its first, middle and last character.
func (t *pageText) measure(seen []int) (Line, error) {
	var box [3]structs.FPDF_FS_RECTF
	at := [3]int{seen[0], seen[len(seen)/2], seen[len(seen)-1]}
	for i, char := range at {
		res, err := t.pdfium.FPDFText_GetLooseCharBox(&requests.FPDFText_GetLooseCharBox{TextPage: t.page, Index: char})
		if err != nil {
			return Line{}, err
		}
		box[i] = res.Rect
	}
	return Line{
		Left:   float64(box[0].Left),
		Right:  float64(box[2].Right),
		Bottom: float64(box[1].Bottom),
		Size:   float64(box[1].Top - box[1].Bottom),
		Bold:   t.bold(at[0]) && t.bold(at[1]) && t.bold(at[2]),
	}, nil
}

// bold says whether a character is bold, by the weight of its font or by its name.
// Either may be missing.
func (t *pageText) bold(i int) bool {
	if res, err := t.pdfium.FPDFText_GetFontWeight(&requests.FPDFText_GetFontWeight{TextPage: t.page, Index: i}); err == nil && res.FontWeight >= 600 {
		return true
	}
	res, err := t.pdfium.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: t.page, Index: i})
	return err == nil && strings.Contains(strings.ToLower(res.FontName), "bold")
}
