package watchlist_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/watchlist"
)

// TestLoadOTA loads each case of testdata/ota from its folder, from the folder
// "declarations" in it, and from a bare repository made of it: always the same.
func TestLoadOTA(t *testing.T) {
	each(t, "testdata/ota/*.txtar", func(t *testing.T, dir string) (string, error) {
		fromFolder := loadOTA(t, dir)
		if diff := cmp.Diff(fromFolder, loadOTA(t, filepath.Join(dir, "declarations"))); diff != "" {
			t.Errorf("from declarations itself (-folder +declarations):\n%s", diff)
		}
		bare := commit(t, dir)
		if diff := cmp.Diff(fromFolder, loadOTA(t, bare)); diff != "" {
			t.Errorf("from git (-folder +git):\n%s", diff)
		}
		return fromFolder, nil
	})
}

func loadOTA(t *testing.T, path string) string {
	t.Helper()
	platforms, documents, problems, err := watchlist.LoadOTA(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range documents {
		if d.Origin != redline.OriginOTA {
			t.Errorf("%s: origin %q", d.ID, d.Origin)
		}
	}
	return describe(t, platforms, documents, problems)
}

// commit makes a bare repository of a folder.
func commit(t *testing.T, dir string) string {
	t.Helper()
	tree, bare := t.TempDir(), filepath.Join(t.TempDir(), "test-declarations.git")
	git(t, tree, "init", "-q", "-b", "main")
	git(t, tree, "--work-tree="+dir, "add", "-A")
	git(t, tree, "--work-tree="+dir, "commit", "-q", "-m", "Declare")
	git(t, tree, "clone", "-q", "--bare", tree, bare)
	return bare
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_TERMINAL_PROMPT=0",
		"GIT_AUTHOR_NAME=Bot", "GIT_AUTHOR_EMAIL=bot@example.org", "GIT_COMMITTER_NAME=Bot", "GIT_COMMITTER_EMAIL=bot@example.org")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

const imprint = `{"name": "Acme", "terms": {"Imprint": {"fetch": "https://acme.example/i", "select": "main"}}}`

// TestLoadOTARefuses gives LoadOTA what holds no declarations, and expects to be told so.
func TestLoadOTARefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, nil)
	empty := filepath.Join(t.TempDir(), "empty.git")
	git(t, "", "init", "-q", "--bare", empty)
	other := t.TempDir()
	write(t, filepath.Join(other, "main.go"), []byte("package main\n"))
	inside := filepath.Join(t.TempDir(), "inside")
	git(t, "", "init", "-q", filepath.Dir(inside))
	if err := os.Mkdir(inside, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ path, want string }{
		"absent":              {filepath.Join(t.TempDir(), "none"), "no such file"},
		"file":                {file, "a file, not a folder"},
		"empty folder":        {t.TempDir(), "no folder of declarations and no git directory"},
		"folder of some repo": {inside, "no folder of declarations and no git directory"},
		"empty repository":    {empty, "is empty"},
		"other repository":    {commit(t, other), "no file in declarations/"},
	} {
		_, _, _, err := watchlist.LoadOTA(t.Context(), test.path)
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), test.path) {
			t.Errorf("%s: %v, want %q in it", name, err, test.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, _, err := watchlist.LoadOTA(ctx, commit(t, other)); !errors.Is(err, context.Canceled) {
		t.Errorf("after the context ended: %v", err)
	}
}

// TestLoadOTAReadsNoLinksAndNothingHuge: a collection's folder is a stranger's.
func TestLoadOTAReadsNoLinksAndNothingHuge(t *testing.T) {
	dir, secret := t.TempDir(), filepath.Join(t.TempDir(), "secret.json")
	write(t, secret, []byte(`{"name": "Secret", "terms": {"Imprint": {"fetch": "https://secret.example/", "select": "main"}}}`))
	write(t, filepath.Join(dir, "declarations/Acme.json"), []byte(imprint))
	write(t, filepath.Join(dir, "declarations/Huge.json"), []byte(imprint+strings.Repeat(" ", 4<<20+1-len(imprint))))
	if err := os.Symlink(secret, filepath.Join(dir, "declarations/Secret.json")); err != nil {
		t.Fatal(err)
	}
	want := `platform acme "Acme" of "" []
acme/imprint "Imprint"
	{"url":"https://acme.example/i","select":[{"css":"main"}]}
problem declarations/Huge.json: too large for a declaration: 4194305 bytes, and at most 4194304 are read
`
	for name, path := range map[string]string{"folder": dir, "git": commit(t, dir)} {
		if diff := cmp.Diff(want, loadOTA(t, path)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestLoadOTANamesWhatIsMissing takes one file out of a repository; the others are read.
func TestLoadOTANamesWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "declarations/Acme.json"), []byte(imprint))
	write(t, filepath.Join(dir, "declarations/Bolt.json"), []byte(strings.ReplaceAll(imprint, "Acme", "Bolt")))
	tree := t.TempDir()
	git(t, tree, "init", "-q", "-b", "main")
	git(t, tree, "--work-tree="+dir, "add", "-A")
	git(t, tree, "--work-tree="+dir, "commit", "-q", "-m", "Declare")
	cmd := exec.Command("git", "rev-parse", "HEAD:declarations/Bolt.json")
	cmd.Dir = tree
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	hash := strings.TrimSpace(string(out))
	if err := os.Remove(filepath.Join(tree, ".git/objects", hash[:2], hash[2:])); err != nil {
		t.Fatal(err)
	}
	got := loadOTA(t, tree)
	if !strings.Contains(got, "acme/imprint") || !strings.Contains(got, "problem declarations/Bolt.json") {
		t.Errorf("with a missing file:\n%s", got)
	}
}

// TestLoadOTAOfManyProblems has a file with nothing but what is wrong, and a selector
// that would call its parser too often: it ends soon, and the list stays short.
func TestLoadOTAOfManyProblems(t *testing.T) {
	dir := t.TempDir()
	var keys strings.Builder
	for i := range 100000 {
		fmt.Fprintf(&keys, `"key %d": 1, `, i)
	}
	write(t, filepath.Join(dir, "declarations/Acme.json"), []byte(`{`+keys.String()+`"name": "Acme"}`))
	deep := strings.Repeat(":not(", 500000) + "p" + strings.Repeat(")", 500000)
	write(t, filepath.Join(dir, "declarations/Bolt.json"), []byte(`{"name": "Bolt", "terms": {"Imprint": {"fetch": "https://bolt.example/i", "select": "`+deep+`"}}}`))
	_, documents, problems, err := watchlist.LoadOTA(t.Context(), dir)
	if err != nil || len(documents) != 0 || len(problems) != 101 {
		t.Fatalf("%d documents, %d problems, %v; want 0, 101 and no error", len(documents), len(problems), err)
	}
	if last := problems[99].Reason; !strings.Contains(last, "and more") {
		t.Errorf("the hundredth problem: %q", last)
	}
	if last := problems[100].Reason; !strings.Contains(last, "a selector of") {
		t.Errorf("the deep selector: %q", last)
	}
}

// TestLoadOTAOfDamagedAndForeignRepositories: one with half a pack says so, and one of
// another user is read, which plain git refuses.
func TestLoadOTAOfDamagedAndForeignRepositories(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "declarations/Acme.json"), []byte(imprint))
	bare := commit(t, dir)
	if os.Getuid() == 0 {
		if err := os.Chown(bare, 65534, 65534); err != nil {
			t.Fatal(err)
		}
		if got := loadOTA(t, bare); !strings.Contains(got, "acme/imprint") {
			t.Errorf("of another user:\n%s", got)
		}
		if err := os.Chown(bare, 0, 0); err != nil {
			t.Fatal(err)
		}
	}
	git(t, bare, "repack", "-adq")
	packs, err := filepath.Glob(filepath.Join(bare, "objects/pack/*.pack"))
	if err != nil || len(packs) != 1 {
		t.Fatalf("packs %q, %v", packs, err)
	}
	if err := os.Chmod(packs[0], 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(packs[0], 60); err != nil {
		t.Fatal(err)
	}
	_, _, _, err = watchlist.LoadOTA(t.Context(), bare)
	if err == nil || !strings.Contains(err.Error(), bare) || !strings.Contains(err.Error(), filepath.Base(packs[0])) {
		t.Errorf("truncated pack: %v, want the repository and the pack in it", err)
	}
}
