package meaning

import (
	"regexp"
	"strings"
	"time"
)

// verb reports a month's name that is a verb when written small: "you may", "march on".
func (t dateToken) verb() bool {
	return !t.capital && (t.word == "may" || t.word == "march" || t.word == "mar")
}

// orderOf settles which of two small numbers is the month, and says when that is unsure.
func (d *Date) orderOf(t []dateToken, at, used int) {
	if used != 3 || t[at+2].digits != 4 || t[at+1].number < 0 {
		return
	}
	a, b := t[at].number, t[at+1].number
	if sep := strings.TrimSpace(t[at].after); sep == "." || a > 12 || b > 12 || a == b {
		return
	}
	if dayFirst(t) {
		d.Day = time.Date(t[at+2].number, time.Month(b), a, 0, 0, 0, 0, time.UTC)
		return
	}
	d.Unsure = true
}

// Swapped is the other reading of an unsure day.
func (d Date) Swapped() time.Time {
	return time.Date(d.Day.Year(), time.Month(d.Day.Day()), int(d.Day.Month()), 0, 0, 0, 0, time.UTC)
}

// DayFirst tells of a date in numbers such as 25/08/2026 whether the day stands first:
// 1 if so, -1 for 08/25/2026, 0 for any other. A text keeps to one order.
func (d Date) DayFirst() int {
	t := dateTokens(d.Sentence[d.From:d.To])
	if len(t) != 3 || t[0].number < 0 || t[1].number < 0 || t[2].digits != 4 || strings.TrimSpace(t[0].after) == "." {
		return 0
	}
	switch {
	case t[0].number > 12:
		return 1
	case t[1].number > 12:
		return -1
	}
	return 0
}

// dayFirst reports words of languages that write the day before the month.
func dayFirst(t []dateToken) bool {
	for _, x := range t {
		switch x.word {
		case "stand", "letzte", "gültig", "ab", "zum", "vom", "bis", "seit", "datum", "mise", "jour", "du", "le", "jusqu", "depuis", "compter",
			"actualización", "actualizado", "vigor", "desde", "dal", "aggiornamento", "bijgewerkt", "vanaf", "atualização", "opdateret", "uppdaterad":
			return true
		}
	}
	return false
}

// partOfNumber reports numbers that only look like a date: of a version, a case, an
// address in a network.
func partOfNumber(t []dateToken, at, used int) bool {
	if used != 3 || t[at+1].number < 0 {
		return false
	}
	last := t[at+2]
	if at+3 < len(t) && t[at+3].number >= 0 && (last.after == "." || last.after == "-" || last.after == "/") {
		return true
	}
	if at == 0 {
		return false
	}
	before := t[at-1]
	if before.number >= 0 && (before.after == "." || before.after == "-" || before.after == "/") {
		return true
	}
	switch before.word {
	case "case", "no", "nr", "n", "ref", "reference", "file", "docket", "invoice", "az", "aktenzeichen", "affaire", "ip", "phone", "tel", "fax", "iso":
		return true
	case "version", "versions", "v", "release", "build", "section", "clause", "article", "rev", "firmware", "ios", "android":
		return t[at].digits != 4 // 2026-05-08 names a version by its day
	}
	return false
}

// noSuchDay reports a month and year that stand behind a number: the 31st of February.
func noSuchDay(t []dateToken, at, used int) bool {
	return used == 2 && at > 0 && t[at-1].number >= 1 && t[at-1].digits <= 2
}

// endBefore reports "end of" before a month or a year.
func endBefore(t []dateToken, at int) bool {
	for i := at - 1; i >= 0 && i >= at-4; i-- {
		switch t[i].word {
		case "end", "ende", "fin":
			return true
		case "of", "the", "this", "des", "du", "de", "l", "dieses", "cette", "next":
		default:
			return false
		}
	}
	return false
}

// kindBytes are how far before and behind a date its kind is looked for.
const (
	kindBytes  = 90
	afterBytes = 40
)

