package archive

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"github.com/redlinewatch/redline"
)

const (
	// maxBlob caps one text. The largest of 42,600 records has one megabyte.
	maxBlob = 32 << 20
	// ahead is how many texts [Blobs.Each] has asked for and not yet taken, so that
	// git unpacks the next while the caller thinks. Their requests fit a pipe's
	// buffer many times over: writing one never waits.
	ahead = 32
)

// Blobs reads texts from one git process. It is not for concurrent use; a
// repository may have several. Ask for texts in the order of their records: neighbours
// are packed as differences of each other, and git remembers the last ones.
type Blobs struct {
	ctx    context.Context // of Blobs; ends the process
	repo   *Repository
	cmd    *exec.Cmd // nil while no process runs
	in     io.WriteCloser
	out    *bufio.Reader
	stderr *words
	asked  []string // hashes that git owes an answer to, in order
	closed bool
}

// Blobs starts reading texts. The context ends it, and so does [Blobs.Close], which must be called.
func (r *Repository) Blobs(ctx context.Context) (*Blobs, error) {
	b := &Blobs{ctx: ctx, repo: r}
	if err := b.start(); err != nil {
		return nil, fmt.Errorf("read texts of %s: %w", r.given, err)
	}
	return b, nil
}

// Close ends the git process.
func (b *Blobs) Close() error {
	b.closed = true
	if b.cmd == nil {
		return nil
	}
	_ = b.in.Close()
	_ = b.cmd.Process.Kill() // it may be writing an answer nobody reads
	_ = b.cmd.Wait()         // how a killed process ended says nothing
	b.cmd, b.asked = nil, nil
	return nil
}

// Read returns the text with a hash. An error names the hash and does not spoil the next Read.
func (b *Blobs) Read(hash string) ([]byte, error) {
	text, err := b.answer([]string{hash})
	if err != nil {
		return nil, b.named(hash, err)
	}
	return text, nil
}

// Each yields the texts with the given hashes in their order, one yield a hash; the
// next are asked for meanwhile. An error names its hash, and those behind it follow all the same
// unless the context has ended.
func (b *Blobs) Each(hashes []string) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for i, hash := range hashes {
			text, err := b.answer(hashes[i:min(len(hashes), i+ahead)])
			if err != nil {
				text, err = nil, b.named(hash, err)
			}
			if !yield(text, err) || b.ctx.Err() != nil {
				return
			}
		}
	}
}

func (b *Blobs) named(hash string, err error) error {
	return fmt.Errorf("text %s of %s: %w", printable(hash), b.repo.given, err)
}

// answer asks for all hashes that are not asked for yet and reads the answer to the
// first. It starts the process anew where an earlier answer ended it.
func (b *Blobs) answer(hashes []string) ([]byte, error) {
	if !isHash(hashes[0]) {
		return nil, fmt.Errorf("%w: not a full object name", redline.ErrInvalid)
	}
	if len(b.asked) > len(hashes) || !slices.Equal(b.asked, hashes[:len(b.asked)]) {
		b.drain()
	}
	if b.cmd == nil {
		if err := b.start(); err != nil {
			return nil, err
		}
	}
	if err := b.ask(hashes[len(b.asked):]); err != nil && len(b.asked) == 0 {
		return nil, b.broken(err)
	}
	return b.take()
}

// ask sends requests, up to the first that is none. An error says that the process has
// ended, on an object asked for before: what it had answered until then is still to be taken.
func (b *Blobs) ask(hashes []string) error {
	for _, hash := range hashes {
		if !isHash(hash) {
			return nil
		}
		if _, err := io.WriteString(b.in, hash+"\n"); err != nil {
			return err
		}
		b.asked = append(b.asked, hash)
	}
	return nil
}

// drain takes the answers nobody wants any more: a loop stopped early, or another
// text was asked for within it.
func (b *Blobs) drain() {
	for len(b.asked) > 0 {
		_, _ = b.take() // an error that matters ends the process, and the debt with it
	}
}

// start runs the process.
func (b *Blobs) start() error {
	if b.closed {
		return fmt.Errorf("%w: closed", redline.ErrInvalid)
	}
	cmd, stderr := command(b.ctx, b.repo.dir, "--git-dir="+b.repo.dir, "cat-file", "--batch")
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return failure(b.ctx, err, stderr)
	}
	b.cmd, b.in, b.stderr, b.asked = cmd, in, stderr, nil
	b.out = bufio.NewReaderSize(out, 64<<10)
	return nil
}

// take reads one answer: "HASH blob SIZE", the bytes, a line end.
func (b *Blobs) take() ([]byte, error) {
	line, err := b.out.ReadString('\n')
	if err != nil {
		return nil, b.broken(err)
	}
	b.asked = b.asked[1:]
	f := strings.Fields(line)
	if len(f) == 2 && f[1] == "missing" {
		// Why it is missing git says elsewhere, and only its end makes sure that it has.
		return nil, b.stop(fmt.Errorf("missing from the repository, which is damaged or incomplete: %w", redline.ErrNotFound))
	}
	if len(f) != 3 {
		return nil, b.stop(fmt.Errorf("git answered %q: %w", printable(strings.TrimSpace(line)), redline.ErrInvalid))
	}
	size, err := strconv.ParseInt(f[2], 10, 64)
	if err != nil || size < 0 {
		return nil, b.stop(fmt.Errorf("git answered %q: %w", printable(strings.TrimSpace(line)), redline.ErrInvalid))
	}
	if f[1] != "blob" || size > maxBlob {
		if _, err := io.CopyN(io.Discard, b.out, size+1); err != nil {
			return nil, b.broken(err)
		}
		if f[1] != "blob" {
			return nil, fmt.Errorf("%w: a %s, not a text", redline.ErrInvalid, f[1])
		}
		return nil, fmt.Errorf("%w: %d bytes, and at most %d are read", redline.ErrInvalid, size, maxBlob)
	}
	text := make([]byte, size+1)
	if _, err := io.ReadFull(b.out, text); err != nil {
		return nil, b.broken(err)
	}
	return text[:size:size], nil
}

// broken ends the process that did not answer and says why in git's words.
func (b *Blobs) broken(err error) error {
	return b.stop(fmt.Errorf("damaged: %w", err))
}

// stop ends the process and adds to err what it said. The next answer starts another.
func (b *Blobs) stop(err error) error {
	_ = b.in.Close()
	_, _ = io.Copy(io.Discard, b.out)
	_ = b.cmd.Wait() // its words say more than its status
	b.cmd, b.asked = nil, nil
	if b.ctx.Err() != nil {
		return b.ctx.Err()
	}
	if said := b.stderr.String(); said != "" {
		return fmt.Errorf("%w (git says: %s)", err, said)
	}
	return err
}
