package benchmarks

import (
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// Unprivileged gives a folder to the account postgres where we are root, which
// PostgreSQL refuses to run as, and the credential to run it with. Elsewhere there
// is none, and nothing to do.
func Unprivileged(folder string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	account, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(account.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(account.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(folder, int(uid), int(gid))
}
