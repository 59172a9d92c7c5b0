package main

import (
	"fmt"
	"strings"

	"github.com/redlinewatch/redline"
)

// plainAlert is an alert as one reads it in a terminal.
func plainAlert(a redline.Alert) string {
	c := a.Content()
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s\n%s\n", c.Headline, c.Dek)
	line("id         %s", a.ID)
	line("severity   %s, confidence %.2f", c.Severity, c.Confidence)
	line("changed    between %s and %s", day(c.LastWithout), day(c.FirstWith))
	line("effective  %s", day(c.Effective))
	line("published  %s", day(a.Published()))
	for _, q := range c.Quotes {
		line("\n%s — %s", q.Document, strings.Join(q.Section, " › "))
		if q.Old != "" {
			line("  Removed: %s", q.Old)
		}
		if q.New != "" {
			line("  Added:   %s", q.New)
		}
	}
	for _, section := range []struct {
		title string
		lines []string
	}{{"What it means", c.Means}, {"What it does not say", c.Unsaid}} {
		if len(section.lines) > 0 {
			line("\n%s\n  %s", section.title, strings.Join(section.lines, "\n  "))
		}
	}
	line("\nLife")
	for _, e := range a.Entries {
		line("  %s %s by %s %s", day(e.At), e.Kind, e.By, e.Reason)
	}
	for _, r := range c.Reasons {
		line("  rule %s: %s", r.Rule, r.Words)
	}
	if c.Attribution != "" {
		line("\n%s", c.Attribution)
	}
	return b.String()
}
