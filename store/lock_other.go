//go:build !unix

package store

import (
	"errors"
	"io/fs"
	"os"
)

// errLocked means that another process holds the lock.
var errLocked = errors.New("locked")

// tryLock makes a file beside f that only one process can make. Where a process was
// killed it stays, and has to be removed by hand: the error names the folder and the process.
func tryLock(f *os.File) error {
	held, err := os.OpenFile(f.Name()+".held", os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return errLocked
	}
	if err != nil {
		return err
	}
	return held.Close()
}

func unlock(f *os.File) error { return os.Remove(f.Name() + ".held") }
