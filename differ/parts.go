package differ

import (
	"maps"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// Shares of a text that tell an edit from a page that lost or regained parts.
const (
	lostShare   = 0.3
	wholeShare  = 0.7  // from here no date on the page proves that people edited
	silentShare = 0.25 // where the date of the last edit did not move and nothing else changed
	residue     = 0.02
	residueMost = 60   // words
	partWords   = 120  // fewer are an edit
	hugeWords   = 3000 // nobody writes or strikes so much and leaves the rest and the date alone
)

// lostOrRegained: large parts went or came whole and nothing else was edited, as when
// the page or the way of reading it changed.
func (j *judgement) lostOrRegained() bool {
	lost, gained, reworded, rewordings := j.delWords, j.addWords, 0, 0
	for _, e := range j.edits {
		if e.paired() && e.side().prose() && !j.furniture(e) {
			reworded += len(e.del) + len(e.ins)
			rewordings++
		}
	}
	dated := j.restated()
	gone := part{words: lost, of: j.oldWords, rest: gained + reworded, rewordings: rewordings, dated: dated}
	added := part{words: gained, of: j.newWords, rest: lost + reworded, rewordings: rewordings, dated: dated || j.datesMoved(), isNew: true}
	switch {
	case j.taken(gone) && !j.withdrawn():
		return j.setNoise(j.partKind(false), 0.7, "parts-lost",
			"Large parts are gone at once while nothing else was edited: what is read of the page changed.", j.sample(false), "")
	case j.taken(added):
		if j.twice() {
			return false
		}
		j.flag(FlagRestored)
		return j.setNoise(j.partKind(true), 0.6, "parts-regained",
			"Large parts appear at once while nothing else was edited: what is read of the page changed.", "", j.sample(true))
	}
	return j.outOfProportion(reworded)
}

// part is what only one side of a comparison has.
type part struct {
	words, of  int  // of all words of its side
	rest       int  // words that changed besides
	rewordings int  // sentences reworded besides
	dated      bool // people edited, and said so
	isNew      bool
}

// taken reports whether a part is so large, and so alone, that the page was read in
// another way and not edited. Companies add sections more often than they strike them
// without a word.
func (j *judgement) taken(p part) bool {
	share := float64(p.words) / float64(max(p.of, 1))
	alone := float64(p.rest) <= residue*float64(p.words)
	silent := func() bool { return !p.dated && statesItsDate(j.Old) && statesItsDate(j.New) }
	switch {
	case p.words >= hugeWords && share > lostShare && alone && !p.dated:
		return true
	case p.words < partWords || p.rest > residueMost || !alone:
		return false
	case share >= wholeShare:
		return share > wholeShare || !p.isNew
	case p.rewordings > rewordedMost || p.dated:
		return false
	case !p.isNew && share > lostShare:
		return true
	case p.rest > 0 || !silent():
		return false
	case !p.isNew && share > silentShare && p.words > 300:
		return true
	}
	return p.words >= regionalWords && (p.isNew || j.goneInOnePlace()) && j.regionalPart(p.isNew)
}

// goneInOnePlace reports whether the blocks that are gone followed each other: what
// people strike they strike wherever it is spoken of.
func (j *judgement) goneInOnePlace() bool {
	first, last, n := -1, -1, 0
	for _, h := range j.Hunks {
		if h.OldAt < 0 || h.NewAt >= 0 {
			continue
		}
		if first < 0 || h.OldAt < first {
			first = h.OldAt
		}
		last, n = max(last, h.OldAt), n+1
	}
	return n > 0 && 10*n >= 9*(last-first+1)
}

// regionalWords is how long a part for the readers of a region is at least.
const regionalWords = 250

// Bounds of a text that lost or gained far more than people write or strike at once.
const (
	rewordedMost = 2 // sentences reworded beside a part that is gone; more, and people edited
	proportion   = 5 // times as long as the other text
	keptShare    = 0.5
)

// outOfProportion: one text is many times as long as the other, and has most of it.
func (j *judgement) outOfProportion(reworded int) bool {
	small, part := j.oldWords, j.delWords
	isNew := j.newWords > j.oldWords
	if !isNew {
		small, part = j.newWords, j.addWords
	}
	if small < 400 || max(j.oldWords, j.newWords) < proportion*small || float64(small-part-reworded) < keptShare*float64(small) || isNew && j.twice() || !isNew && j.withdrawn() {
		return false
	}
	words := "Most of the text is gone at once: less of the page was read."
	if isNew {
		j.flag(FlagRestored)
		words = "Many times the text appears at once: more of the page was read."
	}
	return j.setNoise(redline.NoiseSelector, 0.7, "out-of-proportion", words, j.sample(false), j.sample(true))
}

// restated reports whether the text states another date of its own than before: a line
// with a date changed, or one was put in the place of another.
func (j *judgement) restated() bool {
	went, came := make(map[time.Time]bool), make(map[time.Time]bool)
	for _, e := range j.edits {
		days(went, e.old)
		days(came, e.new)
	}
	return len(went) > 0 && len(came) > 0 && !maps.Equal(went, came)
}

// days adds the days by which a short sentence dates its text.
func days(to map[time.Time]bool, s *sentence) {
	if s == nil || len(s.words) > 40 {
		return
	}
	for _, d := range meaning.Dates(s.text) {
		if d.Kind != meaning.DateOther {
			to[d.Day] = true
		}
	}
}

// regionalLeast is how many sentences of a part must speak of where the reader lives,
// where no heading names a region.
const regionalLeast = 2

// regionalPart reports whether what only one side has is made for readers of a region.
func (j *judgement) regionalPart(isNew bool) bool {
	speak := 0
	for _, e := range j.edits {
		s := e.old
		if isNew {
			s = e.new
		}
		if s == nil || e.paired() {
			continue
		}
		if len(s.words) <= 6 && regional(s.text) {
			return true
		}
		if s.cues().Has(meaning.CueResidence) {
			speak++
		}
	}
	return speak >= regionalLeast
}

// withdrawn reports whether what was lost was replaced by a word to the reader, as when
// a policy is withdrawn in favour of another.
func (j *judgement) withdrawn() bool {
	for _, e := range j.edits {
		if e.old == nil && e.new.prose() && e.new.cues().Has(meaning.CuePolicy) {
			return true
		}
	}
	return false
}

// partKind tells a page made for another region, whose regional parts went or came,
// from one that is read differently.
func (j *judgement) partKind(new bool) redline.Noise {
	all, ofRegion := 0, 0
	for _, h := range j.Hunks {
		at, other, blocks := h.OldAt, h.NewAt, j.Old.Blocks
		if new {
			at, other, blocks = other, at, j.New.Blocks
		}
		if at < 0 || other >= 0 {
			continue
		}
		all += blocks[at].Count
		if forRegion(blocks[at]) {
			ofRegion += blocks[at].Count
		}
	}
	if float64(ofRegion) > regionalShare*float64(all) || ofRegion > 0 && localesDiffer(j.OldMarkdown, j.NewMarkdown) {
		return redline.NoiseVariant
	}
	if j.regionalPart(new) && float64(max(j.delWords, j.addWords)) < lostShare*float64(max(j.oldWords, j.newWords)) {
		return redline.NoiseVariant
	}
	if float64(max(j.delWords, j.addWords)) > 0.9*float64(max(j.oldWords, j.newWords)) && !saysAnything(j.New) {
		return redline.NoiseError
	}
	return redline.NoiseSelector
}

// regionalShare is how much of what went or came must be for readers of a region.
const regionalShare = 0.08

// forRegion reports a block that is, or stands under, a short heading that names a region.
func forRegion(b redline.Block) bool {
	if b.Count <= 6 && regional(b.Words) {
		return true
	}
	for _, heading := range b.Section {
		if countWords(heading) <= 6 && regional(heading) {
			return true
		}
	}
	return false
}

// regional reports a heading that speaks of one region.
func regional(heading string) bool {
	for _, w := range meaning.Words(heading) {
		switch w {
		case "european", "europe", "eu", "eea", "uk", "california", "brazil", "india", "korea", "japan", "canada", "australia":
			return true
		}
	}
	return false
}

// datesMoved reports whether a changed sentence states another date of the text than before.
func (j *judgement) datesMoved() bool {
	for _, e := range j.edits {
		for _, s := range []*sentence{e.old, e.new} {
			if s == nil || len(s.words) > 40 {
				continue
			}
			for _, d := range meaning.Dates(s.text) {
				if d.Kind != meaning.DateOther {
					return true
				}
			}
		}
	}
	return false
}

// superseded: a second copy of the document, kept beside the new one for a while, was
// taken off the page, with the notices that announced the new one.
func (j *judgement) superseded() bool {
	if j.copyGone = j.copyRemoved(); !j.copyGone {
		return false
	}
	for i, w := range j.weights() {
		if e := j.edits[i]; e.paired() && len(e.del)+len(e.ins) < len(e.new.words)/2 && w >= weightNumber {
			return false // the text in force was edited too
		}
	}
	j.v.Class, j.v.Confidence = redline.ClassEditorial, 0.75
	j.v.Topics = append(j.v.Topics, redline.TopicOther)
	j.dates()
	j.because("superseded-copy", "A superseded copy of the document was taken off the page; the text in force stands as before.", j.sample(false), "")
	return true
}

// copyRemoved reports whether much is gone that the text in force has as well.
func (j *judgement) copyRemoved() bool {
	if j.addWords > residueMost || float64(j.delWords+j.copied) < 0.2*float64(j.oldWords) {
		return false
	}
	if j.stoodTwice() {
		return true
	}
	if j.copied*10 < 4*(j.delWords+j.copied) {
		return false
	}
	for _, e := range j.edits {
		if e.old != nil && e.old.cues().Has(meaning.CueNotice) {
			return true
		}
	}
	return false
}

// ofCopy reports a sentence that only a copy had that was taken off the page.
func (j *judgement) ofCopy(e edit) bool { return j.copyGone && e.new == nil }

// olderCopy: the page shows a text that says it was last edited before the one we know.
func (j *judgement) olderCopy() bool {
	if !j.datesMoved() {
		return false
	}
	old, new := lastUpdated(j.Old), lastUpdated(j.New)
	if mistyped(new.Day, j.At) {
		return false
	}
	if old.Day.IsZero() || new.Day.IsZero() || !new.Day.Before(old.Day) || old.Day.Sub(new.Day) < 20*24*time.Hour {
		return false
	}
	return j.setNoise(redline.NoiseVariant, 0.7, "older-copy",
		"The page shows a text that is dated before the one it had: a stale or regional copy.", old.Sentence, new.Sentence)
}

// mistyped reports a day that would be about now in the year of the visit: in winter
// people write last year's number.
func mistyped(day, at time.Time) bool {
	if at.IsZero() || day.IsZero() || at.Year() != day.Year()+1 {
		return false
	}
	apart := at.Sub(day.AddDate(1, 0, 0))
	return apart > -45*24*time.Hour && apart < 45*24*time.Hour
}

// datedLine is how long a line may be that says since when the text holds.
const datedLine = 16

// lastUpdated returns the first date near the top of a text that says when it was edited.
func lastUpdated(t redline.Text) meaning.Date {
	for _, b := range t.Blocks[:min(len(t.Blocks), datedBlocks)] {
		if len(b.Words) > 200 {
			continue
		}
		for _, d := range meaning.Dates(b.Words) {
			if d.Kind == meaning.DateUpdated || d.Kind == meaning.DateEffective && len(meaning.Words(b.Words)) <= datedLine {
				return d
			}
		}
	}
	return meaning.Date{}
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
