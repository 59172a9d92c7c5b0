package differ_test

import (
	"os"
	"strings"
	"testing"

	"github.com/redlinewatch/redline"
)

// leaning is a case of testdata/directions.txt.
type leaning struct {
	direction, old, new string
	check               bool // no rule was fitted to it
}

func leanings(t *testing.T) []leaning {
	t.Helper()
	b, err := os.ReadFile("testdata/directions.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []leaning
	check := false
	for _, part := range strings.Split(string(b), "\n\n") {
		l := leaning{}
		for _, line := range strings.Split(part, "\n") {
			switch {
			case strings.HasPrefix(line, "## "):
				check = line == "## check" || line == "## kept apart"
			case line == "" || strings.HasPrefix(line, "#"):
			case strings.HasPrefix(line, "- "):
				l.old = line[2:]
			case strings.HasPrefix(line, "+ "):
				l.new = line[2:]
			default:
				l.direction = line
			}
		}
		if l.direction != "" {
			l.check = check
			out = append(out, l)
		}
	}
	return out
}

// frame stands around a changed sentence as the rest of a document would.
const frame = "# Notice of the service\n\nThis notice tells what we do and what you can expect of us.\n\n%s\n\nThe service has been available since the spring of the year in which we founded the company.\n\nIt is made by a small group of people who like to hear what you think of it.\n"

// How much of the cases must come out as their writer meant. A fifth of the newer ones are
// single sentences both good and bad, which the rules call by the heavier side.
const (
	leaningsRight = 0.7
	leaningsCheck = 0.65
)

func TestDirections(t *testing.T) {
	for _, check := range []bool{false, true} {
		right, all := 0, 0
		for _, l := range leanings(t) {
			if l.check != check {
				continue
			}
			all++
			got := direction(l.old, l.new)
			if got == l.direction {
				right++
			} else if !check || testing.Verbose() && os.Getenv("REDLINE_SHOW_CHECK") != "" {
				t.Logf("want %s, got %s\n\t- %s\n\t+ %s", l.direction, got, l.old, l.new)
			}
		}
		least, name := leaningsRight, "fitted"
		if check {
			least, name = leaningsCheck, "check"
		}
		t.Logf("%s: %d of %d right", name, right, all)
		if float64(right) < least*float64(all) {
			t.Errorf("%s: %d of %d right, want at least %.0f %%", name, right, all, 100*least)
		}
	}
}

// direction judges a sentence inside of a document. What is no change of substance
// leads nowhere.
func direction(old, new string) string {
	v, _ := judge(strings.Replace(frame, "%s", old, 1), strings.Replace(frame, "%s", new, 1))
	if v.Class != redline.ClassSubstantive {
		return string(redline.DirectionNeutral)
	}
	return string(v.Direction)
}
