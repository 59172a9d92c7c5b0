package differ

import (
	"regexp"
	"slices"

	"github.com/redlinewatch/redline/meaning"
)

// definition is how texts say what a word of theirs means.
var definition = regexp.MustCompile(`[“"”'‘][^“”"]{2,60}[”"’'],? (?:also )?(?:means|refers to|includes|bedeutet|désigne)\b`)

// rules reports a sentence that speaks of documents and says what holds all the same: it
// defines a word, or makes a document hold for more or others.
func (s *sentence) rules() bool {
	if len(s.text) > nameBytes {
		return false
	}
	if slices.Contains(s.words, "means") || slices.Contains(s.words, "refers") || slices.Contains(s.words, "includes") {
		if definition.MatchString(s.text) {
			return true
		}
	}
	if !s.cues().Has(meaning.CuePlace) {
		return false
	}
	for _, w := range s.words {
		switch w {
		case "expand", "expands", "expanding", "expanded", "extend", "extends", "extending", "extended", "scope":
			return true
		}
	}
	return false
}

// dayHead is a line that begins with a day: "March 3, 2024: …".
var dayHead = regexp.MustCompile(`^\W{0,3}(?:\p{L}{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}\.? \p{L}{3,9}\.? \d{4}|\d{4}-\d{2}-\d{2})\s?[:–—-]`)

// logged reports a lone entry of a list of changes: what changed stands in the text.
func logged(e edit) bool {
	return !e.paired() && len(e.side().words) <= noticeWords && dayHead.MatchString(e.side().text)
}

// pointed reports a sentence that sends people elsewhere to read on, and only says so in
// other words.
func pointed(e edit, r renames) bool {
	if !e.paired() || len(e.new.words) > widgetWords || len(e.old.words) > widgetWords || turned(e.del, e.ins) {
		return false
	}
	if !e.old.cues().Has(meaning.CuePointer) || !e.new.cues().Has(meaning.CuePointer) {
		return false
	}
	rest := append(content(e.del, r.names), content(e.ins, r.names)...)
	return !topical(rest) && len(quantities(rest)) == 0
}

// nameless drops names from words.
func nameless(words []string, names map[string]bool) []string {
	var out []string
	for _, w := range words {
		if !names[w] {
			out = append(out, w)
		}
	}
	return out
}

// advises reports a lone tip, as help pages put them beside their rules: it binds nobody.
func advises(e edit) bool {
	s := e.side()
	return !e.paired() && len(s.words) <= noticeWords && (s.words[0] == "tip" || s.words[0] == "tips") && !s.cues().Has(meaning.CueNegation)
}
