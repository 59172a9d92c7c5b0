// Package alert turns a judged change into an alert, and says what became of it since.
//
// A [Policy] decides whether a confirmed change becomes an alert at all, and whether
// a person looks at it first. [New] composes the alert from its [Material]; a later
// change of the same platform and topic group within 48 hours joins it ([Joins],
// [Join]). Everything after that is an entry put behind the others with [Append]: an
// alert is never edited. [Stage], [Looks] and [Editorial] are derived from the entries.
//
// What an alert says comes from three sources only: the words of the two texts, always
// in quotation marks; the values of the verdict; and the templates of this package.
// The document's words are facts, what a company does is not known from them, and the
// templates are worded accordingly. The limits of [redline.Content] (90 characters of
// headline, 35 words of dek, three quotes, actions and sentences of meaning) hold for
// any input: texts come from strangers and may be huge, in any script, or hostile.
//
// Everything here is pure: no clock, no store, no network.
package alert

import (
	"slices"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
)

// JoinWindow is how long after its first change an alert collects further ones.
const JoinWindow = 48 * time.Hour

// ByRules is the author of what no person looked at.
const ByRules = "rules"

// A Material is all that an alert is composed from.
type Material struct {
	Platform redline.Platform
	Document redline.Document
	Change   redline.Change
	Old, New redline.Text
	Hunks    []redline.Hunk
	// Before and After are the captures on either side: the last without, the first with.
	Before, After redline.Capture
	// OldVersion and NewVersion are version ids; NewVersion is empty when none was made.
	OldVersion, NewVersion string
	// Others are the platform's other documents; what they leave unsaid is said.
	Others       []Sibling
	Alternatives []redline.Alternative
	// Attribution is owed where the texts came from an archive.
	Attribution string
}

// A Sibling is another document of the same platform.
type Sibling struct {
	Document string // Document.ID
	Kind     redline.Kind
	Name     string
	Versions int       // recorded
	Since    time.Time // first of them
	Mentions bool      // whether any of them mentions the topic; see [Mentions]
}

// New returns a published alert about one change. Its only entry has no sequence yet.
// A backfilled alert stands at the time its change was first seen, whatever at says.
func New(m Material, by string, at time.Time) redline.Alert {
	return begin(m, redline.EntryPublished, by, at)
}

// Draft returns an alert that waits for a person.
func Draft(m Material, at time.Time) redline.Alert {
	return begin(m, redline.EntryDrafted, ByRules, at)
}

// Release returns the entry that publishes a draft as it stands.
func Release(a redline.Alert, by string, at time.Time) redline.Entry {
	c := a.Content()
	if a.Origin == redline.Backfilled {
		at = c.FirstWith
	}
	return redline.Entry{At: at, Kind: redline.EntryPublished, By: by, Content: &c}
}

func begin(m Material, kind redline.EntryKind, by string, at time.Time) redline.Alert {
	group := Group(m.Change.Verdict)
	content := Compose(m)
	a := redline.Alert{
		ID:       redline.ID("alert", m.Platform.ID, string(group), m.Change.ID),
		Platform: m.Platform.ID,
		Group:    group,
		Origin:   m.Change.Origin,
		Changes:  []string{m.Change.ID},
		Entries:  []redline.Entry{{At: entryTime(m, at), Kind: kind, By: by, Content: &content}},
	}
	a.Slug = slug(m, group, a.ID)
	return a
}

func entryTime(m Material, at time.Time) time.Time {
	if m.Change.Origin == redline.Backfilled {
		return m.Change.FirstWith
	}
	return at
}

// slug makes an address a person can read: platform, document, deed, day, and four
// characters of the id, since a withdrawn alert may be followed by another of its day.
func slug(m Material, group redline.Topic, id string) string {
	deed := string(m.Change.Verdict.Mechanism)
	if deed == "" {
		deed = string(m.Change.Verdict.Direction)
	}
	if deed == "" || deed == string(redline.DirectionNeutral) {
		deed = "changed"
	}
	name := redline.Slug(m.Document.ID)
	if prefix := redline.Slug(m.Platform.ID) + "-"; !strings.HasPrefix(name, prefix) {
		name = prefix + name
	}
	if len(name) > 60 {
		name = strings.TrimRight(name[:60], "-")
	}
	words := string(group) + "-" + deed
	if group == redline.TopicOther {
		words = deed
	}
	return name + "-" + words + "-" + m.Change.FirstWith.UTC().Format(time.DateOnly) + "-" + id[:4]
}

// Joins reports whether a change belongs to an alert that exists: same platform, same
// topic group, same origin, first seen within [JoinWindow] of the alert's first change,
// and the alert neither withdrawn nor suppressed.
func Joins(a redline.Alert, m Material) bool {
	if a.Platform != m.Platform.ID || a.Origin != m.Change.Origin || a.Group != Group(m.Change.Verdict) {
		return false
	}
	if Editorial(a) == EditorialWithdrawn || has(a, redline.EntrySuppressed) {
		return false
	}
	first := firstSeen(a)
	return !first.IsZero() && m.Change.FirstWith.Sub(first).Abs() <= JoinWindow
}

// firstSeen is when the change that began the alert was first seen.
func firstSeen(a redline.Alert) time.Time {
	for _, e := range a.Entries {
		if e.Content != nil {
			return e.Content.FirstWith
		}
	}
	return time.Time{}
}

// Join returns a with the change of m added as a new entry; a itself stays as it is.
// A change that a has already joins nothing.
func Join(a redline.Alert, m Material, by string, at time.Time) redline.Alert {
	if slices.Contains(a.Changes, m.Change.ID) {
		return a
	}
	content := merge(a.Content(), Compose(m))
	joined := Append(a, redline.Entry{
		At: entryTime(m, at), Kind: redline.EntryJoined, By: by, Content: &content,
		Reason: "A change of " + documentName(m) + " was added.",
	})
	joined.Changes = append(slices.Clone(a.Changes), m.Change.ID)
	return joined
}

// Append returns a with e behind its other entries; a itself stays as it is.
func Append(a redline.Alert, e redline.Entry) redline.Alert {
	a.Entries = append(slices.Clone(a.Entries), e)
	return a
}
