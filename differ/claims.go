package differ

import (
	"slices"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// properties are what a claim can be about, by the subject of a promise.
func properties(s meaning.Subject) []string {
	var out []string
	for _, p := range [...]struct {
		subject meaning.Subject
		name    string
	}{
		{meaning.SubjectMessages, "messages"},
		{meaning.SubjectCalls, "calls"},
		{meaning.SubjectGroups, "groups"},
		{meaning.SubjectBackups, "backups"},
		{meaning.SubjectStored, "stored content"},
	} {
		if s&p.subject != 0 {
			out = append(out, p.name)
		}
	}
	return out
}

// claimState names what a promise claims of the things it covers.
func claimState(p meaning.Promise) redline.ClaimState {
	switch {
	case p.Ending:
		return redline.ClaimRemoved
	case p.Level <= -levelSpeaks:
		return redline.ClaimNo
	case p.Level < levelMoves:
		return redline.ClaimUnknown
	case p.Optional && !p.Default:
		return redline.ClaimOptIn
	case p.Exception || p.Hedged || p.Some > p.All || !p.EndToEnd && !p.NoAccess && !p.KeyYours:
		return redline.ClaimPartial
	}
	return redline.ClaimDefault
}

// claimsMost bounds the claims of one verdict: a rewritten white paper has many.
const claimsMost = 24

// claims lists how what the text claims of each property moved, in sentences whose
// words mean confidentiality.
func (j *judgement) claims(ps []promised) {
	for _, p := range ps {
		if !j.counts(p.was) && !j.counts(p.is) {
			continue
		}
		from, to := redline.ClaimUnknown, redline.ClaimRemoved
		if p.old != nil && !p.was.Ending {
			from = claimState(p.was)
		}
		if p.new != nil {
			to = claimState(p.is)
		}
		product := meaning.Product(p.side().text)
		for _, property := range properties(j.claimSubjects(p)) {
			was := from
			if was == redline.ClaimUnknown && p.new != nil && p.is.EndToEnd && (p.is.Ending || p.is.Denied) {
				was = j.claimed(property)
			}
			j.claim(redline.ClaimChange{Product: product, Property: property, From: was, To: to})
		}
	}
}

// claim keeps a claim that moved, once: a sentence that names no product repeats
// what another said of one.
func (j *judgement) claim(c redline.ClaimChange) {
	if c.From == c.To || len(j.v.Claims) >= claimsMost {
		return
	}
	for _, have := range j.v.Claims {
		if have.Property == c.Property && have.To == c.To && (have.Product == c.Product || c.Product == "") {
			return
		}
	}
	j.v.Claims = append(j.v.Claims, c)
}

// claimSubjects is what a promise is about: what it names, else what its passage or
// heading names. "It is no longer available" stands under what it speaks of.
func (j *judgement) claimSubjects(p promised) meaning.Subject {
	if s := p.was.Subjects | p.is.Subjects; s != 0 || !p.was.EndToEnd && !p.is.EndToEnd {
		return s
	}
	h := j.Hunks[p.hunk]
	s := meaning.SubjectsOf(meaning.Words(h.Old + " " + h.New))
	for i := len(h.Section) - 1; i >= 0 && s == 0; i-- {
		s = meaning.SubjectsOf(meaning.Words(h.Section[i]))
	}
	return s
}

// claimed is the strongest that the old text claims of a property, without the notices
// of its end.
func (j *judgement) claimed(property string) redline.ClaimState {
	best, level := redline.ClaimUnknown, 0.0
	for _, b := range j.Old.Blocks {
		if b.Count > claimWords || !meaning.Speaks(meaning.Words(b.Words)) {
			continue
		}
		for _, s := range meaning.Sentences(b.Words) {
			p := meaning.Read(s, 0)
			if !p.Ending && j.counts(p) && p.Level > level && slices.Contains(properties(p.Subjects), property) {
				best, level = claimState(p), p.Level
			}
		}
	}
	return best
}

// claimWords is how long a block may be that states a claim.
const claimWords = 400
