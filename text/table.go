package text

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// table copies a table so that it becomes the same blocks as the Markdown of an
// archive does. Rows whose cells hold one block each stay a table; the cells of
// other rows become blocks in their place, and so does everything in a table that
// contains another one.
func (c copier) table(to, n *html.Node, depth int) error {
	rows, nested := rowsOf(n)
	var open *html.Node // the table that simple rows go into
	for _, row := range rows {
		switch {
		case row.DataAtom == atom.Caption:
			open = nil
			if err := c.wrap(to, atom.Div, row, depth); err != nil {
				return err
			}
		case !nested && isSimple(row):
			if open == nil {
				open = c.pending.element(to, element(atom.Table))
			}
			if err := c.cells(c.pending.element(open, element(atom.Tr)), row, depth); err != nil {
				return err
			}
		default:
			open = nil
			for cell := row.FirstChild; cell != nil; cell = cell.NextSibling {
				if err := c.copyChildren(c.pending.element(to, element(atom.Div)), cell, depth+1); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// cells copies the cells of a simple row, each as one line of words.
func (c copier) cells(to, row *html.Node, depth int) error {
	c.inline = true
	for cell := row.FirstChild; cell != nil; cell = cell.NextSibling {
		if cell.DataAtom != atom.Td && cell.DataAtom != atom.Th {
			continue
		}
		if err := c.copyChildren(c.pending.element(to, element(cell.DataAtom)), cell, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// rowsOf returns the rows and captions of a table, but not of tables in it, and
// whether there are such.
func rowsOf(table *html.Node) (rows []*html.Node, nested bool) {
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			switch child.DataAtom {
			case atom.Tr, atom.Caption:
				rows = append(rows, child)
				nested = nested || hasTable(child)
			case atom.Thead, atom.Tbody, atom.Tfoot:
				walk(child)
			}
		}
	}
	walk(table)
	return rows, nested
}

func hasTable(n *html.Node) bool {
	for d := range n.Descendants() {
		if d.DataAtom == atom.Table {
			return true
		}
	}
	return false
}

// isSimple reports whether no cell of a row holds more than one block.
func isSimple(row *html.Node) bool {
	for cell := row.FirstChild; cell != nil; cell = cell.NextSibling {
		count := blockCount{}
		count.walk(cell)
		count.end()
		if count.blocks > 1 || count.lines > maxCellLines {
			return false
		}
	}
	return true
}

// blockCount counts the blocks with words in a cell, as Markdown would cut them.
type blockCount struct {
	blocks int
	words  strings.Builder // of the block so far
	breaks int             // line breaks since the last word
	lines  int             // all line breaks
}

// maxCellLines bounds the lines of a cell that is one block: the converter joins
// them in quadratic time.
const maxCellLines = 200

func (b *blockCount) walk(n *html.Node) {
	for child := n.FirstChild; child != nil && b.blocks < 2; child = child.NextSibling {
		switch {
		case child.Type == html.TextNode:
			if strings.TrimFunc(child.Data, ignorable) != "" {
				b.words.WriteString(child.Data)
				b.breaks = 0
			}
		case child.Type != html.ElementNode || isHidden(child.Data):
		case child.DataAtom == atom.Br:
			b.lines++
			if b.breaks++; b.breaks > 1 {
				b.end()
			}
		case isBlock(child.Data):
			b.end()
			b.walk(child)
			b.end()
		default:
			b.walk(child)
		}
	}
}

func (b *blockCount) end() {
	if speaks(b.words.String()) {
		b.blocks++
	}
	b.words.Reset()
	b.breaks = 0
}
