package eval_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ/eval"
)

const labels = `{"id":"a","class":"substantive","topics":["sharing"],"topics_maybe":["rights"],"direction":"weaker","e2ee":"none","old":"We never sell your data.","new":"We sell your data."}
{"id":"b","class":"noise","noise":"layout","e2ee":"none","old":"* One thing","new":"- One thing"}
{"id":"c","class":null,"e2ee":null,"old":"x","new":"y"}
{"id":"d","class":"substantive","e2ee":"weakened","alert":true,"old":"Chats are end-to-end encrypted.","new":"Chats are not end-to-end encrypted."}
`

func TestRunCounts(t *testing.T) {
	answers := map[string]redline.Verdict{
		"a": {Class: redline.ClassSubstantive, Topics: []redline.Topic{redline.TopicSharing, redline.TopicRights, redline.TopicLegal}, Direction: redline.DirectionWeaker, E2EE: redline.ConfidentialityNone},
		"b": {Class: redline.ClassSubstantive, E2EE: redline.ConfidentialityNone},
		"c": {Class: redline.ClassSubstantive, E2EE: redline.ConfidentialityWeakened},
		"d": {Class: redline.ClassNoise, Noise: redline.NoiseLayout, E2EE: redline.ConfidentialityTouched},
	}
	r, err := eval.Run(context.Background(), strings.NewReader(labels), nil, func(p eval.Pair) redline.Verdict { return answers[p.ID] })
	if err != nil {
		t.Fatal(err)
	}
	check := func(name string, s eval.Score, right, of int) {
		t.Helper()
		if s.Right != right || s.Of != of {
			t.Errorf("%s is %d of %d, want %d of %d", name, s.Right, s.Of, right, of)
		}
	}
	check("recall", r.Recall, 1, 2)
	check("precision", r.Precision, 1, 2) // c has no class, and counts neither way
	check("noise", r.Noise, 0, 1)
	check("direction", r.Direction, 1, 1)
	check("weakened recall", r.WeakenedRecall, 0, 1)
	check("newsworthy", r.Newsworthy, 0, 1)
	check("topics precision", r.TopicsPrecision, 1, 2) // rights are a maybe
}

func TestWilsonInterval(t *testing.T) {
	r, err := eval.Run(context.Background(), strings.NewReader(strings.Repeat(`{"id":"x","class":"substantive","old":"a","new":"b"}`+"\n", 10)), nil,
		func(p eval.Pair) redline.Verdict { return redline.Verdict{Class: redline.ClassSubstantive} })
	if err != nil {
		t.Fatal(err)
	}
	// Ten of ten: the published value of Wilson's lower bound is 0.722.
	if math.Abs(r.Recall.Low-0.7225) > 0.001 || r.Recall.High < 0.999999 {
		t.Errorf("interval of 10 of 10 is %.4f to %.4f", r.Recall.Low, r.Recall.High)
	}
}

func TestJudgeKeepsOrderAndSurvivesBrokenLines(t *testing.T) {
	in := `{"id":"1","old":"We may share it.","new":"We may share it."}
{"id":"2","old":
{"id":"3","old":"We never sell your data to anyone else.","new":"We sell your data to anyone else.","history":["Something older."]}
`
	var out bytes.Buffer
	err := eval.Judge(strings.NewReader(in), &out)
	if err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("error is %v, want one that names line 2", err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines out, want 3:\n%s", len(lines), out.String())
	}
	for i, want := range []string{`"id":"1"`, `"line":2`, `"id":"3"`} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("line %d is %s, want in it %s", i+1, lines[i], want)
		}
	}
	var v map[string]any
	if err := json.Unmarshal([]byte(lines[2]), &v); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"id", "class", "noise", "topics", "direction", "e2ee", "mechanism", "severity", "confidence", "language", "rules", "claims", "dates", "flags", "reasons", "stats"} {
		if v[key] == nil {
			t.Errorf("verdict has no %q: %s", key, lines[2])
		}
	}
}

func FuzzJudge(f *testing.F) {
	f.Add(`{"id":"1","old":"a","new":"b"}`)
	f.Add("{\n\n[]\n\"x\"")
	f.Fuzz(func(t *testing.T, in string) {
		if err := eval.Judge(strings.NewReader(in), &bytes.Buffer{}); err != nil && !strings.Contains(err.Error(), "line") {
			t.Errorf("error without a line: %v", err)
		}
	})
}

// shared finds the folder of real material beside the repository.
func shared(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("REDLINE_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for range 6 {
		dir = filepath.Dir(dir)
		if _, err := os.Stat(filepath.Join(dir, "shared", "data", "e2ee-pairs.jsonl")); err == nil {
			return filepath.Join(dir, "shared")
		}
	}
	t.Skip("real material is not here: set REDLINE_SHARED to its folder")
	return ""
}

// TestShared prints what 'redline eval' would say of the real material, and fails
// where it fell behind what it had reached.
func TestShared(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 300 real texts")
	}
	data := filepath.Join(shared(t), "data")
	for _, c := range []struct {
		labels, texts string
		macro         float64
	}{{"labels.jsonl", "labelled", 0}, {"labels-e2ee.jsonl", "labelled-e2ee", 0.6}, {"e2ee-pairs.jsonl", "", 0.75}} {
		t.Run(c.labels, func(t *testing.T) {
			r := runShared(t, data, c.labels, c.texts)
			var table bytes.Buffer
			if err := eval.WriteTable(&table, r, false); err != nil {
				t.Fatal(err)
			}
			t.Log("\n" + table.String())
			if r.E2EE < c.macro {
				t.Errorf("macro-F1 of confidentiality is %.3f, was at least %.2f", r.E2EE, c.macro)
			}
			if r.Recall.Of > 0 && r.Recall.Value < 0.93 {
				t.Errorf("recall of substantive changes is %.3f, was at least 0.93", r.Recall.Value)
			}
		})
	}
}

func runShared(t *testing.T, data, labels, texts string) eval.Report {
	t.Helper()
	f, err := os.Open(filepath.Join(data, labels))
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	if texts == "" {
		r, err := eval.Run(context.Background(), f, nil, eval.Standard())
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	dir := os.Getenv("REDLINE_TEXTS") // where labelled.tar.zst was unpacked
	if dir == "" {
		dir = data
	}
	if _, err := os.Stat(filepath.Join(dir, texts)); err != nil {
		t.Skipf("the texts are packed: unpack labelled.tar.zst and set REDLINE_TEXTS to its folder")
	}
	r, err := eval.Run(context.Background(), f, os.DirFS(filepath.Join(dir, texts)), eval.Standard())
	if err != nil {
		t.Fatal(err)
	}
	return r
}
