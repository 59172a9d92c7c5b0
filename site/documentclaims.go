package site

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
)

const (
	// claimVersions is how many versions back a claim is followed: some documents have
	// thousands, and a claim that stands longer is said to stand since then or earlier.
	claimVersions = 100
	claimReading  = 8 << 20 // bytes of parsed blocks that those versions share
)

// promises reads what a document promises, and since when each promise stands, from its
// newest versions. Nothing is read twice for a document that never promised anything.
func (s *server) promises(ctx context.Context, m *documentModel) error {
	if len(m.versions) == 0 {
		return nil
	}
	reader, claims := text.NewReader(claimReading), differ.NewClaimReader(m.document.Document)
	read := func(v versionRow) (differ.Claimed, error) {
		md, err := s.Archive.Markdown(ctx, v.TextKey)
		if err != nil {
			return differ.Claimed{}, fmt.Errorf("claims of version %s: %w", v.ID, err)
		}
		return differ.Claimed{Version: v.Version, Claims: claims.Claims(reader.FromMarkdown(md))}, nil
	}
	newest, err := read(m.versions[0])
	if err != nil {
		return err
	}
	ever := slices.ContainsFunc(m.versions, func(v versionRow) bool { return v.change != nil && len(v.change.Verdict.Claims) > 0 })
	if len(newest.Claims) == 0 && !ever {
		return nil
	}
	claimed := []differ.Claimed{}
	for _, v := range slices.Backward(m.versions[1:min(len(m.versions), claimVersions)]) {
		c, err := read(v)
		if err != nil {
			return err
		}
		claimed = append(claimed, c)
	}
	claimed = append(claimed, newest)
	m.promises = differ.StandingAt(claimed, newest.Version.FirstSeen)
	return nil
}

// promiseSubject names what a claim is about.
func promiseSubject(c redline.Claim) string {
	if c.Product == "" {
		return propertyWords(c.Property)
	}
	return c.Product + ", " + strings.ToLower(propertyWords(c.Property))
}

// promiseWords says in what state a promise is. The sentence beside it decides, so the
// words claim no more than that there is one.
func promiseWords(c redline.Claim) string {
	switch c.State {
	case redline.ClaimDefault:
		return "Promised by default"
	case redline.ClaimOptIn:
		return "Promised to those who switch it on"
	case redline.ClaimPartial:
		return "Promised in part"
	case redline.ClaimNo:
		return "Said not to be so"
	case redline.ClaimPlanned:
		return "Planned"
	case redline.ClaimRemoved:
		if c.Sentence == "" {
			return "No longer promised"
		}
		return "Its end is announced"
	}
	return "Left open"
}

// lowered begins a phrase within a sentence.
func lowered(s string) string { return strings.ToLower(s[:1]) + s[1:] }
