package main

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"github.com/relais-directory/relais/data/bilingual"
)

// refusals are what an operating system refuses, in the words of a person. The
// first that fits is said.
var refusals = []struct {
	is            error
	code          string
	message, hint bilingual.Text
}{
	{fs.ErrNotExist, "file_missing",
		bilingual.Text{En: "there is no such file or folder", Fr: "ce fichier ou ce dossier n’existe pas"},
		bilingual.Text{En: "check its name", Fr: "vérifiez son nom"}},
	{syscall.EROFS, "disk_read_only",
		bilingual.Text{En: "this disk can only be read", Fr: "ce disque est en lecture seule"},
		bilingual.Text{En: "choose a place that can be written to", Fr: "choisissez un endroit où l’on peut écrire"}},
	{fs.ErrPermission, "file_forbidden",
		bilingual.Text{En: "this account may not read or write this", Fr: "ce compte n’a pas le droit de lire ceci ou d’y écrire"},
		bilingual.Text{En: "see whose it is and who may use it: ls -ld", Fr: "voyez à qui c’est et qui peut s’en servir : ls -ld"}},
	{syscall.EISDIR, "file_is_folder",
		bilingual.Text{En: "this is a folder, and a file is wanted", Fr: "ceci est un dossier, et il faut un fichier"},
		bilingual.Text{En: "name a file in it", Fr: "nommez un fichier qui s’y trouve"}},
	{syscall.ENOTDIR, "folder_is_file",
		bilingual.Text{En: "a part of this path is a file, and a folder is wanted", Fr: "une partie de ce chemin est un fichier, et il faut un dossier"},
		bilingual.Text{En: "check the path", Fr: "vérifiez le chemin"}},
	{fs.ErrExist, "file_exists",
		bilingual.Text{En: "this exists already", Fr: "ceci existe déjà"},
		bilingual.Text{En: "choose another name", Fr: "choisissez un autre nom"}},
	{syscall.ENAMETOOLONG, "name_too_long",
		bilingual.Text{En: "this name is too long", Fr: "ce nom est trop long"},
		bilingual.Text{En: "choose a shorter one", Fr: "choisissez-en un plus court"}},
	{syscall.ENOSPC, "disk_full",
		bilingual.Text{En: "there is no space left on the disk", Fr: "il n’y a plus de place sur le disque"},
		bilingual.Text{En: "make room, then try again", Fr: "faites de la place, puis réessayez"}},
	{syscall.EDQUOT, "disk_full",
		bilingual.Text{En: "this account has used up its share of the disk", Fr: "ce compte a épuisé sa part du disque"},
		bilingual.Text{En: "make room, then try again", Fr: "faites de la place, puis réessayez"}},
	{syscall.EMFILE, "too_many_files",
		bilingual.Text{En: "too many files are open at once", Fr: "trop de fichiers sont ouverts à la fois"},
		bilingual.Text{En: "close other programs, then try again", Fr: "fermez d’autres programmes, puis réessayez"}},
	{syscall.EIO, "disk_failed",
		bilingual.Text{En: "the disk could not read or write this", Fr: "le disque n’a pas pu lire ou écrire ceci"},
		bilingual.Text{En: "the disk may be failing: look at the system’s log", Fr: "le disque fait peut-être défaut : voyez le journal du système"}},
}

// inWords is the Problem of err; what only the system has said is put into words
// of both languages. It is the one place where that is done.
func inWords(err error) (*bilingual.Problem, bool) {
	if p, ok := bilingual.AsProblem(err); ok {
		return p, true
	}
	return fromSystem(err)
}

// fromSystem finds in err's chain what the operating system refused.
func fromSystem(err error) (*bilingual.Problem, bool) {
	for _, r := range refusals {
		if errors.Is(err, r.is) {
			return &bilingual.Problem{Kind: bilingual.Failed, Code: r.code, Message: r.message, Hint: r.hint, Read: pathOf(err)}, true
		}
	}
	return nil, false
}

// pathOf is the file or folder that err is about, "" where it does not say.
func pathOf(err error) string {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Path
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.New
	}
	return ""
}
