package differ

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
)

// plainNoise decides what can be seen without reading the sentences that changed.
func (j *judgement) plainNoise() bool {
	if len(j.Hunks) == 0 {
		return j.linksOnly()
	}
	return j.broken() || j.returned() || j.turnedBack() || j.otherLanguage()
}

// noise decides whether the page changed and not the policy. The rules stand in the
// order of their certainty.
func (j *judgement) noise() bool {
	return j.sameWords() || j.replaced() || j.olderCopy() || j.superseded() || j.doubled() ||
		j.lostOrRegained() || j.churning() || j.countersOnly() || j.chromeOnly()
}

// sameWords: nothing that a reader reads changed, or only its arrangement.
func (j *judgement) sameWords() bool {
	if len(j.edits) == 0 && j.respelt > 0 {
		return j.setNoise(redline.NoiseVariant, 0.85, "spelling",
			"The same sentences stand on both sides in British and American spelling.", "", "")
	}
	if len(j.edits) == 0 {
		return j.rearranged()
	}
	if j.lettersOnly() || j.wordsOnly() {
		return j.setNoise(redline.NoiseLayout, 0.9, "same-letters",
			"The same words stand on both sides; only spaces, signs and markup between them differ.", "", "")
	}
	return false
}

// wordsOnly reports whether both sides have the same words in all, numbering aside.
func (j *judgement) wordsOnly() bool {
	balance, text := uint64(0), false // 0 when both sides have the same words; seldom by chance
	for _, e := range j.edits {
		if j.furniture(e) {
			continue
		}
		balance, text = balance+weighWords(e.del)-weighWords(e.ins), true
	}
	if balance != 0 || !text {
		return false
	}
	var old, new []string
	for _, e := range j.edits {
		if j.furniture(e) {
			continue
		}
		old = append(old, e.del...)
		new = append(new, e.ins...)
	}
	del, ins := difference(old, new)
	for _, w := range append(del, ins...) {
		if !slight(w) {
			return false
		}
	}
	return !j.mixedUp()
}

// slight reports a single letter, such as numbers a list.
func slight(w string) bool { return len(w) == 1 && !hasDigit(w) }

// weighWords adds up the hashes of all words that are more than a single letter.
func weighWords(words []string) uint64 {
	sum := uint64(0)
	for _, w := range words {
		if !slight(w) {
			h := uint64(14695981039346656037)
			for i := range len(w) {
				h = (h ^ uint64(w[i])) * 1099511628211
			}
			sum += h
		}
	}
	return sum
}

// mixedUp reports whether words changed their order within a sentence, which may turn it round.
func (j *judgement) mixedUp() bool {
	for _, e := range j.edits {
		if e.paired() && len(e.old.words) == len(e.new.words) && len(e.old.words) < 60 && !sameLetters(e.old.text, e.new.text) {
			if del, ins := difference(e.old.words, e.new.words); len(del)+len(ins) == 0 {
				return true
			}
		}
	}
	return false
}

// rearranged tells moved sentences, which people edited, from moved markup, which a page did.
func (j *judgement) rearranged() bool {
	prose := 0
	for _, h := range j.Hunks {
		if h.Op == redline.HunkMoved && len(h.New) > 80 {
			prose++
		}
	}
	if prose > 0 && prose < 12 && !j.Technical {
		j.v.Class, j.v.Confidence = redline.ClassEditorial, 0.75
		j.because("reordered", "The same sentences stand in another order.", "", "")
		j.v.Topics = append(j.v.Topics, redline.TopicOther)
		return true
	}
	return j.setNoise(redline.NoiseLayout, 0.9, "same-sentences",
		"Every sentence stands on both sides; only how the page cuts them into blocks differs.", "", "")
}

// lettersOnly compares the letters and digits of all changed sentences, in order.
func (j *judgement) lettersOnly() bool {
	var old, new strings.Builder
	for _, h := range j.Hunks {
		letters(&old, h.Old)
		letters(&new, h.New)
	}
	return old.String() == new.String()
}

// answerSign gives ticks and crosses one form each: in a table they say yes and no.
func answerSign(r rune) string {
	switch r {
	case '✔', '✓', '✅', '☑':
		return "✔"
	case '✘', '✗', '✕', '❌', '✖', '☒':
		return "✘"
	}
	return ""
}

// letters adds the letters and digits of s, and the signs that are words.
func letters(b *strings.Builder, s string) {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			switch {
			case 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '%' || c == '$':
				b.WriteByte(c)
			case 'A' <= c && c <= 'Z':
				b.WriteByte(c + 'a' - 'A')
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '€' || r == '£':
			b.WriteRune(unicode.ToLower(r))
		case r >= '\u2600':
			b.WriteString(answerSign(r))
		}
		i += n
	}
}

// returned: the document turns to a text that it had before.
func (j *judgement) returned() bool {
	seen, ok := j.history.saw(j.New.Key)
	if !ok || j.New.Key == j.Old.Key {
		return false
	}
	if seen.Spells > 1 {
		return j.setNoise(redline.NoiseVariant, 0.85, "alternates",
			"The page alternates between texts that it had before.", "", "")
	}
	return j.setNoise(redline.NoiseFlap, 0.75, "returned", "The page shows a text again that it had before.", "", "")
}

// otherLanguage: the same page in another language.
func (j *judgement) otherLanguage() bool {
	a, b := baseLanguage(j.Old.Language), baseLanguage(j.New.Language)
	if a == "" || b == "" || a == b || len(j.Hunks) < len(j.New.Blocks)/2 {
		return false
	}
	return j.setNoise(redline.NoiseVariant, 0.9, "other-language",
		"The page is in another language than before.", firstWords(j.Old), firstWords(j.New))
}

func baseLanguage(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	return strings.ToLower(base)
}

// churning: everything that changed stands where something changes nearly every time.
func (j *judgement) churning() bool {
	for _, h := range j.Hunks {
		at, blocks := h.NewAt, j.New.Blocks
		if at < 0 {
			return false // something is gone
		}
		before := uint32(0)
		if at > 0 {
			before = mark(blocks[at-1].Key)
		}
		if j.history.churn(before) < 0.5 {
			return false
		}
	}
	for _, e := range j.edits {
		if e.side().prose() && !(e.paired() && onlyNumbers(e)) {
			return false // prose in a churning place still counts
		}
	}
	return j.setNoise(redline.NoiseDynamic, 0.85, "churns", "Only places changed that change nearly every time.", "", "")
}

func firstWords(t redline.Text) string {
	for _, b := range t.Blocks {
		if b.Words != "" {
			return b.Words
		}
	}
	return ""
}

func lastWords(t redline.Text) string {
	for i := len(t.Blocks) - 1; i >= 0; i-- {
		if t.Blocks[i].Words != "" {
			return t.Blocks[i].Words
		}
	}
	return ""
}
