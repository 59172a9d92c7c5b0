package differ

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/redlinewatch/redline"
)

// linksOnly judges two texts of the same words by what else their Markdown says:
// the targets of links that changed.
func (j *judgement) linksOnly() bool {
	olds, news := linkDifference(j.OldMarkdown, j.NewMarkdown)
	if len(olds)+len(news) == 0 && j.OldMarkdown != j.NewMarkdown && withoutDigits(j.OldMarkdown) == withoutDigits(j.NewMarkdown) {
		return j.setNoise(redline.NoiseDynamic, 0.8, "hidden-counter", "Only numbers that the page does not show as text changed.", "", "")
	}
	if len(olds)+len(news) == 0 {
		return j.setNoise(redline.NoiseLayout, 0.95, "same-text", "Both texts read the same.", "", "")
	}
	old, new := first(olds), first(news)
	switch {
	case unfilled(olds) != unfilled(news):
		return j.setNoise(redline.NoiseLayout, 0.85, "link-template",
			"The words are the same; links show parts of a template that the page did not fill in, or no longer do.", old, new)
	case len(news) == 0 && allMachine(olds), len(olds) == 0 && allMachine(news):
		return j.setNoise(redline.NoiseDynamic, 0.75, "link-machine", "The words are the same; a picture or a counter of the page came or went.", old, new)
	case sameBut(withoutToken, olds, news):
		return j.setNoise(redline.NoiseDynamic, 0.85, "link-token",
			"The words are the same; links carry other session or tracking values.", old, new)
	case sameBut(withoutLocale, olds, news):
		return j.setNoise(redline.NoiseVariant, 0.8, "link-locale",
			"The words are the same; links lead to pages for another country or language.", old, new)
	}
	return j.setNoise(redline.NoiseLayout, 0.85, "link-target", "The words are the same; links lead elsewhere.", old, new)
}

// sameBut reports whether most of the changed links are the same once a part is left out.
func sameBut(without func(string) string, olds, news []string) bool {
	rest := make(map[string]int)
	for _, o := range olds {
		rest[without(o)]++
	}
	same := 0
	for _, n := range news {
		if k := without(n); rest[k] > 0 {
			rest[k]--
			same++
		}
	}
	return same > 0 && 2*same >= max(len(olds), len(news))
}

// unfilled reports whether some link has a place of a template in it: {language}, ${id}.
func unfilled(links []string) bool {
	for _, l := range links {
		if plain, err := url.QueryUnescape(l); err == nil {
			l = plain
		}
		if at := strings.IndexByte(l, '{'); at >= 0 && strings.IndexByte(l[at:], '}') > 0 {
			return true
		}
	}
	return false
}

// allMachine reports links that no person follows for their text: with values or
// opaque parts, as pictures, counters and advertisements have them.
func allMachine(links []string) bool {
	for _, l := range links {
		if u, err := url.Parse(l); err != nil || u.Host+u.Path == "" || u.RawQuery == "" && !imagePath(u.Path) && !slices.ContainsFunc(strings.Split(u.Path, "/"), opaque) {
			return false
		}
	}
	return len(links) > 0
}

func withoutDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, s)
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// linkDifference lists the link targets that only one side has, in their order.
func linkDifference(old, new string) (olds, news []string) {
	if old == new {
		return nil, nil
	}
	o, n := linkTargets(old), linkTargets(new)
	news, olds = difference(n, o)
	return olds, news
}

// linkTargets lists the addresses in Markdown: what stands in ](…), in <…>, and bare ones.
func linkTargets(md string) []string {
	var out []string
	for {
		at := strings.Index(md, "](")
		bare := strings.Index(md, "://")
		switch {
		case at < 0 && bare < 0:
			return out
		case at >= 0 && (bare < 0 || at < bare):
			md = md[at+2:]
		default:
			start := bare
			for start > 0 && unicode.IsLetter(rune(md[start-1])) {
				start--
			}
			md = md[start:]
		}
		md = strings.TrimLeft(md, "<")
		end := strings.IndexFunc(md, func(r rune) bool { return unicode.IsSpace(r) || r == ')' || r == '>' || r == '"' })
		if end < 0 {
			end = len(md)
		}
		if end > 0 {
			out = append(out, md[:end])
		}
		md = md[end:]
	}
}

