package alert_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
)

func TestDecide(t *testing.T) {
	confirmed := time.Date(2026, 3, 13, 10, 0, 0, 0, time.UTC)
	base := redline.Change{Confirmed: confirmed, Verdict: redline.Verdict{
		Class: redline.ClassSubstantive, E2EE: redline.ConfidentialityNone,
		Severity: redline.SeverityMedium, Confidence: 0.8, Direction: redline.DirectionWeaker, Topics: []redline.Topic{redline.TopicSharing},
	}}
	with := func(f func(*redline.Change)) redline.Change { c := base; f(&c); return c }
	tests := []struct {
		name   string
		policy alert.Policy
		change redline.Change
		want   alert.Decision
	}{
		{"sure and medium", alert.Policy{}, base, alert.Publish},
		{"not confirmed", alert.Policy{}, with(func(c *redline.Change) { c.Confirmed = time.Time{} }), alert.None},
		{"gone again", alert.Policy{}, with(func(c *redline.Change) { c.Gone = confirmed }), alert.None},
		{"an archive's own technical record", alert.Policy{}, with(func(c *redline.Change) { c.Technical = true }), alert.None},
		{"editorial", alert.Policy{}, with(func(c *redline.Change) { c.Verdict.Class = redline.ClassEditorial }), alert.None},
		{"a technical record that seems to weaken confidentiality", alert.Policy{}, with(func(c *redline.Change) {
			c.Technical, c.Verdict.E2EE = true, redline.ConfidentialityWeakened
		}), alert.Review},
		{"editorial, and yet confidentiality weakened", alert.Policy{}, with(func(c *redline.Change) {
			c.Verdict.Class, c.Verdict.E2EE = redline.ClassEditorial, redline.ConfidentialityWeakened
		}), alert.Review},
		{"noise with a promise in it", alert.Policy{}, with(func(c *redline.Change) {
			c.Verdict.Class, c.Verdict.E2EE = redline.ClassNoise, redline.ConfidentialityWeakened
		}), alert.None},
		{"noise", alert.Policy{}, with(func(c *redline.Change) { c.Verdict.Class = redline.ClassNoise }), alert.None},
		{"low severity", alert.Policy{}, with(func(c *redline.Change) { c.Verdict.Severity = redline.SeverityLow }), alert.None},
		{"low severity but confidentiality weakened", alert.Policy{}, with(func(c *redline.Change) {
			c.Verdict.Severity, c.Verdict.E2EE = redline.SeverityLow, redline.ConfidentialityWeakened
		}), alert.Publish},
		{"confidentiality strengthened", alert.Policy{}, with(func(c *redline.Change) {
			c.Verdict.Severity, c.Verdict.E2EE = redline.SeverityLow, redline.ConfidentialityStrengthened
		}), alert.Publish},
		{"confidentiality only touched", alert.Policy{}, with(func(c *redline.Change) {
			c.Verdict.Severity, c.Verdict.E2EE = redline.SeverityLow, redline.ConfidentialityTouched
		}), alert.None},
		{"unsure waits instead of being dropped", alert.Policy{}, with(func(c *redline.Change) { c.Verdict.Confidence = 0.3 }), alert.Review},
		{"unsure of confidentiality", alert.Policy{}, with(func(c *redline.Change) {
			c.Verdict.Confidence, c.Verdict.E2EE = 0.3, redline.ConfidentialityWeakened
		}), alert.Review},
		{"unsure and old", alert.Policy{}, with(func(c *redline.Change) { c.Verdict.Confidence, c.Origin = 0.3, redline.Backfilled }), alert.None},
		{"unsure of confidentiality and old", alert.Policy{}, with(func(c *redline.Change) {
			c.Verdict.Confidence, c.Origin, c.Verdict.E2EE = 0.3, redline.Backfilled, redline.ConfidentialityWeakened
		}), alert.Review},
		{"old and sure", alert.Policy{}, with(func(c *redline.Change) { c.Origin = redline.Backfilled }), alert.Publish},
		{"exactly the floor", alert.Policy{}, with(func(c *redline.Change) { c.Verdict.Confidence = alert.DefaultFloor }), alert.Publish},
		{"a floor of one's own", alert.Policy{Floor: 0.9}, base, alert.Review},
		{"review all", alert.Policy{Review: []string{"all"}}, base, alert.Review},
		{"review a topic", alert.Policy{Review: []string{"sharing"}}, base, alert.Review},
		{"review another topic", alert.Policy{Review: []string{"children"}}, base, alert.Publish},
		{"review a severity", alert.Policy{Review: []string{"critical", "medium"}}, base, alert.Review},
		{"review weakened", alert.Policy{Review: []string{"weakened"}}, with(func(c *redline.Change) { c.Verdict.E2EE = redline.ConfidentialityWeakened }), alert.Review},
		{"review a direction", alert.Policy{Review: []string{"weaker"}}, base, alert.Review},
	}
	for _, tt := range tests {
		if got := tt.policy.Decide(tt.change); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestPolicyCheckNamesTheUnknownWord(t *testing.T) {
	if err := (alert.Policy{Review: []string{"all", "weakened", "critical", "low", "ai-training", "mixed"}}).Check(); err != nil {
		t.Error(err)
	}
	err := alert.Policy{Review: []string{"weakend"}}.Check()
	if !errors.Is(err, redline.ErrInvalid) || !strings.Contains(err.Error(), `"weakend"`) {
		t.Errorf("got %v", err)
	}
	if err := (alert.Policy{Floor: 1.5}).Check(); err == nil {
		t.Error("a floor of 1.5 passed")
	}
}

func TestGroup(t *testing.T) {
	tests := []struct {
		e2ee   redline.Confidentiality
		topics []redline.Topic
		want   redline.Topic
	}{
		{"weakened", []redline.Topic{redline.TopicSecurity}, redline.TopicEncryption},
		{"none", []redline.Topic{redline.TopicSecurity}, redline.TopicSecurity},
		{"", []redline.Topic{redline.TopicMessaging}, redline.TopicEncryption},
		{"none", []redline.Topic{redline.TopicAdvertising, redline.TopicCollection}, redline.TopicSharing},
		{"none", []redline.Topic{redline.TopicRetention, redline.TopicLegal}, redline.TopicCollection},
		{"none", []redline.Topic{redline.TopicWarrantCanary}, redline.TopicGovernment},
		{"none", []redline.Topic{redline.TopicCommerce}, redline.TopicOther},
		{"none", nil, redline.TopicOther},
		{"none", []redline.Topic{"never-heard"}, redline.TopicOther},
	}
	for _, tt := range tests {
		if got := alert.Group(redline.Verdict{E2EE: tt.e2ee, Topics: tt.topics}); got != tt.want {
			t.Errorf("%s %v: %s, want %s", tt.e2ee, tt.topics, got, tt.want)
		}
	}
	for _, topic := range redline.Topics() { // every group has its words
		m := alert.Material{Change: redline.Change{Verdict: redline.Verdict{Topics: []redline.Topic{topic}}}}
		if c := alert.Compose(m); c.Dek == "" || strings.Contains(c.Dek+c.Headline, "about .") {
			t.Errorf("%s: dek %q", topic, c.Dek)
		}
	}
}

func TestMentions(t *testing.T) {
	tests := []struct {
		group redline.Topic
		words string
		want  bool
	}{
		{redline.TopicEncryption, "Chats are end-to-end encrypted.", true},
		{redline.TopicEncryption, "We encrypt data in transit.", false},
		{redline.TopicMessaging, "End to End encryption", true},
		{redline.TopicAITraining, "We use content to train our AI models.", true},
		{redline.TopicAITraining, "Our trainers like models of boats. We train staff.", false},
		{redline.TopicGovernment, "A court order or a subpoena.", true},
	}
	for _, tt := range tests {
		text := redline.Text{Blocks: []redline.Block{{Words: "Hello."}, {Words: tt.words}}}
		if got := alert.Mentions(tt.group, text); got != tt.want {
			t.Errorf("%s in %q: %v", tt.group, tt.words, got)
		}
	}
}

// helpPage is the material of an announced rollback.
func helpPage(t *testing.T) alert.Material {
	return material(t, map[string]string{
		"change": "e2ee: weakened\nmechanism: removed\ndirection: weaker\nseverity: high\ntopic: encryption\neffective: 2026-05-08\n" +
			"reason: removed|Chats are end-to-end encrypted.|Encryption of chats ends on 8 May 2026.",
		"passage": "[-Chats are end-to-end encrypted.-]{+Encryption of chats ends on 8 May 2026.+}",
	})
}

func policyPage(t *testing.T) alert.Material {
	m := material(t, map[string]string{
		"change":  "id: parlio/privacy-policy\nkind: privacy-policy\ndocument: Privacy Policy\ntopic: encryption\ntopic: security\nseverity: medium\ndirection: weaker",
		"passage": "{+We may read messages in order to keep people safe.+}",
	})
	m.Change.ID = "change2"
	m.Change.FirstWith = m.Change.FirstWith.Add(47 * time.Hour)
	return m
}

func TestJoins(t *testing.T) {
	a := alert.New(helpPage(t), "rules", at(t, "2026-03-13T11:00:00Z"))
	with := func(f func(*alert.Material)) alert.Material { m := policyPage(t); f(&m); return m }
	tests := []struct {
		name string
		a    redline.Alert
		m    alert.Material
		want bool
	}{
		{"two days later at most", a, policyPage(t), true},
		{"another platform", a, with(func(m *alert.Material) { m.Platform.ID = "other" }), false},
		{"another group", a, with(func(m *alert.Material) { m.Change.Verdict.Topics = []redline.Topic{redline.TopicLegal} }), false},
		{"too late", a, with(func(m *alert.Material) { m.Change.FirstWith = m.Change.FirstWith.Add(2 * time.Hour) }), false},
		{"seen before the first", a, with(func(m *alert.Material) { m.Change.FirstWith = m.Change.FirstWith.Add(-60 * time.Hour) }), true},
		{"an archive's", a, with(func(m *alert.Material) { m.Change.Origin = redline.Backfilled }), false},
		{"to a withdrawn alert", alert.Append(a, redline.Entry{Kind: redline.EntryWithdrawn}), policyPage(t), false},
		{"to a suppressed draft", alert.Append(a, redline.Entry{Kind: redline.EntrySuppressed}), policyPage(t), false},
	}
	for _, tt := range tests {
		if got := alert.Joins(tt.a, tt.m); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestJoinKeepsBothStories(t *testing.T) {
	a := alert.New(helpPage(t), "rules", at(t, "2026-03-13T11:00:00Z"))
	before := a.Content()
	joined := alert.Join(a, policyPage(t), "rules", at(t, "2026-03-15T11:00:00Z"))
	if len(a.Entries) != 1 || len(a.Changes) != 1 {
		t.Error("the alert itself was changed")
	}
	if joined.ID != a.ID || joined.Slug != a.Slug || !slices.Equal(joined.Changes, []string{"change1", "change2"}) {
		t.Errorf("joined: %s %s %v", joined.ID, joined.Slug, joined.Changes)
	}
	c := joined.Content()
	if c.Headline != before.Headline || c.E2EE != redline.ConfidentialityWeakened || !c.Effective.Equal(before.Effective) {
		t.Errorf("the graver change no longer leads: %q", c.Headline)
	}
	if len(c.Quotes) != 2 || c.Quotes[0].Change != "change1" || c.Quotes[1].Change != "change2" || len(c.Evidence) != 4 {
		t.Errorf("%d quotes, %d pieces of evidence", len(c.Quotes), len(c.Evidence))
	}
	if !slices.Contains(c.Topics, redline.TopicSecurity) {
		t.Errorf("topics %v", c.Topics)
	}
	if again := alert.Join(joined, policyPage(t), "rules", time.Now()); len(again.Entries) != 2 {
		t.Error("the same change joined twice")
	}
}

func TestGraverChangeTakesTheLead(t *testing.T) {
	mild := policyPage(t)
	a := alert.New(mild, "rules", at(t, "2026-03-15T11:00:00Z"))
	c := alert.Join(a, helpPage(t), "rules", at(t, "2026-03-15T12:00:00Z")).Content()
	if !strings.Contains(c.Headline, "help page") || c.Severity != redline.SeverityHigh || c.Quotes[0].Change != "change1" {
		t.Errorf("%s: %q", c.Severity, c.Headline)
	}
	if !c.FirstWith.Equal(mild.Change.FirstWith) {
		t.Error("the time of the first change moved")
	}
}

func TestSameInputGivesTheSameAlert(t *testing.T) {
	when := at(t, "2026-03-13T11:00:00Z")
	if diff := cmp.Diff(alert.New(helpPage(t), "rules", when), alert.New(helpPage(t), "rules", when)); diff != "" {
		t.Error(diff)
	}
}

func TestBackfillStandsAtItsOwnDate(t *testing.T) {
	m := helpPage(t)
	m.Change.Origin = redline.Backfilled
	a := alert.New(m, "rules", at(t, "2026-11-23T00:00:00Z"))
	if !a.Published().Equal(m.Change.FirstWith) || a.Origin != redline.Backfilled {
		t.Errorf("published %v as %s", a.Published(), a.Origin)
	}
	d := alert.Draft(m, at(t, "2026-11-23T00:00:00Z"))
	if !d.Published().IsZero() || d.ID != a.ID {
		t.Error("a draft is published, or is another alert")
	}
	d = alert.Append(d, alert.Release(d, "Ines", at(t, "2026-11-24T00:00:00Z")))
	if !d.Published().Equal(m.Change.FirstWith) || d.Entries[1].By != "Ines" {
		t.Errorf("released %v by %s", d.Published(), d.Entries[1].By)
	}
}

func TestDerivedStates(t *testing.T) {
	a := alert.New(helpPage(t), "rules", at(t, "2026-03-13T11:00:00Z"))
	undated := helpPage(t)
	undated.Change.Verdict.Dates, undated.Change.Confirmed = nil, time.Time{}
	with := func(kinds ...redline.EntryKind) redline.Alert {
		b := a
		for _, k := range kinds {
			b = alert.Append(b, redline.Entry{Kind: k})
		}
		return b
	}
	march, june := at(t, "2026-03-14T00:00:00Z"), at(t, "2026-06-01T00:00:00Z")
	tests := []struct {
		name                    string
		a                       redline.Alert
		now                     time.Time
		stage, looks, editorial string
	}{
		{"announced", a, march, "announced", "confirmed", "none"},
		{"day came, nobody says it took effect", a, june, "date reached", "confirmed", "none"},
		{"took effect", with(redline.EntryEffective), june, "in force", "confirmed", "none"},
		{"came back", with(redline.EntryEffective, redline.EntryReverted), june, "reverted", "confirmed", "none"},
		{"corrected", with(redline.EntryCorrected), march, "announced", "confirmed", "corrected"},
		{"withdrawn stays withdrawn", with(redline.EntryWithdrawn, redline.EntryCorrected), march, "announced", "confirmed", "withdrawn"},
		{"no date, one look", alert.New(undated, "rules", march), march, "in force", "unconfirmed", "none"},
		{"a later look", alert.Append(alert.New(undated, "rules", march), redline.Entry{Kind: redline.EntryConfirmed}), march, "in force", "confirmed", "none"},
	}
	for _, tt := range tests {
		if got := []string{alert.Stage(tt.a, tt.now), alert.Looks(tt.a), alert.Editorial(tt.a)}; !slices.Equal(got, []string{tt.stage, tt.looks, tt.editorial}) {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestEffectiveDate(t *testing.T) {
	tests := []struct {
		name  string
		dates string
		want  string
	}{
		{"none", "", "0001-01-01"},
		{"past", "effective: 2026-03-01", "2026-03-01"},
		{"the newest of the past", "effective: 2025-01-01\neffective: 2026-03-01", "2026-03-01"},
		{"to come before past", "effective: 2026-03-01\neffective: 2026-09-01", "2026-09-01"},
		{"the first to come", "effective: 2026-09-01\neffective: 2026-06-01", "2026-06-01"},
		{"the one that the decisive sentence names", "effective: 2026-04-01\neffective: 2026-09-01|Encryption of chats ends on 1 September 2026.", "2026-09-01"},
		{"decades away", "effective: 2999-01-01\neffective: 1970-01-01", "0001-01-01"},
	}
	for _, tt := range tests {
		m := material(t, map[string]string{
			"change":  "e2ee: weakened\ntopic: encryption\n" + tt.dates,
			"passage": "{+Encryption of chats ends on 1 September 2026.+}",
		})
		c := alert.Compose(m)
		if got := c.Effective.Format(time.DateOnly); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		if c.Announced.IsZero() == c.Effective.After(c.FirstWith) {
			t.Errorf("%s: announced %v, effective %v", tt.name, c.Announced, c.Effective)
		}
	}
}
