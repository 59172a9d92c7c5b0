package differ_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
)

// page is a policy of many paragraphs with a place that is new each time.
func page(n int) redline.Text {
	var b strings.Builder
	for i := range 900 {
		fmt.Fprintf(&b, "Paragraph %d says something of its own about data and people.\n\n", i)
		if i == 450 {
			fmt.Fprintf(&b, "Deal of the day number %d\n\n", n)
		}
	}
	return text.FromMarkdown(b.String())
}

func TestHistoryIsBoundedAndSurvivesJSON(t *testing.T) {
	var h differ.History
	at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := range 120 {
		h = h.Saw(page(n), at.AddDate(0, 0, n))
	}
	b, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	if len(b) > 16<<10 {
		t.Errorf("history takes %d bytes, want at most 16 KB", len(b))
	}
	var again differ.History
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(h, again); d != "" {
		t.Errorf("JSON changed the history:\n%s", d)
	}
}

func TestSawLeavesEarlierValuesAlone(t *testing.T) {
	at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	h := differ.History{}.Saw(page(1), at).Saw(page(2), at.AddDate(0, 0, 1))
	before, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	h.Saw(page(2), at.AddDate(0, 0, 2))
	h.Saw(page(3), at.AddDate(0, 0, 2))
	after, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	if string(before) != string(after) {
		t.Error("Saw changed the history it was called on")
	}
}

func TestChurnIsLearnt(t *testing.T) {
	var h differ.History
	at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := range 8 {
		h = h.Saw(page(n), at.AddDate(0, 0, n))
	}
	old, new := page(7), page(8)
	v := differ.Judge(differ.Comparison{Old: old, New: new, Hunks: differ.Diff(old, new)}, h)
	if v.Noise != redline.NoiseDynamic {
		t.Errorf("a place that changes each time is %s %s, want dynamic", v.Class, v.Noise)
	}
}

// A notice that comes is a change, that goes again within weeks a flap, though another
// passage was edited meanwhile; after months it is news again.
func TestTurnsBack(t *testing.T) {
	policy := func(extra ...string) redline.Text {
		lines := append([]string{"# Privacy", "We keep your address for as long as you have an account with us."}, extra...)
		return text.FromMarkdown(strings.Join(lines, "\n\n"))
	}
	const notice = "You may use the service only if you are signed in with a telephone number."
	plain := policy("Partners see how many people use the service.")
	noticed := policy("Partners see how many people use the service.", notice)
	edited := policy("Partners see how many people use the service each month, and from where.", notice)
	back := policy("Partners see how many people use the service each month, and from where.")
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	h := differ.History{}.Saw(plain, at).Saw(noticed, at.AddDate(0, 0, 3)).Saw(edited, at.AddDate(0, 0, 6))
	judge := func(days int) redline.Verdict {
		return differ.Judge(differ.Comparison{Old: edited, New: back, Hunks: differ.Diff(edited, back), At: at.AddDate(0, 0, days)}, h)
	}
	if v := judge(9); v.Noise != redline.NoiseFlap || !slices.Contains(v.Flags, differ.FlagInPart) {
		t.Errorf("after days: %s %s %v, want a flap in part", v.Class, v.Noise, v.Flags)
	}
	if v := judge(120); v.Class != redline.ClassSubstantive {
		t.Errorf("after months: %s %s, want substantive", v.Class, v.Noise)
	}
}
