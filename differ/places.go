package differ

import "github.com/redlinewatch/redline/meaning"

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
			out = append(out, w)
		}
	}
	return out
}
