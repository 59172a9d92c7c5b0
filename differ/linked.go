package differ

import (
	"strings"
	"unicode"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// linkedLines are the letters of the lines of a Markdown text that are nothing but links.
func linkedLines(md string) map[string]bool {
	set := make(map[string]bool)
	for line := range strings.Lines(md) {
		if !strings.Contains(line, "](") {
			continue
		}
		if words, ok := onlyLinks(line); ok {
			var l strings.Builder
			letters(&l, words)
			if l.Len() > 0 {
				set[l.String()] = true
			}
		}
	}
	return set
}

// onlyLinks returns the words of a line that has nothing but links.
func onlyLinks(line string) (words string, ok bool) {
	var in strings.Builder
	for line != "" {
		at := strings.IndexByte(line, '[')
		if at < 0 {
			return in.String(), !hasLetters(line)
		}
		if hasLetters(line[:at]) {
			return "", false
		}
		end := strings.Index(line[at:], "](")
		if end < 0 {
			return "", false
		}
		if at == 0 || line[at-1] != '!' {
			in.WriteString(line[at+1 : at+end])
			in.WriteByte(' ')
		}
		line = line[at+end+2:]
		closing := strings.IndexByte(line, ')')
		if closing < 0 {
			return "", false
		}
		line = line[closing+1:]
	}
	return in.String(), true
}

func hasLetters(s string) bool {
	return strings.IndexFunc(s, unicode.IsLetter) >= 0
}

// linked reports whether the block of a sentence is nothing but links, as far as the
// Markdown is known.
func (j *judgement) linked(s *sentence, isNew bool) bool {
	h := j.Hunks[s.hunk]
	if isNew {
		return j.linkedBlock(h.New, true)
	}
	return j.linkedBlock(h.Old, false)
}

// linkedBytes is how long a block of nothing but links may be.
const linkedBytes = 4000

func (j *judgement) linkedBlock(words string, isNew bool) bool {
	if len(words) > linkedBytes {
		return false
	}
	if j.lines == nil {
		j.lines = map[bool]map[string]bool{}
	}
	if j.lines[isNew] == nil {
		md := j.OldMarkdown
		if isNew {
			md = j.NewMarkdown
		}
		j.lines[isNew] = linkedLines(md)
	}
	return j.lines[isNew][(&sentence{text: words}).key()]
}

// relabelled reports a link that stands alone on both sides and only got another label.
func (j *judgement) relabelled(e edit) bool {
	return e.paired() && e.old.kind != redline.BlockRow && len(e.new.words) <= menuWords && j.linked(e.old, false) && j.linked(e.new, true)
}

// introReach is how far before an item the words may stand that introduce its list.
const introReach = 80

// pointer reports a lone link in a list of documents to read beside this one: what they
// say stands there, and the text only points to them.
func (j *judgement) pointer(e edit) bool {
	s, isNew := e.side(), e.new != nil
	h := j.Hunks[s.hunk]
	at, blocks := h.OldAt, j.Old.Blocks
	if isNew {
		at, blocks = h.NewAt, j.New.Blocks
	}
	if at < 0 || s.kind != redline.BlockItem || !j.linked(s, isNew) {
		return false
	}
	intro, ok := introduction(blocks, at)
	return ok && meaning.Cues(meaning.Words(intro.Words)).Has(meaning.CueReading)
}

// introduction returns the block before the list that has an item at this place.
func introduction(blocks []redline.Block, at int) (redline.Block, bool) {
	for i := at - 1; i >= max(0, at-introReach); i-- {
		if blocks[i].Kind != redline.BlockItem {
			return blocks[i], true
		}
	}
	return redline.Block{}, false
}
