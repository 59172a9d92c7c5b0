package meaning_test

import (
	"testing"
	"time"

	"github.com/redlinewatch/redline/meaning"
)

func TestDates(t *testing.T) {
	cases := map[string][]string{
		"Last updated: May 8, 2026":                                     {"updated 2026-05-08"},
		"Effective as of 8 May 2026":                                    {"effective 2026-05-08"},
		"This version takes effect on the 8th of May, 2026.":            {"effective 2026-05-08"},
		"Effective Date: September 1st, 2025":                           {"effective 2025-09-01"},
		"Last modified 2026-05-08":                                      {"updated 2026-05-08"},
		"Stand: 8. Mai 2026":                                            {"updated 2026-05-08"},
		"Ces modifications prendront effet à compter du 8 février 2026": {"effective 2026-02-08"},
		"Última actualización: 8 de mayo de 2026":                       {"updated 2026-05-08"},
		"最后更新：2026年5月8日":                                                {"updated 2026-05-08"},
		"Updated 05/08/2026":                                            {"updated 2026-05-08"},
		"Updated 25/08/2026":                                            {"updated 2026-08-25"},
		"Letzte Änderung am 8.5.2026":                                   {"updated 2026-05-08"},
		"Revised: March 2024":                                           {"updated 2024-03-01"},
		"Version 3.2, last revised on Oct. 12, 2020, in 12 languages":   {"updated 2020-10-12"},
		"End-to-end encrypted chats end on 8 May 2026.":                 {"effective 2026-05-08"},
		"We delete it after 30 days, at 5 pm, in room 2026.":            nil,
		"On 31 February 2026 nothing happens.":                          nil,
		"You may 2026":                                                  nil,
	}
	for sentence, want := range cases {
		var got []string
		for _, d := range meaning.Dates(sentence) {
			got = append(got, string(d.Kind)+" "+d.Day.Format(time.DateOnly))
		}
		if len(got) != len(want) || len(got) > 0 && got[0] != want[0] {
			t.Errorf("%s\n\tgot %v, want %v", sentence, got, want)
		}
	}
}

func FuzzDates(f *testing.F) {
	f.Add("Last updated: May 8th, 2026")
	f.Add("8 de mayo de 2026, 2026年5月8日, 05/08/2026")
	f.Add("99999999999999999999 May 2026")
	f.Fuzz(func(t *testing.T, s string) {
		for _, d := range meaning.Dates(s) {
			if d.From < 0 || d.To > len(s) || d.From >= d.To {
				t.Errorf("date at %d to %d of %d bytes", d.From, d.To, len(s))
			}
			if d.Day.Year() < 1990 || d.Day.Year() > 2100 {
				t.Errorf("year %d", d.Day.Year())
			}
		}
	})
}
