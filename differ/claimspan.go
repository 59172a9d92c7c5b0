package differ

import (
	"slices"
	"time"

	"github.com/redlinewatch/redline"
)

// A Claimed is a version with what its text claims, see [Claims].
type Claimed struct {
	Version redline.Version
	Claims  []redline.Claim
}

// A Standing is a claim as it stood on a day. Since and Capture are of the version from
// which on every version made it; Sentence is that of the day.
type Standing struct {
	redline.Claim
	Version string `json:"version"` // that held on the day
	First   string `json:"first"`   // from which on the claim stood
	// OrEarlier says that First is the first version on record: the claim may be older.
	OrEarlier bool `json:"or_earlier"`
	// Before is what the version before First claimed, nil when it claimed nothing.
	Before *redline.Claim `json:"before"`
}

// StandingAt returns what a document claimed at a time, and what it no longer claims but
// did, as removed. Versions are oldest first; those in a language that is not read say
// nothing for or against a claim.
func StandingAt(versions []Claimed, at time.Time) []Standing {
	var have []Standing
	seen := false
	for _, v := range versions {
		if v.Version.FirstSeen.After(at) {
			break
		}
		if l := baseLanguage(v.Version.Language); l != "" && l != "en" {
			continue
		}
		have = stepped(have, v, !seen)
		seen = true
	}
	slices.SortStableFunc(have, func(a, b Standing) int { return compareClaims(a.Claim, b.Claim) })
	return have
}

// stepped goes from one version's claims to the next's.
func stepped(have []Standing, v Claimed, first bool) []Standing {
	out := make([]Standing, 0, len(v.Claims))
	begin := func(c redline.Claim, before *redline.Claim) {
		c.Since, c.Capture = v.Version.FirstSeen, v.Version.Capture
		out = append(out, Standing{Claim: c, Version: v.Version.ID, First: v.Version.ID, OrEarlier: first, Before: before})
	}
	for _, is := range v.Claims {
		i := slices.IndexFunc(have, func(s Standing) bool { return s.Product == is.Product && s.Property == is.Property })
		switch {
		case i < 0:
			begin(is, nil)
		case have[i].State == is.State:
			s := have[i]
			since, capture := s.Since, s.Capture
			s.Claim, s.Version = is, v.Version.ID
			s.Since, s.Capture = since, capture
			out = append(out, s)
		default:
			before := have[i].Claim
			begin(is, &before)
		}
	}
	for _, was := range have {
		if claimOf(v.Claims, was.Product, was.Property) != nil || withoutClaim(was.State) != redline.ClaimRemoved {
			continue
		}
		if was.State == redline.ClaimRemoved { // announced before, or gone before: it stays so
			was.Version = v.Version.ID
			out = append(out, was)
			continue
		}
		before := was.Claim
		gone := was.Claim
		gone.State, gone.Sentence = redline.ClaimRemoved, ""
		begin(gone, &before)
	}
	return out
}

func compareClaims(a, b redline.Claim) int {
	switch {
	case a.Product < b.Product:
		return -1
	case a.Product > b.Product:
		return 1
	}
	return propertyOrder(a.Property) - propertyOrder(b.Property)
}
