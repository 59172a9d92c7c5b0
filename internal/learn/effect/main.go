// Command effect makes the weights of package meaning/effect from its examples, in
// minutes and without a network:
//
//	go run ./internal/learn/effect                 writes meaning/effect/weights.bin
//	go run ./internal/learn/effect -cross          leaves out each author in turn, and says how those fared
//	go run ./internal/learn/effect -test FILE…     says how the shipped weights fare on passages of other files
//
// Each file of meaning/effect/examples is one author's: passages of one author resemble
// each other, so only an author left out tells what to expect of other people's words.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/meaning/effect"
	"github.com/redlinewatch/redline/text"
)

const folder = "meaning/effect"

func main() {
	cross := flag.Bool("cross", false, "leave out each author in turn")
	test := flag.Bool("test", false, "judge the passages of the files named")
	flag.Parse()
	if err := run(*cross, *test, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(cross, test bool, files []string) error {
	if test {
		return others(files)
	}
	authors, err := filepath.Glob(filepath.Join(folder, "examples", "*.jsonl"))
	if err != nil {
		return fmt.Errorf("examples: %w", err)
	}
	if len(authors) == 0 {
		return fmt.Errorf("no examples in %s/examples: run this at the root of the repository", folder)
	}
	var all [][]effect.Example
	for _, file := range authors {
		x, err := read(file)
		if err != nil {
			return err
		}
		all = append(all, x)
	}
	if cross {
		return leaveOut(authors, all)
	}
	return write(effect.Fit(join(all, -1), tell))
}

// passage is a line of a file of examples.
type passage struct {
	Old  string                  `json:"old"`
	New  string                  `json:"new"`
	E2EE redline.Confidentiality `json:"e2ee"`
}

func read(file string) ([]effect.Example, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("read examples: %w", err)
	}
	defer f.Close()
	var out []effect.Example
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var p passage
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			return nil, fmt.Errorf("%s line %d: %w", file, n, err)
		}
		c := differ.Comparison{Old: text.FromMarkdown(p.Old), New: text.FromMarkdown(p.New)}
		c.Hunks = differ.Diff(c.Old, c.New)
		out = append(out, effect.Example{Passage: differ.Passage(c), Answer: p.E2EE})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read examples: %w", err)
	}
	return out, nil
}

func join(all [][]effect.Example, without int) []effect.Example {
	var out []effect.Example
	for i, x := range all {
		if i != without {
			out = append(out, x...)
		}
	}
	return out
}

func write(m *effect.Model) error {
	f, err := os.Create(filepath.Join(folder, "weights.bin"))
	if err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	defer f.Close()
	if err := m.Write(f); err != nil {
		return fmt.Errorf("write weights: %w", err)
	}
	return f.Close()
}

func leaveOut(authors []string, all [][]effect.Example) error {
	var sum table
	for i, file := range authors {
		var t table
		t.judge(effect.Fit(join(all, i), nil), all[i])
		t.print(filepath.Base(file))
		sum.add(t)
	}
	sum.print("all, each judged without its author")
	return nil
}

// tell shows how far the fitting is.
func tell(round, of int) { fmt.Fprintf(os.Stderr, "round %d of %d\n", round, of) }

// others judges the passages of other files as the product does.
func others(files []string) error {
	for _, file := range files {
		x, err := read(file)
		if err != nil {
			return err
		}
		var t table
		for _, x := range x {
			t.count(x.Answer, effect.Judge(x.Passage))
		}
		t.print(filepath.Base(file))
	}
	return nil
}

// table counts answers by what they should have been.
type table [4][4]int

func (t *table) judge(m *effect.Model, examples []effect.Example) {
	for _, x := range examples {
		t.count(x.Answer, m.Judge(x.Passage))
	}
}

func (t *table) count(want redline.Confidentiality, s effect.Scores) {
	got, _ := s.Best()
	t[index(want)][index(got)]++
}

func (t *table) add(o table) {
	for i := range t {
		for k := range t[i] {
			t[i][k] += o[i][k]
		}
	}
}

func index(c redline.Confidentiality) int {
	for i, a := range effect.Answers() {
		if a == c {
			return i
		}
	}
	return 0
}

// print writes the F1 of each answer, their mean, and how much of what weakened was found.
func (t *table) print(name string) {
	var f1 [4]float64
	macro, n := 0.0, 0
	for i := range t {
		want, got := 0, 0
		for k := range t {
			want, got, n = want+t[i][k], got+t[k][i], n+t[i][k]
		}
		f1[i] = 2 * float64(t[i][i]) / float64(max(1, want+got))
		macro += f1[i] / 4
	}
	want := t[0][0] + t[0][1] + t[0][2] + t[0][3]
	got := t[0][0] + t[1][0] + t[2][0] + t[3][0]
	fmt.Printf("%-36s %5d passages  macro-F1 %.3f %.2f  weakened: recall %.3f precision %.3f\n", name, n, macro, f1,
		float64(t[0][0])/float64(max(1, want)), float64(t[0][0])/float64(max(1, got)))
}
