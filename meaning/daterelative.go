package meaning

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// DatesAt finds what [Dates] finds, and the days that a sentence names from the time of
// its reading: "from next month", "in two weeks", "at the end of the quarter", "starting
// in May", "until 31 December". Without that time, at being zero, it finds no more than
// Dates, and the end of a year or a quarter that is named with its year.
//
// A span that a rule speaks of is no day: "we delete it after 30 days", "30 days after we
// post a change".
func DatesAt(sentence string, at time.Time) []Date {
	out := Dates(sentence)
	if len(sentence) > readBytes {
		return out
	}
	r := relative{sentence: sentence, tokens: dateTokens(sentence)}
	if !at.IsZero() {
		y, m, d := at.UTC().Date()
		r.today = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
		for i := range out {
			out[i].past(r.today)
		}
	}
	for i := 0; i < len(r.tokens); {
		used := r.at(i)
		if used == 0 {
			i++
			continue
		}
		d := Date{Day: r.day, Kind: r.kind, Sentence: sentence, From: r.tokens[i].from, To: r.tokens[i+used-1].to}
		if !slices.ContainsFunc(out, func(have Date) bool { return have.From < d.To && d.From < have.To }) && d.Day.Year() >= 1990 && d.Day.Year() <= 2100 {
			out = append(out, d)
		}
		i += used
	}
	slices.SortStableFunc(out, func(a, b Date) int { return a.From - b.From })
	return out
}

// past takes the other reading of a day on which a text was edited, where that day is still to come.
func (d *Date) past(today time.Time) {
	const ahead = 2 * 24 * time.Hour
	if d.Unsure && d.Kind == DateUpdated && d.Day.After(today.Add(ahead)) && !d.Swapped().After(today.Add(ahead)) {
		d.Day, d.Unsure = d.Swapped(), false
	}
}

// relative reads days that count from a day.
type relative struct {
	sentence string
	tokens   []dateToken
	today    time.Time
	day      time.Time // found
	kind     DateKind
}

// at reads a day that begins with token i, and how many tokens name it.
func (r *relative) at(i int) int {
	if used := r.ofYear(i); used > 0 || r.today.IsZero() {
		return used
	}
	for _, form := range [...]func(int) int{r.endOf, r.nextUnit, r.span, r.now, r.dayMonth, r.monthOnly} {
		if used := form(i); used > 0 {
			return used
		}
	}
	return 0
}

func (r *relative) word(i int) string {
	if i < 0 || i >= len(r.tokens) {
		return ""
	}
	return r.tokens[i].word
}

func (r *relative) number(i int) int {
	if i < 0 || i >= len(r.tokens) {
		return -1
	}
	return r.tokens[i].number
}

func (r *relative) year(i int) bool {
	return i >= 0 && i < len(r.tokens) && r.tokens[i].digits == 4 && r.tokens[i].number >= 1990 && r.tokens[i].number <= 2100
}

// found keeps a day if the sentence says that something happens on it.
func (r *relative) found(day time.Time, i, used int, plain bool) int {
	kind := dateKind(r.sentence, r.tokens[i].from, r.tokens[i+used-1].to)
	if kind == DateOther && happens.MatchString(r.sentence) && plain {
		kind = DateEffective
	}
	if kind == DateOther || plain && (rules.MatchString(r.sentence) || !happens.MatchString(r.sentence) && kind != DateUpdated) {
		return 0
	}
	r.day, r.kind = day, kind
	return used
}

var (
	// happens are words for what takes effect or ends at a time.
	happens = regexp.MustCompile(`(?i)\b(effective|effect|into force|in force|will (no longer|end|stop|begin|start|be)|discontinu\w*|retir(e|es|ed|ing)|ends?|ending|ceases?|apply|applies|starts?|starting|begins?|beginning|roll(s|ing)? out|shut(s|ting)? down|no longer|available|remove[sd]?|gilt|gelten|tritt|treten|kraft|wirksam|wirkung|ab|endet|enden|eingestellt|nicht mehr|abgeschaltet|vigueur|effet|applique|appliquent|fin|sera|seront|dès|partir|compter)\b`)
	// rules are words of what holds each time, and of how long things are kept or paid for.
	rules = regexp.MustCompile(`(?i)\b(delet\w*|eras\w*|retain\w*|retention|stor(e|es|ed|age)|keep|kept|purge\w*|bill(ed|ing|s)?|invoic\w*|renew\w*|subscri\w*|trial|refund\w*|pay(s|ment|ments)?|charg\w*|if|whenever|each|every|unless|any|when|following|receipt|posting|publication|requests?|reply|respond|(after|before) (we|you|your|they|the date (on|of) which)|lösch\w*|gelöscht|speicher\w*|aufbewahr\w*|falls|sofern|wenn|jede[nrsm]?|supprim\w*|conserv\w*|effac\w*|si|lorsque|chaque)\b`)
)