// localesDiffer reports whether some link that changed is the same but for the parts that
// name a country or a language.
func localesDiffer(old, new string) bool {
	olds, news := linkDifference(old, new)
	left := make(map[string]bool)
	for _, o := range olds {
		left[withoutRegions(o)] = true
	}
	for _, n := range news {
		if left[withoutRegions(n)] {
			return true
		}
	}
	return false
}

// withoutRegions drops every part of an address that may name a country or a language.
func withoutRegions(address string) string {
	parts := strings.FieldsFunc(address, func(r rune) bool { return strings.ContainsRune("/?&=_.#-", r) })
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool {
		return isLocale(p) || isLocaleKey(p) || strings.EqualFold(p, "eea") || strings.EqualFold(p, "nonEEA")
	}), " ")
}

// withoutLocale drops the parts of an address that name a country or language.
func withoutLocale(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	var path []string
	for _, p := range strings.Split(u.Path, "/") {
		if p != "" && !isLocale(p) {
			path = append(path, p)
		}
	}
	q := u.Query()
	for k, vs := range q {
		if isLocaleKey(k) || len(vs) == 1 && isLocale(vs[0]) {
			q.Del(k)
		}
	}
	host := strings.Split(strings.TrimPrefix(u.Host, "www."), ".")
	if len(host) > 0 && isLocale(host[len(host)-1]) {
		host = host[:len(host)-1]
		if len(host) > 0 && (host[len(host)-1] == "co" || host[len(host)-1] == "com") {
			host = host[:len(host)-1]
		}
	} else if len(host) > 1 {
		host = host[:len(host)-1]
	}
	return strings.Join(host, ".") + "/" + strings.Join(path, "/") + "?" + q.Encode() + "#" + u.Fragment
}

func isLocaleKey(k string) bool {
	switch strings.ToLower(k) {
	case "hl", "gl", "lang", "locale", "language", "country", "region", "cc", "setlang":
		return true
	}
	return false
}

// isLocale reports rows of two letters, joined by hyphens or underscores: en, en-gb, fr_FR, en-GB_FR.
func isLocale(p string) bool {
	if len(p) < 2 || len(p) > 8 {
		return false
	}
	for _, part := range strings.FieldsFunc(p, func(r rune) bool { return r == '-' || r == '_' }) {
		if len(part) != 2 || !unicode.IsLetter(rune(part[0])) || !unicode.IsLetter(rune(part[1])) {
			return false
		}
	}
	return true
}

// withoutToken drops from an address what only machines read: query values, and
// opaque parts of the path and the fragment. Values that name a language stay.
func withoutToken(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	path := strings.Split(u.Path, "/")
	for i, p := range path {
		if opaque(p) {
			path[i] = "*"
		}
	}
	var keys []string
	for k, vs := range u.Query() {
		if isLocaleKey(k) || len(vs) == 1 && isLocale(vs[0]) {
			k += "=" + vs[0]
		}
		keys = append(keys, k)
	}
	slices.Sort(keys)
	fragment := u.Fragment
	if opaque(fragment) {
		fragment = "*"
	}
	host := strings.Split(u.Host, ".")
	if len(host) > 2 && imagePath(u.Path) {
		host = host[len(host)-2:] // pictures come from servers that take turns
	}
	return strings.Join(host, ".") + strings.Join(path, "/") + "?" + strings.Join(keys, "&") + "#" + fragment
}

func imagePath(path string) bool {
	for _, ext := range []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg"} {
		if strings.HasSuffix(path, ext) {
			return true
		}
	}
	return false
}

// opaque reports a value that no person wrote: long, with digits and letters mixed.
func opaque(s string) bool {
	if len(s) < 8 {
		return false
	}
	digits := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits >= 2 && !strings.Contains(s, "-") || digits*3 >= len(s)
}
