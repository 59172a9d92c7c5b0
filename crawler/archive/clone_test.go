package archive

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestCloneFetchesWhatIsNew(t *testing.T) {
	origin, dir := t.TempDir(), filepath.Join(t.TempDir(), "archives", "x-versions.git")
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=a", "-c", "user.email=a@example.org", "-C", origin}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v %s", args, err, out)
		}
	}
	git("init", "-q", "-b", "main")
	for n, subject := range []string{"First record of Acme Privacy Policy", "Record new changes of Acme Privacy Policy"} {
		if err := os.MkdirAll(filepath.Join(origin, "Acme"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(origin, "Acme", "Privacy Policy.md"), []byte(subject), 0o644); err != nil {
			t.Fatal(err)
		}
		git("add", ".")
		git("commit", "-q", "-m", subject)
		if err := Clone(t.Context(), origin, dir); err != nil {
			t.Fatal(err)
		}
		repo, err := Open(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		records, err := repo.Records(t.Context(), nil)
		if err != nil || len(records) != n+1 {
			t.Errorf("%d records, %v; want %d", len(records), err, n+1)
		}
	}
}

func TestCloneThatFailsLeavesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "x.git")
	err := Clone(t.Context(), filepath.Join(t.TempDir(), "missing"), dir)
	if err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("Clone = %v, want an error that names the repository", err)
	}
	if left, _ := filepath.Glob(dir + "*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestLocate(t *testing.T) {
	dir := t.TempDir()
	if got, err := Locate(t.Context(), dir, t.TempDir()); err != nil || got != dir {
		t.Errorf("a folder: %q, %v", got, err)
	}
	if _, err := Locate(t.Context(), "contrbi", t.TempDir()); err == nil || !strings.Contains(err.Error(), "contrib") {
		t.Errorf("a mistyped name: %v, want the known ones", err)
	}
}
