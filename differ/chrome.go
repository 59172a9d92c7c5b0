package differ

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// chromeOnly: what changed is furniture of the page, not text of the document.
func (j *judgement) chromeOnly() bool {
	words, ticks := 0, false
	var sample edit
	for _, e := range j.edits {
		if !j.furniture(e) {
			return false
		}
		if words == 0 {
			sample = e
		}
		ticks = ticks || ticker(e)
		words += len(e.del) + len(e.ins)
	}
	old, new := sample.texts()
	switch {
	case ticks:
		return j.setNoise(redline.NoiseDynamic, 0.8, "ticker", "Only times and counters that the page makes changed.", old, new)
	case len(j.edits) == 1 && j.titleOnly(j.edits[0]):
		return j.setNoise(redline.NoiseSelector, 0.6, "title", "Only the title of the page came or went.", old, new)
	case sample.paired() && !hidden(sample) && copyrightLine(old) && copyrightLine(new) && !onlyNumbers(sample):
		return j.setNoise(redline.NoiseVariant, 0.6, "copyright-holder",
			"Only the company named in the copyright line differs, as on pages for other countries.", old, new)
	}
	if j.teasersTurn() {
		return j.setNoise(redline.NoiseDynamic, 0.7, "teaser", "Links beside the text took the place of others.", old, new)
	}
	if j.surroundingsTurn() {
		return j.setNoise(redline.NoiseSelector, 0.75, "surroundings",
			"Menus and footers around the text came or went as a whole: more or less of the page was read.", old, new)
	}
	return j.setNoise(redline.NoiseLayout, 0.75, "page-furniture",
		"Only menus, labels or footers of the page changed.", old, new)
}

// surroundingsTurn reports whether menus and footers came or went as a whole.
func (j *judgement) surroundingsTurn() bool {
	came, went := j.surroundingWords()
	return max(came, went) >= surroundWords && max(came, went) >= 4*min(came, went)
}

// titleOnly reports whether the first heading of a text came or went.
func (j *judgement) titleOnly(e edit) bool {
	h := j.Hunks[e.hunk]
	rest := j.Old
	if e.new == nil {
		rest = j.New
	}
	return !e.paired() && e.side().kind == redline.BlockHeading && (h.OldAt == 0 || h.NewAt == 0) && kindsIn(headline(rest)) == 0
}

// copyrightNotice reports a lone line on who owns the page.
func copyrightNotice(e edit) bool {
	return !e.paired() && len(e.side().words) <= 16 && strings.HasPrefix(strings.TrimSpace(e.side().text), "©")
}

func copyrightLine(s string) bool {
	return strings.ContainsRune(s, '©') || strings.Contains(strings.ToLower(s), "copyright")
}

// furniture reports whether an edit is in a menu, a footer or a label: no sentence,
// and standing before the first prose of its page or after the last, or worded like one.
func (j *judgement) furniture(e edit) bool {
	known := &e.side().furniture
	if *known == notAsked {
		*known = answerNo
		if j.isFurniture(e) {
			*known = answerYes
		}
	}
	return *known == answerYes
}

func (j *judgement) isFurniture(e edit) bool {
	if !e.paired() && (j.surroundings()[e.side().hunk] || j.anchored(e.side(), e.new != nil)) || copyrightNotice(e) {
		return true
	}
	if !e.recut && j.record(e) {
		return false
	}
	if e.elsewhere || e.recut || j.machineText(e) || mechanical(e) || j.contents(e) || j.inMenu(e) || j.question(e) || j.teaser(e) {
		return true
	}
	for _, s := range []*sentence{e.old, e.new} {
		if s != nil && !s.mash() && !j.byText(s, e.paired()) {
			return false
		}
	}
	return true
}

// mechanical reports an edit that a page or a converter makes, not a person.
func mechanical(e edit) bool {
	return schemes(e) || mojibake(e) || hidden(e) || numberGone(e) || ticker(e) || repeated(e) || buttons(e)
}

// codeBits are values and calls that a program left in a page.
var codeBits = regexp.MustCompile(`"[\w-]{1,40}":\s?["\[{\d]|\[/?[a-z_]+_[a-z_]+(?: [a-z_]+="[^"]*")*\]|\$\{[\w.]+\}|\{\{[^}]{1,80}\}\}`)

