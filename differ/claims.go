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
	case p.Exception || p.Hedged || p.Some > 0 || !p.EndToEnd && !p.NoAccess && !p.KeyYours:
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
		if p.old != nil {
			from = claimState(p.was)
		}
		if p.new != nil {
			to = claimState(p.is)
		}
		for _, property := range properties(p.was.Subjects | p.is.Subjects) {
			c := redline.ClaimChange{Property: property, From: from, To: to}
			if from != to && len(j.v.Claims) < claimsMost && !slices.Contains(j.v.Claims, c) {
				j.v.Claims = append(j.v.Claims, c)
			}
		}
	}
}
