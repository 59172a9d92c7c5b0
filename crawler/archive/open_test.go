package archive_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/crawler/archive"
)

// TestOpenRefuses gives Open what is no repository of records, and expects to be told why.
func TestOpenRefuses(t *testing.T) {
	within := filepath.Join(t.TempDir(), "folder")
	git(t, "", "init", "-q", filepath.Dir(within))
	if err := os.Mkdir(within, 0o755); err != nil {
		t.Fatal(err)
	}
	bundle := filepath.Join(t.TempDir(), "contrib.bundle")
	if err := os.WriteFile(bundle, []byte("# v2 git bundle\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	empty := filepath.Join(t.TempDir(), "empty")
	git(t, "", "init", "-q", empty)
	several := build(t, file("Update A B", "A/B.md", "x"))
	git(t, several, "branch", "-m", "one")
	git(t, several, "branch", "two", "one")
	git(t, several, "symbolic-ref", "HEAD", "refs/heads/none")
	for name, test := range map[string]struct{ dir, want string }{
		"absent":              {filepath.Join(t.TempDir(), "none"), "no such file"},
		"folder":              {t.TempDir(), "not a git directory"},
		"folder of some repo": {within, "not a git directory"},
		"bundle":              {bundle, "git clone --bare contrib.bundle"},
		"empty":               {empty, "is empty"},
		"several branches":    {several, "2 to choose from"},
	} {
		_, err := archive.Open(t.Context(), test.dir)
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), test.dir) {
			t.Errorf("%s: Open(%s): %v, want %q in it", name, test.dir, err, test.want)
		}
	}
}

func TestOpenFindsTheBranch(t *testing.T) {
	c := file("First record of A B", "A/B.md", "x")
	bare := build(t, c)
	tree := filepath.Join(t.TempDir(), "tree")
	git(t, "", "clone", "-q", bare, tree)
	noHead := build(t, c)
	git(t, noHead, "symbolic-ref", "HEAD", "refs/heads/none")
	two := build(t, c)
	git(t, two, "branch", "other", "main")
	git(t, two, "symbolic-ref", "HEAD", "refs/heads/none")
	for name, dir := range map[string]string{"bare": bare, "working tree": tree, ".git": filepath.Join(tree, ".git"), "HEAD on nothing": noHead, "main of two": two} {
		if got := len(records(t, dir)); got != 1 {
			t.Errorf("%s: %d records, want 1", name, got)
		}
	}
}

func TestRecordsRefuseWhatHasNone(t *testing.T) {
	for name, test := range map[string]struct {
		dir, want string
	}{
		"code":      {build(t, file("Add main", "main.go", "x"), file("Update README", "README.md", "x")), "no records among its 2 commits"},
		"snapshots": {build(t, file("First record of A B", "A/B.html", "x")), "the one of versions is needed"},
	} {
		_, err := open(t, test.dir).Records(t.Context(), nil)
		if !errors.Is(err, redline.ErrInvalid) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q in it", name, err, test.want)
		}
	}
}

// TestDamagedRepository cuts a pack, and takes an older tree away: what was read before comes with the error.
func TestDamagedRepository(t *testing.T) {
	commits := []commit{file("First record of A B", "A/B.md", "0")}
	for range 50 {
		commits = append(commits, file("Update A B", "A/B.md", strings.Repeat("words ", len(commits))))
	}
	cut := build(t, commits...)
	git(t, cut, "repack", "-adq")
	packs, _ := filepath.Glob(filepath.Join(cut, "objects/pack/*.pack"))
	if len(packs) != 1 {
		t.Fatalf("packs %q", packs)
	}
	info, err := os.Stat(packs[0])
	if err != nil {
		t.Fatal(err)
	}
	os.Chmod(packs[0], 0o644)
	if err := os.Truncate(packs[0], info.Size()/2); err != nil {
		t.Fatal(err)
	}
	_, err = open(t, cut).Records(t.Context(), nil)
	if err == nil || !strings.Contains(err.Error(), cut) || !strings.Contains(err.Error(), filepath.Base(packs[0])) {
		t.Errorf("truncated pack: %v, want the repository and the pack in it", err)
	}

	lacking := build(t, commits...)
	gone := git(t, lacking, "rev-parse", "main~20^{tree}") // needed by two commits: 19 stand before them
	for _, pack := range globs(t, filepath.Join(lacking, "objects/pack/*.pack")) {
		unpack(t, lacking, pack)
	}
	if err := os.Remove(filepath.Join(lacking, "objects", gone[:2], gone[2:])); err != nil {
		t.Fatal(err)
	}
	found, err := open(t, lacking).Records(t.Context(), nil)
	if err == nil || !strings.Contains(err.Error(), gone) || len(found) != 19 {
		t.Errorf("missing tree: %d records and %v, want 19 and %s in it", len(found), err, gone)
	}
}

func globs(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// unpack turns a pack into loose objects.
func unpack(t *testing.T, dir, pack string) {
	t.Helper()
	moved := filepath.Join(t.TempDir(), "x.pack")
	if err := os.Rename(pack, moved); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(strings.TrimSuffix(pack, ".pack") + ".idx"); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(moved)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	cmd := exec.Command("git", "--git-dir="+dir, "unpack-objects", "-q")
	cmd.Stdin = in
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("unpack: %v\n%s", err, out)
	}
}

func TestRecordsEndWithTheContext(t *testing.T) {
	repo := open(t, build(t, file("Update A B", "A/B.md", "x")))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := repo.Records(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Records: %v, want canceled", err)
	}
}

