package differ

import (
	"cmp"
	"slices"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// Bounds of telling another document from a rewritten one: of 150 pairs without a
// sentence in common, rewrites shared a third of their most frequent words or more, most
// of them half, and documents on other things a quarter or less.
const (
	aboutWords   = 150  // most frequent words that say what a text is about
	aboutLetters = 5    // shorter words stand everywhere
	aboutElse    = 0.28 // of them in common, and less: another document
	aboutTitled  = 0.42 // the same, where the titles name other subjects
	aboutLeast   = 200  // words of a text whose title names another subject
	aboutMuch    = 800  // words of any other text; fewer say too little
)

// aboutElse reports whether two texts without common sentences speak of other things.
func (j *judgement) aboutElse() bool {
	most, least := aboutElse, aboutMuch
	if otherSubject(j.Old, j.New) {
		most, least = aboutTitled, aboutLeast
	}
	name := headline(j.New)
	if min(j.oldWords, j.newWords) < least || name == headline(j.Old) && len(subject(name))+kindsIn(name) > 0 {
		return false
	}
	old, new := about(j.Old), about(j.New)
	common := 0
	for w := range old {
		if new[w] {
			common++
		}
	}
	return float64(common) <= most*float64(min(len(old), len(new)))
}

// about is the set of the longer words that a text has most often.
func about(t redline.Text) map[string]bool {
	count := make(map[string]int)
	for _, b := range t.Blocks {
		for _, w := range meaning.Words(b.Words) {
			if len(w) >= aboutLetters {
				count[w]++
			}
		}
	}
	words := make([]string, 0, len(count))
	for w := range count {
		words = append(words, w)
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(count[b]-count[a], cmp.Compare(a, b)) })
	set := make(map[string]bool, aboutWords)
	for _, w := range words[:min(len(words), aboutWords)] {
		set[w] = true
	}
	return set
}

// titleBlocks is how far from the top the title of a text may stand.
const titleBlocks = 4

// otherSubject reports whether two titles name subjects, and have less than half of their
// words in common. What kinds of documents are called says nothing of a subject, and two
// of one kind may be one document under a new name.
func otherSubject(old, new redline.Text) bool {
	a, b := headline(old), headline(new)
	if a == "" || b == "" || kindsIn(a)&kindsIn(b)&^kindRules != 0 {
		return false
	}
	x, y := subject(a), subject(b)
	if len(y) == 0 || len(x) == 0 && kindsIn(a) == 0 {
		return false
	}
	common := 0
	for w := range x {
		if y[w] {
			common++
		}
	}
	return 2*common <= min(len(x), len(y))
}

// headline returns the first heading near the top of a text.
func headline(t redline.Text) string {
	for _, b := range t.Blocks[:min(len(t.Blocks), titleBlocks)] {
		if b.Kind == redline.BlockHeading && b.Count <= 12 {
			return b.Words
		}
	}
	return ""
}

// subject is the words of a title that name neither a kind of document nor a part of one.
func subject(title string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range meaning.Words(title) {
		switch w {
		case "policy", "policies", "privacy", "terms", "conditions", "agreement", "notice", "statement", "use", "service", "services",
			"guidelines", "rules", "community", "standards", "welcome", "overview", "general", "part", "provisions", "introduction",
			"definitions", "scope", "effective", "date", "last", "updated", "contents", "legal", "information", "center", "centre",
			"help", "version", "document", "data", "protection", "processing", "user", "users", "customer", "customers", "addendum", "section":
			continue
		}
		if !functionWord(w) && !hasDigit(w) {
			set[w] = true
		}
	}
	return set
}
