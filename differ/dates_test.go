package differ_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
)

func judgeAt(old, new string, at time.Time) redline.Verdict {
	c := differ.Comparison{Old: text.FromMarkdown(old), New: text.FromMarkdown(new), At: at}
	c.Hunks = differ.Diff(c.Old, c.New)
	return differ.Judge(c, differ.History{})
}

var seen = time.Date(2026, 3, 18, 12, 0, 0, 0, time.UTC)

const chatText = "# Chats\n\nYour messages are kept for 30 days. We show them on all your devices.\n\n"

// The days that a new sentence names are kept with it; those that count from a day need
// the time of the capture.
func TestFoundDates(t *testing.T) {
	for _, c := range []struct {
		name, added, around string
		at                  time.Time
		want                string
	}{
		{"absolute", "End-to-end encrypted chats end on 8 May 2026.", "", seen, "effective 2026-05-08"},
		{"relative", "From next month, your chats will no longer be end-to-end encrypted.", "", seen, "effective 2026-04-01"},
		{"relative, time unknown", "From next month, your chats will no longer be end-to-end encrypted.", "", time.Time{}, ""},
		{"end", "You can download your encrypted chats until 31 December.", "", seen, "ends 2026-12-31"},
		{"retention is no date", "We delete your encrypted chats after 45 days.", "", seen, ""},
		{"unsure order", "As of 05/08/2026 your chats will no longer be end-to-end encrypted.", "", seen, "other 2026-05-08"},
		{"order by another date", "Your chats will no longer be end-to-end encrypted. That applies as of 05/08/2026.", "Adopted on 25/01/2020 by the board.\n\n", seen, "effective 2026-08-05"},
		{"month first by another date", "Your chats will no longer be end-to-end encrypted. That applies as of 05/08/2026.", "Adopted on 01/25/2020 by the board.\n\n", seen, "effective 2026-05-08"},
		{"announced", "We announced on 3 March 2026 that your chats will be open to advertisers.", "", seen, "announced 2026-03-03"},
	} {
		v := judgeAt(chatText+c.around, chatText+c.around+c.added, c.at)
		var got []string
		for _, d := range v.Dates {
			got = append(got, d.Kind+" "+d.Date)
			if !strings.Contains(c.added, d.Sentence) {
				t.Errorf("%s: the sentence is %q", c.name, d.Sentence)
			}
		}
		if d := cmp.Diff(c.want, strings.Join(got, ", ")); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
}

// A text is said to have changed under an unchanged date only if it gives a date of its
// own that stood, all of them if several, and that was not of these days.
func TestDateUnchanged(t *testing.T) {
	const old, new = "We do not sell your messages to anyone.\n\n", "We sell your messages to advertisers.\n\n"
	for _, c := range []struct {
		name, before, after string
		at                  time.Time
		want                bool
	}{
		{"the same date", "Last updated: 1 January 2025\n\n", "Last updated: 1 January 2025\n\n", seen, true},
		{"the same date, time unknown", "Last updated: 1 January 2025\n\n", "Last updated: 1 January 2025\n\n", time.Time{}, true},
		{"another date", "Last updated: 1 January 2025\n\n", "Last updated: 15 March 2026\n\n", seen, false},
		{"no date", "", "", seen, false},
		{"a date came", "", "Last updated: 1 January 2025\n\n", seen, false},
		{"a date went", "Last updated: 1 January 2025\n\n", "", seen, false},
		{"two, both stood", "Effective 1 February 2025\n\nLast updated: 1 January 2025\n\n", "Effective 1 February 2025\n\nLast updated: 1 January 2025\n\n", seen, true},
		{"two, one moved", "Effective 1 February 2025\n\nLast updated: 1 January 2025\n\n", "Effective 1 April 2026\n\nLast updated: 1 January 2025\n\n", seen, false},
		{"an announced day is no date of the text", "Last updated: 1 January 2025\n\n", "Last updated: 1 January 2025\n\nFrom 8 May 2026, our offices in the old harbour will no longer be open to visitors on weekends and holidays.\n\n", seen, true},
		{"history is no date of the text", "The court ruled on 6 October 2015 that it is void.\n\n", "The court ruled on 6 October 2015 that it is void.\n\n", seen, false},
		{"edited these days", "Last updated: 17 March 2026\n\n", "Last updated: 17 March 2026\n\n", seen, false},
		{"not yet in force", "Effective 1 June 2026\n\n", "Effective 1 June 2026\n\n", seen, false},
		{"German", "Stand: 1. Januar 2025\n\n", "Stand: 1. Januar 2025\n\n", seen, true},
	} {
		v := judgeAt("# Policy\n\n"+c.before+old, "# Policy\n\n"+c.after+new, c.at)
		if got := slices.Contains(v.Flags, differ.FlagDateUnchanged); got != c.want {
			t.Errorf("%s: flagged %v, want %v (%s)", c.name, got, c.want, v.Class)
		}
	}
}
