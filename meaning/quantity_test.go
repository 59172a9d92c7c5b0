package meaning_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/redlinewatch/redline/meaning"
)

func TestQuantities(t *testing.T) {
	cases := map[string][]string{
		"We keep your photos for 30 days.":                                 {"keep 30 days"},
		"Logs are erased within two weeks, copies after 12 months.":        {"keep 14 days", "keep 365 days"},
		"You will get at least 30 calendar days' notice before we do so.":  {"notice 30 days"},
		"You can opt out within 60 days.":                                  {"time 60 days"},
		"We respond to your request within one month.":                     {"answer 30 days"},
		"Our service is not for anyone under 16.":                          {"age 16 years of age"},
		"You must be at least 13 years old.":                               {"age 13 years of age"},
		"Our liability is limited to $100.":                                {"liability 100 usd"},
		"A fee of 5 euros is charged.":                                     {"price 5 eur"},
		"The meeting lasts 40 days.":                                       {" 40 days"},
		"We serve 3 million people.":                                       nil,
		"Deletion takes up to 90 days, and we tell you 7 days in advance.": {"keep 90 days", "notice 7 days"},
	}
	for in, want := range cases {
		var got []string
		for _, q := range meaning.Quantities(in) {
			got = append(got, fmt.Sprintf("%s %.0f %s", q.Purpose, q.Value, q.Unit))
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q:\n%s", in, d)
		}
	}
}

func TestPractices(t *testing.T) {
	cases := []struct {
		sentence     string
		done, denied meaning.Practice
	}{
		{"We do not share your data with advertisers.", 0, meaning.PracticeShare},
		{"We share your data with advertisers.", meaning.PracticeShare, 0},
		{"Your data is never sold.", 0, meaning.PracticeSell},
		{"Your data may be sold.", meaning.PracticeSell, 0},
		{"We will not sell, rent or otherwise disclose what you write.", 0, meaning.PracticeSell | meaning.PracticeShare},
		{"You may not share your password.", 0, 0},
		{"We no longer track you.", 0, meaning.PracticeTrack},
		{"Acme collects your location.", meaning.PracticeCollect, 0},
		{"The members you share a room with.", 0, 0},
	}
	for _, c := range cases {
		if done, denied := meaning.Practices(c.sentence); done != c.done || denied != c.denied {
			t.Errorf("%s: done %b, denied %b, want %b and %b", c.sentence, done, denied, c.done, c.denied)
		}
	}
}
