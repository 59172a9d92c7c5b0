package effect

import (
	"slices"
	"strconv"
	"strings"

	"github.com/redlinewatch/redline/meaning"
)

// A Feature is one thing the model looks at, by a name that a person can read.
type Feature struct {
	Name  string
	Value float64
}

// Reaches of what counts as near, in words.
const (
	nearWord    = 4 // a concept to a word that changed
	nearConcept = 8 // two concepts to each other
	replaced    = 4 // words that another few took the place of
	entered     = 3 // of a longer run that came or went
)

// Features lists what the model looks at in one passage, by name.
func Features(p Passage) []Feature {
	r := reader{at: map[string]float64{anything: 1}}
	for _, e := range p.Edits {
		if len(r.tokens) >= passageTokens {
			break
		}
		r.read(e)
	}
	r.sides()
	r.runs()
	r.synonyms()
	r.sum("edits", float64(len(p.Edits))/4, 2)
	r.rules("rules", p.Forth)
	r.rules("rules back", p.Back)
	out := make([]Feature, 0, len(r.at))
	for name, v := range r.at {
		out = append(out, Feature{name, v})
	}
	slices.SortFunc(out, func(a, b Feature) int { return strings.Compare(a.Name, b.Name) })
	return out
}

type reader struct {
	at     map[string]float64
	tokens []token
	was    level // of all old sides
	is     level
}

// level adds up what package meaning read on one side of a passage.
type level struct{ best, worst, sum float64 }

func (l *level) take(p meaning.Promise) {
	l.best, l.worst, l.sum = max(l.best, p.Level), min(l.worst, p.Level), l.sum+p.Level
}

// count notes something seen: twice tells more than once, thrice no more than twice.
func (r *reader) count(name string) { r.sum(name, 1, 2) }

func (r *reader) sum(name string, v, most float64) {
	if v = max(-most, min(most, r.at[name]+v)); v != 0 {
		r.at[name] = v
	}
}

// rules notes what the rules answer, and how sure they are.
func (r *reader) rules(name string, x Rules) {
	r.count(name + " " + string(x.Answer))
	r.sum(name+" weight", x.Weight/2, 2)
}

// read adds an edit: its words with their concepts, and what meaning read in it.
func (r *reader) read(e Edit) {
	tokens := align(e.Old, e.New)
	tag(tokens, gone, e.Old)
	tag(tokens, came, e.New)
	r.tokens = append(append(r.tokens, tokens...), token{word: "."})
	r.promises(e.Was, e.Is)
	r.was.take(e.Was)
	r.is.take(e.Is)
}

// tag gives the tokens of one side their concepts.
func tag(tokens []token, side op, words []string) {
	tags := make([][]int, len(words))
	meaning.Tags(words, func(from, to, concept int) {
		for i := from; i < min(to, len(tags)); i++ {
			tags[i] = append(tags[i], concept)
		}
	})
	other := gone + came - side
	i := 0
	for k := range tokens {
		if tokens[k].op == other {
			continue
		}
		if tokens[k].op == side || side == came { // a word that stayed has the tags of the new sentence
			tokens[k].tags = tags[i]
		}
		i++
	}
}

// promises notes what package meaning read in either side of an edit, and what of it
// is new or gone.
func (r *reader) promises(was, is meaning.Promise) {
	a, b := marks(was), marks(is)
	for i, name := range [...]string{
		"e2e", "denied", "access", "no access", "key theirs", "key yours", "hedged", "optional",
		"default", "exception", "ending", "hard", "soft", "footnote",
	} {
		switch {
		case a[i] && b[i]:
			r.at["keeps "+name] = 1
		case a[i]:
			r.at["loses "+name] = 1
		case b[i]:
			r.at["wins "+name] = 1
		}
	}
	r.sum("was all", float64(was.All), 2)
	r.sum("was some", float64(was.Some), 2)
	r.sum("was nouns", float64(was.Nouns)/2, 2)
	r.sum("is all", float64(is.All), 2)
	r.sum("is some", float64(is.Some), 2)
	r.sum("is nouns", float64(is.Nouns)/2, 2)
}

func marks(p meaning.Promise) [14]bool {
	return [...]bool{
		p.EndToEnd, p.Denied, p.Access, p.NoAccess, p.KeyTheirs, p.KeyYours, p.Hedged, p.Optional,
		p.Default, p.Exception, p.Ending, p.Hard, p.Soft, p.Footnote,
	}
}

// sides reads the old and the new side each as it stands.
func (r *reader) sides() {
	r.sum("was level", r.was.sum/3, 2)
	r.sum("is level", r.is.sum/3, 2)
	r.sum("level moved", (r.is.sum-r.was.sum)/3, 2)
	r.sum("best moved", (r.is.best-r.was.best)/3, 2)
	r.sum("worst moved", (r.is.worst-r.was.worst)/3, 2)
	r.side("old", came)
	r.side("new", gone)
	for _, t := range r.tokens {
		if t.op != both {
			continue
		}
		for _, c := range t.tags {
			r.count("stays [" + meaning.ConceptName(c) + "]")
		}
		if !small(t.word) {
			r.count("stays " + t.word)
		}
	}
}

