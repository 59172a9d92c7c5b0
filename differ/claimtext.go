package differ

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// Claims lists what an English text promises of each property of each product, with the
// sentences that say so, sorted by product and property. What a text says nothing certain
// of is not listed, and nothing is for a text in another language.
//
// The document gives what its words leave open: the product where a sentence, a heading
// or a table names none, platform, region and address. The zero document is fine. Since
// and Capture are for those who know them.
//
// Where sentences contradict each other the more careful state holds, with both
// sentences: a promise and an exception in another place are a promise in part.
func Claims(t redline.Text, d redline.Document) []redline.Claim {
	return NewClaimReader(d).Claims(t)
}

// A ClaimReader reads the claims of many versions of one document, and each block that
// they share once. It is not safe for concurrent use.
type ClaimReader struct {
	document redline.Document
	read     map[claimBlock][]said
}

// NewClaimReader returns a reader for the versions of a document.
func NewClaimReader(d redline.Document) *ClaimReader {
	return &ClaimReader{document: d, read: make(map[claimBlock][]said)}
}

// claimBlock is all that the meaning of a block of prose depends on.
type claimBlock struct {
	words, section string
	short          bool
}

// claimBlocks is how many blocks are remembered; starting over is cheap.
const claimBlocks = 20_000

// Claims does what [Claims] does for the reader's document.
func (c *ClaimReader) Claims(t redline.Text) []redline.Claim {
	if l := baseLanguage(t.Language); l != "" && l != "en" {
		return nil
	}
	if len(c.read) > claimBlocks {
		clear(c.read)
	}
	d := c.document
	r := claimReader{text: t, product: d.Product, platform: d.Platform, short: 2*t.Words() < passageWords, known: c.read}
	r.read()
	out := r.settled()
	for i := range out {
		out[i].Platform, out[i].Region, out[i].Document = d.Platform, d.Region, d.ID
		out[i].Basis = "document"
		if len(d.Sources) > 0 {
			out[i].URL = d.Sources[0].URL
		}
	}
	return out
}

const (
	claimWords   = 400 // how long a block may be that states a claim
	claimsOfText = 100 // how many claims of one text are listed
	claimsRead   = 2000
	claimJoin    = " […] " // between two sentences that only together make a claim
)

// A said is what one sentence says of one property.
type said struct {
	product, property string
	state             redline.ClaimState
	limited           bool // of a part of it only: "chats with businesses"
	level             float64
	sentence          string
}

// claimReader gathers what a text says of confidentiality.
type claimReader struct {
	text     redline.Text
	product  string // of the document
	platform string // its id
	short    bool   // the text is about little else than what it promises
	known    map[claimBlock][]said
	said     []said
	header   []string // cells of the table that is being read
}

func (r *claimReader) read() {
	for i, b := range r.text.Blocks {
		if len(r.said) >= claimsRead {
			return
		}
		switch {
		case b.Kind == redline.BlockRow:
			r.row(i)
		case b.Kind == redline.BlockHeading || b.Count > claimWords:
		default:
			r.said = append(r.said, r.block(b)...)
		}
	}
}

// block is what a block of prose says, remembered for the next version that has it.
func (r *claimReader) block(b redline.Block) []said {
	key := claimBlock{b.Words, strings.Join(b.Section, "\n"), r.short}
	if have, known := r.known[key]; known {
		return have
	}
	var out []said
	if meaning.Speaks(meaning.Words(b.Words)) {
		out = r.prose(b)
	}
	r.known[key] = out
	return out
}

func (r *claimReader) counts(p meaning.Promise) bool { return p.Hard || p.Soft && r.short }

// prose reads the sentences of a block, each in the light of those before it.
func (r *claimReader) prose(b redline.Block) []said {
	var out []said
	about := meaning.Subject(0)
	if r.short {
		about = ^about
	}
	before := meaning.Subject(0) // what the last sentence spoke of
	for _, s := range meaning.Sentences(withoutDecoration(b.Words)) {
		words := meaning.Words(s)
		named := subjectsOf(s)
		if !meaning.Speaks(words) || len(words) <= pointerWords && pointer.MatchString(s) {
			if named != 0 {
				before = named
			}
			continue
		}
		last, product := redline.ClaimUnknown, r.productOf(s, b.Section)
		for _, c := range clauses(s, product) {
			p := meaning.Read(c.words, about)
			subjects := c.subjects
			if subjects == 0 {
				subjects = r.spokenOf(p, before, b)
			}
			state := c.state(p, last)
			if c.follows == clauseFirst && !p.EndToEnd && !meant(p, s, len(words)) {
				continue
			}
			if state == redline.ClaimDefault && aMode.MatchString(c.words) {
				state = redline.ClaimPartial
			}
			if state == redline.ClaimUnknown || c.follows == clauseFirst && !r.counts(p) {
				continue
			}
			last = state
			out = appendSaid(out, subjects, said{product: product, state: state, limited: limited(p, c.words), level: p.Level, sentence: excerpt(s)})
		}
		if named != 0 {
			before = named
		}
	}
	return out
}

