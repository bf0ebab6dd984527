package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/relais-directory/relais/data/durable"
)

// private is the mode of every file of a store and of its keys.
const private = 0o600

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
	err := durable.Sync(filepath.Dir(dir))
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return err
}
