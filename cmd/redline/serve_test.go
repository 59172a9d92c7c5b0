package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redlinewatch/redline"
)

// A running is a redline process that serves pages.
type running struct {
	cmd  *exec.Cmd
	url  string
	said *safeBuffer
}

// start runs a command that serves pages and waits until they are there. The process is stopped with the test.
func start(t *testing.T, args ...string) *running {
	t.Helper()
	addr := freeAddress(t)
	cmd := program(context.Background(), t, append(args, "--addr", addr)...)
	r := &running{cmd: cmd, url: "http://" + addr, said: &safeBuffer{}}
	cmd.Stdout, cmd.Stderr = r.said, r.said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil {
			// Stopped by a signal is how a server ends; its exit code says so.
			t.Logf("%v: %v", args, err)
		}
	})
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if resp, err := http.Get(r.url + "/healthz"); err == nil {
			resp.Body.Close()
			return r
		}
	}
	t.Fatalf("no pages within a minute:\n%s", r.said)
	return nil
}

func (r *running) get(t *testing.T, path string) string {
	t.Helper()
	resp, err := http.Get(r.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v", path, resp.Status, err)
	}
	return string(b)
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// A safeBuffer takes a process's output while a test reads it.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// Without a contact no public host is read: the service is up, says what to do, and
// every document of the shipped list shows why it could not be read.
func TestServeWithoutContact(t *testing.T) {
	data := t.TempDir()
	r := start(t, "serve", "--data", data)
	if !strings.Contains(r.said.String(), "contact") {
		t.Errorf("the start says nothing of a contact:\n%s", r.said)
	}
	watched := waitUntilVisited(t, data, func(h redline.Health) bool {
		return h == redline.HealthNoContact || h == redline.HealthNeedsBrowser
	})
	if watched < 200 {
		t.Errorf("%d documents are watched, want the shipped list", watched)
	}
	coverage := r.get(t, "/coverage")
	if !strings.Contains(coverage, "REDLINE_CONTACT") {
		t.Error("the coverage page does not say how to set a contact")
	}

	t.Run("the address is taken", func(t *testing.T) {
		_, addr, _ := strings.Cut(r.url, "//")
		out, err := program(t.Context(), t, "serve", "--data", t.TempDir(), "--addr", addr).CombinedOutput()
		if err == nil || !strings.Contains(string(out), addr) || !strings.Contains(string(out), "in use") {
			t.Errorf("%v: %s", err, out)
		}
	})
	t.Run("the data folder is in use", func(t *testing.T) {
		out, err := program(t.Context(), t, "serve", "--data", data, "--addr", "127.0.0.1:0").CombinedOutput()
		if err == nil || !strings.Contains(string(out), data) || !regexp.MustCompile(`in use by another process.*\d+`).Match(out) {
			t.Errorf("%v: %s", err, out)
		}
	})
}

// With a contact and no network each document says that its host could not be found or reached.
func TestServeWithoutNetwork(t *testing.T) {
	data := t.TempDir()
	cmd := program(t.Context(), t, "watch", "add", "https://redline-test.invalid/privacy", "--platform", "Acme", "--kind", "privacy-policy", "--data", data)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	r := start(t, "serve", "--data", data, "--no-watchlist", "--contact", "test@example.org")
	waitUntilVisited(t, data, func(h redline.Health) bool {
		return h == redline.HealthDNS || h == redline.HealthNetwork || h == redline.HealthTimeout
	})
	if page := r.get(t, "/documents/acme/privacy-policy"); !strings.Contains(page, "redline-test.invalid") {
		t.Error("the document's page does not say which host could not be reached")
	}
	r.get(t, "/")
}

// waitUntilVisited waits until every document's state is as wanted, and returns how many there are.
func waitUntilVisited(t *testing.T, data string, wanted func(redline.Health) bool) int {
	t.Helper()
	var last string
	for deadline := time.Now().Add(90 * time.Second); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		out, err := program(t.Context(), t, "watch", "list", "--json", "--data", data).Output()
		if err != nil {
			t.Fatal(err)
		}
		var docs []redline.DocumentStatus
		if err := json.Unmarshal(out, &docs); err != nil {
			t.Fatal(err)
		}
		last = ""
		for _, d := range docs {
			if !wanted(d.State.Health) {
				last = d.ID + " is " + string(d.State.Health) + ": " + d.State.Reason
				break
			}
		}
		if last == "" && len(docs) > 0 {
			return len(docs)
		}
	}
	t.Fatalf("not within 90 seconds: %s", last)
	return 0
}
