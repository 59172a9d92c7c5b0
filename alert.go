package redline

import "time"

// An Alert is what is pushed. Its id and slug never change, its entries are only
// ever appended to, and what it shows is the newest content among them.
type Alert struct {
	ID       string   `json:"id"`   // ID of platform, topic group and first change
	Slug     string   `json:"slug"` // fixed at publication
	Platform string   `json:"platform"`
	Group    Topic    `json:"group"` // the topic group it collects
	Origin   Backfill `json:"origin"`
	Changes  []string `json:"changes"` // Change.IDs, the first one first
	Entries  []Entry  `json:"entries"` // oldest first
}

// Content returns what the alert says now: the content of its newest entry that has one.
func (a Alert) Content() Content {
	for i := len(a.Entries) - 1; i >= 0; i-- {
		if a.Entries[i].Content != nil {
			return *a.Entries[i].Content
		}
	}
	return Content{}
}

// Published returns when the alert was first published, zero while it waits for review.
func (a Alert) Published() time.Time {
	for _, e := range a.Entries {
		if e.Kind == EntryPublished {
			return e.At
		}
	}
	return time.Time{}
}

// Updated returns when the newest entry was made.
func (a Alert) Updated() time.Time {
	if len(a.Entries) == 0 {
		return time.Time{}
	}
	return a.Entries[len(a.Entries)-1].At
}

// Sequence returns the place of the first publication in the published order, 0 before.
func (a Alert) Sequence() int64 {
	for _, e := range a.Entries {
		if e.Kind == EntryPublished {
			return e.Sequence
		}
	}
	return 0
}

// An Entry is one dated event in the life of an alert.
type Entry struct {
	Sequence int64     `json:"sequence"` // place in the published order; given by the store, 0 before
	At       time.Time `json:"at"`       // when it was published; for backfill when the change was first seen
	Kind     EntryKind `json:"kind"`
	By       string    `json:"by"` // "rules", or a person's name
	// Reason is said in words for corrections, withdrawals and notes; for a response it is the company's words.
	Reason  string   `json:"reason,omitempty"`
	Content *Content `json:"content,omitempty"` // nil when the entry changes nothing that is shown
}

// An EntryKind says what happened to an alert.
type EntryKind string

const (
	EntryDrafted     EntryKind = "drafted" // waits for a person; never published as such
	EntryPublished   EntryKind = "published"
	EntryJoined      EntryKind = "joined" // a later change was added
	EntryAnnounced   EntryKind = "announced"
	EntryConfirmed   EntryKind = "confirmed"
	EntryDateReached EntryKind = "date-reached"
	EntryEffective   EntryKind = "effective"
	EntryReverted    EntryKind = "reverted"
	EntryCorrected   EntryKind = "corrected"
	EntryWithdrawn   EntryKind = "withdrawn"
	EntrySuppressed  EntryKind = "suppressed" // a person decided not to publish a draft
	EntryNote        EntryKind = "note"
	EntryResponse    EntryKind = "response"
)

// Content is what an alert says, composed from changes, claims and templates.
// Strings are plain text; nothing in them is markup.
type Content struct {
	Headline     string          `json:"headline"` // at most 90 characters
	Dek          string          `json:"dek"`      // at most 35 words
	PlatformName string          `json:"platform_name"`
	Products     []string        `json:"products"`
	Topics       []Topic         `json:"topics"`
	Direction    Direction       `json:"direction"`
	E2EE         Confidentiality `json:"e2ee"`
	Mechanism    Mechanism       `json:"mechanism"`
	Severity     Severity        `json:"severity"`
	Confidence   float64         `json:"confidence"`
	Region       string          `json:"region"`
	Language     string          `json:"language"`
	Simulated    bool            `json:"simulated,omitempty"`

	LastWithout time.Time `json:"last_without"` // changed between this
	FirstWith   time.Time `json:"first_with"`   // and this
	Confirmed   time.Time `json:"confirmed"`    // when a second look agreed, zero before
	Announced   time.Time `json:"announced"`    // zero when nothing announced it
	Effective   time.Time `json:"effective"`    // zero when the text gives no date

	Quotes       []Quote       `json:"quotes"`       // at most three
	Actions      []Action      `json:"actions"`      // at most three
	Means        []string      `json:"means"`        // at most three sentences
	Unsaid       []string      `json:"unsaid"`       // what the document does not say
	Alternatives []Alternative `json:"alternatives"` // at most four
	Evidence     []Evidence    `json:"evidence"`
	Reasons      []Reason      `json:"reasons"` // the rules that fired
	// Attribution is owed wherever this is shown; empty when nothing is.
	Attribution string `json:"attribution,omitempty"`
}

// A Quote is a hunk as an alert shows it.
type Quote struct {
	Change   string   `json:"change"` // Change.ID
	Document string   `json:"document"`
	Section  []string `json:"section,omitempty"`
	Before   string   `json:"before,omitempty"` // one unchanged sentence on either side
	After    string   `json:"after,omitempty"`
	Old      string   `json:"old"`
	New      string   `json:"new"`
	Spans    []Span   `json:"spans"`
}

// An Action is what a reader can do.
type Action struct {
	Step     string    `json:"step"`
	Link     string    `json:"link,omitempty"`
	Deadline time.Time `json:"deadline"`
	Source   string    `json:"source"` // "the notice" with its sentence, or "Redline's advice for this kind of change"
}

// An Alternative is another product with the same property, on evidence.
type Alternative struct {
	Product  string    `json:"product"`
	Caveat   string    `json:"caveat"`
	Sentence string    `json:"sentence"`
	Link     string    `json:"link"`
	At       time.Time `json:"at"`
}

// Evidence names a capture an alert rests on.
type Evidence struct {
	Side      string    `json:"side"` // "before" or "after"
	Capture   string    `json:"capture"`
	Version   string    `json:"version"`
	Document  string    `json:"document"`
	URL       string    `json:"url"`
	At        time.Time `json:"at"`
	By        string    `json:"by"`
	Status    int       `json:"status,omitempty"`
	BodyHash  string    `json:"body_hash,omitempty"`
	TextKey   Key       `json:"text_key"`
	Reference string    `json:"reference,omitempty"`
}

// A Claim is one dated statement about a property of a product.
type Claim struct {
	Platform string     `json:"platform"`
	Product  string     `json:"product"`
	Property string     `json:"property"`
	State    ClaimState `json:"state"`
	Region   string     `json:"region,omitempty"`
	Since    time.Time  `json:"since"`
	// Basis is "document" (Sentence stands in Capture) or "editor" (entered by a person, with address and sentence).
	Basis    string `json:"basis"`
	Document string `json:"document,omitempty"`
	Capture  string `json:"capture,omitempty"`
	Sentence string `json:"sentence"`
	URL      string `json:"url"`
}
