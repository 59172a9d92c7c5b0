package text

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/redlinewatch/redline"
)

// maxNesting bounds the containers (quotes, lists) inside each other. goldmark
// reads every line once per open container, and so do we on our stack.
const maxNesting = 100

// maxSigns bounds the emphasis signs in a chunk that are paired up: goldmark looks
// for each one's partner among all before it.
const maxSigns = 3000

// parsers read one chunk each, and are made when first needed: most chunks need none.
type parsers struct {
	full, plain parser.Parser // the second leaves emphasis signs alone
	scratch     []byte        // of quick
}

func inlineParsers() []util.PrioritizedValue {
	return []util.PrioritizedValue{
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewRawHTMLParser(), 400),
	}
}

func newParser(inline []util.PrioritizedValue) parser.Parser {
	p := parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(inline...),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
	goldmark.New(goldmark.WithParser(p), goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.TaskList))
	return p
}

// parse reads a chunk.
func (p *parsers) parse(source []byte, ctx parser.Context) ast.Node {
	if bytes.Count(source, []byte{'*'})+bytes.Count(source, []byte{'_'}) > maxSigns {
		if p.plain == nil {
			p.plain = newParser(inlineParsers())
		}
		return p.plain.Parse(gtext.NewReader(source), parser.WithContext(ctx))
	}
	if p.full == nil {
		p.full = newParser(append(inlineParsers(), util.Prioritized(parser.NewEmphasisParser(), 500)))
	}
	return p.full.Parse(gtext.NewReader(source), parser.WithContext(ctx))
}

// context is a parser's context that also knows the definitions of other chunks.
type context struct {
	parser.Context
	defined map[string]parser.Reference
}

// Reference implements [parser.Context].
func (c context) Reference(label string) (parser.Reference, bool) {
	if ref, ok := c.Context.Reference(label); ok {
		return ref, true
	}
	ref, ok := c.defined[label]
	return ref, ok
}

// definitions returns the link reference definitions in a chunk.
func definitions(p *parsers, chunk string) []parser.Reference {
	ctx := parser.NewContext()
	p.parse([]byte(bounded(chunk)), ctx)
	return ctx.References()
}

// parse returns the blocks of a chunk.
func parse(p *parsers, chunk string, refs references) []redline.Block {
	b := builder{parsers: p, refs: refs}
	plain := withoutLinks(chunk)
	if b.quick(plain) {
		return b.blocks
	}
	if flat := bounded(chunk); flat != chunk {
		plain = withoutLinks(flat)
	}
	b.parse([]byte(withWholeTables(plain)), 0)
	return b.blocks
}

// bounded returns chunk with the container marks of absurdly nested lines removed.
func bounded(chunk string) string {
	if len(chunk) < maxNesting {
		return chunk
	}
	var out []string // nil while nothing was removed
	lines := strings.SplitAfter(chunk, "\n")
	for i, line := range lines {
		rest := unnested(line)
		if len(rest) < len(line) && out == nil {
			out = append(make([]string, 0, len(lines)), lines[:i]...)
		}
		if out != nil {
			out = append(out, rest)
		}
	}
	if out == nil {
		return chunk
	}
	return strings.Join(out, "")
}

// unnested returns line without its quote signs and list markers when there are too
// many of them.
func unnested(line string) string {
	rest := line
	for depth := 0; ; depth++ {
		body := strings.TrimLeft(rest, " \t")
		switch {
		case strings.HasPrefix(body, ">"):
			rest = body[1:]
		case body != "" && isMarker(body):
			rest = body[markerEnd(body):]
		case depth > maxNesting:
			return rest
		default:
			return line
		}
	}
}

// dedented returns s less the indentation that all its lines have.
func dedented(s []byte) []byte {
	lines := bytes.SplitAfter(s, []byte("\n"))
	least := len(s)
	for _, line := range lines {
		if body := bytes.TrimLeft(line, " \t"); len(bytes.TrimSpace(body)) > 0 {
			least = min(least, len(line)-len(body))
		}
	}
	for i, line := range lines {
		lines[i] = line[min(least, len(line)-len(bytes.TrimLeft(line, " \t"))):]
	}
	return bytes.Join(lines, nil)
}

// A builder collects the blocks of a parsed chunk.
type builder struct {
	parsers  *parsers
	refs     references
	source   []byte
	blocks   []redline.Block
	indented int // how deep in words that were indented like code
}

// parse adds the blocks of source, which stands depth lists deep.
func (b *builder) parse(source []byte, depth int) {
	outer := b.source
	b.source = source
	b.children(b.parsers.parse(source, context{parser.NewContext(), b.refs.labels}), depth)
	b.source = outer
}

