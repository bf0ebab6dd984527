//go:build !linux && !darwin && !freebsd && !netbsd && !openbsd && !dragonfly

package store

import "os"

// letGo closes a file that bbolt died over. Here its lock may last until the
// process ends.
func letGo(f *os.File) error { return f.Close() }
