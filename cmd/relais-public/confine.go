package main

import (
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strconv"
	"syscall"

	"github.com/landlock-lsm/go-landlock/landlock"
	kernel "github.com/landlock-lsm/go-landlock/landlock/syscall"

	"github.com/relais-directory/relais/api/pull"
	"github.com/relais-directory/relais/data/bilingual"
)

// netVersion is the first version of Landlock that knows ports, and so the first
// that takes everything from this program that it does not need.
const netVersion = 4

// confine takes from this process, for good: all files but the folders of the
// bundle and of the certificate; writing anything at all; listening on another
// port than its own; connecting to another than its source's; and leaving its
// memory behind in a core file. What an older kernel cannot take is said in the
// log, or refused if confinement is required.
//
// A folder and not a file, because a bundle and a certificate are replaced by new
// files of the same name, which no rule about the old file covers.
func confine(f *flags, log *slog.Logger) error {
	version, err := kernel.LandlockGetABIVersion()
	if err != nil {
		version = 0
	}
	if f.mustConfine && version < netVersion {
		return problemConfine(fmt.Errorf("landlock version %d", version))
	}
	rules, err := f.rules()
	if err != nil {
		return err
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}); err != nil {
		return problemConfine(err)
	}
	if err := landlock.V8.BestEffort().Restrict(rules...); err != nil {
		return problemConfine(err)
	}
	log.Info("confined", "landlock", version, "files", version >= 1, "ports", version >= netVersion)
	return nil
}

// rules are what is left to the program.
func (f *flags) rules() ([]landlock.Rule, error) {
	rules := []landlock.Rule{landlock.PathAccess(kernel.AccessFSReadFile, f.folders()...).IgnoreIfMissing()}
	for _, at := range []string{f.listen, f.metrics, f.serving().RedirectAddress()} {
		if at == "" {
			continue
		}
		port, err := portOf(at)
		if err != nil {
			return nil, err
		}
		rules = append(rules, landlock.BindTCP(port))
	}
	if !f.web() {
		return rules, nil
	}
	port, err := pull.Port(f.source)
	return append(rules, landlock.ConnectTCP(port), namesOfHosts()), err
}

// folders are those of the files that are read again later, each as it is named
// and as its links lead.
func (f *flags) folders() []string {
	files := []string{f.cert, f.certKey}
	if !f.web() {
		files = append(files, f.source)
	}
	var all []string
	for _, file := range files {
		if file == "" {
			continue
		}
		all = append(all, filepath.Dir(file))
		if real, err := filepath.EvalSymlinks(file); err == nil {
			all = append(all, filepath.Dir(real))
		}
	}
	return all
}

// namesOfHosts leaves the files by which the source's name is looked up.
func namesOfHosts() landlock.Rule {
	return landlock.PathAccess(kernel.AccessFSReadFile, "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/services", "/run/systemd/resolve").IgnoreIfMissing()
}

func portOf(address string) (uint16, error) {
	_, named, err := net.SplitHostPort(address)
	if err != nil {
		return 0, err
	}
	port, err := strconv.ParseUint(named, 10, 16)
	if err != nil {
		return 0, problemFlags(fmt.Errorf("%s has no port in numbers", address))
	}
	return uint16(port), nil
}

func problemConfine(cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.Failed, Code: "confinement_failed", Cause: cause,
		Message: bilingual.Text{En: "this program could not be confined", Fr: "ce programme n’a pas pu être confiné"},
		Hint: bilingual.Text{
			En: "it takes Linux 6.7 or later with Landlock; without --require-confinement it starts with what the kernel has",
			Fr: "il faut Linux 6.7 ou plus récent avec Landlock; sans --require-confinement, il démarre avec ce que le noyau offre",
		},
	}
}
