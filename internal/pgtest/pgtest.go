//go:build unix

// Package pgtest starts a throw-away PostgreSQL for tests from the installed programs:
// one server a test binary, one database a test, nothing left behind.
//
// The server listens on a Unix socket in a temporary folder only, does not sync its
// files, and runs as another user where the tests run as root, since it refuses to.
// Where no programs are installed tests are skipped, but in CI (CI=true) they fail.
package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// errMissing means that PostgreSQL is not installed.
var errMissing = errors.New("no initdb and postgres on PATH or in /usr/lib/postgresql/*/bin")

// A Server is a running PostgreSQL. Its zero value starts one when first asked.
type Server struct {
	once sync.Once
	err  error
	dir  string
	cmd  *exec.Cmd
	log  bytes.Buffer

	mu   sync.Mutex // guards next
	next int
}

// Database makes a fresh database and returns its address. It skips t where no
// PostgreSQL is installed, and fails it in CI.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	s.once.Do(func() { s.err = s.start() })
	if errors.Is(s.err, errMissing) && os.Getenv("CI") != "true" {
		t.Skipf("skipped: PostgreSQL is not installed: %v", s.err)
	}
	if s.err != nil {
		t.Fatalf("start PostgreSQL: %v", s.err)
	}
	s.mu.Lock()
	s.next++
	name := "test" + strconv.Itoa(s.next)
	s.mu.Unlock()
	if err := s.exec(context.Background(), "create database "+name); err != nil {
		t.Fatalf("create database %s: %v", name, err)
	}
	t.Cleanup(func() {
		if err := s.exec(context.Background(), "drop database "+name+" with (force)"); err != nil {
			t.Errorf("drop database %s: %v", name, err)
		}
	})
	return s.address(name)
}

// Stop ends the server and removes its files. A TestMain calls it after the tests.
func (s *Server) Stop() error {
	if s.dir == "" {
		return nil
	}
	var errs []error
	if s.cmd != nil && s.cmd.Process != nil {
		errs = append(errs, s.cmd.Process.Signal(syscall.SIGINT)) // fast shutdown: clients are cut off
		s.cmd.Wait()                                              //nolint:errcheck // how it ended is of no interest any more
	}
	return errors.Join(append(errs, os.RemoveAll(s.dir))...)
}

// Main runs the tests of m with s, and is what TestMain passes to os.Exit.
func (s *Server) Main(m *testing.M) int {
	code := m.Run()
	if err := s.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, "stop PostgreSQL:", err)
		return max(code, 1)
	}
	return code
}

func (s *Server) address(database string) string {
	return fmt.Sprintf("postgres:///%s?host=%s&user=postgres&sslmode=disable", database, s.dir)
}

func (s *Server) exec(ctx context.Context, query string) error {
	c, err := pgx.Connect(ctx, s.address("postgres"))
	if err != nil {
		return err
	}
	_, err = c.Exec(ctx, query)
	return errors.Join(err, c.Close(ctx))
}

func (s *Server) start() error {
	initdb, err1 := program("initdb")
	postgres, err2 := program("postgres")
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	// Not TMPDIR: the path of a socket holds about a hundred characters.
	dir, err := os.MkdirTemp("/tmp", "redline-pg")
	if err != nil {
		return err
	}
	s.dir = dir
	attr, err := otherUser(dir)
	if err != nil {
		return err
	}
	data := filepath.Join(dir, "data")
	cmd := exec.Command(initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
	cmd.SysProcAttr, cmd.Dir = attr, dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	s.cmd = exec.Command(postgres, "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off",
		"-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "max_connections=100", "-c", "shared_buffers=32MB")
	s.cmd.SysProcAttr, s.cmd.Dir = attr, dir
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	if err := s.cmd.Start(); err != nil {
		return fmt.Errorf("postgres: %w", err)
	}
	return s.await()
}

// await returns when the server answers.
func (s *Server) await() error {
	const patience, pause = 60 * time.Second, 50 * time.Millisecond
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(pause) {
		if err = s.exec(context.Background(), "select 1"); err == nil {
			return nil
		}
	}
	return fmt.Errorf("it does not answer: %w: %s", err, s.log.String())
}

// program finds one of PostgreSQL's programs. Debian keeps them off the PATH.
func program(name string) (string, error) {
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil || len(found) == 0 {
		return "", errMissing
	}
	return found[len(found)-1], nil
}

// otherUser gives dir to a user that may run PostgreSQL, when we are root.
func otherUser(dir string) (*syscall.SysProcAttr, error) {
	attr := attributes()
	if os.Getuid() != 0 {
		return attr, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2, os.Chown(dir, int(uid), int(gid))); err != nil {
			return nil, err
		}
		attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return attr, nil
	}
	return nil, errors.New("running as root, and there is no user postgres or nobody to run it as")
}
