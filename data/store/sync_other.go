//go:build !linux

package store

import "os"

// syncData makes the bytes of a file durable whose size has not changed.
func syncData(f *os.File) error { return f.Sync() }