// TestHostileConfiguration gives a repository a configuration that makes git start a
// program. Plain git does; we must not, and must list the same records.
func TestHostileConfiguration(t *testing.T) {
	dir := build(t, file("First record of A B", "A/B.md", "x"), file("Update A B", "A/B.md", "y"))
	want := records(t, dir)
	mark := filepath.Join(t.TempDir(), "ran")
	program := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(program, []byte("#!/bin/sh\ntouch '"+mark+"'\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	signed := strings.Replace(git(t, dir, "cat-file", "commit", "main"), "\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n", 1)
	cmd := exec.Command("git", "--git-dir="+dir, "hash-object", "-t", "commit", "-w", "--stdin")
	cmd.Stdin = strings.NewReader(signed + "\n")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	git(t, dir, "update-ref", "refs/heads/main", strings.TrimSpace(string(out)))
	absent := strings.Repeat("ab", 20)
	for key, value := range map[string]string{
		"log.showSignature": "true", "gpg.program": program,
		"core.repositoryFormatVersion": "1", "extensions.partialClone": "origin",
		"remote.origin.promisor": "true", "remote.origin.url": "ext::" + program, "protocol.ext.allow": "always",
		"core.pager": program, "core.fsmonitor": program, "diff.external": program,
		"log.showRoot": "false", "diff.renames": "copies", "color.ui": "always", "diff.orderFile": "/nonexistent",
		"log.date": "relative", "i18n.logOutputEncoding": "UTF-16", "format.pretty": "oneline", "log.follow": "true",
	} {
		git(t, dir, "config", key, value)
	}
	// A partial clone may also fetch from a folder, by a program its configuration names.
	git(t, dir, "config", "remote.origin.uploadpack", program)
	ran := func() bool {
		_, err := os.Stat(mark)
		os.Remove(mark)
		return err == nil
	}
	for _, args := range [][]string{{"log", "-1", "--format=%H"}} {
		plain := exec.Command("git", append([]string{"--git-dir=" + dir, "-c", "diff.orderFile="}, args...)...)
		_ = plain.Run()
		if !ran() {
			t.Errorf("plain git %s does not start the program: this test shows nothing", args[0])
		}
	}
	for _, url := range []string{"ext::" + program, dir} {
		git(t, dir, "config", "remote.origin.url", url)
		_ = exec.Command("git", "--git-dir="+dir, "cat-file", "-e", absent).Run()
		if !ran() {
			t.Errorf("plain git does not fetch from %s: this test shows nothing", url)
		}
		if _, err := blobs(t, dir).Read(absent); !errors.Is(err, redline.ErrNotFound) {
			t.Errorf("absent text: %v, want ErrNotFound", err)
		}
		if ran() {
			t.Errorf("the repository's program was started to fetch from %s", url)
		}
	}
	found := records(t, dir)
	if len(found) != len(want) || found[0].Blob != want[0].Blob || found[1].Blob != want[1].Blob {
		t.Errorf("records %+v, want %+v", found, want)
	}
	if ran() {
		t.Error("the repository's program was started")
	}
}

// TestRepositoryOfAnotherUser is one that plain git refuses to read.
func TestRepositoryOfAnotherUser(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give a folder to another user")
	}
	tree := filepath.Join(t.TempDir(), "tree")
	git(t, "", "clone", "-q", build(t, file("Update A B", "A/B.md", "x")), tree)
	for _, path := range []string{tree, filepath.Join(tree, ".git")} {
		if err := os.Chown(path, 65534, 65534); err != nil {
			t.Fatal(err)
		}
	}
	plain := exec.Command("git", "-C", tree, "log")
	plain.Env = environment()
	if plain.Run() == nil {
		t.Error("plain git reads it: this test shows nothing")
	}
	if got := len(records(t, tree)); got != 1 {
		t.Errorf("%d records, want 1", got)
	}
}

func TestCollection(t *testing.T) {
	readme := func(text string) string { return build(t, file("Add README", "README.md", text)) }
	remote := func(url string) string {
		dir := build(t, file("Add main", "main.go", "x"))
		git(t, dir, "config", "remote.origin.url", url)
		return dir
	}
	folder := filepath.Join(t.TempDir(), "dating-versions")
	git(t, "", "clone", "-q", build(t, file("Add main", "main.go", "x")), folder)
	git(t, folder, "config", "remote.origin.url", "/srv/mirror/x.git")
	for name, test := range map[string]struct{ dir, want string }{
		"https":          {remote("https://github.com/OpenTermsArchive/pga-versions.git"), "pga"},
		"ssh":            {remote("git@github.com:OpenTermsArchive/vlopses-us-versions"), "vlopses-us"},
		"sister":         {readme("See [it](https://github.com/OpenTermsArchive/france-elections-declarations)."), "france-elections"},
		"heading":        {readme("# Versions of terms from the `Contrib` collection\n"), "contrib"},
		"folder":         {folder, "dating"},
		"its own name":   {build(t, file("Add main", "main.go", "x")), "test"},
		"hostile README": {readme("https://github.com/a/../../x-versions https://github.com/a/\x1b[31m-versions"), "test"},
	} {
		if got := open(t, test.dir).Collection(); got != test.want {
			t.Errorf("%s: Collection() = %q, want %q", name, got, test.want)
		}
	}
}

func TestAttributionNamesTheCollection(t *testing.T) {
	got := archive.Attribution("contrib")
	for _, want := range []string{"Open Terms Archive contributors", "contrib", "ODC-By 1.0", "https://opentermsarchive.org"} {
		if !strings.Contains(got, want) {
			t.Errorf("Attribution: %q lacks %q", got, want)
		}
	}
}
