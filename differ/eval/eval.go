// Package eval measures verdicts against labels that people gave: precision and
// recall with their intervals, and which cases were missed.
//
// [Run] reads labelled pairs, one JSON object a line, judges each, and counts. [Judge]
// is the plain half of it: pairs in, verdicts out. A label says only what its reader
// knew: a class or an effect on confidentiality that is null counts neither way.
package eval

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
)

// Label is one labelled pair.
type Label struct {
	ID        string                   `json:"id"`
	Path      string                   `json:"path"`
	Class     *redline.Class           `json:"class"`
	Noise     redline.Noise            `json:"noise"`
	Topics    []redline.Topic          `json:"topics"`
	Maybe     []redline.Topic          `json:"topics_maybe"`
	Direction *redline.Direction       `json:"direction"`
	E2EE      *redline.Confidentiality `json:"e2ee"`
	Alert     *bool                    `json:"alert"` // a newsroom would publish it
	Old       string                   `json:"old"`   // Markdown, unless texts are read from files
	New       string                   `json:"new"`
	History   []string                 `json:"history"`
}

// Report is what a run found.
type Report struct {
	Rules     string `json:"rules"` // version of the rules that judged
	Cases     int    `json:"cases"`
	Recall    Score  `json:"substantive_recall"`
	Precision Score  `json:"substantive_precision"`
	Noise     Score  `json:"noise_kinds"`
	// WeakenedRecall and WeakenedPrecision are of confidentiality weakened.
	WeakenedRecall    Score              `json:"weakened_recall"`
	WeakenedPrecision Score              `json:"weakened_precision"`
	Newsworthy        Score              `json:"newsworthy_found"` // of those a newsroom would publish: neither 'none' nor 'touched'
	E2EE              float64            `json:"e2ee_macro_f1"`
	E2EEClasses       map[string]float64 `json:"e2ee_f1"`
	E2EECounts        map[string]int     `json:"e2ee_labels"`
	Topics            float64            `json:"topics_micro_f1"`
	TopicsRecall      Score              `json:"topics_recall"`
	TopicsPrecision   Score              `json:"topics_precision"`
	Direction         Score              `json:"direction"`
	Misses            []Miss             `json:"misses"`
}

// Miss is a case that was judged otherwise than its readers did.
type Miss struct {
	ID      string `json:"id"`
	Measure string `json:"measure"`
	Want    string `json:"want"`
	Got     string `json:"got"`
}

// JudgeFunc judges one pair; [Standard] gives Redline's own.
type JudgeFunc func(Pair) redline.Verdict

// Standard returns a function that judges with package differ. It is not for
// concurrent use: it keeps parsed text between calls.
func Standard() JudgeFunc {
	reader := text.NewReader(memoBytes)
	return func(p Pair) redline.Verdict { return Verdict(reader, p) }
}

// Run judges every labelled pair and counts. With texts, those of a pair are read
// from ID/old.md and ID/new.md there; without, they stand in the label.
func Run(ctx context.Context, labels io.Reader, texts fs.FS, judge JudgeFunc) (Report, error) {
	c := counts{e2ee: make(map[redline.Confidentiality]*tally)}
	in := bufio.NewReaderSize(labels, 1<<20)
	for n := 1; ; n++ {
		line, err := readLine(in)
		if len(bytes.TrimSpace(line)) > 0 {
			l, lerr := readLabel(line, texts)
			if lerr != nil {
				return Report{}, fmt.Errorf("line %d: %w", n, lerr)
			}
			c.add(l, judge(Pair{ID: l.ID, Kind: kindOf(l.Path), Old: l.Old, New: l.New, History: l.History}))
		}
		if errors.Is(err, io.EOF) {
			return c.report(), nil
		}
		if err != nil {
			return Report{}, fmt.Errorf("read line %d: %w", n, err)
		}
		if ctx.Err() != nil {
			return Report{}, ctx.Err()
		}
	}
}

func readLabel(line []byte, texts fs.FS) (Label, error) {
	var l Label
	if err := json.Unmarshal(line, &l); err != nil {
		return l, fmt.Errorf("%w: %w", redline.ErrInvalid, err)
	}
	if l.ID == "" {
		return l, fmt.Errorf("%w: a label without an id", redline.ErrInvalid)
	}
	if texts == nil {
		return l, nil
	}
	old, err := fs.ReadFile(texts, l.ID+"/old.md")
	if err != nil {
		return l, fmt.Errorf("old text of %s: %w", l.ID, err)
	}
	new, err := fs.ReadFile(texts, l.ID+"/new.md")
	if err != nil {
		return l, fmt.Errorf("new text of %s: %w", l.ID, err)
	}
	l.Old, l.New = string(old), string(new)
	return l, nil
}

