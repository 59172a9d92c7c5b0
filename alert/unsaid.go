package alert

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
)

const unsaidAtMost = 5

// unsaid says what the document does not say, and which others stay silent.
func unsaid(m Material, ranked []fragment, effective time.Time) []string {
	out := []string{}
	if len(ranked) > 0 && !givesReason(m, ranked) {
		out = append(out, "No reason given in the changed passages.")
	}
	out = append(out, silent(m)...)
	v := m.Change.Verdict
	if slices.Contains(v.Flags, "date-unchanged") {
		out = append(out, "The text changed; the date it gives for itself did not.")
	}
	if effective.IsZero() {
		out = append(out, "The changed text does not say from when it applies.")
	}
	if v.E2EE == redline.ConfidentialityWeakened && !saysPast(m, ranked) {
		out = append(out, "The changed passages do not say what happens to what was sent or stored before.")
	}
	return atMost(unsaidAtMost, out)
}

// silent tells which of the platform's other documents do not mention the matter: the
// two that matter most by name, the others as a number.
func silent(m Material) []string {
	group := Group(m.Change.Verdict)
	mention := subjects[group].mention
	if mention == "" || !inEnglish(m) {
		return nil
	}
	var quiet []Sibling
	for _, s := range m.Others {
		if s.Document != m.Document.ID && s.Versions > 0 && !s.Mentions {
			quiet = append(quiet, s)
		}
	}
	slices.SortStableFunc(quiet, func(a, b Sibling) int {
		return cmp.Or(weight(b.Kind)-weight(a.Kind), b.Versions-a.Versions, cmp.Compare(a.Document, b.Document))
	})
	var out []string
	for _, s := range atMost(2, quiet) {
		n := documentName(Material{Platform: m.Platform, Document: redline.Document{Name: s.Name, Kind: s.Kind}})
		since := ""
		if !s.Since.IsZero() {
			since = " since " + s.Since.UTC().Format(day)
		}
		if s.Versions == 1 {
			out = append(out, fmt.Sprintf("The one recorded version of the %s%s does not mention %s.", n, since, mention))
		} else {
			out = append(out, fmt.Sprintf("The %d recorded versions of the %s%s do not mention %s.", s.Versions, n, since, mention))
		}
	}
	switch n := len(quiet) - len(out); {
	case n == 1:
		out = append(out, "One other recorded document does not mention it either.")
	case n > 1:
		out = append(out, fmt.Sprintf("%d other recorded documents do not mention it either.", n))
	}
	return out
}

// weight orders documents by how much people rely on them.
func weight(k redline.Kind) int {
	switch k {
	case redline.KindPrivacyPolicy:
		return 3
	case redline.KindTerms:
		return 2
	case redline.KindEncryptionHelp, redline.KindSecurity, redline.KindWhitePaper:
		return 1
	}
	return 0
}

var (
	reasonWords = regexp.MustCompile(`(?i)\bbecause\b|\bdue to\b|\bin order to\b|\bso that\b|\breasons?\b|\bas a result\b|\bsince (few|most|many|very)\b|\bto (comply|improve|protect|prevent|simplify|reduce)\b|\bfew(er)? people\b`)
	pastWords   = regexp.MustCompile(`(?i)\b(existing|previous|earlier|past|already|history|download|export|older|sent before)\b`)
)

// givesReason reports whether the new words may give a reason. Only its absence is
// ever stated, so a doubt, or a language whose words for it are not known, counts as one.
func givesReason(m Material, ranked []fragment) bool {
	return !inEnglish(m) || newWordsMatch(ranked, reasonWords)
}

// saysPast reports whether the new words may speak of what was sent before.
func saysPast(m Material, ranked []fragment) bool {
	return !inEnglish(m) || newWordsMatch(ranked, pastWords)
}

// inEnglish reports whether the new text is in English, as far as is known.
func inEnglish(m Material) bool {
	l := m.Change.Verdict.Language
	return l == "" || strings.HasPrefix(l, "en")
}

func newWordsMatch(ranked []fragment, re *regexp.Regexp) bool {
	return slices.ContainsFunc(ranked, func(f fragment) bool { return re.MatchString(f.newWords()) })
}
