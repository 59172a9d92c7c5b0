// Package pdf takes the text of a PDF, page by page, with its headings.
//
// PDFs of strangers are read by PDFium compiled to WebAssembly, which takes seconds to
// start and hundreds of megabytes, so it works in a process of its own: [Reader] starts
// this program again as a hidden subcommand that calls [Serve]. That process sees the
// bytes and nothing else, no file, no variable of the environment, no network; its time,
// its memory and what it may answer are limited, and it ends with the caller's context.
//
// [Serve] answers with lines as they stand on the pages. What is a heading, a paragraph
// or a running header is decided by [HTML], which is pure.
package pdf

import (
	"fmt"

	"github.com/redlinewatch/redline"
)

const (
	// maxPages and maxChars bound what a document may have. The longest policies have a
	// few hundred pages and a million characters.
	maxPages = 1000
	maxChars = 4_000_000
	// maxInput is the size of the largest PDF that is read.
	maxInput = 32 << 20
	// maxAnswer bounds what the reading process may say.
	maxAnswer = 64 << 20
	// memoryPages is how much memory PDFium may take, in WebAssembly pages of 64 KiB.
	memoryPages = 256 << 20 / (64 << 10)
)

// A Document is the text of a PDF as it stands on its pages.
type Document struct {
	Title string `json:"title,omitempty"` // as the file calls itself
	Pages []Page `json:"pages"`
}

// A Page is one page, its lines in reading order.
type Page struct {
	Lines []Line `json:"lines"`
}

// A Line is what stands on one line. Measures are points from the left and the bottom.
type Line struct {
	Text   string  `json:"text"`
	Size   float64 `json:"size"` // height of its letters
	Bold   bool    `json:"bold,omitempty"`
	Left   float64 `json:"left"`
	Right  float64 `json:"right"`
	Bottom float64 `json:"bottom"`
	// Hyphen says that the last word goes on in the next line.
	Hyphen bool `json:"hyphen,omitempty"`
}

// An Error is why a PDF has no text for us.
type Error struct {
	Health redline.Health `json:"health"`
	Reason string         `json:"reason"` // a sentence without its capital and full stop
}

// Error implements error.
func (f *Error) Error() string { return string(f.Health) + ": " + f.Reason }

func fault(h redline.Health, format string, args ...any) error {
	return &Error{Health: h, Reason: fmt.Sprintf(format, args...)}
}

// A reply is what the reading process writes, as JSON: one of the two.
type reply struct {
	Fault    *Error    `json:"fault,omitempty"`
	Document *Document `json:"document,omitempty"`
}
