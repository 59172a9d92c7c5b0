package feed

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
)

const simulatedMark = "[simulated] "

// AlertItem returns the item of a published alert as it is now: its id never changes,
// its updated time moves with every entry that changes what is shown. Links begin
// with base.
func AlertItem(a redline.Alert, base string) Item {
	c := a.Content()
	page := base + "/alerts/" + url.PathEscape(a.Slug)
	head := c.Headline
	switch alert.Editorial(a) {
	case alert.EditorialWithdrawn:
		head = "Withdrawn: " + head
	case alert.EditorialCorrected:
		head = "Corrected: " + head
	}
	return Item{
		ID: alertID(a), URL: page, Title: simulated(c, head), Summary: c.Dek,
		HTML: alertHTML(a, c, page, base), Published: a.Published(), Updated: a.Updated(),
		Author: author(publisher(a)), Categories: categories(a, c), External: external(c), Rights: c.Attribution,
	}
}

// ReplyItem returns the item of a correction or withdrawal e of an alert. Readers that
// have the alert would not see it change.
func ReplyItem(a redline.Alert, e redline.Entry, base string) Item {
	now := a.Content()
	c := now
	if e.Content != nil {
		c = *e.Content
	}
	page := base + "/alerts/" + url.PathEscape(a.Slug)
	deed, said := "Correction: ", "This alert was corrected on "
	if e.Kind == redline.EntryWithdrawn {
		deed, said = "Withdrawn: ", "This alert was withdrawn on "
	}
	var t tree
	t.add(paragraph(words(said + minute(e.At) + ".")))
	if e.Reason != "" {
		t.add(paragraph(words("Reason: " + e.Reason)))
	}
	t.add(paragraph(words("It was published on "+minute(a.Published())+": "), anchor(page, c.Headline)))
	if c.Attribution != "" {
		t.add(paragraph(words(c.Attribution)))
	}
	return Item{
		ID:  uuid("entry", a.ID, string(e.Kind), strconv.FormatInt(e.Sequence, 10), e.At.UTC().Format(time.RFC3339Nano)),
		URL: page + "#" + string(e.Kind) + "-" + strconv.FormatInt(e.Sequence, 10), Title: simulated(c, deed+c.Headline),
		Summary: cmp.Or(e.Reason, c.Dek), HTML: t.String(), Published: e.At, Updated: e.At, Author: author(e.By),
		Categories: categories(a, c), InReplyTo: alertID(a), InReplyToURL: page, Rights: c.Attribution,
	}
}

func alertID(a redline.Alert) string { return uuid("alert", a.ID) }

func simulated(c redline.Content, s string) string {
	if c.Simulated {
		return simulatedMark + s
	}
	return s
}

// publisher is who published the alert: "rules", or a person.
func publisher(a redline.Alert) string {
	for _, e := range a.Entries {
		if e.Kind == redline.EntryPublished {
			return e.By
		}
	}
	return ""
}

func author(by string) string {
	if by == "" || by == alert.ByRules {
		return "Redline (written by rules)"
	}
	return by
}

// external is the address of the watched page.
func external(c redline.Content) string {
	for _, e := range slices.Backward(c.Evidence) {
		if l := link(e.URL); l != "" {
			return l
		}
	}
	return ""
}

func categories(a redline.Alert, c redline.Content) []Category {
	out := []Category{{"platform", a.Platform, c.PlatformName}}
	for _, t := range c.Topics {
		out = append(out, Category{"topic", string(t), ""})
	}
	for _, k := range []Category{
		{"severity", string(c.Severity), ""},
		{"direction", string(c.Direction), ""},
		{"confidentiality", string(c.E2EE), ""},
	} {
		if k.Term != "" && k.Term != "none" {
			out = append(out, k)
		}
	}
	return out
}

