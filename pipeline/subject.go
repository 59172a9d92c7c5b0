package pipeline

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/store"
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

// A subject is one document while captures are applied to it in the order of time.
// Everything it decides follows from what it was shown; it neither waits nor stores.
type subject struct {
	doc      redline.Document
	origin   redline.Backfill
	looks    Looks
	state    redline.State
	base     *redline.Version
	text     redline.Text // what base says
	markdown string       // its bytes
	pending  []pending    // accepted, not yet confirmed; oldest first
	aside    *candidate   // read, but not believed
	memory   memory
	diffs    diffs
	// declared identifies how the text is taken now; where it is not as in memory, a
	// change may be of our own making, and the page is asked for whatever its validators say.
	declared string
}

// A memory is what the store keeps of a subject between captures, beside versions and changes.
type memory struct {
	History differ.History `json:"history"`
	// Layout is the base version for which a change of mere layout is on record: one is enough.
	Layout   string `json:"layout,omitempty"`
	Versions int    `json:"versions"`
	// Declared identifies how the text was taken from the page at the last good capture.
	Declared string `json:"declared,omitempty"`
}

// A candidate is a text with the change that leads to it.
type candidate struct {
	change   redline.Change
	text     redline.Text
	markdown string
}

// A pending change was accepted and waits for further looks.
type pending struct {
	change redline.Change
	// What it replaced, to go back to if it goes away.
	before         *redline.Version
	beforeText     redline.Text
	beforeMarkdown string
	added, removed map[redline.Key]bool
}

// An observation is what one capture amounts to.
type observation struct {
	store.Recording
	confirmed []redline.Change // changes that this capture confirmed
	reverted  []string         // ids of versions whose change has been taken back for good
}

// observe applies one capture. md and t are what it says when its health is good;
// an unchanged capture says what the last readable one said.
func (s *subject) observe(c redline.Capture, md string, t redline.Text) (observation, error) {
	var o observation
	if c.Health == redline.HealthUnchanged {
		md, t = s.markdown, s.text
		if s.aside != nil {
			md, t = s.aside.markdown, s.aside.text
		}
	}
	if c.Health.Readable() {
		c.TextKey = t.Key
	}
	c.ID = redline.ID("capture", c.Document, stamp(c.At), c.By, c.Reference, string(c.Health), c.TextKey.String())
	o.Capture = c
	s.check(c)
	if c.Health.Readable() {
		s.stood(&o, c.At)
		if s.origin == redline.Backfilled {
			s.keep(&o, md, t.Key) // an archive's record is evidence even where only its layout differs
		}
		switch {
		case s.base == nil:
			s.first(&o, md, t)
		case t.Key == s.base.TextKey:
			s.same(&o, md)
		case s.aside != nil && t.Key == s.aside.change.NewKey:
			s.again(&o)
		default:
			s.differs(&o, md, t)
		}
		s.memory.History = s.memory.History.Saw(t, c.At)
		s.memory.Declared = s.declared
	}
	o.State = s.state
	history, err := json.Marshal(s.memory)
	if err != nil {
		return o, fmt.Errorf("history of %s: %w", s.doc.ID, err)
	}
	o.History = history
	return o, nil
}

// tells reports whether the capture is evidence of something: it began a version or a
// change, or the page became unreadable in a new way. Its pages are worth keeping then.
func (o *observation) tells(before redline.Health) bool {
	if !o.Capture.Health.Readable() {
		return o.Capture.Health != before
	}
	for _, v := range o.Versions {
		if v.Capture == o.Capture.ID {
			return true
		}
	}
	for _, c := range o.Changes {
		if c.Capture == o.Capture.ID {
			return true
		}
	}
	return false
}