// ofYear reads the end of a year, a quarter, or one that is named with its year: the
// end of 2026, Q3 2026, the third quarter of 2026.
func (r *relative) ofYear(i int) int {
	if isEnd(r.word(i)) {
		j := i + 1
		for isLink(r.word(j)) {
			j++
		}
		if j > i+1 || r.word(i) == "ende" {
			if r.year(j) {
				return r.found(time.Date(r.number(j), 12, 31, 0, 0, 0, 0, time.UTC), i, j-i+1, false)
			}
		}
	}
	n, j := 0, i
	if r.word(i) == "q" && r.number(i+1) >= 1 && r.number(i+1) <= 4 {
		n, j = r.number(i+1), i+2
	} else if o := ordinalWord(r.word(i)); o > 0 && o <= 4 && isQuarter(r.word(i+1)) {
		n, j = o, i+2
	}
	for n > 0 && isLink(r.word(j)) {
		j++
	}
	if n == 0 || !r.year(j) {
		return 0
	}
	day := time.Date(r.number(j), time.Month(3*n-2), 1, 0, 0, 0, 0, time.UTC)
	if endBefore(r.tokens, i) {
		day = day.AddDate(0, 3, -1)
	}
	return r.found(day, i, j-i+1, false)
}

// endOf reads the end of the running or the next month, quarter or year.
func (r *relative) endOf(i int) int {
	if day, ok := r.compoundEnd(r.word(i)); ok {
		return r.found(day, i, 1, true)
	}
	if !isEnd(r.word(i)) {
		return 0
	}
	j, next := i+1, false
	for isLink(r.word(j)) || isNext(r.word(j)) || r.word(j) == "this" || r.word(j) == "dieses" || r.word(j) == "cette" || r.word(j) == "ce" {
		next = next || isNext(r.word(j))
		j++
	}
	u := unitOf(r.word(j))
	if u == 0 || j == i+1 {
		return 0
	}
	if isNext(r.word(j + 1)) { // "du mois prochain"
		next = true
		j++
	}
	from := r.begin(u, 0)
	if next {
		from = r.begin(u, 1)
	}
	return r.found(step(from, u, 1).AddDate(0, 0, -1), i, j-i+1, true)
}

func (r *relative) compoundEnd(w string) (time.Time, bool) {
	for name, u := range map[string]unit{"jahresende": unitYear, "monatsende": unitMonth, "quartalsende": unitQuarter} {
		if w == name {
			return r.begin(u, 1).AddDate(0, 0, -1), true
		}
	}
	return time.Time{}, false
}

// nextUnit reads the beginning of the next week, month, quarter or year.
func (r *relative) nextUnit(i int) int {
	var u unit
	switch {
	case isNext(r.word(i)):
		u = unitOf(r.word(i + 1))
	case isNext(r.word(i+1)) && strings.HasPrefix(r.word(i+1), "proch"):
		u = unitOf(r.word(i))
	}
	if u == 0 || u == unitDay {
		return 0
	}
	return r.found(r.begin(u, 1), i, 2, true)
}

// span reads a number of days, weeks, months or years that begins to run now.
func (r *relative) span(i int) int {
	if !isSpanWord(r.word(i)) {
		return 0
	}
	n, u := r.number(i+1), unitOf(r.word(i+2))
	if n < 0 {
		n = numberWord(r.word(i + 1))
	}
	if n <= 0 || n > 400 || u == 0 || r.word(i) == "within" && !fromNow(r.word(i+3), r.word(i+4)) {
		return 0
	}
	// "30 days after the change": not from now.
	switch r.word(i + 3) {
	case "after", "of", "before", "from", "nach", "vor", "après", "suivant", "ab":
		if !fromNow(r.word(i+3), r.word(i+4)) {
			return 0
		}
	}
	return r.found(step(r.today, u, n), i, 3, true)
}

func fromNow(a, b string) bool {
	return (a == "from" || a == "of") && (b == "now" || b == "today")
}

