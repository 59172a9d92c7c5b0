package site

import (
	"strings"

	"github.com/a-h/templ"

	"github.com/redlinewatch/redline"
)

const programVersion = redline.ProgramVersion

// navigation is the row of links under the title of every page.
var navigation = []struct{ path, name string }{
	{"/alerts", "Alerts"},
	{"/platforms", "Platforms"},
	{"/changes", "All changes"},
	{"/coverage", "Coverage"},
	{"/follow", "Follow"},
	{"/method", "Method"},
}

func (f frame) pageTitle() string {
	if f.title == "" {
		return "Redline: what platforms promise about privacy, and when the promise changes"
	}
	return f.title + " · Redline"
}

// internal marks an address that this package wrote itself.
func internal(path string) templ.SafeURL { return templ.SafeURL(path) }

// outwardOrNone is for addresses known to be good; anything else leads nowhere.
func outwardOrNone(raw string) templ.SafeURL {
	if u, ok := outward(raw); ok {
		return u
	}
	return "#"
}

// joinWords writes a list as a sentence does: "a", "a and b", "a, b and c".
func joinWords(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func collectionNoun(n int) string {
	if n == 1 {
		return "collection "
	}
	return "collections "
}
