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
		if !slices.Contains(a.change.Verdict.Flags, differ.FlagInPart) {
			o.reverted = append(o.reverted, s.base.ID)
		}
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
