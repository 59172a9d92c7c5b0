package redline

import "time"

// A Capture is one fetch of a document's pages, or one record of an archive.
type Capture struct {
	ID       string    `json:"id"` // ID of document, time, by and what was seen
	Document string    `json:"document"`
	At       time.Time `json:"at"`
	// By names who saw it: "redline", an archive ("ota:contrib"), or a person ("person:NAME").
	By     string `json:"by"`
	Health Health `json:"health"`
	// Reason is the evidence for a health that is not good, in a sentence.
	Reason string `json:"reason,omitempty"`
	Pages  []Page `json:"pages,omitempty"` // one a source, in order
	// TextKey is the key of the text; zero unless the health is good.
	TextKey Key `json:"text_key"`
	// Reference is where an archive keeps this record: a commit, a memento address.
	Reference string `json:"reference,omitempty"`
	// Snapshots are what an archive says it took the text from: ids of its own, as far as it knows them.
	Snapshots []string `json:"snapshots,omitempty"`
	// Technical marks a record that an archive made for reasons of its own (Open Terms Archive's 'Refilter').
	Technical bool `json:"technical,omitempty"`
	// Times counts the captures that this one stands for: the store folds a capture that
	// tells nothing new into the one before it. 0 and 1 mean this one alone.
	Times int `json:"times,omitempty"`
	// Last is when the newest of them was made; zero for one alone.
	Last time.Time `json:"last,omitzero"`
}

// A Page is the answer to one request of a Capture.
type Page struct {
	URL          string        `json:"url"`
	FinalURL     string        `json:"final_url,omitempty"` // after redirects, where it differs
	Status       int           `json:"status,omitempty"`
	ContentType  string        `json:"content_type,omitempty"`
	ETag         string        `json:"etag,omitempty"`
	LastModified string        `json:"last_modified,omitempty"`
	BodyHash     string        `json:"body_hash,omitempty"` // SHA-256 of the decoded body, hex
	Size         int64         `json:"size,omitempty"`      // bytes of the decoded body
	Took         time.Duration `json:"took,omitempty"`
}

// Health says what a Capture is worth. Only a good one can become a Version.
type Health string

const (
	HealthGood         Health = "good"
	HealthUnchanged    Health = "unchanged"     // 304: what was good stays so
	HealthBlocked      Health = "blocked"       // a bot challenge, 403, 429 or 503 in place of the page
	HealthNotPermitted Health = "not-permitted" // robots.txt
	HealthNoContact    Health = "no-contact"    // public hosts are not read until a contact is configured
	HealthRefused      Health = "refused"       // the guard: private address, wrong scheme or port
	HealthLoginWall    Health = "login-wall"
	HealthConsentWall  Health = "consent-wall"
	HealthSoft404      Health = "soft-404"
	HealthNotFound     Health = "not-found" // 404 or 410
	HealthEmpty        Health = "empty"
	HealthTruncated    Health = "truncated"
	HealthOtherLang    Health = "other-language"
	HealthMoved        Health = "moved"
	HealthTooDeep      Health = "too-deep"
	HealthTooBig       Health = "too-big"
	HealthCertificate  Health = "certificate"
	HealthDNS          Health = "dns"
	HealthTimeout      Health = "timeout"
	HealthNetwork      Health = "network"      // refused, reset, unreachable
	HealthServerError  Health = "server-error" // 5xx but 503
	HealthSelector     Health = "selector"     // the declared selectors found nothing, or a range lacks an end
	HealthNeedsBrowser Health = "needs-browser"
	HealthUnsupported  Health = "unsupported" // a media type we do not read
)

// Readable reports whether the document could be read: good, or unchanged.
func (h Health) Readable() bool { return h == HealthGood || h == HealthUnchanged }

// State is what is known of how a document is read: shown on the coverage page.
type State struct {
	Health      Health    `json:"health"` // of the last capture; empty when never visited
	Reason      string    `json:"reason,omitempty"`
	LastChecked time.Time `json:"last_checked"` // last attempt
	LastGood    time.Time `json:"last_good"`    // last readable capture
	NextDue     time.Time `json:"next_due"`
	Failures    int       `json:"failures"` // unreadable captures in a row
	Pages       []Page    `json:"-"`        // of the last readable capture: validators for the next request
}
