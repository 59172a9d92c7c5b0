package site

import (
	"strings"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
)

// A label is a short state with the kind that gives it its look.
type label struct{ words, kind string }

// alertTags are the states of an alert, the gravest first.
func alertTags(a redline.Alert, now time.Time) []label {
	c := a.Content()
	var tags []label
	if alert.Editorial(a) == alert.EditorialWithdrawn {
		return []label{{"Withdrawn", "quiet"}}
	}
	tags = append(tags, label{directionWords(c.E2EE, c.Direction), tone(c.E2EE, c.Direction)})
	if c.Severity.Rank() >= redline.SeverityHigh.Rank() {
		tags = append(tags, label{capital(severityWords(c.Severity)), "strong"})
	}
	tags = append(tags, label{capital(alert.Stage(a, now)), "plain"})
	if alert.Looks(a) == alert.LooksConfirmed {
		tags = append(tags, label{"Confirmed", "plain"})
	} else {
		tags = append(tags, label{"Unconfirmed", "warn"})
	}
	if alert.Editorial(a) == alert.EditorialCorrected {
		tags = append(tags, label{"Corrected", "warn"})
	}
	if a.Origin == redline.Backfilled {
		tags = append(tags, label{"From the archive", "quiet"})
	}
	return tags
}

// effectWords introduces the day from which a change is to apply. Once it is past
// it is no more than the day that the text names.
func effectWords(day, now time.Time) string {
	if day.After(now) {
		return "takes effect"
	}
	return "stated date"
}

// withdrawn reports whether an alert was taken back. It stays where it is, and leads nothing.
func withdrawn(a redline.Alert) bool { return alert.Editorial(a) == alert.EditorialWithdrawn }

// observationTags are the states of a change.
func observationTags(c redline.Change) []label {
	var tags []label
	switch {
	case !c.Confirmed.IsZero():
		tags = append(tags, label{"Confirmed", "plain"})
	case !c.Gone.IsZero():
		tags = append(tags, label{"Went away again", "quiet"})
	case c.Verdict.Class != redline.ClassNoise:
		tags = append(tags, label{"Not yet confirmed", "warn"})
	}
	if c.Origin == redline.Backfilled {
		tags = append(tags, label{"From the archive", "quiet"})
	}
	if c.Technical {
		tags = append(tags, label{"Technical record", "quiet"})
	}
	return tags
}

// platformName falls back to the id.
func platformName(name, id string) string {
	if name == "" {
		return id
	}
	return name
}

// documentName is how a document is called where its platform is not already said.
func documentName(d redline.DocumentStatus) string {
	name := d.Name
	if name == "" {
		name = kindWords(d.Kind)
	}
	return platformName(d.PlatformName, d.Platform) + ", " + name + where(d.Document)
}

// shortName is the same without the platform.
func shortName(d redline.DocumentStatus) string {
	name := d.Name
	if name == "" {
		name = kindWords(d.Kind)
	}
	return name + where(d.Document)
}

// where tells documents of one name apart.
func where(d redline.Document) string {
	s := ""
	if d.Product != "" && !strings.Contains(d.Name, d.Product) {
		s += d.Product
	}
	language := d.Language
	if language == "en" {
		language = "" // most documents are; saying it each time helps nobody
	}
	for _, part := range []string{d.Region, language} {
		if part == "" {
			continue
		}
		if s != "" {
			s += ", "
		}
		s += part
	}
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// names maps document ids to what people call them; what is unknown keeps its id.
type names map[string]string

func namesOf(docs []redline.DocumentStatus) names {
	n := names{}
	for _, d := range docs {
		n[d.ID] = documentName(d)
	}
	return n
}

func (n names) of(id string) string {
	if name, ok := n[id]; ok {
		return name
	}
	return id
}

// simulatedOf are the names of the fictional platforms among documents.
func simulatedOf(docs ...redline.DocumentStatus) []string {
	var out []string
	seen := map[string]bool{}
	for _, d := range docs {
		if d.Simulated && !seen[d.Platform] {
			seen[d.Platform] = true
			out = append(out, platformName(d.PlatformName, d.Platform))
		}
	}
	return out
}

// simulatedIn are the names of the fictional platforms among alerts.
func simulatedIn(alerts ...redline.Alert) []string {
	var out []string
	seen := map[string]bool{}
	for _, a := range alerts {
		if c := a.Content(); c.Simulated && !seen[a.Platform] {
			seen[a.Platform] = true
			out = append(out, platformName(c.PlatformName, a.Platform))
		}
	}
	return out
}

// lastStatus is the HTTP status of the last page of a capture.
func lastStatus(c redline.Capture) int {
	if len(c.Pages) == 0 {
		return 0
	}
	return c.Pages[len(c.Pages)-1].Status
}

// captureReason says why a capture could not be used.
func captureReason(c redline.Capture) string {
	if c.Reason != "" {
		return c.Reason
	}
	return healthWords(c.Health).meaning
}

func capital(s string) string {
	for i, r := range s {
		if r >= 'a' && r <= 'z' {
			return string(r-'a'+'A') + s[i+1:]
		}
		return s
	}
	return s
}

// authorName is who made an entry.
func authorName(by string) string {
	if by == "rules" || by == "" {
		return "rules"
	}
	return by
}
