package differ

import (
	"strings"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// teaser reports a link at the edge of the page that stands alone, however much it says.
// One that only changed its words is a label, unless it is the first thing on the page.
func (j *judgement) teaser(e edit) bool {
	if e.paired() && j.Hunks[e.hunk].NewAt > 0 {
		return false
	}
	for isNew, s := range map[bool]*sentence{false: e.old, true: e.new} {
		if s != nil && (s.kind == redline.BlockRow || len(s.words) > widgetWords || !j.linked(s, isNew) || !j.outside(s)) {
			return false
		}
	}
	return true
}

// teasersTurn reports whether links at the edge of the page took the place of others.
func (j *judgement) teasersTurn() bool {
	came, went := false, false
	for _, e := range j.edits {
		if !j.teaser(e) || len(e.side().words) < 3 {
			return false
		}
		came, went = came || e.new != nil, went || e.old != nil
	}
	return came && went
}

// inList reports an item that leads nowhere, of a list that a sentence introduces: what it
// names belongs to the text.
func (j *judgement) inList(s *sentence) bool {
	h := j.Hunks[s.hunk]
	at, blocks, isNew := h.OldAt, j.Old.Blocks, h.NewAt >= 0
	if isNew {
		at, blocks = h.NewAt, j.New.Blocks
	}
	if s.kind != redline.BlockItem || j.OldMarkdown+j.NewMarkdown == "" || j.linked(s, isNew) {
		return false
	}
	intro, ok := introduction(blocks, at)
	return ok && intro.Count >= introWords && strings.ContainsAny(lastByte(intro.Words), ".:;")
}

// introWords is how long a sentence is at least that introduces a list.
const introWords = 8

func lastByte(s string) string { return s[max(0, len(s)-1):] }

// Bounds of a stretch of titles that came or went together, as menus do.
const (
	menuReach = 8  // hunks on either side
	menuLeast = 8  // titles among them
	menuWords = 25 // of a line in a menu: "Enter your address to see what is on offer"
	menuTitle = 60 // bytes of a title
)

// inMenu reports whether a lone sentence stands among many titles that came or went with it.
func (j *judgement) inMenu(e edit) bool {
	if e.paired() || len(e.side().words) > menuWords {
		return false
	}
	if j.titles == nil {
		j.titles = make([]bool, len(j.Hunks))
		for i, h := range j.Hunks {
			j.titles[i] = menuEntry(h)
		}
	}
	n := 0
	for i := max(0, e.hunk-menuReach); i < min(len(j.Hunks), e.hunk+menuReach+1); i++ {
		if j.titles[i] && (j.Hunks[i].New == "") == (e.new == nil) {
			n++
		}
	}
	return n >= menuLeast
}

// Bounds of a list of questions, as help pages show their other pages.
const (
	questionReach = 3 // blocks on either side
	questionLeast = 2 // other questions among them
	answerWords   = 20
)

// question reports a lone question in a list of questions without answers.
func (j *judgement) question(e edit) bool {
	s := e.side()
	if e.paired() || !asks(s.text) {
		return false
	}
	h := j.Hunks[e.hunk]
	at, blocks := h.NewAt, j.New.Blocks
	if e.new == nil {
		at, blocks = h.OldAt, j.Old.Blocks
	}
	if at < 0 || blocks[at].Count > len(s.words)+4 {
		return false
	}
	others := 0
	for i := max(0, at-questionReach); i < min(len(blocks), at+questionReach+1); i++ {
		switch {
		case i == at:
		case asks(blocks[i].Words):
			others++
		case i == at+1 && blocks[i].Count >= answerWords:
			return false
		}
	}
	return others >= questionLeast
}

func asks(s string) bool { return strings.HasSuffix(strings.TrimSpace(s), "?") }

// menuEntry reports a short block that came or went, is written like a title, and
// names nothing that policies regulate: a list of data has other words.
func menuEntry(h redline.Hunk) bool {
	if h.Old != "" && h.New != "" || len(h.Old)+len(h.New) > menuTitle {
		return false
	}
	s := sentence{text: h.Old + h.New}
	return s.titles() && !topical(meaning.Words(s.text))
}
