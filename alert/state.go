package alert

import (
	"slices"
	"time"

	"github.com/redlinewatch/redline"
)

// What [Stage] returns.
const (
	StageAnnounced = "announced"
	// StageDateReached says that the announced day came, and nothing since has said
	// that the change took effect.
	StageDateReached = "date reached"
	StageInForce     = "in force"
	StageReverted    = "reverted"
)

// What [Looks] returns.
const (
	LooksUnconfirmed = "unconfirmed"
	LooksConfirmed   = "confirmed"
)

// What [Editorial] returns.
const (
	EditorialNone      = "none"
	EditorialCorrected = "corrected"
	EditorialWithdrawn = "withdrawn"
)

// Stage says how far the change itself has come at the time now.
func Stage(a redline.Alert, now time.Time) string {
	switch last(a, redline.EntryReverted, redline.EntryEffective, redline.EntryJoined, redline.EntryPublished) {
	case redline.EntryReverted:
		return StageReverted
	case redline.EntryEffective:
		return StageInForce
	}
	c := a.Content()
	switch {
	case c.Announced.IsZero() && !c.Effective.After(now):
		return StageInForce
	case c.Effective.After(now):
		return StageAnnounced
	case has(a, redline.EntryEffective):
		return StageInForce
	case c.Effective.IsZero():
		return StageAnnounced
	}
	return StageDateReached
}

// Looks says whether more than one look supports the alert.
func Looks(a redline.Alert) string {
	if has(a, redline.EntryConfirmed) || !a.Content().Confirmed.IsZero() {
		return LooksConfirmed
	}
	return LooksUnconfirmed
}

// Editorial says what people had to put right. A withdrawal is final.
func Editorial(a redline.Alert) string {
	switch {
	case has(a, redline.EntryWithdrawn):
		return EditorialWithdrawn
	case has(a, redline.EntryCorrected):
		return EditorialCorrected
	}
	return EditorialNone
}

func has(a redline.Alert, kind redline.EntryKind) bool {
	return slices.ContainsFunc(a.Entries, func(e redline.Entry) bool { return e.Kind == kind })
}

// last returns the kind of the newest entry that has one of the kinds.
func last(a redline.Alert, kinds ...redline.EntryKind) redline.EntryKind {
	for _, e := range slices.Backward(a.Entries) {
		if slices.Contains(kinds, e.Kind) {
			return e.Kind
		}
	}
	return ""
}
