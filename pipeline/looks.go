package pipeline

import (
	"time"

	"github.com/redlinewatch/redline"
)

// Looks says when a change counts as confirmed, and how long what was set aside
// must hold before it is believed after all.
type Looks struct {
	// More is how many captures after the first must agree with a change before it is confirmed.
	More int
	// Stands lets a record of an archive speak for the time until the next record,
	// because an archive records only what differs. A change that stood this long is
	// confirmed. Zero means that only captures count.
	Stands time.Duration
	// HoldVariant is how long a flap or variant must hold to be accepted, HoldBroken an error or a failed selection.
	HoldVariant, HoldBroken time.Duration
}

// LiveLooks are the rules for pages we visit ourselves, ArchiveLooks those for imported records.
func LiveLooks() Looks {
	return Looks{More: 2, HoldVariant: 3 * day, HoldBroken: 14 * day}
}

// ArchiveLooks: see [LiveLooks]. Archives fetch at least once a day, so what stood for
// a day was seen again.
func ArchiveLooks() Looks {
	return Looks{More: 2, Stands: day, HoldVariant: 3 * day, HoldBroken: 14 * day}
}

const day = 24 * time.Hour

// A pending change was accepted and waits for further looks.
type pending struct {
	change redline.Change
	// What it replaced, to go back to if it goes away.
	before         *redline.Version
	beforeText     redline.Text
	beforeMarkdown string
	added, removed map[redline.Key]bool
}

// stood lets time speak for an archive's last record.
func (s *subject) stood(o *observation, at time.Time) {
	if s.looks.Stands == 0 {
		return
	}
	if a := s.aside; a != nil && at.Sub(a.change.FirstWith) >= s.hold(a.change.Verdict.Noise) {
		s.acceptAside(o, a.change.FirstWith)
	}
	kept := s.pending[:0]
	for _, p := range s.pending {
		stood := p.change.FirstWith.Add(s.looks.Stands)
		if stood.After(at) {
			kept = append(kept, p)
			continue
		}
		p.change.Confirmed = stood
		o.confirmed = append(o.confirmed, p.change)
		o.Changes = append(o.Changes, p.change)
	}
	s.pending = kept
}

// backBefore handles a return to the text that an unconfirmed change had replaced:
// that change was a flap, and what it replaced is the base again.
func (s *subject) backBefore(o *observation, key redline.Key) bool {
	for i, p := range s.pending {
		if p.change.OldKey != key {
			continue
		}
		s.dropAside(o)
		for _, gone := range s.pending[i:] {
			gone.change.Gone = o.Capture.At
			gone.change.Verdict = flapped(gone.change.Verdict, o.Capture.At)
			o.Changes = append(o.Changes, gone.change)
		}
		s.base, s.text, s.markdown = p.before, p.beforeText, p.beforeMarkdown
		s.base.LastSeen = o.Capture.At
		o.Base = s.base.ID
		s.pending = s.pending[:i]
		s.look(o, s.text)
		return true
	}
	return false
}

// look counts a further capture for every pending change that it agrees with.
func (s *subject) look(o *observation, t redline.Text) {
	if len(s.pending) == 0 {
		return
	}
	has := make(map[redline.Key]bool, len(t.Blocks))
	for _, b := range t.Blocks {
		has[b.Key] = true
	}
	kept := s.pending[:0]
	for _, p := range s.pending {
		switch {
		case p.change.FirstWith.Equal(o.Capture.At):
			kept = append(kept, p)
			continue
		case !p.holds(has):
			p.change.Gone = o.Capture.At
		default:
			p.change.Seen++
			if p.change.Seen > s.looks.More {
				p.change.Confirmed = o.Capture.At
				o.confirmed = append(o.confirmed, p.change)
			} else {
				kept = append(kept, p)
			}
		}
		o.Changes = append(o.Changes, p.change)
	}
	s.pending = kept
}

// holds reports whether a text with these blocks still has the change: what it removed
// has not come back, and where it only added, something of that is still there.
func (p pending) holds(has map[redline.Key]bool) bool {
	for k := range p.removed {
		if has[k] {
			return false
		}
	}
	if len(p.removed) > 0 || len(p.added) == 0 {
		return true
	}
	for k := range p.added {
		if has[k] {
			return true
		}
	}
	return false
}

// sides returns the keys that only the new, and only the old text has, as far as hunks name them.
func sides(hunks []redline.Hunk, old, t redline.Text) (added, removed map[redline.Key]bool) {
	added, removed = map[redline.Key]bool{}, map[redline.Key]bool{}
	for _, h := range hunks {
		if h.NewAt >= 0 {
			added[t.Blocks[h.NewAt].Key] = true
		}
		if h.OldAt >= 0 {
			removed[old.Blocks[h.OldAt].Key] = true
		}
	}
	// A moved block stands on both sides, and so does a sentence that is repeated elsewhere.
	for k := range added {
		if removed[k] {
			delete(added, k)
			delete(removed, k)
		}
	}
	for _, b := range t.Blocks {
		delete(removed, b.Key)
	}
	return added, removed
}

func (s *subject) hold(n redline.Noise) time.Duration {
	if n == redline.NoiseFlap || n == redline.NoiseVariant {
		return s.looks.HoldVariant
	}
	return s.looks.HoldBroken
}

// flapped turns the verdict on a change that went away into that of a flap, keeping its reasons.
func flapped(v redline.Verdict, at time.Time) redline.Verdict {
	v.Class, v.Noise = redline.ClassNoise, redline.NoiseFlap
	v.Topics, v.Claims, v.Direction, v.Mechanism = []redline.Topic{}, []redline.ClaimChange{}, "", ""
	v.E2EE, v.Severity = redline.ConfidentialityNone, redline.SeverityNone
	v.Reasons = append([]redline.Reason{{
		Rule:  "went-away",
		Words: "The earlier text was back on " + at.UTC().Format("2 January 2006, 15:04") + " UTC, before further looks had confirmed the change.",
	}}, v.Reasons...)
	return v
}
