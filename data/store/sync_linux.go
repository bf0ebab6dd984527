package store

import (
	"os"
	"syscall"
)

// syncData makes the bytes of a file durable whose size has not changed.
func syncData(f *os.File) error {
	for {
		if err := syscall.Fdatasync(int(f.Fd())); err != syscall.EINTR {
			return os.NewSyscallError("fdatasync", err)
		}
	}
}
