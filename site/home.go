package site

import (
	"context"
	"errors"
	"fmt"
	"maps"
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
	homeEarlier  = 5
	homeFew      = 3 // fewer recent alerts than this, and earlier ones stand below
	homeDates    = 3
	homeProducts = 500 // alerts looked through for what is said of products
)

// A homeModel is what the front page shows, in the order of its parts.
type homeModel struct {
	now       time.Time
	lead      *redline.Alert
	leadStays time.Time // last weakening, when there is no lead
	dates     []redline.Alert
	products  []product
	answer    *answer         // to the question about the chosen product
	recent    []redline.Alert // of the last 30 days
	earlier   []redline.Alert // before that, where few are recent
	counts    redline.Counts
	trouble   []healthCount
	feeds     bool
}

// A product is something whose messages somebody may be able to read, with the
// newest alert about that.
type product struct {
	slug, name string
	alert      redline.Alert
}

// An answer is one line to "who can read my messages?", with its date and source.
type answer struct {
	product
	claims []redline.ClaimChange
}

// A healthCount is how many watched documents are in one state.
type healthCount struct {
	health redline.Health
	n      int
}

// empty reports whether nothing was ever read: then no statement about promises can be made.
func (m homeModel) empty() bool { return m.counts.Versions == 0 }

func (s *server) home(ctx context.Context, r *http.Request) (view, error) {
	p := newParams(r.URL.RawQuery, "product")
	chosen := p.id("product")
	if p.err != nil {
		return view{}, p.err
	}
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
	if err := s.answer(ctx, &m, chosen); err != nil {
		return view{}, err
	}
	if m.answer != nil {
		shown = append(shown, m.answer.alert)
	}
	docs, err := s.Archive.Documents(ctx, "")
	if err != nil {
		return view{}, err
	}
	m.trouble = troubleOf(docs)
	v.credits.documents(docs...) // the sums and the list of products are made of all of them
	v.credits.alerts(shown...)
	v.simulated = simulatedIn(shown...)
	v.body = homePage(m)
	return v, nil
}

// homeAlerts fills in everything the front page takes from alerts, and returns those.
func (s *server) homeAlerts(ctx context.Context, m *homeModel, now time.Time) ([]redline.Alert, error) {
	weakened, err := s.Archive.Alerts(ctx, redline.AlertQuery{E2EE: redline.ConfidentialityWeakened, Limit: homeProducts})
	if err != nil {
		return nil, err
	}
	strengthened, err := s.Archive.Alerts(ctx, redline.AlertQuery{E2EE: redline.ConfidentialityStrengthened, Limit: homeProducts})
	if err != nil {
		return nil, err
	}
	weaker, err := s.Archive.Alerts(ctx, redline.AlertQuery{Direction: redline.DirectionWeaker, Limit: 100})
	if err != nil {
		return nil, err
	}
	m.pickLead(now, weakened, weaker)
	m.products = productsOf(slices.Concat(weakened, strengthened), m.now)
	lately, err := s.Archive.Alerts(ctx, redline.AlertQuery{Since: now.AddDate(-1, 0, 0), Limit: 300})
	if err != nil {
		return nil, err
	}
	m.pickDates(lately)
	m.pickRecent(now, lately)
	if len(m.recent) < homeFew {
		list, err := s.Archive.Alerts(ctx, redline.AlertQuery{Limit: homeFew + 1 + homeEarlier})
		if err != nil {
			return nil, err
		}
		m.pickEarlier(list)
	}
	shown := slices.Concat(m.recent, m.earlier, m.dates)
	if m.lead != nil {
		shown = append(shown, *m.lead)
	}
	return shown, nil
}

// pickEarlier takes the newest alerts that are neither recent nor the lead.
func (m *homeModel) pickEarlier(alerts []redline.Alert) {
	for _, a := range alerts {
		isLead := m.lead != nil && a.ID == m.lead.ID
		isRecent := slices.ContainsFunc(m.recent, func(r redline.Alert) bool { return r.ID == a.ID })
		if !isLead && !isRecent && len(m.earlier) < homeEarlier {
			m.earlier = append(m.earlier, a)
		}
	}
}

// pickRecent takes the alerts of the last 30 days, at their own dates, but for the lead.
func (m *homeModel) pickRecent(now time.Time, alerts []redline.Alert) {
	for _, a := range alerts {
		isLead := m.lead != nil && a.ID == m.lead.ID
		if len(m.recent) < homeAlerts && !isLead && stands(a).After(now.Add(-recentWindow)) {
			m.recent = append(m.recent, a)
		}
	}
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

// productsOf finds for each product the newest alert about who can read its messages, by name.
func productsOf(alerts []redline.Alert, now time.Time) []product {
	newest := map[string]product{}
	for _, a := range alerts {
		if withdrawn(a) || alert.Stage(a, now) == alert.StageReverted {
			continue
		}
		c := a.Content()
		list := c.Products
		if len(list) == 0 {
			list = []string{platformName(c.PlatformName, a.Platform)}
		}
		for _, name := range list {
			p := product{redline.Slug(name), name, a}
			if old, ok := newest[p.slug]; !ok || stands(a).After(stands(old.alert)) {
				newest[p.slug] = p
			}
		}
	}
	return slices.SortedFunc(maps.Values(newest), func(a, b product) int { return strings.Compare(a.slug, b.slug) })
}

// answer looks up what was said of the chosen product.
func (s *server) answer(ctx context.Context, m *homeModel, chosen string) error {
	if chosen == "" {
		return nil
	}
	i := slices.IndexFunc(m.products, func(p product) bool { return p.slug == chosen })
	if i < 0 {
		return fmt.Errorf("product: %w", redline.ErrNotFound)
	}
	m.answer = &answer{product: m.products[i]}
	for _, id := range m.answer.alert.Changes {
		c, err := s.Archive.Change(ctx, id)
		if errors.Is(err, redline.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		m.answer.claims = append(m.answer.claims, c.Verdict.Claims...)
	}
	return nil
}

// productOptions are the choices of the question.
func (m homeModel) productOptions() []option {
	chosen := ""
	if m.answer != nil {
		chosen = m.answer.slug
	}
	out := []option{{"", "Choose a product", chosen == ""}}
	for _, p := range m.products {
		out = append(out, option{p.slug, p.name, p.slug == chosen})
	}
	return out
}

// troubleOf counts watched documents that cannot be read, by the reason.
func troubleOf(docs []redline.DocumentStatus) []healthCount {
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
	return out
}

// watchingWords says how much is watched, or that all there is comes from archives.
func watchingWords(c redline.Counts) string {
	platforms := plural(c.Platforms, "platform", "platforms")
	if c.Watched == 0 {
		return plural(c.Documents, "document", "documents") + " of " + platforms + ", all known from archives; none is watched yet."
	}
	return "Watching " + plural(c.Watched, "document", "documents") + " of " + platforms + "."
}

// watched reports whether a document is visited.
func watched(d redline.DocumentStatus) bool { return d.Retired.IsZero() && len(d.Sources) > 0 }
