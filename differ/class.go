package differ

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// weight is what an edit is worth to a reader.
type weight int

const (
	weightNone    weight = iota // furniture, counters
	weightWording               // typos, synonyms, names, notices about the document itself
	weightNumber                // a quantity that matters
	weightSense                 // what is said changed
)

// class tells substantive from editorial edits by the heaviest of them.
func (j *judgement) class() {
	if j.v.Class != "" {
		return
	}
	heaviest, senses := weightNone, 0
	var sample edit
	for i, w := range j.weights() {
		e := j.edits[i]
		if w >= weightNumber {
			senses++
		}
		if w > heaviest {
			heaviest, sample = w, e
		}
	}
	j.senses = senses
	old, new := sample.texts()
	switch heaviest {
	case weightNone:
		if j.surroundingsTurn() {
			j.setNoise(redline.NoiseSelector, 0.65, "surroundings",
				"Menus and footers around the text came or went as a whole: more or less of the page was read.", old, new)
			return
		}
		j.setNoise(redline.NoiseLayout, 0.65, "page-furniture", "Only menus, labels, footers or copies of other passages changed.", old, new)
	case weightWording:
		if j.respelt >= 3 {
			j.setNoise(redline.NoiseVariant, 0.7, "spelling", "Most of what changed is British and American spelling.", old, new)
			return
		}
		if j.moved >= recutMuch && 50*j.leftOver() <= j.moved {
			if j.surroundingsTurn() {
				j.setNoise(redline.NoiseSelector, 0.65, "surroundings",
					"Menus and footers around the text came or went as a whole: more or less of the page was read.", old, new)
				return
			}
			j.setNoise(redline.NoiseLayout, 0.75, "cut-anew",
				"The same words stand on both sides; the page cuts them into other sentences and blocks.", "", "")
			return
		}
		j.v.Class, j.v.Confidence = redline.ClassEditorial, 0.65
		j.because("wording", "Only wording, names or notices about the document changed.", old, new)
	case weightNumber:
		j.v.Class, j.v.Confidence = redline.ClassSubstantive, 0.8
		j.because("quantity", fmt.Sprintf("A quantity changed: %s became %s.", enumerated(quantities(sample.del)), enumerated(quantities(sample.ins))), old, new)
	default:
		j.v.Class, j.v.Confidence = redline.ClassSubstantive, min(0.95, 0.6+0.05*float64(senses))
		j.because("sense", plural(senses, "sentence says something else, is new or is gone", "sentences say something else, are new or are gone"), old, new)
	}
}

func enumerated(words []string) string {
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words[:min(len(words), 4)], ", ")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "One " + one + "."
	}
	return fmt.Sprintf("%d %s.", n, many)
}

// weights says what each edit is worth; they are weighed once.
func (j *judgement) weights() []weight {
	if j.weighed == nil {
		renamed := j.renamed()
		j.weighed = make([]weight, len(j.edits))
		for i, e := range j.edits {
			j.weighed[i] = j.weigh(e, renamed)
		}
	}
	return j.weighed
}

// weigh says what one edit is worth.
func (j *judgement) weigh(e edit, r renames) weight {
	known := &e.side().worth
	if *known == 0 {
		*known = j.weighOnce(e, r) + 1
	}
	return *known - 1
}

func (j *judgement) weighOnce(e edit, r renames) weight {
	if j.furniture(e) {
		return weightNone
	}
	if partyChanged(e) {
		return weightSense
	}
	if readdressed(e) || j.relabelled(e) || j.relinked(e) {
		return weightWording
	}
	if onlyNumbers(e) && e.paired() {
		if numberKind(e) == numberQuantity && !references(e) {
			return weightNumber
		}
		return weightWording
	}
	if j.notice(e) || advises(e) || logged(e) || pointed(e, r) || !e.paired() && len(e.side().words) <= noticeWords/2 && e.side().cues().Has(meaning.CuePointer) {
		return weightWording
	}
	if !e.paired() {
		return j.weighLone(e, r)
	}
	return rewording(e, r)
}

// weighLone weighs a sentence that came or went.
func (j *judgement) weighLone(e edit, r renames) weight {
	s := e.side()
	switch {
	case j.pointer(e) || scraps(e, r):
		return weightWording
	case s.kind == redline.BlockParagraph && j.linked(s, e.new != nil):
		return weightWording // what it leads to says it
	case s.prose() || s.kind == redline.BlockItem || s.kind == redline.BlockRow || j.record(e) || contact(s):
		return weightSense
	}
	return weightWording
}

