package pipeline

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
	"github.com/redlinewatch/redline/crawler/archive"
	"github.com/redlinewatch/redline/text"
)

// maxSiblingVersions bounds how many texts of one sibling are read for the sentence
// about what it does not say. One with more is left out: half a look proves nothing.
const maxSiblingVersions = 60

// siblings says of the platform's other documents whether any version recorded until
// the change mentions what the change is about.
func (p *Pipeline) siblings(ctx context.Context, d redline.DocumentStatus, c redline.Change) ([]alert.Sibling, error) {
	group := alert.Group(c.Verdict)
	if !alert.NamesSilence(group) {
		return nil, nil
	}
	docs, err := p.Store.Documents(ctx, d.Platform)
	if err != nil {
		return nil, err
	}
	var out []alert.Sibling
	for _, other := range docs {
		if other.ID == d.ID || other.Versions == 0 || other.Versions > maxSiblingVersions {
			continue
		}
		versions, err := p.Store.Versions(ctx, other.ID)
		if err != nil {
			return nil, err
		}
		versions = slices.DeleteFunc(versions, func(v redline.Version) bool { return v.FirstSeen.After(c.FirstWith) })
		if len(versions) == 0 {
			continue
		}
		mentions, err := p.mentions(ctx, group, versions)
		if err != nil {
			return nil, err
		}
		out = append(out, alert.Sibling{
			Document: other.ID, Kind: other.Kind, Name: other.Name, Versions: len(versions),
			Since: versions[len(versions)-1].FirstSeen, Mentions: mentions,
		})
	}
	return out, nil
}

func (p *Pipeline) mentions(ctx context.Context, group redline.Topic, versions []redline.Version) (bool, error) {
	for _, v := range versions {
		mentions, known := p.mentioned.get(group, v.TextKey)
		if !known {
			md, err := p.Store.Markdown(ctx, v.TextKey)
			if err != nil {
				return false, err
			}
			mentions = p.mentioned.look(group, v.TextKey, md)
		}
		if mentions {
			return true, nil
		}
	}
	return false, nil
}

// A mentionCache remembers which texts mention what, and which of their blocks:
// alerts of one platform ask for the same texts, and versions share most blocks.
type mentionCache struct {
	mu     sync.Mutex // guards all below, the reader too
	reader *text.Reader
	known  map[mention]bool // of texts and blocks
}

type mention struct {
	group redline.Topic
	key   redline.Key
}

const (
	maxMentions  = 200_000
	mentionBytes = 16 << 20
)

func newMentionCache() *mentionCache {
	return &mentionCache{reader: text.NewReader(mentionBytes), known: map[mention]bool{}}
}

func (c *mentionCache) get(group redline.Topic, text redline.Key) (mentions, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	mentions, known = c.known[mention{group, text}]
	return mentions, known
}

// look reads a text and remembers what it found.
func (c *mentionCache) look(group redline.Topic, key redline.Key, md string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) >= maxMentions {
		clear(c.known) // starting over is cheap
	}
	found := slices.ContainsFunc(c.reader.FromMarkdown(md).Blocks, func(b redline.Block) bool {
		m, known := c.known[mention{group, b.Key}]
		if !known {
			m = alert.Mentions(group, redline.Text{Blocks: []redline.Block{b}})
			c.known[mention{group, b.Key}] = m
		}
		return m
	})
	c.known[mention{group, key}] = found
	return found
}

// archiveBy is what Capture.By says of a record of a collection.
func archiveBy(collection string) string { return archivePrefix + collection }

const archivePrefix = "ota:"

// attribution returns what is owed for captures made by these.
func attribution(by ...string) string {
	for _, b := range by {
		if collection, ok := strings.CutPrefix(b, archivePrefix); ok {
			return archive.Attribution(collection)
		}
	}
	return ""
}
