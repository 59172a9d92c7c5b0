package site

import (
	"net/http"
	"os"
	"testing"
	"time"
)

// TestLook serves the sample for a person to look at, where REDLINE_SITE_LOOK names
// an address such as 127.0.0.1:8099. It ends with the process.
func TestLook(t *testing.T) {
	addr := os.Getenv("REDLINE_SITE_LOOK")
	if addr == "" {
		t.Skip("REDLINE_SITE_LOOK names no address to serve the sample at")
	}
	h := New(Options{Archive: sample(), Feeds: http.NotFoundHandler(), Contact: "hello@example.org", Now: func() time.Time { return sampleNow }})
	server := &http.Server{Addr: addr, Handler: h, ReadHeaderTimeout: 10 * time.Second}
	if err := server.ListenAndServe(); err != nil {
		t.Fatal(err)
	}
}
