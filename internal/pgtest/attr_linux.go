package pgtest

import "syscall"

// attributes of the server's process: it ends with the tests, even when they are killed.
// The signal is sent when the thread that started it ends, which Go's threads do not do before.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