// check brings the reading state up to date.
func (s *subject) check(c redline.Capture) {
	s.state.Health, s.state.Reason, s.state.LastChecked = c.Health, c.Reason, c.At
	if !c.Health.Readable() {
		s.state.Failures++
		return
	}
	s.state.Failures = 0
	s.state.LastGood = c.At
	if c.Health == redline.HealthGood {
		s.state.Pages = c.Pages
	}
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

func (s *subject) first(o *observation, md string, t redline.Text) {
	s.keep(o, md, t.Key)
	s.setBase(o, t, md, o.Capture, o.Capture.At)
}

// same: the capture says what the base says.
func (s *subject) same(o *observation, md string) {
	s.dropAside(o)
	s.base.LastSeen = o.Capture.At
	o.Seen = s.base.ID
	s.look(o, s.text)
	if md == s.markdown || s.memory.Layout == s.base.ID {
		return
	}
	s.memory.Layout = s.base.ID
	s.keep(o, md, s.base.TextKey)
	c := s.change(o.Capture, s.base.TextKey)
	c.Confirmed = c.FirstWith
	c.Verdict = differ.Judge(differ.Comparison{
		ID: c.ID, Kind: s.doc.Kind, Old: s.text, New: s.text, At: c.FirstWith, Technical: c.Technical,
		OldMarkdown: s.markdown, NewMarkdown: md,
	}, s.memory.History)
	o.Changes = append(o.Changes, c)
}

// again: the capture says what was set aside.
func (s *subject) again(o *observation) {
	s.aside.change.Seen++
	if o.Capture.At.Sub(s.aside.change.FirstWith) >= s.hold(s.aside.change.Verdict.Noise) {
		s.acceptAside(o, o.Capture.At)
		return
	}
	o.Changes = append(o.Changes, s.aside.change)
}

// differs: the capture says something else than the base.
func (s *subject) differs(o *observation, md string, t redline.Text) {
	if s.backBefore(o, t.Key) {
		o.Seen = s.base.ID
		return
	}
	s.dropAside(o)
	c := s.change(o.Capture, t.Key)
	hunks := s.diffs.diff(s.text, t)
	c.Verdict = differ.Judge(differ.Comparison{
		ID: c.ID, Kind: s.doc.Kind, Old: s.text, New: t, Hunks: hunks, At: c.FirstWith, Technical: c.Technical,
	}, s.memory.History)
	s.keep(o, md, t.Key)
	if setAside(c.Verdict) {
		s.aside = &candidate{change: c, text: t, markdown: md}
		o.Changes = append(o.Changes, c)
		return
	}
	s.look(o, t)
	s.accept(o, candidate{change: c, text: t, markdown: md}, hunks, o.Capture.At)
}

// accept makes a candidate the base; lastSeen is when a capture last said so.
func (s *subject) accept(o *observation, c candidate, hunks []redline.Hunk, lastSeen time.Time) {
	p := pending{before: s.base, beforeText: s.text, beforeMarkdown: s.markdown}
	p.added, p.removed = sides(hunks, s.text, c.text)
	s.setBase(o, c.text, c.markdown, redline.Capture{ID: c.change.Capture, At: c.change.FirstWith, By: o.Capture.By}, lastSeen)
	c.change.New = s.base.ID
	p.change = c.change
	if c.change.Verdict.Class == redline.ClassNoise {
		p.change.Confirmed = c.change.FirstWith // nobody waits for a second look at noise
	} else {
		s.pending = append(s.pending, p)
	}
	o.Changes = append(o.Changes, p.change)
}

// acceptAside believes what has held for days. A text that the document already had
// is a return: it never makes an alert of its own.
func (s *subject) acceptAside(o *observation, lastSeen time.Time) {
	a := *s.aside
	s.aside = nil
	if n := a.change.Verdict.Noise; n == redline.NoiseFlap || n == redline.NoiseVariant {
		o.reverted = append(o.reverted, s.base.ID)
		a.change.Verdict.Flags = append(a.change.Verdict.Flags, FlagReverted)
	}
	s.accept(o, a, s.diffs.diff(s.text, a.text), lastSeen)
}

// FlagReverted marks the change back to a text that a document had before, once it has held for days.
const FlagReverted = "reverted"

func (s *subject) dropAside(o *observation) {
	if s.aside == nil {
		return
	}
	s.aside.change.Gone = o.Capture.At
	o.Changes = append(o.Changes, s.aside.change)
	s.aside = nil
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

// setAside reports whether a verdict keeps a text from becoming the base. What restores
// a document whose base was the broken page is noise too, and the better base.
func setAside(v redline.Verdict) bool {
	if slices.Contains(v.Flags, differ.FlagRestored) {
		return false
	}
	switch v.Noise {
	case redline.NoiseError, redline.NoiseSelector, redline.NoiseVariant, redline.NoiseFlap:
		return v.Class == redline.ClassNoise
	}
	return false
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

// setBase makes what capture c first said the base.
func (s *subject) setBase(o *observation, t redline.Text, md string, c redline.Capture, lastSeen time.Time) {
	s.memory.Versions++
	v := redline.Version{
		Document: s.doc.ID, Number: s.memory.Versions, TextKey: t.Key, FirstSeen: c.At, LastSeen: lastSeen,
		Capture: c.ID, By: c.By, Words: t.Words(), Language: t.Language,
	}
	v.ID = redline.ID("version", s.doc.ID, s.baseID(), t.Key.String(), stamp(c.At))
	s.base, s.text, s.markdown = &v, t, md
	o.Versions = append(o.Versions, v)
}

func (s *subject) baseID() string {
	if s.base == nil {
		return ""
	}
	return s.base.ID
}

// change returns a new change from the base to the text of a capture.
func (s *subject) change(c redline.Capture, key redline.Key) redline.Change {
	return redline.Change{
		ID:       redline.ID("change", s.doc.ID, s.base.ID, key.String(), stamp(c.At)),
		Document: s.doc.ID, Old: s.base.ID, OldKey: s.base.TextKey, NewKey: key, Capture: c.ID,
		LastWithout: s.base.LastSeen, FirstWith: c.At, Seen: 1, Origin: s.origin,
		Technical: c.Technical || s.redeclared() || fromArchive(s.base.By) != fromArchive(c.By),
	}
}

func (s *subject) redeclared() bool {
	return s.memory.Declared != "" && s.memory.Declared != s.declared
}

// fromArchive tells records of an archive from captures: each takes the text from the
// page in its own way, so the step from one to the other is technical.
func fromArchive(by string) bool { return strings.HasPrefix(by, archivePrefix) }

func (s *subject) keep(o *observation, md string, key redline.Key) {
	o.Markdown, o.TextKey = md, key
}

func stamp(t time.Time) string { return strconv.FormatInt(t.UnixMicro(), 10) }
