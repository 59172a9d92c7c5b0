package redline

import (
	"slices"
	"time"
)

// An EventType names what an Event tells. Receivers switch on it.
type EventType string

const (
	EventPublished EventType = "alert.published"
	EventCorrected EventType = "alert.corrected"
	EventWithdrawn EventType = "alert.withdrawn"
	EventDisabled  EventType = "endpoint.disabled"
	EventTest      EventType = "endpoint.test"
)

// An Event is one thing to tell subscribers, written in the transaction that makes it true.
type Event struct {
	Sequence int64     `json:"sequence"` // the entry's
	Type     EventType `json:"type"`
	Alert    string    `json:"alert,omitempty"`    // Alert.ID
	Endpoint string    `json:"endpoint,omitempty"` // Endpoint.ID, of events that are about one
	At       time.Time `json:"at"`
}

// A Filter says which alerts someone wants. Empty lists and values mean all.
type Filter struct {
	Platforms   []string `json:"platforms,omitempty"`
	Topics      []Topic  `json:"topics,omitempty"`
	MinSeverity Severity `json:"min_severity,omitempty"`
}

// Wants reports whether f lets a through, by what a says now.
func (f Filter) Wants(a Alert) bool {
	c := a.Content()
	if len(f.Platforms) > 0 && !slices.Contains(f.Platforms, a.Platform) {
		return false
	}
	if len(f.Topics) > 0 && !slices.ContainsFunc(f.Topics, func(t Topic) bool { return slices.Contains(c.Topics, t) }) {
		return false
	}
	return c.Severity.Rank() >= f.MinSeverity.Rank()
}

// An Endpoint is where events are delivered.
type Endpoint struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	Format string `json:"format"` // "standard" (Standard Webhooks)
	Filter Filter `json:"filter"`
	// Secret signs deliveries (whsec_…). The store keeps it encrypted; it is shown once.
	Secret  string    `json:"-"`
	Created time.Time `json:"created"`
	// After is the sequence the endpoint was registered at: it gets what is published later.
	After int64 `json:"after"`
	// FirstFailure is when the present row of failures began, zero when the last attempt succeeded.
	FirstFailure time.Time `json:"first_failure"`
	LastSuccess  time.Time `json:"last_success"`
	Disabled     time.Time `json:"disabled"` // zero while active
	Reason       string    `json:"reason,omitempty"`
}

// A DeliveryState says how far a delivery got.
type DeliveryState string

const (
	DeliveryPending   DeliveryState = "pending"
	DeliveryDelivered DeliveryState = "delivered"
	DeliveryDead      DeliveryState = "dead" // its retries ran out; it can be replayed
)

// A Delivery is one event on its way to one endpoint.
type Delivery struct {
	ID       string        `json:"id"` // the webhook-id, the same on every attempt
	Endpoint string        `json:"endpoint"`
	Event    Event         `json:"event"`
	State    DeliveryState `json:"state"`
	Attempts int           `json:"attempts"`
	NextAt   time.Time     `json:"next_at"`
	Log      []Attempt     `json:"log"` // oldest first
}

// An Attempt is one try of a Delivery.
type Attempt struct {
	At      time.Time     `json:"at"`
	Status  int           `json:"status,omitempty"` // 0 when no answer came
	Took    time.Duration `json:"took"`
	Error   string        `json:"error,omitempty"`
	Excerpt string        `json:"excerpt,omitempty"` // at most 1 kB of the answer, for the operator only
}