// side reads the words of one side, those of the other left out.
func (r *reader) side(name string, other op) {
	words := make([]token, 0, len(r.tokens))
	for _, t := range r.tokens {
		if t.op != other {
			words = append(words, t)
		}
	}
	r.concepts(name, words)
	for i, t := range words {
		if t.op == both {
			continue
		}
		r.count(name + " " + t.word)
		if i+1 < len(words) {
			r.count(name + " " + t.word + " " + words[i+1].word)
		}
		if i > 0 && words[i-1].op == both {
			r.count(name + " " + words[i-1].word + " " + t.word)
		}
		for k := max(0, i-nearWord); k < min(len(words), i+nearWord+1); k++ {
			if k == i {
				continue
			}
			for _, c := range words[k].tags {
				r.count(name + " " + t.word + " near [" + meaning.ConceptName(c) + "]")
			}
		}
	}
}

// concepts notes the concepts of one side, and which stands before which.
func (r *reader) concepts(side string, words []token) {
	type place struct {
		at      int
		name    string
		changed bool
	}
	var places []place
	for i, t := range words {
		for _, c := range t.tags {
			places = append(places, place{i, meaning.ConceptName(c), t.op != both})
		}
	}
	for i, a := range places {
		if r.count(side + " [" + a.name + "]"); a.changed {
			r.count(side + " changed [" + a.name + "]")
		}
		for _, b := range places[i+1 : min(len(places), i+7)] {
			if b.at-a.at > nearConcept {
				break
			}
			if a.name != b.name && (a.changed || b.changed) {
				r.count(side + " [" + a.name + "] [" + b.name + "]")
			}
		}
	}
}

// runs reads stretches of changed words: what took the place of what.
func (r *reader) runs() {
	for i := 0; i < len(r.tokens); {
		if r.tokens[i].op == both {
			i++
			continue
		}
		start := i
		var del, ins []string
		for ; i < len(r.tokens) && r.tokens[i].op != both; i++ {
			if t := r.tokens[i]; t.op == gone {
				del = append(del, t.word)
			} else {
				ins = append(ins, t.word)
			}
		}
		r.run(del, ins, r.around(start, i))
	}
}

// around lists the concepts of words that stayed beside a stretch.
func (r *reader) around(from, to int) []string {
	var out []string
	for k := max(0, from-nearWord-2); k < min(len(r.tokens), to+nearWord+2); k++ {
		if k >= from && k < to || r.tokens[k].op != both {
			continue
		}
		for _, c := range r.tokens[k].tags {
			if name := meaning.ConceptName(c); !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

func (r *reader) run(del, ins, around []string) {
	r.count("run " + strconv.Itoa(min(len(del), 3)) + " to " + strconv.Itoa(min(len(ins), 3)))
	if len(del) <= replaced && len(ins) <= replaced {
		r.count(strings.Join(del, " ") + " > " + strings.Join(ins, " "))
	}
	switch {
	case len(del) == 0:
		r.count("put in " + strings.Join(ins[:min(len(ins), entered)], " "))
	case len(ins) == 0:
		r.count("taken out " + strings.Join(del[:min(len(del), entered)], " "))
	}
	for _, c := range around {
		for _, w := range del[:min(len(del), 2*replaced)] {
			r.count("gone " + w + " beside [" + c + "]")
		}
		for _, w := range ins[:min(len(ins), 2*replaced)] {
			r.count("came " + w + " beside [" + c + "]")
		}
	}
}

// kin is how alike two words must be for one to stand for the other, fitted on the examples.
const kin = 0.52

// synonyms matches the words that came with those that went: what has no kin on the
// other side is what the change says or leaves unsaid.
func (r *reader) synonyms() {
	var del, ins []string
	tagged := map[op]map[int]bool{gone: {}, came: {}}
	for _, t := range r.tokens {
		if t.op == both {
			continue
		}
		for _, c := range t.tags {
			tagged[t.op][c] = true
		}
		switch {
		case small(t.word):
		case t.op == gone:
			del = append(del, t.word)
		default:
			ins = append(ins, t.word)
		}
	}
	r.kinless("gone", del, ins)
	r.kinless("came", ins, del)
	lost, kept := 0, 0
	for c := range tagged[gone] {
		if tagged[came][c] {
			kept++
		} else {
			lost++
		}
	}
	won := len(tagged[came]) - kept
	r.sum("concepts lost", float64(lost)/3, 2)
	r.sum("concepts won", float64(won)/3, 2)
	r.sum("concepts kept", float64(kept)/3, 2)
	if lost+won == 0 {
		r.count("same concepts")
	}
}

// kinless notes the words of one side that no word of the other stands for.
func (r *reader) kinless(side string, words, others []string) {
	if len(words) == 0 {
		return
	}
	alone, sum := 0, 0.0
	for _, w := range words {
		best := 0.0
		for _, o := range others {
			best = max(best, vectorsOf().alike(w, o))
		}
		sum += best
		if best < kin {
			alone++
			r.count(side + " without kin " + w)
		}
	}
	n := float64(len(words))
	r.sum(side+" kinless", float64(alone)/5, 2)
	r.sum(side+" kinless share", float64(alone)/n, 1)
	r.sum(side+" kinship", sum/n, 1)
}
