// Package feed publishes alerts and changes as Atom, RSS 2.0 and JSON Feed, and lists
// all feeds as OPML.
//
// A [Feed] is a value; [WriteAtom], [WriteRSS] and [WriteJSON] write it, each by the
// rules of its standard, with encoding/xml and encoding/json only. Everything in a
// Feed is plain text but [Item.HTML], which is built from a tree of our own and never
// from a stranger's markup; characters that XML, a terminal or a reader's eye could
// trip over are dropped when it is written. Items are complete: summary, redline,
// what it means, evidence.
//
// [Handler] serves:
//
//	/feeds/alerts.{atom,rss,json}             all alerts
//	/feeds/platforms/{platform}.…             of one platform
//	/feeds/topics/{topic}.…                   about one topic
//	/feeds/documents/{document}.…             of one document
//	/feeds/changes.…                          all changes, worded without judgement
//	/feeds.opml                               a list of all of these
//
// Alerts follow each other in published order. A correction or withdrawal updates the
// item of its alert and adds an item of its own that replies to it (RFC 4685), since
// readers show only the first form of an item.
//
// What an archive told later (backfill) is not in the feeds of all alerts and of all
// changes. In the feed of a platform, topic or document it stands behind what was seen
// live, at its own dates, so it never appears as new at the top.
package feed

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"time"
)

// A Format is a way of writing a feed; its value is the extension in addresses.
type Format string

const (
	Atom Format = "atom"
	RSS  Format = "rss"
	JSON Format = "json"
)

// Formats returns every format.
func Formats() []Format { return []Format{Atom, RSS, JSON} }

// MediaType returns what the format is called in HTTP and in links.
func (f Format) MediaType() string {
	switch f {
	case Atom:
		return "application/atom+xml"
	case RSS:
		return "application/rss+xml"
	}
	return "application/feed+json"
}

// Name returns what people call the format.
func (f Format) Name() string {
	switch f {
	case Atom:
		return "Atom"
	case RSS:
		return "RSS"
	}
	return "JSON Feed"
}

// Write writes the feed in the given format.
func Write(w io.Writer, f Feed, format Format) error {
	switch format {
	case Atom:
		return WriteAtom(w, f)
	case RSS:
		return WriteRSS(w, f)
	}
	return WriteJSON(w, f)
}

// A Feed is what all formats have in common. Strings are plain text.
type Feed struct {
	ID       string // an absolute URI that never changes
	Title    string
	Subtitle string
	// Address is the feed's own URL without extension and query; Page continues it
	// with the query of a page further back, empty for the newest.
	Address, Page string
	// Next is the query of the page with older items, empty when there are none.
	Next     string
	Home     string // the web page it is about
	Base     string // scheme and host of everything here
	Updated  time.Time
	Language string // BCP 47; empty is "en"
	// Rights are the attributions owed for anything in it.
	Rights string
	Hubs   []string // WebSub
	Items  []Item   // newest first
}

// URL returns the feed's own address in a format.
func (f Feed) URL(format Format) string { return f.Address + "." + string(format) + query(f.Page) }

// older returns the address of the page with older items, empty when there is none.
func (f Feed) older(format Format) string {
	if f.Next == "" {
		return ""
	}
	return f.Address + "." + string(format) + query(f.Next)
}

func query(q string) string {
	if q == "" {
		return ""
	}
	return "?" + q
}

func (f Feed) language() string {
	if f.Language == "" {
		return "en"
	}
	return f.Language
}

// An Item is one entry of a feed.
type Item struct {
	ID         string // an absolute URI that never changes
	URL        string // of its page
	Title      string
	Summary    string
	HTML       string // a safe fragment
	Published  time.Time
	Updated    time.Time // moves with every change of what is shown
	Author     string
	Categories []Category
	// InReplyTo is the ID of the item that this one corrects or withdraws, and
	// InReplyToURL its page; empty for others.
	InReplyTo, InReplyToURL string
	External                string // the watched page, where there is one
	Rights                  string
}

// A Category files an item under a term of one kind: topic, platform, severity, direction.
type Category struct {
	Kind  string
	Term  string
	Label string
}

// scheme is the URI that names the kind of a category.
func (c Category) scheme() string { return "urn:redline:" + c.Kind }

// uuid makes a URI of content that is valid anywhere and depends on no host: a version 8
// UUID of the parts' hash.
func uuid(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte{byte(len(p) >> 8), byte(len(p))})
		h.Write([]byte(p))
	}
	b := h.Sum(nil)[:16]
	b[6] = b[6]&0x0f | 0x80
	b[8] = b[8]&0x3f | 0x80
	s := hex.EncodeToString(b)
	return "urn:uuid:" + s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}
