package main

import (
	"context"
	"log/slog"

	"github.com/redlinewatch/redline/crawler"
	"github.com/redlinewatch/redline/crawler/browser"
	"github.com/redlinewatch/redline/crawler/pdf"
	"github.com/redlinewatch/redline/internal/web"
)

// pdfTextCommand is the name of [pdfTextCmd].
const pdfTextCommand = "pdf-text"

// pdfTextCmd is the process that reads a stranger's PDF, started by this program itself.
type pdfTextCmd struct{}

// newCrawler wires what reads the web; close it when done. Without a PDF reader PDFs are recorded as a
// format that is not read, which is all that may go wrong with it.
func newCrawler(client *web.Client, logger *slog.Logger) *crawler.Crawler {
	reader, err := pdf.Self(pdfTextCommand)
	if err != nil && logger != nil {
		logger.Warn("PDFs are not read", "error", err)
	}
	return crawler.New(crawler.Options{Web: client, PDF: reader, Browser: browser.New(browser.Options{Web: client}), Logger: logger})
}

// Run implements the command.
func (pdfTextCmd) Run(ctx context.Context, con *console) error {
	return pdf.Serve(ctx, con.in, con.out)
}
