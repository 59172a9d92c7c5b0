package redline

import (
	"encoding/hex"
	"fmt"
)

// KeyVersion is the version of the rules that make keys. A stored key of another
// version is made again from the stored text, so an upgrade never looks like a change.
const KeyVersion = 1

// A Key says whether two blocks or texts are the same to a reader: the first 128
// bits of a SHA-256. See package text for what it leaves out.
type Key [16]byte

// String returns the key in hexadecimal, empty for the zero key.
func (k Key) String() string {
	if k == (Key{}) {
		return ""
	}
	return hex.EncodeToString(k[:])
}

// MarshalText implements encoding.TextMarshaler.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *Key) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*k = Key{}
		return nil
	}
	if n, err := hex.Decode(k[:], b); err != nil || n != len(k) || len(b) != 2*len(k) {
		return fmt.Errorf("key %q: %w: want %d hexadecimal digits", b, ErrInvalid, 2*len(k))
	}
	return nil
}

// A Text is what a good capture says, in reading order.
type Text struct {
	Blocks   []Block `json:"blocks"`
	Key      Key     `json:"key"`                // hash of the blocks' keys in order
	Language string  `json:"language,omitempty"` // BCP 47, detected; empty when unsure
}

// Words counts the words a reader sees.
func (t Text) Words() int {
	n := 0
	for _, b := range t.Blocks {
		n += b.Count
	}
	return n
}

// BlockKind is the role of a block in its text.
type BlockKind string

const (
	BlockHeading   BlockKind = "heading"
	BlockParagraph BlockKind = "paragraph"
	BlockItem      BlockKind = "item" // of a list
	BlockRow       BlockKind = "row"  // of a table
)

// A Block is a heading, a paragraph, a list item or a table row.
type Block struct {
	Kind  BlockKind `json:"kind"`
	Level int       `json:"level,omitempty"` // of a heading 1 to 6, of an item its depth from 1
	// Section is the path of headings the block stands under, outermost first. Shared between blocks: do not change it.
	Section []string `json:"section,omitempty"`
	Words   string   `json:"words"` // what a reader sees, on one line
	Count   int      `json:"-"`     // words in Words
	Key     Key      `json:"-"`
}
