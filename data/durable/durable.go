// Package durable owns how a file gets into its place: so that whoever reads the
// place, meanwhile or after a power cut, finds the old file or the new one, whole.
//
// It knows nothing of what is in a file. Begin with WriteFile.
package durable

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteFile puts b at path, whole or not at all, with mode whatever the umask
// says. When it returns nil, the file and its name are on the disk. A failed
// write leaves what was there, and nothing beside it.
func WriteFile(path string, b []byte, mode fs.FileMode) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".relais-new-*") // made 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when all went well
	_, err = f.Write(b)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return Sync(dir)
}

// Sync makes a file, or the names in a folder, durable.
func Sync(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
