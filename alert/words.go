package alert

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
)

const ellipsis = "…"

// printable replaces what must not reach a page, a feed or a terminal: control
// characters become spaces; marks that change the direction of text or are invisible
// vanish, but for the joiners that scripts and emoji need.
func printable(r rune) rune {
	switch {
	case r >= ' ' && r < 0x7f || r == '\u200c' || r == '\u200d':
		return r
	case unicode.IsSpace(r) || unicode.IsControl(r):
		return ' '
	case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || r == '\u034f' || r == '\u115f' || r == '\u3164':
		return -1
	}
	return r
}

// clean returns s as one line of printable words.
func clean(s string) string {
	return strings.Join(strings.Fields(strings.Map(printable, strings.ToValidUTF8(s, "\uFFFD"))), " ")
}

// cleanSpan does as clean, but keeps one space at either end, since spans are joined.
func cleanSpan(s string) string {
	mapped := strings.Map(printable, strings.ToValidUTF8(s, "\uFFFD"))
	words := strings.Join(strings.Fields(mapped), " ")
	if words == "" {
		if mapped != "" {
			return " "
		}
		return ""
	}
	if mapped[0] == ' ' {
		words = " " + words
	}
	if mapped[len(mapped)-1] == ' ' {
		words += " "
	}
	return words
}

// clip shortens s to at most limit runes, at a word's end where there is one.
func clip(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	runes := []rune(s)
	cut := limit - 1
	if cut < 1 {
		return ellipsis
	}
	at := cut
	for at > cut/2 && runes[at] != ' ' {
		at--
	}
	if runes[at] != ' ' {
		at = cut
		for at > 1 && unicode.Is(unicode.M, runes[at]) { // a mark stays with its letter
			at--
		}
	}
	return strings.TrimRight(string(runes[:at]), " ,;:–—-(") + ellipsis
}

// forbidden words are never ours; where a stranger's name has one, it is quoted.
var forbidden = regexp.MustCompile(`(?i)\b(quietly|secretly|spies|scans|plaintext|broke)\b`)

// name returns what people call something, short enough to stand in a sentence.
func name(s string, limit int) string {
	s = clip(innerQuotes.Replace(clean(s)), limit)
	if words := strings.Fields(s); len(words) > 8 {
		s = strings.Join(words[:8], " ") + ellipsis
	}
	if forbidden.MatchString(s) {
		s = quoted(s)
	}
	return s
}

var innerQuotes = strings.NewReplacer(" \"", " ‘", "(\"", "(‘", "“", "‘", "„", "‘", "”", "’", `"`, "’", "«", "‘", "»", "’")

// quoted puts a document's words between quotation marks that nothing inside can close.
func quoted(s string) string {
	if rest, ok := strings.CutPrefix(s, `"`); ok {
		s = "‘" + rest
	}
	return "“" + innerQuotes.Replace(s) + "”"
}

// possessive returns the owner's form of a name.
func possessive(s string) string {
	if strings.HasSuffix(s, "s") {
		return s + "’"
	}
	return s + "’s"
}

// documentName is what the document is called, without the platform's name in front.
func documentName(m Material) string {
	n := clean(m.Document.Name)
	if p := clean(m.Platform.Name); p != "" && len(n) > len(p)+1 && strings.EqualFold(n[:len(p)], p) && n[len(p)] == ' ' {
		n = strings.TrimSpace(n[len(p):])
	}
	if n == "" {
		n = kindName(m.Document.Kind)
	}
	return name(n, 60)
}

// platformName is what the platform is called, in at most limit runes.
func platformName(p redline.Platform, limit int) string {
	if n := name(p.Name, limit-2); n != "" { // two for the quotation marks it may get
		return n
	}
	return name(p.ID, limit-2)
}

// kindName is the plain word for a kind of document.
func kindName(k redline.Kind) string {
	switch k {
	case redline.KindEncryptionHelp:
		return "encryption help page"
	case redline.KindSecurity:
		return "security page"
	case redline.KindLawEnforcement:
		return "law-enforcement page"
	case redline.KindTransparency:
		return "transparency report"
	case redline.KindCookies:
		return "cookie policy"
	case redline.KindSubprocessors:
		return "list of subprocessors"
	case redline.KindStatusNotice:
		return "notice"
	case redline.KindAITerms:
		return "AI terms page"
	case redline.KindTerms:
		return "terms of service"
	case redline.KindGuidelines:
		return "guidelines page"
	case "":
		return "document"
	}
	return name(strings.ReplaceAll(string(k), "-", " "), 40)
}

// shortKind is the shortest word for a kind of document.
func shortKind(k redline.Kind) string {
	switch k {
	case redline.KindPrivacyPolicy:
		return "policy"
	case redline.KindEncryptionHelp:
		return "help page"
	case redline.KindTerms:
		return "terms page" // one thing, as the verb that follows is for one
	case redline.KindWarrantCanary, redline.KindWhitePaper, redline.KindStatusNotice:
		return kindName(k)
	}
	return "page"
}
