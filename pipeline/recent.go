package pipeline

import (
	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
)

// recentSize is how many of the last texts of a document are worth remembering: in the
// largest archive a third of all records return to one of the last four.
const recentSize = 4

// recent remembers the last few values computed for keys. A document that goes to and
// fro between texts is read and compared once for each.
type recent[K comparable, V any] struct {
	keys   []K // oldest first
	values []V
}

// get returns the value for a key, computing it when it is not remembered.
func (r *recent[K, V]) get(key K, compute func() (V, error)) (V, error) {
	for i, k := range r.keys {
		if k == key {
			return r.values[i], nil
		}
	}
	v, err := compute()
	if err != nil {
		return v, err
	}
	if len(r.keys) == recentSize {
		r.keys, r.values = append(r.keys[:0], r.keys[1:]...), append(r.values[:0], r.values[1:]...)
	}
	r.keys, r.values = append(r.keys, key), append(r.values, v)
	return v, nil
}

// diffs compares the texts of one document, remembering the last comparisons.
type diffs struct {
	recent recent[[2]redline.Key, []redline.Hunk]
}

func (d *diffs) diff(old, t redline.Text) []redline.Hunk {
	hunks, _ := d.recent.get([2]redline.Key{old.Key, t.Key}, func() ([]redline.Hunk, error) {
		return differ.Diff(old, t), nil // a comparison never fails
	})
	return hunks
}
