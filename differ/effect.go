package differ

import (
	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
	"github.com/redlinewatch/redline/meaning/effect"
)

// Passage returns what changed between two short texts as package effect reads it.
func Passage(c Comparison) effect.Passage {
	j := &judgement{facts: &facts{Comparison: c, oldWords: c.Old.Words(), newWords: c.New.Words()}}
	j.gather()
	ps := j.promises()
	forth, _ := j.byRules(ps)
	return j.asPassage(ps, forth)
}

// asPassage lays changed sentences before the model, with what the rules answer to them.
func (j *judgement) asPassage(ps []promised, forth effect.Rules) effect.Passage {
	p := effect.Passage{Edits: make([]effect.Edit, len(ps)), Forth: forth}
	back := make([]promised, len(ps))
	for i, x := range ps {
		e := effect.Edit{Was: x.was, Is: x.is}
		if x.old != nil {
			e.Old = x.old.words
		}
		if x.new != nil {
			e.New = x.new.words
		}
		p.Edits[i] = e
		back[i] = promised{edit: edit{old: x.new, new: x.old, del: x.ins, ins: x.del, hunk: x.hunk}, was: x.is, is: x.was}
	}
	p.Back, _ = j.byRules(back)
	return p
}

// byModel asks the model, and which changed sentence its answer rests on most.
func (j *judgement) byModel(ps []promised, rules effect.Rules, heaviest promised) (redline.Confidentiality, promised) {
	passage := j.asPassage(ps, rules)
	scores := effect.Judge(passage)
	answer, sure := scores.Best()
	j.guess = j.guess || sure < sureEnough || rules.Answer == redline.ConfidentialityNone && sure < sureAlone
	if rules.Answer == redline.ConfidentialityNone && (sure < j.alone() || len(ps) > aloneEdits || !j.concerns(ps)) {
		answer = quieter(scores)
	}
	if answer == rules.Answer || answer == redline.ConfidentialityNone {
		return answer, heaviest
	}
	return answer, ps[decisive(passage, scores)]
}

// concerns reports whether a passage can be about who reads what: a sentence that
// changed speaks of reading, hiding or keys, or the texts do, and of content too. The
// model has seen little else, and answers also where nothing was asked.
func (j *judgement) concerns(ps []promised) bool {
	for _, p := range ps {
		for _, s := range [...]*sentence{p.old, p.new} {
			if s == nil {
				continue
			}
			if acts, _ := meaning.Touches(s.words); acts {
				return true
			}
		}
	}
	acts, contents := false, false
	for _, t := range [...]redline.Text{j.Old, j.New} {
		for _, b := range t.Blocks {
			a, c := meaning.Touches(meaning.Words(b.Words))
			acts, contents = acts || a, contents || c
		}
	}
	return acts && contents
}

// quieter is the likelier of the answers that change nothing for anybody.
func quieter(s effect.Scores) redline.Confidentiality {
	answers := effect.Answers()
	if s[2] > s[3] {
		return answers[2]
	}
	return answers[3]
}

// How probable an answer must be: to be more than a guess, with the rules or without
// them; to stand at all where the rules saw nothing; and to stand there although the
// change looks like noise of the page.
const (
	sureEnough   = 0.55
	sureAlone    = 0.85
	aloneLeast   = 0.4
	againstLeast = 0.6
)

// aloneEdits is how many sentences may have changed where the model is alone with its
// answer: the passages it knows are of a few.
const aloneEdits = 8

// alone is how probable the model's answer must be where it is alone with it.
func (j *judgement) alone() float64 {
	if j.v.Class == redline.ClassNoise {
		return againstLeast
	}
	return aloneLeast
}

// onlyNames reports whether nothing but names changed, throughout the text.
func (j *judgement) onlyNames(ps []promised) bool {
	names := j.renamed().names
	for _, p := range ps {
		if !p.paired() || len(content(p.del, names))+len(content(p.ins, names)) > 0 {
			return false
		}
	}
	return len(names) > 0
}

// decisiveMost bounds how many sentences are tried.
const decisiveMost = 24

// decisive is the edit without which the answer would be least likely.
func decisive(p effect.Passage, scores effect.Scores) int {
	best, answer := 0, 0
	for k, s := range scores {
		if s > scores[answer] {
			answer = k
		}
	}
	least := 2.0
	for i := range p.Edits[:min(len(p.Edits), decisiveMost)] {
		rest := p
		rest.Edits = append(append([]effect.Edit{}, p.Edits[:i]...), p.Edits[i+1:]...)
		if s := effect.Judge(rest)[answer]; s < least {
			best, least = i, s
		}
	}
	return best
}
