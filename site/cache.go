package site

import (
	"container/list"
	"sync"

	"github.com/redlinewatch/redline"
)

// A cache keeps the values used last, up to a total size. Values are never changed once put.
type cache[K comparable, V any] struct {
	mu    sync.Mutex // guards the rest; held for map work only
	limit int
	size  int
	order *list.List // of *cached[K, V], the one used last in front
	items map[K]*list.Element
}

type cached[K comparable, V any] struct {
	key   K
	value V
	size  int
}

func newCache[K comparable, V any](limit int) *cache[K, V] {
	return &cache[K, V]{limit: limit, order: list.New(), items: map[K]*list.Element{}}
}

func (c *cache[K, V]) get(key K) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.items[key]; ok {
		c.order.MoveToFront(e)
		return e.Value.(*cached[K, V]).value, true
	}
	var none V
	return none, false
}

// put keeps the value, unless it alone would take a quarter of the room.
func (c *cache[K, V]) put(key K, value V, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.items[key]; ok || size > c.limit/4 {
		return
	}
	c.items[key] = c.order.PushFront(&cached[K, V]{key, value, size})
	c.size += size
	for c.size > c.limit {
		last := c.order.Back()
		old := last.Value.(*cached[K, V])
		c.order.Remove(last)
		delete(c.items, old.key)
		c.size -= old.size
	}
}

// A pageCache keeps rendered pages by their ETag, which names everything a page depends on.
type pageCache struct{ c *cache[string, []byte] }

func newPageCache() *pageCache { return &pageCache{newCache[string, []byte](16 << 20)} }

func (p *pageCache) get(tag string) ([]byte, bool) { return p.c.get(tag) }
func (p *pageCache) put(tag string, body []byte)   { p.c.put(tag, body, len(body)+len(tag)+200) }

// A comparison is two texts and what separates them.
type comparison struct {
	old, new redline.Text
	hunks    []redline.Hunk
}

// A diffCache keeps comparisons by the keys of their texts.
type diffCache struct {
	c *cache[[2]redline.Key, comparison]
}

func newDiffCache() *diffCache {
	return &diffCache{newCache[[2]redline.Key, comparison](24 << 20)}
}

// size guesses what a comparison holds in memory.
func (c comparison) size() int {
	n := 1000
	for _, t := range []redline.Text{c.old, c.new} {
		for _, b := range t.Blocks {
			n += len(b.Words) + 150
		}
	}
	for _, h := range c.hunks {
		n += 2*(len(h.Old)+len(h.New)) + 100*len(h.Spans) + 200
	}
	return n
}
