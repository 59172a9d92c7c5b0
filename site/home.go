package site

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
)

const (
	leadWindow   = 90 * 24 * time.Hour // how old the lead may be
	recentWindow = 30 * 24 * time.Hour
	homeAlerts   = 10
	homeDates    = 3
	homeAnswers  = 40
)

// A homeModel is what the front page shows, in the order of its parts.
type homeModel struct {
	now       time.Time
	lead      *redline.Alert
	leadStays time.Time // last weakening, when there is no lead
	dates     []redline.Alert
	answers   []answer
	recent    []redline.Alert
	counts    redline.Counts
	trouble   []healthCount
	feeds     bool
}

// An answer is one line to "who can read my messages?", with its date and source.
type answer struct {
	product string
	alert   redline.Alert
	claims  []redline.ClaimChange
}

// A healthCount is how many watched documents are in one state.
type healthCount struct {
	health redline.Health
	n      int
}

func (m homeModel) empty() bool { return m.counts.Versions == 0 && m.counts.LastChecked.IsZero() }

func (s *server) home(ctx context.Context, _ *http.Request) (view, error) {
	now := s.today()
	m := homeModel{now: s.Now(), feeds: s.Feeds != nil}
	var err error
	if m.counts, err = s.Archive.Counts(ctx, now.Add(-recentWindow)); err != nil {
		return view{}, err
	}
	v := view{
		description: "Watches privacy policies, terms and help pages, and says with dates and proof when a promise about privacy or encryption changes.",
		feed:        "alerts", feedTitle: "Redline alerts",
	}
	if m.empty() {
		v.body = emptyPage(m)
		return v, nil
	}
	shown, err := s.homeAlerts(ctx, &m, now)
	if err != nil {
		return view{}, err
	}
	if m.trouble, err = s.trouble(ctx); err != nil {
		return view{}, err
	}
	v.credits.alerts(shown...)
	v.simulated = simulatedIn(shown...)
	v.body = homePage(m)
	return v, nil
}

// homeAlerts fills in everything the front page takes from alerts, and returns those.
func (s *server) homeAlerts(ctx context.Context, m *homeModel, now time.Time) ([]redline.Alert, error) {
	weakened, err := s.Archive.Alerts(ctx, redline.AlertQuery{E2EE: redline.ConfidentialityWeakened, Limit: homeAnswers})
	if err != nil {
		return nil, err
	}
	strengthened, err := s.Archive.Alerts(ctx, redline.AlertQuery{E2EE: redline.ConfidentialityStrengthened, Limit: homeAnswers})
	if err != nil {
		return nil, err
	}
	weaker, err := s.Archive.Alerts(ctx, redline.AlertQuery{Direction: redline.DirectionWeaker, Limit: homeAnswers})
	if err != nil {
		return nil, err
	}
	m.pickLead(now, weakened, weaker)
	if m.answers, err = s.answers(ctx, append(slices.Clone(weakened), strengthened...)); err != nil {
		return nil, err
	}
	lately, err := s.Archive.Alerts(ctx, redline.AlertQuery{Since: now.AddDate(-1, 0, 0), Limit: 300})
	if err != nil {
		return nil, err
	}
	m.pickDates(lately)
	for _, a := range lately {
		isLead := m.lead != nil && a.ID == m.lead.ID
		if len(m.recent) < homeAlerts && !isLead && stands(a).After(now.Add(-recentWindow)) {
			m.recent = append(m.recent, a)
		}
	}
	shown := slices.Concat(m.recent, m.dates)
	if m.lead != nil {
		shown = append(shown, *m.lead)
	}
	for _, a := range m.answers {
		shown = append(shown, a.alert)
	}
	return shown, nil
}

// stands is the date an alert stands at: when it was published, or for one from an
// archive when the change was first seen.
func stands(a redline.Alert) time.Time {
	if a.Origin == redline.Backfilled {
		if with := a.Content().FirstWith; !with.IsZero() {
			return with
		}
	}
	return a.Published()
}

