package demo

import (
	"slices"
	"time"

	"github.com/redlinewatch/redline"
)

// A Chapter is one thing that happens to one document, and what must come of it.
type Chapter struct {
	ID       string // stable name: "rollback-announced"
	Title    string
	Document string    // redline.Document.ID
	From     time.Time // first moment at which the page is different
	Until    time.Time // first moment at which it is as before again; zero when it stays
	Happens  string    // in words
	Want     Want

	edits    []edit
	flips    bool   // the edits come and go within the chapter
	language string // the page is served in this language
	fault    fault  // the server answers with something else than the page
	look     *look  // the page is built anew
}

// An Outcome is what a watcher must make of a chapter.
type Outcome string

const (
	// OutcomeAlert means that a published alert rests on a change of this chapter.
	OutcomeAlert Outcome = "alert"
	// OutcomeFollowUp means that an alert, the earlier chapter's or a new one, says what became of it.
	OutcomeFollowUp Outcome = "follow-up"
	// OutcomeQuiet means that the change stands in the log and becomes no alert.
	OutcomeQuiet Outcome = "quiet"
	// OutcomeSuppressed means that the change is set aside as noise, with the reason.
	OutcomeSuppressed Outcome = "suppressed"
	// OutcomeUnreadable means that no version comes of it: the captures say why.
	OutcomeUnreadable Outcome = "unreadable"
)

// Want is what must come of a chapter. Where several values are listed each of
// them is right; an empty field asks nothing.
type Want struct {
	Outcome    Outcome
	Classes    []redline.Class
	Noise      []redline.Noise
	Health     []redline.Health
	Topic      redline.Topic // must be among the topics
	Direction  redline.Direction
	E2EE       redline.Confidentiality
	Mechanisms []redline.Mechanism
	Effective  time.Time // day that the page names
	Follows    string    // Chapter.ID that this one continues
}

// active reports whether the chapter is going on at t.
func (c Chapter) active(t time.Time) bool {
	return !t.Before(c.From) && (c.Until.IsZero() || t.Before(c.Until))
}

// shown reports whether the chapter's edits are on the page at t. A page that flips
// shows them in some half days and not in others, without a pattern that a visitor
// could keep step with.
func (c Chapter) shown(t time.Time) bool {
	if !c.active(t) {
		return false
	}
	if !c.flips {
		return true
	}
	slot := uint64(t.Unix() / int64(12*time.Hour/time.Second))
	return mix(slot)%2 == 0
}

// mix scatters the bits of n (the finalizer of SplitMix64), the same in every run.
func mix(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

// story returns all chapters in the order in which they begin.
func story() []Chapter {
	all := slices.Concat(promises(), practices(), artefacts(), faults())
	slices.SortStableFunc(all, func(a, b Chapter) int { return a.From.Compare(b.From) })
	return all
}

// at returns a moment of 2026.
func at(month time.Month, dayOfMonth, hour, minute int) time.Time {
	return time.Date(2026, month, dayOfMonth, hour, minute, 0, 0, time.UTC)
}
