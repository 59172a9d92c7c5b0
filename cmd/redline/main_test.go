package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"redline": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
			stop()
			os.Exit(code)
		},
	})
}

// TestScripts runs the command as a person would; each script says what it shows.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("GIT_AUTHOR_NAME", "archive")
			e.Setenv("GIT_AUTHOR_EMAIL", "archive@example.org")
			e.Setenv("GIT_COMMITTER_NAME", "archive")
			e.Setenv("GIT_COMMITTER_EMAIL", "archive@example.org")
			e.Setenv("GIT_CONFIG_NOSYSTEM", "1")
			return nil
		},
	})
}
