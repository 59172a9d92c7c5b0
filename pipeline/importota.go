package pipeline

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler/archive"
	"github.com/redlinewatch/redline/store"
	"github.com/redlinewatch/redline/text"
	"github.com/redlinewatch/redline/watchlist"
)

// An Import says what to take from an Open Terms Archive collection, and how.
type Import struct {
	Repository *archive.Repository
	Collection string // names it in every capture; empty takes the repository's own guess
	Workers    int    // documents at a time; 0 means 3
	// Progress is told how many records are done; it may be called from several goroutines.
	Progress func(done, total int)
}

// An Imported sums up an import. Counts are of the whole collection as it now stands in
// the store, but for Added: the records that this run recorded.
type Imported struct {
	Collection string                `json:"collection"`
	Records    int                   `json:"records"`
	Added      int                   `json:"added"`
	Documents  int                   `json:"documents"`
	Services   int                   `json:"services"`
	Texts      int                   `json:"texts"` // distinct
	Versions   int                   `json:"versions"`
	Changes    map[redline.Class]int `json:"changes"`
	Alerts     int                   `json:"alerts"`  // published from it, with those of earlier runs
	Waiting    int                   `json:"waiting"` // drafted, waiting for review
	Seconds    float64               `json:"seconds"`
}

// A tally is what one document amounted to; its mark keeps it, so that a second import
// need not look again.
type tally struct {
	Records  int                   `json:"records"`
	Last     string                `json:"last"` // commit of the last record
	Versions int                   `json:"versions"`
	Changes  map[redline.Class]int `json:"changes"`
	// Open says that the last record had not stood long enough when the collection ended.
	Open bool `json:"open,omitempty"`
}

// ImportOTA records the history that a collection keeps, judging every change on the
// way with what was known then, and in the end publishes the alerts that follow from
// it, without telling subscribers.
//
// It may be stopped anywhere and run again. A document that was finished is skipped;
// one that was not is read again from its beginning, and what is on record already
// stays as it is, because ids are made of content.
func (p *Pipeline) ImportOTA(ctx context.Context, im Import) (Imported, error) {
	start := time.Now()
	if im.Collection == "" {
		im.Collection = cmp.Or(im.Repository.Collection(), "unnamed")
	}
	records, err := im.Repository.Records(ctx, nil)
	if err != nil {
		return Imported{}, err
	}
	histories := group(records)
	if err := p.declare(ctx, im.Collection, histories); err != nil {
		return Imported{}, err
	}
	sum := Imported{Collection: im.Collection, Records: len(records), Documents: len(histories), Changes: map[redline.Class]int{}}
	sum.Services, sum.Texts = distinct(records)
	run := importRun{p: p, im: im, total: len(records), end: latest(records), sum: &sum}
	if err := run.all(ctx, histories); err != nil {
		return sum, err
	}
	sum.Alerts, sum.Waiting, err = p.publishBackfill(ctx, histories, cmp.Or(im.Workers, defaultWorkers))
	sum.Seconds = time.Since(start).Seconds()
	return sum, err
}

// A history is all records of one document, in the order of time.
type history struct {
	doc     redline.Document
	service string
	records []archive.Record
}

// group sorts records, which come document by document, into histories.
func group(records []archive.Record) []history {
	var terms []watchlist.Terms
	for _, r := range records {
		terms = append(terms, watchlist.Terms{Service: r.Service, Type: r.Terms})
	}
	ids := watchlist.IDs(slices.Compact(terms))
	var out []history
	for records := range chunks(records) {
		service, terms := records[0].Service, records[0].Terms
		id := ids[watchlist.Terms{Service: service, Type: terms}]
		platform, _, _ := strings.Cut(id, "/")
		out = append(out, history{service: service, records: records, doc: redline.Document{
			ID: id, Platform: platform, Kind: watchlist.KindOf(terms), Name: terms, Origin: redline.OriginOTA,
		}})
	}
	// The longest first: the workers end at about the same time.
	slices.SortStableFunc(out, func(a, b history) int { return len(b.records) - len(a.records) })
	return out
}

