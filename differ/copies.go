package differ

import "github.com/redlinewatch/redline"

// twice reports whether the new text has the headings of the old one a second time: a
// new version stands on the page beside the one in force.
func (j *judgement) twice() bool {
	again, added := j.repeatedHeadings(true)
	return again >= 3 && again*3 >= added || j.copied*3 > j.addWords
}

// stoodTwice reports whether the old text had the headings of the new one a second time.
func (j *judgement) stoodTwice() bool {
	again, removed := j.repeatedHeadings(false)
	return again >= 5 && again*10 >= 6*removed
}

// repeatedHeadings counts the headings that came or went, and those of them that the
// other text has as well.
func (j *judgement) repeatedHeadings(came bool) (again, all int) {
	here, there := j.Old, j.New
	if came {
		here, there = j.New, j.Old
	}
	has := make(map[redline.Key]bool)
	for _, b := range there.Blocks {
		if b.Kind == redline.BlockHeading {
			has[b.Key] = true
		}
	}
	counted := make(map[redline.Key]bool) // a heading that recurs in one text says nothing of copies
	for _, h := range j.Hunks {
		at, other := h.OldAt, h.NewAt
		if came {
			at, other = h.NewAt, h.OldAt
		}
		if at < 0 || other >= 0 || here.Blocks[at].Kind != redline.BlockHeading {
			continue
		}
		all++
		if key := here.Blocks[at].Key; has[key] && !counted[key] {
			counted[key] = true
			again++
		}
	}
	return again, all
}

// Bounds of a text that stands twice on its page.
const (
	doubledLeast = 300 // words that are copies of others
	doubledShare = 10  // times as many as what else is new
	doubledText  = 0.5 // of the old text has a copy now
)

// doubled: nearly all that is new is a copy of what stands elsewhere in the text, and the
// text did not change: the page was read twice over, or together with an older copy.
func (j *judgement) doubled() bool {
	came := 0
	for _, e := range j.edits {
		switch {
		case e.paired():
			if w := len(e.del) + len(e.ins); !e.elsewhere && !e.recut && w > 0 && !j.furniture(e) {
				return false
			}
		case e.elsewhere && e.new != nil:
			came += len(e.ins)
		case e.elsewhere, e.recut:
		case e.new == nil && !j.furniture(e):
			return false
		case len(e.ins) > headingWords && !j.furniture(e):
			return false
		}
	}
	if came < doubledLeast || doubledShare*j.addWords > came || float64(came) < doubledText*float64(j.oldWords) {
		return false
	}
	return j.setNoise(redline.NoiseSelector, 0.65, "doubled", "The text stands twice now, and says nothing else: more of the page was read.", "", j.sample(true))
}

// headingWords is how long a heading of a copy may be.
const headingWords = 14
