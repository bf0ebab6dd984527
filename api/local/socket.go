package local

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// File is the name of the socket inside a directory's folder.
const File = "relais.sock"

// hatchery is a folder in which a socket is made before others can see it.
const hatchery = ".relais.sock"

// listen makes the socket in dir. It comes into being in a folder that only its
// owner may enter, gets its mode there, and is then put in its place in one step:
// there is no moment in which somebody else could connect. Whoever calls holds the
// store, so a socket that is there already is nobody's.
func listen(dir string) (*net.UnixListener, error) {
	nest := filepath.Join(dir, hatchery)
	if err := errors.Join(os.RemoveAll(nest), os.Mkdir(nest, 0o700)); err != nil {
		return nil, problemPath(dir, err)
	}
	defer func() { _ = os.RemoveAll(nest) }() // empty by then
	var l *net.UnixListener
	err := within(nest, func(path string) (err error) {
		l, err = net.ListenUnix("unix", &net.UnixAddr{Net: "unix", Name: path})
		return err
	})
	if err != nil {
		return nil, problemPath(dir, err)
	}
	l.SetUnlinkOnClose(false) // its name is another by then
	made := filepath.Join(nest, File)
	if err := errors.Join(os.Chmod(made, 0o600), os.Rename(made, filepath.Join(dir, File))); err != nil {
		return nil, problemPath(dir, errors.Join(err, l.Close()))
	}
	return l, nil
}

// dial connects to the socket in dir, and refuses one that another account than
// the folder's owner listens at: what is asked may name a person's town.
func dial(ctx context.Context, dir string) (net.Conn, error) {
	var c net.Conn
	err := within(dir, func(path string) (err error) {
		c, err = new(net.Dialer).DialContext(ctx, "unix", path)
		return err
	})
	if err != nil {
		return nil, err
	}
	uid, err := peer(c)
	if err == nil && !trusted(uid, owner(dir)) {
		err = problemForeign()
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// trusted reports whether an account may be at the other end: the one that owns
// the store, this process's own, and the machine's administrator, who could read
// the store anyway.
func trusted(uid int, owner int) bool { return uid == 0 || uid == os.Geteuid() || uid == owner }

// owner is the account that owns dir, -1 if nobody can say.
func owner(dir string) int {
	info, err := os.Stat(dir)
	if err != nil {
		return -1
	}
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(s.Uid)
	}
	return -1
}

// maxPath is the longest path that a socket's address holds.
const maxPath = 107

// within calls do with a path to the socket's name inside dir: the plain one, or,
// where that is too long for a socket, one that leads through the open folder.
func within(dir string, do func(path string) error) error {
	path := filepath.Join(dir, File)
	if len(path) <= maxPath {
		return do(path)
	}
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = folder.Close() }() // it was only a way
	return do(filepath.Join("/proc/self/fd", strconv.Itoa(int(folder.Fd())), File))
}

// nobody reports whether err says that there is no server: no socket, or one that
// was left behind.
func nobody(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ENOTDIR)
}

// Account is the name of an account, for the audit: an environment variable would
// let anybody sign as somebody else.
func Account(uid int) string {
	if account, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return account.Username
	}
	return "uid " + strconv.Itoa(uid)
}
