package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
)

// collections are the public collections that go by a name.
var collections = []string{"contrib", "dating", "pga", "vlopses-us"}

// Address returns where the versions of a collection are published; false for a name that is none.
func Address(collection string) (string, bool) {
	if !slices.Contains(collections, collection) {
		return "", false
	}
	return "https://github.com/OpenTermsArchive/" + collection + "-versions.git", true
}

// Collections names those that [Address] knows.
func Collections() string { return strings.Join(collections, ", ") }

// Clone brings a collection's repository of versions to the bare git directory dir: it
// is cloned where it is missing, and what is new is fetched where it is there. It takes
// as long as the network does; only ctx ends it. A clone that fails leaves no directory.
func Clone(ctx context.Context, address, dir string) error {
	_, err := os.Stat(dir)
	switch {
	case err == nil:
		err = fetch(ctx, "--git-dir="+dir, "fetch", "--quiet", "--force", address, "+refs/heads/*:refs/heads/*")
	case errors.Is(err, fs.ErrNotExist):
		err = cloneNew(ctx, address, dir)
	}
	if err != nil {
		return fmt.Errorf("clone %s: %w", address, err)
	}
	return nil
}

func cloneNew(ctx context.Context, address, dir string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return err
	}
	part := dir + ".part" // a clone that was killed is begun again
	if err := os.RemoveAll(part); err != nil {
		return err
	}
	if err := fetch(ctx, "clone", "--quiet", "--bare", address, part); err != nil {
		return errors.Join(err, os.RemoveAll(part))
	}
	return os.Rename(part, dir)
}

// fetch runs git with the one protocol that the address needs.
func fetch(ctx context.Context, args ...string) error {
	protocol := "file"
	if slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, "https://") }) {
		protocol = "https"
	}
	cmd, stderr := command(ctx, "", append([]string{"-c", "protocol." + protocol + ".allow=always"}, args...)...)
	cmd.Env = slices.DeleteFunc(cmd.Env, func(e string) bool { return strings.HasPrefix(e, "GIT_ALLOW_PROTOCOL=") })
	if err := cmd.Run(); err != nil {
		return failure(ctx, err, stderr)
	}
	return nil
}

// Locate returns the git directory that source names: source itself where it is a folder,
// else the clone of the collection of that name below dir.
func Locate(ctx context.Context, source, dir string) (string, error) {
	_, err := os.Stat(source)
	if err == nil {
		return source, nil
	}
	address, ok := Address(source)
	if !ok {
		return "", fmt.Errorf("%s: %w: no such folder, and no collection of that name (known are %s)", source, redline.ErrNotFound, Collections())
	}
	clone := filepath.Join(dir, source+"-versions.git")
	return clone, Clone(ctx, address, clone)
}
