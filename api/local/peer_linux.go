package local

import (
	"errors"
	"net"
	"syscall"
)

// peer is the account at the other end of a connection, as the kernel knows it.
func peer(c net.Conn) (uid int, err error) {
	unix, ok := c.(*net.UnixConn)
	if !ok {
		return -1, errors.New("this is no connection through a socket of this machine")
	}
	raw, err := unix.SyscallConn()
	if err != nil {
		return -1, err
	}
	var who *syscall.Ucred
	var refused error
	err = raw.Control(func(fd uintptr) {
		who, refused = syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	})
	if err = errors.Join(err, refused); err != nil {
		return -1, err
	}
	return int(who.Uid), nil
}
