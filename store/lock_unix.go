//go:build unix

package store

import (
	"errors"
	"os"
	"syscall"
)

// errLocked means that another open file holds the lock.
var errLocked = errors.New("locked")

// tryLock takes the lock that ends with its process, however that ends.
func tryLock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errLocked
	}
	return err
}

func unlock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }
