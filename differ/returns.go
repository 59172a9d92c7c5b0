package differ

import (
	"encoding/binary"
	"slices"
	"time"

	"github.com/redlinewatch/redline"
)

// FlagInPart says of a flap that the text as a whole is new: passages came back, or went
// again, while others had changed meanwhile.
const FlagInPart = "in-part"

// Bounds of what is remembered of edits: about 3 KB as JSON when everything is full.
const (
	historyTurns = 8
	turnMarks    = 32 // of blocks on a side; an edit of more is a rewrite, and not kept
	turnDays     = 45 // after which what comes back is news again
	turnWords    = 4  // blocks of fewer words decide nothing
)

// A Turn is what one edit of a document took away and brought, as marks of blocks.
type Turn struct {
	At   int64  `json:"at"` // Unix seconds
	Gone []byte `json:"gone,omitempty"`
	Came []byte `json:"came,omitempty"`
}

// turned adds an edit from the blocks of the last text to those of the next.
func (h History) turned(blocks []byte, at time.Time) []Turn {
	t := Turn{At: at.Unix(), Gone: marksWithout(h.Blocks, blocks), Came: marksWithout(blocks, h.Blocks)}
	if len(t.Gone)+len(t.Came) == 0 || max(len(t.Gone), len(t.Came)) > 4*turnMarks {
		return h.Turns
	}
	turns := append(slices.Clone(h.Turns), t)
	return turns[max(0, len(turns)-historyTurns):]
}

// marksWithout lists the marks of a that b has not.
func marksWithout(a, b []byte) []byte {
	have := make(map[uint32]bool, len(b)/4)
	for i := 0; i+4 <= len(b); i += 4 {
		have[binary.BigEndian.Uint32(b[i:])] = true
	}
	var out []byte
	for i := 0; i+4 <= len(a); i += 4 {
		if !have[binary.BigEndian.Uint32(a[i:])] {
			out = append(out, a[i:i+4]...)
		}
	}
	return out
}

func hasMark(marks []byte, m uint32) bool {
	for i := 0; i+4 <= len(marks); i += 4 {
		if binary.BigEndian.Uint32(marks[i:]) == m {
			return true
		}
	}
	return false
}

// turnedBack: all that changed undoes one edit of the last weeks, though the text as a
// whole may never have stood before.
func (j *judgement) turnedBack() bool {
	turns := j.history.Turns
	for i := len(turns) - 1; i >= 0; i-- {
		age := j.At.Sub(time.Unix(turns[i].At, 0))
		if age < 0 || age > turnDays*24*time.Hour || !j.undoes(turns[i]) {
			continue
		}
		if i < len(turns)-1 {
			j.flag(FlagInPart)
		}
		return j.setNoise(redline.NoiseFlap, 0.7, "turned-back",
			"What changed undoes an edit of the last weeks.", firstHunk(j.Hunks).Old, firstHunk(j.Hunks).New)
	}
	return false
}

// undone is the share of an edit's blocks that must be as before it: counters and days of
// today beside it are not.
const undone = 0.75

// undoes reports whether every changed block of some length takes an edit back, and
// little of that edit is left.
func (j *judgement) undoes(t Turn) bool {
	found := false
	for _, h := range j.Hunks {
		if h.Op == redline.HunkMoved {
			continue
		}
		if h.OldAt >= 0 && j.Old.Blocks[h.OldAt].Count >= turnWords {
			if !hasMark(t.Came, mark(j.Old.Blocks[h.OldAt].Key)) {
				return false
			}
			found = true
		}
		if h.NewAt >= 0 && j.New.Blocks[h.NewAt].Count >= turnWords {
			if !hasMark(t.Gone, mark(j.New.Blocks[h.NewAt].Key)) {
				return false
			}
			found = true
		}
	}
	if !found {
		return false
	}
	now := blockMarks(j.New)
	left := len(marksWithout(t.Gone, now)) + len(t.Came) - len(marksWithout(t.Came, now))
	return float64(left) <= (1-undone)*float64(len(t.Gone)+len(t.Came))
}

func firstHunk(hunks []redline.Hunk) redline.Hunk {
	for _, h := range hunks {
		if h.Op != redline.HunkMoved {
			return h
		}
	}
	return redline.Hunk{}
}
