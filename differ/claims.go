package differ

import (
	"slices"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// properties are what a claim can be about, by the subject of a promise.
func properties(s meaning.Subject) []string {
	var out []string
	for i, name := range claimProperties {
		if s&(1<<i) != 0 {
			out = append(out, name)
		}
	}
	return out
}

// claimProperties are in the order of the subjects of package meaning.
var claimProperties = [...]string{"messages", "calls", "groups", "backups", "stored content"}

func propertyOrder(name string) int { return slices.Index(claimProperties[:], name) }

// claimState names what a promise claims of the things it covers. Plain encryption,
// without a word on who can read, claims nothing certain.
func claimState(p meaning.Promise) redline.ClaimState {
	switch {
	case p.Ending:
		return redline.ClaimRemoved
	case p.Level <= -levelSpeaks:
		return redline.ClaimNo
	case p.Level < levelMoves || !p.EndToEnd && !p.NoAccess && !p.KeyYours && p.Level < levelNotSeen:
		return redline.ClaimUnknown
	case p.Optional && !p.Default:
		return redline.ClaimOptIn
	case p.Exception || p.Hedged || p.Some > p.All && !(p.Default && p.Some == 1):
		return redline.ClaimPartial
	}
	return redline.ClaimDefault
}

// levelNotSeen is what a promise weighs that says more than that something is encrypted.
const levelNotSeen = 2.2

// claimsMost bounds the claims of one verdict: a rewritten white paper has many.
const claimsMost = 24

// claims lists how what the text claims of each property moved: what [Claims] makes of
// the old text against what it makes of the new, where a sentence that changed means
// confidentiality. It also completes the verdict's dates.
func (j *judgement) claims(ps []promised) {
	if !slices.ContainsFunc(ps, func(p promised) bool { return j.counts(p.was) || j.counts(p.is) }) && !j.rowMoved() {
		return
	}
	j.v.Claims = claimChanges(Claims(j.Old, redline.Document{}), Claims(j.New, redline.Document{}))
}

// rowMoved reports whether a table's row changed: its cells promise where their heads do.
func (j *judgement) rowMoved() bool {
	for _, h := range j.Hunks {
		if h.OldAt >= 0 && j.Old.Blocks[h.OldAt].Kind == redline.BlockRow || h.NewAt >= 0 && j.New.Blocks[h.NewAt].Kind == redline.BlockRow {
			return true
		}
	}
	return false
}

// claimChanges compares the claims of two texts.
func claimChanges(old, new []redline.Claim) []redline.ClaimChange {
	out := []redline.ClaimChange{}
	add := func(c redline.ClaimChange) {
		if c.From != c.To && len(out) < claimsMost {
			out = append(out, c)
		}
	}
	for _, was := range old {
		c := redline.ClaimChange{Product: was.Product, Property: was.Property, From: was.State, To: withoutClaim(was.State)}
		if is := claimOf(new, was.Product, was.Property); is != nil {
			c.To = is.State
		}
		add(c)
	}
	for _, is := range new {
		if claimOf(old, is.Product, is.Property) == nil {
			add(redline.ClaimChange{Product: is.Product, Property: is.Property, From: redline.ClaimUnknown, To: is.State})
		}
	}
	return out
}

// withoutClaim is the state of a property that a text no longer speaks of.
func withoutClaim(was redline.ClaimState) redline.ClaimState {
	switch was {
	case redline.ClaimDefault, redline.ClaimOptIn, redline.ClaimPartial, redline.ClaimPlanned, redline.ClaimRemoved:
		return redline.ClaimRemoved
	}
	return redline.ClaimUnknown
}

func claimOf(all []redline.Claim, product, property string) *redline.Claim {
	i := slices.IndexFunc(all, func(c redline.Claim) bool { return c.Property == property && c.Product == product })
	if i < 0 {
		return nil
	}
	return &all[i]
}
