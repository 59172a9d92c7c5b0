package differ_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
	"golang.org/x/tools/txtar"
)

// Every case in testdata/cases is a sentence on what it shows, an old and a new text,
// and what Judge must say of them, one finding a line.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txtar")
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
			v, redlines := judge(parts["old"], parts["new"])
			for _, want := range strings.Split(strings.TrimSpace(parts["want"]), "\n") {
				if !holds(v, redlines, want) {
					t.Errorf("%s\nwant %s\ngot %+v\n%s", archive.Comment, want, v, redlines)
				}
			}
		})
	}
}

func judge(old, new string) (redline.Verdict, string) {
	c := differ.Comparison{ID: "case", Old: text.FromMarkdown(old), New: text.FromMarkdown(new), OldMarkdown: old, NewMarkdown: new}
	c.Hunks = differ.Diff(c.Old, c.New)
	return differ.Judge(c, differ.History{}), differ.Plain(c.Hunks)
}

// holds reports whether a verdict says what a line of a case wants.
func holds(v redline.Verdict, redlines, want string) bool {
	what, value, _ := strings.Cut(want, " ")
	switch what {
	case "class":
		return strings.TrimSpace(string(v.Class)+" "+string(v.Noise)) == value
	case "direction":
		return string(v.Direction) == value
	case "e2ee":
		return string(v.E2EE) == value
	case "mechanism":
		return string(v.Mechanism) == value
	case "severity":
		return string(v.Severity) == value
	case "topic":
		return slices.Contains(v.Topics, redline.Topic(value))
	case "flag":
		return slices.Contains(v.Flags, value)
	case "date":
		return slices.ContainsFunc(v.Dates, func(d redline.FoundDate) bool { return d.Kind+" "+d.Date == value })
	case "first":
		return len(v.Reasons) > 0 && v.Reasons[0].Rule == value
	case "decisive":
		return len(v.Reasons) > 0 && v.Reasons[0].New == value
	case "claim":
		return slices.ContainsFunc(v.Claims, func(c redline.ClaimChange) bool {
			return strings.TrimSpace(fmt.Sprintf("%s %s %s -> %s", c.Product, c.Property, c.From, c.To)) == value
		})
	case "redline":
		return strings.Contains(redlines, value)
	}
	return false
}

func TestHistoryTellsReturnsFromEdits(t *testing.T) {
	a := text.FromMarkdown("# Terms\n\nWe keep your data for 30 days and then we delete it for good.")
	b := text.FromMarkdown("# Terms\n\nWe keep your data for 90 days and then we sell it to anyone who asks.")
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var h differ.History
	h = h.Saw(a, day)
	h = h.Saw(b, day.AddDate(0, 0, 1))
	back := differ.Comparison{Old: b, New: a, Hunks: differ.Diff(b, a)}
	if v := differ.Judge(back, differ.History{}); v.Class != redline.ClassSubstantive {
		t.Errorf("without history the class is %s, want substantive", v.Class)
	}
	if v := differ.Judge(back, h); v.Noise != redline.NoiseFlap {
		t.Errorf("a return to an earlier text is %s %s, want flap", v.Class, v.Noise)
	}
	h = h.Saw(a, day.AddDate(0, 0, 2)).Saw(b, day.AddDate(0, 0, 3))
	if v := differ.Judge(back, h); v.Noise != redline.NoiseVariant {
		t.Errorf("a second return is %s %s, want variant", v.Class, v.Noise)
	}
}