// scraps reports a lone sentence of which the other side has all but words of no weight.
func scraps(e edit, r renames) bool {
	left := append(append([]string(nil), e.del...), e.ins...)
	if len(left) >= len(e.side().words) {
		return false
	}
	rest := content(left, r.names)
	return len(rest) <= 2 && !topical(rest) && !turned(left, nil)
}

// How long a notice about the document itself may be.
const (
	noticeWords = 60
	noticeBytes = 60 * noticeWords
)

// notice reports an edit that speaks of the document's versions and dates: a lone
// sentence, all of a short block that has one, or what was put into a sentence.
func (j *judgement) notice(e edit) bool {
	if e.paired() {
		if len(e.old.words) <= datedLine && len(e.new.words) <= datedLine && e.old.cues().Has(meaning.CueNotice) && e.new.cues().Has(meaning.CueNotice) && !turned(e.del, e.ins) {
			return true
		}
		return meaning.Cues(e.del).Has(meaning.CueNotice) || meaning.Cues(e.ins).Has(meaning.CueNotice) && len(e.del) == 0
	}
	if e.side().rules() {
		return false
	}
	h := j.Hunks[e.side().hunk]
	block := h.New
	if e.new == nil {
		block = h.Old
	}
	if (h.OldAt < 0 || h.NewAt < 0) && len(block) <= noticeBytes && block != e.side().text {
		if words := meaning.Words(block); len(words) <= noticeWords {
			return meaning.Cues(words).Has(meaning.CueNotice)
		}
	}
	most := noticeWords / 2
	if block == e.side().text && (h.OldAt < 0 || h.NewAt < 0) {
		most = noticeWords // all of its block
	}
	if e.side().kind == redline.BlockItem && !j.linked(e.side(), e.new != nil) {
		return false // an entry of a list of documents
	}
	return len(e.side().words) <= most && e.side().cues().Has(meaning.CueNotice)
}

// mojibake reports an edit in which characters that could not be read were mended or broke.
func mojibake(e edit) bool {
	if !e.paired() || !strings.ContainsRune(e.old.text+e.new.text, '�') {
		return false
	}
	return len(e.del) <= 6 && len(e.ins) <= 6
}

// references reports whether the numbers of an edit point to parts of a document.
func references(e edit) bool {
	if len(quantities(e.ins))+len(quantities(e.del)) == 0 {
		return !slices.ContainsFunc(append(e.del[:len(e.del):len(e.del)], e.ins...), meaning.Counts) // spelt out
	}
	for i, w := range e.new.words[:min(len(e.new.words), 400)] {
		if hasDigit(w) && contains(e.ins[:min(len(e.ins), nameWords)], w) && (i == 0 || !meaning.Cues(e.new.words[i-1:i]).Has(meaning.CueReference)) {
			return false
		}
	}
	return true
}

func contains(words []string, w string) bool {
	for _, have := range words {
		if have == w {
			return true
		}
	}
	return false
}

// rewording weighs a sentence that stands on both sides.
func rewording(e edit, r renames) weight {
	if r.swaps[swap(e)] > 1 && !turned(e.del, e.ins) && !placed(e.del, e.ins) {
		return weightWording
	}
	del, ins := spelledOut(content(e.del, r.names)), spelledOut(content(e.ins, r.names))
	del, ins = withoutTwins(difference(content(del, nil), content(ins, nil)))
	if nameTail(e) {
		return weightWording
	}
	if turned(e.del, e.ins) || incorporated(e.del) || incorporated(e.ins) {
		return weightSense
	}
	if sizesOfFiles(e) || typo(e) || sameVocabulary(e) || quoted(e) {
		return weightWording
	}
	return rewordedContent(e, del, ins)
}

// rewordedContent weighs a sentence by the words of sense that went and came in it.
func rewordedContent(e edit, del, ins []string) weight {
	switch n := len(del) + len(ins); {
	case datesInProse(e):
		return weightNumber
	case n == 0:
		return weightWording
	case len(quantities(del))+len(quantities(ins)) > 0 && hasUnit(e.new.words) && e.new.prose():
		return weightNumber
	case n <= 2 && len(e.new.words) >= 8 && !topical(append(del, ins...)) && !placed(del, ins) && !enumeratedName(e, del, ins) && !enumerates(e):
		return weightWording
	case e.old.kind == redline.BlockHeading && e.new.kind == redline.BlockHeading && len(quantities(e.ins)) == 0:
		return weightWording // the text below it says what holds
	}
	return weightSense
}