// chunks yields the runs of records with one path.
func chunks(records []archive.Record) iter.Seq[[]archive.Record] {
	return func(yield func([]archive.Record) bool) {
		for len(records) > 0 {
			n := 1
			for n < len(records) && records[n].Path == records[0].Path {
				n++
			}
			if !yield(records[:n:n]) {
				return
			}
			records = records[n:]
		}
	}
}

func latest(records []archive.Record) time.Time {
	var end time.Time
	for _, r := range records {
		if r.At.After(end) {
			end = r.At
		}
	}
	return end
}

func distinct(records []archive.Record) (services, texts int) {
	service, blob := map[string]bool{}, map[string]bool{}
	for _, r := range records {
		service[r.Service], blob[r.Blob] = true, true
	}
	return len(service), len(blob)
}

// declare makes the platforms and documents of a collection known.
func (p *Pipeline) declare(ctx context.Context, collection string, histories []history) error {
	var platforms []redline.Platform
	var docs []redline.Document
	known := map[string]bool{}
	for _, h := range histories {
		if !known[h.doc.Platform] {
			known[h.doc.Platform] = true
			platforms = append(platforms, redline.Platform{ID: h.doc.Platform, Name: h.service})
		}
		docs = append(docs, h.doc)
	}
	if err := p.Store.AddDocuments(ctx, platforms, docs); err != nil {
		return fmt.Errorf("documents of collection %s: %w", collection, err)
	}
	return nil
}

// An importRun is one run over a collection.
type importRun struct {
	p     *Pipeline
	im    Import
	total int
	end   time.Time // of the newest record: until then the archive kept looking
	done  atomic.Int64

	mu  sync.Mutex // guards sum
	sum *Imported
}

