package demo

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"

	"github.com/redlinewatch/redline"
)

// A look is how a site builds its pages. Two looks of one text read the same.
type look struct {
	shell         string // file in templates/
	class         string // prefix of class names
	soup          bool   // everything is a div
	sections      bool   // a second-level heading opens a section
	plainHeadings bool   // headings carry no anchors
	curly         bool   // quotes are typographic
	noisy         bool   // nonces, request ids and build numbers differ on every request
	tracked       bool   // links carry tracking parameters
}

// A renderer writes one text as HTML.
type renderer struct {
	look
	query string // what tracked links carry
	out   strings.Builder
	open  bool // a section is
}

// render turns the source of a text into the HTML of its body, and returns its
// title and its second-level headings too. The source is a subset of Markdown:
// headings, paragraphs, lists, tables, **strong** and [links](/path).
func render(src string, l look, query string) (body, title string, headings []string) {
	r := renderer{look: l, query: query}
	for chunk := range strings.SplitSeq(strings.TrimSpace(src), "\n\n") {
		chunk = strings.TrimSpace(chunk)
		level, words := heading(chunk)
		switch {
		case level > 0:
			r.heading(level, words)
			if level == 1 {
				title = words
			} else {
				headings = append(headings, words)
			}
		case strings.HasPrefix(chunk, "| "):
			r.table(strings.Split(chunk, "\n"))
		case strings.HasPrefix(chunk, "- "):
			r.list("ul", strings.Split(chunk, "\n"))
		case strings.HasPrefix(chunk, "1. "):
			r.list("ol", strings.Split(chunk, "\n"))
		case chunk != "":
			r.paragraph(chunk)
		}
	}
	r.endSection()
	return r.out.String(), title, headings
}

// heading returns the level and words of a heading line, level 0 for anything else.
func heading(line string) (level int, words string) {
	rest := strings.TrimLeft(line, "#")
	level = len(line) - len(rest)
	if level == 0 || !strings.HasPrefix(rest, " ") {
		return 0, ""
	}
	return level, rest[1:]
}

func (r *renderer) heading(level int, words string) {
	if level == 2 {
		r.endSection()
		if r.sections {
			r.printf("<section class=\"%s-section\" aria-labelledby=\"%s\">\n", r.class, redline.Slug(words))
			r.open = true
		}
	}
	switch {
	case r.soup:
		r.printf("<div class=\"%s-t%d\"><b>%s</b></div>\n", r.class, level, r.inline(words))
	case r.plainHeadings:
		r.printf("<h%d>%s</h%[1]d>\n", level, r.inline(words))
	default:
		r.printf("<h%d id=\"%s\" class=\"%s-h\">%s</h%[1]d>\n", level, redline.Slug(words), r.class, r.inline(words))
	}
}

func (r *renderer) endSection() {
	if r.open {
		r.printf("</section>\n")
		r.open = false
	}
}

func (r *renderer) paragraph(words string) {
	if r.soup {
		r.printf("<div class=\"%s-row\"><div class=\"%[1]s-txt\"><span>%s</span></div></div>\n", r.class, r.inline(words))
		return
	}
	r.printf("<p>%s</p>\n", r.inline(words))
}

func (r *renderer) list(element string, lines []string) {
	r.printf("<%s class=\"%s-list\">\n", element, r.class)
	for _, line := range lines {
		_, words, _ := strings.Cut(line, " ")
		r.printf("<li>%s</li>\n", r.inline(words))
	}
	r.printf("</%s>\n", element)
}

func (r *renderer) table(lines []string) {
	r.printf("<div class=\"%s-scroll\"><table>\n", r.class)
	for i, line := range lines {
		cell, group := "td", ""
		switch i {
		case 0:
			cell, group = "th", "thead"
		case 1:
			continue // the line of dashes
		case 2:
			r.printf("<tbody>\n")
		}
		if group != "" {
			r.printf("<%s>", group)
		}
		r.printf("<tr>")
		for words := range strings.SplitSeq(strings.Trim(line, "| "), " | ") {
			r.printf("<%s>%s</%[1]s>", cell, r.inline(words))
		}
		r.printf("</tr>")
		if group != "" {
			r.printf("</%s>", group)
		}
		r.printf("\n")
	}
	r.printf("</tbody></table></div>\n")
}

var (
	strong = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	link   = regexp.MustCompile(`\[([^\]]+)\]\(([^)]+)\)`)
	quoted = regexp.MustCompile(`&#34;([^&]*)&#34;`)
)

// inline renders the words of one block, on one line.
func (r *renderer) inline(words string) string {
	s := html.EscapeString(strings.ReplaceAll(words, "\n", " "))
	if r.curly {
		s = quoted.ReplaceAllString(s, "“$1”")
		s = strings.ReplaceAll(s, "&#39;", "’")
	}
	s = strong.ReplaceAllString(s, "<strong>$1</strong>")
	return link.ReplaceAllStringFunc(s, func(m string) string {
		parts := link.FindStringSubmatch(m)
		return fmt.Sprintf("<a href=\"%s\">%s</a>", html.EscapeString(r.href(parts[2])), parts[1])
	})
}

// href adds what a tracking site adds to its links.
func (r *renderer) href(target string) string {
	if !r.tracked {
		return target
	}
	return target + "?" + url.Values{"ref": {"body"}, "rid": {r.query}}.Encode()
}

func (r *renderer) printf(format string, args ...any) { fmt.Fprintf(&r.out, format, args...) }
