package store

import (
	lru "container/list"
	"context"
	"fmt"
	"sync"
)

// A textCache keeps the texts read or written last, up to a number of bytes.
type textCache struct {
	mu    sync.Mutex // guards the rest
	limit int
	size  int
	order *lru.List // of cachedText, last used first
	byNum map[int64]*lru.Element
}

type cachedText struct {
	num  int64
	text []byte
}

func newTextCache(limit int) *textCache {
	return &textCache{limit: limit, order: lru.New(), byNum: map[int64]*lru.Element{}}
}

func (c *textCache) get(num int64) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byNum[num]
	if !ok {
		return nil, false
	}
	c.order.MoveToFront(e)
	return e.Value.(cachedText).text, true
}

func (c *textCache) put(num int64, text []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byNum[num]; ok || len(text) > c.limit {
		return
	}
	c.byNum[num] = c.order.PushFront(cachedText{num, text})
	for c.size += len(text); c.size > c.limit; {
		last := c.order.Remove(c.order.Back()).(cachedText)
		delete(c.byNum, last.num)
		c.size -= len(last.text)
	}
}

// A nameCache knows the numbers of names.
type nameCache struct {
	mu sync.Mutex // guards m
	m  map[string]int64
}

func newNameCache() *nameCache { return &nameCache{m: map[string]int64{}} }

func (c *nameCache) get(name string) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.m[name]
}

// Names come from archives and people; past this many they are asked for each time.
const maxNames = 1000

func (c *nameCache) put(name string, num int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.m) < maxNames {
		c.m[name] = num
	}
}

// name returns the number of a name, giving it one if it is new.
func (t *tx) name(ctx context.Context, name string) (int64, error) {
	if num := t.db.names.get(name); num != 0 {
		return num, nil
	}
	if num, ok := t.named[name]; ok {
		return num, nil // not in the cache: this transaction may yet come to nothing
	}
	num, found, err := t.number(ctx, `select num from names where name = $1`, name)
	if err == nil && found {
		t.db.names.put(name, num)
		return num, nil
	}
	if err == nil {
		num, found, err = t.number(ctx, `insert into names (name) values ($1) on conflict (name) do nothing returning num`, name)
	}
	if err == nil && !found { // another writer was faster
		num, _, err = t.number(ctx, `select num from names where name = $1`, name)
	}
	if err != nil {
		return 0, fmt.Errorf("name %q: %w", name, err)
	}
	t.named[name] = num
	return num, nil
}
