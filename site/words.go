package site

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
)

// What stands in the data as a short name is said to people in these words.

func topicWords(t redline.Topic) string {
	switch t {
	case redline.TopicAITraining:
		return "AI training"
	case redline.TopicWarrantCanary:
		return "warrant canary"
	}
	return strings.ReplaceAll(string(t), "-", " ")
}

func kindWords(k redline.Kind) string { return strings.ReplaceAll(string(k), "-", " ") }

// directionWords says where a change leads; what it does to confidentiality comes first.
func directionWords(e redline.Confidentiality, d redline.Direction) string {
	switch e {
	case redline.ConfidentialityWeakened:
		return "Confidentiality weakened"
	case redline.ConfidentialityStrengthened:
		return "Confidentiality strengthened"
	}
	switch d {
	case redline.DirectionWeaker:
		return "Weaker for users"
	case redline.DirectionStronger:
		return "Stronger for users"
	case redline.DirectionMixed:
		return "Weaker and stronger"
	}
	return "Neutral"
}

// tone is the colour a direction is shown in, beside its words.
func tone(e redline.Confidentiality, d redline.Direction) string {
	switch {
	case e == redline.ConfidentialityWeakened:
		return "bad"
	case e == redline.ConfidentialityStrengthened:
		return "good"
	case d == redline.DirectionWeaker:
		return "bad"
	case d == redline.DirectionStronger:
		return "good"
	}
	return "plain"
}

func severityWords(s redline.Severity) string {
	if s == "" || s == redline.SeverityNone {
		return "no severity"
	}
	return string(s) + " severity"
}

// confidenceWords says a number as a person would.
func confidenceWords(c float64) string {
	switch {
	case c >= 0.9:
		return "the rules are sure"
	case c >= 0.75:
		return "the rules are fairly sure"
	case c >= 0.5:
		return "the rules are unsure"
	case c > 0:
		return "little more than a guess"
	}
	return "not judged"
}

func classWords(c redline.Class) string {
	switch c {
	case redline.ClassSubstantive:
		return "Substantive"
	case redline.ClassEditorial:
		return "Editorial"
	case redline.ClassNoise:
		return "Set aside"
	}
	return "Not judged"
}

// noiseWords says why a change was set aside.
func noiseWords(n redline.Noise) string {
	switch n {
	case redline.NoiseLayout:
		return "The layout of the page changed, its words did not."
	case redline.NoiseDynamic:
		return "Only parts changed that are different on every visit, such as counters or the date of today."
	case redline.NoiseVariant:
		return "Another language, region or trial version of the same page was served."
	case redline.NoiseError:
		return "An error page, a wall or a broken page stood in place of the text."
	case redline.NoiseSelector:
		return "Another part of the page was picked as the text, or the page was built anew."
	case redline.NoiseFlap:
		return "The text went back to what it was before."
	}
	return "Judged to be noise."
}

// verdictWords says in one sentence what a change was taken for.
func verdictWords(v redline.Verdict) string {
	switch v.Class {
	case redline.ClassNoise:
		return noiseWords(v.Noise)
	case redline.ClassEditorial:
		return "Edited by people; no practice changed as far as the rules can tell."
	case redline.ClassSubstantive:
		return "What the company does, promises, requires or allows changed."
	}
	return "Not judged yet."
}

// A healthKind says what a health means: a heading and one sentence.
type healthKind struct{ name, meaning string }

var healthKinds = map[redline.Health]healthKind{
	redline.HealthGood:         {"Readable", "The last visit read the text."},
	redline.HealthUnchanged:    {"Readable", "The server said that the page has not changed."},
	redline.HealthBlocked:      {"Blocked", "The site answered with a challenge or a refusal instead of the page."},
	redline.HealthNotPermitted: {"Not permitted", "The site's robots.txt asks not to read this page, and Redline does as it asks."},
	redline.HealthNoContact:    {"Waiting for a contact", "Public sites are not read until the operator says how to be reached: set contact in redline.yaml, REDLINE_CONTACT, or --contact."},
	redline.HealthRefused:      {"Address refused", "The address is private, or not an ordinary web address; Redline does not go there."},
	redline.HealthLoginWall:    {"Login wall", "The page asks to sign in before it shows the text."},
	redline.HealthConsentWall:  {"Consent wall", "The page shows a consent dialogue in place of the text."},
	redline.HealthSoft404:      {"Page gone, answer says otherwise", "The page says that it cannot be found, while the server calls it fine."},
	redline.HealthNotFound:     {"Not found", "The server says that there is no such page."},
	redline.HealthEmpty:        {"Empty", "The page came without a text."},
	redline.HealthTruncated:    {"Cut short", "The answer ended before the page did."},
	redline.HealthOtherLang:    {"Another language", "The page came in another language than the one watched."},
	redline.HealthMoved:        {"Moved", "The address now leads to a different page."},
	redline.HealthTooDeep:      {"Nested too deep", "The page is built in a way that cannot be read safely."},
	redline.HealthTooBig:       {"Too big", "The page is larger than Redline reads."},
	redline.HealthCertificate:  {"Bad certificate", "The server could not prove that it is who it claims to be."},
	redline.HealthDNS:          {"Name not found", "The name of the host does not lead to a server."},
	redline.HealthTimeout:      {"Too slow", "The server did not answer in time."},
	redline.HealthNetwork:      {"Not reachable", "No connection to the server could be made."},
	redline.HealthServerError:  {"Server error", "The server reported a fault of its own."},
	redline.HealthSelector:     {"Text not found on the page", "The declared place of the text was not on the page."},
	redline.HealthNeedsBrowser: {"Needs a browser", "The page shows its text only to a browser that runs scripts."},
	redline.HealthUnsupported:  {"Unknown format", "The answer is of a kind that Redline does not read."},
}

