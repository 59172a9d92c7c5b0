package web

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// Whatever a server sends as compressed, at most the cap comes out, and an error is ours.
func FuzzBody(f *testing.F) {
	for i, coding := range []string{"gzip", "br", "zstd"} {
		data := compressed(f, coding, "We do not sell your data.")
		f.Add(data, uint8(i))   //nolint:gosec // below 3
		f.Add(data, uint8(i+3)) //nolint:gosec // below 6
	}
	const limit = 1000
	c := New(Options{MaxBody: limit})
	f.Fuzz(func(t *testing.T, data []byte, which uint8) {
		codings := []string{"gzip", "br", "zstd", "gzip, br", "br, zstd", "zstd, gzip"}
		req := httptest.NewRequest(http.MethodGet, "https://example.com/", nil)
		resp := &http.Response{
			Header:        http.Header{"Content-Encoding": {codings[int(which)%len(codings)]}},
			Body:          io.NopCloser(bytes.NewReader(data)),
			ContentLength: -1, Request: req,
		}
		ended := false
		if err := c.capBody(t.Context(), resp, func() { ended = true }); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		out, err := io.ReadAll(resp.Body)
		var e *Error
		if len(out) > limit || err != nil && !errors.As(err, &e) || time.Since(began) > 5*time.Second {
			t.Errorf("%d bytes in %v, %v", len(out), time.Since(began), err)
		}
		if _ = resp.Body.Close(); !ended {
			t.Error("the host was not freed")
		}
	})
}
