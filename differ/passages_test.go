package differ_test

import (
	"os"
	"strings"
	"testing"
)

// passage is a case of testdata/confidentiality.txt.
type passage struct {
	effect, mechanism, old, new string
}

func passages(t *testing.T) []passage {
	t.Helper()
	b, err := os.ReadFile("testdata/confidentiality.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []passage
	var p passage
	for n, line := range strings.Split(string(b), "\n") {
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "- "):
			p.old = line[2:]
		case strings.HasPrefix(line, "+ "):
			p.new = line[2:]
			if p.effect == "" || p.old == "" {
				t.Fatalf("line %d: a new passage without an answer or an old one", n+1)
			}
			out = append(out, p)
			p = passage{}
		default:
			p.effect, p.mechanism, _ = strings.Cut(line, " ")
		}
	}
	return out
}

// passagesRight is the share of the passages that must be judged as their writer meant.
// Some are meant to stay out of reach of rules ("an envelope", "policy").
const passagesRight = 0.92

func TestPassages(t *testing.T) {
	all := passages(t)
	right, mechanisms, named := 0, 0, 0
	for _, p := range all {
		v, _ := judge(p.old, p.new)
		if string(v.E2EE) == p.effect {
			right++
		} else {
			t.Logf("want %s, got %s\n\t- %s\n\t+ %s", p.effect, v.E2EE, p.old, p.new)
		}
		if p.mechanism != "" && string(v.E2EE) == p.effect {
			named++
			if string(v.Mechanism) == p.mechanism {
				mechanisms++
			}
		}
	}
	t.Logf("%d of %d right, mechanism right in %d of %d", right, len(all), mechanisms, named)
	if float64(right) < passagesRight*float64(len(all)) {
		t.Errorf("%d of %d passages right, want at least %.0f %%", right, len(all), 100*passagesRight)
	}
}

// A judgement must not depend on the day or on what was judged before.
func TestJudgeIsPure(t *testing.T) {
	for _, p := range passages(t)[:20] {
		a, _ := judge(p.old, p.new)
		b, _ := judge(p.old, p.new)
		if a.E2EE != b.E2EE || a.Confidence != b.Confidence || len(a.Reasons) != len(b.Reasons) {
			t.Errorf("two judgements of %q differ", p.new)
		}
	}
}