// sizesOfFiles reports an edit of nothing but what pages say of a file: "(PDF, 326 KB)".
func sizesOfFiles(e edit) bool {
	sized := false
	for _, side := range [][]string{e.del, e.ins} {
		for _, w := range side {
			switch w {
			case "kb", "mb", "pdf":
				sized = true
			case "access", "download", "open", "view":
			default:
				if !hasDigit(w) {
					return false
				}
			}
		}
	}
	return sized
}

// datesInProse reports a sentence that says when something begins or ends, and says
// another day than before, or names one for the first time.
func datesInProse(e edit) bool {
	return len(e.new.words) >= 12 && len(quantities(e.ins)) > 0 && !(asOf(e.old.words) && asOf(e.new.words)) && len(meaning.Dates(e.new.text)) > 0 &&
		!e.new.cues().Has(meaning.CueNotice)
}

// nameTail reports a name that goes on differently after its first word, as products do
// that get another name ("Zoom IQ", "Zoom Revenue Accelerator").
func nameTail(e edit) bool {
	if len(e.del) == 0 || len(e.ins) == 0 || len(e.del)+len(e.ins) > 8 || incorporated(e.del) || incorporated(e.ins) {
		return false
	}
	before := func(s *sentence, words []string) (string, bool) {
		for i, w := range s.words {
			if w == words[0] && i > 0 {
				return s.words[i-1], allNames(s.text, words)
			}
		}
		return "", false
	}
	a, okA := before(e.old, e.del)
	b, okB := before(e.new, e.ins)
	return okA && okB && a == b && allNames(e.old.text, []string{a})
}

// allNames reports whether all words but small ones stand capitalised inside a sentence.
func allNames(text string, words []string) bool {
	count := make(map[string]int)
	countNames(count, text, words)
	for _, w := range words {
		if !functionWord(w) && count[w] == 0 {
			return false
		}
	}
	return len(count) > 0
}

// incorporated reports words of a company's legal form: another company is meant.
func incorporated(words []string) bool {
	for _, w := range words {
		switch w {
		case "inc", "llc", "ltd", "limited", "gmbh", "corp", "corporation", "sarl", "plc", "ag", "pty", "pte", "oy", "ab":
			return true
		}
	}
	return false
}

// turned reports whether negations, duties or scopes came or went.
func turned(del, ins []string) bool {
	const turning = meaning.CueNegation | meaning.CueDuty | meaning.CueLicence | meaning.CueScope
	was, is := meaning.Cues(del)&turning, meaning.Cues(ins)&turning
	if was^is == meaning.CueDuty && onlyTense(del) && onlyTense(ins) {
		return false
	}
	return was != is
}

// onlyTense reports whether words bind nobody beyond saying what is done or will be done.
func onlyTense(words []string) bool {
	return !meaning.Cues(nameless(words, map[string]bool{"will": true})).Has(meaning.CueDuty)
}

// topical reports whether words alone speak of something that policies regulate.
func topical(words []string) bool {
	c := meaning.TopicCount{}
	c.Topics(words)
	return len(c) > 0
}

// content drops the words that carry no sense of their own, and renamed names.
func content(words []string, names map[string]bool) []string {
	var out []string
	for _, w := range words {
		if !functionWord(w) && !names[w] {
			out = append(out, w)
		}
	}
	return out
}

// functionWord reports words that a sentence can gain or lose without another sense.
// Negations, modal verbs and words of scope are none.
func functionWord(w string) bool {
	switch w {
	case "a", "an", "the", "of", "in", "on", "at", "to", "for", "by", "with", "from", "as", "and", "or", "that", "which",
		"who", "this", "these", "those", "it", "its", "is", "are", "was", "were", "be", "been", "being", "has", "have", "had",
		"do", "does", "did", "we", "us", "our", "you", "your", "yours", "they", "their", "them", "such", "so", "also", "please",
		"s", "there", "here", "then", "than", "when", "where", "how", "what", "about", "into", "through", "via", "see", "below",
		"above", "section", "sections", "following", "including", "include", "includes", "e", "g", "i", "eg", "ie", "etc", "other",
		"*", "de", "la", "le", "und", "der", "die", "das", "et", "les", "des":
		return true
	}
	r, _ := utf8.DecodeRuneInString(w)
	return len(w) == 1 && unicode.IsLetter(r)
}