// spokenOf is what a promise of end-to-end encryption is about that names nothing
// itself: "It is on by default" stands behind or under what it speaks of.
func (r *claimReader) spokenOf(p meaning.Promise, before meaning.Subject, b redline.Block) meaning.Subject {
	if before != 0 || !p.EndToEnd {
		return before
	}
	for i := len(b.Section) - 1; i >= 0; i-- {
		if s := subjectsOf(b.Section[i]); s != 0 {
			return s
		}
	}
	return 0
}

// appendSaid says the same of each of some subjects.
func appendSaid(to []said, subjects meaning.Subject, s said) []said {
	for _, property := range properties(subjects) {
		s.property = property
		to = append(to, s)
	}
	return to
}

// productOf names the product a sentence speaks of: its own words, the heading it stands
// under, the document.
func (r *claimReader) productOf(sentence string, section []string) string {
	if p := meaning.Place(sentence); p != "" {
		return r.named(p)
	}
	for i := len(section) - 1; i >= 0; i-- {
		if p := meaning.Place(section[i]); p != "" {
			return r.named(p)
		}
	}
	return r.product
}

// named takes the platform's own name for that of the document's product.
func (r *claimReader) named(product string) string {
	if redline.Slug(product) == r.platform {
		return r.product
	}
	return product
}

// settled makes one claim of all that is said of a property of a product.
func (r *claimReader) settled() []redline.Claim {
	groups := make(map[[2]string][]said)
	var keys [][2]string
	names := make(map[string]string) // a product's name in lower case to its first spelling
	for _, s := range r.said {
		folded := strings.ToLower(s.product)
		if names[folded] == "" {
			names[folded] = s.product
		}
		k := [2]string{names[folded], s.property}
		if groups[k] == nil {
			keys = append(keys, k)
		}
		groups[k] = append(groups[k], s)
	}
	slices.SortFunc(keys, func(a, b [2]string) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), propertyOrder(a[1])-propertyOrder(b[1]))
	})
	out := []redline.Claim{}
	for _, k := range keys {
		if state, sentence := settle(groups[k]); state != redline.ClaimUnknown && len(out) < claimsOfText {
			out = append(out, redline.Claim{Product: k[0], Property: k[1], State: state, Sentence: sentence})
		}
	}
	return out
}

// settle weighs what is said of one property. An end that is announced goes before all
// else; of a promise and its contrary, or of two promises, the weaker one holds.
func settle(all []said) (redline.ClaimState, string) {
	best := make(map[redline.ClaimState]said)
	whole := false // something is said of the whole property
	for _, s := range all {
		have, known := best[s.state]
		if !known || have.limited && !s.limited || have.limited == s.limited && abs(s.level) > abs(have.level) {
			best[s.state] = s
		}
		whole = whole || !s.limited || s.state != redline.ClaimNo
	}
	if !whole {
		return redline.ClaimUnknown, "" // that one part is not protected says nothing of the rest
	}
	one := func(state redline.ClaimState) (redline.ClaimState, string) { return state, best[state].sentence }
	both := func(state, a, b redline.ClaimState) (redline.ClaimState, string) {
		return state, joined(best[a].sentence, best[b].sentence)
	}
	has := func(state redline.ClaimState) bool { _, known := best[state]; return known }
	promise := redline.ClaimUnknown // the weakest promise
	for _, s := range [...]redline.ClaimState{redline.ClaimOptIn, redline.ClaimPartial, redline.ClaimDefault} {
		if promise == redline.ClaimUnknown && has(s) {
			promise = s
		}
	}
	switch {
	case has(redline.ClaimRemoved):
		return one(redline.ClaimRemoved)
	case promise == redline.ClaimUnknown && has(redline.ClaimPlanned) && has(redline.ClaimNo):
		return both(redline.ClaimPlanned, redline.ClaimNo, redline.ClaimPlanned)
	case promise == redline.ClaimUnknown && has(redline.ClaimPlanned):
		return one(redline.ClaimPlanned)
	case promise == redline.ClaimUnknown:
		return one(redline.ClaimNo)
	case has(redline.ClaimNo) && promise == redline.ClaimOptIn:
		return both(redline.ClaimOptIn, redline.ClaimOptIn, redline.ClaimNo)
	case has(redline.ClaimNo):
		return both(redline.ClaimPartial, promise, redline.ClaimNo)
	case promise != redline.ClaimDefault && has(redline.ClaimDefault):
		return both(promise, redline.ClaimDefault, promise)
	}
	return one(promise)
}

