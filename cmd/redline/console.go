package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// A console is where a command reads and writes: data on out, everything else on err.
type console struct {
	in       io.Reader
	out, err io.Writer
	outColor bool // out is a terminal that may show colour
	errColor bool
}

func newConsole(in io.Reader, out, err io.Writer) *console {
	color := os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return &console{in: in, out: out, err: err, outColor: color && terminal(out), errColor: color && terminal(err)}
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// json writes v, indented.
func (c *console) json(v any) error {
	e := json.NewEncoder(c.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// say writes a line for people.
func (c *console) say(format string, args ...any) {
	fmt.Fprintf(c.err, format+"\n", args...)
}

// logger writes what happens of itself to the error output, from a level on.
func (c *console) logger(level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: level}))
}

// table writes rows in columns; the first row is the heading.
func (c *console) table(rows [][]string) error {
	w := tabwriter.NewWriter(c.out, 0, 4, 2, ' ', 0)
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				fmt.Fprint(w, "\t")
			}
			fmt.Fprint(w, printable(cell))
		}
		fmt.Fprintln(w)
	}
	return w.Flush()
}

func (c *console) failure(s string) string {
	if c.errColor {
		return "\x1b[31m" + s + "\x1b[0m"
	}
	return s
}

// bar shows progress on the error output: a bar with rate and time left on a terminal,
// a line every few seconds elsewhere.
func (c *console) bar(what string, total int) *progressbar.ProgressBar {
	options := []progressbar.Option{
		progressbar.OptionSetWriter(c.err), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100 * time.Millisecond), progressbar.OptionSetWidth(30),
		progressbar.OptionOnCompletion(func() { fmt.Fprintln(c.err) }),
	}
	if !terminal(c.err) {
		options = append(options, progressbar.OptionThrottle(5*time.Second), progressbar.OptionUseANSICodes(false))
	}
	return progressbar.NewOptions(total, options...)
}

// printable keeps strangers' words from commanding the terminal: control and
// invisible formatting characters become a visible mark.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '\uFFFD'
		}
		return r
	}, s)
}

// day formats a time for a table; a zero one is a dash.
func day(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04")
}
