package watchlist

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
)

const (
	folderName     = "declarations"
	maxDeclaration = 4 << 20 // bytes of one file of a collection
	maxFiles       = 20000   // of a collection
)

// declarations finds the files of a collection, and reads those that declare something.
func declarations(ctx context.Context, path string) ([]file, []Problem, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	if !info.IsDir() {
		return nil, nil, fmt.Errorf("%w: a file, not a folder or git directory", redline.ErrInvalid)
	}
	for _, dir := range []string{filepath.Join(path, folderName), path} {
		if files, problems, err := readFolder(dir); err == nil && len(files)+len(problems) > 0 {
			return files, problems, nil
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, nil, err
		}
	}
	return readGit(ctx, path)
}

// declares reports whether a file of that name is read.
func declares(name string) bool { return strings.HasSuffix(name, ".json") }

func tooLarge(size int64) string {
	return fmt.Sprintf("too large for a declaration: %d bytes, and at most %d are read", size, maxDeclaration)
}

// readFolder reads the declarations of a folder, but not through links, which may lead anywhere.
func readFolder(dir string) ([]file, []Problem, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, err
	}
	var files []file
	var problems []Problem
	for _, e := range entries {
		f := file{name: e.Name()}
		if !declares(f.name) || !e.Type().IsRegular() || (filepath.Base(dir) != folderName && f.name == "package.json") {
			continue
		}
		info, err := e.Info()
		if err == nil && info.Size() > maxDeclaration {
			err = errors.New(tooLarge(info.Size()))
		}
		if err == nil {
			f.data, err = os.ReadFile(filepath.Join(dir, f.name))
		}
		if err != nil {
			problems = append(problems, Problem{File: f.path(), Reason: err.Error()})
			continue
		}
		files = append(files, f)
	}
	return files, problems, nil
}

// A blob is a file of a commit.
type blob struct{ name, hash string }

// readGit reads the declarations of a git directory's newest commit.
func readGit(ctx context.Context, path string) ([]file, []Problem, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, nil, err
	}
	if abs, err = filepath.EvalSymlinks(abs); err != nil {
		return nil, nil, err
	}
	dir, err := git(ctx, abs, "", "rev-parse", "--absolute-git-dir")
	if err != nil {
		if !strings.Contains(err.Error(), "not a git repository") {
			return nil, nil, err
		}
		return nil, nil, fmt.Errorf("%w: no folder of declarations and no git directory", redline.ErrInvalid)
	}
	gitDir := "--git-dir=" + strings.TrimRight(string(dir), "\n")
	head, err := headOf(ctx, abs, gitDir)
	if err != nil {
		return nil, nil, err
	}
	tree, err := git(ctx, abs, "", gitDir, "ls-tree", "-z", "-l", "--full-tree", head, folderName+"/")
	if err != nil {
		return nil, nil, err
	}
	blobs, problems := listing(tree)
	if len(blobs)+len(problems) == 0 {
		return nil, nil, fmt.Errorf("%w: no file in %s/ at the newest commit", redline.ErrInvalid, folderName)
	}
	if len(blobs) > maxFiles {
		return nil, nil, fmt.Errorf("%w: %d declarations, and at most %d are read", redline.ErrInvalid, len(blobs), maxFiles)
	}
	files, missing, err := readBlobs(ctx, abs, gitDir, blobs)
	return files, append(problems, missing...), err
}

// headOf returns the newest commit: of the branch the repository stands on, else of main or master.
func headOf(ctx context.Context, dir, gitDir string) (string, error) {
	for _, ref := range []string{"HEAD", "refs/heads/main", "refs/heads/master"} {
		out, err := git(ctx, dir, "", gitDir, "rev-parse", "--verify", "--quiet", ref)
		if err == nil {
			return strings.TrimSpace(string(out)), nil
		}
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
	}
	return "", fmt.Errorf("%w: the repository is empty: it has no commits", redline.ErrInvalid)
}

// listing reads what git ls-tree prints: "MODE TYPE HASH SIZE<tab>PATH", each ending in NUL.
func listing(tree []byte) ([]blob, []Problem) {
	var blobs []blob
	var problems []Problem
	for entry := range strings.SplitSeq(string(tree), "\x00") {
		meta, path, _ := strings.Cut(entry, "\t")
		f := strings.Fields(meta)
		name, ok := strings.CutPrefix(path, folderName+"/")
		if !ok || len(f) != 4 || !strings.HasPrefix(f[0], "100") || !declares(name) {
			continue
		}
		if size, err := strconv.ParseInt(f[3], 10, 64); err != nil || size > maxDeclaration {
			problems = append(problems, Problem{File: path, Reason: tooLarge(size)})
			continue
		}
		blobs = append(blobs, blob{name, f[2]})
	}
	return blobs, problems
}

// readBlobs reads files from one git process.
func readBlobs(ctx context.Context, dir, gitDir string, blobs []blob) ([]file, []Problem, error) {
	var ask strings.Builder
	for _, b := range blobs {
		ask.WriteString(b.hash + "\n")
	}
	answers, err := git(ctx, dir, ask.String(), gitDir, "cat-file", "--batch")
	if err != nil {
		return nil, nil, err
	}
	in := bufio.NewReader(bytes.NewReader(answers))
	files := make([]file, 0, len(blobs))
	var problems []Problem
	for _, b := range blobs {
		f := file{name: b.name}
		if f.data, err = readAnswer(in); err != nil {
			problems = append(problems, Problem{File: f.path(), Reason: fmt.Sprintf("%s: %v", b.hash, err)})
			continue
		}
		files = append(files, f)
	}
	slices.SortFunc(files, func(a, b file) int { return cmp.Compare(a.name, b.name) })
	return files, problems, nil
}

// readAnswer reads one answer of git cat-file: "HASH blob SIZE", the bytes, a line end.
func readAnswer(in *bufio.Reader) ([]byte, error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return nil, err
	}
	f := strings.Fields(line)
	if len(f) != 3 {
		return nil, errors.New("missing from the repository, which is damaged or incomplete")
	}
	size, err := strconv.Atoi(f[2])
	if err != nil || size < 0 || size > maxDeclaration {
		return nil, fmt.Errorf("git answered %q", strings.TrimSpace(line))
	}
	data := make([]byte, size+1)
	if _, err := io.ReadFull(in, data); err != nil {
		return nil, err
	}
	return data[:size], nil
}

// git runs the git program so that a stranger's repository cannot start a program,
// reach out or ask a question. Package archive does the same with more care for
// histories; the two do not share it since edges do not import each other.
func git(ctx context.Context, dir, input string, args ...string) ([]byte, error) {
	args = append([]string{
		"--no-pager", "-c", "safe.directory=*", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never",
	}, args...)
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "GIT_") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	cmd.Env = append(cmd.Env, "LC_ALL=C", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_CONFIG_GLOBAL=/dev/null",
		"GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=true", "GIT_OPTIONAL_LOCKS=0", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=none",
		"GIT_NO_REPLACE_OBJECTS=1", "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
	cmd.WaitDelay = 5 * time.Second
	cmd.Stdin = strings.NewReader(input)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	switch {
	case err == nil:
		return out, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("the git program is needed and was not found: install git, or put it on the PATH")
	}
	said, _, _ := strings.Cut(stderr.String(), "\n")
	said = strings.TrimPrefix(strings.TrimPrefix(said, "fatal: "), "error: ")
	return nil, fmt.Errorf("git says: %s", printable(cmp.Or(said, err.Error())))
}
