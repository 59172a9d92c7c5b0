package archive

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
)

// maxMessage caps one commit's message, and one path.
const maxMessage = 1 << 20

// Records lists every record, sorted by path, then date, then position. From time to
// time progress, which may be nil, is told how many were found so far.
//
// When the repository is damaged, the records that were read come back together
// with the error. A repository without any record is an error too.
func (r *Repository) Records(ctx context.Context, progress func(n int)) ([]Record, error) {
	cmd, stderr := command(ctx, r.dir, "--git-dir="+r.dir, "log",
		"--topo-order", "--no-merges", "--encoding=UTF-8", "--no-notes", "--no-decorate", "--no-color", "--no-mailmap",
		"--raw", "-z", "--no-abbrev", "--no-renames", "--no-relative", "--no-ext-diff", "--no-textconv",
		"--ignore-submodules=none", "-O/dev/null",
		"--format=tformat:%H%n%at%n%B", r.head, "--")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("list records of %s: %w", r.given, err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("list records of %s: %w", r.given, failure(ctx, err, stderr))
	}
	l := newListing(progress)
	err = l.read(out)
	if err != nil {
		_ = cmd.Process.Kill() // it would wait for a reader
	}
	if e := cmd.Wait(); e != nil && err == nil {
		err = failure(ctx, e, stderr)
	}
	records := l.finish()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return records, fmt.Errorf("list records of %s: damaged or incomplete after %d records: %w", r.given, len(records), err)
	case len(records) == 0:
		return nil, fmt.Errorf("list records of %s: %w: %s", r.given, redline.ErrInvalid, l.whyNone())
	}
	return records, nil
}

// A listing gathers records from the output of git log, newest commit first.
type listing struct {
	progress func(int)
	records  []Record
	places   map[string]place  // by path
	hashes   map[string]string // most texts return, so their hashes are kept once
	commits  int
	pages    int // files of snapshots seen, a sign of the wrong repository

	message string // of the commit being read
	changed int    // paths it changed
	entry   string // the first of them: modes, hashes, status
	path    string
}

// A place is a path taken apart, kept once for all its records.
type place struct{ path, service, terms string }

func newListing(progress func(int)) *listing {
	return &listing{progress: progress, places: make(map[string]place), hashes: make(map[string]string)}
}

// read takes the whole output: for each commit its header and message, then for each
// path it changed an entry that starts with a colon, and the path; all end in NUL.
func (l *listing) read(out io.Reader) error {
	tokens := bufio.NewScanner(out)
	tokens.Buffer(make([]byte, 64<<10), maxMessage)
	tokens.Split(splitNUL)
	for tokens.Scan() {
		token := bytes.TrimPrefix(tokens.Bytes(), []byte("\n"))
		if !bytes.HasPrefix(token, []byte(":")) {
			if err := l.commit(); err != nil {
				return err
			}
			l.message = string(token)
			continue
		}
		if l.changed++; l.changed == 1 {
			l.entry = string(token)
		}
		if !tokens.Scan() {
			break
		}
		if l.changed == 1 {
			l.path = tokens.Text()
		}
	}
	if err := tokens.Err(); err != nil {
		return l.tooLong(err)
	}
	return l.commit()
}

func (l *listing) tooLong(err error) error {
	if !errors.Is(err, bufio.ErrTooLong) {
		return err
	}
	hash, _, _ := strings.Cut(l.message, "\n")
	return fmt.Errorf("%w: the commit before %s has a message longer than %d bytes", redline.ErrInvalid, hash, maxMessage)
}

// splitNUL is a bufio.SplitFunc for tokens that end in NUL; what is cut off at the end is dropped.
func splitNUL(data []byte, atEOF bool) (int, []byte, error) {
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return i + 1, data[:i], nil
	}
	if atEOF {
		return len(data), nil, nil
	}
	return 0, nil, nil
}

// commit ends the commit being read, and keeps it if it is a record.
func (l *listing) commit() error {
	message, changed := l.message, l.changed
	l.message, l.changed = "", 0
	if message == "" {
		return nil
	}
	l.commits++
	hash, rest, _ := strings.Cut(message, "\n")
	seconds, text, _ := strings.Cut(rest, "\n")
	at, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || !isHash(hash) {
		return fmt.Errorf("%w: git log printed %q where a commit should start", redline.ErrInvalid, printable(hash))
	}
	kind, ok := kindOf(text)
	if !ok || changed != 1 {
		return nil
	}
	p, ok := l.place(l.path)
	if !ok {
		return nil
	}
	blob, ok := written(l.entry)
	if !ok {
		return nil
	}
	r := Record{
		Commit: strings.Clone(hash), Path: p.path, Service: p.service, Terms: p.terms,
		At: time.Unix(at, 0).UTC(), Kind: kind, Blob: l.once(blob), Position: l.commits,
	}
	r.Snapshots, r.Engine = readBody(text)
	r.Engine = l.once(r.Engine)
	l.records = append(l.records, r)
	if l.progress != nil && len(l.records)%500 == 0 {
		l.progress(len(l.records))
	}
	return nil
}

// written returns the hash of the file that an entry says was written: added or
// modified, and an ordinary file. ":100644 100644 OLD NEW M".
func written(entry string) (blob string, ok bool) {
	f := strings.Fields(entry)
	if len(f) != 5 || (f[4] != "A" && f[4] != "M") || !strings.HasPrefix(f[1], "100") || !isHash(f[3]) {
		return "", false
	}
	return f[3], true
}

func (l *listing) place(path string) (place, bool) {
	if p, ok := l.places[path]; ok {
		return p, p.terms != ""
	}
	p := place{path: strings.ToValidUTF8(path, "\uFFFD")}
	service, terms, ok := splitPath(p.path)
	if ok {
		p.service, p.terms = service, terms
	} else if strings.HasSuffix(path, ".html") || strings.HasSuffix(path, ".pdf") {
		l.pages++
	}
	l.places[path] = p
	return p, ok
}

// once returns s, always the same copy of it, and none that holds a whole message in memory.
func (l *listing) once(s string) string {
	if kept, ok := l.hashes[s]; ok {
		return kept
	}
	s = strings.Clone(s)
	l.hashes[s] = s
	return s
}

// finish numbers the records from the oldest commit and sorts them.
func (l *listing) finish() []Record {
	for i := range l.records {
		l.records[i].Position = l.commits - l.records[i].Position
	}
	slices.SortFunc(l.records, func(a, b Record) int {
		if a.Path != b.Path {
			return strings.Compare(a.Path, b.Path)
		}
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return a.Position - b.Position
	})
	if l.progress != nil {
		l.progress(len(l.records))
	}
	return slices.Clip(l.records)
}

func (l *listing) whyNone() string {
	if l.pages > 0 {
		return "no records in it, but pages: it looks like a repository of snapshots; the one of versions is needed"
	}
	return fmt.Sprintf("no records among its %d commits: it is no Open Terms Archive repository of versions", l.commits)
}

// isHash reports whether s is a full object name, SHA-1 or SHA-256.
func isHash(s string) bool {
	return (len(s) == 40 || len(s) == 64) && strings.Trim(s, "0123456789abcdef") == ""
}