// kindOf reads the kind off a path such as "Acme/Privacy Policy.md".
func kindOf(path string) redline.Kind {
	_, name, _ := strings.Cut(strings.TrimSuffix(path, ".md"), "/")
	switch name {
	case "":
		return ""
	case "Terms of Service":
		return redline.KindTerms
	}
	return redline.Kind(redline.Slug(name))
}

type counts struct {
	cases             int
	substantive       tally
	noise, noiseOf    int
	e2ee              map[redline.Confidentiality]*tally
	news, newsOf      int
	topics            tally
	direction, dirsOf int
	misses            []Miss
}

func (c *counts) miss(l Label, measure, want, got string) {
	c.misses = append(c.misses, Miss{ID: l.ID, Measure: measure, Want: want, Got: got})
}

func (c *counts) add(l Label, v redline.Verdict) {
	c.cases++
	if l.Class != nil && *l.Class != "" {
		c.addClass(l, v)
	}
	if l.E2EE != nil && *l.E2EE != "" {
		c.addConfidentiality(l, v)
	}
}

func (c *counts) addClass(l Label, v redline.Verdict) {
	wanted, got := *l.Class == redline.ClassSubstantive, v.Class == redline.ClassSubstantive
	c.substantive.add(wanted, got)
	if wanted != got {
		c.miss(l, "class", string(*l.Class), string(v.Class)+" "+string(v.Noise))
	}
	if *l.Class == redline.ClassNoise && l.Noise != "" {
		c.noiseOf++
		if v.Noise == l.Noise {
			c.noise++
		} else {
			c.miss(l, "noise", string(l.Noise), strings.TrimSpace(string(v.Class)+" "+string(v.Noise)))
		}
	}
	if *l.Class == redline.ClassNoise {
		return
	}
	c.addTopics(l, v)
	if wanted && l.Direction != nil && (*l.Direction == redline.DirectionWeaker || *l.Direction == redline.DirectionStronger) {
		c.dirsOf++
		if v.Direction == *l.Direction {
			c.direction++
		} else {
			c.miss(l, "direction", string(*l.Direction), string(v.Direction))
		}
	}
}

func (c *counts) addTopics(l Label, v redline.Verdict) {
	if len(l.Topics)+len(l.Maybe) == 0 {
		return
	}
	before := c.topics
	for _, t := range redline.Topics() {
		if !slices.Contains(l.Maybe, t) {
			c.topics.add(slices.Contains(l.Topics, t), slices.Contains(v.Topics, t))
		}
	}
	if before.wrong != c.topics.wrong || before.missed != c.topics.missed {
		c.miss(l, "topics", fmt.Sprint(l.Topics), fmt.Sprint(v.Topics))
	}
}

func (c *counts) addConfidentiality(l Label, v redline.Verdict) {
	for _, k := range confidentialities() {
		if c.e2ee[k] == nil {
			c.e2ee[k] = &tally{}
		}
		c.e2ee[k].add(*l.E2EE == k, v.E2EE == k)
	}
	if *l.E2EE != v.E2EE {
		c.miss(l, "e2ee", string(*l.E2EE), string(v.E2EE))
	}
	if l.Alert != nil && *l.Alert {
		c.newsOf++
		if v.E2EE == redline.ConfidentialityWeakened || v.E2EE == redline.ConfidentialityStrengthened {
			c.news++
		} else {
			c.miss(l, "newsworthy", string(*l.E2EE), string(v.E2EE))
		}
	}
}

func confidentialities() []redline.Confidentiality {
	return []redline.Confidentiality{
		redline.ConfidentialityWeakened, redline.ConfidentialityStrengthened,
		redline.ConfidentialityTouched, redline.ConfidentialityNone,
	}
}

func (c *counts) report() Report {
	r := Report{
		Rules: differ.Rules, Cases: c.cases, Recall: c.substantive.recall(), Precision: c.substantive.precision(),
		Noise: share(c.noise, c.noiseOf), Newsworthy: share(c.news, c.newsOf),
		Topics: c.topics.f1(), TopicsRecall: c.topics.recall(), TopicsPrecision: c.topics.precision(),
		Direction: share(c.direction, c.dirsOf), Misses: c.misses,
		E2EEClasses: make(map[string]float64), E2EECounts: make(map[string]int),
		WeakenedRecall: share(0, 0), WeakenedPrecision: share(0, 0),
	}
	if r.Misses == nil {
		r.Misses = []Miss{}
	}
	classes := 0
	for _, k := range confidentialities() {
		t := c.e2ee[k]
		if t == nil || t.hit+t.missed+t.wrong == 0 {
			continue // neither wanted nor found: says nothing
		}
		classes++
		r.E2EEClasses[string(k)] = t.f1()
		r.E2EECounts[string(k)] = t.hit + t.missed
		r.E2EE += t.f1()
		if k == redline.ConfidentialityWeakened {
			r.WeakenedRecall, r.WeakenedPrecision = t.recall(), t.precision()
		}
	}
	if classes > 0 {
		r.E2EE /= float64(classes)
	}
	return r
}
