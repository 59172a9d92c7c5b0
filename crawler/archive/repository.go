package archive

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/redlinewatch/redline"
)

// A Repository is a git directory of versions, seen at one commit.
type Repository struct {
	given      string // as the caller named it, for messages
	dir        string // the git directory
	head       string // the commit that everything is read from
	collection string
}

// Open finds the git directory at dir: a bare one, one with a working tree, or the
// ".git" of such. It does not look further up. The branch is the one the repository
// stands on; where that has no commit (a clone of a bundle), its only branch, main or master.
func Open(ctx context.Context, dir string) (*Repository, error) {
	r := &Repository{given: dir}
	if err := r.locate(ctx); err != nil {
		return nil, fmt.Errorf("open archive %s: %w", dir, err)
	}
	if err := r.choose(ctx); err != nil {
		return nil, fmt.Errorf("open archive %s: %w", dir, err)
	}
	r.collection = r.guess(ctx)
	return r, nil
}

// locate sets the git directory.
func (r *Repository) locate(ctx context.Context) error {
	abs, err := filepath.Abs(r.given)
	if err != nil {
		return err
	}
	abs, err = filepath.EvalSymlinks(abs)
	if err != nil {
		return err
	}
	info, err := os.Stat(abs)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%w: a file, not a git directory%s", redline.ErrInvalid, bundleHint(abs))
	}
	cmd, stderr := command(ctx, abs, "rev-parse", "--absolute-git-dir")
	cmd.Env = append(cmd.Env, "GIT_CEILING_DIRECTORIES="+filepath.Dir(abs)) // a folder inside some other repository is not one
	out, err := cmd.Output()
	if err != nil {
		if err := failure(ctx, err, stderr); !strings.Contains(err.Error(), "not a git repository") {
			return err
		}
		return fmt.Errorf("%w: not a git directory", redline.ErrInvalid)
	}
	r.dir = strings.TrimRight(string(out), "\n")
	return nil
}

func bundleHint(path string) string {
	if strings.HasSuffix(path, ".bundle") {
		return " (clone it first: git clone --bare " + filepath.Base(path) + ")"
	}
	return ""
}

// choose sets the commit to read from.
func (r *Repository) choose(ctx context.Context) error {
	head, err := r.git(ctx, "rev-parse", "--verify", "--quiet", "HEAD")
	if err == nil {
		r.head = head
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	refs, err := r.git(ctx, "for-each-ref", "--format=%(objectname) %(refname)", "refs/heads/")
	if err != nil {
		return err
	}
	branches := make(map[string]string)
	for line := range strings.Lines(refs) {
		hash, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		branches[name] = hash
		r.head = hash
	}
	switch main, master := branches["refs/heads/main"], branches["refs/heads/master"]; {
	case len(branches) == 0:
		return fmt.Errorf("%w: the repository is empty: it has no commits", redline.ErrInvalid)
	case len(branches) == 1:
	case main != "":
		r.head = main
	case master != "":
		r.head = master
	default:
		return fmt.Errorf("%w: it stands on no branch, and has %d to choose from: set its HEAD (git symbolic-ref HEAD refs/heads/…)",
			redline.ErrInvalid, len(branches))
	}
	return nil
}

// git runs a command of git on the repository and returns what it printed.
func (r *Repository) git(ctx context.Context, args ...string) (string, error) {
	return output(ctx, r.dir, append([]string{"--git-dir=" + r.dir}, args...)...)
}

// Head returns the commit that everything is read from.
func (r *Repository) Head() string { return r.head }

// Collection returns the best guess of the collection's name, such as "contrib";
// empty when nothing tells.
func (r *Repository) Collection() string { return r.collection }
