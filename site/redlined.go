package site

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"github.com/redlinewatch/redline"
)

// redlined shows words with what was struck and what was put in. Every mark says in
// words what it is, for those who do not see its looks.
func redlined(spans []redline.Span) templ.Component { return marked(spans, "mark unseen") }

// redlinedLabels is the same with those words in sight.
func redlinedLabels(spans []redline.Span) templ.Component { return marked(spans, "mark") }

// marked is written in Go, because a template may put white space between its parts,
// and here every space is somebody's words. The white space at the ends of a mark
// belongs to one side only, and is an element of its own that is not drawn.
func marked(spans []redline.Span, label string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		for _, s := range spans {
			var element, name string
			switch s.Op {
			case redline.SpanDeleted:
				element, name = "del", "Removed"
			case redline.SpanInserted:
				element, name = "ins", "Added"
			default:
				b.WriteString(templ.EscapeString(s.Words))
				continue
			}
			gap := func(space string) {
				if space != "" {
					b.WriteString("<" + element + ` class="gap">` + templ.EscapeString(space) + "</" + element + ">")
				}
			}
			before, words, after := trimmed(s.Words)
			gap(before)
			if words != "" {
				b.WriteString("<" + element + `><span class="` + label + `">` + name + " </span>" + templ.EscapeString(words) + "</" + element + ">")
			}
			gap(after)
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}