// machineText reports lines of a block in which the page shows code of its own.
func (j *judgement) machineText(e edit) bool {
	h := j.Hunks[e.side().hunk]
	for isNew, s := range map[bool]*sentence{false: e.old, true: e.new} {
		block := h.Old
		if isNew {
			block = h.New
		}
		if s != nil && !ofCode(s.text) && (e.paired() || !ofCode(block)) {
			return false
		}
	}
	return true
}

// ofCode reports a text that is code for a good part.
func ofCode(text string) bool {
	if !strings.ContainsAny(text, "{[\"") || len(text) > linkedBytes {
		return false
	}
	covered := 0
	found := codeBits.FindAllStringIndex(text, -1)
	for _, at := range found {
		covered += at[1] - at[0]
	}
	return len(found) > 0 && 4*covered >= len(text)
}

// schemes reports an edit of nothing but how an address is written: http, https, www.
func schemes(e edit) bool {
	if !e.paired() || len(e.del)+len(e.ins) == 0 || len(e.del)+len(e.ins) > 6 {
		return false
	}
	for _, side := range [][]string{e.del, e.ins} {
		for _, w := range side {
			if w != "http" && w != "https" && w != "www" {
				return false
			}
		}
	}
	return true
}

// byText reports whether a sentence stands beside the text, or is worded as what stands there.
func (j *judgement) byText(s *sentence, paired bool) bool {
	if s.kind == redline.BlockRow {
		return false
	}
	cues := s.cues()
	if cues.Has(meaning.CueWidget) && len(s.words) <= widgetWords && !paired {
		return true
	}
	if cues.Has(meaning.CueChrome) && len(s.words) <= 12 && !cues.Has(meaning.CueNotice) {
		return true
	}
	if s.prose() || contact(s) || len(s.words) > 16 || hasDigit(s.text) && !cues.Has(meaning.CueChrome) {
		return false
	}
	return (j.outside(s) || j.linkList(s)) && !j.inList(s)
}

// contents reports a short line that only repeats a heading of its text, as lists of
// contents do.
func (j *judgement) contents(e edit) bool {
	s := e.side()
	if e.paired() || s.kind == redline.BlockHeading || len(s.words) > 14 {
		return false
	}
	t := j.New
	if e.new == nil {
		t = j.Old
	}
	if j.headings == nil {
		j.headings = make(map[bool]map[string]bool)
	}
	isNew := e.new != nil
	if j.headings[isNew] == nil {
		j.headings[isNew] = headingLetters(t)
	}
	return j.headings[isNew][s.key()] || j.headings[isNew][s.title()] || j.anchored(s, isNew)
}

// title is the letters of a line less its number in a list.
func (s *sentence) title() string { return strings.Join(s.numberless(), "") }

func headingLetters(t redline.Text) map[string]bool {
	set := make(map[string]bool)
	for _, b := range t.Blocks {
		if b.Kind == redline.BlockHeading {
			var l strings.Builder
			letters(&l, b.Words)
			set[l.String()] = true
			if b.Count <= 14 {
				set[(&sentence{text: b.Words, words: meaning.Words(b.Words)}).title()] = true
			}
		}
	}
	return set
}

// ticker reports an edit in a line that tells how long ago something was, or what time it is.
func ticker(e edit) bool {
	for _, s := range []*sentence{e.old, e.new} {
		if s != nil && !s.relativeTime() {
			return false
		}
	}
	return true
}

