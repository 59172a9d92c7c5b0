package meaning

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clauseWords is Words with a comma for each sign that ends a clause. Names are the
// places of words written with a capital letter.
func clauseWords(s string) (words []string, names []int) {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if wordRune(r) {
			end, plain := wordSpan(s, i)
			w := s[i:end]
			if !plain {
				w = foldWord(w)
			}
			if unicode.IsUpper(r) {
				names = append(names, len(words))
			}
			if w = strings.TrimSuffix(w, "'s"); w != "" {
				words = append(words, w)
			}
			i = end
			continue
		}
		switch r {
		case ',', ';', ':', '(', ')', '—', '–', '.', '!', '?':
			if k := len(words); k > 0 && words[k-1] != "," {
				words = append(words, ",")
			}
		default:
			if sign := signWord(r); sign != "" {
				words = append(words, sign)
			}
		}
		i += n
	}
	return words, names
}

// companies takes the names in a sentence for the company or its product, since a
// policy speaks of itself by name. A word with a capital letter because it opens the
// sentence is a name unless it is known or a plural.
func (r *reading) companies(names []int) {
	known := make(map[int]bool)
	for c := range r.at {
		for _, s := range r.at[c] {
			for i := s.from; i < s.to; i++ {
				known[i] = true
			}
		}
	}
	for _, i := range names {
		w := r.words[i]
		if known[i] || len(w) < 3 || common(w) || i == 0 && strings.HasSuffix(w, "s") {
			continue
		}
		r.at[cUs] = append(r.at[cUs], span{i, i + 1})
	}
}

// common reports words that open sentences and name nobody.
func common(w string) bool {
	switch w {
	case "the", "this", "these", "those", "that", "such", "for", "from", "with", "within", "when", "where", "while",
		"after", "before", "during", "since", "once", "then", "there", "here", "they", "their", "them", "his", "her",
		"she", "who", "what", "which", "how", "why", "and", "but", "nor", "yet", "also", "other", "another", "please",
		"see", "save", "provided", "placing", "both", "many", "more", "most", "today", "now", "later", "long", "its",
		"are", "can", "may", "will", "does", "did", "has", "have", "had", "was", "were", "not", "under", "over", "article", "section":
		return true
	}
	return false
}

// personalData reports talk of personal data in general, as contracts have it.
func (r *reading) personalData() bool {
	for i, w := range r.words {
		if w == "personal" && i+1 < len(r.words) && (r.words[i+1] == "data" || r.words[i+1] == "information") {
			return true
		}
	}
	return false
}

// encryptsPrivate reports a word for encryption that says something of messages or
// calls, and does not only name a kind of them ("encrypted messages").
func (r *reading) encryptsPrivate(s span) bool {
	for _, o := range r.at[cPrivate] {
		if o.from == s.to {
			return false
		}
	}
	return r.near(cPrivate, s, 6)
}

// powerless reports a negation that says they cannot, and not only that they do not.
func (r *reading) powerless(s span) bool {
	for _, n := range r.at[cNeg] {
		if n.from >= s.from || s.from-n.to > 6 {
			continue
		}
		switch r.words[n.from] {
		case "cannot", "can't", "unable", "incapable", "impossible", "never", "without", "nobody":
			return true
		}
	}
	return false
}

// cryptoKey reports whether the key near a verb is one that opens content.
func (r *reading) cryptoKey(s span) bool {
	for _, k := range r.at[cKey] {
		if k.from-s.to > 8 || s.from-k.to > 8 {
			continue
		}
		switch r.words[k.from] {
		case "keys", "keypair", "passphrase", "passphrases":
			return r.has(cEnc) || r.has(cE2E) || r.p.Subjects != 0
		case "master":
			return true
		case "key":
			if k.from > 0 {
				switch r.words[k.from-1] {
				case "encryption", "decryption", "private", "secret", "recovery", "master":
					return true
				}
			}
		}
	}
	return false
}

// negated reports a negation within so many words before, in the same clause.
func (r *reading) negated(s span, reach int) bool {
	for _, n := range r.at[cNeg] {
		if n.from < s.from && s.from-n.to < reach && (!r.clauseBreak(n.to, s.from) || r.verbList(n.to, s.from)) {
			return true
		}
	}
	return false
}

// refused reports a negation right after: "end-to-end encryption is not available".
func (r *reading) refused(s span) bool {
	for _, n := range r.at[cNeg] {
		if n.from < s.to || n.from-s.to >= 4 || r.clauseBreak(s.to, n.from) {
			continue
		}
		between := span{s.to, n.from}
		if !r.within(cUs, between) && !r.within(cYou, between) && !r.within(cAct, span{n.to, n.to + 3}) && !r.within(cLook, span{n.to, n.to + 3}) {
			return true
		}
	}
	return false
}

// within reports whether a concept stands inside of a stretch.
func (r *reading) within(c concept, s span) bool {
	for _, o := range r.at[c] {
		if o.from >= s.from && o.to <= s.to {
			return true
		}
	}
	return false
}

