package crawler

import (
	"context"
	"errors"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler/pdf"
	"github.com/redlinewatch/redline/text"
)

// openPDF reads an answer that is a PDF. With a status that says that the answer is no
// page, or without a reader, it is left as it is.
func (c *Crawler) openPDF(ctx context.Context, a *answer) (*finding, error) {
	if c.pdf == nil || a.page.Status != 200 || bodyType(a.body, a.page.ContentType) != "application/pdf" {
		return nil, nil
	}
	doc, err := c.pdf.Read(ctx, a.body)
	var f *pdf.Error
	switch {
	case errors.As(err, &f):
		return found(f.Health, f.Reason), nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		// Ours, and no fault of the document: it is said as a reason, since a visit has to
		// go on to the next document.
		c.log.Error("PDF not read", "url", a.page.URL, "error", err)
		return found(redline.HealthUnsupported, "the PDF could not be read here: "+err.Error()), nil
	}
	a.pdf = &doc
	return nil, nil
}

// extract takes the text from an answer.
func (a *answer) extract(src redline.Source) (Extracted, error) {
	if a.pdf != nil {
		return ExtractPDF(*a.pdf)
	}
	return Extract(a.body, rightType(a.body, a.page.ContentType), src)
}

// ExtractPDF takes the text of a PDF that was read. It is taken whole: selectors say
// nothing about a PDF.
func ExtractPDF(doc pdf.Document) (Extracted, error) {
	md, err := text.FromHTML(pdf.HTML(doc), nil)
	if err != nil {
		return Extracted{}, unhealthy(redline.HealthTooDeep, "the PDF cannot be read: %v", err)
	}
	e := Extracted{Markdown: md, Title: doc.Title, Method: "body", Visible: visibleRunes(md)}
	return e.finish()
}
