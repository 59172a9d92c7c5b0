package meaning

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Product returns the name of what a sentence speaks of, as in "is no longer available
// in Lark Direct" or "group chats on Brindle": a row of capitalised words after a word
// that says where, or of two or more anywhere. It is empty where the sentence has none.
func Product(sentence string) string {
	best := ""
	fields := strings.Fields(sentence)
	for i := 0; i < len(fields); i++ {
		end := i
		for end < len(fields) && nameLike(fields[end]) && (end == i || !closes(fields[end-1])) {
			end++
		}
		if end == i {
			continue
		}
		name := strings.TrimFunc(strings.Join(fields[i:end], " "), notWord)
		name = strings.TrimSuffix(strings.TrimSuffix(name, "'s"), "’s")
		switch {
		case i > 0 && where(fields[i-1]):
			return name
		case best == "" && end-i > 1 && i > 0:
			best = name
		}
		i = end
	}
	return best
}

func notWord(r rune) bool { return !wordRune(r) }

// closes reports a word after which a name cannot go on.
func closes(field string) bool {
	r, _ := utf8.DecodeLastRuneInString(field)
	return strings.ContainsRune(".,;:!?)", r)
}

// where reports words after which a sentence names where something holds.
func where(field string) bool {
	switch field {
	case "in", "on", "for", "across", "within", "In", "On", "For", "Across", "Within":
		return true
	}
	return false
}

// nameLike reports a word written with a capital letter that opens no sentence, names
// no month, region or person spoken to.
func nameLike(field string) bool {
	w := strings.TrimFunc(field, notWord)
	r, n := utf8.DecodeRuneInString(w)
	if !unicode.IsUpper(r) || n == len(w) {
		return false
	}
	lower := strings.ToLower(w)
	switch lower {
	case "we", "you", "your", "our", "if", "as", "an", "it", "is", "in", "on", "at", "by", "to", "of", "no", "all", "any", "some", "only", "not",
		"european", "europe", "eu", "eea", "uk", "us", "usa", "united", "states", "kingdom", "california", "brazil", "india", "korea", "japan", "canada", "australia",
		"settings", "privacy", "policy", "terms", "service", "tls", "end-to-end", "end", "encryption", "encrypted", "messages", "chats", "calls", "backups":
		return false
	}
	return !common(lower) && month(lower) == 0
}