// negatedKey reports "no key" after the verb: "gives our servers no key".
func (r *reading) negatedKey(s span) bool {
	for _, k := range r.at[cKey] {
		if k.from >= s.to && k.from-s.to < 8 && k.from > 0 && (r.words[k.from-1] == "no" || r.words[k.from-1] == "neither") {
			return true
		}
		if k.from < s.from && k.from > 0 && r.words[k.from-1] == "no" && s.from-k.to < 8 {
			return true
		}
	}
	return false
}

// onlyThey reports words that keep an act to those who talk: "only you can read".
func (r *reading) onlyThey(s span) bool {
	for _, o := range r.at[cOnly] {
		if o.from <= s.from && s.from-o.to < 12 || o.from >= s.to && o.from-s.to < 6 {
			return true
		}
	}
	return false
}

func (r *reading) clauseBreak(from, to int) bool {
	for i := from; i < to && i < len(r.words); i++ {
		if r.words[i] == "," {
			return true
		}
	}
	return false
}

func (r *reading) near(c concept, s span, reach int) bool {
	for _, o := range r.at[c] {
		if o.to <= s.from && s.from-o.to < reach || o.from >= s.to && o.from-s.to < reach {
			return true
		}
	}
	return false
}

// companySubject reports the company as who does it: named before, nearer than the
// people, or named after a passive as where or by whom it is done.
func (r *reading) companySubject(s span) bool {
	us, you := -1, -1
	for _, o := range r.at[cUs] {
		if o.from < s.from && s.from-o.from < 14 {
			us = max(us, o.from)
		}
		if o.from >= s.to && o.from-s.to < 8 && r.passive(s) && r.placed(o) {
			return true
		}
	}
	for _, o := range r.at[cYou] {
		if o.from < s.from && s.from-o.from < 5 && (r.words[o.from] != "your" || o.to-o.from > 1) {
			you = max(you, o.from)
		}
	}
	return us >= 0 && us > you
}

// passive reports a verb in a form that a passive has.
func (r *reading) passive(s span) bool {
	w := r.words[s.from]
	return strings.HasSuffix(w, "ed") || strings.HasSuffix(w, "able") || w == "read" || w == "seen" || w == "held" || w == "kept" || w == "heard" || w == "known" || w == "given"
}

// placed reports whether a word for the company says where or by whom: "on our servers".
func (r *reading) placed(o span) bool {
	for i := max(0, o.from-2); i < o.from; i++ {
		switch r.words[i] {
		case "on", "by", "to", "at", "with", "in":
			return true
		}
	}
	return false
}

// youBefore reports the people as who does it, and not the company.
func (r *reading) youBefore(s span) bool {
	us, you := -1, -1
	for _, o := range r.at[cYou] {
		if o.from < s.from && s.from-o.from < 7 && r.words[o.from] != "your" && !r.clauseBreak(o.to, s.from) {
			you = max(you, o.from)
		}
	}
	for _, o := range r.at[cUs] {
		if o.from < s.from && s.from-o.from < 7 {
			us = max(us, o.from)
		}
	}
	return you >= 0 && you > us
}

// ends reports words for an end, other than those of "end to end".
func (r *reading) ends() bool {
	for _, e := range r.at[cEnd] {
		inside := false
		for _, s := range r.at[cE2E] {
			inside = inside || e.to > s.from && e.from < s.to
		}
		if !inside {
			return true
		}
	}
	return false
}

// negatedObject reports a verb whose object is denied: "sees neither clips nor pictures".
func (r *reading) negatedObject(s span) bool {
	if s.to >= len(r.words) {
		return false
	}
	switch r.words[s.to] {
	case "neither", "nothing", "no", "none":
		return true
	}
	return false
}

// nearContent reports content named near a verb, in its clause.
func (r *reading) nearContent(s span) bool {
	for _, c := range [...]concept{cMessages, cCalls, cGroups, cBackups, cStored, cKey} {
		for _, o := range r.at[c] {
			if o.from >= s.to && o.from-s.to < 7 && !r.clauseBreak(s.to, o.from) ||
				o.to <= s.from && s.from-o.to < 7 && !r.clauseBreak(o.to, s.from) {
				return true
			}
		}
	}
	return false
}

// deciphers reports a verb that has no other sense than making what was hidden readable.
func (r *reading) deciphers(s span) bool {
	w := r.words[s.from]
	return strings.HasPrefix(w, "decrypt") || strings.HasPrefix(w, "decipher") || w == "de" || strings.HasPrefix(w, "unscramble")
}

// verbList reports a stretch that only lists verbs: "do not read, listen to or store".
func (r *reading) verbList(from, to int) bool {
	for i := from; i < to; i++ {
		switch r.words[i] {
		case ",", "or", "and", "nor", "to", "into", "at":
			continue
		}
		at := span{i, i + 1}
		if !r.within(cAct, at) && !r.within(cLook, at) && !r.within(cHold, at) && !r.within(cNeg, at) {
			return false
		}
	}
	return true
}
