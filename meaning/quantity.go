package meaning

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed lexicon/quantities.txt
var quantitySource string

// A Purpose is what a quantity is for.
type Purpose string

const (
	PurposeUnknown   Purpose = ""
	PurposeKeep      Purpose = "keep"      // how long something about people is kept
	PurposeAnswer    Purpose = "answer"    // how long people wait for an answer
	PurposeNotice    Purpose = "notice"    // how long before it happens people are told
	PurposeTime      Purpose = "time"      // how long people have to do something
	PurposePrice     Purpose = "price"     // what people pay
	PurposeLiability Purpose = "liability" // what a company answers for at most
	PurposeAge       Purpose = "age"       // from which age someone counts as grown up
)

// Longer says whether more of it is better for people: 1, worse: -1, or neither: 0.
func (p Purpose) Longer() float64 {
	switch p {
	case PurposeNotice, PurposeTime, PurposeLiability, PurposeAge:
		return 1
	case PurposeKeep, PurposeAnswer, PurposePrice:
		return -1
	}
	return 0
}

// A Quantity is a period, an age or a sum that a sentence states.
type Quantity struct {
	Purpose Purpose
	Unit    string  // "days", "years of age", or a currency
	Value   float64 // in the unit
	Words   string  // as it is read: "180 days"
}

type quantityLexicon struct {
	*lexicon
	purposes []Purpose
}

var quantityPhrases = sync.OnceValue(func() quantityLexicon {
	l, err := parseLexicon(quantitySource)
	if err != nil {
		panic("meaning: " + err.Error()) // embedded, and covered by a test
	}
	q := quantityLexicon{lexicon: l}
	for _, label := range l.labels {
		q.purposes = append(q.purposes, Purpose(label))
	}
	return q
})

// purposeReach is how many words may stand between a number and what it is for.
const purposeReach = 14

// currencies are spelt out, since [Words] drops their signs.
var currencies = strings.NewReplacer("$", " usd ", "€", " eur ", "£", " gbp ")

// Quantities lists the periods, ages and sums of a sentence, in its order.
func Quantities(sentence string) []Quantity {
	if len(sentence) > readBytes {
		return nil
	}
	if strings.ContainsAny(sentence, "$€£") {
		sentence = currencies.Replace(sentence)
	}
	words := Words(sentence)
	var out []Quantity
	var hits []hit
	for i := range words {
		q, ok := quantityAt(words, i)
		if !ok {
			continue
		}
		if hits == nil {
			quantityPhrases().find(words, func(h hit) { hits = append(hits, h) })
		}
		if q.Purpose == PurposeUnknown {
			q.Purpose = purposeOf(hits, i, q.Unit)
		}
		out = append(out, q)
	}
	return out
}

// Counts reports a word that is a number or a unit of time: without one among the
// words that changed no quantity changed.
func Counts(w string) bool {
	_, ok := numeral(w)
	return ok || daysOf(w) > 0
}

// purposeOf takes the phrase nearest to a number, of those that go with its unit.
func purposeOf(hits []hit, at int, unit string) Purpose {
	l := quantityPhrases()
	best, least := PurposeUnknown, purposeReach+1
	for _, h := range hits {
		p := l.purposes[h.label]
		if money := p == PurposePrice || p == PurposeLiability; money == (unit == unitDays) {
			continue
		}
		if d := max(h.from-at, at-h.to+1); d < least {
			best, least = p, d
		}
	}
	return best
}

// Units of quantities.
const (
	unitDays = "days"
	unitAge  = "years of age"
)

// quantityAt reads a quantity whose number is words[i].
func quantityAt(words []string, i int) (Quantity, bool) {
	n, ok := numeral(words[i])
	if !ok {
		return Quantity{}, false
	}
	before, next := "", i+1
	if i > 0 {
		before = words[i-1]
	}
	if before == "usd" || before == "eur" || before == "gbp" {
		return Quantity{Unit: before, Value: n, Words: words[i] + " " + strings.ToUpper(before)}, true
	}
	for next < len(words) && measuring(words[next]) {
		next++
	}
	unit := ""
	if next < len(words) {
		unit = words[next]
	}
	if age(words, i, next) {
		return Quantity{Purpose: PurposeAge, Unit: unitAge, Value: n, Words: words[i] + " years of age"}, true
	}
	switch unit {
	case "dollars", "usd":
		return Quantity{Unit: "usd", Value: n, Words: words[i] + " " + unit}, true
	case "euros", "euro", "eur":
		return Quantity{Unit: "eur", Value: n, Words: words[i] + " " + unit}, true
	case "pounds", "gbp":
		return Quantity{Unit: "gbp", Value: n, Words: words[i] + " " + unit}, true
	}
	if days := daysOf(unit); days > 0 {
		return Quantity{Unit: unitDays, Value: n * days, Words: strings.Join(words[i:next+1], " ")}, true
	}
	return Quantity{}, false
}

// age reports a number that is somebody's age: "under 16", "16 years of age or older".
func age(words []string, i, unit int) bool {
	if n, _ := numeral(words[i]); n < 5 || n > 25 {
		return false
	}
	for k := max(0, i-3); k < i; k++ {
		if words[k] == "age" || words[k] == "aged" {
			return true
		}
	}
	years := unit < len(words) && strings.HasPrefix(words[unit], "year")
	for k := unit + 1; years && k < min(len(words), unit+3); k++ {
		switch words[k] {
		case "old", "age", "older":
			return true
		}
	}
	return i > 0 && words[i-1] == "under" && (years || daysOf(wordAt(words, unit)) == 0)
}

func wordAt(words []string, i int) string {
	if i < len(words) {
		return words[i]
	}
	return ""
}

// measuring reports words between a number and its unit: "30 calendar days".
func measuring(w string) bool {
	switch w {
	case "business", "calendar", "working", "consecutive", "full", "more", "additional", "further":
		return true
	}
	return false
}

// daysOf is how many days a unit of time has, 0 when it is none.
func daysOf(unit string) float64 {
	switch unit {
	case "hour", "hours":
		return 1.0 / 24
	case "day", "days":
		return 1
	case "week", "weeks":
		return 7
	case "month", "months":
		return 365.0 / 12
	case "year", "years":
		return 365
	}
	return 0
}

// numeral reads a number in digits or, where policies spell it, in letters.
func numeral(w string) (float64, bool) {
	if n, err := strconv.Atoi(w); err == nil {
		return float64(n), n > 0
	}
	switch w {
	case "one":
		return 1, true
	case "two":
		return 2, true
	case "three":
		return 3, true
	case "four":
		return 4, true
	case "five":
		return 5, true
	case "six":
		return 6, true
	case "seven":
		return 7, true
	case "eight":
		return 8, true
	case "nine":
		return 9, true
	case "ten":
		return 10, true
	case "twelve":
		return 12, true
	case "fourteen":
		return 14, true
	case "eighteen":
		return 18, true
	case "twenty":
		return 20, true
	case "thirty":
		return 30, true
	case "sixty":
		return 60, true
	case "ninety":
		return 90, true
	}
	return 0, false
}
