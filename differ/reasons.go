package differ

import (
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
)

// because adds a reason.
func (j *judgement) because(rule, words, old, new string) {
	j.v.Reasons = append(j.v.Reasons, redline.Reason{Rule: rule, Words: words, Old: excerpt(old), New: excerpt(new)})
}

// excerptBytes is how long a sentence in a reason may be: longer ones are tables.
const excerptBytes = 700

func excerpt(s string) string {
	if len(s) <= excerptBytes {
		return s
	}
	cut := excerptBytes
	for cut > 0 && s[cut]&0xC0 == 0x80 {
		cut--
	}
	return s[:cut] + " …"
}

// orderReasons puts the most telling reason first, since a list of changes shows one.
// What made a change noise was said first and stays there.
func (j *judgement) orderReasons() {
	if j.v.Class == redline.ClassNoise {
		return
	}
	slices.SortStableFunc(j.v.Reasons, func(a, b redline.Reason) int { return j.rank(a.Rule) - j.rank(b.Rule) })
}

// rank orders rules: a secret order, confidentiality, what was turned round or
// measured anew, who gains, then what only counts and what was not read.
func (j *judgement) rank(rule string) int {
	switch rule {
	case "warrant-canary-gone":
		return 0
	case "confidentiality-weakened", "confidentiality-strengthened":
		return 1
	case "direction-turned":
		return 2
	case "direction-gone", "direction-quantity":
		return 3
	case "quantity":
		return 6
	case "sense", "wording":
		return 7
	case "language":
		return 8
	}
	if strings.TrimPrefix(rule, "direction-") == string(j.v.Direction) {
		return 4 // the side that outweighs the other
	}
	return 5
}
