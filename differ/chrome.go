package differ

import (
	"strings"
	"unicode"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// Shares of a text that tell an edit from a page that lost or regained parts.
const (
	lostShare = 0.3
	residue   = 0.08
)

// lostOrRegained: large parts went or came whole and nothing else was edited, as when
// the page or the way of reading it changed.
func (j *judgement) lostOrRegained() bool {
	lost, gained, reworded := j.delWords, j.addWords, 0
	for _, e := range j.edits {
		if e.paired() && e.side().prose() {
			reworded += len(e.del) + len(e.ins)
		}
	}
	small := func(n, of int) bool { return float64(n) <= residue*float64(of) }
	switch {
	case float64(lost) > lostShare*float64(j.oldWords) && small(gained+reworded, lost):
		if j.copies(j.New, false) {
			return false
		}
		return j.setNoise(redline.NoiseSelector, 0.7, "parts-lost",
			"Large parts are gone at once while nothing else was edited: what is read of the page changed.", j.sample(false), "")
	case float64(gained) > lostShare*float64(j.newWords) && small(lost+reworded, gained):
		if j.copies(j.Old, true) {
			return false
		}
		return j.setNoise(redline.NoiseSelector, 0.6, "parts-regained",
			"Large parts appear at once while nothing else was edited: what is read of the page changed.", "", j.sample(true))
	}
	return false
}

// sample returns the first prose of one side.
func (j *judgement) sample(new bool) string {
	for _, e := range j.edits {
		s := e.old
		if new {
			s = e.new
		}
		if s != nil && s.prose() {
			return s.text
		}
	}
	return ""
}

// copies reports whether most lone sentences of one side stand in other, which then
// holds two versions of the document at once.
func (j *judgement) copies(other redline.Text, new bool) bool {
	marks := make(map[uint32]bool)
	for _, b := range other.Blocks {
		for _, s := range meaning.Sentences(b.Words) {
			marks[foldHash(strings.Join(meaning.Words(s), " "))] = true
		}
	}
	same, all := 0, 0
	for _, e := range j.edits {
		s := e.old
		if new {
			s = e.new
		}
		if s == nil || e.paired() || !s.prose() {
			continue
		}
		all++
		if marks[foldHash(s.key())] {
			same++
		}
	}
	return all > 0 && same*10 >= all*4
}

// chromeOnly: what changed is furniture of the page, not text of the document.
func (j *judgement) chromeOnly() bool {
	words := 0
	var sample edit
	for _, e := range j.edits {
		if !j.furniture(e) {
			return false
		}
		if words == 0 {
			sample = e
		}
		words += len(e.del) + len(e.ins)
	}
	old, new := sample.texts()
	return j.setNoise(redline.NoiseLayout, 0.75, "page-furniture",
		"Only menus, labels or footers of the page changed.", old, new)
}

// furniture reports whether an edit is in a menu, a footer or a label: no sentence,
// and standing before the first prose of its page or after the last, or worded like one.
func (j *judgement) furniture(e edit) bool {
	for _, s := range []*sentence{e.old, e.new} {
		if s == nil {
			continue
		}
		cues := meaning.Cues(s.words)
		if cues.Has(meaning.CueChrome) && len(s.words) <= 12 && !cues.Has(meaning.CueNotice) {
			continue
		}
		if s.prose() || len(s.words) > 12 || hasDigit(s.text) && !cues.Has(meaning.CueChrome) {
			return false
		}
		if !j.outside(s) {
			return false
		}
	}
	return true
}

func hasDigit(s string) bool { return strings.IndexFunc(s, unicode.IsDigit) >= 0 }

// outside reports whether a sentence stands before the first prose of its text or after the last.
func (j *judgement) outside(s *sentence) bool {
	h := j.Hunks[s.hunk]
	at, blocks := h.NewAt, j.New.Blocks
	if at < 0 {
		at, blocks = h.OldAt, j.Old.Blocks
	}
	return !proseIn(blocks[:at]) || !proseIn(blocks[at+1:])
}

func proseIn(blocks []redline.Block) bool {
	for _, b := range blocks {
		if b.Kind != redline.BlockHeading && b.Count >= 14 {
			return true
		}
	}
	return false
}

// countersOnly: every edit changes nothing but numbers, dates and opaque values, none
// of which is a quantity that matters.
func (j *judgement) countersOnly() bool {
	var sample edit
	dated := false
	for i, e := range j.edits {
		if !e.paired() || !onlyNumbers(e) {
			return false
		}
		switch numberKind(e) {
		case numberQuantity:
			return false
		case numberDate:
			dated = true
		}
		if i == 0 {
			sample = e
		}
	}
	old, new := sample.texts()
	switch {
	case dated:
		j.v.Class, j.v.Confidence = redline.ClassEditorial, 0.8
		j.v.Topics = append(j.v.Topics, redline.TopicOther)
		j.dates()
		j.because("date-only", "Only dates of the text changed.", old, new)
		return true
	case strings.Contains(strings.ToLower(old), "copyright") || strings.ContainsRune(old, '©'):
		return j.setNoise(redline.NoiseLayout, 0.85, "copyright-year", "Only the year of the copyright line changed.", old, new)
	}
	return j.setNoise(redline.NoiseDynamic, 0.8, "counter", "Only a counter or a value made by the page changed.", old, new)
}
