package store

import (
	"context"
	"fmt"
	"strconv"

	"github.com/redlinewatch/redline"
)

// keysMark says by which rules the stored texts' keys were made, and how far making them again got.
const keysMark = "store:keys"

// Rekey makes the keys of up to limit texts again, when they were made by other rules
// than [redline.KeyVersion]'s, and reports whether there are more. Versions and changes
// name their texts by number, so they follow. It is run before anything is visited: a
// document whose base had an old key would seem to have changed.
func (db *DB) Rekey(ctx context.Context, key func(markdown string) redline.Key, limit int) (more bool, err error) {
	done, err := db.Mark(ctx, keysMark)
	if err != nil {
		return false, err
	}
	now := strconv.Itoa(redline.KeyVersion)
	if done == now {
		return false, nil
	}
	var from int64
	if n, err := fmt.Sscanf(done, now+" from %d", &from); n != 1 || err != nil {
		from = 0
	}
	nums, err := list(ctx, db, value[int64], `select num from texts where num > $1 order by num limit $2`, from, limit)
	if err != nil {
		return false, fmt.Errorf("make keys again: %w", err)
	}
	keys := make([]redline.Key, len(nums))
	for i, num := range nums {
		b, err := db.text(ctx, num)
		if err != nil {
			return false, fmt.Errorf("make keys again: %w", err)
		}
		keys[i] = key(string(b))
	}
	more = len(nums) == limit
	mark := now
	if more {
		mark = fmt.Sprintf("%s from %d", now, nums[len(nums)-1])
	}
	err = db.write(ctx, func(ctx context.Context, t *tx) error {
		for i, num := range nums {
			if err := t.run(ctx, `update texts set key = $1 where num = $2 and key <> $1`, keys[i][:], num); err != nil {
				return fmt.Errorf("key of text %d: %w", num, err)
			}
		}
		t.shows = t.shows || len(nums) > 0
		return t.setMarks(ctx, map[string]string{keysMark: mark})
	})
	return more, err
}

// signKeys says of a fresh database that its keys are made by the rules of today.
func (db *DB) signKeys(ctx context.Context) error {
	return db.SetMark(ctx, keysMark, strconv.Itoa(redline.KeyVersion))
}
