package alert

import (
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
)

const (
	quoteLimit   = 420 // runes on either side of a quote
	contextLimit = 240 // runes of the unchanged sentence on either side
	quotesAtMost = 3
)

// rank orders fragments, the decisive one first: what the verdict's reasons name comes
// before what only concerns the topic, and that before the rest in reading order.
func rank(m Material) []fragment {
	all := fragments(m)
	v := m.Change.Verdict
	about := subjects[Group(v)].words
	for i := range all {
		f := &all[i]
		before, after := f.oldWords(), f.newWords()
		for n, r := range v.Reasons {
			if s := reasonScore(r, before, after); s > 0 && f.reason < 0 {
				f.reason = n
				f.score += s + max(0, 20-n)
				if about != nil && (about.MatchString(r.Old) || about.MatchString(r.New)) {
					f.score += 15
				}
			}
		}
		if about != nil && (about.MatchString(changedWords(*f, redline.SpanDeleted)) || about.MatchString(changedWords(*f, redline.SpanInserted))) {
			f.score += 10
		}
		if len(strings.Fields(before+" "+after)) < 4 {
			f.score -= 5 // a date, a label, a heading's number
		}
	}
	slices.SortStableFunc(all, func(a, b fragment) int { return b.score - a.score })
	return all
}

// reasonScore says how surely a reason speaks of a fragment.
func reasonScore(r redline.Reason, before, after string) int {
	score := 0
	if names(r.Old, before) {
		score += 40
	}
	if names(r.New, after) {
		score += 40
	}
	return score
}

// names reports whether a reason's sentence stands in words.
func names(sentence, words string) bool {
	sentence = clean(sentence)
	return sentence != "" && words != "" && same(sentence, words)
}

func changedWords(f fragment, op redline.SpanOp) string {
	var b strings.Builder
	for _, t := range f.tokens {
		if t.op == op {
			b.WriteString(t.words)
		} else {
			b.WriteByte(' ')
		}
	}
	return b.String()
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
		if len(out) > 0 && f.score < 10 && out[0].Change != "" && ranked[0].score >= 10 {
			break // the rest has nothing to do with the alert
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
