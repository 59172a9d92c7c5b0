//go:build unix && !linux

package pgtest

import "syscall"

// attributes of the server's process. Killed tests leave the server behind here.
func attributes() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
