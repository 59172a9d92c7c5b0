package archive

import (
	"context"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/redlinewatch/redline"
)

// Where a collection's name stands in the README of its repository of versions:
// in the address of a sister repository, or in the heading.
var (
	sister  = regexp.MustCompile(`github\.com/[\w.-]+/([\w.-]+?)-(?:declarations|versions|snapshots)\b`)
	heading = regexp.MustCompile("(?m)^#.*from the `?([^`\n]+?)`? collection")
)

// guess finds the collection's name: what the repository was cloned from knows it
// best, then its README, then the name of the folder.
func (r *Repository) guess(ctx context.Context) string {
	if url, err := r.git(ctx, "config", "--local", "--get", "remote.origin.url"); err == nil {
		if name, ok := repositoryName(url); ok {
			return name
		}
	}
	if readme, err := r.git(ctx, "cat-file", "blob", r.head+":README.md"); err == nil {
		readme = readme[:min(len(readme), 64<<10)]
		if m := sister.FindStringSubmatch(readme); m != nil {
			return redline.Slug(m[1])
		}
		if m := heading.FindStringSubmatch(readme); m != nil {
			return redline.Slug(m[1])
		}
	}
	folder := r.dir
	if filepath.Base(folder) == ".git" {
		folder = filepath.Dir(folder)
	}
	name, _ := repositoryName(filepath.ToSlash(folder))
	return name
}

// repositoryName takes the collection from an address or path of a repository, and
// reports whether it has the form that Open Terms Archive gives to one of versions.
func repositoryName(address string) (name string, ok bool) {
	name = strings.TrimSuffix(path.Base(strings.TrimRight(address, "/")), ".git")
	if i := strings.LastIndexByte(name, ':'); i >= 0 { // host:repository
		name = name[i+1:]
	}
	name, ok = strings.CutSuffix(name, "-versions")
	if name == "" || name == "." {
		return "", false
	}
	return redline.Slug(name), ok
}
