package eval

import (
	"fmt"
	"io"
	"slices"
)

// WriteTable writes a report as a table for people, with the misses when asked.
func WriteTable(w io.Writer, r Report, misses bool) error {
	p := &printer{w: w}
	p.line("%d cases", r.Cases)
	p.score("substantive changes found (recall)", r.Recall)
	p.score("published and really substantive (precision)", r.Precision)
	p.score("kinds of noise right", r.Noise)
	p.score("confidentiality weakened, recall", r.WeakenedRecall)
	p.score("confidentiality weakened, precision", r.WeakenedPrecision)
	p.score("newsworthy found", r.Newsworthy)
	p.line("%-46s %5.3f  %s", "confidentiality, macro-F1", r.E2EE, classList(r))
	if r.TopicsRecall.Of > 0 {
		p.line("%-46s %5.3f", "topics, micro-F1", r.Topics)
	}
	p.score("  topics, recall", r.TopicsRecall)
	p.score("  topics, precision", r.TopicsPrecision)
	p.score("direction, where readers agreed", r.Direction)
	if misses {
		for _, m := range r.Misses {
			p.line("  %-12s %-12s want %s, got %s", m.ID, m.Measure, m.Want, m.Got)
		}
	}
	return p.err
}

func classList(r Report) string {
	var names []string
	for k := range r.E2EEClasses {
		names = append(names, k)
	}
	slices.Sort(names)
	s := ""
	for _, k := range names {
		s += fmt.Sprintf(" %s %.2f (%d)", k, r.E2EEClasses[k], r.E2EECounts[k])
	}
	return s
}

// printer keeps the first error of a row of writes.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) score(name string, s Score) {
	if s.Of == 0 {
		p.line("%-46s    -", name)
		return
	}
	p.line("%-46s %5.3f  [%.3f, %.3f]  %d of %d", name, s.Value, s.Low, s.High, s.Right, s.Of)
}
