package differ

import (
	"regexp"
	"strings"
)

// withoutDecoration drops what pages add to their words for machines or for those who
// cannot see them: what a link opens, tags that leaked, and addresses hidden from robots.
func withoutDecoration(words string) string {
	if strings.Contains(words, "pens ") || strings.Contains(words, "xternal") {
		words = linkDecoration.ReplaceAllString(words, "")
	}
	if strings.Contains(words, "</") || strings.Contains(words, "<p>") || strings.Contains(words, "<br") {
		words = leakedTag.ReplaceAllString(words, " ")
	}
	if strings.Contains(words, "email") && strings.Contains(words, "protected]") {
		words = hiddenAddress.ReplaceAllString(words, hiddenWord)
	}
	if strings.HasPrefix(words, "Expand") || strings.HasPrefix(words, "Collapse") {
		words = gluedButton.ReplaceAllString(words, "$1")
	}
	if strings.Contains(words, "--- page ") {
		words = pageMark.ReplaceAllString(words, " ")
	}
	return strings.TrimSuffix(words, "[edit]")
}

var (
	linkDecoration = regexp.MustCompile(`(?i)[(\[]?\b?opens? (?:in )?(?:an? )?(?:new|email|external|mail)[ -]?(?:browser )?(?:window|tab|client|site|app)\b[)\]]?|[(\[](?:link is external|external (?:link|site)|link opens in [a-z ]{1,20})[)\]]`)
	leakedTag      = regexp.MustCompile(`"?</?(?:p|br|b|i|u|em|strong|span|div|ul|ol|li|h[1-6]|a|sup|sub|table|tr|td)(?: [a-z-]+="[^"<>]*")*\s*/?>"?`)
	pageMark       = regexp.MustCompile(`-{3,} page \d+ -{3,}`) // where a file in pages was made a text
	gluedButton    = regexp.MustCompile(`^(?:Expand|Collapse)(\p{Lu}\p{Ll})`)
	hiddenAddress  = regexp.MustCompile(`[A-Za-z0-9._+-]{0,20}\[email\s?protected\](?:[\p{L}\d×.-]{1,25})?`)
)

// hiddenWord stands for an address that a page hides from robots.
const hiddenWord = "[email protected]"

// hidden reports an edit of nothing but an address that one side hides from robots.
func hidden(e edit) bool {
	if !e.paired() || !strings.Contains(e.old.text+e.new.text, hiddenWord) {
		return false
	}
	for _, side := range []struct {
		text  string
		words []string
	}{{e.old.text, e.del}, {e.new.text, e.ins}} {
		addresses := " " + strings.ToLower(strings.Join(mailAddress.FindAllString(side.text, -1), " ")) + " "
		for _, w := range side.words {
			if w != "email" && w != "protected" && !functionWord(w) && !strings.Contains(addresses, w) {
				return false
			}
		}
	}
	return true
}

// pairHidden joins a lone sentence that hides an address with the one in its place that
// shows it: they have too few words in common to be found.
func (f *facts) pairHidden() {
	for i, o := range f.edits {
		if o.paired() || o.new != nil || !strings.Contains(o.old.text, hiddenWord) && !mailAddress.MatchString(o.old.text) {
			continue
		}
		for k, n := range f.edits {
			if n.old != nil || n.hunk != o.hunk || n.recut {
				continue
			}
			del, ins := difference(o.old.words, n.new.words)
			if e := (edit{old: o.old, new: n.new, del: del, ins: ins, hunk: n.hunk}); hidden(e) {
				f.edits[k] = e
				f.edits[i].recut = true
				break
			}
		}
	}
}

var mailAddress = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+`)
