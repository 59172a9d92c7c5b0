package web

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

const acceptEncoding = "gzip, br, zstd"

// maxCodings is how many content codings on top of each other are undone; real servers use one.
const maxCodings = 2

// capBody replaces resp.Body by its decoded form, capped. end is called once, when the
// body is read to its end, fails or is closed, or when ctx ends.
func (c *Client) capBody(ctx context.Context, resp *http.Response, end func()) error {
	host := resp.Request.URL.Host
	codings, err := contentCodings(resp.Header)
	if err != nil {
		return &Error{Kind: KindEncoding, Host: host, Reason: err.Error()}
	}
	if resp.ContentLength > c.opt.MaxBody && resp.Request.Method != http.MethodHead {
		return tooBig(host, c.opt.MaxBody)
	}
	raw := resp.Body
	b := &body{ctx: ctx, host: host, raw: raw, left: c.opt.MaxBody, max: c.opt.MaxBody}
	b.src = raw
	for i := len(codings) - 1; i >= 0; i-- {
		b.src = &decoder{coding: codings[i], below: source{Reader: b.src}}
		b.decoders = append(b.decoders, b.src.(*decoder))
	}
	b.end = sync.OnceFunc(end)
	// A reader that forgets to close must not keep the host: its time is up with ctx.
	b.stop = context.AfterFunc(ctx, b.end)
	resp.Body = b
	if len(codings) > 0 {
		resp.Header.Del("Content-Encoding")
		resp.Header.Del("Content-Length")
		resp.ContentLength = -1
	}
	resp.Uncompressed = true // also keeps colly from decompressing, uncapped, what merely looks compressed
	return nil
}

func tooBig(host string, limit int64) *Error {
	return &Error{Kind: KindTooBig, Host: host, Reason: fmt.Sprintf("the page is larger than %.4g MB", float64(limit)/1e6)}
}

func contentCodings(h http.Header) ([]string, error) {
	var codings []string
	for _, c := range strings.Split(strings.Join(h.Values("Content-Encoding"), ","), ",") {
		switch c = strings.ToLower(strings.TrimSpace(c)); c {
		case "", "identity":
		case "gzip", "x-gzip", "br", "zstd":
			codings = append(codings, strings.TrimPrefix(c, "x-"))
		default:
			return nil, fmt.Errorf("the body is coded as %q, which was not asked for", short(c))
		}
	}
	if len(codings) > maxCodings {
		return nil, fmt.Errorf("the body is compressed %d times over", len(codings))
	}
	return codings, nil
}

// body counts decoded bytes and turns errors into an [*Error].
type body struct {
	ctx       context.Context //nolint:containedctx // lives as long as the answer, as net/http's own bodies do
	host      string
	src       io.Reader
	raw       io.Closer
	decoders  []*decoder
	left, max int64
	end       func()
	stop      func() bool
	err       error // sticky
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if len(p) == 0 {
		return 0, nil
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1] // one more than allowed tells a page of exactly the limit from a larger one
	}
	n, err := b.src.Read(p)
	if int64(n) > b.left {
		n, err = int(b.left), tooBig(b.host, b.max)
	}
	b.left -= int64(n)
	if err == nil {
		return n, nil
	}
	if !errors.Is(err, io.EOF) {
		err = b.explain(err)
	}
	b.err = err
	return n, err
}

func (b *body) explain(err error) error {
	err = classify(b.ctx, b.host, err)
	var e *Error
	if !errors.As(err, &e) || e.Kind != KindNetwork {
		return err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		e.Kind, e.Reason = KindTruncated, "the page ended before its end"
	}
	return e
}

// Close implements io.Closer.
func (b *body) Close() error {
	if b.err == nil {
		b.err = http.ErrBodyReadAfterClose
	}
	for _, d := range b.decoders {
		d.close()
	}
	err := b.raw.Close()
	b.stop()
	b.end()
	return err
}

// A decoder undoes one content coding. It starts with the first Read, because an empty
// body, as redirects often have, is no compressed stream.
type decoder struct {
	coding  string
	below   source
	out     io.Reader
	release func()
}

// Read implements io.Reader.
func (d *decoder) Read(p []byte) (int, error) {
	if d.out == nil {
		buf := bufio.NewReader(&d.below)
		if _, err := buf.Peek(1); err != nil {
			return 0, err
		}
		if err := d.open(buf); err != nil {
			return 0, d.damaged(err)
		}
	}
	n, err := d.out.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = d.damaged(err)
	}
	return n, err
}

func (d *decoder) open(r io.Reader) error {
	switch d.coding {
	case "gzip":
		z, err := gzip.NewReader(r)
		d.out = z
		return err
	case "br":
		d.out = brotli.NewReader(r)
	case "zstd":
		// One goroutine and a window no browser exceeds: memory stays bounded.
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(8<<20))
		if err != nil {
			return err
		}
		d.out, d.release = z, z.Close
	}
	return nil
}

// damaged tells broken compression from a broken connection below it, whose errors
// pass through unchanged.
func (d *decoder) damaged(err error) error {
	switch {
	case d.below.err != nil:
		return d.below.err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &Error{Kind: KindTruncated, Reason: "the page ended before its end", Err: err}
	}
	return &Error{Kind: KindTruncated, Reason: "the compressed page is damaged: " + short(err.Error()), Err: err}
}

// source remembers why reading from it failed.
type source struct {
	io.Reader
	err error
}

// Read implements io.Reader.
func (s *source) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

func (d *decoder) close() {
	if d.release != nil {
		d.release()
		d.release = nil
	}
}
