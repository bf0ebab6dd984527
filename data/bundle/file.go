package bundle

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/durable"
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
	if err := durable.WriteFile(path, b, 0o644); err != nil {
		return false, fmt.Errorf("write a bundle: %w", err)
	}
	return true, nil
}
