package site

import (
	"context"
	"fmt"
	"net/http"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ/eval"
)

func (s *server) about(context.Context, *http.Request) (view, error) {
	return view{title: "About", nav: "/about", body: aboutPage(s.Contact), description: "What Redline is, what it is not, and how to object."}, nil
}

func (s *server) method(context.Context, *http.Request) (view, error) {
	sets, err := eval.Published()
	if err != nil {
		return view{}, err
	}
	return view{title: "Method", nav: "/method", body: methodPage(sets), description: "How a page becomes an observation, and an observation an alert."}, nil
}

func (s *server) privacy(context.Context, *http.Request) (view, error) {
	return view{title: "Your privacy here", nav: "/privacy", body: privacyPage(s.Contact), description: "What this site knows of you."}, nil
}

// measured is one line of a table of accuracy.
type measured struct{ name, value string }

// measures words what a report says, leaving out what its set has no labels for.
func measures(r eval.Report) []measured {
	var out []measured
	score := func(name string, s eval.Score) {
		if s.Of > 0 {
			out = append(out, measured{name, fmt.Sprintf("%d of %d, %s (%s to %s)", s.Right, s.Of, percent(s.Value), percent(s.Low), percent(s.High))})
		}
	}
	score("Substantive changes that were found", r.Recall)
	score("Changes called substantive that are", r.Precision)
	score("Noise of which the kind is right", r.Noise)
	score("Confidentiality weakened: found", r.WeakenedRecall)
	score("Confidentiality weakened: called so and right", r.WeakenedPrecision)
	score("Changes a newsroom would publish that were found", r.Newsworthy)
	if fewest(r.E2EECounts) >= meanLeast {
		out = append(out, measured{"Confidentiality, four answers (mean F1)", fmt.Sprintf("%.2f", r.E2EE)})
	}
	if r.TopicsRecall.Of > 0 {
		out = append(out, measured{"Topics (F1)", fmt.Sprintf("%.2f", r.Topics)})
	}
	score("Better or worse for people, where readers were sure", r.Direction)
	return out
}

// meanLeast is how many labels each answer must have for their mean to say anything.
const meanLeast = 2

// fewest is how many labels the rarest of the four answers has.
func fewest(counts map[string]int) int {
	least := counts[string(redline.ConfidentialityNone)]
	for _, c := range []redline.Confidentiality{redline.ConfidentialityWeakened, redline.ConfidentialityStrengthened, redline.ConfidentialityTouched} {
		least = min(least, counts[string(c)])
	}
	return least
}

func percent(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) }
