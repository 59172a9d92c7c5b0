package alert

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
)

const (
	headlineLimit = 90 // runes
	day           = "2 January 2006"
)

// A pair is the decisive sentence before and after; one may be missing.
type pair struct{ old, new []string } // words

// decisivePair returns the sentences the headline quotes. Where the ranked fragments
// hold the two sides of one reason in different places (a paragraph removed here,
// its replacement added there), the reason's sentences are brought together.
func decisivePair(m Material, ranked []fragment) pair {
	if len(ranked) == 0 {
		return pair{}
	}
	f := ranked[0]
	wantOld, wantNew := m.wanted(f)
	one := f.sentence(wantOld, wantNew)
	p := pair{strings.Fields(one.oldWords()), strings.Fields(one.newWords())}
	if len(p.old) == 0 && stands(ranked, wantOld, redline.SpanDeleted) {
		p.old = strings.Fields(clean(wantOld))
	}
	if len(p.new) == 0 && stands(ranked, wantNew, redline.SpanInserted) {
		p.new = strings.Fields(clean(wantNew))
	}
	return p
}

// stands reports whether a sentence stands in the given side of any fragment.
func stands(all []fragment, sentence string, op redline.SpanOp) bool {
	sentence = clean(sentence)
	return sentence != "" && slices.ContainsFunc(all, func(f fragment) bool { return strings.Contains(f.side(op), sentence) })
}

// headline says in at most 90 characters which document now says what. The longest
// name of the document that leaves the quoted words whole is taken, else the shortest.
func headline(m Material, ranked []fragment, effective time.Time) string {
	p := decisivePair(m, ranked)
	subjects := subjectsOf(m)
	if len(p.old) == 0 && len(p.new) == 0 {
		return platformName(m.Platform, 30) + " now says other things about " + about(m.Change.Verdict)
	}
	var whole, short string
	for _, subject := range subjects {
		budget := headlineLimit - utf8.RuneCountInString(subject)
		d := deedOf(m, p, budget, effective)
		short = subject + d.words(budget)
		if whole == "" && !strings.Contains(short, ellipsis) {
			whole = short
		}
	}
	best := cmp.Or(whole, short)
	if with := best + scope(m, best, effective); utf8.RuneCountInString(with) <= headlineLimit {
		best = with
	}
	return best
}