func joined(a, b string) string {
	if a == b {
		return a
	}
	return a + claimJoin + b
}

func abs(x float64) float64 { return max(x, -x) }

// ofAPart are words for the one kind of conversation or content that a denial is about.
var ofAPart = regexp.MustCompile(`(?i)\b(business|businesses|bots?|channels?|marketplace|communit(y|ies)|AI|assistants?|pages?|shops?|sellers?|support|public|broadcasts?|reported?|flagged|older|some|certain)\b`)

// meantWords is how long a sentence may be that promises by meaning alone.
const meantWords = 60

// pointerWords is how long a sentence may be that only says where to read more.
const pointerWords = 14

var (
	// keptFrom says who cannot read, or who alone can: "calls cannot be made" promises nothing.
	keptFrom = regexp.MustCompile(`(?i)\b(only (you|the|those|participants|people|senders?|recipients?|members)|nobody|no one|not even|neither|no (other|third) (person|party|parties)|none of us|unreadable|indecipherable|(we|us|our (staff|servers|employees|people|company|team))\b.{0,40}\b(cannot|can[’']t|can not|never|unable|no (way|means|ability|key|access)|not (able|have|hold|possess|keep|read|see|listen))|(stays?|remains?|kept|held|leaves?|stored) only|(keys?|password|code|passphrase)\b)`)
	// openTo names somebody who can read.
	openTo = regexp.MustCompile(`(?i)\b(we|us|our|staff|employees|moderators|reviewers|administrators?|admins?|authorities|anyone|anybody|others|third part(y|ies)|partners?)\b`)
	// pointer sends the reader elsewhere.
	pointer = regexp.MustCompile(`(?i)^\W*(learn|read|find out|see|click|visit|for) (more|out|here|how|our|the)\b`)
	// aMode is a kind of conversation that one has to choose.
	aMode = regexp.MustCompile(`(?i)\bsecret (chats?|conversations?|messages?|calls?)\b`)
)

// meant reports whether a sentence without the word says of somebody that he can read, or
// that he cannot: "a script is required to play this video" says nothing of the kind.
func meant(p meaning.Promise, sentence string, words int) bool {
	switch {
	case p.Level > 0:
		return words <= meantWords && keptFrom.MatchString(sentence)
	case p.Access && !p.Denied && !p.KeyTheirs:
		return openTo.MatchString(sentence)
	}
	return true
}

// limited reports a sentence about a part of what it names.
func limited(p meaning.Promise, words string) bool {
	return p.Some > p.All || ofAPart.MatchString(words)
}

var (
	ofGroups  = regexp.MustCompile(`(?i)\bgroup\s+((text|video|voice|audio)\s+)?(chats?|messages?|messaging|conversations?|calls?|calling)\b`)
	ofCalls   = regexp.MustCompile(`(?i)\b(audio|voice|video)((,| and| or|/)\s*(audio|voice|video))*\s+(calls?|calling|chats?|communications?|conferenc\w*|meetings?)\b`)
	ofBackups = regexp.MustCompile(`(?i)\b(chat|message|messages|conversation|conversations|chats)\s+(history\s+)?back-?ups?\b|\bback-?ups?\s+(of|for)\s+(all\s+)?(your\s+|the\s+)?(chats?|messages?|conversations?|files?|photos?|content)(\s+history)?\b`)
)

// subjectsOf is what words speak of; "group chats" are groups, and "chat backups" are
// backups, not messages as well.
func subjectsOf(s string) meaning.Subject {
	var named meaning.Subject
	if ofGroups.MatchString(s) {
		named |= meaning.SubjectGroups
		s = ofGroups.ReplaceAllString(s, "groups")
	}
	if ofCalls.MatchString(s) {
		named |= meaning.SubjectCalls
		s = ofCalls.ReplaceAllString(s, "calls")
	}
	if ofBackups.MatchString(s) {
		named |= meaning.SubjectBackups
		s = ofBackups.ReplaceAllString(s, "backups")
	}
	return named | meaning.SubjectsOf(meaning.Words(s))
}