func healthWords(h redline.Health) healthKind {
	if k, ok := healthKinds[h]; ok {
		return k
	}
	if h == "" {
		return healthKind{"Not visited yet", "No visit has been made so far."}
	}
	return healthKind{string(h), "The page could not be read."}
}

// byWords says who saw something.
func byWords(by string) string {
	if by == "redline" {
		return "Redline"
	}
	if name, ok := strings.CutPrefix(by, archivePrefix); ok {
		return "Open Terms Archive, collection " + name
	}
	if name, ok := strings.CutPrefix(by, "person:"); ok {
		return "handed in by " + name
	}
	if by == "" {
		return "unknown"
	}
	return by
}

// writtenBy says who answers for an alert's words.
func writtenBy(by string) string {
	if by == "rules" || by == "" {
		return "written by rules"
	}
	return "reviewed by " + by
}

func entryWords(k redline.EntryKind) string {
	switch k {
	case redline.EntryPublished:
		return "Published"
	case redline.EntryJoined:
		return "A later change was added"
	case redline.EntryAnnounced:
		return "Announced"
	case redline.EntryConfirmed:
		return "Confirmed"
	case redline.EntryDateReached:
		return "Date reached"
	case redline.EntryEffective:
		return "In force"
	case redline.EntryReverted:
		return "Reverted"
	case redline.EntryCorrected:
		return "Corrected"
	case redline.EntryWithdrawn:
		return "Withdrawn"
	case redline.EntryNote:
		return "Note"
	case redline.EntryResponse:
		return "Response of the company"
	case redline.EntryDrafted:
		return "Drafted"
	case redline.EntrySuppressed:
		return "Not published"
	}
	return string(k)
}

// plural says a count with its noun: "1 change", "1,204 changes".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// number groups thousands with commas.
func number(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// statsWords says how much a change is: "2 passages changed, 1 added; 14 words removed, 30 added".
func statsWords(st redline.Stats) string {
	var blocks []string
	for _, part := range []struct {
		n    int
		deed string
	}{{st.BlocksChanged, "changed"}, {st.BlocksAdded, "added"}, {st.BlocksRemoved, "removed"}, {st.BlocksMoved, "moved"}} {
		switch {
		case part.n == 0:
		case len(blocks) == 0:
			blocks = append(blocks, plural(part.n, "passage", "passages")+" "+part.deed)
		default:
			blocks = append(blocks, number(part.n)+" "+part.deed)
		}
	}
	var words []string
	if st.WordsRemoved > 0 {
		words = append(words, plural(st.WordsRemoved, "word", "words")+" removed")
	}
	if st.WordsAdded > 0 {
		words = append(words, plural(st.WordsAdded, "word", "words")+" added")
	}
	both := []string{}
	for _, list := range [][]string{blocks, words} {
		if len(list) > 0 {
			both = append(both, strings.Join(list, ", "))
		}
	}
	if len(both) == 0 {
		return "no words changed"
	}
	return strings.Join(both, "; ")
}

func sectionWords(path []string) string { return strings.Join(path, " › ") }

const (
	dayFormat    = "2 January 2006"
	minuteFormat = "2 January 2006, 15:04 UTC"
)

func dayWords(t time.Time) string {
	if t.IsZero() {
		return "unknown"
	}
	return t.UTC().Format(dayFormat)
}

func minuteWords(t time.Time) string {
	if t.IsZero() {
		return "unknown"
	}
	return t.UTC().Format(minuteFormat)
}

// readingTime is how long an ordinary reader needs, at least a minute.
func readingTime(words int) string {
	return fmt.Sprintf("%d min read", max(1, (words+100)/200))
}

// shortHash is enough of a hash to recognise it by.
func shortHash(h string) string {
	if len(h) > 12 {
		return h[:12]
	}
	return h
}

// propertyWords says what a claim is about.
func propertyWords(p string) string {
	switch p {
	case "messages":
		return "Messages"
	case "groups":
		return "Group chats"
	case "calls":
		return "Calls"
	case "backups":
		return "Backups"
	case "":
		return "Messages and content"
	}
	return capital(p)
}

// claimLine says how a property moved from one state to another.
func claimLine(c redline.ClaimChange) string {
	subject := propertyWords(c.Property)
	if c.Product != "" {
		subject = c.Product + ", " + strings.ToLower(subject)
	}
	return subject + ". Before: " + claimWords(c.From) + ". Now: " + claimWords(c.To) + "."
}

// claimWords says what a document promises of a property, as a statement about the document.
func claimWords(s redline.ClaimState) string {
	switch s {
	case redline.ClaimDefault:
		return "end-to-end encrypted by default, the document says"
	case redline.ClaimOptIn:
		return "end-to-end encrypted when switched on, the document says"
	case redline.ClaimPartial:
		return "end-to-end encrypted in part, the document says"
	case redline.ClaimNo:
		return "not end-to-end encrypted, the document says"
	case redline.ClaimRemoved:
		return "the document no longer says end-to-end encrypted"
	case redline.ClaimPlanned:
		return "end-to-end encryption is planned, the document says"
	}
	return "the document leaves it open"
}
