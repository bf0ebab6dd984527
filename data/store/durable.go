package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// privateDir makes sure that there is a folder dir. One that is made, or empty,
// becomes its owner's alone; one that holds other things is theirs as well, and
// keeps its mode: the files put into it are their owner's alone anyway.
func privateDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	inside, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if len(inside) == 0 {
		err = os.Chmod(dir, 0o700)
	}
	return errors.Join(err, syncParent(dir))
}

// syncParent makes the name of dir durable, where this account may.
func syncParent(dir string) error {
	err := SyncFile(filepath.Dir(dir))
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return err
}

// WriteFile puts b at path durably, whole or not at all, readable by its owner.
func WriteFile(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".relais-new-*") // made 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when all went well
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return SyncFile(filepath.Dir(path))
}

// SyncFile makes a file, or the names in a folder, durable.
func SyncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
