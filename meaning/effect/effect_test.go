package effect_test

import (
	"bytes"
	"math"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
	"github.com/redlinewatch/redline/meaning/effect"
)

func passage(pairs ...string) effect.Passage {
	p := effect.Passage{Forth: effect.Rules{Answer: redline.ConfidentialityNone}, Back: effect.Rules{Answer: redline.ConfidentialityNone}}
	for i := 0; i < len(pairs); i += 2 {
		p.Edits = append(p.Edits, effect.Edit{
			Old: meaning.Words(pairs[i]), New: meaning.Words(pairs[i+1]),
			Was: meaning.Read(pairs[i], 0), Is: meaning.Read(pairs[i+1], 0),
		})
	}
	return p
}

func TestJudge(t *testing.T) {
	for _, tt := range []struct {
		old, new string
		want     redline.Confidentiality
	}{
		{"Your calls are end-to-end encrypted.", "Your calls are encrypted in transit.", redline.ConfidentialityWeakened},
		{"We cannot read your notes.", "We do not read your notes.", redline.ConfidentialityWeakened},
		{"Our staff can open your backups.", "Nobody but you can open your backups.", redline.ConfidentialityStrengthened},
		{"Nobody but you can read your diary.", "Only you can read your diary.", redline.ConfidentialityTouched},
		{"The Family plan costs 4 euros a month.", "The Family plan costs 5 euros a month.", redline.ConfidentialityNone},
	} {
		got, sure := effect.Judge(passage(tt.old, tt.new)).Best()
		if got != tt.want {
			t.Errorf("%q to %q: %s (%.2f), want %s", tt.old, tt.new, got, sure, tt.want)
		}
	}
}

// What weakens in one direction strengthens in the other, for any words at all.
func TestMirror(t *testing.T) {
	words := rapid.SliceOfN(rapid.SampledFrom(strings.Fields(
		"we cannot can may not never read see open your messages calls keys only you nobody staff encrypted end to end unless by default")), 0, 30)
	rapid.Check(t, func(t *rapid.T) {
		var pairs []string
		for range rapid.IntRange(0, 4).Draw(t, "edits") {
			pairs = append(pairs, strings.Join(words.Draw(t, "old"), " "), strings.Join(words.Draw(t, "new"), " "))
		}
		p := passage(pairs...)
		a, b := effect.Judge(p), effect.Judge(p.Mirror())
		sum := 0.0
		for k, want := range []float64{b[1], b[0], b[2], b[3]} {
			sum += a[k]
			if math.Abs(a[k]-want) > 1e-6 {
				t.Fatalf("answer %d: %v forth, %v back", k, a, b)
			}
		}
		if math.Abs(sum-1) > 1e-6 {
			t.Fatalf("probabilities %v add up to %v", a, sum)
		}
	})
}

func TestModelKeepsItsWeights(t *testing.T) {
	shipped, err := os.ReadFile("weights.bin")
	if err != nil {
		t.Fatal(err)
	}
	m, err := effect.ReadModel(bytes.NewReader(shipped))
	if err != nil {
		t.Fatal(err)
	}
	p := passage("We cannot read your notes.", "We can read your notes when you report them.")
	if a, b := m.Judge(p), effect.Judge(p); a != b {
		t.Errorf("read again: %v, want %v", a, b)
	}
	for _, cut := range []int{0, 3, 100, len(shipped) / 2, len(shipped) - 1} {
		if _, err := effect.ReadModel(bytes.NewReader(shipped[:cut])); err == nil {
			t.Errorf("%d of %d bytes: no error", cut, len(shipped))
		}
	}
	if _, err := effect.ReadModel(bytes.NewReader(append(shipped, 0))); err == nil {
		t.Error("a byte too many: no error")
	}
}

// Fit learns what a few examples have in common, and the same each time.
func TestFit(t *testing.T) {
	var examples []effect.Example
	for _, noun := range strings.Fields("notes calls letters photos diaries memos drafts songs maps films") {
		examples = append(examples,
			effect.Example{Passage: passage("We cannot open your "+noun+".", "We may open your "+noun+"."), Answer: redline.ConfidentialityWeakened},
			effect.Example{Passage: passage("Prices of "+noun+" rise in May.", "Prices of "+noun+" fall in June."), Answer: redline.ConfidentialityNone})
	}
	a, b := effect.Fit(examples, nil), effect.Fit(examples, nil)
	p := passage("We cannot open your paintings.", "We may open your paintings.")
	if got, sure := a.Judge(p).Best(); got != redline.ConfidentialityWeakened {
		t.Errorf("%s (%.2f)", got, sure)
	}
	if a.Judge(p) != b.Judge(p) {
		t.Error("two fits of the same examples differ")
	}
	var once, again bytes.Buffer
	if err := a.Write(&once); err != nil {
		t.Fatal(err)
	}
	if err := b.Write(&again); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(once.Bytes(), again.Bytes()) {
		t.Error("two fits are written differently")
	}
	m, err := effect.ReadModel(&once)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := m.Judge(p).Best(); got != redline.ConfidentialityWeakened {
		t.Errorf("after writing and reading: %s", got)
	}
}

func FuzzReadModel(f *testing.F) {
	f.Add([]byte("short"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := effect.ReadModel(bytes.NewReader(b)); err == nil {
			m.Judge(passage("We cannot read it.", "We can read it."))
		}
	})
}

func FuzzJudge(f *testing.F) {
	f.Add("We cannot read your messages.", "We may read some of them.")
	f.Fuzz(func(t *testing.T, old, new string) {
		s := effect.Judge(passage(old, new))
		for _, p := range s {
			if math.IsNaN(p) || p < 0 || p > 1 {
				t.Fatalf("%v", s)
			}
		}
	})
}

func BenchmarkJudge(b *testing.B) {
	p := passage("We cannot read the messages that you send to your friends, because they are end-to-end encrypted.",
		"We may read the messages that you send to businesses, though most are end-to-end encrypted.")
	for b.Loop() {
		effect.Judge(p)
	}
}