// subjectsOf names the platform and its document, the longest way first.
func subjectsOf(m Material) []string {
	const limit = 44
	platform := platformName(m.Platform, limit)
	var out []string
	for _, document := range []string{documentName(m), kindName(m.Document.Kind), shortKind(m.Document.Kind)} {
		if s := possessive(platform) + " " + document; utf8.RuneCountInString(s) <= limit {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		out = []string{platform}
	}
	return out
}

// scope is the day or the region a headline ends with where there is room. A day
// belongs behind what the document now says, not behind what it no longer does.
func scope(m Material, headline string, effective time.Time) string {
	on := effective.UTC().Format(day)
	switch {
	case effective.After(m.Change.FirstWith) && !strings.Contains(headline, " no longer says ") &&
		!strings.Contains(headline, " removes ") && !strings.Contains(headline, on):
		return ", from " + on
	case m.Document.Region != "":
		return " (" + name(m.Document.Region, 12) + ")"
	}
	return ""
}

// A deed is what a headline says a document does with quoted words.
type deed struct {
	verb string
	// words[lo:hi] must be quoted, the rest of the sentence as far as there is room.
	sentence []string
	lo, hi   int
	with     string // of a replacement: the words that stand there now
	tail     string // behind the quote
}

// deedOf chooses the verb and the words: what is gone where a promise was taken back,
// what is new otherwise, and both where both are short.
func deedOf(m Material, p pair, budget int, effective time.Time) deed {
	lo, oldHi, newHi := middle(p.old, p.new)
	gone := deed{verb: " no longer says ", sentence: p.old, lo: lo, hi: oldHi}
	says := deed{verb: " now says ", sentence: p.new, lo: lo, hi: newHi}
	switch {
	case len(p.new) == 0:
		if m.Change.Verdict.Direction == redline.DirectionStronger || m.Change.Verdict.Direction == redline.DirectionNeutral {
			gone.verb = " removes "
		}
		return gone.elsewhere(m.New)
	case len(p.old) == 0:
		says.verb = " adds "
		return says.elsewhere(m.Old)
	case effective.After(m.Change.FirstWith) && lo < newHi: // an announcement: what is to come
		return says.elsewhere(m.Old)
	}
	old, now := strings.Join(p.old[lo:oldHi], " "), strings.Join(p.new[lo:newHi], " ")
	if telling(old) && telling(now) && !leans(p.old[lo:oldHi]) && !leans(p.new[lo:newHi]) && utf8.RuneCountInString(old+now)+len(" replaces “” with “”") <= budget {
		return deed{verb: " replaces ", sentence: p.old[lo:oldHi], lo: 0, hi: oldHi - lo, with: trimEnd(now)}
	}
	switch m.Change.Verdict.Mechanism {
	case redline.MechanismRemoved, redline.MechanismDowngraded, redline.MechanismNarrowed:
		// An old sentence that already told of an end is no promise that went.
		if lo < oldHi && !strings.Contains(strings.ToLower(strings.Join(p.old, " ")), "no longer") {
			return gone.elsewhere(m.New)
		}
	}
	if lo == newHi && m.Change.Verdict.Direction != redline.DirectionStronger { // nothing was put in
		return gone.elsewhere(m.New)
	}
	return says.elsewhere(m.Old)
}

// middle returns where the common beginning of two word lists ends, and where their
// common end begins in each.
func middle(a, b []string) (lo, aHi, bHi int) {
	for lo < len(a) && lo < len(b) && a[lo] == b[lo] {
		lo++
	}
	aHi, bHi = len(a), len(b)
	for aHi > lo && bHi > lo && a[aHi-1] == b[bHi-1] {
		aHi, bHi = aHi-1, bHi-1
	}
	return lo, aHi, bHi
}

// telling reports whether words mean something on their own: "may" does not.
func telling(words string) bool {
	run := 0
	if strings.Trim(words, "0123456789.()") == "" {
		return false // a section's number
	}
	for _, r := range words {
		if unicode.IsDigit(r) || r > 0x2e80 {
			return true
		}
		if unicode.IsLetter(r) {
			run++
		} else {
			run = 0
		}
		if run >= 5 {
			return true
		}
	}
	return false
}

// elsewhere softens a deed whose quoted words also stand on the other side.
func (d deed) elsewhere(other redline.Text) deed {
	phrase := strings.Join(d.sentence[d.lo:d.hi], " ")
	if d.lo == d.hi || len(d.sentence) <= 12 {
		phrase = strings.Join(d.sentence, " ")
	}
	if !slices.ContainsFunc(other.Blocks, func(b redline.Block) bool { return strings.Contains(b.Words, phrase) }) {
		return d
	}
	switch d.verb {
	case " no longer says ", " removes ":
		d.verb, d.tail = " removes ", " in one place"
	default:
		d.verb, d.tail = " adds ", " in one more place"
	}
	return d
}

// room is what the verb, the quotation marks and the tail leave of a budget.
func (d deed) room(budget int) int {
	n := budget - utf8.RuneCountInString(d.verb+d.tail) - 2
	if d.with != "" {
		n -= utf8.RuneCountInString(d.with) + len(" with ") + 2
	}
	return max(n, 8)
}

func (d deed) words(budget int) string {
	s := d.verb + quoted(window(d.sentence, d.lo, d.hi, d.room(budget)))
	if d.with != "" {
		s += " with " + quoted(d.with)
	}
	return s + d.tail
}
