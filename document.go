package redline

import "time"

// A Platform makes promises: Instagram, owned by Meta, with the product Direct.
type Platform struct {
	ID        string   `json:"id"` // slug of the name
	Name      string   `json:"name"`
	Owner     string   `json:"owner,omitempty"`
	Products  []string `json:"products,omitempty"`
	Simulated bool     `json:"simulated,omitempty"` // fictional, of 'redline demo'; every page says so
}

// A Kind is what sort of document a text is. The list is open: archives bring
// kinds of their own, as slugs.
type Kind string

const (
	KindPrivacyPolicy  Kind = "privacy-policy"
	KindTerms          Kind = "terms"
	KindLawEnforcement Kind = "law-enforcement"
	KindEncryptionHelp Kind = "encryption-help"
	KindSecurity       Kind = "security"
	KindWhitePaper     Kind = "white-paper"
	KindTransparency   Kind = "transparency"
	KindCookies        Kind = "cookies"
	KindGuidelines     Kind = "guidelines"
	KindSubprocessors  Kind = "subprocessors"
	KindChangelog      Kind = "changelog"
	KindNewsroom       Kind = "newsroom"
	KindStatusNotice   Kind = "status-notice"
	KindWarrantCanary  Kind = "warrant-canary"
	KindAITerms        Kind = "ai-terms"
)

// A Document is one watched text.
type Document struct {
	ID       string `json:"id"`       // platform/kind or platform/kind/variant
	Platform string `json:"platform"` // Platform.ID
	Kind     Kind   `json:"kind"`
	Name     string `json:"name"` // as people call it: "Privacy Policy"
	Product  string `json:"product,omitempty"`
	Region   string `json:"region,omitempty"`   // ISO 3166 code or a name such as "EU"; empty is everywhere
	Language string `json:"language,omitempty"` // expected BCP 47 tag; empty is any
	// Sources are joined in their order; most documents have one. A document that
	// is known from an archive only has none, and is never fetched.
	Sources []Source `json:"sources,omitempty"`
	// Interval between visits asked for by the declaration; zero lets the schedule decide.
	Interval time.Duration `json:"interval,omitempty"`
	Origin   Origin        `json:"origin"`
	// Note is what a person should know of the document, from its declaration.
	Note string `json:"note,omitempty"`
}

// An Origin says who declared a document.
type Origin string

const (
	OriginWatchlist Origin = "watchlist" // shipped with Redline
	OriginOperator  Origin = "operator"  // DATA/watchlist, or 'redline watch add'
	OriginOTA       Origin = "ota"       // an Open Terms Archive declaration or record
	OriginDemo      Origin = "demo"
)

// A Source is one page of a document and how to take the text from it.
type Source struct {
	URL string `json:"url"`
	// Select says what to keep, Remove what to drop first. An empty Select takes the main text.
	Select []Selector `json:"select,omitempty"`
	Remove []Selector `json:"remove,omitempty"`
	// RemoveQueryParams are deleted from every link and image address (Open Terms Archive's only built-in filter).
	RemoveQueryParams []string `json:"remove_query_params,omitempty"`
	Scripts           Scripts  `json:"scripts,omitempty"`
}

// Scripts says whether a page needs a browser.
type Scripts string

const (
	ScriptsAuto   Scripts = ""       // plain request first, browser where signs ask for it
	ScriptsAlways Scripts = "always" // always a browser
	ScriptsNever  Scripts = "never"
)

// A Selector is either one CSS selector or a range between two.
// The two ends of a range are the first match each, in document order.
type Selector struct {
	CSS         string `json:"css,omitempty"`
	StartBefore string `json:"start_before,omitempty"`
	StartAfter  string `json:"start_after,omitempty"`
	EndBefore   string `json:"end_before,omitempty"`
	EndAfter    string `json:"end_after,omitempty"`
}

// IsRange reports whether s is a range rather than a plain selector.
func (s Selector) IsRange() bool { return s.CSS == "" }
