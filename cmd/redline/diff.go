package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"mime"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
)

type diffCmd struct {
	storeFlags
	netFlags
	Old    string `arg:"" help:"A file, an address, or a version id."`
	New    string `arg:"" help:"A file, an address, or a version id."`
	Format string `help:"text, json, html or markdown." enum:"text,json,html,markdown" default:"text"`
	JSON   bool   `help:"The same as --format json."`
}

func (c *diffCmd) Run(ctx context.Context, con *console) error {
	old, err := c.read(ctx, con, c.Old)
	if err != nil {
		return err
	}
	new, err := c.read(ctx, con, c.New)
	if err != nil {
		return err
	}
	hunks := differ.Diff(old, new)
	format := c.Format
	if c.JSON {
		format = "json"
	}
	switch format {
	case "json":
		if hunks == nil {
			hunks = []redline.Hunk{}
		}
		return con.json(hunks)
	case "html":
		_, err = fmt.Fprintln(con.out, differ.HTML(hunks))
	case "markdown":
		_, err = fmt.Fprint(con.out, differ.Markdown(hunks), judged(old, new, hunks, false))
	default:
		if len(hunks) == 0 {
			con.say("Both texts say the same.")
		}
		_, err = fmt.Fprint(con.out, differ.Terminal(hunks, con.outColor), judged(old, new, hunks, con.outColor))
	}
	return err
}

// judged says what a difference means, and why, a line for each reason with its sentence
// before and after; nothing where there is none.
func judged(old, new redline.Text, hunks []redline.Hunk, color bool) string {
	if len(hunks) == 0 {
		return ""
	}
	v := differ.Judge(differ.Comparison{ID: "diff", Old: old, New: new, Hunks: hunks}, differ.History{})
	paint := func(code, s string) string {
		if !color {
			return s
		}
		return "\x1b[" + code + "m" + s + "\x1b[0m"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s\n", paint("1", verdictWords(v)))
	for _, r := range v.Reasons {
		fmt.Fprintf(&b, "\n* %s\n", r.Words)
		if r.Old != "" {
			fmt.Fprintf(&b, "  before: %s\n", paint("2", r.Old))
		}
		if r.New != "" {
			fmt.Fprintf(&b, "  after:  %s\n", paint("2", r.New))
		}
	}
	return b.String()
}

// verdictWords puts a verdict in a line: "substantive, weaker: message confidentiality
// weakened; encryption, messaging; severity critical; confidence 0.70".
func verdictWords(v redline.Verdict) string {
	head := strings.TrimSpace(string(v.Class) + " " + string(v.Noise))
	if v.Direction != "" {
		head += ", " + string(v.Direction)
	}
	var rest []string
	if v.E2EE != redline.ConfidentialityNone {
		rest = append(rest, "message confidentiality "+string(v.E2EE))
	}
	var topics []string
	for _, t := range v.Topics {
		topics = append(topics, string(t))
	}
	if len(topics) > 0 {
		rest = append(rest, strings.Join(topics, ", "))
	}
	if v.Class == redline.ClassSubstantive {
		rest = append(rest, "severity "+string(v.Severity))
	}
	rest = append(rest, fmt.Sprintf("confidence %.2f", v.Confidence))
	return head + ": " + strings.Join(rest, "; ")
}

// read takes a text from a file, an address, or the store.
func (c *diffCmd) read(ctx context.Context, con *console, what string) (redline.Text, error) {
	if isAddress(what) {
		return c.fetch(ctx, con, what)
	}
	body, err := os.ReadFile(what)
	if err == nil {
		x, err := extractFile(what, body, redline.Source{})
		return x.Text, err
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return redline.Text{}, err
	}
	db, err := c.openExisting(ctx)
	if err != nil {
		return redline.Text{}, fmt.Errorf("%s is no file, and no version: %w", what, err)
	}
	defer db.Close()
	v, err := db.Version(ctx, what)
	if err != nil {
		return redline.Text{}, fmt.Errorf("%s is no file, and no version: %w", what, err)
	}
	md, err := db.Markdown(ctx, v.TextKey)
	return text.FromMarkdown(md), err
}

func (c *diffCmd) fetch(ctx context.Context, con *console, url string) (redline.Text, error) {
	logger := con.logger(slog.LevelWarn)
	r := newCrawler(c.web(logger, time.Now), logger)
	defer r.Close()
	doc := redline.Document{ID: url, Sources: []redline.Source{{URL: url}}}
	res, err := r.Visit(ctx, doc, redline.State{}, time.Now())
	if err != nil {
		return redline.Text{}, err
	}
	if res.Capture.Health != redline.HealthGood {
		return redline.Text{}, fmt.Errorf("%s: %s: %s", url, res.Capture.Health, res.Capture.Reason)
	}
	return text.FromMarkdown(res.Markdown), nil
}

// extractFile takes the text from a saved page; its name tells what it is.
func extractFile(name string, body []byte, source redline.Source) (crawler.Extracted, error) {
	kind := mime.TypeByExtension(filepath.Ext(name))
	if kind == "" || filepath.Ext(name) == ".md" {
		kind = "text/markdown; charset=utf-8"
	}
	x, err := crawler.Extract(body, kind, source)
	if err != nil {
		return x, fmt.Errorf("text of %s: %w", name, err)
	}
	return x, nil
}

func bodyHash(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

func isAddress(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}
