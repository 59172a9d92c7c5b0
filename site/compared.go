package site

import (
	"context"
	"fmt"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
)

// text reads a stored text by its key.
func (s *server) text(ctx context.Context, key redline.Key) (redline.Text, error) {
	md, err := s.Archive.Markdown(ctx, key)
	if err != nil {
		return redline.Text{}, fmt.Errorf("text %s: %w", key, err)
	}
	return text.FromMarkdown(md), nil
}

// diff compares two stored texts. Only one comparison is made at a time, so that a
// row of costly ones leaves the rest of the site its processor.
func (s *server) diff(ctx context.Context, oldKey, newKey redline.Key) (comparison, error) {
	pair := [2]redline.Key{oldKey, newKey}
	if c, ok := s.diffs.c.get(pair); ok {
		return c, nil
	}
	var c comparison
	var err error
	if c.old, err = s.text(ctx, oldKey); err != nil {
		return comparison{}, err
	}
	if c.new, err = s.text(ctx, newKey); err != nil {
		return comparison{}, err
	}
	select {
	case s.comparer <- struct{}{}:
		defer func() { <-s.comparer }()
	case <-ctx.Done():
		return comparison{}, ctx.Err()
	}
	if c, ok := s.diffs.c.get(pair); ok { // made while this request waited
		return c, nil
	}
	c.hunks = differ.Diff(c.old, c.new)
	s.diffs.c.put(pair, c, c.size())
	return c, nil
}
