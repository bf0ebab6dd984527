package faulttest

import (
	"os"
	"runtime"
	"syscall"
	"testing"
)

// Nobody is the account, and the group, that AsNobody becomes.
const Nobody = 65534

// AsNobody runs f on a thread that belongs to an account without any rights. What
// f has others do, in goroutines of their own, is done with the test's rights.
func AsNobody(t testing.TB, f func()) {
	t.Helper()
	if os.Getuid() != 0 {
		Cannot(t, "only the administrator can become another account")
	}
	done := make(chan syscall.Errno, 1)
	go func() {
		runtime.LockOSThread() // and never unlock: the thread ends with this goroutine
		defer close(done)      // f may end the goroutine, if the test fails in it
		_, _, no := syscall.RawSyscall(syscall.SYS_SETRESUID, Nobody, Nobody, Nobody)
		if no != 0 {
			done <- no
			return
		}
		f()
	}()
	if no, failed := <-done; failed {
		t.Fatal(no)
	}
}
