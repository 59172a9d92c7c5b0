package differ

import (
	"strings"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// cellBytes is how long a cell may be that is an answer or a name.
const cellBytes = 80

// row reads a table's row. Its first cell and the heads of its columns name products and
// properties, in either order; the cells between are answers. That the table speaks of
// end-to-end encryption is said by the row, a head, or a heading above.
func (r *claimReader) row(at int) {
	b := r.text.Blocks[at]
	cells := cellsOf(b.Words)
	if at == 0 || r.text.Blocks[at-1].Kind != redline.BlockRow || r.header == nil {
		r.header = cells
		return
	}
	if len(cells) < 2 {
		return
	}
	above := strings.Join(b.Section, ". ")
	read := false
	for i, cell := range cells[1:] {
		state := answer(cell)
		if state == redline.ClaimUnknown {
			continue
		}
		read = true
		head := ""
		if i+1 < len(r.header) && len(r.header) == len(cells) {
			head = r.header[i+1]
		}
		if !endToEnd(cells[0]) && !endToEnd(head) && !endToEnd(r.header[0]) && !endToEnd(above) {
			continue
		}
		subjects := subjectsOf(cells[0]) | subjectsOf(head)
		if subjects == 0 {
			subjects = subjectsOf(above)
		}
		r.said = appendSaid(r.said, subjects, said{product: r.cellProduct(cells[0], head, b.Section), state: state, level: levelNot, sentence: excerpt(r.cellSentence(cells[0], head, cell))})
	}
	if !read && len(cells) > 1 && meaning.Speaks(meaning.Words(b.Words)) {
		r.said = append(r.said, r.block(b)...)
	}
}

const levelNot = 2.5 // what a cell weighs against prose

func cellsOf(row string) []string {
	cells := strings.Split(row, " | ")
	for i, c := range cells {
		cells[i] = strings.TrimSpace(c)
	}
	return cells
}

func endToEnd(s string) bool {
	return s != "" && meaning.Read(s, ^meaning.Subject(0)).EndToEnd
}

// cellSentence puts an answer beside what it answers.
func (r *claimReader) cellSentence(label, head, cell string) string {
	if head == "" {
		return label + " | " + cell
	}
	return label + " | " + head + ": " + cell
}

// cellProduct is the cell of the two that is a name, if one is.
func (r *claimReader) cellProduct(label, head string, section []string) string {
	for _, c := range [...]string{label, head} {
		if c != "" && len(c) <= cellBytes && subjectsOf(c) == 0 && !endToEnd(c) && meaning.IsName(c) {
			return c
		}
	}
	return r.productOf("", section)
}

// answer reads a cell that says yes, no or on what condition.
func answer(cell string) redline.ClaimState {
	if len(cell) > cellBytes {
		return redline.ClaimUnknown
	}
	words := meaning.Words(cell)
	if len(words) == 0 || len(words) > 8 {
		return redline.ClaimUnknown
	}
	lower := strings.Join(words, " ")
	for _, a := range cellAnswers {
		for _, w := range a.words {
			if lower == w || w != "on" && strings.HasPrefix(lower, w+" ") || a.anywhere && strings.Contains(" "+lower+" ", " "+w+" ") {
				return a.state
			}
		}
	}
	return redline.ClaimUnknown
}

// cellAnswers are tried in their order: "yes, if you turn it on" is a choice. A cell that
// goes on behind "on" says where something is.
var cellAnswers = [...]struct {
	state    redline.ClaimState
	anywhere bool
	words    []string
}{
	{redline.ClaimPlanned, true, []string{"planned", "soon", "in preparation", "not yet"}},
	{redline.ClaimOptIn, true, []string{"optional", "opt in", "turn on", "turn it on", "turned on", "switch on", "if enabled", "when enabled", "on request", "off by default"}},
	{redline.ClaimPartial, true, []string{"partly", "partial", "partially", "some", "limited", "except", "only"}},
	{redline.ClaimNo, false, []string{"no", "✘", "none", "never", "not", "unavailable"}},
	{redline.ClaimDefault, false, []string{"yes", "✔", "always", "default", "on by default", "by default", "on", "all"}},
}
