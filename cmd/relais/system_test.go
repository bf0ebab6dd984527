package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/relais-directory/relais/data/bilingual"
)

// What the operating system refuses is told in the reader's language, with the
// file it is about, however deep it lies in the chain.
func TestWhatTheSystemRefusesIsSaidInWords(t *testing.T) {
	for _, refused := range []error{syscall.ENOENT, syscall.EACCES, syscall.EPERM, syscall.EISDIR, syscall.ENOTDIR, syscall.ENOSPC, syscall.EDQUOT,
		syscall.EROFS, syscall.EEXIST, syscall.ENAMETOOLONG, syscall.EMFILE, syscall.EIO} {
		deep := fmt.Errorf("store the postal codes: %w", errors.Join(nil, &fs.PathError{Op: "open", Path: "/srv/relais/x", Err: refused}))
		en, fr := reported(bilingual.En, deep), reported(bilingual.Fr, deep)
		for lang, said := range map[string]string{"English": en, "French": fr} {
			if strings.Contains(said, refused.Error()) || strings.Contains(said, "open /srv") || !strings.Contains(said, "/srv/relais/x") || !strings.Contains(said, "→") {
				t.Errorf("%v in %s: %q", refused, lang, said)
			}
		}
		if en == fr {
			t.Errorf("%v is said in one language: %q", refused, en)
		}
	}
	moved := &os.LinkError{Op: "rename", Old: "/a", New: "/srv/relais/y", Err: syscall.ENOSPC}
	if said := reported(bilingual.Fr, moved); !strings.Contains(said, "plus de place") || !strings.Contains(said, "/srv/relais/y") {
		t.Errorf("a file that could not be moved: %q", said)
	}
	if said := reported(bilingual.En, errors.New("something else")); said != "relais: something else\n" {
		t.Errorf("what no system said: %q", said)
	}
}

// Beside a problem that has its own words, the system's are its cause.
func TestTheCauseOfAProblemIsSaidInWords(t *testing.T) {
	p := &bilingual.Problem{Kind: bilingual.Failed, Message: bilingual.Text{En: "not written", Fr: "pas écrit"}, Cause: fmt.Errorf("sync: %w", syscall.ENOSPC)}
	if said := reported(bilingual.Fr, p); !strings.Contains(said, "pas écrit\n  (il n’y a plus de place sur le disque)") {
		t.Errorf("got %q", said)
	}
}

func reported(lang bilingual.Lang, err error) string {
	var out bytes.Buffer
	testApp(lang, &out).report(err)
	return out.String()
}
