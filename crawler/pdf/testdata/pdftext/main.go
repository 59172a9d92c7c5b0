// Command pdftext is the process that reads PDFs in tests. It is built without the race
// detector, under which PDFium takes minutes to start.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/redlinewatch/redline/crawler/pdf"
)

func main() {
	if err := pdf.Serve(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