// pickLead takes the newest confirmed weakening of confidentiality of the last 90
// days; without one, the newest confirmed weakening of anything else.
func (m *homeModel) pickLead(now time.Time, lists ...[]redline.Alert) {
	for _, list := range lists {
		var newest *redline.Alert
		for i, a := range list {
			if withdrawn(a) || alert.Looks(a) != alert.LooksConfirmed || alert.Stage(a, m.now) == alert.StageReverted {
				continue
			}
			if newest == nil || stands(a).After(stands(*newest)) {
				newest = &list[i]
			}
		}
		if newest == nil {
			continue
		}
		if stands(*newest).After(m.leadStays) {
			m.leadStays = stands(*newest)
		}
		if stands(*newest).After(now.Add(-leadWindow)) {
			m.lead = newest
			return
		}
	}
}

// pickDates takes the next alerts that take effect.
func (m *homeModel) pickDates(alerts []redline.Alert) {
	for _, a := range alerts {
		if a.Content().Effective.After(m.now) && !withdrawn(a) && alert.Stage(a, m.now) != alert.StageReverted {
			m.dates = append(m.dates, a)
		}
	}
	slices.SortStableFunc(m.dates, func(a, b redline.Alert) int {
		return a.Content().Effective.Compare(b.Content().Effective)
	})
	m.dates = m.dates[:min(len(m.dates), homeDates)]
}

// leadCaption says where the lead's words stand, up to the dates.
func leadCaption(a redline.Alert) string {
	c := a.Content()
	words := platformName(c.PlatformName, a.Platform)
	if len(c.Quotes) > 0 && len(c.Quotes[0].Section) > 0 {
		words += ", “" + sectionWords(c.Quotes[0].Section) + "”"
	}
	return words + "; changed between "
}

// answers tells for each product the newest thing recorded about who can read its messages.
func (s *server) answers(ctx context.Context, alerts []redline.Alert) ([]answer, error) {
	newest := map[string]redline.Alert{}
	for _, a := range alerts {
		if withdrawn(a) || alert.Stage(a, s.Now()) == alert.StageReverted {
			continue
		}
		c := a.Content()
		products := c.Products
		if len(products) == 0 {
			products = []string{platformName(c.PlatformName, a.Platform)}
		}
		for _, p := range products {
			if old, ok := newest[p]; !ok || stands(a).After(stands(old)) {
				newest[p] = a
			}
		}
	}
	var out []answer
	for product, a := range newest {
		out = append(out, answer{product: product, alert: a})
	}
	slices.SortFunc(out, func(a, b answer) int { return strings.Compare(a.product, b.product) })
	for i, a := range out {
		if len(a.alert.Changes) == 0 {
			continue
		}
		c, err := s.Archive.Change(ctx, a.alert.Changes[0])
		if err != nil {
			return nil, err
		}
		out[i].claims = c.Verdict.Claims
	}
	return out, nil
}

// trouble counts watched documents that cannot be read, by the reason.
func (s *server) trouble(ctx context.Context) ([]healthCount, error) {
	docs, err := s.Archive.Documents(ctx, "")
	if err != nil {
		return nil, err
	}
	count := map[redline.Health]int{}
	for _, d := range docs {
		if watched(d) && d.State.Health != "" && !d.State.Health.Readable() {
			count[d.State.Health]++
		}
	}
	var out []healthCount
	for h, n := range count {
		out = append(out, healthCount{h, n})
	}
	slices.SortFunc(out, func(a, b healthCount) int {
		if a.n != b.n {
			return b.n - a.n
		}
		return strings.Compare(string(a.health), string(b.health))
	})
	return out, nil
}

// watched reports whether a document is visited.
func watched(d redline.DocumentStatus) bool { return d.Retired.IsZero() && len(d.Sources) > 0 }
