// Package demo is a simulated web: fictional platforms whose policies change over
// nine months, served on loopback over real HTTP.
//
// [Start] opens one listener for each platform on 127.0.0.1. [World.SetTime] moves
// the simulated clock; what a page says follows from the platform, the path and
// that clock alone, so the same times give the same texts in every run. Only noise
// differs between two requests at one time: nonces, request ids and tracking
// parameters, as real pages have them.
//
// [World.Story] tells what happens when, and what a watcher must make of it: an
// alert, a change set aside as noise, or a document that cannot be read. A test
// that plays the months compares what Redline found with it.
//
// The platforms, their names and their texts are invented. The texts stand in
// documents/ in a small subset of Markdown; [World.Story]'s chapters hold the
// edits. Nothing here knows the crawler or the store.
package demo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redlinewatch/redline"
)

// patience is what World.SuggestedTimeout returns.
const patience = 500 * time.Millisecond

// A World is a running simulated web. Its methods may be called at the same time.
type World struct {
	platforms []redline.Platform
	documents []redline.Document
	servers   []*http.Server
	serving   sync.WaitGroup
	now       atomic.Int64  // simulated time in Unix microseconds
	closing   chan struct{} // closed by Close, so that slow answers end
	close     sync.Once
	closed    error
}

// Start opens the simulated web at the beginning of its span. It lives until Close
// is called or ctx ends.
func Start(ctx context.Context) (*World, error) {
	w := &World{closing: make(chan struct{})}
	from, _ := span()
	w.SetTime(from)
	for _, h := range hosts() {
		if err := w.open(ctx, h); err != nil {
			return nil, errors.Join(fmt.Errorf("start simulated %s: %w", h.platform.Name, err), w.Close())
		}
	}
	context.AfterFunc(ctx, func() { _ = w.Close() })
	return w, nil
}

// open checks the texts of a host, then serves it on a port of its own.
func (w *World) open(ctx context.Context, h host) error {
	s, err := newServer(h, w.time, w.closing)
	if err != nil {
		return err
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: s, ReadHeaderTimeout: 5 * time.Second}
	w.servers = append(w.servers, srv)
	w.serving.Go(func() { _ = srv.Serve(l) }) // always an error: that of Close
	w.platforms = append(w.platforms, h.platform)
	for _, d := range h.documents {
		w.documents = append(w.documents, d.declare(h, "http://"+l.Addr().String()))
	}
	return nil
}

// Platforms returns the fictional platforms, in the order in which the story knows them.
func (w *World) Platforms() []redline.Platform {
	return append([]redline.Platform(nil), w.platforms...)
}

// Documents returns what there is to watch, each with its address on loopback and
// an interval, so that a driver can hop from one due time to the next.
func (w *World) Documents() []redline.Document {
	return append([]redline.Document(nil), w.documents...)
}

// Span returns the simulated months: nothing happens outside them.
func (w *World) Span() (from, to time.Time) { return span() }

// SuggestedTimeout returns a limit for one request that every server here keeps
// easily, but for the one that is slow on purpose.
func (w *World) SuggestedTimeout() time.Duration { return patience }

// SetTime moves the simulated clock to t.
func (w *World) SetTime(t time.Time) { w.now.Store(t.UnixMicro()) }

// Story returns the chapters in the order in which they begin.
func (w *World) Story() []Chapter { return story() }

// Close stops all servers and waits for their loops. It may be called again.
func (w *World) Close() error {
	w.close.Do(func() {
		close(w.closing)
		for _, s := range w.servers {
			w.closed = errors.Join(w.closed, s.Close())
		}
		w.serving.Wait()
	})
	return w.closed
}

func span() (from, to time.Time) {
	return at(time.January, 5, 6, 0), at(time.October, 5, 6, 0)
}

func (w *World) time() time.Time { return time.UnixMicro(w.now.Load()).UTC() }
