package differ

import (
	"strings"
	"unicode"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// linkedLines are the letters of the lines of a Markdown text that are nothing but links.
// A link may go on over several lines.
func linkedLines(md string) map[string]bool {
	inside := linkRegions(md)
	set := make(map[string]bool)
	at := 0
	for line := range strings.Lines(md) {
		var words strings.Builder
		linked := true
		for i, r := range line {
			switch inside[at+i] {
			case regionWords:
				words.WriteRune(r)
			case regionNone:
				linked = linked && !unicode.IsLetter(r)
			}
		}
		at += len(line)
		var l strings.Builder
		if linked {
			letters(&l, words.String())
		}
		if l.Len() > 0 {
			set[l.String()] = true
		}
	}
	return set
}

// Regions of Markdown.
const (
	regionNone   byte = iota
	regionWords       // the words of a link
	regionTarget      // where a link leads, or an image
)

// linkReach is how long the words of a link may be.
const linkReach = 600

// linkRegions tells for each byte of a Markdown text whether it belongs to a link.
func linkRegions(md string) []byte {
	inside := make([]byte, len(md))
	var open []int
	for i := 0; i < len(md); i++ {
		switch md[i] {
		case '\\':
			i++
		case '[':
			open = append(open, i)
		case ']':
			if len(open) == 0 {
				continue
			}
			from := open[len(open)-1]
			open = open[:len(open)-1]
			if i+1 >= len(md) || md[i+1] != '(' || i-from > linkReach {
				continue
			}
			end := strings.IndexByte(md[i:], ')')
			if end < 0 {
				return inside
			}
			words := regionWords
			if from > 0 && md[from-1] == '!' {
				words = regionTarget
			}
			for k := from; k < i; k++ {
				if inside[k] == regionNone {
					inside[k] = words
				}
			}
			for k := i; k <= i+end; k++ {
				inside[k] = regionTarget
			}
			i += end
		}
	}
	return inside
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
		j.lines, j.links = map[bool]map[string]bool{}, map[bool]string{}
	}
	if j.lines[isNew] == nil {
		md := j.OldMarkdown
		if isNew {
			md = j.NewMarkdown
		}
		j.lines[isNew], j.links[isNew] = linkedLines(md), joinedLinks(md)
	}
	key := (&sentence{text: words}).key()
	return j.lines[isNew][key] || len(key) >= entryBytes && strings.Contains(j.links[isNew], key)
}

// entryBytes is how many letters a block has at least that may be a link over several lines.
const entryBytes = 25

// joinedLinks joins the letters of all links of a text.
func joinedLinks(md string) string {
	var l strings.Builder
	inside := linkRegions(md)
	for i := 0; i < len(md); i++ {
		end := i
		for end < len(md) && inside[end] == regionWords {
			end++
		}
		if end > i {
			letters(&l, md[i:end])
			i = end
		}
	}
	return l.String()
}

// relabelled reports a link that stands alone on both sides and only got another label.
func (j *judgement) relabelled(e edit) bool {
	return e.paired() && e.old.kind != redline.BlockRow && len(e.new.words) <= menuWords && j.linked(e.old, false) && j.linked(e.new, true)
}

// labelWords is how long the label of a link may be.
const labelWords = 10

// linkLabels lists the words of the links of a text that are short enough to be labels.
func linkLabels(md string) [][]string {
	inside := linkRegions(md)
	var out [][]string
	for i := 0; i < len(md); i++ {
		if inside[i] != regionWords {
			continue
		}
		end := i
		for end < len(md) && inside[end] == regionWords {
			end++
		}
		if ws := meaning.Words(md[i:end]); len(ws) > 0 && len(ws) <= labelWords {
			out = append(out, ws)
		}
		i = end
	}
	return out
}

// linkLabels are the labels of the links of the old or the new text.
func (f *facts) linkLabels(isNew bool) [][]string {
	if f.labelled == nil {
		f.labelled = map[bool][][]string{false: linkLabels(f.OldMarkdown), true: linkLabels(f.NewMarkdown)}
	}
	return f.labelled[isNew]
}

// relinked reports a sentence that points elsewhere and whose link alone has other words.
func (j *judgement) relinked(e edit) bool {
	if !e.paired() || len(e.del)+len(e.ins) == 0 || len(e.del) > labelWords || len(e.ins) > labelWords || turned(e.del, e.ins) {
		return false
	}
	if !e.old.cues().Has(meaning.CueReference|meaning.CuePointer) || !e.new.cues().Has(meaning.CueReference|meaning.CuePointer) {
		return false
	}
	return labelled(e.old.words, e.del, j.linkLabels(false)) && labelled(e.new.words, e.ins, j.linkLabels(true))
}

// labelled reports whether the words of a sentence that carry sense all stand in labels
// of its links.
func labelled(sentence, words []string, labels [][]string) bool {
	left := content(words, nil)
	if len(left) == 0 {
		return true
	}
	all := " " + strings.Join(sentence, " ") + " "
	for _, label := range labels {
		if in := inBoth(left, label); len(in) > 0 && strings.Contains(all, " "+strings.Join(label, " ")+" ") {
			if left, _ = difference(left, in); len(left) == 0 {
				return true
			}
		}
	}
	return false
}

// introReach is how far before an item the words may stand that introduce its list.
const introReach = 250

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

// anchorsLeast is how many links into the page itself make a list of contents.
const anchorsLeast = 5

// anchors are the letters of the links of a text that lead to another part of the same page.
func anchors(md string) map[string]bool {
	if strings.Count(md, "](#") < anchorsLeast {
		return nil
	}
	inside := linkRegions(md)
	set := make(map[string]bool)
	for i := 0; i < len(md); i++ {
		if inside[i] != regionWords {
			continue
		}
		end := i
		for end < len(md) && inside[end] == regionWords {
			end++
		}
		if strings.HasPrefix(md[end:], "](#") {
			s := sentence{text: md[i:end]}
			if key := s.key(); key != "" {
				set[key] = true
			}
		}
		i = end
	}
	return set
}

// anchored reports a line that is nothing but a link to another part of its page.
func (j *judgement) anchored(s *sentence, isNew bool) bool {
	if j.intoPage == nil {
		j.intoPage = map[bool]map[string]bool{false: anchors(j.OldMarkdown), true: anchors(j.NewMarkdown)}
	}
	return j.intoPage[isNew][s.key()]
}
