package redline

import "time"

// A Version is a Text that became a document's accepted base.
type Version struct {
	ID       string `json:"id"` // ID of document, base version, text key, first seen
	Document string `json:"document"`
	// Number counts the document's versions from 1, in the order of FirstSeen.
	Number    int       `json:"number"`
	TextKey   Key       `json:"text_key"`
	FirstSeen time.Time `json:"first_seen"` // of the first capture that said so
	LastSeen  time.Time `json:"last_seen"`  // of the last capture that said so
	Capture   string    `json:"capture"`    // Capture.ID of the first
	By        string    `json:"by"`         // Capture.By of the first
	Words     int       `json:"words"`
	Language  string    `json:"language,omitempty"`
}

// A HunkOp says what became of a block.
type HunkOp string

const (
	HunkAdded   HunkOp = "added"
	HunkRemoved HunkOp = "removed"
	HunkChanged HunkOp = "changed"
	HunkMoved   HunkOp = "moved" // perhaps with changed words
)

// A Hunk is one difference between two texts, a block on either side at the most.
type Hunk struct {
	Op      HunkOp   `json:"op"`
	Section []string `json:"section,omitempty"` // of the new side, or of the old where there is no new
	Old     string   `json:"old"`               // words of the old block; empty when added
	New     string   `json:"new"`               // words of the new block; empty when removed
	OldAt   int      `json:"old_at"`            // index of the old block in its text, -1 when added
	NewAt   int      `json:"new_at"`            // index of the new block in its text, -1 when removed
	Spans   []Span   `json:"spans,omitempty"`   // word by word, in reading order; joined they give Old and New
}

// SpanOp says on which side of a Hunk a Span stands.
type SpanOp string

const (
	SpanKept     SpanOp = "kept"
	SpanDeleted  SpanOp = "deleted"
	SpanInserted SpanOp = "inserted"
)

// A Span is a run of words of a Hunk.
type Span struct {
	Op    SpanOp `json:"op"`
	Words string `json:"words"` // with the white space between them
}

// A Change separates a capture from the document's base. It is an observation, shown at once.
type Change struct {
	ID       string `json:"id"` // ID of document, base version, text key, first seen
	Document string `json:"document"`
	// Old is the base version's id, empty for a first version (which is no Change and is not stored as one).
	Old string `json:"old"`
	// New is the id of the version it made, empty when it was set aside (error, selector, variant, flap, or an equal key).
	New string `json:"new"`
	// OldKey and NewKey are the keys of the two texts; both are stored, whether or not a version was made.
	OldKey      Key       `json:"old_key"`
	NewKey      Key       `json:"new_key"`
	Capture     string    `json:"capture"`      // Capture.ID of the first with the new text
	LastWithout time.Time `json:"last_without"` // last capture with the base
	FirstWith   time.Time `json:"first_with"`   // first capture with the new text
	// Seen counts the captures that agreed with the new text; Confirmed is when enough had, zero before.
	Seen      int       `json:"seen"`
	Confirmed time.Time `json:"confirmed"`
	// Gone is when the change went away again before it was confirmed, zero otherwise.
	Gone      time.Time `json:"gone"`
	Technical bool      `json:"technical,omitempty"` // from a technical record of an archive
	Origin    Backfill  `json:"origin"`
	Verdict   Verdict   `json:"verdict"`
	Alert     string    `json:"alert,omitempty"` // Alert.ID it belongs to
}

// Backfill tells what was seen as it happened from what an archive told later.
type Backfill string

const (
	Live       Backfill = "live"
	Backfilled Backfill = "backfill" // never pushed, never counted as new
)