// add adds the blocks that raw, the collected words of one block of Markdown, makes.
func (b *builder) add(kind redline.BlockKind, level int, raw []byte) {
	if bytes.IndexByte(raw, markBlock) < 0 && bytes.IndexByte(raw, markBreak) < 0 {
		if words := oneLine(raw); speaks(words) {
			b.blocks = append(b.blocks, newBlock(kind, level, words))
		}
		return
	}
	for _, words := range segments(raw) {
		b.blocks = append(b.blocks, newBlock(kind, level, words))
	}
}

func newBlock(kind redline.BlockKind, level int, words string) redline.Block {
	return redline.Block{Kind: kind, Level: level, Words: words, Count: countWords(words), Key: BlockKey(words)}
}

// children adds the blocks under n, which stands depth lists deep.
func (b *builder) children(n ast.Node, depth int) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		b.node(c, depth)
	}
}

func (b *builder) node(n ast.Node, depth int) {
	kind := redline.BlockParagraph
	if depth > 0 {
		kind = redline.BlockItem
	}
	switch n := n.(type) {
	case *ast.Heading:
		b.add(redline.BlockHeading, n.Level, b.inline(n))
	case *ast.Paragraph, *ast.TextBlock:
		b.add(kind, depth, b.inline(n))
	case *ast.List:
		b.list(n, depth)
	case *ast.FencedCodeBlock:
		b.code(n, kind, depth)
	case *ast.CodeBlock:
		b.indent(n, kind, depth)
	case *ast.HTMLBlock:
		b.html(n, kind, depth)
	case *east.Table:
		for row := n.FirstChild(); row != nil; row = row.NextSibling() {
			b.row(row)
		}
	case *ast.ThematicBreak:
	default: // quotes, and whatever else contains blocks
		b.children(n, depth)
	}
}

// list adds the items of a list. Numbers above 999 are years or articles, not
// counters: they stay words.
func (b *builder) list(n *ast.List, depth int) {
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		first := len(b.blocks)
		b.children(item, depth+1)
		if n.IsOrdered() && number > 999 && len(b.blocks) > first {
			old := b.blocks[first]
			b.blocks[first] = newBlock(old.Kind, old.Level, strconv.Itoa(number)+". "+old.Words)
		}
		number++
	}
}

func (b *builder) code(n ast.Node, kind redline.BlockKind, depth int) {
	for _, part := range bytes.Split(lines(n, b.source), []byte("\n\n")) {
		w := collector{out: make([]byte, 0, len(part))}
		w.literal(part)
		b.add(kind, depth, w.out)
	}
}

// indent adds what is indented like code as what it is without the indentation.
// Policies hold no code, and converters indent words that belong to no list any
// more; read as code they would show their markup.
func (b *builder) indent(n ast.Node, kind redline.BlockKind, depth int) {
	const enough = 8
	if b.indented == enough {
		b.code(n, kind, depth)
		return
	}
	b.indented++
	b.parse(dedented(lines(n, b.source)), depth)
	b.indented--
}

func (b *builder) html(n *ast.HTMLBlock, kind redline.BlockKind, depth int) {
	raw := lines(n, b.source)
	if n.HasClosure() {
		raw = append(raw, n.ClosureLine.Value(b.source)...)
	}
	w := collector{out: make([]byte, 0, len(raw))}
	w.html(raw)
	b.add(kind, depth, w.out)
}

// row adds a table row: one block where each cell holds at most one, else the
// blocks of its cells.
func (b *builder) row(row ast.Node) {
	var parts []string
	layout := false
	for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
		w := collector{source: b.source, cell: true}
		w.children(cell)
		found := segments(w.out)
		if sign := oneLine(w.out); len(found) == 0 && isTick(sign) {
			found = []string{sign} // "backups: ✘" says something, in a table without a letter
		}
		layout = layout || len(found) > 1
		parts = append(parts, found...)
	}
	if layout {
		for _, words := range parts {
			b.blocks = append(b.blocks, newBlock(redline.BlockParagraph, 0, words))
		}
		return
	}
	if len(parts) > 0 {
		b.blocks = append(b.blocks, newBlock(redline.BlockRow, 0, strings.Join(parts, " | ")))
	}
}

// isTick reports whether words are a tick or a cross and nothing else.
func isTick(words string) bool {
	r, size := utf8.DecodeRuneInString(words)
	return strings.ContainsRune("✓✔✅☑✗✘❌☒×", r) && r != utf8.RuneError && strings.Trim(words[size:], "\uFE0F") == ""
}

// inline returns the collected words of n's inline content.
func (b *builder) inline(n ast.Node) []byte {
	w := collector{source: b.source}
	w.children(n)
	return w.out
}

func lines(n ast.Node, source []byte) []byte {
	var out []byte
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		out = append(out, line.Value(source)...)
	}
	return out
}
