package differ_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
	"pgregory.net/rapid"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
)

// Every case in testdata/claims is a sentence on what it shows, a text, and its claims.
func TestClaimsOfTexts(t *testing.T) {
	files, err := filepath.Glob("testdata/claims/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			parts := make(map[string]string)
			for _, f := range archive.Files {
				parts[f.Name] = string(f.Data)
			}
			var got strings.Builder
			for _, c := range differ.Claims(text.FromMarkdown(parts["text"]), redline.Document{}) {
				fmt.Fprintln(&got, strings.TrimSpace(fmt.Sprintf("%s %s: %s: %s", c.Product, c.Property, c.State, c.Sentence)))
			}
			if d := cmp.Diff(parts["want"], got.String()); d != "" {
				t.Errorf("%s(-want +got):\n%s", archive.Comment, d)
			}
		})
	}
}

// claimLines are what texts of the property tests are made of.
var claimLines = []string{
	"# Encryption", "## Calls on Pebble Work", "Your messages are end-to-end encrypted by default.", "Calls are not end-to-end encrypted.",
	"Group chats are end-to-end encrypted, but calls are not.", "Only you can read your messages.", "We keep the keys to your backups.",
	"| What | End-to-end encrypted |\n| --- | --- |\n| Messages | Yes |\n| Backups | No |", "We keep your data for 30 days.",
	"Backups can be end-to-end encrypted if you turn it on.", "Messages in Lark Direct will no longer be end-to-end encrypted after 8 May 2026.",
	"Deine Nachrichten bleiben auf deinem Gerät.", "|  |  |\n| --- | --- |\n| | |", "- ", "End-to-end encryption is on. It is.",
}

func drawText(t *rapid.T, name string) redline.Text {
	lines := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(claimLines), rapid.String()), 0, 12).Draw(t, name)
	return text.FromMarkdown(strings.Join(lines, "\n\n"))
}

// Claims are a function of the text: the same again gives the same, each property of
// a product once, in order, with a sentence, and the text is not touched.
func TestClaimsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		doc := redline.Document{ID: "acme/help", Platform: "acme", Product: "Acme Talk"}
		x := drawText(t, "text")
		key := x.Key
		got := differ.Claims(x, doc)
		if d := cmp.Diff(got, differ.Claims(x, doc)); d != "" || x.Key != key {
			t.Errorf("not the same again: %s", d)
		}
		if len(got) > 100 {
			t.Errorf("%d claims", len(got))
		}
		seen := map[string]bool{}
		for _, c := range got {
			k := c.Product + " " + c.Property
			if seen[k] || c.Sentence == "" || c.State == redline.ClaimUnknown || c.Document != doc.ID {
				t.Errorf("claim %+v", c)
			}
			seen[k] = true
		}
	})
}

// A verdict's claims are what the claims of the new text add to those of the old.
func TestVerdictClaimsAreOfTheTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := differ.Comparison{Old: drawText(t, "old"), New: drawText(t, "new")}
		c.Hunks = differ.Diff(c.Old, c.New)
		state := func(x redline.Text, product, property string) redline.ClaimState {
			for _, have := range differ.Claims(x, redline.Document{}) {
				if have.Product == product && have.Property == property {
					return have.State
				}
			}
			return redline.ClaimUnknown
		}
		for _, m := range differ.Judge(c, differ.History{}).Claims {
			if m.From == m.To || m.From != state(c.Old, m.Product, m.Property) {
				t.Errorf("%+v, the old text claims %s", m, state(c.Old, m.Product, m.Property))
			}
			if is := state(c.New, m.Product, m.Property); m.To != is && !(is == redline.ClaimUnknown && m.To == redline.ClaimRemoved) {
				t.Errorf("%+v, the new text claims %s", m, is)
			}
		}
	})
}

func TestStandingAt(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }
	var versions []differ.Claimed
	for i, md := range []string{
		"Your messages are end-to-end encrypted by default. Calls are not end-to-end encrypted.",
		"All your messages are end-to-end encrypted by default. Calls are end-to-end encrypted.",
		"Messages can be end-to-end encrypted if you turn it on. Calls are end-to-end encrypted.",
		"We keep your data for 30 days.",
	} {
		v := redline.Version{ID: fmt.Sprint(i + 1), FirstSeen: day(10 * (i + 1)), Capture: fmt.Sprint("c", i+1)}
		versions = append(versions, differ.Claimed{Version: v, Claims: differ.Claims(text.FromMarkdown(md), redline.Document{})})
		if i == 2 {
			other := redline.Version{ID: "fr", FirstSeen: day(35), Language: "fr"}
			versions = append(versions, differ.Claimed{Version: other})
		}
	}
	for _, c := range []struct {
		on   int
		want string
	}{
		{9, ""},
		{10, "messages default 10 or earlier, calls no 10 or earlier"},
		{21, "messages default 10 or earlier, calls default 20 was no"},
		{36, "messages opt-in 30 was default, calls default 20 was no"},
		{41, "messages removed 40 was opt-in, calls removed 40 was default"},
	} {
		var got []string
		for _, s := range differ.StandingAt(versions, day(1).AddDate(0, 0, c.on-1)) {
			line := fmt.Sprintf("%s %s %d", s.Property, s.State, int(s.Since.Sub(day(1)).Hours()/24)+1)
			if s.OrEarlier {
				line += " or earlier"
			}
			if s.Before != nil {
				line += " was " + string(s.Before.State)
			}
			got = append(got, line)
		}
		if d := cmp.Diff(c.want, strings.Join(got, ", ")); d != "" {
			t.Errorf("on day %d (-want +got):\n%s", c.on, d)
		}
	}
	if !slices.IsSortedFunc(versions, func(a, b differ.Claimed) int { return a.Version.FirstSeen.Compare(b.Version.FirstSeen) }) {
		t.Error("versions are not in order")
	}
}
