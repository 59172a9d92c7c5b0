package archive_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redlinewatch/redline/crawler/archive"
)

// A commit is one to be made for a test. Its files are whole; a nil one is deleted.
type commit struct {
	message string
	at      string // RFC 3339; a minute after the one before when empty
	files   map[string]any
	mode    string // 100644 when empty
	merge   bool   // with a commit of a side branch
}

// file is a commit that writes one file.
func file(message, path, text string) commit {
	return commit{message: message, files: map[string]any{path: text}}
}

// build makes a bare repository of commits, one after the other.
func build(t *testing.T, commits ...commit) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "test-versions.git")
	git(t, "", "init", "-q", "--bare", "-b", "main", dir)
	load(t, dir, commits...)
	return dir
}

// load adds commits to the branch main.
func load(t *testing.T, dir string, commits ...commit) {
	t.Helper()
	var in strings.Builder
	at := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, c := range commits {
		at = at.Add(time.Minute)
		if c.at != "" {
			parsed, err := time.Parse(time.RFC3339, c.at)
			if err != nil {
				t.Fatal(err)
			}
			at = parsed
		}
		if c.merge {
			fmt.Fprintf(&in, "commit refs/heads/side\ncommitter Side <side@example.org> %d +0000\ndata 4\nside\n", at.Unix())
		}
		fmt.Fprintf(&in, "commit refs/heads/main\ncommitter Bot <bot@example.org> %d +0000\ndata %d\n%s\n", at.Unix(), len(c.message), c.message)
		if c.merge {
			in.WriteString("merge refs/heads/side\n")
		}
		for path, text := range c.files {
			if text == nil {
				fmt.Fprintf(&in, "D %q\n", path)
				continue
			}
			mode := c.mode
			if mode == "" {
				mode = "100644"
			}
			fmt.Fprintf(&in, "M %s inline %q\ndata %d\n%s\n", mode, path, len(text.(string)), text)
		}
	}
	cmd := exec.Command("git", "--git-dir="+dir, "fast-import", "--quiet", "--done")
	cmd.Env = environment()
	cmd.Stdin = strings.NewReader(in.String() + "done\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git fast-import: %v\n%s", err, out)
	}
}

// git runs the git program in dir and returns what it printed.
func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = environment()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// environment keeps the configuration of whoever runs the tests out of them.
func environment() []string {
	return append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_TERMINAL_PROMPT=0",
		"GIT_AUTHOR_NAME=Bot", "GIT_AUTHOR_EMAIL=bot@example.org", "GIT_COMMITTER_NAME=Bot", "GIT_COMMITTER_EMAIL=bot@example.org")
}

func open(t *testing.T, dir string) *archive.Repository {
	t.Helper()
	repo, err := archive.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return repo
}

func records(t *testing.T, dir string) []archive.Record {
	t.Helper()
	found, err := open(t, dir).Records(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return found
}