func (r *importRun) all(ctx context.Context, histories []history) error {
	g, ctx := errgroup.WithContext(ctx)
	next := make(chan history)
	g.Go(func() error {
		defer close(next)
		for _, h := range histories {
			select {
			case next <- h:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	var mu sync.Mutex
	var failures []error
	for range cmp.Or(r.im.Workers, defaultWorkers) {
		g.Go(func() error {
			blobs, err := r.im.Repository.Blobs(ctx)
			if err != nil {
				return err
			}
			defer blobs.Close()
			reader := text.NewReader(readerBytes)
			for h := range next {
				if err := r.document(ctx, h, blobs, reader); err != nil {
					if ctx.Err() != nil {
						return ctx.Err()
					}
					mu.Lock() // one damaged history does not stop the others
					failures = append(failures, fmt.Errorf("import %s: %w", h.doc.ID, err))
					mu.Unlock()
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return errors.Join(failures...)
}

const (
	defaultWorkers = 3

	readerBytes = 16 << 20 // memoised Markdown for each worker
	batchBytes  = 2 << 20  // texts in one transaction
	batchCount  = 64       // records in one transaction
)

func (r *importRun) mark(h history) string {
	return "import:ota:" + r.im.Collection + ":" + h.records[0].Path
}

// document imports one history, unless its mark says that it is done.
func (r *importRun) document(ctx context.Context, h history, blobs *archive.Blobs, reader *text.Reader) error {
	last := h.records[len(h.records)-1].Commit
	value, err := r.p.Store.Mark(ctx, r.mark(h))
	if err != nil {
		return err
	}
	var t tally
	if value != "" {
		if err := json.Unmarshal([]byte(value), &t); err != nil {
			return fmt.Errorf("mark %s: %w", r.mark(h), err)
		}
	}
	added := 0
	if t.Records == len(h.records) && t.Last == last && !t.Open {
		r.progress(len(h.records))
	} else if t, added, err = r.replay(ctx, h, blobs, reader); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sum.Added += added
	r.sum.Versions += t.Versions
	for class, n := range t.Changes {
		r.sum.Changes[class] += n
	}
	return nil
}

// replay applies all records of a document in order and records what they amount to.
func (r *importRun) replay(ctx context.Context, h history, blobs *archive.Blobs, reader *text.Reader) (tally, int, error) {
	t := tally{Records: len(h.records), Last: h.records[len(h.records)-1].Commit, Changes: map[redline.Class]int{}}
	sub := &subject{doc: h.doc, origin: redline.Backfilled, looks: ArchiveLooks()}
	classes := map[string]redline.Class{} // a change may be judged anew when it goes away
	b := batch{store: r.p.Store}
	defer func() { _ = b.wait() }() // after an error that is told already
	hashes := make([]string, len(h.records))
	for i, rec := range h.records {
		hashes[i] = rec.Blob
	}
	apply := func(o observation) error {
		o.Capture.Document = h.doc.ID
		t.Versions += len(o.Versions)
		for _, c := range o.Changes {
			classes[c.ID] = c.Verdict.Class
		}
		return b.add(ctx, o.Recording)
	}
	var read recent[string, redline.Text] // by blob
	i := 0
	for body, err := range blobs.Each(hashes) {
		rec := h.records[i]
		i++
		if err != nil {
			return t, b.added, err
		}
		md := string(body)
		said, _ := read.get(rec.Blob, func() (redline.Text, error) { return reader.FromMarkdown(md), nil }) // reading never fails
		o, err := sub.observe(r.capture(h, rec, said), md, said)
		if err != nil {
			return t, b.added, err
		}
		if err := apply(o); err != nil {
			return t, b.added, err
		}
		r.progress(1)
	}
	var standing observation // what the end of the collection says of the last record
	sub.stood(&standing, r.end)
	if err := apply(standing); err != nil {
		return t, b.added, err
	}
	t.Open = len(sub.pending) > 0 || sub.aside != nil
	for _, class := range classes {
		t.Changes[class]++
	}
	value, err := json.Marshal(t)
	if err != nil {
		return t, b.added, err
	}
	if err := b.end(ctx); err != nil {
		return t, b.added, err
	}
	// The mark comes last: without it everything is read again and found on record.
	return t, b.added, r.p.Store.SetMark(ctx, r.mark(h), string(value))
}

func (r *importRun) capture(h history, rec archive.Record, said redline.Text) redline.Capture {
	c := redline.Capture{
		Document: h.doc.ID, At: rec.At, By: archiveBy(r.im.Collection), Health: redline.HealthGood,
		Reference: rec.Commit, Snapshots: rec.Snapshots, Technical: rec.Kind == archive.KindTechnical,
	}
	if len(said.Blocks) == 0 {
		c.Health, c.Reason = redline.HealthEmpty, "The archive recorded a page without a word."
	}
	return c
}

func (r *importRun) progress(n int) {
	done := r.done.Add(int64(n))
	if r.im.Progress != nil {
		r.im.Progress(int(done), r.total)
	}
}

// A batch gathers recordings for one transaction, and writes it while the next is gathered.
type batch struct {
	store   *store.DB
	recs    []store.Recording
	bytes   int
	added   int
	writing chan written // of the transaction under way; nil when there is none
}

type written struct {
	n   int
	err error
}

func (b *batch) add(ctx context.Context, r store.Recording) error {
	b.recs = append(b.recs, r)
	b.bytes += len(r.Markdown)
	if len(b.recs) < batchCount && b.bytes < batchBytes {
		return nil
	}
	return b.flush(ctx)
}

// flush begins to write what was gathered, once what was written before is done.
func (b *batch) flush(ctx context.Context) error {
	if err := b.wait(); err != nil || len(b.recs) == 0 {
		return err
	}
	recs, writing := b.recs, make(chan written, 1)
	b.recs, b.bytes, b.writing = nil, 0, writing
	go func() {
		n, err := b.store.Record(ctx, recs...)
		writing <- written{n, err}
	}()
	return nil
}

// wait waits for the transaction under way.
func (b *batch) wait() error {
	if b.writing == nil {
		return nil
	}
	w := <-b.writing
	b.writing = nil
	b.added += w.n
	return w.err
}

// end writes the rest and waits for it.
func (b *batch) end(ctx context.Context) error {
	if err := b.flush(ctx); err != nil {
		return err
	}
	return b.wait()
}