// now reads what holds from today or tomorrow on.
func (r *relative) now(i int) int {
	before := r.word(i - 1)
	starts := slices.Contains([]string{"effective", "from", "starting", "beginning", "of", "ab", "dès", "partir", "d"}, before)
	switch w := r.word(i); {
	case w == "immediately" && before == "effective", w == "sofort" && before == "ab", w == "maintenant" && before == "dès",
		w == "immediate" && r.word(i+1) == "effect", w == "sofortiger" && r.word(i+1) == "wirkung", w == "effet" && r.word(i+1) == "immédiat":
		return r.today1(i, 0, 1)
	case starts && (w == "today" || w == "heute"):
		return r.today1(i, 0, 1)
	case starts && w == "aujourd" && r.word(i+1) == "hui":
		return r.today1(i, 0, 2)
	case starts && (w == "tomorrow" || w == "morgen" || w == "demain"):
		return r.today1(i, 1, 1)
	}
	return 0
}

func (r *relative) today1(i, days, used int) int {
	if rules.MatchString(r.sentence) {
		return 0
	}
	r.day, r.kind = r.today.AddDate(0, 0, days), DateEffective
	return used
}

// dayMonth reads a day of the year: "from 8 May", "until December 31st".
func (r *relative) dayMonth(i int) int {
	day, m, used := r.number(i), 0, 0
	if day >= 1 && day <= 31 {
		j := i + 1
		for ordinal(r.word(j)) || linking(r.word(j)) {
			j++
		}
		if m = month(r.word(j)); m > 0 && !r.tokens[j].verb() {
			used = j - i + 1
		}
	} else if m = month(r.word(i)); m > 0 && !r.tokens[i].verb() && r.number(i+1) >= 1 && r.number(i+1) <= 31 && r.tokens[i+1].digits <= 2 {
		day, used = r.number(i+1), 2
		if ordinal(r.word(i + 2)) {
			used = 3
		}
	}
	if used == 0 || !r.led(i) || r.number(i+used) >= 0 || r.number(i-1) >= 0 {
		return 0
	}
	return r.ofThisYear(i, used, func(year int) time.Time {
		d := time.Date(year, time.Month(m), day, 0, 0, 0, 0, time.UTC)
		if d.Day() != day {
			return time.Time{}
		}
		return d
	})
}

// monthOnly reads the first day of a month, or the last of one that is said to end.
func (r *relative) monthOnly(i int) int {
	m := month(r.word(i))
	if m == 0 || r.tokens[i].verb() || len(r.word(i)) < 4 && m != 5 || r.number(i+1) >= 0 || r.number(i-1) >= 0 || !r.led(i) {
		return 0
	}
	end := endBefore(r.tokens, i)
	return r.ofThisYear(i, 1, func(year int) time.Time {
		d := time.Date(year, time.Month(m), 1, 0, 0, 0, 0, time.UTC)
		if end {
			d = d.AddDate(0, 1, -1)
		}
		return d
	})
}

// led reports a word before token i that says when.
func (r *relative) led(i int) bool {
	j := i - 1
	for isLink(r.word(j)) || r.word(j) == "dem" || r.word(j) == "den" {
		if r.word(j) == "au" || r.word(j) == "le" || r.word(j) == "du" {
			return true
		}
		j--
	}
	switch r.word(j) {
	case "on", "from", "by", "until", "till", "through", "after", "before", "since", "starting", "beginning", "effective", "updated", "in", "as", "than", "end",
		"ab", "zum", "bis", "am", "vom", "seit", "im", "ende", "dès", "en", "fin", "jusqu", "à", "partir", "depuis":
		return true
	}
	return false
}

// yearBack is how long ago a day without its year may lie that something takes effect on.
const yearBack = 60 * 24 * time.Hour

// ofThisYear gives a day of the year the year in which it makes sense.
func (r *relative) ofThisYear(i, used int, day func(year int) time.Time) int {
	if r.found(r.today, i, used, false) == 0 {
		return 0
	}
	kind, year := r.kind, r.today.Year()
	past := kind == DateUpdated || kind == DateAnnounced || r.word(i-1) == "since"
	for _, y := range [...]int{year - 1, year, year + 1} {
		d := day(y)
		switch {
		case d.IsZero():
		case past && !d.After(r.today.AddDate(0, 0, 2)):
			r.day = d
		case !past && !d.Before(r.today.Add(-yearBack)):
			r.day = d
			return used
		}
	}
	if r.day.Equal(r.today) && !past {
		return 0
	}
	return used
}
