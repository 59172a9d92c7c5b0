package feed

import (
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// printable drops what XML forbids and what no reader sees: control and direction
// characters, invisible ones but for the joiners of scripts and emoji, and code points
// that are no characters. White space stays for the caller.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == '\u200c' || r == '\u200d':
			return r
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Co), r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// line is s as one line of plain text.
func line(s string) string { return strings.Join(strings.Fields(printable(s)), " ") }

// entity is what a reader that takes a title for HTML would replace.
var entity = regexp.MustCompile(`&(#?\w+;)`)

// title is s as a title: some readers take titles for HTML, so nothing in it may look
// like a tag or an entity.
func title(s string) string {
	s = strings.NewReplacer("<", "‹", ">", "›").Replace(line(s))
	return entity.ReplaceAllString(s, "& $1")
}

// link returns an address that may be shown, or "": http and https only, absolute.
func link(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// rfc822 is a time as RSS has it.
func rfc822(t time.Time) string {
	return sane(t).Format("Mon, 02 Jan 2006 15:04:05 +0000")
}

// rfc3339 is a time as Atom and JSON Feed have it.
func rfc3339(t time.Time) string { return sane(t).Format(time.RFC3339) }

// sane is a time that every format can write.
func sane(t time.Time) time.Time {
	t = t.UTC()
	if t.Year() < 1900 || t.Year() > 9999 {
		return time.Unix(0, 0).UTC()
	}
	return t
}
