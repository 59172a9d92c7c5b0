package pdf

import (
	"errors"
	"os"
	"testing"
	"time"

	"github.com/redlinewatch/redline"
)

// A PDF that takes too long is a state of the document, not an error of ours.
func TestTimeout(t *testing.T) {
	r := NewReader(os.Args[0], "hang")
	r.timeout = 200 * time.Millisecond
	_, err := r.Read(t.Context(), []byte("%PDF-1.4 %%EOF"))
	var f *Error
	if !errors.As(err, &f) || f.Health != redline.HealthTimeout {
		t.Errorf("%v, want %s", err, redline.HealthTimeout)
	}
}

// Whatever lines a page has, layout ends and loses no word of the middle of the page.
func TestLayoutOfNothing(t *testing.T) {
	for _, d := range []Document{{}, {Pages: make([]Page, 3)}, {Pages: []Page{{Lines: []Line{{Text: "We"}, {Text: "•"}, {Text: ""}}}}}} {
		HTML(d)
	}
}
