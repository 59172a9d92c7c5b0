package web

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// robotsToken is the name robots.txt knows us by.
const robotsToken = "redline"

// rules are what a robots.txt says to one crawler. The zero value allows everything.
//
// They are read here and not with the library colly uses (temoto/robotstxt), which takes
// "Disallow: /$" for every folder, "Allow" for weaker than an equally long "Disallow",
// and a file with one bad Crawl-delay for unreadable.
type rules struct {
	lines []rule
	delay time.Duration // Crawl-delay, zero when none
}

type rule struct {
	pattern string // normalized; * stands for anything, a final $ for the end
	allow   bool
}

// maxRules bounds what a hostile file can make us keep and match.
const maxRules = 10_000

// allows reports whether u may be read, and the line that decided. The longest pattern
// wins, Allow among equals. robots.txt itself may always be read.
func (r rules) allows(u *url.URL) (line string, ok bool) {
	path := normalizePath(u.EscapedPath())
	if path == "" {
		path = "/"
	}
	if path == "/robots.txt" {
		return "", true
	}
	if u.RawQuery != "" {
		path += "?" + normalizePath(u.RawQuery)
	}
	best := rule{allow: true}
	for _, l := range r.lines {
		if len(l.pattern) < len(best.pattern) || len(l.pattern) == len(best.pattern) && !l.allow {
			continue
		}
		if matches(l.pattern, path) {
			best = l
		}
	}
	if best.allow {
		return "Allow: " + best.pattern, true
	}
	return "Disallow: " + best.pattern, false
}

// matches compares greedily from star to star, in time linear in practice and at worst
// the product of both lengths, without the regular expressions a stranger could shape.
func matches(pattern, path string) bool {
	anchored := strings.HasSuffix(pattern, "$")
	pattern = strings.TrimSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(path, parts[0]) {
		return false
	}
	path = path[len(parts[0]):]
	for i, part := range parts[1:] {
		if anchored && i == len(parts)-2 {
			return strings.HasSuffix(path, part)
		}
		at := strings.Index(path, part)
		if at < 0 {
			return false
		}
		path = path[at+len(part):]
	}
	return !anchored || path == ""
}

// parseRobots reads the groups for token, or those for * where there are none. Whatever
// it does not understand it skips, as RFC 9309 asks.
func parseRobots(text []byte, token string) rules {
	var named, anyone rules
	var found bool               // a group names token, if only to set nothing
	var forNamed, forAnyone bool // whom the current group addresses
	inAgents := false            // the last line was User-agent
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	for _, raw := range bytes.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' }) {
		key, value, ok := robotsLine(string(raw))
		if !ok {
			continue
		}
		if key == "user-agent" {
			if !inAgents {
				forNamed, forAnyone = false, false
			}
			inAgents = true
			agent := productToken(value)
			forNamed = forNamed || agent == token
			forAnyone = forAnyone || value == "*"
			found = found || agent == token
			continue
		}
		if key != "allow" && key != "disallow" && key != "crawl-delay" {
			continue // other lines do not end a group's list of agents
		}
		inAgents = false
		if forNamed {
			named.add(key, value)
		}
		if forAnyone {
			anyone.add(key, value)
		}
	}
	if found {
		return named
	}
	return anyone
}

func robotsLine(line string) (key, value string, ok bool) {
	line, _, _ = strings.Cut(line, "#")
	key, value, ok = strings.Cut(line, ":")
	key = strings.ToLower(strings.TrimSpace(key))
	switch key {
	case "useragent":
		key = "user-agent"
	case "dissallow", "dissalow", "disalow":
		key = "disallow" // misspellings common enough that the owner's wish is plain
	}
	return key, strings.TrimSpace(value), ok
}

// productToken cuts what follows the product name, as in "Redline/1.0".
func productToken(s string) string {
	for i, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '-' && r != '_' {
			s = s[:i]
			break
		}
	}
	return strings.ToLower(s)
}

func (r *rules) add(key, value string) {
	if key == "crawl-delay" {
		if s, err := strconv.ParseFloat(value, 64); err == nil && s > 0 {
			r.delay = time.Duration(min(s, maxCrawlDelay.Seconds()) * float64(time.Second))
		}
		return
	}
	if value == "" || len(r.lines) >= maxRules || len(value) > 2048 {
		return // an empty Disallow disallows nothing
	}
	if value[0] != '/' && value[0] != '*' {
		value = "/" + value
	}
	r.lines = append(r.lines, rule{pattern: normalizePath(value), allow: key == "allow"})
}

// normalizePath makes percent-encodings comparable: unreserved characters stand for
// themselves, everything else that is encoded or not ASCII is %XX in capitals.
func normalizePath(s string) string {
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		encoded := false
		if c == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				c, encoded, i = byte(n), true, i+2
			}
		}
		if unreserved(c) || !encoded && c > ' ' && c < 0x7f {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hexDigits[c>>4])
		b.WriteByte(hexDigits[c&15])
	}
	return b.String()
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
		c == '-' || c == '.' || c == '_' || c == '~'
}
