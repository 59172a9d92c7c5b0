package differ

import (
	"encoding/binary"
	"slices"
	"time"

	"github.com/redlinewatch/redline"
)

// Bounds of a History: about 12 KB as JSON when everything is full.
const (
	historyTexts  = 40
	historyBlocks = 1200
	historySlots  = 48
	sketchSize    = 16
)

// History is what Judge knows of a document's past: which texts it had, and which
// of its places change all the time. It is bounded, goes through JSON unchanged,
// and its zero value knows nothing.
type History struct {
	// Captures counts the texts seen, Edits how often one differed from the one before.
	Captures int `json:"captures,omitempty"`
	Edits    int `json:"edits,omitempty"`
	// Texts are the last different texts, the one seen longest ago first.
	Texts []SeenText `json:"texts,omitempty"`
	// Blocks are the first four bytes of the keys of the last text's blocks, in order.
	Blocks []byte `json:"blocks,omitempty"`
	// Slots are the places where blocks changed.
	Slots []Slot `json:"slots,omitempty"`
	// Turns are the last small edits, the oldest first.
	Turns []Turn `json:"turns,omitempty"`
}

// A SeenText is a text that a document had.
type SeenText struct {
	Key      redline.Key `json:"key"`
	First    int64       `json:"first"`  // Unix seconds
	Last     int64       `json:"last"`   // Unix seconds
	Spells   int         `json:"spells"` // times the document turned to it
	Sketch   []byte      `json:"sketch,omitempty"`
	Words    int         `json:"words"`
	Language string      `json:"language,omitempty"`
}

// A Slot is a place in a document, known by the block before it.
type Slot struct {
	Before uint32 `json:"before"`
	Times  int    `json:"times"` // edits of the text that changed something here
	Last   int    `json:"last"`  // History.Edits at the last of them
}

// Saw returns the history with t seen at a time. Call it after each good capture, in
// the order of time. What h shares with earlier values stays as it is.
func (h History) Saw(t redline.Text, at time.Time) History {
	h.Captures++
	if n := len(h.Texts); n > 0 && h.Texts[n-1].Key == t.Key {
		h.Texts = slices.Clone(h.Texts)
		h.Texts[n-1].Last = at.Unix()
		return h
	}
	blocks := blockMarks(t)
	if len(h.Texts) > 0 {
		h.Edits++
		h.Slots = h.churned(blocks)
		h.Turns = h.turned(blocks, at)
	}
	h.Blocks = blocks
	seen := SeenText{Key: t.Key, First: at.Unix(), Last: at.Unix(), Spells: 1, Sketch: sketch(t), Words: t.Words(), Language: t.Language}
	texts := make([]SeenText, 0, len(h.Texts)+1)
	for _, s := range h.Texts {
		if s.Key == t.Key {
			seen.First, seen.Spells = s.First, s.Spells+1
			continue
		}
		texts = append(texts, s)
	}
	texts = append(texts, seen)
	if len(texts) > historyTexts {
		texts = slices.Clone(texts[len(texts)-historyTexts:])
	}
	h.Texts = texts
	return h
}

// saw returns what is known of a text with this key.
func (h History) saw(k redline.Key) (SeenText, bool) {
	for _, s := range h.Texts {
		if s.Key == k {
			return s, true
		}
	}
	return SeenText{}, false
}

// churn returns the share of the document's edits that changed something after the
// block with this mark, 0 while too few are known.
func (h History) churn(before uint32) float64 {
	if h.Edits < 4 {
		return 0
	}
	for _, s := range h.Slots {
		if s.Before == before {
			return float64(s.Times) / float64(h.Edits)
		}
	}
	return 0
}

// churned counts the places where blocks came new.
func (h History) churned(blocks []byte) []Slot {
	had := make(map[uint32]bool, len(h.Blocks)/4)
	for i := 0; i+4 <= len(h.Blocks); i += 4 {
		had[binary.BigEndian.Uint32(h.Blocks[i:])] = true
	}
	slots := slices.Clone(h.Slots)
	before := uint32(0)
	for i := 0; i+4 <= len(blocks); i += 4 {
		mark := binary.BigEndian.Uint32(blocks[i:])
		if had[mark] {
			before = mark
			continue
		}
		slots = h.count(slots, before)
	}
	return slots
}

// count adds one to a slot, once an edit, and forgets the stalest where there are too many.
func (h History) count(slots []Slot, before uint32) []Slot {
	for i := range slots {
		if slots[i].Before == before {
			if slots[i].Last != h.Edits {
				slots[i].Times++
				slots[i].Last = h.Edits
			}
			return slots
		}
	}
	fresh := Slot{Before: before, Times: 1, Last: h.Edits}
	if len(slots) < historySlots {
		return append(slots, fresh)
	}
	stalest := 0
	for i, s := range slots {
		if s.Times < slots[stalest].Times || s.Times == slots[stalest].Times && s.Last < slots[stalest].Last {
			stalest = i
		}
	}
	slots[stalest] = fresh
	return slots
}

// mark is the short form of a block's key in a History.
func mark(k redline.Key) uint32 { return binary.BigEndian.Uint32(k[:4]) }

func blockMarks(t redline.Text) []byte {
	n := min(len(t.Blocks), historyBlocks)
	out := make([]byte, 0, 4*n)
	for _, b := range t.Blocks[:n] {
		out = append(out, b.Key[:4]...)
	}
	return out
}

// sketch is a min-hash of a text's block keys: two texts' sketches agree in about the
// share of blocks that the texts have in common.
func sketch(t redline.Text) []byte {
	if len(t.Blocks) == 0 {
		return nil
	}
	var least [sketchSize]uint32
	for i := range least {
		least[i] = ^uint32(0)
	}
	for _, b := range t.Blocks {
		x := binary.BigEndian.Uint64(b.Key[:8])
		for i := range least {
			x = x*6364136223846793005 + 1442695040888963407
			least[i] = min(least[i], uint32(x>>32))
		}
	}
	out := make([]byte, 0, 2*sketchSize)
	for _, v := range least {
		out = binary.BigEndian.AppendUint16(out, uint16(v>>8))
	}
	return out
}
