package text

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"

	"github.com/redlinewatch/redline"
)

const (
	sampleBlocks = 4
	sampleBlock  = 160 // bytes of each
	sampleLeast  = 80  // bytes below which a text is too short to tell
)

// language returns the BCP 47 tag of the language blocks are written in, empty when
// unsure. It looks at the long blocks with the smallest keys: they lie anywhere in
// the text, and are mostly the same in its next version, so the answer is remembered.
func (r *Reader) language(blocks []redline.Block) string {
	sample := sampleOf(blocks)
	if len(sample) < sampleLeast {
		return ""
	}
	if language, ok := r.languages.get(sample); ok {
		return language
	}
	language := detect(sample)
	if r.languages.limit > 0 {
		r.languages.put(sample, language, len(sample)+128)
	}
	return language
}

func sampleOf(blocks []redline.Block) string {
	const long = 60
	var chosen []int
	for pass, least := range [...]int{long, 1} {
		if pass > 0 && len(chosen) >= sampleBlocks {
			break
		}
		chosen = chosen[:0]
		for i := range blocks {
			if len(blocks[i].Words) >= least {
				chosen = smallest(blocks, chosen, i)
			}
		}
	}
	var sample strings.Builder
	for _, i := range chosen {
		words := blocks[i].Words
		if len(words) > sampleBlock {
			cut := sampleBlock
			for !utf8.RuneStart(words[cut]) {
				cut--
			}
			words = words[:cut]
		}
		sample.WriteString(words)
		sample.WriteByte('\n')
	}
	return sample.String()
}

// smallest adds block i to the chosen ones, which are ordered by key, and keeps the first few.
func smallest(blocks []redline.Block, chosen []int, i int) []int {
	byKey := func(at, i int) int { return bytes.Compare(blocks[at].Key[:], blocks[i].Key[:]) }
	if len(chosen) == sampleBlocks && byKey(chosen[sampleBlocks-1], i) <= 0 {
		return chosen
	}
	at, found := slices.BinarySearchFunc(chosen, i, byKey)
	if found {
		return chosen
	}
	chosen = slices.Insert(chosen, at, i)
	return chosen[:min(len(chosen), sampleBlocks)]
}

func detect(sample string) string {
	if isEnglish(sample) {
		return "en"
	}
	info := whatlanggo.Detect(sample)
	if !info.IsReliable() {
		return ""
	}
	if tag := info.Lang.Iso6391(); tag != "" {
		return tag
	}
	return info.Lang.Iso6393()
}

// What plainly is English: words that no language written alike has, and enough of
// those that few have.
const (
	englishOwn   = 3
	englishLeast = 8
	englishShare = 4 // one word in so many
)

// isEnglish reports what is plain to see, which saves comparing most texts with the
// letters of a hundred languages.
func isEnglish(sample string) bool {
	all, own, common := 0, 0, 0
	for len(sample) > 0 {
		n := strings.IndexAny(sample, " \n")
		if n < 0 {
			n = len(sample)
		}
		switch sample[:n] {
		case "":
			all--
		case "the", "and", "you", "your", "our", "that", "with", "this", "are", "have", "from", "which", "other", "The", "You", "Your", "Our", "This":
			own++
		case "of", "to", "for", "by", "or", "as", "any", "when", "will", "may", "not", "we", "We", "is", "it", "be", "can", "on", "If", "if", "their", "how":
			common++
		}
		all++
		sample = sample[min(n+1, len(sample)):]
	}
	return own >= englishOwn && own+common >= englishLeast && (own+common)*englishShare >= all
}
