package differ

import (
	"regexp"
	"slices"
	"strings"

	"github.com/redlinewatch/redline/meaning"
)

// partyChanged reports an edit after which another company, another address or another
// number to call is named: small in words, and never only wording.
func partyChanged(e edit) bool {
	return e.paired() && len(e.new.text) <= nameBytes && len(e.del)+len(e.ins) > 0 &&
		(formed(e.new.words) && companiesDiffer(e.old.text, e.new.text) || addressed(e) || dialled(e) || callable(e) || mailedElsewhere(e))
}

// formed reports words among which a legal form of a company may be: a cheap first look.
func formed(words []string) bool {
	for _, w := range words {
		switch w {
		case "company", "bv", "nv", "sa", "sas", "srl", "aps", "kg", "se", "ulc", "llp", "oü", "uab", "oyj", "spa", "sl", "lda", "kft",
			"b", "n", "s", "l", "à", "z":
			return true
		}
	}
	return incorporated(words)
}

// company is a name and the legal form behind it.
var company = regexp.MustCompile(`((?:\p{Lu}[\p{L}\d&.'’-]*,?\s+){1,6})(?:Inc|LLC|L\.L\.C|Ltd|Limited|GmbH|Corp|Corporation|Company|PLC|plc|AG|B\.?V|N\.?V|S\.?A\.?S?|S\.?à\.?\s?r\.?l|S\.?r\.?l|Pty|Oy|AB|ApS|KG|SE|ULC|LLP|OÜ|UAB|A/S|AS|Oyj|S\.?p\.?A|S\.?L|Lda|Kft|BV|Sp\. z o\.o)(?:[^\p{L}]|$)`)

// companiesDiffer reports whether two wordings of a sentence name as many companies, and
// others. Where one names more than the other, the sentence was rewritten, not corrected.
func companiesDiffer(old, new string) bool {
	a, b := companies(old), companies(new)
	return len(a) > 0 && len(a) == len(b) && !slices.Equal(a, b)
}

// companies lists the letters of the companies that a sentence names, sorted.
func companies(s string) []string {
	if !strings.ContainsAny(s, "ICLGPABNSOKU") {
		return nil
	}
	var out []string
	for _, m := range company.FindAllStringSubmatch(s, -1) {
		var l strings.Builder
		for _, w := range strings.Fields(m[1]) {
			switch strings.ToLower(strings.Trim(w, ",.")) {
			case "the", "our", "a", "this", "that", "such", "each", "any", "of", "by", "with":
			default:
				letters(&l, w)
			}
		}
		if l.Len() > 0 {
			out = append(out, l.String())
		}
	}
	slices.Sort(out)
	return out
}

// addressed reports an edit of a postal address: numbers changed together with a street,
// or together with names where a sentence says where somebody is.
func addressed(e edit) bool {
	if len(quantities(e.del)) == 0 || len(quantities(e.ins)) == 0 || onlyDates(e) {
		return false
	}
	if streets(e.del) || streets(e.ins) || nearStreet(e.new.words, e.ins) {
		return true
	}
	return seated(e.new.words) && allNamed(e.old.text, e.del) && allNamed(e.new.text, e.ins)
}

// streetReach is how far a street's kind may stand from its number.
const streetReach = 3

func nearStreet(words, numbers []string) bool {
	for i, w := range words {
		if hasDigit(w) && contains(numbers, w) && streets(words[max(0, i-streetReach):min(len(words), i+streetReach+1)]) {
			return true
		}
	}
	return false
}

// onlyDates reports an edit whose words are numbers and months.
func onlyDates(e edit) bool { return onlyNumbers(e) && numberKind(e) == numberDate }

// seated reports words by which texts say where somebody is to be found.
func seated(words []string) bool {
	for _, w := range words {
		switch w {
		case "mail", "address", "addressed", "office", "offices", "located", "registered", "headquartered", "headquarters", "adresse", "sitz", "siège":
			return true
		}
	}
	return false
}

// allNamed reports whether what is no number among words stands capitalised, and something does.
func allNamed(text string, words []string) bool {
	var names []string
	for _, w := range words {
		if !hasDigit(w) {
			names = append(names, w)
		}
	}
	return len(names) > 0 && allNames(text, names)
}

