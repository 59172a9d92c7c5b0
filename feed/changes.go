package feed

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"

	"github.com/redlinewatch/redline"
)

const (
	hunksAtMost = 5
	spansAtMost = 40
	spanLimit   = 600 // bytes
)

// Passages are what an item shows of a change.
type Passages struct {
	Hunks []redline.Hunk // a few, with only their words about what changed
	More  int            // how many others there are
}

// PassagesOf takes the first hunks, and of those the words about what changed:
// passages are quoted, whole texts never.
func PassagesOf(hunks []redline.Hunk) Passages {
	p := Passages{More: max(len(hunks)-hunksAtMost, 0)}
	for _, h := range hunks[:min(len(hunks), hunksAtMost)] {
		p.Hunks = append(p.Hunks, redline.Hunk{Op: h.Op, Section: h.Section, Spans: shortened(h)})
	}
	return p
}

// ChangeItem returns the item of an observation: what stood in a document before and
// what stands there now, between which times, without a word of judgement.
func ChangeItem(c redline.Change, d redline.DocumentStatus, p Passages, base string) Item {
	page := base + "/changes/" + url.PathEscape(c.ID)
	head := d.PlatformName + " · " + d.Name + ": " + amount(c.Verdict.Stats)
	if d.Simulated {
		head = simulatedMark + head
	}
	updated := c.FirstWith
	for _, t := range []time.Time{c.Confirmed, c.Gone} {
		if t.After(updated) {
			updated = t
		}
	}
	rights := collectionRights(d.Collections)
	item := Item{
		ID: uuid("change", c.ID), URL: page, Title: head, Summary: looks(c),
		HTML: changeHTML(c, d, p, base, rights), Published: c.FirstWith, Updated: updated, Author: "Redline (observation)",
		Categories: []Category{{"platform", d.Platform, d.PlatformName}, {"document", d.ID, d.Name}}, Rights: rights,
	}
	if len(d.Sources) > 0 {
		item.External = link(d.Sources[0].URL)
	}
	return item
}

// amount measures a change in words.
func amount(s redline.Stats) string {
	switch {
	case s.WordsAdded > 0 && s.WordsRemoved > 0:
		return fmt.Sprintf("%s added, %d removed", count(s.WordsAdded), s.WordsRemoved)
	case s.WordsAdded > 0:
		return count(s.WordsAdded) + " added"
	case s.WordsRemoved > 0:
		return count(s.WordsRemoved) + " removed"
	case s.BlocksMoved > 0:
		return "passages moved"
	}
	return "text changed"
}

func count(n int) string {
	if n == 1 {
		return "1 word"
	}
	return fmt.Sprintf("%d words", n)
}

// looks says how often the change was seen.
func looks(c redline.Change) string {
	between := "First seen " + minute(c.FirstWith)
	if !c.LastWithout.IsZero() {
		between = "Changed between " + minute(c.LastWithout) + " and " + minute(c.FirstWith)
	}
	switch {
	case !c.Gone.IsZero():
		return between + "; the earlier text was back on " + minute(c.Gone) + "."
	case !c.Confirmed.IsZero():
		return between + "; confirmed by a second look."
	}
	return between + "; not yet confirmed by a second look."
}

func changeHTML(c redline.Change, d redline.DocumentStatus, p Passages, base, rights string) string {
	var t tree
	if d.Simulated {
		t.add(paragraph(words("This platform is simulated: a demonstration of Redline.")))
	}
	t.add(paragraph(words(looks(c))))
	page := base + "/changes/" + url.PathEscape(c.ID)
	for _, h := range p.Hunks {
		t.add(paragraph(anchor(page, strings.Join(append([]string{d.Name}, h.Section...), " › "))))
		t.add(passage("", h.Spans, ""))
	}
	if p.More > 0 {
		t.add(paragraph(anchor(page, fmt.Sprintf("Further passages: %d", p.More))))
	}
	links := []*html.Node{anchor(page, "The full comparison")}
	if len(d.Sources) > 0 {
		links = append(links, words(" · "), anchor(d.Sources[0].URL, "The watched page"))
	}
	t.add(paragraph(links...))
	if rights != "" {
		t.add(paragraph(words(rights)))
	}
	return t.String()
}

// shortened are a hunk's spans with long ones cut.
func shortened(h redline.Hunk) []redline.Span {
	spans := h.Spans
	if len(spans) == 0 {
		spans = []redline.Span{{Op: redline.SpanDeleted, Words: h.Old}, {Op: redline.SpanInserted, Words: h.New}}
	}
	var out []redline.Span
	for n, s := range spans {
		switch {
		case len(s.Words) <= spanLimit:
		case s.Op == redline.SpanKept && n == 0: // the words that lead to the change
			s.Words = "… " + strings.ToValidUTF8(s.Words[len(s.Words)-spanLimit:], "")
		default:
			s.Words = strings.ToValidUTF8(s.Words[:spanLimit], "") + " … "
		}
		if s.Words == "" {
			continue
		}
		if out = append(out, s); len(out) == spansAtMost {
			break
		}
	}
	return out
}

// collectionRights are the words owed for documents known from archives.
func collectionRights(collections []string) string {
	var names []string
	for _, c := range collections {
		if name, ok := strings.CutPrefix(c, "ota:"); ok {
			names = append(names, line(name))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "Made from records of Open Terms Archive contributors, collection " + strings.Join(names, ", ") +
		", ODC-By 1.0, https://opentermsarchive.org"
}
