package wire

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bundle"
	"github.com/relais-directory/relais/data/durable/faulttest"
)

// The program that serves the public, with a bundle of a directory that has much to
// hide, after it was asked everything: its memory, arguments, environment and open
// files hold nothing that is not public, and it is connected to nobody.
func TestTheRealProgramHoldsNothingHidden(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs a program")
	}
	h := busy(t, baseOf(t, 6), 6)
	h.editStaffFields()
	h.seal()
	h.withdraw()
	path := filepath.Join(t.TempDir(), "public.bundle")
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	b, _, err := bundle.Encode(relais.Listings[data.Public](h.engine), key)
	if err == nil {
		_, err = bundle.WriteFile(path, b)
	}
	if err != nil {
		t.Fatal(err)
	}
	p := startProgram(t, path, "--key", hex.EncodeToString(key.Public().(ed25519.PublicKey)))
	canaries := h.canaries()
	s := newSide(t, h, nil)
	stop := s.run(t)
	corpus := newCorpus(t, 6, s, s, size)
	stop()
	asked := 0
	for i := range corpus {
		if n, _ := count(corpus[i].raw, canaries); n == 0 && len(corpus[i].raw) < 4096 { // what an observer sends is in memory for a while
			if _, err := Ask(p.address, corpus[i].raw); err == nil {
				asked++
			}
		}
	}
	if asked < 300 {
		t.Errorf("only %d requests were answered", asked)
	}
	p.holdsNone(t, canaries, relais.Listings[data.Public](h.engine)[0].Service.Name.En)
	p.isAlone(t, h.dir, h.keys)
}

// canaries are what the directory holds and the public must not have.
func (h *history) canaries() []string {
	all := []string{"canary-zqxjkv", "canary-notes", "canary-protocol", "canary-sealed", "canary-contact", "canary-source", "canary@example.org", "+14165550199", "416-555-0199", "+14165550198", h.dir, h.keys}
	staff, public := relais.Snapshot[data.Staff](h.engine), relais.Snapshot[data.Public](h.engine)
	for i := range staff.Len() {
		if _, ok := public.ByID(staff.At(i).ID); !ok {
			all = append(all, string(staff.At(i).ID))
		}
	}
	for _, id := range h.withdrawn {
		all = append(all, string(id))
	}
	return all
}

// count counts the canaries in b, and names the first.
func count(b []byte, canaries []string) (n int, first string) {
	for _, c := range canaries {
		if bytes.Contains(b, []byte(c)) {
			n++
			first = c
		}
	}
	return n, first
}

type program struct {
	pid     int
	address string
}

// proc reads a file of the process.
func (p program) proc(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", p.pid, name))
	if err != nil {
		faulttest.Cannot(t, "this account may not look into another process: %v", err)
	}
	return b
}

var serving = regexp.MustCompile(`http://([0-9.:]+)/`)

func startProgram(t *testing.T, args ...string) program {
	t.Helper()
	path := filepath.Join(t.TempDir(), "relais-public")
	if out, err := exec.Command("go", "build", "-o", path, "../../cmd/relais-public").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd := exec.Command(path, append(args, "--listen", "127.0.0.1:0")...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	var errs safeBuffer
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if at := serving.FindStringSubmatch(lines.Text()); at != nil {
			return program{cmd.Process.Pid, at[1]}
		}
	}
	t.Fatalf("it does not serve: %s", errs.String())
	return program{}
}

// holdsNone searches the memory, arguments, environment and maps. Something public
// must be found there, or the search finds nothing.
func (p program) holdsNone(t *testing.T, canaries []string, public string) {
	t.Helper()
	for _, name := range []string{"cmdline", "environ", "maps"} {
		if n, first := count(p.proc(t, name), canaries); n > 0 {
			t.Errorf("%s holds %q", name, first)
		}
	}
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", p.pid))
	if err != nil {
		faulttest.Cannot(t, "this account may not read another process's memory: %v", err)
	}
	defer func() { _ = mem.Close() }()
	found := false
	for line := range strings.Lines(string(p.proc(t, "maps"))) {
		fields := strings.Fields(line)
		from, to, _ := strings.Cut(fields[0], "-")
		a, _ := strconv.ParseInt(from, 16, 64)
		b, _ := strconv.ParseInt(to, 16, 64)
		if !strings.HasPrefix(fields[1], "rw") || b-a > 512<<20 {
			continue
		}
		part := make([]byte, b-a)
		n, _ := mem.ReadAt(part, a) // what is not mapped is not there
		found = found || bytes.Contains(part[:n], []byte(public))
		if n, first := count(part[:n], canaries); n > 0 {
			t.Errorf("its memory holds %q and %d more", first, n-1)
		}
	}
	if !found {
		t.Errorf("its memory does not hold %q either: the search finds nothing", public)
	}
}

// isAlone holds that no open file is the directory's, and that the only sockets are
// the one that it listens on and those of whoever asked.
func (p program) isAlone(t *testing.T, secret ...string) {
	t.Helper()
	open, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", p.pid))
	if err != nil || len(open) == 0 {
		faulttest.Cannot(t, "this account may not see its open files")
	}
	sockets := map[string]bool{}
	for _, fd := range open {
		target, _ := os.Readlink(fd) // closed meanwhile
		if n, _ := count([]byte(target), secret); n > 0 {
			t.Errorf("it has %s open", target)
		}
		if inode, ok := strings.CutPrefix(target, "socket:["); ok {
			sockets[strings.TrimSuffix(inode, "]")] = true
		}
	}
	_, port, _ := strings.Cut(p.address, ":")
	n, _ := strconv.Atoi(port)
	listening := fmt.Sprintf(":%04X", n)
	seen := 0
	for _, table := range []string{"net/tcp", "net/tcp6"} {
		for line := range strings.Lines(string(p.proc(t, table))) {
			if f := strings.Fields(line); len(f) > 9 && sockets[f[9]] {
				seen++
				if !strings.HasSuffix(f[1], listening) {
					t.Errorf("it is connected from %s to %s", f[1], f[2])
				}
			}
		}
	}
	if seen == 0 {
		t.Error("not even the socket that it listens on is seen")
	}
}
