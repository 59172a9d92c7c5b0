package site

import (
	"fmt"
	"slices"
	"time"

	"github.com/redlinewatch/redline"
)

// A timeline is the life of a document as marks on a line from 0 to 100 percent.
type timeline struct {
	from, to time.Time
	marks    []mark
	years    []tick
	summary  string // the same in words, for those who do not see it
}

// A mark is one thing that happened.
type mark struct {
	at    float64 // percent
	width float64 // of a gap
	kind  string  // "first", "substantive", "editorial", "noise", "gap"
	title string
}

type tick struct {
	at   float64
	name string
}

const mostTicks = 6

// newTimeline draws versions, changes set aside, and times when nobody could look.
func newTimeline(versions []redline.Version, changes []redline.Change, unreadable []redline.Capture, now time.Time) timeline {
	if len(versions) == 0 {
		return timeline{}
	}
	first := versions[len(versions)-1].FirstSeen
	last := now
	if last.Before(versions[0].LastSeen) {
		last = versions[0].LastSeen
	}
	if !last.After(first) {
		last = first.Add(24 * time.Hour)
	}
	t := timeline{from: first, to: last}
	t.marks = append(t.marks, mark{kind: "first", title: "First recorded on " + dayWords(first)})
	counts := map[string]int{}
	for _, c := range slices.Backward(changes) {
		kind := string(c.Verdict.Class)
		if kind == "" {
			kind = string(redline.ClassEditorial)
		}
		counts[kind]++
		t.marks = append(t.marks, mark{at: t.percent(c.FirstWith), kind: kind, title: classWords(c.Verdict.Class) + ", " + dayWords(c.FirstWith)})
	}
	t.marks = append(t.gaps(unreadable), t.marks...)
	t.years = t.ticks()
	t.summary = fmt.Sprintf("From %s to %s: %s; %s substantive, %s editorial, %s set aside; %s.",
		dayWords(first), dayWords(last), plural(len(versions), "version", "versions"),
		number(counts["substantive"]), number(counts["editorial"]), number(counts["noise"]),
		plural(len(unreadable), "visit could not read it", "visits could not read it"))
	return t
}

func (t timeline) percent(at time.Time) float64 {
	p := float64(at.Sub(t.from)) / float64(t.to.Sub(t.from)) * 100
	return max(0, min(100, p))
}

// gaps joins unreadable visits that stand close together.
func (t timeline) gaps(unreadable []redline.Capture) []mark {
	var out []mark
	const near = 0.6 // percent
	for _, c := range slices.Backward(unreadable) {
		if c.At.Before(t.from) {
			continue
		}
		at := t.percent(c.At)
		if n := len(out); n > 0 && at-(out[n-1].at+out[n-1].width) < near {
			out[n-1].width = at - out[n-1].at + 0.3
			continue
		}
		out = append(out, mark{at: at, width: 0.3, kind: "gap", title: healthWords(c.Health).name + ", " + dayWords(c.At)})
	}
	return out
}

// ticks are the starts of years, or of months when the span is short, few enough for a phone.
func (t timeline) ticks() []tick {
	var all []tick
	if t.to.Sub(t.from) > 2*365*24*time.Hour {
		for y := t.from.UTC().Year() + 1; y <= t.to.UTC().Year(); y++ {
			at := time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)
			all = append(all, tick{t.percent(at), at.Format("2006")})
		}
	} else {
		at := time.Date(t.from.UTC().Year(), t.from.UTC().Month()+1, 1, 0, 0, 0, 0, time.UTC)
		for ; at.Before(t.to); at = at.AddDate(0, 1, 0) {
			all = append(all, tick{t.percent(at), at.Format("Jan 06")})
		}
	}
	step := (len(all) + mostTicks - 1) / mostTicks
	var out []tick
	for i := 0; i < len(all); i += max(step, 1) {
		if all[i].at < 94 { // a label needs room to its right
			out = append(out, all[i])
		}
	}
	return out
}

// pc writes a percentage as SVG wants it.
func pc(v float64) string { return fmt.Sprintf("%.2f%%", v) }
