package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
)

// settings override a repository's own configuration where it could start a
// program, reach out, change what git prints, or take much memory.
var settings = []string{
	"safe.directory=*", // it may belong to another user; nothing of it is run
	"core.hooksPath=/dev/null",
	"core.fsmonitor=false",
	"core.attributesFile=/dev/null",
	"protocol.allow=never",
	"log.showRoot=true",
	"log.showSignature=false",
	"log.mailmap=false",
	"core.quotePath=false",
	"advice.graftFileDeprecated=false", // it is said of the empty one we name
	// Git's own 96 MiB make nothing faster: a history is walked along, and texts are asked
	// for document by document.
	"core.deltaBaseCacheLimit=8m",
	"gc.auto=0",
	"maintenance.auto=false",
}

// environment is ours without what steers git, and with what keeps it quiet and at home.
func environment() []string {
	var env []string
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "GIT_") {
			env = append(env, e)
		}
	}
	return append(env,
		"LC_ALL=C", // its words are read
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_CONFIG_GLOBAL=/dev/null",
		"GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=true", "GIT_OPTIONAL_LOCKS=0",
		// A partial clone would fetch what it lacks, by a command its configuration names.
		"GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none",
		// What was committed, not what local notes put in its place.
		"GIT_NO_REPLACE_OBJECTS=1", "GIT_GRAFT_FILE=/dev/null", "GIT_ATTR_NOSYSTEM=1",
	)
}

// command prepares git in dir, or on the git directory that args name.
func command(ctx context.Context, dir string, args ...string) (*exec.Cmd, *words) {
	all := []string{"--no-pager"}
	for _, s := range settings {
		all = append(all, "-c", s)
	}
	cmd := exec.CommandContext(ctx, "git", append(all, args...)...)
	cmd.Dir = dir
	cmd.Env = environment()
	cmd.WaitDelay = 5 * time.Second // a grandchild must not keep us waiting
	stderr := new(words)
	cmd.Stderr = stderr
	return cmd, stderr
}

// output runs git to its end and returns what it printed, without the last line end.
func output(ctx context.Context, dir string, args ...string) (string, error) {
	cmd, stderr := command(ctx, dir, args...)
	out, err := cmd.Output()
	if err != nil {
		return "", failure(ctx, err, stderr)
	}
	return strings.TrimRight(string(out), "\n"), nil
}

// failure says why git ended as it did, in its own words where it has any.
func failure(ctx context.Context, err error, stderr *words) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, exec.ErrNotFound) {
		return errors.New("the git program is needed and was not found: install git, or put it on the PATH")
	}
	if said := stderr.String(); said != "" {
		return errors.New("git says: " + said)
	}
	return fmt.Errorf("git: %w", err)
}

// words keeps the start of what git says on its standard error.
type words struct {
	mu  sync.Mutex // git's output is copied by a goroutine of package exec
	buf bytes.Buffer
}

// Write keeps the first 4 KiB and takes the rest without keeping it.
func (w *words) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.buf.Write(p[:min(len(p), max(0, 4096-w.buf.Len()))])
	return len(p), nil
}

// String returns the first three different lines as one, less what a terminal would obey.
func (w *words) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var lines []string
	for line := range strings.Lines(w.buf.String()) {
		line = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(line), "fatal: "), "error: ")
		if line = printable(line); line != "" && !strings.HasPrefix(line, "hint:") && len(lines) < 3 && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "; ")
}

// printable makes a stranger's words safe to show: valid, on one line, without control characters.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, s)
}
