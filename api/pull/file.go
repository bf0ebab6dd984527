package pull

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"

	"github.com/relais-directory/relais/data/bundle"
)

// file is a bundle that is published as a file on this machine: it is replaced
// whole by whoever publishes, under the same name.
type file struct {
	path    string
	seen    fs.FileInfo // of what was last read; nil if that was not one whole state
	settled fs.FileInfo // of what need not be read again
}

func (f *file) look(context.Context) ([]byte, error) {
	now, err := os.Stat(f.path)
	if err != nil {
		return nil, problemUnreadable(f.path, err)
	}
	if same(now, f.settled) {
		return nil, nil
	}
	b, before, err := f.read()
	if err != nil {
		return nil, problemUnreadable(f.path, err)
	}
	f.seen = before
	return b, nil
}

// errNoFile is a pipe, a device or a folder where the bundle's file should be.
var errNoFile = errors.New("this is no plain file")

// read gives the bytes, and what the file was while they were read, nil if that
// changed meanwhile. A pipe in its place is not waited for: whatever is published
// afterwards, a withdrawal among it, would never be seen.
func (f *file) read() ([]byte, fs.FileInfo, error) {
	opened, err := os.OpenFile(f.path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	before, err1 := opened.Stat()
	if err1 == nil && !before.Mode().IsRegular() {
		return nil, nil, errors.Join(errNoFile, opened.Close())
	}
	b, err2 := io.ReadAll(io.LimitReader(opened, bundle.MaxSize+1)) // one more, so that what is too long shows
	after, err3 := opened.Stat()
	if err := errors.Join(err1, err2, err3, opened.Close()); err != nil {
		return nil, nil, err
	}
	if !same(before, after) {
		before = nil
	}
	return b, before, nil
}

func (f *file) settle() { f.settled = f.seen }

func same(a, b fs.FileInfo) bool {
	return a != nil && b != nil && os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}
