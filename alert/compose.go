package alert

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
)

const (
	reasonLimit         = 600 // runes of a reason's sentences
	alternativesAtMost  = 4
	reasonsAtMost       = 20
	earliestBeforeFirst = 5 * 366 * 24 * time.Hour // dates further from the change than this are no dates of it
)

// Compose says what one change means, within the limits of [redline.Content].
func Compose(m Material) redline.Content {
	v := m.Change.Verdict
	ranked := rank(m)
	effective := effectiveDate(m, ranked)
	c := redline.Content{
		PlatformName: platformName(m.Platform, 60),
		Products:     products(m),
		Topics:       append([]redline.Topic{}, v.Topics...),
		Direction:    v.Direction,
		E2EE:         v.E2EE,
		Mechanism:    v.Mechanism,
		Severity:     v.Severity,
		Confidence:   v.Confidence,
		Region:       name(m.Document.Region, 40),
		Language:     v.Language,
		Simulated:    m.Platform.Simulated,
		LastWithout:  m.Change.LastWithout,
		FirstWith:    m.Change.FirstWith,
		Confirmed:    m.Change.Confirmed,
		Effective:    effective,
		Quotes:       quotes(m, ranked),
		Means:        means(v, effective.After(m.Change.FirstWith)),
		Unsaid:       unsaid(m, ranked, effective),
		Actions:      actions(m, ranked, effective),
		Alternatives: alternatives(m),
		Evidence:     evidence(m),
		Reasons:      reasons(v),
		Attribution:  clean(m.Attribution),
	}
	if effective.After(m.Change.FirstWith) {
		c.Announced = m.Change.FirstWith
	}
	c.Headline = headline(m, ranked, effective)
	c.Dek = dek(m, ranked, effective)
	return c
}

// effectiveDate is the day the new text gives for the change: of the days still to
// come the one the decisive words name, else the first; where none is to come, the
// latest. Days years away from the change are not its own. A day until which something
// holds is taken where the decisive words name it and no day from which on something does.
func effectiveDate(m Material, ranked []fragment) time.Time {
	if at := dateOfKind("effective", m, ranked); !at.IsZero() {
		return at
	}
	if len(ranked) == 0 || m.Change.Verdict.E2EE != redline.ConfidentialityWeakened {
		return time.Time{}
	}
	for _, d := range m.Change.Verdict.Dates {
		if d.Kind == "ends" && names(d.Sentence, ranked[0].newWords()) {
			return dateOfKind("ends", m, ranked)
		}
	}
	return time.Time{}
}

func dateOfKind(kind string, m Material, ranked []fragment) time.Time {
	seen := m.Change.FirstWith
	var best time.Time
	var bestDecisive bool
	for _, d := range m.Change.Verdict.Dates {
		at, err := time.Parse(time.DateOnly, d.Date)
		if err != nil || d.Kind != kind || at.Sub(seen).Abs() > earliestBeforeFirst {
			continue
		}
		decisive := len(ranked) > 0 && names(d.Sentence, ranked[0].newWords())
		better := best.IsZero()
		switch {
		case better:
		case at.After(seen) != best.After(seen):
			better = at.After(seen)
		case decisive != bestDecisive:
			better = decisive
		case at.After(seen):
			better = at.Before(best)
		default:
			better = at.After(best)
		}
		if better {
			best, bestDecisive = at, decisive
		}
	}
	return best
}

func products(m Material) []string {
	out := []string{}
	add := func(p string) {
		if p = name(p, 60); p != "" && !slices.Contains(out, p) && len(out) < 6 {
			out = append(out, p)
		}
	}
	for _, c := range m.Change.Verdict.Claims {
		add(c.Product)
	}
	add(m.Document.Product)
	return out
}

// alternatives keeps what has an address and a sentence, of other products.
func alternatives(m Material) []redline.Alternative {
	out := []redline.Alternative{}
	own := products(m)
	for _, a := range m.Alternatives {
		a.Product, a.Caveat, a.Sentence = name(a.Product, 60), clip(clean(a.Caveat), 200), clip(clean(a.Sentence), 300)
		if a.Product == "" || a.Sentence == "" || !isLink(a.Link) || slices.Contains(own, a.Product) || len(out) == alternativesAtMost {
			continue
		}
		out = append(out, a)
	}
	return out
}

// evidence names both captures.
func evidence(m Material) []redline.Evidence {
	return []redline.Evidence{
		captured("before", m.Before, m, m.OldVersion, m.Change.OldKey),
		captured("after", m.After, m, m.NewVersion, m.Change.NewKey),
	}
}

