package watchlist

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"

	"github.com/redlinewatch/redline"
)

// A flaw is what is wrong with one key. Its key is a path below what was checked.
type flaw struct{ key, reason string }

// checkSources finds what is wrong with a document's pages. The keys of several are numbered.
func checkSources(sources []redline.Source) []flaw {
	var flaws []flaw
	for i, s := range sources {
		at := ""
		if len(sources) > 1 {
			at = fmt.Sprintf("sources[%d].", i)
		}
		for _, f := range checkSource(s) {
			flaws = append(flaws, flaw{at + f.key, f.reason})
		}
		if repeats(sources[:i], s.URL) {
			flaws = append(flaws, flaw{at + "url", repeated(s.URL)})
		}
	}
	return flaws
}

// repeats reports whether an address is among those before it.
func repeats(before []redline.Source, address string) bool {
	return address != "" && slices.ContainsFunc(before, func(s redline.Source) bool { return s.URL == address })
}

func repeated(address string) string { return "the same address stands there twice: " + address }

// checkSource finds what is wrong with one page.
func checkSource(s redline.Source) []flaw {
	var flaws []flaw
	add := func(key, why string) {
		if why != "" {
			flaws = append(flaws, flaw{key, why})
		}
	}
	add("url", checkURL(s.URL))
	for _, sel := range s.Select {
		add("select", checkSelector(sel))
	}
	for _, sel := range s.Remove {
		add("remove", checkSelector(sel))
	}
	return flaws
}

// checkURL says why an address cannot be watched, and nothing when it can.
func checkURL(address string) string {
	if address == "" {
		return "an address is missing"
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return fmt.Sprintf("not an address: %q", address)
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Sprintf("not an http or https address: %q", address)
	case u.Hostname() == "":
		return fmt.Sprintf("no host in the address: %q", address)
	case u.User != nil:
		return "an address with a user name or password in it is not read"
	}
	return ""
}

// checkSelector says why a selector cannot be used, and nothing when it can.
func checkSelector(s redline.Selector) string {
	if !s.IsRange() {
		return checkCSS(s.CSS)
	}
	start, why := oneOf("start", s.StartBefore, s.StartAfter)
	if why != "" {
		return why
	}
	end, why := oneOf("end", s.EndBefore, s.EndAfter)
	if why != "" {
		return why
	}
	if why := checkCSS(start); why != "" {
		return why
	}
	return checkCSS(end)
}

// oneOf returns the one of two selectors that is set.
func oneOf(end, before, after string) (string, string) {
	switch {
	case before == "" && after == "":
		return "", fmt.Sprintf("a range without its %s: it needs one of %sBefore and %sAfter", end, end, end)
	case before != "" && after != "":
		return "", fmt.Sprintf("a range with two %ss: only one of %sBefore and %sAfter may be set", end, end, end)
	}
	return before + after, ""
}

// maxCSS caps a selector: its parser calls itself for each level of :not().
const maxCSS = 10000

func checkCSS(css string) string {
	if strings.TrimSpace(css) == "" {
		return "an empty selector"
	}
	if len(css) > maxCSS {
		return fmt.Sprintf("a selector of %d characters, and at most %d are read", len(css), maxCSS)
	}
	if _, err := cascadia.ParseGroup(css); err != nil {
		return fmt.Sprintf("not a CSS selector: %q (%v)", css, err)
	}
	return ""
}
