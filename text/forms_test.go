package text

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The key hashes the normal form without its spaces, however it is made.
func TestKeyIsOfTheNormalForm(t *testing.T) {
	sign := rapid.OneOf(rapid.Rune(), rapid.RuneFrom([]rune(" \n\t*_-–—‐#>|[](){}<>&;`~'\"“”’…!ab1.)\\\x01\x7f\u00a0\u200b\u00ad•§\u0301")))
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.StringOf(sign).Draw(t, "words")
		want := strings.ReplaceAll(Normalize(words), " ", "")
		if got := string(appendKey(nil, words)); got != want {
			t.Fatalf("%q is keyed by %q, want %q", words, got, want)
		}
	})
}
