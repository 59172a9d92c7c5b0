package pdf_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler/pdf"
	"github.com/redlinewatch/redline/text"
)

// The test binary is also processes that misbehave.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 {
		switch os.Args[1] {
		case "hang":
			time.Sleep(time.Hour)
		case "crash":
			panic("out of memory")
		case "flood":
			line := bytes.Repeat([]byte("x"), 1<<20)
			for {
				if _, err := os.Stdout.Write(line); err != nil {
					os.Exit(1)
				}
			}
		case "environment":
			fmt.Fprint(os.Stderr, strings.Join(os.Environ(), " "))
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// build returns a reader whose process is built without the race detector, under which
// PDFium takes minutes to start.
func build(t *testing.T) *pdf.Reader {
	t.Helper()
	program := filepath.Join(t.TempDir(), "pdftext")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./testdata/pdftext").CombinedOutput(); err != nil { //nolint:gosec // a path of ours
		t.Fatalf("%v\n%s", err, out)
	}
	return pdf.NewReader(program)
}

// misbehave is the error of a reader whose process is of the kind told.
func misbehave(t *testing.T, mode string) error {
	t.Helper()
	_, err := pdf.NewReader(os.Args[0], mode).Read(t.Context(), policy())
	return err
}

func wantFault(t *testing.T, err error, health redline.Health, words string) {
	t.Helper()
	var f *pdf.Error
	if !errors.As(err, &f) || f.Health != health || !strings.Contains(f.Reason, words) {
		t.Errorf("%v, want %s with %q", err, health, words)
	}
}

func TestPolicy(t *testing.T) {
	t.Parallel()
	doc, err := build(t).Read(t.Context(), policy())
	if err != nil {
		t.Fatal(err)
	}
	if doc.Title != "Privacy Policy of Acme" || len(doc.Pages) != 3 {
		t.Errorf("%q with %d pages", doc.Title, len(doc.Pages))
	}
	md, err := text.FromHTML(pdf.HTML(doc), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := `# Privacy Policy

We collect the information that you give us when you create an account, and we keep it for as long as you have one.

## 1. What we share

We do not sell your data. We share it with:

- companies that work for us;
- nobody else.

This sentence begins on the first page, where there is no more room, and ends on the second one.

### Encryption

Direct messages are end-to-end encrypted by default.

## 2. Contact

Write to privacy (at) acme.example.`
	if strings.TrimSpace(md) != want {
		t.Errorf("got:\n%s\nwant:\n%s", md, want)
	}
}

// What needs PDFium to be found is tried in one test after the other: each starts a process.
func TestHostile(t *testing.T) {
	t.Parallel()
	good, reader := policy(), build(t)
	many := make([]string, 1200)
	for i := range many {
		many[i] = "3 0 R"
	}
	bomb := "BT /F1 1 Tf " + strings.Repeat("(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj\n", 60_000) + " ET"
	for _, tt := range []struct {
		name   string
		body   []byte
		health redline.Health
		words  string
		long   bool
	}{
		{"truncated", good[:len(good)/2], redline.HealthTruncated, "stops before its end", false},
		{"too big", make([]byte, 33<<20), redline.HealthTooBig, "larger than 32 MB", false},
		{"no text layer", write(nil, nil), redline.HealthEmpty, "no text layer", false},
		{
			"locked", file("/Encrypt 3 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]",
				"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>",
				"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <"+strings.Repeat("41", 32)+"> /U <"+strings.Repeat("42", 32)+"> >>"),
			redline.HealthUnsupported, "password", false,
		},
		{"many pages", file("", "<< /Type /Catalog /Pages 2 0 R >>",
			"<< /Type /Pages /Kids ["+strings.Join(many, " ")+"] /Count 1200 >>",
			"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"), redline.HealthTooBig, "1200 pages", true},
		{"no PDF", []byte("%PDF-1.7\n<html>We do not sell your data.</html>\n%%EOF\n"), redline.HealthUnsupported, "damaged", true},
		{
			"bomb", file("", "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
				"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
				stream("/Filter /FlateDecode", deflated(bomb)), "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"),
			redline.HealthTooBig, "256 MB", false,
		},
	} {
		if tt.long && testing.Short() {
			continue
		}
		_, err := reader.Read(t.Context(), tt.body)
		t.Log(tt.name)
		wantFault(t, err, tt.health, tt.words)
	}
}

func deflated(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(s)) // to memory
	_ = w.Close()
	return b.String()
}

// A process that misbehaves costs the reading, and is gone.
func TestProcess(t *testing.T) {
	t.Setenv("REDLINE_KEY", "secret")
	err := misbehave(t, "crash")
	wantFault(t, err, redline.HealthUnsupported, "out of memory")
	err = misbehave(t, "flood")
	wantFault(t, err, redline.HealthTooBig, "more text")
	err = misbehave(t, "environment")
	wantFault(t, err, redline.HealthUnsupported, "GOMEMLIMIT")
	if strings.Contains(err.Error(), "REDLINE_KEY") {
		t.Errorf("the process knows our environment: %v", err)
	}
	if _, err := pdf.NewReader("/nowhere/redline").Read(t.Context(), policy()); err == nil || !strings.Contains(err.Error(), "/nowhere/redline") {
		t.Errorf("a program that is not there: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	began := time.Now()
	if _, err := pdf.NewReader(os.Args[0], "hang").Read(ctx, policy()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the context ended: %v", err)
	}
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("the process went on for %v", took)
	}
}
