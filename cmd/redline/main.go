// Command redline watches what platforms promise about privacy and encryption, and
// says, with dates and proof, when a promise changes.
//
// Each subcommand is a file of this package; it wires packages together and decides
// nothing. Settings come from flags, then REDLINE_* variables, then redline.yaml.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// Exit codes.
const (
	exitFailed = 1
	exitUsage  = 2
)

// commands is the command line.
type commands struct {
	Config string `help:"Settings file; read when it exists." default:"redline.yaml" placeholder:"FILE"`

	Serve   serveCmd   `cmd:"" help:"Watch the watchlist, and serve the website, feeds and webhooks."`
	Demo    demoCmd    `cmd:"" help:"Play months of a simulated web of fictional platforms in seconds, and serve what came of it."`
	Crawl   crawlCmd   `cmd:"" help:"Visit documents now."`
	Capture captureCmd `cmd:"" help:"Hand in a page that was saved elsewhere."`
	Diff    diffCmd    `cmd:"" help:"Show what separates two texts."`
	Judge   judgeCmd   `cmd:"" help:"Judge pairs of texts: JSON lines in, a verdict a line out."`
	Eval    evalCmd    `cmd:"" help:"Measure the judgement against labelled changes."`
	Import  importCmd  `cmd:"" help:"Take in history that an archive kept."`
	Watch   watchCmd   `cmd:"" help:"See and change what is watched."`
	Alerts  alertsCmd  `cmd:"" help:"List, read and review alerts."`
	Webhook webhookCmd `cmd:"" help:"Deliver alerts to web addresses."`
	Migrate migrateCmd `cmd:"" help:"Bring a store up to this version's schema."`
	Version versionCmd `cmd:"" help:"Say which version this is."`

	PDFText pdfTextCmd `cmd:"" name:"pdf-text" hidden:"" help:"Read a PDF from standard input and write its text as JSON; started by Redline itself."`
}

// exited is how kong's help leaves the parser.
type exited int

// run is the program: it returns the exit code.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) (code int) {
	var c commands
	con := newConsole(in, out, errs)
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(exited)
			if !ok {
				panic(r)
			}
			code = int(e)
		}
	}()
	parser, err := kong.New(&c,
		kong.Name("redline"),
		kong.Description("Redline watches what platforms promise about privacy and encryption, and says when a promise changes."),
		kong.Writers(out, errs), kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, Tree: true, NoExpandSubcommands: true}),
		kong.Exit(func(code int) { panic(exited(code)) }),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(con),
		kong.Resolvers(&settings{}),
	)
	if err != nil {
		fmt.Fprintln(errs, "redline:", err)
		return exitUsage
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(errs, "redline: %v\nTry 'redline --help'.\n", err)
		return exitUsage
	}
	if err := parsed.Run(); err != nil {
		if errors.Is(err, context.Canceled) && ctx.Err() != nil {
			fmt.Fprintln(errs, "redline: stopped")
			return exitFailed
		}
		fmt.Fprintln(errs, con.failure("redline: "+printable(err.Error())))
		return exitFailed
	}
	return 0
}
