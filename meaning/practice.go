package meaning

import (
	"slices"
	"strings"
)

// A Practice is something done with what people say and who they are, that a sentence
// can say is done or deny. Practices are kept as a set.
type Practice uint16

const (
	PracticeShare Practice = 1 << iota
	PracticeSell
	PracticeCollect
	PracticeTrack
	PracticeTrain
	PracticeRead
	PracticeKeep
	PracticeUse
	PracticeCombine
)

// Practices returns what a sentence says that the company does, and what it says that
// it does not. What people do, or must not do, is neither.
func Practices(sentence string) (done, denied Practice) {
	words, _ := clauseWords(sentence[:min(len(sentence), readBytes)])
	for i, w := range words {
		p := practiceOf(w)
		if p == 0 {
			continue
		}
		switch how(words, i) {
		case 1:
			done |= p
		case -1:
			denied |= p
		}
	}
	return done &^ denied, denied &^ done
}

// practiceOf names the practice that a verb is about, 0 for other words.
func practiceOf(w string) Practice {
	switch w {
	case "share", "shares", "shared", "disclose", "discloses", "disclosed":
		return PracticeShare
	case "sell", "sells", "sold", "rent", "rents", "rented":
		return PracticeSell
	case "collect", "collects", "collected", "gather", "gathers", "gathered":
		return PracticeCollect
	case "track", "tracks", "tracked", "monitor", "monitors", "monitored", "profile":
		return PracticeTrack
	case "train", "trains", "trained":
		return PracticeTrain
	case "read", "reads", "scan", "scans", "scanned", "inspect", "inspects":
		return PracticeRead
	case "retain", "retains", "retained", "store", "stores", "stored", "keep", "keeps", "kept", "log", "logs", "logged":
		return PracticeKeep
	case "use", "uses", "used":
		return PracticeUse
	case "combine", "combines", "combined":
		return PracticeCombine
	}
	return 0
}

// how reads what stands before the verb at words[i]: 1 when the company does it, -1
// when it says that it does not, 0 when nothing of the kind is said.
func how(words []string, i int) int {
	passive, modal, denies := false, false, false
	for k := i - 1; k >= 0; k-- {
		switch w := words[k]; {
		case deniesVerb(w), w == "longer" && k > 0 && words[k-1] == "no":
			denies = true
		case isWord(w, "is", "are", "be", "been"):
			passive = true
		case isWord(w, "may", "will", "can", "might", "do", "does"):
			modal = true
		case besideVerb(w) || practiceOf(w) != 0:
		case isWord(w, "we", "us"):
			return doneOr(denies)
		case somebody(w) && !passive:
			return 0
		case passive && participle(words[i]) || modal || denies || strings.HasSuffix(words[i], "s"):
			return doneOr(denies)
		default:
			return 0
		}
	}
	return 0
}

func isWord(w string, any ...string) bool { return slices.Contains(any, w) }

func participle(w string) bool { return strings.HasSuffix(w, "d") || w == "kept" }

func doneOr(denies bool) int {
	if denies {
		return -1
	}
	return 1
}

func deniesVerb(w string) bool {
	switch w {
	case "not", "never", "don't", "doesn't", "won't", "cannot", "can't", "neither", "nor", "isn't", "aren't":
		return true
	}
	return false
}

// besideVerb reports words that stand between a verb and who does it.
func besideVerb(w string) bool {
	switch w {
	case ",", "or", "and", "also", "to", "ever", "otherwise", "knowingly", "currently", "directly", "intentionally", "no", "longer",
		"automatically", "only", "sometimes", "therefore", "now", "have", "has", "had", "in", "any", "way", "would", "should", "shall":
		return true
	}
	return false
}

// somebody reports words for those whom a policy is about.
func somebody(w string) bool {
	switch w {
	case "you", "user", "users", "member", "members", "customer", "customers", "who", "they", "child", "children", "visitor", "visitors", "people", "host", "hosts":
		return true
	}
	return false
}
