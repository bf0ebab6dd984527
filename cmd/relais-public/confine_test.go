package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	kernel "github.com/landlock-lsm/go-landlock/landlock/syscall"

	"github.com/relais-directory/relais/data/durable/faulttest"
)

// confinedHelper, where it is set, makes this test's own program confine itself
// and say what it can still do: nothing can be unconfined again afterwards.
const confinedHelper = "RELAIS_PUBLIC_CONFINED"

func needLandlock(t *testing.T, version int) {
	t.Helper()
	if has, err := kernel.LandlockGetABIVersion(); err != nil || has < version {
		faulttest.Cannot(t, "the kernel has Landlock %d, and this takes %d", has, version)
	}
}

// tryConfined takes "folder own-port other-port" of the helper, and prints an
// attempt and its outcome to a line.
func tryConfined() int {
	var inside, outside, ours, source, other string
	_, _ = fmt.Sscan(os.Getenv(confinedHelper), &inside, &outside, &ours, &source, &other)
	attempt := func(what string, err error) { fmt.Printf("%s: %t\n", what, err == nil) }
	f := &flags{source: "http://127.0.0.1:" + source + "/b", cert: filepath.Join(inside, "cert.pem"), listen: "127.0.0.1:" + ours}
	if err := confine(f, slog.New(slog.NewTextHandler(io.Discard, nil))); err != nil {
		fmt.Println(err)
		return 1
	}
	_, err := os.ReadFile(filepath.Join(inside, "cert.pem"))
	attempt("read the certificate", err)
	_, err = os.ReadFile(filepath.Join(outside, "other"))
	attempt("read another file", err)
	_, err = os.ReadFile("/proc/self/environ")
	attempt("read the environment", err)
	_, err = os.ReadDir(inside)
	attempt("list the folder", err)
	attempt("write beside the certificate", os.WriteFile(filepath.Join(inside, "new"), nil, 0o600))
	attempt("write elsewhere", os.WriteFile(filepath.Join(outside, "new"), nil, 0o600))
	attempt("remove a file", os.Remove(filepath.Join(outside, "other")))
	attempt("run a program", exec.Command("/bin/true").Run())
	attempt("connect to the source", dial(source))
	attempt("connect elsewhere", dial(other))
	attempt("listen on its port", listen(ours))
	attempt("listen elsewhere", listen("0"))
	return 0
}

func dial(port string) error {
	c, err := net.Dial("tcp", "127.0.0.1:"+port)
	if err == nil {
		_ = c.Close()
	}
	return err
}

func listen(port string) error {
	l, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err == nil {
		_ = l.Close()
	}
	return err
}

func TestAConfinedProcessReachesWhatItWasLeftAndNothingElse(t *testing.T) {
	needLandlock(t, netVersion)
	inside, outside := t.TempDir(), t.TempDir()
	for _, path := range []string{filepath.Join(inside, "cert.pem"), filepath.Join(outside, "other")} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	source, other, ours := open(t), open(t), open(t)
	_ = ours.Close() // the helper's own
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "GODEBUG=multipathtcp=0", confinedHelper+"="+strings.Join([]string{inside, outside, port(ours), port(source), port(other)}, " "))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	may := map[string]bool{"read the certificate": true, "connect to the source": true, "listen on its port": true}
	tried := 0
	for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); tried++ {
		what, could, _ := strings.Cut(s.Text(), ": ")
		if (could == "true") != may[what] {
			t.Errorf("%s: %s, want %t", what, could, may[what])
		}
	}
	if tried != 12 {
		t.Errorf("%d attempts of 12: %s", tried, out)
	}
}

func open(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func port(l net.Listener) string {
	_, p, _ := net.SplitHostPort(l.Addr().String())
	return p
}
