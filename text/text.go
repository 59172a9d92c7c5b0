// Package text turns Markdown and HTML into [redline.Text], and says when two
// texts are the same to a reader.
//
// Every text is stored as Markdown. [FromMarkdown] reads it into blocks, with the
// headings each stands under; [FromHTML] makes Markdown of selected nodes. A page
// read both ways, through an archive's Markdown or our own, gives equal keys.
//
// # Blocks
//
// A block is a heading, a paragraph, a list item or a table row. Its words are what
// a reader sees, on one line: link texts without targets, no images, no markup.
// One line break inside a paragraph is a space; two begin a new block. A table row
// whose cells hold one block each is one block, its cells joined by " | ". A row
// with a cell of several paragraphs or list items is layout: each of them is a
// block of its own, as if the table were not there. Blocks without a letter or a
// digit are dropped.
//
// # Keys
//
// [BlockKey] hashes the words less what does not speak: emphasis and other markup,
// white space, list markers, the forms of quotes and dashes, invisible characters.
// Letter case stays. The kind of a block is not part of its key, so a heading that
// becomes a bold paragraph is no change. [TextKey] hashes the keys in order.
//
// # Grammar
//
// Markdown is cut into chunks at blank lines, outside fences, comments and list
// items that go on, and each chunk is read alone with goldmark. A chunk therefore
// means the same wherever it stands, which is what lets [Reader] remember it. Only
// link reference definitions reach across chunks. Nothing here fails or panics:
// what cannot be read as markup is read as words.
package text

import "github.com/redlinewatch/redline"

// FromMarkdown reads md. To read many versions of the same documents use a [Reader].
func FromMarkdown(md string) redline.Text { return NewReader(0).FromMarkdown(md) }

// assemble puts the blocks of chunks in order and gives each its section path.
type assembler struct {
	blocks []redline.Block
	levels []int
	path   []string // replaced, never changed: blocks share it
}

func (a *assembler) add(chunk []redline.Block) {
	for _, b := range chunk {
		if b.Kind == redline.BlockHeading {
			depth := 0
			for depth < len(a.levels) && a.levels[depth] < b.Level {
				depth++
			}
			b.Section = a.path[:depth:depth]
			a.levels = append(a.levels[:depth], b.Level)
			a.path = append(b.Section, b.Words) // capacity is depth: always a copy
		} else {
			b.Section = a.path
		}
		a.blocks = append(a.blocks, b)
	}
}