// stamp is a time as machines write it.
var stamp = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}`)

func (s *sentence) relativeTime() bool {
	if len(s.words) > 14 {
		return false
	}
	if stamp.MatchString(s.text) {
		return true
	}
	last := s.words[len(s.words)-1]
	if len(s.words) == 1 && opaque(last) || len(s.words) == 2 && hasDigit(s.words[0]) && counted(last) {
		return true
	}
	joined := strings.Join(s.words, " ")
	for _, sign := range []string{
		"updated today", "updated yesterday", "updated this week", "just now", "minutes ago", "hours ago", "hour ago",
		"day ago", "days ago", "week ago", "weeks ago", "month ago", "months ago", "year ago", "years ago", "min read", "minute read",
	} {
		if strings.Contains(joined, sign) {
			return true
		}
	}
	return last == "ago"
}

// widgetWords is how long a sentence of a page's own tools may be.
const widgetWords = 40

// buttons reports an edit of nothing but words that stand on buttons.
func buttons(e edit) bool {
	if !e.paired() || len(e.del)+len(e.ins) == 0 || len(e.del)+len(e.ins) > 6 {
		return false
	}
	if !opens(e.old.words, e.del) || !opens(e.new.words, e.ins) {
		return false // "we share your email address" has lost more than a button
	}
	for _, side := range [][]string{e.del, e.ins} {
		for _, w := range side {
			switch w {
			case "email", "print", "share", "close", "copy", "link", "tweet", "save", "download", "pdf", "expand",
				"collapse", "show", "hide", "edit", "top", "back", "next", "previous", "menu", "search":
			default:
				return false
			}
		}
	}
	return true
}

// opens reports whether a sentence begins with the words.
func opens(sentence, words []string) bool {
	return len(words) <= len(sentence) && slices.Equal(sentence[:len(words)], words)
}

// counted reports what pages count in labels of two words: "3 languages".
func counted(w string) bool {
	switch w {
	case "languages", "comments", "votes", "replies", "views", "likes", "shares", "items", "results", "articles":
		return true
	}
	return false
}

// repeated reports an edit that drops or adds a row of words that the sentence has twice.
func repeated(e edit) bool {
	if !e.paired() || len(e.del) > 0 && len(e.ins) > 0 || len(e.del)+len(e.ins) < 3 {
		return false
	}
	short, long := e.new.words, e.old.words
	if len(e.ins) > 0 {
		short, long = long, short
	}
	n, head, tail := len(long)-len(short), 0, 0
	for head < len(short) && short[head] == long[head] {
		head++
	}
	for tail < len(short) && short[len(short)-1-tail] == long[len(long)-1-tail] {
		tail++
	}
	if n <= 0 || head+tail < len(short) {
		return false
	}
	twice := long[len(long)-tail-n : len(long)-tail]
	return strings.Contains(" "+strings.Join(short, " ")+" ", " "+strings.Join(twice, " ")+" ")
}

// mash reports titles run together, as menus come out of some pages: "UsersContact usHelp".
func (s *sentence) mash() bool {
	joins, last := 0, ' '
	for _, r := range s.text {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			joins++
		}
		last = r
	}
	return joins >= 4 && joins*5 > len(s.words)
}

// linkList reports a title in a list of links, by the heading it stands under.
func (j *judgement) linkList(s *sentence) bool {
	section := j.Hunks[s.hunk].Section
	if len(section) == 0 || len(s.words) > 8 {
		return false
	}
	for _, w := range meaning.Words(section[len(section)-1]) {
		switch w {
		case "related", "resources", "links", "contents", "menu", "navigation", "useful":
			return true
		}
	}
	return false
}

func hasDigit(s string) bool { return strings.IndexFunc(s, unicode.IsDigit) >= 0 }

// outsideShare is how much of a text's prose may stand before or after its furniture.
const outsideShare = 0.03

// outside reports whether a sentence stands before nearly all prose of its text or after
// it, and near the edge of the page.
func (j *judgement) outside(s *sentence) bool {
	h := j.Hunks[s.hunk]
	at, blocks := h.NewAt, j.New.Blocks
	if at < 0 {
		at, blocks = h.OldAt, j.Old.Blocks
	}
	before, after := proseWords(blocks[:at]), proseWords(blocks[at+1:])
	if float64(min(before, after)) > outsideShare*float64(before+after) {
		return false
	}
	edge := blocks[:at]
	if after < before {
		edge = blocks[at+1:]
	}
	return allWords(edge) <= edgeWords
}

// edgeWords is how far from the edge of a page its menus and footers reach.
const edgeWords = 400

func allWords(blocks []redline.Block) int {
	n := 0
	for _, b := range blocks {
		n += b.Count
	}
	return n
}

func proseWords(blocks []redline.Block) int {
	n := 0
	for _, b := range blocks {
		if b.Kind != redline.BlockHeading && b.Count >= 14 {
			n += b.Count
		}
	}
	return n
}
