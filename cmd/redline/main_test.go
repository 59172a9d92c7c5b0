package main

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/redlinewatch/redline/internal/pgtest"
)

// asProgram in the environment makes the test binary the program itself, so that tests
// can start real processes, and kill them.
const asProgram = "REDLINE_TEST_AS_PROGRAM"

// server is one PostgreSQL for the whole run.
var server pgtest.Server

func TestMain(m *testing.M) {
	// The program starts itself to read a PDF, with an empty environment.
	if os.Getenv(asProgram) != "" || len(os.Args) == 2 && os.Args[1] == pdfTextCommand {
		main()
	}
	testscript.Main(stopper{m}, map[string]func(){"redline": main})
}

// A stopper ends the PostgreSQL server after the tests.
type stopper struct{ m *testing.M }

func (s stopper) Run() int { return server.Main(s.m) }

// program returns a command that runs redline in a process of its own.
func program(ctx context.Context, t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.Dir = t.TempDir()
	return cmd
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
