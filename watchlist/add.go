package watchlist

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/redlinewatch/redline"
)

// Add declares a document in the operator's folder, in a file of its own, and returns
// the name of that file. The document's id must be its platform, kind and perhaps a
// variant joined by slashes, and new to the folder. A platform that is neither shipped
// nor declared there needs a name.
func Add(dir string, p redline.Platform, d redline.Document) (string, error) {
	name, err := add(dir, p, d)
	if err != nil {
		return "", fmt.Errorf("watch %s: %w", printable(d.ID), err)
	}
	return name, nil
}

func add(dir string, p redline.Platform, d redline.Document) (string, error) {
	d.Origin = redline.OriginOperator
	l, err := operators(dir)
	if err != nil {
		return "", err
	}
	if l.declared[d.Platform] != "" && !l.shipped[d.Platform] {
		p.Name = or(p.Name, l.known[d.Platform].Name) // so that this file needs no other
	}
	data := declare(p, d)
	name := fileName(d.ID)
	l.problems, l.documents = nil, nil // those of other files
	l.file(name, data)
	if len(l.problems) > 0 {
		return "", fmt.Errorf("%w: %s: %s", redline.ErrInvalid, l.problems[0].Key, printable(l.problems[0].Reason))
	}
	if len(l.documents) != 1 || !reflect.DeepEqual(l.documents[0], d) {
		return "", fmt.Errorf("%w: its id, or a character in it, cannot be declared", redline.ErrInvalid)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	return name, writeNew(filepath.Join(dir, name), data)
}

// Remove takes away a document that [Add] declared. One that stands in a file with
// others is left to whoever wrote that file, and the error names it.
func Remove(dir, id string) error {
	l, err := operators(dir)
	if err != nil {
		return fmt.Errorf("stop watching %s: %w", printable(id), err)
	}
	switch file := l.declared[id]; {
	case file == "" || !strings.Contains(id, "/"):
		return fmt.Errorf("stop watching %s: not declared in %s: %w", printable(id), dir, redline.ErrNotFound)
	case file != fileName(id):
		return fmt.Errorf("stop watching %s: %w: take it out of %s by hand", id, redline.ErrInvalid, filepath.Join(dir, file))
	}
	return os.Remove(filepath.Join(dir, fileName(id)))
}

// operators reads the operator's folder.
func operators(dir string) (*list, error) {
	platforms, _, err := Shipped()
	if err != nil {
		return nil, err
	}
	l := newList(redline.OriginOperator, platforms)
	if err := l.folder(os.DirFS(dir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return l, nil
}

// fileName is the file that [Add] declares a document in. Ids have no dots, so none is another's.
func fileName(id string) string { return strings.ReplaceAll(id, "/", ".") + ".yaml" }

// writeNew writes a file that is not there yet.
func writeNew(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		_ = os.Remove(path) // half a file is a problem at every start
	}
	return err
}
