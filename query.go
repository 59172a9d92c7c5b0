package redline

import "time"

// A DocumentStatus is a document with what is known of it.
type DocumentStatus struct {
	Document
	PlatformName string   `json:"platform_name"`
	Simulated    bool     `json:"simulated,omitempty"`
	Host         string   `json:"host,omitempty"` // of the first source, with its port where it is not the scheme's
	State        State    `json:"state"`
	Versions     int      `json:"versions"`
	Current      *Version `json:"current,omitempty"` // newest accepted version; nil before the first
	// Collections are the archives that versions came from ("ota:contrib"); each is owed its attribution.
	Collections []string `json:"collections,omitempty"`
	// Retired is when the document left the watchlist: kept and shown, no longer visited. Zero while watched.
	Retired time.Time `json:"retired"`
}

// A PlatformStatus is a platform with its counts.
type PlatformStatus struct {
	Platform
	Documents   int       `json:"documents"`
	Unreadable  int       `json:"unreadable"` // watched documents whose last visit failed
	Alerts      int       `json:"alerts"`     // published
	LastChecked time.Time `json:"last_checked"`
}

// Counts are what the home page sums up.
type Counts struct {
	Platforms   int       `json:"platforms"`
	Documents   int       `json:"documents"`  // not retired
	Watched     int       `json:"watched"`    // of those, with a page to visit
	Unreadable  int       `json:"unreadable"` // of those watched, last visit failed
	Never       int       `json:"never"`      // of those watched, never visited
	Versions    int       `json:"versions"`   // all, ever
	Changes     int       `json:"changes"`    // in the asked time, not noise and in no published alert
	Noise       int       `json:"noise"`      // in the asked time
	Waiting     int       `json:"waiting"`    // alerts that wait for review
	LastChecked time.Time `json:"last_checked"`
}

// A ChangeQuery selects changes, newest FirstWith first. Zero values select all.
type ChangeQuery struct {
	Platform string
	Document string
	Topic    Topic
	Classes  []Class
	Since    time.Time
	Until    time.Time // exclusive
	// After continues a listing behind this Change.ID.
	After string
	Limit int // 0 means 100
}

// An AlertQuery selects published alerts, newest first by sequence; backfilled ones
// stand at their own dates. Zero values select all.
type AlertQuery struct {
	Platform    string
	Topic       Topic // any of the alert's topics
	Document    string
	MinSeverity Severity
	Direction   Direction
	E2EE        Confidentiality
	Origin      Backfill
	Since       time.Time // first publication
	Until       time.Time
	Waiting     bool   // instead: drafts that wait for review
	After       string // Alert.ID to continue behind
	Limit       int    // 0 means 100
}

// A CaptureQuery selects captures, newest first.
type CaptureQuery struct {
	Document   string
	Platform   string
	Unreadable bool // only those whose health is neither good nor unchanged
	Since      time.Time
	Limit      int // 0 means 100
}
