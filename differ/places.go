package differ

import (
	"strings"

	"github.com/redlinewatch/redline/meaning"
)

// placed reports whether a country or a state was put among the words of a sentence or
// taken out: what is said holds for others than before.
func placed(del, ins []string) bool {
	return meaning.Cues(del).Has(meaning.CuePlace) || meaning.Cues(ins).Has(meaning.CuePlace)
}

// spelledOut writes out the short names of places.
func spelledOut(words []string) []string {
	var out []string
	for _, w := range words {
		switch w {
		case "uk":
			out = append(out, "united", "kingdom")
		case "us", "usa":
			out = append(out, "united", "states")
		case "eea":
			out = append(out, "european", "economic", "area")
		case "eu":
			out = append(out, "european", "union")
		default:
			out = append(out, uncontracted(w)...)
		}
	}
	return out
}

// uncontracted writes out words that were drawn together: "isn't", "we'll".
func uncontracted(w string) []string {
	stem, end, ok := strings.Cut(w, "'")
	if !ok || stem == "" {
		return []string{w}
	}
	if end == "t" && strings.HasSuffix(stem, "n") {
		switch stem {
		case "can":
			return []string{"can", "not"}
		case "won":
			return []string{"will", "not"}
		}
		return []string{strings.TrimSuffix(stem, "n"), "not"}
	}
	switch end {
	case "re":
		return []string{stem, "are"}
	case "ve":
		return []string{stem, "have"}
	case "ll":
		return []string{stem, "will"}
	}
	return []string{w}
}