// alertHTML is the whole alert: what was put right first, then as on its page.
func alertHTML(a redline.Alert, c redline.Content, page, base string) string {
	var t tree
	if c.Simulated {
		t.add(paragraph(words("This platform is simulated: a demonstration of Redline.")))
	}
	for _, e := range a.Entries {
		if said := entryWords(e); said != "" {
			t.add(paragraph(words(said)))
		}
	}
	if a.Origin == redline.Backfilled {
		t.add(paragraph(words("Found in an archive’s record, not seen as it happened.")))
	}
	t.add(paragraph(words(c.Dek)))
	t.add(bullets(times(c)))
	for _, q := range c.Quotes {
		t.quote(q, base)
	}
	t.section("What you can do", actions(c))
	t.section("What it means", texts(c.Means))
	t.section("What it does not say", texts(c.Unsaid))
	t.section("Alternatives", alternatives(c))
	t.section("Evidence", evidence(c, base))
	t.add(paragraph(anchor(page, "The whole alert"), words(" · "+author(publisher(a)))))
	if c.Attribution != "" {
		t.add(paragraph(words(c.Attribution)))
	}
	return t.String()
}

// entryWords tells of the entries a reader must know of.
func entryWords(e redline.Entry) string {
	switch e.Kind {
	case redline.EntryCorrected:
		return sentence("Corrected on "+day(e.At), e.Reason)
	case redline.EntryWithdrawn:
		return sentence("Withdrawn on "+day(e.At), e.Reason)
	case redline.EntryReverted:
		return sentence("The text came back on "+day(e.At), e.Reason)
	case redline.EntryEffective:
		return sentence("Effective, by a later look, on "+day(e.At), e.Reason)
	case redline.EntryNote:
		return sentence("Note of "+day(e.At), e.Reason)
	case redline.EntryResponse:
		return sentence("The company’s response of "+day(e.At), e.Reason)
	}
	return ""
}

func sentence(head, said string) string {
	if said == "" {
		return head + "."
	}
	return head + ": " + said
}

func times(c redline.Content) []*html.Node {
	var out []*html.Node
	say := func(s string) { out = append(out, words(s)) }
	switch {
	case !c.LastWithout.IsZero():
		say("Changed between " + minute(c.LastWithout) + " and " + minute(c.FirstWith))
	case !c.FirstWith.IsZero():
		say("First seen " + minute(c.FirstWith))
	}
	if !c.Announced.IsZero() {
		say("Announced: first seen announced " + day(c.Announced))
	}
	if !c.Effective.IsZero() {
		say("The day it names: " + day(c.Effective))
	}
	if c.Region != "" {
		say("Region: " + c.Region)
	}
	return out
}

func (t *tree) quote(q redline.Quote, base string) {
	place := append([]string{q.Document}, q.Section...)
	t.add(paragraph(anchor(base+"/changes/"+url.PathEscape(q.Change), strings.Join(place, " › "))))
	t.add(passage(q.Before, q.Spans, q.After))
}

func actions(c redline.Content) []*html.Node {
	var out []*html.Node
	for _, a := range c.Actions {
		s := a.Step
		if !a.Deadline.IsZero() && !strings.Contains(s, day(a.Deadline)) {
			s += " (until " + day(a.Deadline) + ")"
		}
		item := paragraph(words(s + " "))
		if link(a.Link) != "" {
			item.AppendChild(anchor(a.Link, "The page"))
			item.AppendChild(words(". "))
		}
		item.AppendChild(words("From " + a.Source + "."))
		out = append(out, item)
	}
	return out
}

func alternatives(c redline.Content) []*html.Node {
	var out []*html.Node
	for _, a := range c.Alternatives {
		item := paragraph(words(a.Product+": "), anchor(a.Link, "“"+a.Sentence+"”"))
		if !a.At.IsZero() {
			item.AppendChild(words(" (" + day(a.At) + ")"))
		}
		if a.Caveat != "" {
			item.AppendChild(words(". " + a.Caveat))
		}
		out = append(out, item)
	}
	return out
}

func evidence(c redline.Content, base string) []*html.Node {
	var out []*html.Node
	for _, e := range c.Evidence {
		side := "Before"
		if e.Side == "after" {
			side = "After"
		}
		item := paragraph(words(side + ": "))
		if e.Version != "" {
			item.AppendChild(anchor(base+"/versions/"+url.PathEscape(e.Version), "recorded text"))
			item.AppendChild(words(", "))
		}
		item.AppendChild(anchor(e.URL, cmp.Or(e.URL, e.Document)))
		item.AppendChild(words(", " + minute(e.At) + ", by " + e.By + ", text " + e.TextKey.String()))
		out = append(out, item)
	}
	return out
}

func texts(list []string) []*html.Node {
	var out []*html.Node
	for _, s := range list {
		out = append(out, words(s))
	}
	return out
}
