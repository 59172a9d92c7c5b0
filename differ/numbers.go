package differ

import (
	"slices"
	"strings"
	"unicode"

	"github.com/redlinewatch/redline"
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
		if len(e.new.words) >= 14 && !e.new.cues().Has(meaning.CueNotice) && !asOf(e.new.words) {
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

// asOf reports a sentence that begins with the day on which it was true: it is said anew
// from time to time.
func asOf(words []string) bool {
	return len(words) > 2 && words[0] == "as" && words[1] == "of"
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

// countersOnly: every edit changes nothing but numbers, dates and opaque values, none
// of which is a quantity that matters.
func (j *judgement) countersOnly() bool {
	var sample edit
	dated := false
	for _, e := range j.edits {
		if e.elsewhere || e.recut {
			continue
		}
		if !e.paired() || !onlyNumbers(e) {
			return false
		}
		switch numberKind(e) {
		case numberQuantity:
			return false
		case numberDate:
			dated = true
		}
		if sample.side() == nil {
			sample = e
		}
	}
	old, new := sample.texts()
	if old+new == "" {
		return false // all of it stands elsewhere
	}
	if sample.paired() && slices.Equal(sample.old.numberless(), sample.new.numberless()) {
		j.v.Class, j.v.Confidence = redline.ClassEditorial, 0.7
		j.v.Topics = append(j.v.Topics, redline.TopicOther)
		j.because("renumbered", "Only the numbers of sections changed.", old, new)
		return true
	}
	switch {
	case dated && sample.paired() && j.sameDays():
		return j.setNoise(redline.NoiseVariant, 0.65, "date-format", "The same days are written in the way of another country.", old, new)
	case dated && j.datesGoBack():
		return j.setNoise(redline.NoiseVariant, 0.7, "older-copy",
			"The page shows a text that is dated before the one it had: a stale or regional copy.", old, new)
	case dated:
		j.v.Class, j.v.Confidence = redline.ClassEditorial, 0.8
		j.v.Topics = append(j.v.Topics, redline.TopicOther)
		j.dates()
		j.because("date-only", "Only dates of the text changed.", old, new)
		return true
	case copyrightLine(old):
		return j.setNoise(redline.NoiseLayout, 0.85, "copyright-year", "Only the year of the copyright line changed.", old, new)
	}
	return j.setNoise(redline.NoiseDynamic, 0.8, "counter", "Only a counter or a value made by the page changed.", old, new)
}

// sameDays reports whether all dates that changed are the same days in other words.
func (j *judgement) sameDays() bool {
	for _, e := range j.edits {
		if e.elsewhere || e.recut {
			continue
		}
		old, new := meaning.Dates(e.old.text), meaning.Dates(e.new.text)
		if len(old) == 0 || len(old) != len(new) {
			return false
		}
		for i := range old {
			if !old[i].Day.Equal(new[i].Day) || old[i].Unsure || new[i].Unsure {
				return false
			}
		}
	}
	return true
}

// staleDays is how much older than the text before a copy must say it is.
const staleDays = 20

// datesGoBack reports whether every date that changed went back by more than somebody
// puts right, in a line that says since when the text holds.
func (j *judgement) datesGoBack() bool {
	n := 0
	for _, e := range j.edits {
		if e.elsewhere || e.recut {
			continue
		}
		old, new := meaning.Dates(e.old.text), meaning.Dates(e.new.text)
		if len(old) != 1 || len(new) != 1 || old[0].Unsure || new[0].Unsure || len(e.new.words) > datedLine || old[0].Kind == meaning.DateOther {
			return false
		}
		if !new[0].Day.AddDate(0, 0, staleDays).Before(old[0].Day) || mistyped(new[0].Day, j.At) {
			return false
		}
		n++
	}
	return n > 0
}
