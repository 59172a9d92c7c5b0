package differ

import (
	"strings"
	"time"
	"unicode"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// Shares of a text that tell an edit from a page that lost or regained parts.
const (
	lostShare   = 0.3
	wholeShare  = 0.7  // from here no date on the page proves that people edited
	silentShare = 0.12 // where the date of the last edit did not move and nothing else changed
	residue     = 0.02
	residueMost = 60  // words
	partWords   = 120 // fewer are an edit
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
	silent := func() bool { return statesItsDate(j.Old) && statesItsDate(j.New) && !j.datesMoved() }
	large := func(n, of, rest int) bool {
		share := float64(n) / float64(max(of, 1))
		if n < partWords || rest > residueMost || float64(rest) > residue*float64(n) {
			return false
		}
		if share < wholeShare && j.datesMoved() {
			return false // people edited, and said so
		}
		return share > lostShare || share > silentShare && rest == 0 && n > 300 && silent()
	}
	switch {
	case large(lost, j.oldWords, gained+reworded) && !j.withdrawn():
		return j.setNoise(j.partKind(false), 0.7, "parts-lost",
			"Large parts are gone at once while nothing else was edited: what is read of the page changed.", j.sample(false), "")
	case large(gained, j.newWords, lost+reworded):
		if j.twice() {
			return false
		}
		return j.setNoise(j.partKind(true), 0.6, "parts-regained",
			"Large parts appear at once while nothing else was edited: what is read of the page changed.", "", j.sample(true))
	}
	return false
}

// withdrawn reports whether what was lost was replaced by a word to the reader, as when
// a policy is withdrawn in favour of another.
func (j *judgement) withdrawn() bool {
	for _, e := range j.edits {
		if e.old == nil && e.new.prose() && meaning.Cues(e.new.words).Has(meaning.CuePolicy) {
			return true
		}
	}
	return false
}

// partKind tells a page made for another region, whose regional parts went or came,
// from one that is read differently.
func (j *judgement) partKind(new bool) redline.Noise {
	for _, h := range j.Hunks {
		at, blocks := h.OldAt, j.Old.Blocks
		if new {
			at, blocks = h.NewAt, j.New.Blocks
		}
		if at >= 0 && blocks[at].Count <= 6 && regional(blocks[at].Words) {
			return redline.NoiseVariant
		}
	}
	if float64(max(j.delWords, j.addWords)) > 0.9*float64(max(j.oldWords, j.newWords)) && !saysAnything(j.New) {
		return redline.NoiseError
	}
	return redline.NoiseSelector
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
	if j.addWords > residueMost || float64(j.delWords+j.copied) < 0.2*float64(j.oldWords) || j.copied*10 < 4*(j.delWords+j.copied) {
		return false
	}
	notice := false
	for _, e := range j.edits {
		notice = notice || e.old != nil && meaning.Cues(e.old.words).Has(meaning.CueNotice)
	}
	if !notice {
		return false
	}
	j.v.Class, j.v.Confidence = redline.ClassEditorial, 0.75
	j.v.Topics = append(j.v.Topics, redline.TopicOther)
	j.dates()
	j.because("superseded-copy", "A superseded copy of the document was taken off the page; the text in force stands as before.", j.sample(false), "")
	return true
}

// olderCopy: the page shows a text that says it was last edited before the one we know.
func (j *judgement) olderCopy() bool {
	old, new := lastUpdated(j.Old), lastUpdated(j.New)
	if old.Day.IsZero() || new.Day.IsZero() || !new.Day.Before(old.Day) || old.Day.Sub(new.Day) < 20*24*time.Hour {
		return false
	}
	return j.setNoise(redline.NoiseVariant, 0.7, "older-copy",
		"The page shows a text that is dated before the one it had: a stale or regional copy.", old.Sentence, new.Sentence)
}

// lastUpdated returns the first date near the top of a text that says when it was edited.
func lastUpdated(t redline.Text) meaning.Date {
	for _, b := range t.Blocks[:min(len(t.Blocks), datedBlocks)] {
		if len(b.Words) > 200 {
			continue
		}
		for _, d := range meaning.Dates(b.Words) {
			if d.Kind == meaning.DateUpdated {
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

// twice reports whether the new text has the headings of the old one a second time: a
// new version stands on the page beside the one in force.
func (j *judgement) twice() bool {
	had := make(map[redline.Key]bool)
	for _, b := range j.Old.Blocks {
		if b.Kind == redline.BlockHeading {
			had[b.Key] = true
		}
	}
	again, added := 0, 0
	for _, h := range j.Hunks {
		if h.OldAt >= 0 || j.New.Blocks[h.NewAt].Kind != redline.BlockHeading {
			continue
		}
		added++
		if had[j.New.Blocks[h.NewAt].Key] {
			again++
		}
	}
	return again >= 3 && again*3 >= added || j.copied*3 > j.addWords
}

// chromeOnly: what changed is furniture of the page, not text of the document.
func (j *judgement) chromeOnly() bool {
	words, ticks := 0, false
	var sample edit
	for _, e := range j.edits {
		if !j.furniture(e) {
			return false
		}
		if words == 0 {
			sample = e
		}
		ticks = ticks || ticker(e)
		words += len(e.del) + len(e.ins)
	}
	old, new := sample.texts()
	switch {
	case ticks:
		return j.setNoise(redline.NoiseDynamic, 0.8, "ticker", "Only times and counters that the page makes changed.", old, new)
	case len(j.edits) == 1 && j.titleOnly(j.edits[0]):
		return j.setNoise(redline.NoiseSelector, 0.6, "title", "Only the title of the page came or went.", old, new)
	case sample.paired() && copyrightLine(old) && copyrightLine(new) && !onlyNumbers(sample):
		return j.setNoise(redline.NoiseVariant, 0.6, "copyright-holder",
			"Only the company named in the copyright line differs, as on pages for other countries.", old, new)
	}
	return j.setNoise(redline.NoiseLayout, 0.75, "page-furniture",
		"Only menus, labels or footers of the page changed.", old, new)
}

// titleOnly reports whether the first heading of a text came or went.
func (j *judgement) titleOnly(e edit) bool {
	h := j.Hunks[e.hunk]
	return !e.paired() && e.side().kind == redline.BlockHeading && (h.OldAt == 0 || h.NewAt == 0)
}

func copyrightLine(s string) bool {
	return strings.ContainsRune(s, '©') || strings.Contains(strings.ToLower(s), "copyright")
}

// furniture reports whether an edit is in a menu, a footer or a label: no sentence,
// and standing before the first prose of its page or after the last, or worded like one.
func (j *judgement) furniture(e edit) bool {
	if e.elsewhere || mojibake(e) || ticker(e) || repeated(e) || j.contents(e) || j.inMenu(e) {
		return true
	}
	for _, s := range []*sentence{e.old, e.new} {
		if s == nil || s.mash() {
			continue
		}
		if s.kind == redline.BlockRow {
			return false
		}
		cues := meaning.Cues(s.words)
		if cues.Has(meaning.CueChrome) && len(s.words) <= 12 && !cues.Has(meaning.CueNotice) {
			continue
		}
		if s.prose() || len(s.words) > 16 || hasDigit(s.text) && !cues.Has(meaning.CueChrome) {
			return false
		}
		if !j.outside(s) && !j.linkList(s) {
			return false
		}
	}
	return true
}

// contents reports a short line that only repeats a heading of its text, as lists of
// contents do.
func (j *judgement) contents(e edit) bool {
	s := e.side()
	if e.paired() || s.kind == redline.BlockHeading || len(s.words) > 14 {
		return false
	}
	t := j.New
	if e.new == nil {
		t = j.Old
	}
	if j.headings == nil {
		j.headings = make(map[bool]map[string]bool)
	}
	isNew := e.new != nil
	if j.headings[isNew] == nil {
		j.headings[isNew] = headingLetters(t)
	}
	return j.headings[isNew][s.key()]
}

func headingLetters(t redline.Text) map[string]bool {
	set := make(map[string]bool)
	for _, b := range t.Blocks {
		if b.Kind == redline.BlockHeading {
			var l strings.Builder
			letters(&l, b.Words)
			set[l.String()] = true
		}
	}
	return set
}

// ticker reports an edit in a line that tells how long ago something was, or what time it is.
func ticker(e edit) bool {
	for _, s := range []*sentence{e.old, e.new} {
		if s != nil && !s.relativeTime() {
			return false
		}
	}
	return true
}

func (s *sentence) relativeTime() bool {
	if len(s.words) > 14 {
		return false
	}
	last := s.words[len(s.words)-1]
	joined := strings.Join(s.words, " ")
	for _, sign := range []string{"updated today", "updated yesterday", "updated this week", "just now", "minutes ago", "hours ago", "hour ago",
		"day ago", "days ago", "week ago", "weeks ago", "month ago", "months ago", "year ago", "years ago", "min read", "minute read"} {
		if strings.Contains(joined, sign) {
			return true
		}
	}
	return last == "ago"
}

// repeated reports an edit that drops or adds words the sentence has twice.
func repeated(e edit) bool {
	if !e.paired() || len(e.del) > 0 && len(e.ins) > 0 || len(e.del)+len(e.ins) < 3 {
		return false
	}
	twice, rest := e.del, e.new.words
	if len(e.ins) > 0 {
		twice, rest = e.ins, e.old.words
	}
	return strings.Contains(" "+strings.Join(rest, " ")+" ", " "+strings.Join(twice, " ")+" ")
}

// mash reports titles run together, as menus come out of some pages: "UsersContact usHelp".
func (s *sentence) mash() bool {
	joins, last := 0, ' '
	for _, r := range s.text {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			joins++
		}
		last = r
	}
	return joins >= 4 && joins*5 > len(s.words)
}

// linkList reports a title in a list of links, by the heading it stands under.
func (j *judgement) linkList(s *sentence) bool {
	section := j.Hunks[s.hunk].Section
	if len(section) == 0 || len(s.words) > 8 {
		return false
	}
	for _, w := range meaning.Words(section[len(section)-1]) {
		switch w {
		case "related", "resources", "links", "contents", "menu", "navigation", "useful":
			return true
		}
	}
	return false
}

func hasDigit(s string) bool { return strings.IndexFunc(s, unicode.IsDigit) >= 0 }

// outsideShare is how much of a text's prose may stand before or after its furniture.
const outsideShare = 0.03

// outside reports whether a sentence stands before nearly all prose of its text or after it.
func (j *judgement) outside(s *sentence) bool {
	h := j.Hunks[s.hunk]
	at, blocks := h.NewAt, j.New.Blocks
	if at < 0 {
		at, blocks = h.OldAt, j.Old.Blocks
	}
	before, after := proseWords(blocks[:at]), proseWords(blocks[at+1:])
	return float64(min(before, after)) <= outsideShare*float64(before+after)
}

func proseWords(blocks []redline.Block) int {
	n := 0
	for _, b := range blocks {
		if b.Kind != redline.BlockHeading && b.Count >= 14 {
			n += b.Count
		}
	}
	return n
}

// Bounds of a run of short blocks that came or went together, as menus do.
const (
	menuRun   = 8
	menuWords = 8
)

// inMenu reports whether a lone sentence is one of many short blocks in a row.
func (j *judgement) inMenu(e edit) bool {
	if e.paired() || len(e.side().words) > menuWords {
		return false
	}
	short := func(i int) bool {
		if i < 0 || i >= len(j.Hunks) {
			return false
		}
		h := j.Hunks[i]
		return (h.Old == "" || h.New == "") && len(h.Old)+len(h.New) < 60
	}
	from, to := e.hunk, e.hunk
	for short(from-1) && e.hunk-from < menuRun {
		from--
	}
	for short(to+1) && to-e.hunk < menuRun {
		to++
	}
	return to-from+1 >= menuRun
}

// countersOnly: every edit changes nothing but numbers, dates and opaque values, none
// of which is a quantity that matters.
func (j *judgement) countersOnly() bool {
	var sample edit
	dated := false
	for i, e := range j.edits {
		if e.elsewhere {
			continue
		}
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
	case copyrightLine(old):
		return j.setNoise(redline.NoiseLayout, 0.85, "copyright-year", "Only the year of the copyright line changed.", old, new)
	}
	return j.setNoise(redline.NoiseDynamic, 0.8, "counter", "Only a counter or a value made by the page changed.", old, new)
}
