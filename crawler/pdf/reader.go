package pdf

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/redlinewatch/redline"
)

const (
	// defaultTimeout is for one PDF, the start of the process and the wait of no one
	// included: some 5 s on a quiet machine.
	defaultTimeout = time.Minute
	// goMemory is what the reading process tries to stay below, beside PDFium's own memory.
	goMemory = "400MiB"
	// maxComplaint is how much is kept of what a failing process says.
	maxComplaint = 1 << 10
)

// A Reader reads PDFs, one at a time. It is safe for concurrent use.
type Reader struct {
	command []string
	timeout time.Duration
	turn    chan struct{}
}

// NewReader returns a reader whose process is started as command: a program with its
// arguments that calls [Serve] with its standard input and output.
func NewReader(command ...string) *Reader {
	return &Reader{command: command, timeout: defaultTimeout, turn: make(chan struct{}, 1)}
}

// Self returns a reader that starts this program again, with the given arguments.
func Self(args ...string) (*Reader, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program, which reads PDFs in a process of its own: %w", err)
	}
	return NewReader(append([]string{path}, args...)...), nil
}

// Read returns the text of a PDF. What cannot be read is a [*Error]; any other error is
// ours, or the end of ctx.
func (r *Reader) Read(ctx context.Context, body []byte) (Document, error) {
	if err := check(body); err != nil {
		return Document{}, err
	}
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return Document{}, context.Cause(ctx)
	}
	inner, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	out, complaint, err := r.run(inner, body)
	switch {
	case ctx.Err() != nil:
		return Document{}, context.Cause(ctx)
	case inner.Err() != nil:
		return Document{}, fault(redline.HealthTimeout, "the PDF could not be read within %s", r.timeout)
	case errors.Is(err, errAnswer):
		return Document{}, fault(redline.HealthTooBig, "the PDF has more text than %d MB", maxAnswer>>20)
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return Document{}, fault(redline.HealthUnsupported, "the PDF made its reader fail: %s %s", exit, complaint)
	}
	if err != nil {
		return Document{}, fmt.Errorf("start %s to read a PDF: %w", r.command[0], err)
	}
	return parse(out)
}

// check finds what needs no PDFium to be found.
func check(body []byte) error {
	if len(body) > maxInput {
		return fault(redline.HealthTooBig, "the PDF is larger than %d MB", maxInput>>20)
	}
	tail := body[max(0, len(body)-4096):]
	if !bytes.Contains(tail, []byte("%%EOF")) && !bytes.Contains(tail, []byte("startxref")) {
		return fault(redline.HealthTruncated, "the PDF stops before its end")
	}
	return nil
}

var errAnswer = errors.New("the answer is too long")

// run starts the process, and waits until it has ended.
func (r *Reader) run(ctx context.Context, body []byte) (out []byte, complaint string, err error) {
	cmd := exec.CommandContext(ctx, r.command[0], r.command[1:]...) //nolint:gosec // this program itself
	// The operator's secrets are no business of a process that reads strangers' files.
	cmd.Env = []string{"GOMEMLIMIT=" + goMemory, "GOMAXPROCS=1"}
	cmd.Stdin = bytes.NewReader(body)
	cmd.WaitDelay = 5 * time.Second
	stdout, stderr := &limited{left: maxAnswer}, &limited{left: maxComplaint, cut: true}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	err = cmd.Run()
	if stdout.full {
		err = errAnswer
	}
	return stdout.buf.Bytes(), stderr.buf.String(), err
}

func parse(out []byte) (Document, error) {
	var said reply
	if err := json.Unmarshal(out, &said); err != nil {
		return Document{}, fmt.Errorf("answer of the process that reads PDFs: %w", err)
	}
	switch {
	case said.Fault != nil:
		return Document{}, said.Fault
	case said.Document != nil:
		return *said.Document, nil
	}
	return Document{}, errors.New("the process that reads PDFs said nothing")
}

// limited keeps what is written to it, up to a limit. Beyond it writing fails, or, with
// cut, the rest is dropped.
type limited struct {
	buf  bytes.Buffer
	left int
	cut  bool
	full bool
}

// Write implements io.Writer.
func (l *limited) Write(p []byte) (int, error) {
	n := min(len(p), l.left)
	l.buf.Write(p[:n])
	l.left -= n
	if n < len(p) && !l.cut {
		l.full = true
		return n, io.ErrShortWrite
	}
	return len(p), nil
}
