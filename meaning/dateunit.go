package meaning

import (
	"slices"
	"strings"
	"time"
)

// A unit is a span of the calendar.
type unit int

const (
	unitDay unit = iota + 1
	unitWeek
	unitMonth
	unitQuarter
	unitYear
)

// unitOf reads the name of a unit in English, German and French.
func unitOf(w string) unit {
	switch w {
	case "day", "days", "tag", "tage", "tagen", "jour", "jours":
		return unitDay
	case "week", "weeks", "woche", "wochen", "semaine", "semaines":
		return unitWeek
	case "month", "months", "monat", "monats", "monate", "monaten", "mois":
		return unitMonth
	case "quarter", "quarters", "quartal", "quartals", "quartale", "quartalen", "trimestre", "trimestres":
		return unitQuarter
	case "year", "years", "jahr", "jahres", "jahre", "jahren", "an", "ans", "année", "années":
		return unitYear
	}
	return 0
}

func isQuarter(w string) bool { return unitOf(w) == unitQuarter }

// begin is the first day of the unit that is so many after the running one; a week begins on Monday.
func (r *relative) begin(u unit, after int) time.Time {
	y, m, d := r.today.Date()
	switch u {
	case unitWeek:
		d -= (int(r.today.Weekday()) + 6) % 7
	case unitMonth:
		d = 1
	case unitQuarter:
		m, d = m-(m-1)%3, 1
	case unitYear:
		m, d = 1, 1
	}
	return step(time.Date(y, m, d, 0, 0, 0, 0, time.UTC), u, after)
}

// step goes n units on. A month from 31 January is the last day of February.
func step(t time.Time, u unit, n int) time.Time {
	switch u {
	case unitDay:
		return t.AddDate(0, 0, n)
	case unitWeek:
		return t.AddDate(0, 0, 7*n)
	case unitQuarter:
		n *= 3
	case unitYear:
		n *= 12
	}
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}

func isEnd(w string) bool { return w == "end" || w == "ende" || w == "fin" }

func isLink(w string) bool {
	return slices.Contains([]string{"of", "the", "des", "der", "du", "de", "la", "le", "l", "au", "d"}, w)
}

func isNext(w string) bool {
	switch w {
	case "next", "coming", "nächsten", "nächster", "nächstem", "nächstes", "nächste", "kommenden", "kommender", "kommendem", "prochain", "prochaine":
		return true
	}
	return false
}

func isSpanWord(w string) bool {
	switch w {
	case "in", "after", "within", "nach", "dans", "après", "ici":
		return true
	}
	return false
}

// numberWord reads small numbers in English, German and French; 0 when w is none.
func numberWord(w string) int {
	switch w {
	case "a", "an", "one", "ein", "eine", "einem", "einer", "un", "une":
		return 1
	}
	for _, words := range [...]string{
		"two three four five six seven eight nine ten eleven twelve",
		"zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
		"deux trois quatre cinq six sept huit neuf dix onze douze",
	} {
		if i := slices.Index(strings.Fields(words), w); i >= 0 {
			return i + 2
		}
	}
	switch w {
	case "fourteen", "vierzehn", "quatorze":
		return 14
	case "fifteen", "quinze":
		return 15
	case "thirty", "dreißig", "trente":
		return 30
	case "sixty", "sechzig", "soixante":
		return 60
	case "ninety", "neunzig":
		return 90
	}
	return 0
}

// ordinalWord reads first to fourth.
func ordinalWord(w string) int {
	switch w {
	case "first", "ersten", "premier":
		return 1
	case "second", "zweiten", "deuxième":
		return 2
	case "third", "dritten", "troisième":
		return 3
	case "fourth", "vierten", "quatrième":
		return 4
	}
	return 0
}
