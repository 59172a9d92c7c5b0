package pipeline

import (
	"context"
	"slices"
	"sync"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
	"github.com/redlinewatch/redline/store"
	"github.com/redlinewatch/redline/text"
)

// A library hands out stored texts, remembering how the last ones were read, and which
// texts and blocks mention what: alerts of one platform ask for the same texts again
// and again, and versions share most of their blocks.
type library struct {
	store *store.DB

	mu     sync.Mutex // guards all below
	reader *text.Reader
	recent recent[redline.Key, redline.Text]
	known  map[mention]bool // of texts and blocks
}

type mention struct {
	group redline.Topic
	key   redline.Key
}

const (
	libraryBytes = 16 << 20
	maxMentions  = 200_000
)

func newLibrary(db *store.DB) *library {
	return &library{store: db, reader: text.NewReader(libraryBytes), known: map[mention]bool{}}
}

// text returns the text of a key.
func (l *library) text(ctx context.Context, key redline.Key) (redline.Text, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.recent.get(key, func() (redline.Text, error) {
		md, err := l.store.Markdown(ctx, key)
		if err != nil {
			return redline.Text{}, err
		}
		return l.reader.FromMarkdown(md), nil
	})
}

// mentions reports whether the text of a key mentions what a topic group is about.
func (l *library) mentions(ctx context.Context, group redline.Topic, key redline.Key) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if m, known := l.known[mention{group, key}]; known {
		return m, nil
	}
	md, err := l.store.Markdown(ctx, key)
	if err != nil {
		return false, err
	}
	if len(l.known) >= maxMentions {
		clear(l.known) // starting over is cheap
	}
	found := slices.ContainsFunc(l.reader.FromMarkdown(md).Blocks, func(b redline.Block) bool {
		m, known := l.known[mention{group, b.Key}]
		if !known {
			m = alert.Mentions(group, redline.Text{Blocks: []redline.Block{b}})
			l.known[mention{group, b.Key}] = m
		}
		return m
	})
	l.known[mention{group, key}] = found
	return found, nil
}
