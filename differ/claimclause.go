package differ

import (
	"regexp"
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// A clause is a part of a sentence that says something of its own: "messages are
// end-to-end encrypted", and "but group chats are not".
type clause struct {
	words    string
	subjects meaning.Subject
	follows  clauseKind
}

type clauseKind int8

const (
	clauseFirst   clauseKind = iota
	clauseAgainst            // says something of something else
	clauseExcept             // names what the first part does not hold for
)

var (
	clauseCut  = regexp.MustCompile(`(?i)\s*(;|,?\s+\b(but|while|whereas|although|though)\b|,\s+and\b)\s+`)
	exceptCut  = regexp.MustCompile(`(?i),?\s+\b(except( for)?|other than|excluding|apart from|aside from|with the exception of|but not( for)?)\s+`)
	conditions = regexp.MustCompile(`(?i)^(when|if|where|as|in|to|that|you|we|with)\b`)
	isNot      = regexp.MustCompile(`(?i)\b(are|is|do|does|were|was|will|have|has)(\s+not\b|n['’]t\b)(\s+(yet|always|so|protected|covered|included))*\W*$`)
	onlyThose  = regexp.MustCompile(`(?i)\b(only|nobody but|no one but) (you|the (people|person|sender|recipient|participants|members|two)|those|people|participants|senders?|recipients?)\b`)
	planned    = regexp.MustCompile(`(?i)\b(plan|plans|planning|intend|intends|working|are going) (to|on|towards?|for)\b|\bcoming (soon|later)\b|\bwill soon\b|\b(later this|by the end of the|next) year\b|\bin (a )?future (release|version|update)s?\b`)
)

// clauses cuts a sentence where a new part speaks of other things than the first. A
// sentence that does not do so is a clause of its own. What is in the product's name
// says nothing: Pebble Rooms may be about messages.
func clauses(s, product string) []clause {
	if product != "" {
		if bare := strings.ReplaceAll(s, product, "it"); subjectsOf(bare) != 0 {
			s = bare
		}
	}
	if at := exceptCut.FindStringIndex(s); at != nil && at[0] > 0 {
		head, tail := s[:at[0]], s[at[1]:]
		but := subjectsOf(tail) &^ subjectsOf(head)
		if but != 0 && subjectsOf(head) != 0 && !conditions.MatchString(tail) {
			return []clause{{head, subjectsOf(head), clauseFirst}, {tail, but, clauseExcept}}
		}
	}
	at := clauseCut.FindStringIndex(s)
	if at == nil || at[0] == 0 {
		return []clause{{s, subjectsOf(s), clauseFirst}}
	}
	head, tail := s[:at[0]], s[at[1]:]
	first, second := subjectsOf(head), subjectsOf(tail)
	if first == 0 || second == 0 || second&^first == 0 || !predicates(tail) || !meaning.Speaks(meaning.Words(head)) {
		return []clause{{s, subjectsOf(s), clauseFirst}}
	}
	return []clause{{head, first, clauseFirst}, {tail, second &^ first, clauseAgainst}}
}

// predicates reports words that say something rather than going on with a list.
func predicates(s string) bool {
	if isNot.MatchString(s) {
		return true
	}
	for _, w := range meaning.Words(s) {
		switch w {
		case "is", "are", "can", "cannot", "can't", "will", "remain", "remains", "stay", "stays", "may", "has", "have":
			return true
		}
	}
	return false
}

// state is what a clause claims; last is what the clause before it does.
func (c clause) state(p meaning.Promise, last redline.ClaimState) redline.ClaimState {
	promised := last == redline.ClaimDefault || last == redline.ClaimOptIn || last == redline.ClaimPartial
	switch {
	case c.follows == clauseExcept && promised:
		return redline.ClaimNo
	case c.follows == clauseExcept:
		return redline.ClaimUnknown
	case p.Level == 0 && c.follows == clauseAgainst && promised:
		return c.elliptic(p)
	case p.EndToEnd && !p.Denied && p.Level > 0 && planned.MatchString(c.words):
		return redline.ClaimPlanned
	}
	if p.NoAccess && onlyThose.MatchString(c.words) {
		p.Some-- // "only you" keeps others out; it narrows nothing
	}
	state := claimState(p)
	if p.Level > 0 && state != redline.ClaimUnknown && ends(c.words) {
		return redline.ClaimRemoved
	}
	return state
}

// ends reports a promise that holds until a day.
func ends(words string) bool {
	return slices.ContainsFunc(meaning.Dates(words), func(d meaning.Date) bool { return d.Kind == meaning.DateEnds })
}

// elliptic reads a clause that leaves out what it speaks of: "but group chats are not",
// "while backups can be, if you turn it on".
func (c clause) elliptic(p meaning.Promise) redline.ClaimState {
	lower := strings.ToLower(c.words)
	switch {
	case isNot.MatchString(c.words):
		return redline.ClaimNo
	case p.Optional || strings.Contains(lower, "optional") || strings.Contains(lower, "turn it on"):
		return redline.ClaimOptIn
	}
	return redline.ClaimUnknown
}
