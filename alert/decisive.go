package alert

import (
	"slices"
	"strings"
	"unicode"

	"github.com/redlinewatch/redline"
)

const (
	quoteLimit   = 420 // runes on either side of a quote
	contextLimit = 240 // runes of the unchanged sentence on either side
	quotesAtMost = 3
)

// What a fragment's score is made of.
const (
	scoreConfidentiality = 200 // the reason says how confidentiality changed
	scoreDirection       = 60  // the reason says for whom it is better or worse
	scoreSide            = 20  // a reason's sentence stands there, on each side
	scoreAbout           = 25  // the changed words are about the topic group
)

// rank orders fragments, the decisive one first: what the verdict's reasons name comes
// before what only concerns the topic, and that before the rest in reading order.
func rank(m Material) []fragment {
	all := fragments(m)
	v := m.Change.Verdict
	about := subjects[Group(v)].words
	clues := cluesOf(v)
	for i := range all {
		f := &all[i]
		before, after := f.oldWords(), f.newWords()
		for n, c := range clues {
			if s := c.score(before, after); s > 0 && s-n > f.score {
				f.reason, f.score = n, s-n
			}
		}
		if f.about = about.MatchString(changedWords(*f)); f.about {
			f.score += scoreAbout
		}
		switch n := letters(before) + letters(after); {
		case n < 3:
			f.score -= scoreDirection // numbering, punctuation
		case len(strings.Fields(before+" "+after)) < 4:
			f.score -= 5 // a label
		}
	}
	slices.SortStableFunc(all, func(a, b fragment) int { return b.score - a.score })
	return all
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// A clue is what a reason of the verdict says of where the decisive words are.
type clue struct {
	old, new string
	weight   int
}

// cluesOf weighs the reasons: most where one is about confidentiality and the alert is
// too, least where it only counts sentences that say something else.
func cluesOf(v redline.Verdict) []clue {
	about := subjects[Group(v)].words
	out := make([]clue, len(v.Reasons))
	for i, r := range v.Reasons {
		c := clue{old: clean(r.Old), new: clean(r.New)}
		switch {
		case strings.HasPrefix(r.Rule, "confidentiality-") && v.E2EE != redline.ConfidentialityNone:
			c.weight = scoreConfidentiality
		case strings.HasPrefix(r.Rule, "direction-"):
			c.weight = scoreDirection
		}
		if about.MatchString(r.Old) || about.MatchString(r.New) {
			c.weight += scoreAbout
		}
		out[i] = c
	}
	return out
}

// score says how surely a clue speaks of words, 0 when it does not.
func (c clue) score(before, after string) int {
	score := 0
	if same(c.old, before) {
		score += scoreSide
	}
	if same(c.new, after) {
		score += scoreSide
	}
	if score > 0 {
		score += c.weight
	}
	return score
}

// names reports whether a reason's sentence stands in words.
func names(sentence, words string) bool {
	sentence = clean(sentence)
	return sentence != "" && words != "" && same(sentence, words)
}

// changedWords are the words that were taken out, then those that were put in.
func changedWords(f fragment) string {
	var old, now strings.Builder
	for _, t := range f.tokens {
		switch t.op {
		case redline.SpanDeleted:
			old.WriteString(t.words)
		case redline.SpanInserted:
			now.WriteString(t.words)
		default:
			old.WriteByte(' ')
			now.WriteByte(' ')
		}
	}
	return old.String() + "\n" + now.String()
}

// wanted returns the sentences by which a fragment is narrowed.
func (m Material) wanted(f fragment) (before, after string) {
	if f.reason < 0 {
		return "", ""
	}
	r := m.Change.Verdict.Reasons[f.reason]
	return r.Old, r.New
}

// quotes shows the decisive fragments, at most three.
func quotes(m Material, ranked []fragment) []redline.Quote {
	out := []redline.Quote{}
	for _, f := range ranked {
		if len(out) == quotesAtMost {
			break
		}
		if len(out) > 0 && f.score < scoreDirection && !f.about && ranked[0].score >= scoreDirection {
			continue // it has nothing to do with the alert
		}
		before, after := m.wanted(f)
		f = f.narrow(quoteLimit, before, after)
		m.surround(&f)
		out = append(out, quote(m, f))
	}
	return out
}

func quote(m Material, f fragment) redline.Quote {
	q := redline.Quote{
		Change: m.Change.ID, Document: m.Document.ID, Section: section(f.section),
		Before: f.before, After: f.after, Spans: spans(f.tokens),
	}
	for _, s := range q.Spans {
		if s.Op != redline.SpanInserted {
			q.Old += s.Words
		}
		if s.Op != redline.SpanDeleted {
			q.New += s.Words
		}
	}
	return q
}

// spans joins tokens of one kind.
func spans(tokens []token) []redline.Span {
	out := []redline.Span{}
	for _, t := range tokens {
		if n := len(out); n > 0 && out[n-1].Op == t.op {
			out[n-1].Words += t.words
			continue
		}
		out = append(out, redline.Span{Op: t.op, Words: t.words})
	}
	return out
}

// section cleans and shortens a section path.
func section(path []string) []string {
	if len(path) > 4 {
		path = path[len(path)-4:]
	}
	var out []string
	for _, p := range path {
		if p = clip(clean(p), 80); p != "" {
			out = append(out, p)
		}
	}
	return out
}