func captured(side string, c redline.Capture, m Material, version string, key redline.Key) redline.Evidence {
	e := redline.Evidence{
		Side: side, Capture: c.ID, Version: version, Document: m.Document.ID,
		At: c.At, By: clean(c.By), TextKey: key, Reference: clean(c.Reference),
	}
	if len(c.Pages) > 0 {
		p := c.Pages[0]
		e.URL, e.Status, e.BodyHash = cmp.Or(p.FinalURL, p.URL), p.Status, p.BodyHash
	} else if len(m.Document.Sources) > 0 {
		e.URL = m.Document.Sources[0].URL
	}
	return e
}

func reasons(v redline.Verdict) []redline.Reason {
	out := []redline.Reason{}
	for _, r := range v.Reasons[:min(len(v.Reasons), reasonsAtMost)] {
		r.Words, r.Old, r.New = clip(clean(r.Words), reasonLimit), clip(clean(r.Old), reasonLimit), clip(clean(r.New), reasonLimit)
		out = append(out, r)
	}
	return out
}

// isLink reports whether a link may be shown: http and https only.
func isLink(s string) bool {
	return (strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")) && !strings.ContainsAny(s, " \t\r\n\"<>")
}

// merge adds the content of a later change to what an alert says. The graver of the
// two leads; what is gathered keeps its limits, with a quote of each.
func merge(have, more redline.Content) redline.Content {
	lead, other := have, more
	if graver(more, have) {
		lead, other = more, have
	}
	c := lead
	c.Topics = union(have.Topics, more.Topics)
	c.Products = union(have.Products, more.Products)
	c.Severity = graverSeverity(have.Severity, more.Severity)
	c.Direction = mix(have.Direction, more.Direction)
	c.E2EE = mixE2EE(have.E2EE, more.E2EE)
	c.LastWithout, c.FirstWith, c.Confirmed = have.LastWithout, have.FirstWith, have.Confirmed
	if lead.Effective.IsZero() {
		c.Effective, c.Announced = other.Effective, other.Announced
	}
	if have.Region != more.Region {
		c.Region = ""
	}
	c.Quotes = mergeQuotes(lead.Quotes, other.Quotes)
	c.Actions = atMost(3, union2(lead.Actions, other.Actions, func(a, b redline.Action) bool { return a.Step == b.Step }))
	c.Unsaid = more.Unsaid // composed later, with what has become known of the other documents
	c.Evidence = slices.Concat(have.Evidence, more.Evidence)
	c.Reasons = atMost(2*reasonsAtMost, slices.Concat(lead.Reasons, other.Reasons))
	c.Attribution = cmp.Or(have.Attribution, more.Attribution)
	c.Simulated = have.Simulated || more.Simulated
	return c
}

func graver(a, b redline.Content) bool {
	if x, y := a.E2EE == redline.ConfidentialityWeakened, b.E2EE == redline.ConfidentialityWeakened; x != y {
		return x
	}
	return a.Severity.Rank() > b.Severity.Rank()
}

func graverSeverity(a, b redline.Severity) redline.Severity {
	if b.Rank() > a.Rank() {
		return b
	}
	return a
}

func mix(a, b redline.Direction) redline.Direction {
	switch {
	case a == b || b == "" || b == redline.DirectionNeutral:
		return a
	case a == "" || a == redline.DirectionNeutral:
		return b
	}
	return redline.DirectionMixed
}

// mixE2EE keeps a weakening whatever else joins it.
func mixE2EE(a, b redline.Confidentiality) redline.Confidentiality {
	for _, c := range []redline.Confidentiality{
		redline.ConfidentialityWeakened, redline.ConfidentialityStrengthened, redline.ConfidentialityTouched,
	} {
		if a == c || b == c {
			return c
		}
	}
	return redline.ConfidentialityNone
}

// mergeQuotes keeps the lead's first quotes, and at least one of the other's.
func mergeQuotes(lead, other []redline.Quote) []redline.Quote {
	keep := quotesAtMost - min(1, len(other))
	return atMost(quotesAtMost, slices.Concat(atMost(keep, lead), other, lead[min(keep, len(lead)):]))
}

func atMost[T any](n int, list []T) []T { return list[:min(n, len(list)):min(n, len(list))] }

func union[T comparable](a, b []T) []T {
	return union2(a, b, func(x, y T) bool { return x == y })
}

func union2[T any](a, b []T, equal func(T, T) bool) []T {
	out := slices.Clone(a)
	for _, x := range b {
		if !slices.ContainsFunc(out, func(y T) bool { return equal(x, y) }) {
			out = append(out, x)
		}
	}
	return out
}
