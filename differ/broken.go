package differ

import (
	"strings"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// broken: one of the two is no policy but an error page, a wall or an empty page.
func (j *judgement) broken() bool {
	if why := brokenText(j.New, j.Old, true); why != "" {
		return j.setNoise(redline.NoiseError, 0.92, "broken-new", why, "", firstWords(j.New))
	}
	if why := brokenText(j.Old, j.New, false); why != "" {
		j.flag(FlagRestored)
		return j.setNoise(redline.NoiseError, 0.85, "broken-old",
			"The page is readable again; the text before was broken.", firstWords(j.Old), "")
	}
	return j.truncated()
}

// Thresholds of telling a rewrite from another page in the place of the document.
const (
	sharedLeast  = 0.08 // of the words of the longer text, kept or moved
	sharedOther  = 0.15 // the same, where the titles name other kinds of documents
	policyFactor = 0.35 // of the other text's phrases of policies per word
)

// replaced: nearly nothing of the two texts is common, and one speaks far less like a policy.
func (j *judgement) replaced() bool {
	if max(j.oldWords, j.newWords) < 200 {
		return false
	}
	kept := min(j.oldWords-j.delWords, j.newWords-j.addWords)
	for _, e := range j.edits {
		if e.paired() {
			kept -= len(e.new.words)
		}
	}
	share := float64(kept) / float64(max(j.oldWords, j.newWords))
	if share <= sharedLeast && j.hub() {
		return true
	}
	if min(j.oldWords, j.newWords) < 30 {
		return false
	}
	if share < sharedOther && otherKind(j.Old, j.New) {
		return j.setNoise(redline.NoiseError, 0.65, "another-document", "A document of another kind stands in the place of this one.", firstWords(j.Old), firstWords(j.New))
	}
	if share > sharedLeast {
		return false
	}
	if otherSubject(j.Old, j.New) && j.aboutElse() {
		return j.anotherSubject()
	}
	old, new := policyShare(j.Old), policyShare(j.New)
	switch {
	case new < policyFactor*old && j.newWords*2 < j.oldWords:
		return j.setNoise(redline.NoiseError, 0.7, "another-page", "Another page stands in the place of the document.", firstWords(j.Old), firstWords(j.New))
	case j.oldWords >= 400 && j.newWords > 7*j.oldWords && 2*j.delWords < j.oldWords && headline(j.Old) == headline(j.New):
		return false // see outOfProportion
	case j.oldWords >= 400 && j.newWords > 7*j.oldWords:
		return j.setNoise(redline.NoiseError, 0.6, "another-page", "Another, much longer page stands in the place of the document.", firstWords(j.Old), firstWords(j.New))
	case old < policyFactor*new && j.oldWords*4 < j.newWords && !saysAnything(j.Old):
		j.flag(FlagRestored)
		return j.setNoise(redline.NoiseError, 0.65, "another-page-before", "The text before was another page; now the document is back.", firstWords(j.Old), firstWords(j.New))
	}
	return j.aboutElse() && j.anotherSubject()
}

func (j *judgement) anotherSubject() bool {
	return j.setNoise(redline.NoiseVariant, 0.65, "another-subject",
		"A document on another subject stands in the place of this one.", firstWords(j.Old), firstWords(j.New))
}

// Bounds of a page that only leads to documents.
const (
	hubLinks      = 0.3 // of its words are links
	hubProportion = 4   // times as long is the document
	hubLeast      = 3   // links
)

// hub: one of the two texts is a page of links to documents.
func (j *judgement) hub() bool {
	switch {
	case j.oldWords >= hubProportion*j.newWords && isHub(j.NewMarkdown, j.newWords):
		if name := headline(j.New); name != "" && name == headline(j.Old) {
			return j.setNoise(redline.NoiseSelector, 0.65, "contents-left", "Only the list of contents is left of the text: its parts are read no more.", j.sample(false), "")
		}
		return j.setNoise(redline.NoiseError, 0.7, "another-page", "A page of links stands in the place of the document.", firstWords(j.Old), firstWords(j.New))
	case j.newWords >= hubProportion*j.oldWords && isHub(j.OldMarkdown, j.oldWords):
		j.flag(FlagRestored)
		return j.setNoise(redline.NoiseError, 0.65, "another-page-before", "The text before was a page of links; now the document is back.", firstWords(j.Old), firstWords(j.New))
	}
	return false
}

// isHub reports a text of so many words that has several links and not much else. One
// link in a few sentences may say where a policy is found that replaces this one.
func isHub(md string, words int) bool {
	inside := linkRegions(md)
	linked, links, in := 0, 0, false
	for i, r := range md {
		if inside[i] == regionWords && (i == 0 || inside[i-1] != regionWords) {
			links++
		}
		word := inside[i] == regionWords && inWord(r)
		if word && !in {
			linked++
		}
		in = word
	}
	return links >= hubLeast && float64(linked) >= hubLinks*float64(words)
}

// brokenText says why t cannot be the same document as other, empty when it can. That a
// text is no policy counts only where another replaced one that was.
func brokenText(t, other redline.Text, replaced bool) string {
	n, o := t.Words(), other.Words()
	switch {
	case n == 0:
		return "The page is empty."
	case n < 12 && o > 60, n*20 < o && !saysAnything(t):
		return "Almost nothing of the text is left."
	case n < 200 && o > 2*n && speaksOfError(t):
		return "The page shows an error or a wall in place of the text."
	case replaced && n*3 < o && n > 60 && policyShare(t) < 0.15*policyShare(other):
		return "The page shows something that is no policy."
	}
	return ""
}

// saysAnything reports whether a text has prose, and not only menus and titles.
func saysAnything(t redline.Text) bool {
	words := 0
	for _, b := range t.Blocks {
		if b.Kind != redline.BlockHeading && b.Count >= 12 && strings.ContainsAny(b.Words, ".;:。") {
			words += b.Count
		}
	}
	return words >= 40
}

func speaksOfError(t redline.Text) bool {
	for _, b := range t.Blocks {
		if meaning.Cues(meaning.Words(b.Words)).Has(meaning.CueError) {
			return true
		}
	}
	return false
}

// policyShare is how many phrases of policies t has per word.
func policyShare(t redline.Text) float64 {
	words, phrases := 0, 0
	for _, b := range t.Blocks {
		ws := meaning.Words(b.Words)
		words += len(ws)
		phrases += meaning.CountCues(ws, meaning.CuePolicy)
		if words > 4000 {
			break
		}
	}
	if words == 0 {
		return 0
	}
	return float64(phrases) / float64(words)
}

// truncated: the new text is the beginning of the old one and ends in mid-sentence, or the reverse.
func (j *judgement) truncated() bool {
	if small := min(j.oldWords, j.newWords); small >= 400 && max(j.oldWords, j.newWords) >= proportion*small {
		return false // more than the end is missing: see outOfProportion
	}
	if j.cutOff(j.Old, j.New, 7, func(h redline.Hunk) (string, string, int, int) { return h.Old, h.New, h.OldAt, h.NewAt }) {
		if endsWhole(j.New) {
			return j.setNoise(redline.NoiseSelector, 0.75, "end-lost", "All after one sentence is gone at once: the rest of the page is no longer read.", "", lastWords(j.New))
		}
		return j.setNoise(redline.NoiseError, 0.88, "truncated", "The text breaks off before its end.", "", lastWords(j.New))
	}
	if j.cutOff(j.New, j.Old, 2, func(h redline.Hunk) (string, string, int, int) { return h.New, h.Old, h.NewAt, h.OldAt }) {
		j.flag(FlagRestored)
		return j.setNoise(redline.NoiseError, 0.8, "untruncated", "The text before broke off before its end, and is whole again.", lastWords(j.Old), "")
	}
	return false
}

// endsWhole reports whether a text ends with the end of a sentence.
func endsWhole(t redline.Text) bool {
	last := strings.TrimRight(lastWords(t), ")”\"’' ")
	r, _ := utf8.DecodeLastRuneInString(last)
	return strings.ContainsRune(".!?。", r) && len(meaning.Words(last)) >= 4
}

// asideBytes is how long a change may be that does not speak against a cut-off text.
const asideBytes = 60

// headBlocks is how many blocks of a text may say what kind of document it is.
const headBlocks = 8

// otherKind reports whether the heads of two texts name kinds of documents, and none in common.
func otherKind(old, new redline.Text) bool {
	a, b := headKinds(old), headKinds(new)
	return a != 0 && b != 0 && a&b == 0
}

// Kinds of documents that a head can name.
const (
	kindPrivacy = 1 << iota
	kindCookies
	kindContract
	kindRules
	kindQuestions
)

// headKinds is the set of kinds of documents that the first blocks of a text name.
func headKinds(t redline.Text) int {
	set := 0
	for _, block := range t.Blocks[:min(len(t.Blocks), headBlocks)] {
		set |= kindsIn(block.Words[:min(len(block.Words), 200)])
	}
	return set
}

// kindsIn is the set of kinds of documents that words name.
func kindsIn(words string) int {
	set := 0
	for _, w := range meaning.Words(words) {
		switch w {
		case "privacy", "data", "personal":
			set |= kindPrivacy
		case "cookie", "cookies":
			set |= kindCookies
		case "terms", "conditions", "agreement":
			set |= kindContract
		case "guidelines", "rules", "standards":
			set |= kindRules
		case "faq", "questions":
			set |= kindQuestions
		}
	}
	return set
}

// cutOff reports whether short is whole with its end cut off: all hunks lie at the
// end, and the last words that are left are the beginning of a longer block, or more
// than one part in share of the text is gone.
func (j *judgement) cutOff(whole, short redline.Text, share int, sides func(redline.Hunk) (string, string, int, int)) bool {
	last := len(short.Blocks) - 1
	lost, piece, fits := 0, "", true
	for _, h := range j.Hunks {
		w, s, wAt, sAt := sides(h)
		if len(w)+len(s) < asideBytes && sAt != last {
			continue // a time or a label elsewhere on the page
		}
		switch {
		case sAt == last && wAt < 0:
			piece = strings.TrimRight(s, " .…")
			fits = false
		case sAt < 0 && wAt >= last:
			lost += len(w)
			fits = fits || strings.HasPrefix(w, piece)
		case sAt == last && wAt >= 0 && strings.HasPrefix(w, strings.TrimRight(s, " .…")):
			lost += len(w) - len(s)
			piece = strings.TrimRight(s, " .…")
		default:
			return false
		}
	}
	if !fits {
		return false
	}
	if lost < 400 || piece == "" && lost < textBytes(whole)/share {
		return false
	}
	end := short.Blocks[max(last, 0)]
	r, _ := utf8.DecodeLastRuneInString(end.Words)
	return end.Kind == redline.BlockHeading || !strings.ContainsRune(".!?)”\"。", r) || lost > 10*len(end.Words)
}

func textBytes(t redline.Text) int {
	n := 0
	for _, b := range t.Blocks {
		n += len(b.Words)
	}
	return n
}
