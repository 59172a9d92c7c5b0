package differ

import (
	"strings"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// Bounds of what a page has around its text: menus, banners, footers.
const (
	stretchBlocks  = 5   // fewer blocks are no menu
	stretchEntries = 0.5 // of its blocks are links, titles and buttons
	stretchPolicy  = 2   // sentences that speak like a policy: more are text
	surroundWords  = 45  // of surroundings that came or went: from here on another part of the page is read
)

// surroundings marks the hunks that belong to a stretch of blocks at the very beginning
// or end of a text that came or went as a whole and is mostly links and titles. What
// prose stands among them (banners, notices of rights) belongs to the page, too.
func (j *judgement) surroundings() []bool {
	if j.around != nil {
		return j.around
	}
	j.around = make([]bool, len(j.Hunks))
	for _, isNew := range []bool{false, true} {
		blocks := j.Old.Blocks
		if isNew {
			blocks = j.New.Blocks
		}
		hunkOf := make(map[int]int)
		for i, h := range j.Hunks {
			at, other := h.OldAt, h.NewAt
			if isNew {
				at, other = other, at
			}
			if at >= 0 && other < 0 {
				hunkOf[at] = i
			}
		}
		head := 0
		for head < len(blocks) && has(hunkOf, head) {
			head++
		}
		tail := len(blocks)
		for tail > head && has(hunkOf, tail-1) {
			tail--
		}
		for _, s := range [][2]int{{0, head}, {tail, len(blocks)}} {
			if s[1]-s[0] == len(blocks) || !j.isMenu(blocks[s[0]:s[1]], isNew) {
				continue
			}
			for at := s[0]; at < s[1]; at++ {
				j.around[hunkOf[at]] = true
			}
		}
	}
	return j.around
}

func has(m map[int]int, k int) bool {
	_, ok := m[k]
	return ok
}

// isMenu reports a row of blocks that is mostly links, titles and buttons.
func (j *judgement) isMenu(blocks []redline.Block, isNew bool) bool {
	if len(blocks) < stretchBlocks {
		return false
	}
	entries, policy := 0, 0
	for _, b := range blocks {
		if j.linkedBlock(b.Words, isNew) || languageName(b.Words) {
			entries++
			continue
		}
		for _, text := range meaning.Sentences(b.Words) {
			s := sentence{text: text, words: meaning.Words(text), kind: b.Kind}
			if s.cues().Has(meaning.CuePolicy) && len(s.words) >= 10 {
				policy++
			}
			if len(s.words) <= 12 && s.cues().Has(meaning.CueChrome|meaning.CueWidget) {
				entries++
				break
			}
		}
	}
	return float64(entries) >= stretchEntries*float64(len(blocks)) && policy <= stretchPolicy
}

// languageName reports an entry of a list of languages: a name that a language gives itself.
func languageName(words string) bool {
	ws := meaning.Words(words[:min(len(words), linkedBytes)])
	if len(ws) == 0 || len(ws) > 3 {
		return false
	}
	switch ws[0] {
	case "english", "deutsch", "français", "español", "italiano", "nederlands", "polski", "português", "svenska", "dansk", "norsk",
		"suomi", "čeština", "slovenčina", "slovenščina", "magyar", "română", "türkçe", "ελληνικά", "русский", "українська",
		"български", "hrvatski", "srpski", "lietuvių", "latviešu", "eesti", "íslenska", "català", "euskara", "galego", "bahasa",
		"tiếng", "ไทย", "ภาษาไทย", "हिन्दी", "العربية", "עברית", "فارسی", "日本語", "한국어", "中文", "简体中文", "繁體中文", "filipino":
		return true
	}
	return false
}

// surroundingWords counts the words of surroundings that came and that went.
func (j *judgement) surroundingWords() (came, went int) {
	for i, around := range j.surroundings() {
		if h := j.Hunks[i]; around && h.OldAt < 0 {
			came += countWords(h.New)
		} else if around {
			went += countWords(h.Old)
		}
	}
	return came, went
}

// recordLabels is how often a block must stand on the other side to be the label of a
// field: "Name", "Purpose", "Expiry".
const recordLabels = 3

// record reports a lone block in a stretch of fields, as lists of cookies and of partners
// are written where pages do not use tables.
func (j *judgement) record(e edit) bool {
	if e.paired() || j.moved >= recutMuch {
		return false
	}
	if j.labels == nil {
		j.labels = make(map[string]int)
		for _, t := range []redline.Text{j.Old, j.New} {
			for _, b := range t.Blocks {
				if name := label(b); name != "" {
					j.labels[name]++
				}
			}
		}
	}
	found := make(map[string]bool)
	for i := max(0, e.hunk-menuReach); i < min(len(j.Hunks), e.hunk+menuReach+1); i++ {
		h := j.Hunks[i]
		at, blocks := h.NewAt, j.New.Blocks
		if e.new == nil {
			at, blocks = h.OldAt, j.Old.Blocks
		}
		if at < 0 || h.OldAt >= 0 && h.NewAt >= 0 {
			continue
		}
		if k := label(blocks[at]); k != "" && j.labels[k] >= 2*recordLabels {
			found[k] = true
		}
	}
	return len(found) >= recordLabels
}

// Bounds of what may be the name of a field.
const (
	fieldWords = 6  // of a block that is nothing else
	fieldBytes = 40 // in front of a value: "Purpose: analytics"
)

// label returns the letters of what may be the name of a field: a short block, or what
// stands before the colon of one.
func label(b redline.Block) string {
	name := b.Words
	if at := strings.IndexByte(name, ':'); at > 0 && at <= fieldBytes && b.Count <= 3*fieldWords {
		name = name[:at]
	} else if b.Count > fieldWords {
		return ""
	}
	return (&sentence{text: name}).key()
}
