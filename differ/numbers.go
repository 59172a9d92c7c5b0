package differ

import (
	"strings"
	"unicode"

	"github.com/redlinewatch/redline/meaning"
)

// onlyNumbers reports whether an edit changes nothing but words with digits, names of
// months, and the small words of relative times.
func onlyNumbers(e edit) bool {
	if len(e.del)+len(e.ins) == 0 {
		return false
	}
	for _, side := range [][]string{e.del, e.ins} {
		for _, w := range side {
			if !hasDigit(w) && !timeWord(w) {
				return false
			}
		}
	}
	return true
}

func timeWord(w string) bool {
	switch w {
	case "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
		"november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
		"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
		"st", "nd", "rd", "th", "am", "pm", "today", "yesterday", "ago",
		"second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months", "year", "years",
		"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "a", "an", "last", "%", "pdf", "kb", "mb":
		return true
	}
	return false
}

// number is what a changed number counts.
type number int

const (
	numberCounter  number = iota // of no consequence: visitors, versions, opaque values
	numberDate                   // a day
	numberQuantity               // a period, an age, a sum: it matters
)

// numberKind says what the numbers of an edit count, by the words around them.
func numberKind(e edit) number {
	text := strings.ToLower(e.new.text)
	if len(meaning.Dates(e.new.text))+len(meaning.Dates(e.old.text)) > 0 {
		if len(e.new.words) >= 14 && !e.new.cues().Has(meaning.CueNotice) {
			return numberQuantity // when something begins or ends, not when the text was edited
		}
		return numberDate
	}
	switch {
	case dialled(e):
		return numberQuantity
	case strings.Contains(text, " ago") || copyrightLine(text) || countsPeople(e):
		return numberCounter
	case len(e.new.words) >= 4 && hasUnit(e.new.words):
		return numberQuantity
	case e.new.prose():
		return numberQuantity
	}
	return numberCounter
}

// countsPeople reports a changed number of followers, likes and the like.
func countsPeople(e edit) bool {
	for i, w := range e.new.words {
		if !hasDigit(w) {
			continue
		}
		for _, near := range e.new.words[i+1 : min(len(e.new.words), i+4)] {
			switch near {
			case "followers", "bloggers", "likes", "like", "comments", "comment", "votes", "vote", "views", "subscribers", "shares", "replies", "results", "reviews", "ratings":
				return true
			}
		}
	}
	return false
}

// hasUnit reports a word that makes a number matter.
func hasUnit(words []string) bool {
	for _, w := range words {
		switch w {
		case "day", "days", "week", "weeks", "month", "months", "year", "years", "hour", "hours", "age", "aged", "under",
			"least", "minimum", "maximum", "percent", "usd", "eur", "dollars", "euro", "euros", "fee":
			return true
		}
	}
	return false
}

// quantities lists the words with digits of a row of words.
func quantities(words []string) []string {
	var out []string
	for _, w := range words {
		if strings.IndexFunc(w, unicode.IsDigit) >= 0 {
			out = append(out, w)
		}
	}
	return out
}
