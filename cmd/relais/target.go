package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/bilingual"
)

// mayWrite refuses a path whose writing would destroy something: the files of
// the directory and its keys, and any file that does not begin as an earlier
// one of the same sort does. An empty file holds nothing to destroy.
func (a *app) mayWrite(ctx context.Context, d local.Directory, path, begins string) error {
	refuse := func(code, en, fr string) *bilingual.Problem {
		return &bilingual.Problem{
			Kind: bilingual.Invalid, Code: code, Read: path,
			Message: bilingual.Text{En: en, Fr: fr},
			Hint:    bilingual.Text{En: "nothing was written; name another file", Fr: "rien n’a été écrit; nommez un autre fichier"},
		}
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if holds, err := d.Holds(ctx, whole); err != nil {
		return err
	} else if holds {
		return refuse("target_inside", "this lies among the files of the directory or of its keys", "ceci est parmi les fichiers du répertoire ou de ses clés")
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return refuse("target_nowhere", "there is no such folder to write into", "le dossier où écrire n’existe pas")
	}
	head, err := headOf(path, len(begins))
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, io.EOF) {
		return nil
	}
	if err != nil || !strings.HasPrefix(head, begins) {
		p := refuse("target_other", "this file exists and is something else", "ce fichier existe et est autre chose")
		p.Hint = bilingual.Text{
			En: "nothing was written; name another file, or, if this is a damaged one of the same sort, remove it and run this again",
			Fr: "rien n’a été écrit; nommez un autre fichier ou, si celui-ci est du même genre mais endommagé, supprimez-le et relancez la commande",
		}
		return p
	}
	return nil
}

func headOf(path string, n int) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // it was only read
	head := make([]byte, n)
	read, err := f.Read(head)
	if err != nil {
		return "", err
	}
	return string(head[:read]), nil
}
