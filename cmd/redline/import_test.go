package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/pipeline"
	"github.com/redlinewatch/redline/store"
)

// An import that is killed again and again goes on where it was, and ends with the same
// rows as one that was left alone.
func TestImportSurvivesKills(t *testing.T) {
	repo := history(t, 40, 40)
	whole, broken := t.TempDir(), t.TempDir()
	began := time.Now()
	want := importInto(t, repo, whole)
	took := time.Since(began)
	kills := 0
	random := rand.New(rand.NewPCG(1, 2))
	for {
		ctx, stop := context.WithTimeout(t.Context(), took/5+time.Duration(random.Int64N(int64(took)/2)))
		err := program(ctx, t, "import", "ota", repo, "--collection", "testing", "--data", broken).Run() // killed with SIGKILL
		killed := ctx.Err() != nil
		stop()
		if err == nil {
			break
		}
		if !killed {
			t.Fatalf("import: %v", err)
		}
		if kills++; kills > 60 {
			t.Fatal("60 kills, and the import has not come to its end: it does not go on where it was")
		}
	}
	t.Logf("%d kills", kills)
	got := importInto(t, repo, broken)
	if got.Added != 0 {
		t.Errorf("a further import added %d records", got.Added)
	}
	want.Added, want.Seconds, got.Added, got.Seconds = 0, 0, 0, 0
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("summaries (-whole +killed):\n%s", diff)
	}
	if diff := cmp.Diff(rows(t, whole), rows(t, broken)); diff != "" {
		t.Errorf("rows (-whole +killed):\n%s", diff)
	}
}

func importInto(t *testing.T, repo, data string) (sum pipeline.Imported) {
	t.Helper()
	out, err := program(t.Context(), t, "import", "ota", repo, "--collection", "testing", "--data", data, "--json").Output()
	if err != nil {
		t.Fatalf("import: %v %s", err, out)
	}
	if err := json.Unmarshal(out, &sum); err != nil {
		t.Fatal(err)
	}
	return sum
}

// rows returns everything an import records, as JSON.
func rows(t *testing.T, data string) string {
	t.Helper()
	db, err := store.Open(t.Context(), store.Options{Dir: data})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	write := func(v any, err error) {
		if err == nil {
			err = e.Encode(v)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	docs, err := db.Documents(t.Context(), "")
	write(docs, err)
	for _, d := range docs {
		versions, err := db.Versions(t.Context(), d.ID)
		write(versions, err)
		changes, err := db.Changes(t.Context(), redline.ChangeQuery{Document: d.ID, Limit: 1000})
		write(changes, err)
		captures, err := db.Captures(t.Context(), redline.CaptureQuery{Document: d.ID, Limit: 1000})
		write(captures, err)
	}
	alerts, err := db.Alerts(t.Context(), redline.AlertQuery{Limit: 1000})
	write(alerts, err)
	if len(alerts) == 0 {
		t.Error("the history has no alert: the test shows too little")
	}
	return out.String()
}

// history makes a bare repository of versions: services with records each, in which
// texts grow, return, lose a promise and get it back.
func history(t *testing.T, services, records int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "versions.git")
	if out, err := exec.Command("git", "init", "-q", "--bare", dir).CombinedOutput(); err != nil {
		t.Fatalf("git init: %v %s", err, out)
	}
	var stream strings.Builder
	at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := range records {
		for s := range services {
			subject := fmt.Sprintf("Record new changes of Service %d Privacy Policy", s)
			if n == 0 {
				subject = fmt.Sprintf("First record of Service %d Privacy Policy", s)
			}
			body := policy(s, n)
			fmt.Fprintf(&stream, "commit refs/heads/main\ncommitter archive <archive@example.org> %d +0000\ndata %d\n%s\nM 100644 inline \"Service %d/Privacy Policy.md\"\ndata %d\n%s\n",
				at.AddDate(0, 0, 7*n).Add(time.Duration(s)*time.Minute).Unix(), len(subject), subject, s, len(body), body)
		}
	}
	cmd := exec.Command("git", "-C", dir, "fast-import", "--quiet")
	cmd.Stdin = strings.NewReader(stream.String())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git fast-import: %v %s", err, out)
	}
	if out, err := exec.Command("git", "-C", dir, "symbolic-ref", "HEAD", "refs/heads/main").CombinedOutput(); err != nil {
		t.Fatalf("git symbolic-ref: %v %s", err, out)
	}
	return dir
}

// policy is what service s said at its nth record.
func policy(s, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Privacy Policy of Service %d\n\n", s)
	if n%7 == 5 {
		n-- // a return to the text before
	}
	if (n+s)%20 < 12 {
		b.WriteString("Your messages are end-to-end encrypted. Only you and the person you write to can read them.\n\n")
	} else {
		b.WriteString("Your messages are encrypted in transit. We can read them to keep our service safe.\n\n")
	}
	for i := range 8 + n/3 {
		fmt.Fprintf(&b, "## Section %d\n\nWe keep the data of section %d for %d days after you have closed your account, unless the law asks for longer.\n\n", i, i, 30+i*(1+n/10))
	}
	return b.String()
}
