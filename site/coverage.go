package site

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/redlinewatch/redline"
)

// A coverageModel is every document, grouped by how well it can be read.
type coverageModel struct {
	counts  redline.Counts
	groups  []coverageGroup
	permits []Permit
}

// A coverageGroup is the documents of one state.
type coverageGroup struct {
	id        string
	name      string
	meaning   string
	documents []redline.DocumentStatus
	rank      int // where it stands: trouble first
}

func (s *server) coverage(ctx context.Context, _ *http.Request) (view, error) {
	docs, err := s.Archive.Documents(ctx, "")
	if err != nil {
		return view{}, err
	}
	m := coverageModel{groups: coverageGroups(docs)}
	if m.counts, err = s.Archive.Counts(ctx, s.today()); err != nil {
		return view{}, err
	}
	if m.permits, err = s.permits(ctx); err != nil {
		return view{}, err
	}
	v := view{
		title: "Coverage", nav: "/coverage", body: coveragePage(m), simulated: simulatedOf(docs...),
		description: "Which documents are watched, when each was last read, and why not since.",
	}
	v.credits.documents(docs...)
	return v, nil
}

// coverageGroups puts each document where its state belongs, unreadable ones first,
// the largest group of those first.
func coverageGroups(docs []redline.DocumentStatus) []coverageGroup {
	at := map[string]int{}
	var out []coverageGroup
	for _, d := range docs {
		g := groupOf(d)
		i, ok := at[g.id]
		if !ok {
			i = len(out)
			at[g.id] = i
			out = append(out, g)
		}
		out[i].documents = append(out[i].documents, d)
	}
	slices.SortStableFunc(out, func(a, b coverageGroup) int {
		return cmp.Or(a.rank-b.rank, len(b.documents)-len(a.documents), cmp.Compare(a.name, b.name))
	})
	return out
}

func groupOf(d redline.DocumentStatus) coverageGroup {
	switch {
	case !d.Retired.IsZero():
		return coverageGroup{"retired", "No longer watched", "They left the watchlist. What was recorded stays.", nil, 4}
	case len(d.Sources) == 0:
		return coverageGroup{"archive", "Known from an archive", "Redline does not visit these itself; their record comes from others.", nil, 3}
	case d.State.Health == "":
		return coverageGroup{"never", healthWords("").name, "They are on the watchlist and their turn has not come.", nil, 1}
	case d.State.Health.Readable():
		k := healthWords(redline.HealthGood)
		return coverageGroup{"readable", k.name, k.meaning, nil, 2}
	}
	k := healthWords(d.State.Health)
	return coverageGroup{"state-" + redline.Slug(string(d.State.Health)), k.name, k.meaning, nil, 0}
}

// troubled reports whether a group's documents could not be read.
func (g coverageGroup) troubled() bool { return g.rank == 0 }
