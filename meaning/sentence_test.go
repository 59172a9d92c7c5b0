package meaning_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/redlinewatch/redline/meaning"
)

func TestSentences(t *testing.T) {
	cases := map[string][]string{
		"We read it. We keep it.":                     {"We read it.", "We keep it."},
		"See Sec. 5 for more. Bye.":                   {"See Sec. 5 for more.", "Bye."},
		"Services, e.g. chats, and others. Next.":     {"Services, e.g. chats, and others.", "Next."},
		"Acme Inc. may sell it. It will.":             {"Acme Inc. may sell it.", "It will."},
		"1. Introduction":                             {"1. Introduction"},
		"Visit our Help Center.For refunds, write.":   {"Visit our Help Center.", "For refunds, write."},
		"Calls are end-to-end encrypted.* More.":      {"Calls are end-to-end encrypted.*", "More."},
		"Ask J. Smith. He knows.":                     {"Ask J. Smith.", "He knows."},
		"":                                            nil,
		"Use of example.com is free. So is 3.5 of it": {"Use of example.com is free.", "So is 3.5 of it"},
	}
	for in, want := range cases {
		if d := cmp.Diff(want, meaning.Sentences(in)); d != "" {
			t.Errorf("%q:\n%s", in, d)
		}
	}
}

func TestWords(t *testing.T) {
	got := strings.Join(meaning.Words("The Company’s END-TO-END e-mail isn't ✔ 30 %"), " ")
	if want := "the company end to end e mail isn't ✔ 30 %"; got != want {
		t.Errorf("Words gave %q, want %q", got, want)
	}
}

func FuzzSentences(f *testing.F) {
	f.Add("We read it. e.g. this. A.B")
	f.Add("\xff.A \xf0\x9f")
	f.Fuzz(func(t *testing.T, s string) {
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got := squeeze(strings.Join(meaning.Sentences(s), " ")); got != squeeze(s) {
			t.Errorf("sentences of %q join to %q", s, got)
		}
		for _, p := range meaning.Sentences(s) {
			meaning.Read(p, 0)
			meaning.Interests(meaning.Words(p))
			meaning.Cues(meaning.Words(p))
		}
	})
}
