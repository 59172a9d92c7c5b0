package meaning

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Date is a day that a sentence names, and what the sentence says of it.
type Date struct {
	Kind     DateKind
	Day      time.Time // its start in UTC
	Sentence string
	From, To int // bytes of the sentence that name it
	// Unsure says that Day may have month and day the wrong way round, as in 05/08/2026.
	Unsure bool
}

// A DateKind says what happens on a day.
type DateKind string

const (
	DateEffective DateKind = "effective" // a text or practice takes effect, or a practice ends
	DateUpdated   DateKind = "updated"   // the text was last edited
	DateAnnounced DateKind = "announced" // something was made known
	DateEnds      DateKind = "ends"      // something holds until then
	DateOther     DateKind = "other"
)

// Dates finds the days that a sentence names: 8 May 2026, May 8th, 2026, 8 mai 2026,
// 8. Mai 2026, 2026-05-08, 2026年5月8日, 8.5.2026, 05/08/2026 (the month first unless
// that is impossible or the sentence is in a language that writes the day first). A month
// and year alone is the month's first day, the end of it its last. See [DatesAt] for days
// that are named without a year.
func Dates(sentence string) []Date {
	if !hasYear(sentence) {
		return nil
	}
	tokens := dateTokens(sentence)
	var out []Date
	for i := 0; i < len(tokens); {
		day, used := dateAt(tokens[i:])
		if used > 0 && (tokens[i].number >= 0 && partOfNumber(tokens, i, used) || noSuchDay(tokens, i, used)) {
			i += used
			continue
		}
		if used == 0 {
			i++
			continue
		}
		d := Date{Day: day, Sentence: sentence, From: tokens[i].from, To: tokens[i+used-1].to}
		d.orderOf(tokens, i, used)
		if used == 2 && endBefore(tokens, i) {
			d.Day = d.Day.AddDate(0, 1, -1)
		}
		d.Kind = dateKind(sentence, d.From, d.To)
		out = append(out, d)
		i += used
	}
	return out
}

// hasYear reports four digits in a row that begin like a year: without them no form
// of a date is read.
func hasYear(s string) bool {
	for i := 0; i+4 <= len(s); i++ {
		if (s[i] == '1' && s[i+1] == '9' || s[i] == '2' && (s[i+1] == '0' || s[i+1] == '1')) && digit(s[i+2]) && digit(s[i+3]) {
			return true
		}
	}
	return false
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// dateToken is a number or a word, with the signs that stand between it and the next.
type dateToken struct {
	word     string
	capital  bool // the word is written with a capital letter
	number   int  // -1 for a word
	digits   int
	from, to int
	after    string // signs up to the next token, white space shortened to one blank
}

func dateTokens(s string) []dateToken {
	var out []dateToken
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case '0' <= r && r <= '9':
			end := i + runOf(s[i:], func(r rune) bool { return '0' <= r && r <= '9' })
			t := dateToken{from: i, to: end, digits: end - i, number: -1}
			if v, err := strconv.Atoi(s[i:end]); err == nil {
				t.number = v
			}
			out, i = append(out, t), end
		case wordRune(r):
			end := i + max(n, runOf(s[i:], func(r rune) bool { return wordRune(r) && (r < '0' || r > '9') }))
			out, i = append(out, dateToken{word: strings.ToLower(s[i:end]), capital: unicode.IsUpper(r), number: -1, from: i, to: end}), end
		default:
			if k := len(out) - 1; k >= 0 && len(out[k].after) < 3 {
				out[k].after += sign(r)
			}
			i += n
		}
	}
	return out
}

func sign(r rune) string {
	if unicode.IsSpace(r) || r == '\u200b' || r == '\u200f' || r == '\u200e' {
		return " "
	}
	return string(r)
}

func runOf(s string, in func(rune) bool) int {
	for i, r := range s {
		if !in(r) {
			return i
		}
	}
	return len(s)
}

// dateAt reads a date that begins with the first token, and how many tokens it takes.
func dateAt(t []dateToken) (time.Time, int) {
	for _, form := range [...]func([]dateToken) (time.Time, int){eastAsian, numeric, dayMonthYear, monthDayYear, monthYear} {
		if day, used := form(t); used > 0 {
			return day, used
		}
	}
	return time.Time{}, 0
}

// eastAsian reads 2026年5月8日 and 2026년 5월 8일.
func eastAsian(t []dateToken) (time.Time, int) {
	if len(t) < 6 || t[0].digits != 4 {
		return time.Time{}, 0
	}
	if !strings.HasPrefix(t[1].word, "年") && t[1].word != "년" {
		return time.Time{}, 0
	}
	if !strings.HasPrefix(t[3].word, "月") && t[3].word != "월" {
		return time.Time{}, 0
	}
	return asDay(t[0].number, t[2].number, t[4].number, 6)
}

// numeric reads 2026-05-08, 2026/5/8, 8.5.2026, 05/08/2026 and 8-5-2026.
func numeric(t []dateToken) (time.Time, int) {
	if len(t) < 3 || t[0].number < 0 || t[1].number < 0 || t[2].number < 0 {
		return time.Time{}, 0
	}
	sep := strings.TrimSpace(t[0].after)
	if sep != strings.TrimSpace(t[1].after) || (sep != "-" && sep != "/" && sep != "." && sep != "–") {
		return time.Time{}, 0
	}
	a, b, c := t[0], t[1], t[2]
	switch {
	case a.digits == 4 && b.digits <= 2 && c.digits <= 2:
		return asDay(a.number, b.number, c.number, 3)
	case c.digits == 4 && a.digits <= 2 && b.digits <= 2:
		if sep == "/" || sep == "-" {
			if day, used := asDay(c.number, a.number, b.number, 3); used > 0 {
				return day, used
			}
		}
		return asDay(c.number, b.number, a.number, 3)
	}
	return time.Time{}, 0
}

// dayMonthYear reads 8 May 2026, 8th of May, 2026, 8. Mai 2026, 8 de mayo de 2026.
func dayMonthYear(t []dateToken) (time.Time, int) {
	if t[0].number < 1 || t[0].number > 31 || t[0].digits > 2 {
		return time.Time{}, 0
	}
	i := 1
	for i < len(t) && (ordinal(t[i].word) || linking(t[i].word) || t[i].word == "day" && i > 1) {
		i++
	}
	if i+1 >= len(t) || i > 5 {
		return time.Time{}, 0
	}
	m := month(t[i].word)
	if m == 0 {
		return time.Time{}, 0
	}
	i++
	for i < len(t) && linking(t[i].word) {
		i++
	}
	if i >= len(t) || t[i].digits != 4 {
		return time.Time{}, 0
	}
	return asDay(t[i].number, m, t[0].number, i+1)
}

// monthDayYear reads May 8, 2026 and May 8th 2026.
func monthDayYear(t []dateToken) (time.Time, int) {
	m := month(t[0].word)
	if m == 0 || t[0].verb() || len(t) < 3 || t[1].digits == 0 || t[1].digits > 2 {
		return time.Time{}, 0
	}
	i := 2
	if ordinal(t[i].word) {
		i++
	}
	if i >= len(t) || t[i].digits != 4 {
		return time.Time{}, 0
	}
	return asDay(t[i].number, m, t[1].number, i+1)
}

// monthYear reads May 2026 as its first day.
func monthYear(t []dateToken) (time.Time, int) {
	m := month(t[0].word)
	i := 1
	for i < len(t) && linking(t[i].word) {
		i++
	}
	if m == 0 || t[0].verb() || i >= len(t) || t[i].digits != 4 {
		return time.Time{}, 0
	}
	return asDay(t[i].number, m, 1, i+1)
}

// asDay refuses days that are none, and years that no policy speaks of.
func asDay(year, month, day, used int) (time.Time, int) {
	if year < 1990 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31 {
		return time.Time{}, 0
	}
	d := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if d.Day() != day {
		return time.Time{}, 0
	}
	return d, used
}

func ordinal(w string) bool {
	switch w {
	case "st", "nd", "rd", "th", "er", "º", "ª", "e":
		return true
	}
	return false
}

func linking(w string) bool {
	switch w {
	case "of", "de", "del", "di", "do", "d", "the":
		return true
	}
	return false
}

// month returns the number of a month's name in the languages of the policies we
// read, whole or cut to the forms in use; 0 when w is none.
func month(w string) int {
	if len(w) < 3 {
		return 0
	}
	return monthNames()[w]
}

//go:embed lexicon/months.txt
var monthSource string

var monthNames = sync.OnceValue(func() map[string]int {
	names := make(map[string]int)
	n := 0
	for _, line := range strings.Split(monthSource, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		n++
		for _, name := range strings.Fields(line) {
			names[name] = n
		}
	}
	return names
})
