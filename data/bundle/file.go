package bundle

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/relais-directory/relais/data"
)

// ReadFile decodes the bundle in the file at path. A file that is too long is
// refused without being read whole.
func ReadFile(path string, trusted ed25519.PublicKey) ([]data.Listing[data.Public], Info, error) {
	b, err := readAll(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Info{}, problemMissing(path, err)
	}
	if err != nil {
		return nil, Info{}, fmt.Errorf("read a bundle: %w", err)
	}
	return Decode(b, trusted)
}

// readAll reads one byte more than may be, so that Decode sees what is too long.
func readAll(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	return b, errors.Join(err, f.Close())
}

// WriteFile puts the bundle b at path, whole or not at all: whoever reads the
// path meanwhile, or after a power cut, finds the old bundle or the new one.
// When the file already has these bytes it is not touched, not even its time,
// and written is false.
func WriteFile(path string, b []byte) (written bool, err error) {
	if old, err := readAll(path); err == nil && bytes.Equal(old, b) {
		return false, nil
	}
	if err := replace(path, b); err != nil {
		return false, fmt.Errorf("write a bundle: %w", err)
	}
	return true, nil
}

// replace writes beside path, makes that durable, renames it into place and
// makes the rename durable.
func replace(path string, b []byte) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".relais-bundle-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when all went well
	_, err = f.Write(b)
	if err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
