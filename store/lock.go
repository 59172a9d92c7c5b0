package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
)

const (
	lockName        = "redline.lock"         // held while a process has the folder exclusively
	migrateLockName = "redline.migrate.lock" // held while a process looks at the schema
)

// A folderLock is a locked file with the holder's process id inside.
type folderLock struct {
	file *os.File
	path string
}

// lockFolder takes the lock, or says who has it.
func lockFolder(path string) (*folderLock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock it: %w", err)
	}
	if err := tryLock(f); err != nil {
		defer f.Close()
		if !errors.Is(err, errLocked) {
			return nil, fmt.Errorf("lock it: %w", err)
		}
		return nil, fmt.Errorf("%w%s", redline.ErrInUse, holder(path))
	}
	l := &folderLock{file: f, path: path}
	if err := l.sign(); err != nil {
		return nil, errors.Join(fmt.Errorf("lock it: %w", err), l.release())
	}
	return l, nil
}

// sign leaves the process id for whoever finds the lock taken.
func (l *folderLock) sign() error {
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err := l.file.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	return err
}

// holder says who signed the lock, as far as that can be read.
func holder(path string) string {
	b, err := os.ReadFile(path)
	pid := strings.TrimSpace(string(b))
	if err != nil || pid == "" {
		return ""
	}
	return " (process " + pid + ")"
}

// awaitLock takes the lock as soon as it is free.
func awaitLock(ctx context.Context, path string) (*folderLock, error) {
	const again = 20 * time.Millisecond
	for {
		l, err := lockFolder(path)
		if !errors.Is(err, redline.ErrInUse) {
			return l, err
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(err, ctx.Err())
		case <-time.After(again):
		}
	}
}

// release gives the lock back. The file stays: removing it would let two others hold it at once.
func (l *folderLock) release() error {
	return errors.Join(l.file.Truncate(0), unlock(l.file), l.file.Close())
}