// nearWords end what stands before a date, or do not tell.
var (
	nearSkip  = regexp.MustCompile(`(?i)(\b(the|dem|den|der|le|la|el|il|midnight|noon|mitternacht|minuit|beginning of|mon|tues|wednes|thurs|fri|satur|sun)(day)?|\d{1,2}(:\d\d)?\s*(am|pm|utc|gmt|uhr)?|\b(montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)|[\s,:(*]+)$`)
	nearEnds  = regexp.MustCompile(`(?i)\b(until|till|through|bis( einschließlich| zum)?|jusqu['’]?\s?(au|à)|hasta|fino al|tot( en met)?|expir(es?|ing|y)( date)?( on)?|gültig bis|läuft( am)?( ab)?|valable jusqu['’]au)$`)
	nearStart = regexp.MustCompile(`(?i)(\b(on|from|since|after|as of|as from|as at|starting|beginning|commencing|on or after|on and after|no (earlier|sooner) than|not (before|earlier than)|ab|zum|seit|nach|per|am|mit wirkung (vom|zum)|frühestens( am)?|nicht vor|dès|depuis|après|(compter|partir) (du|de)|au plus tôt|pas avant|a partir (del|de)|desde|vanaf|dal|starting (on|from|in)|beginning (on|in)|start(s|ing)? on)|^(on|le|am))$`)
	historic  = regexp.MustCompile(`(?i)\b(founded|established|born|incorporated|registered|signed|adopted|enacted|decided|ruled|held|judge?ment|decision|regulation|directive|ordinance|act|law|convention|treaty|died|urteil|beschluss|verordnung|richtlinie|gesetz|arrêt|décision|règlement|directive|loi|fondée?|gegründet|geboren|née?)\b[^.;|]{0,34}$`)
)

var (
	updatedWords = []string{
		"updated", "last revised", "revised", "modified", "last changed", "last reviewed", "version of", "last edited", "date of last", "amended", "posted", "published", "dated",
		"stand:", "stand ", "letzte", "zuletzt", "aktualisiert", "fassung vom", "mise à jour", "mis à jour", "modifié", "révis", "actualiz", "aggiornamento", "bijgewerkt", "обновлен",
		"最后更新", "更新日", "最終更新", "改定", "업데이트",
	}
	announcedWords = []string{"announced", "announcement of", "notified", "informed you", "angekündigt", "mitgeteilt", "annoncé", "informés"}
	effectiveWords = []string{
		"effective", "takes effect", "take effect", "taking effect", "took effect", "in force", "into force", "comes into", "starting", "beginning", "applies from", "apply from", "applicable",
		"will be ", "will no longer", "no longer", "will end", "ends ", "ended ", " end at", " end on", " end in", " end by", " end after", "discontinued", "shut down", "retired", "gültig", "wirksam", "in kraft", "tritt", "treten", "gilt ", "gelten ", "wirkung",
		"endet", "eingestellt", "en vigueur", "prend effet", "prendra effet", "prennent effet", "prendront effet", "s'applique", "s’applique", "prend fin", "prendra fin", "ne sera plus",
		"entrada en vigor", "vigente", "entrata in vigore", "生效", "施行", "시행",
	}
	effectiveAfter = []string{"takes effect", "take effect", "effective", "in kraft", "wirksam", "en vigueur", "生效", "施行", "시행"}
)

// dateKind reads what the words before the date (and shortly after it) say of it.
func dateKind(sentence string, from, to int) DateKind {
	before := strings.ToLower(sentence[max(0, from-kindBytes):from])
	after := strings.ToLower(sentence[to:min(len(sentence), to+afterBytes)])
	near := nearest(before)
	updated, effective, announced := lastOf(before, updatedWords...), lastOf(before, effectiveWords...), lastOf(before, announcedWords...)
	switch {
	case nearEnds.MatchString(near):
		return DateEnds
	case historic.MatchString(before) && max(updated, effective) < 0:
		return DateOther
	case updated >= 0 && updated >= effective && updated >= announced:
		return DateUpdated
	case updated >= 0 && updated > announced && strings.HasSuffix(near, "on") && effective < 0:
		return DateUpdated
	case announced >= 0 && announced > effective:
		return DateAnnounced
	case effective >= 0 || nearStart.MatchString(near):
		return DateEffective
	case lastOf(after, effectiveAfter...) >= 0:
		return DateEffective
	case strings.TrimSpace(sentence[:from]) == "" && strings.TrimSpace(sentence[to:]) == "":
		return DateUpdated // a line that says nothing but a day dates its text
	}
	return DateOther
}

// nearest is what stands before a date without articles, days of the week and times.
func nearest(before string) string {
	for range 4 {
		at := nearSkip.FindStringIndex(before)
		if at == nil || at[0] == at[1] {
			break
		}
		before = before[:at[0]]
	}
	return before
}

// lastOf returns the last place where any of the words stands, -1 when none does.
func lastOf(s string, words ...string) int {
	at := -1
	for _, w := range words {
		at = max(at, strings.LastIndex(s, w))
	}
	return at
}
