package demo

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"time"
)

//go:embed documents
var documents embed.FS

// A text is what a page says at some moment, in the subset of Markdown that [render] reads.
type text struct {
	source   string
	language string
	look     look
	changed  time.Time // when it last became different; zero when it differs at every moment
}

// textAt returns what document d of h says at t. It is a function of its arguments alone.
func textAt(h host, d document, t time.Time) (text, error) {
	from, _ := span()
	out := text{language: "en", look: h.look, changed: from.Add(-90 * day)}
	if d.look != nil {
		out.look = *d.look
	}
	chapters := chaptersOf(d.id(h))
	lang := ""
	for _, c := range chapters {
		if c.language != "" && c.active(t) {
			lang, out.language = c.language, c.language
		}
	}
	b, err := documents.ReadFile(d.file(h, lang))
	if err != nil {
		return text{}, err
	}
	out.source = string(b)
	for _, c := range chapters {
		if out, err = c.apply(out, t); err != nil {
			return text{}, fmt.Errorf("chapter %s of %s: %w", c.ID, c.Document, err)
		}
	}
	if filled := fill(out.source, t); filled != out.source {
		out.source, out.changed = filled, time.Time{}
	}
	return out, nil
}

// apply makes what c has changed in txt by the time t.
func (c Chapter) apply(txt text, t time.Time) (text, error) {
	if !c.Until.IsZero() && !t.Before(c.Until) && txt.changed.Before(c.Until) {
		txt.changed = c.Until
	}
	if !c.active(t) {
		return txt, nil
	}
	if txt.changed.Before(c.From) {
		txt.changed = c.From
	}
	if c.look != nil {
		txt.look = *c.look
	}
	if !c.shown(t) {
		return txt, nil
	}
	for _, e := range c.edits {
		var err error
		if txt.source, err = e(txt.source); err != nil {
			return text{}, err
		}
	}
	return txt, nil
}

func chaptersOf(document string) []Chapter {
	var out []Chapter
	for _, c := range story() {
		if c.Document == document {
			out = append(out, c)
		}
	}
	return out
}

// fill replaces the words in braces that stand for something the clock says.
func fill(src string, t time.Time) string {
	if !strings.Contains(src, "{") {
		return src
	}
	from, _ := span()
	minutes := int64(t.Sub(from) / time.Minute)
	first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	return strings.NewReplacer(
		"{first of month}", first.Format("2 January 2006"),
		"{today}", t.Format("2 January 2006"),
		"{counter}", thousands(1_284_310+minutes/7),
		"{ago}", strconv.FormatUint(2+mix(uint64(minutes))%57, 10)+" minutes",
	).Replace(src)
}

// thousands writes n with commas between groups of three digits.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
