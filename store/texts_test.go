package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/store"
)

// edited returns n texts of about size bytes, each an edit of the one before.
func edited(seed uint64, n, size int) []string {
	r := rand.New(rand.NewPCG(seed, 1))
	word := func() string { return redline.ID(fmt.Sprint(r.IntN(5000)))[:2+r.IntN(8)] }
	words := make([]string, size/6)
	for i := range words {
		words[i] = word()
	}
	texts := make([]string, n)
	for i := range texts {
		for range 5 {
			words[r.IntN(len(words))] = word()
		}
		texts[i] = strings.Join(words, " ")
	}
	return texts
}

func TestLongChainsOfTexts(t *testing.T) {
	dir := t.TempDir()
	db := open(t, store.Options{Dir: dir})
	watch(t, db, policy)
	texts := edited(1, 1100, 2000) // past a keyframe without a dictionary
	for n := 0; n < len(texts); n += 50 {
		var recs []store.Recording
		for i, md := range texts[n : n+50] {
			recs = append(recs, good(policy, n+i, md))
		}
		record(t, db, 50, recs...)
	}
	must(t, db.Close())
	db = open(t, store.Options{Dir: dir}) // with nothing cached
	for _, n := range []int{1099, 0, 31, 32, 33, 1023, 1024, 1025, 500} {
		md, err := db.Markdown(t.Context(), textKey(texts[n]))
		must(t, err)
		if md != texts[n] {
			t.Errorf("text %d came back otherwise", n)
		}
	}
}

func TestTextsComeBackByteForByte(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		ids := []string{"acme/a", "acme/b", "acme/c"}
		watch(t, db, ids...)
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			stored := map[redline.Key]string{}
			var recs []store.Recording
			for range rapid.IntRange(1, 40).Draw(rt, "texts") {
				n++
				raw := rapid.SliceOfN(rapid.Byte(), 1, 300).Draw(rt, "bytes") // not only UTF-8
				md := strings.Repeat(string(raw), rapid.IntRange(1, 50).Draw(rt, "times"))
				r := good(rapid.SampledFrom(ids).Draw(rt, "document"), n, md)
				stored[r.TextKey] = md
				recs = append(recs, r)
			}
			if got, err := db.Record(t.Context(), recs...); err != nil || got != len(recs) {
				rt.Fatalf("Record: %d, %v; want %d", got, err, len(recs))
			}
			for key, want := range stored {
				if md, err := db.Markdown(t.Context(), key); err != nil || md != want {
					rt.Fatalf("text %s: %d bytes, %v; want %d", key, len(md), err, len(want))
				}
			}
		})
	})
}

func TestReadersBesideAWriter(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		watch(t, db, policy)
		record(t, db, 1, accepted(policy, 0, "text 0"))
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				for ctx.Err() == nil {
					vs, err := db.Versions(t.Context(), policy)
					if err != nil {
						t.Error(err)
						return
					}
					for i, v := range vs { // each state is a whole one
						if v.Number != len(vs)-i {
							t.Errorf("version %d of %d has number %d", i, len(vs), v.Number)
						}
					}
					if md, err := db.Markdown(t.Context(), vs[0].TextKey); err != nil || !strings.HasPrefix(md, "text") {
						t.Errorf("the newest text: %q, %v", md, err)
					}
				}
			})
		}
		for n := 1; n <= 30; n++ {
			record(t, db, 2, changed(policy, 3*n, fmt.Sprint("text ", n), 3*n-3, fmt.Sprint("text ", n-1)), good(policy, 3*n+1, fmt.Sprint("text ", n)))
		}
		stop()
		readers.Wait()
	})
}

func TestWritersAtOnceRecordOnce(t *testing.T) {
	eachEngine(t, func(t *testing.T, db *store.DB) {
		ids := []string{"acme/a", "acme/b", "acme/c", "acme/d"}
		watch(t, db, ids...)
		var mu sync.Mutex
		total := 0
		var writers sync.WaitGroup
		for w := range 8 { // every document by two writers, with texts that documents share
			writers.Go(func() {
				for n := range 15 {
					got, err := db.Record(t.Context(), accepted(ids[w%4], n, fmt.Sprint("text ", n)))
					if err != nil {
						t.Error(err)
					}
					mu.Lock()
					total += got
					mu.Unlock()
				}
			})
		}
		writers.Wait()
		if total != 60 {
			t.Errorf("%d recordings counted, want 60", total)
		}
		c, err := db.Counts(t.Context(), time.Time{})
		must(t, err)
		if c.Versions != 60 {
			t.Errorf("%d versions, want 60", c.Versions)
		}
	})
}

// BenchmarkRecord records histories in batches of 100, and says what a record costs in
// time and, on SQLite, in the file; and how long the longest batch took.
func BenchmarkRecord(b *testing.B) {
	const docs, each = 20, 40
	texts := make([][]string, docs)
	for d := range texts {
		texts[d] = edited(uint64(d), each, 40_000)
	}
	b.Run("sqlite", func(b *testing.B) {
		var size int64
		for b.Loop() {
			dir := b.TempDir()
			recordAll(b, store.Options{Dir: dir}, texts)
			info, err := os.Stat(filepath.Join(dir, store.FileName))
			must(b, err)
			size = info.Size()
		}
		b.ReportMetric(float64(size)/docs/each, "filebytes/record")
	})
	b.Run("postgres", func(b *testing.B) {
		for b.Loop() {
			recordAll(b, store.Options{Database: server.Database(b)}, texts)
		}
	})
}

func recordAll(b *testing.B, o store.Options, texts [][]string) {
	db := open(b, o)
	var ids []string
	for d := range texts {
		ids = append(ids, fmt.Sprint("acme/", d))
	}
	watch(b, db, ids...)
	var recs []store.Recording
	for d, id := range ids {
		for n, md := range texts[d] {
			if n == 0 {
				recs = append(recs, accepted(id, n, md))
			} else {
				recs = append(recs, changed(id, n, md, n-1, recs[len(recs)-1].Markdown))
			}
		}
	}
	var all, longest time.Duration
	for batch := range slices.Chunk(recs, 100) {
		start := time.Now()
		record(b, db, len(batch), batch...)
		took := time.Since(start)
		all, longest = all+took, max(longest, took)
	}
	must(b, db.Close())
	b.ReportMetric(float64(all.Microseconds())/float64(len(recs)), "µs/record")
	b.ReportMetric(float64(longest.Milliseconds()), "ms/longest-batch")
}
