package meaning

import (
	"fmt"
	"strings"
)

// A lexicon finds phrases in words. Its source is a text of groups:
//
//	[label]
//	end to end encrypt*
//	(hold|keep) ..3 key|keys
//	# a comment
//
// A phrase is a row of elements: a word, the beginning of one (encrypt*), either of
// several (a|b|c*), or up to n words of any kind (..n).
type lexicon struct {
	labels []string
	exact  map[string][]phrase
	prefix map[string][]phrase // by the first prefixKey letters of a beginning
}

// prefixKey is how many letters a beginning must have at least to open a phrase.
const prefixKey = 3

type phrase struct {
	label    int
	elements []element // all but the first when that was found through exact
}

type element struct {
	gap   int // up to so many words of any kind, when alternatives is empty
	words []string
}

// A hit is a phrase found at words[From:To].
type hit struct {
	label    int
	from, to int
}

// parseLexicon reads a lexicon. A broken one is a mistake in this package.
func parseLexicon(src string) (*lexicon, error) {
	l := &lexicon{exact: make(map[string][]phrase), prefix: make(map[string][]phrase)}
	label := -1
	for n, line := range strings.Split(src, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			label = l.labelIndex(strings.Trim(line, "[]"))
		case label < 0:
			return nil, fmt.Errorf("lexicon line %d: a phrase before the first label", n+1)
		default:
			if err := l.add(label, line); err != nil {
				return nil, fmt.Errorf("lexicon line %d: %w", n+1, err)
			}
		}
	}
	return l, nil
}

func (l *lexicon) labelIndex(name string) int {
	for i, have := range l.labels {
		if have == name {
			return i
		}
	}
	l.labels = append(l.labels, name)
	return len(l.labels) - 1
}

func (l *lexicon) add(label int, line string) error {
	var elements []element
	for _, f := range strings.Fields(line) {
		if rest, ok := strings.CutPrefix(f, ".."); ok {
			var n int
			if _, err := fmt.Sscanf(rest, "%d", &n); err != nil || n < 1 || n > 12 {
				return fmt.Errorf("gap %q", f)
			}
			elements = append(elements, element{gap: n})
			continue
		}
		elements = append(elements, element{words: strings.Split(strings.Trim(f, "()"), "|")})
	}
	if elements[0].gap > 0 || elements[len(elements)-1].gap > 0 {
		return fmt.Errorf("phrase %q begins or ends with a gap", line)
	}
	for _, w := range elements[0].words {
		p := phrase{label: label, elements: append([]element{{words: []string{w}}}, elements[1:]...)}
		if stem, ok := strings.CutSuffix(w, "*"); ok {
			if len(stem) < prefixKey {
				return fmt.Errorf("phrase %q opens with a beginning shorter than %d", line, prefixKey)
			}
			l.prefix[stem[:prefixKey]] = append(l.prefix[stem[:prefixKey]], p)
			continue
		}
		l.exact[w] = append(l.exact[w], p)
	}
	return nil
}

// find calls f for every phrase that stands in words, the longest reading of each.
func (l *lexicon) find(words []string, f func(hit)) {
	for i, w := range words {
		for _, p := range l.exact[w] {
			if end := match(words, i+1, p.elements[1:]); end >= 0 {
				f(hit{p.label, i, end})
			}
		}
		if len(w) < prefixKey {
			continue
		}
		for _, p := range l.prefix[w[:prefixKey]] {
			if !p.elements[0].takes(w) {
				continue
			}
			if end := match(words, i+1, p.elements[1:]); end >= 0 {
				f(hit{p.label, i, end})
			}
		}
	}
}

// match returns where the elements end when they stand at words[at:], -1 when they do not.
func match(words []string, at int, elements []element) int {
	if len(elements) == 0 {
		return at
	}
	e := elements[0]
	if e.gap > 0 {
		for skip := 0; skip <= e.gap && at+skip < len(words); skip++ {
			if end := match(words, at+skip, elements[1:]); end >= 0 {
				return end
			}
		}
		return -1
	}
	if at >= len(words) || !e.takes(words[at]) {
		return -1
	}
	return match(words, at+1, elements[1:])
}

func (e element) takes(w string) bool {
	for _, want := range e.words {
		if stem, ok := strings.CutSuffix(want, "*"); ok {
			if strings.HasPrefix(w, stem) {
				return true
			}
		} else if w == want {
			return true
		}
	}
	return false
}