// mailedElsewhere reports an edit after which another address takes people's mail.
func mailedElsewhere(e edit) bool {
	if !strings.Contains(e.new.text, "@") {
		return false
	}
	old, new := mailAddress.FindAllString(strings.ToLower(e.old.text), -1), mailAddress.FindAllString(strings.ToLower(e.new.text), -1)
	if len(old) == 0 || len(old) != len(new) || strings.Contains(e.old.text+e.new.text, hiddenWord) {
		return false
	}
	for i := range old {
		if strings.Trim(old[i], ".-_") != strings.Trim(new[i], ".-_") {
			return true
		}
	}
	return false
}

// contact reports a sentence with an address or a number by which people reach somebody.
func contact(s *sentence) bool {
	return len(s.text) <= nameBytes && (strings.Contains(s.text, "@") && mailAddress.MatchString(s.text) || hasDigit(s.text) && dials(s.words))
}

// streets reports words that stand in postal addresses only.
func streets(words []string) bool {
	for _, w := range words {
		switch w {
		case "street", "avenue", "ave", "road", "rd", "suite", "ste", "blvd", "boulevard", "lane", "floor", "square", "plaza",
			"parkway", "pkwy", "court", "highway", "rue", "platz", "allee", "weg", "via", "calle", "quai", "tower":
			return true
		}
		if strings.HasSuffix(w, "strasse") || strings.HasSuffix(w, "straße") || strings.HasSuffix(w, "gasse") || strings.HasSuffix(w, "gracht") {
			return true
		}
	}
	return false
}

// Bounds of a number to call.
const (
	phoneDigits = 7
	phoneReach  = 10 // words around it that say so
)

// dialled reports an edit of a number to call.
func dialled(e edit) bool {
	digits := 0
	for _, w := range quantities(e.ins) {
		digits += len(w)
	}
	if digits < phoneDigits/2 || len(quantities(e.ins)) == 0 || len(quantities(e.del)) == 0 {
		return false
	}
	all := 0
	for i, w := range e.new.words {
		if !hasDigit(w) {
			continue
		}
		if all += len(w); all >= phoneDigits && dials(e.new.words[max(0, i-phoneReach):min(len(e.new.words), i+phoneReach)]) {
			return true
		}
	}
	return false
}

// worldNumber is a number to call as it is written for all countries: +44 20 7946 0000.
var worldNumber = regexp.MustCompile(`\+\d[\d ().-]{6,18}\d`)

// callable reports an edit that gives people a number to call, or takes one from them.
func callable(e edit) bool {
	if !strings.Contains(e.old.text, "+") && !strings.Contains(e.new.text, "+") || !onlyNumbers(e) {
		return false
	}
	return len(worldNumber.FindAllString(e.old.text, -1)) != len(worldNumber.FindAllString(e.new.text, -1))
}

func dials(words []string) bool {
	for _, w := range words {
		switch w {
		case "call", "calling", "phone", "telephone", "tel", "fax", "toll", "hotline", "telefon", "téléphone", "teléfono":
			return true
		}
	}
	return false
}

// webAddress is what is written of an address on the web.
var webAddress = regexp.MustCompile(`(?:https?://|www\.)[^\s()<>]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/[^\s()<>]*)+`)

// readdressed reports an edit of nothing but an address on the web that stays with its host.
func readdressed(e edit) bool {
	if !e.paired() || len(e.del)+len(e.ins) == 0 {
		return false
	}
	if !strings.Contains(e.old.text, "/") && !strings.Contains(e.old.text, "www.") {
		return false
	}
	old, new := webAddress.FindAllString(e.old.text, -1), webAddress.FindAllString(e.new.text, -1)
	if len(old) == 0 && len(new) == 0 {
		return false
	}
	in := func(words, addresses []string) bool {
		have := meaning.Words(strings.Join(addresses, " "))
		for _, w := range words {
			if !slices.Contains(have, w) && !functionWord(w) {
				return false
			}
		}
		return true
	}
	return in(e.del, old) && in(e.ins, new)
}

// enumeratedName reports an edit that puts one name into an enumeration, or takes one out.
func enumeratedName(e edit, del, ins []string) bool {
	text, words := e.new.text, ins
	switch {
	case len(del) > 0 && len(ins) > 0, len(e.del) == len(e.ins):
		return false // renamed
	case len(del) > 0:
		text, words = e.old.text, del
	}
	for _, w := range words {
		if len(w) < 3 || hasDigit(w) {
			continue
		}
		at := strings.Index(text, strings.ToUpper(w[:1])+w[1:])
		if at < 0 {
			at = strings.Index(text, strings.ToUpper(w))
		}
		if at > 0 && (strings.HasSuffix(strings.TrimRight(text[:at], " "), ",") || strings.HasPrefix(text[at+len(w):], ",")) {
			return true
		}
	}
	return false
}
