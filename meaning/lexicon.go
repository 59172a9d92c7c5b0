package meaning

import (
	"fmt"
	"strconv"
	"strings"
)

// A lexicon finds phrases in words. Its source is a text of groups:
//
//	[label]
//	end to end encrypt*
//	(hold|keep|hang on to) ..3 key|keys
//	# a comment
//
// A phrase is a row of elements: a word, the beginning of one (encrypt*), either of
// several (a|b|c*; in brackets also of rows of words), or up to n words of any kind (..n).
type lexicon struct {
	labels []string
	exact  map[string][]phrase
	prefix map[string][]phrase // by the first prefixKey letters of a beginning
	opens  [openings]uint8     // what the first letters of a word may open: most open nothing
}

// openings is the size of the table of first letters, and what it tells.
const (
	openings    = 1 << 12
	opensExact  = 1
	opensPrefix = 2
)

// opening is the place of a word in the table of first letters.
func opening(w string) uint32 {
	h := uint32(0)
	for i := range min(len(w), prefixKey) {
		h = h*37 + uint32(w[i])
	}
	return h % openings
}

// prefixKey is how many letters a beginning must have at least to open a phrase.
const prefixKey = 3

type phrase struct {
	label    int
	elements []element // the first is one word
}

type element struct {
	gap  int        // up to so many words of any kind, when alts is empty
	alts [][]string // each a row of words or beginnings
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
	elements, err := parsePhrase(line)
	if err != nil {
		return err
	}
	for _, alt := range elements[0].alts {
		rest := make([]element, 0, len(alt)-1+len(elements))
		rest = append(rest, element{alts: [][]string{{alt[0]}}})
		for _, w := range alt[1:] {
			rest = append(rest, element{alts: [][]string{{w}}})
		}
		p := phrase{label: label, elements: append(rest, elements[1:]...)}
		if stem, ok := strings.CutSuffix(alt[0], "*"); ok {
			if len(stem) < prefixKey {
				return fmt.Errorf("phrase %q opens with a beginning shorter than %d", line, prefixKey)
			}
			l.prefix[stem[:prefixKey]] = append(l.prefix[stem[:prefixKey]], p)
			l.opens[opening(stem)] |= opensPrefix
			continue
		}
		l.exact[alt[0]] = append(l.exact[alt[0]], p)
		l.opens[opening(alt[0])] |= opensExact
	}
	return nil
}

// parsePhrase reads the elements of a phrase.
func parsePhrase(line string) ([]element, error) {
	var elements []element
	for rest := line; rest != ""; {
		var f string
		if strings.HasPrefix(rest, "(") {
			end := strings.IndexByte(rest, ')')
			if end < 0 {
				return nil, fmt.Errorf("phrase %q: a bracket is open", line)
			}
			f, rest = rest[1:end], strings.TrimSpace(rest[end+1:])
		} else {
			f, rest, _ = strings.Cut(rest, " ")
			rest = strings.TrimSpace(rest)
		}
		e, err := parseElement(f)
		if err != nil {
			return nil, fmt.Errorf("phrase %q: %w", line, err)
		}
		elements = append(elements, e)
	}
	if elements[0].gap > 0 || elements[len(elements)-1].gap > 0 {
		return nil, fmt.Errorf("phrase %q begins or ends with a gap", line)
	}
	return elements, nil
}

func parseElement(f string) (element, error) {
	if digits, ok := strings.CutPrefix(f, ".."); ok {
		n, err := strconv.Atoi(digits)
		if err != nil || n < 1 || n > 12 {
			return element{}, fmt.Errorf("gap %q", f)
		}
		return element{gap: n}, nil
	}
	var e element
	for _, alt := range strings.Split(f, "|") {
		words := strings.Fields(alt)
		if len(words) == 0 || strings.ContainsAny(alt, "()") {
			return element{}, fmt.Errorf("element %q", f)
		}
		e.alts = append(e.alts, words)
	}
	return e, nil
}

// find calls f for every phrase that stands in words, the longest reading of each.
func (l *lexicon) find(words []string, f func(hit)) {
	for i, w := range words {
		opens := l.opens[opening(w)]
		if opens&opensExact != 0 {
			for _, p := range l.exact[w] {
				if end := match(words, i+1, p.elements[1:]); end >= 0 {
					f(hit{p.label, i, end})
				}
			}
		}
		if opens&opensPrefix == 0 || len(w) < prefixKey {
			continue
		}
		for _, p := range l.prefix[w[:prefixKey]] {
			if !takes(p.elements[0].alts[0][0], w) {
				continue
			}
			if end := match(words, i+1, p.elements[1:]); end >= 0 {
				f(hit{p.label, i, end})
			}
		}
	}
}

// wideGap is the gap from which a phrase may reach over the end of a clause, as
// "hides subject, body and attachments from" does.
const wideGap = 7

// match returns where the elements end when they stand at words[at:], -1 when they do not.
func match(words []string, at int, elements []element) int {
	if len(elements) == 0 {
		return at
	}
	e := elements[0]
	if e.gap > 0 {
		for skip := 0; skip <= e.gap && at+skip < len(words); skip++ {
			if skip > 0 && e.gap < wideGap && words[at+skip-1] == "," {
				break
			}
			if end := match(words, at+skip, elements[1:]); end >= 0 {
				return end
			}
		}
		return -1
	}
	for _, alt := range e.alts {
		if at+len(alt) > len(words) || !takesRow(alt, words[at:]) {
			continue
		}
		if end := match(words, at+len(alt), elements[1:]); end >= 0 {
			return end
		}
	}
	return -1
}

func takesRow(want, words []string) bool {
	for i, w := range want {
		if !takes(w, words[i]) {
			return false
		}
	}
	return true
}

// takes reports whether a word is the one wanted, or begins as wanted.
func takes(want, w string) bool {
	if stem, ok := strings.CutSuffix(want, "*"); ok {
		return strings.HasPrefix(w, stem)
	}
	return w == want
}
