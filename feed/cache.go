package feed

import (
	"container/list"
	"sync"
)

// A cache keeps the values used last, up to a total size. It is safe for concurrent use.
type cache[V any] struct {
	mu    sync.Mutex // guards the rest; held for map work only
	room  int
	used  int
	order *list.List // of *kept[V], the one used last in front
	at    map[string]*list.Element
}

type kept[V any] struct {
	key   string
	value V
	size  int
}

func newCache[V any](room int) *cache[V] {
	return &cache[V]{room: room, order: list.New(), at: map[string]*list.Element{}}
}

func (c *cache[V]) get(key string) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.at[key]; ok {
		c.order.MoveToFront(e)
		return e.Value.(*kept[V]).value, true
	}
	var none V
	return none, false
}

// put keeps a value in place of an earlier one, and drops the ones used least.
func (c *cache[V]) put(key string, value V, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.at[key]; ok {
		c.drop(e)
	}
	c.at[key] = c.order.PushFront(&kept[V]{key, value, size})
	for c.used += size; c.used > c.room && c.order.Len() > 1; {
		c.drop(c.order.Back())
	}
}

func (c *cache[V]) drop(e *list.Element) {
	k := c.order.Remove(e).(*kept[V])
	delete(c.at, k.key)
	c.used -= k.size
}
