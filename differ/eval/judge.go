package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
)

// Pair is one line of the input of [Judge]: two texts as Markdown, and the texts the
// document had before them, oldest first.
type Pair struct {
	ID      string       `json:"id"`
	Kind    redline.Kind `json:"kind,omitempty"`
	Old     string       `json:"old"`
	New     string       `json:"new"`
	History []string     `json:"history,omitempty"`
}

// lineBytes is the longest line that Judge reads.
const lineBytes = 64 << 20

// memoBytes is how much parsed text a run keeps, since neighbours share most of theirs.
const memoBytes = 16 << 20

// Judge reads one JSON object a line and writes one verdict a line, in the same order.
// A line that cannot be read gets an object with its line number and the error in
// place of a verdict; the others are judged. The error then says how many were broken.
func Judge(r io.Reader, w io.Writer) error {
	in := bufio.NewReaderSize(r, 1<<20)
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	reader := text.NewReader(memoBytes)
	broken := 0
	var firstErr error
	for n := 1; ; n++ {
		line, err := readLine(in)
		if len(bytes.TrimSpace(line)) > 0 {
			if bad := judgeLine(reader, line, n, enc); bad != nil {
				broken++
				if firstErr == nil {
					firstErr = bad
				}
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read line %d: %w", n, err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write verdicts: %w", err)
	}
	if broken > 0 {
		return fmt.Errorf("%d of the lines could not be judged, the first: %w", broken, firstErr)
	}
	return nil
}

// readLine reads a line of any length up to lineBytes.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
		if len(line) > lineBytes {
			return nil, fmt.Errorf("%w: longer than %d bytes", redline.ErrInvalid, lineBytes)
		}
	}
}

// brokenLine stands in the output where a line could not be judged.
type brokenLine struct {
	ID    string `json:"id,omitempty"`
	Line  int    `json:"line"`
	Error string `json:"error"`
}

func judgeLine(reader *text.Reader, line []byte, n int, enc *json.Encoder) error {
	var p Pair
	if err := json.Unmarshal(line, &p); err != nil {
		err = fmt.Errorf("line %d: %w: %w", n, redline.ErrInvalid, err)
		if werr := enc.Encode(brokenLine{Line: n, Error: err.Error()}); werr != nil {
			return werr
		}
		return err
	}
	return enc.Encode(Verdict(reader, p))
}

// Verdict judges one pair.
func Verdict(reader *text.Reader, p Pair) redline.Verdict {
	var h differ.History
	day := time.Unix(0, 0).UTC()
	saw := func(t redline.Text) {
		h = h.Saw(t, day)
		day = day.AddDate(0, 0, 1)
	}
	for _, md := range p.History {
		saw(reader.FromMarkdown(md))
	}
	c := differ.Comparison{
		ID: p.ID, Kind: p.Kind, Old: reader.FromMarkdown(p.Old), New: reader.FromMarkdown(p.New), At: day,
		OldMarkdown: p.Old, NewMarkdown: p.New,
	}
	saw(c.Old)
	c.Hunks = differ.Diff(c.Old, c.New)
	return differ.Judge(c, h)
}
