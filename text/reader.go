package text

import (
	"sort"
	"strings"

	"github.com/yuin/goldmark/parser"

	"github.com/redlinewatch/redline"
)

// A Reader reads Markdown and remembers the chunks it has read, because the
// versions of a document repeat most of them. Its results equal those of
// [FromMarkdown]. It is not for concurrent use.
type Reader struct {
	parsers   *parsers
	chunks    cache[[]redline.Block]
	languages cache[string]
}

// NewReader returns a reader that remembers about limitBytes of chunks; with 0, none.
func NewReader(limitBytes int) *Reader {
	return &Reader{
		parsers:   &parsers{},
		chunks:    cache[[]redline.Block]{limit: limitBytes},
		languages: cache[string]{limit: limitBytes / 64},
	}
}

// FromMarkdown reads md. The returned text shares strings with other results of
// the same reader, and none with md.
func (r *Reader) FromMarkdown(md string) redline.Text {
	md = clean(md)
	refs := r.references(md)
	a := assembler{blocks: make([]redline.Block, 0, len(md)/160+4)}
	split(md, func(chunk string) { a.add(r.read(chunk, refs)) })
	t := redline.Text{Blocks: a.blocks, Key: TextKey(a.blocks)}
	t.Language = r.language(a.blocks)
	return t
}

// read returns the blocks of one chunk. Their sections are not set.
func (r *Reader) read(chunk string, refs references) []redline.Block {
	key := chunk
	if refs.labels != nil && strings.IndexByte(chunk, '[') >= 0 {
		key = refs.key + "\x00" + chunk // what brackets mean depends on the definitions
	}
	if blocks, ok := r.chunks.get(key); ok {
		return blocks
	}
	blocks := parse(r.parsers, chunk, refs)
	if r.chunks.limit > 0 {
		r.chunks.put(strings.Clone(key), blocks, len(key)+sizeOf(blocks))
	}
	return blocks
}

func sizeOf(blocks []redline.Block) int {
	const block, entry = 96, 128 // a Block, and what a map entry costs around its strings
	size := entry + block*len(blocks)
	for _, b := range blocks {
		size += len(b.Words)
	}
	return size
}

// references are the link reference definitions of a whole text. Only which labels
// are defined matters: targets are not words.
type references struct {
	labels map[string]parser.Reference // nil when there are none
	key    string
}

func (r *Reader) references(md string) references {
	if !strings.Contains(md, "]:") {
		return references{}
	}
	labels := map[string]parser.Reference{}
	split(md, func(chunk string) {
		if !strings.Contains(chunk, "]:") {
			return
		}
		for _, ref := range definitions(r.parsers, chunk) {
			labels[string(ref.Label())] = ref
		}
	})
	if len(labels) == 0 {
		return references{}
	}
	names := make([]string, 0, len(labels))
	for name := range labels {
		names = append(names, name)
	}
	sort.Strings(names)
	return references{labels: labels, key: redline.ID(names...)}
}

// cache remembers values by string up to about limit bytes. It keeps two
// generations: when the young one holds half the limit it becomes the old one, and
// what is then asked for again is young again. The rest is forgotten.
type cache[V any] struct {
	limit      int
	young, old map[string]sized[V]
	size       int // of young
}

type sized[V any] struct {
	value V
	size  int
}

func (c *cache[V]) get(key string) (V, bool) {
	if v, ok := c.young[key]; ok {
		return v.value, true
	}
	v, ok := c.old[key]
	if ok {
		c.put(strings.Clone(key), v.value, v.size) // a clone: the map must not keep the caller's text alive
	}
	return v.value, ok
}

func (c *cache[V]) put(key string, value V, size int) {
	if size > c.limit/2 {
		return
	}
	if c.young == nil || c.size+size > c.limit/2 {
		c.old, c.young, c.size = c.young, map[string]sized[V]{}, 0
	}
	c.young[key] = sized[V]{value, size}
	c.size += size
}
