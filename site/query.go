package site

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
)

// A params reads a page's parameters. The first thing wrong with them is kept in err,
// worded for the reader and without what was given.
type params struct {
	values url.Values
	err    error
}

// newParams refuses names that the page does not have: a mistyped filter would otherwise show everything.
func newParams(raw string, known ...string) *params {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return &params{err: badQuery("the part after the question mark cannot be read")}
	}
	for name, vs := range values {
		if !slices.Contains(known, name) {
			return &params{err: badQuery("it has a parameter that this page does not know. It knows %s.", joinWords(known))}
		}
		if len(vs) > 20 {
			return &params{err: badQuery("%q is given too often", name)}
		}
	}
	return &params{values: values}
}

func (p *params) fail(format string, args ...any) {
	if p.err == nil {
		p.err = badQuery(format, args...)
	}
}

// filtered reports whether any parameter narrows the list; where it goes on is none.
func (p *params) filtered() bool {
	for name, vs := range p.values {
		if name != "after" && strings.Join(vs, "") != "" {
			return true
		}
	}
	return false
}

// id is a parameter that names something in the archive.
func (p *params) id(name string) string {
	v := strings.TrimSpace(p.values.Get(name))
	if len(v) > 300 {
		p.fail("%s is too long to name anything here", name)
		return ""
	}
	return v
}

// oneOf is a parameter with few values, or empty.
func (p *params) oneOf(name string, allowed ...string) string {
	v := p.values.Get(name)
	if v == "" || slices.Contains(allowed, v) {
		return v
	}
	p.fail("%s must be one of: %s", name, strings.Join(allowed, ", "))
	return ""
}

// day is a parameter with a date.
func (p *params) day(name string) time.Time {
	v := p.values.Get(name)
	if v == "" {
		return time.Time{}
	}
	t, err := time.Parse(time.DateOnly, v)
	if err != nil || t.Year() < 1970 || t.Year() > 9000 {
		p.fail("%s must be a day written as year-month-day, such as 2026-05-08", name)
		return time.Time{}
	}
	return t
}

// between is a span of days given as two parameters; the last day is inside it.
func (p *params) between() (since, until time.Time) {
	since, until = p.day("since"), p.day("until")
	if !since.IsZero() && !until.IsZero() && until.Before(since) {
		p.fail("the last day lies before the first: exchange “since” and “until”")
	}
	if !until.IsZero() {
		until = until.AddDate(0, 0, 1)
	}
	return since, until
}

func topicNames() []string {
	var out []string
	for _, t := range redline.Topics() {
		out = append(out, string(t))
	}
	return out
}

// An option is an entry of a select.
type option struct {
	value, name string
	chosen      bool
}

// options makes entries from values, the chosen one marked, with a first one that means all.
func options(all, chosen string, values []string, name func(string) string) []option {
	out := []option{{"", all, chosen == ""}}
	for _, v := range values {
		out = append(out, option{v, name(v), v == chosen})
	}
	return out
}

func platformOptions(platforms []redline.PlatformStatus, chosen string) []option {
	out := []option{{"", "All platforms", chosen == ""}}
	for _, p := range platforms {
		out = append(out, option{p.ID, platformName(p.Name, p.ID), p.ID == chosen})
	}
	return out
}

func topicOptions(chosen string) []option {
	return options("All topics", chosen, topicNames(), func(s string) string { return capital(topicWords(redline.Topic(s))) })
}

// dateValue is a date as an input field wants it.
func dateValue(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
