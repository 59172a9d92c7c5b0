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

// Place returns the name of where words hold, as in "Encryption in Lark Direct" or "Calls
// on Brindle are private", or of what begins with it: "Lark Direct messages". Unlike
// [Product] it takes no row of capitals elsewhere for a name, and none in a title that
// writes every word with a capital.
func Place(words string) string {
	fields := strings.Fields(words)
	for i := range fields {
		if i > 0 && !(where(fields[i-1]) && (i == 1 || unicode.IsLower(rune(fields[i-1][0])))) {
			continue
		}
		end := i
		for end < len(fields) && nameLike(fields[end]) && (end == i || !closes(fields[end-1])) {
			end++
		}
		if end == i || i == 0 && (end < 2 || end == len(fields) || SubjectsOf(Words(fields[end])) == 0) {
			continue
		}
		name := strings.TrimFunc(strings.Join(fields[i:end], " "), notWord)
		return strings.TrimSuffix(strings.TrimSuffix(name, "'s"), "’s")
	}
	return ""
}

// IsName reports whether all words are those of a name.
func IsName(s string) bool {
	fields := strings.Fields(s)
	for _, f := range fields {
		if !nameLike(f) {
			return false
		}
	}
	return len(fields) > 0 && len(fields) <= 4
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
		"android", "ios", "iphone", "iphones", "ipad", "windows", "mac", "macos", "linux", "web", "desktop", "mobile", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
		"secret", "group", "groups", "chat", "chats", "call", "calls", "calling", "message", "messaging", "backup", "account", "accounts", "user", "users", "name", "email", "address", "free", "section", "step",
		"yes", "none", "feature", "features", "product", "products", "service", "services", "app", "apps", "default", "optional", "data", "content", "article", "annex",
		"settings", "privacy", "policy", "terms", "tls", "end-to-end", "end", "encryption", "encrypted", "messages", "backups":
		return false
	}
	return !common(lower) && month(lower) == 0
}
