package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data/bilingual"
)

// app is what every command shares: the streams, the language of the person at
// the terminal, and the global flags.
type app struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
	now      func() time.Time
	account  func() string // who runs this process
	lang     bilingual.Lang
	color    bool // out is a terminal that takes colours
	progress bool // err is a terminal

	program string // how this program was called, for what to try next

	dir  string
	keys string
	json bool
}

func newApp(in io.Reader, out, err io.Writer, getenv func(string) string, now func() time.Time) *app {
	a := &app{program: "relais", in: in, out: &output{w: out}, err: err, getenv: getenv, now: now, account: account}
	a.color = isTerminal(out) && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
	a.progress = isTerminal(err)
	return a
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// run runs one command line and gives its exit code.
func (a *app) run(args []string) int {
	lang, err := a.language(args)
	a.lang = lang
	if err != nil {
		return a.report(err)
	}
	root := newRoot(a)
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	err = root.Execute()
	if lost := a.lost(); lost != nil {
		err = lost
	}
	return a.report(err)
}

// output keeps the first error of writing to the terminal or the file behind it,
// so that half an answer never passes for a whole one.
type output struct {
	w   io.Writer
	err error
}

func (o *output) Write(b []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.w.Write(b)
	o.err = err
	return n, err
}

// lost is the problem of an output that could not be written.
func (a *app) lost() error {
	o, ok := a.out.(*output)
	if !ok || o.err == nil {
		return nil
	}
	return &bilingual.Problem{
		Kind: bilingual.Failed, Code: "output_lost", Cause: o.err,
		Message: bilingual.Text{En: "the output could not be written whole", Fr: "la sortie n’a pas pu être écrite en entier"},
		Hint:    bilingual.Text{En: "see whether the disk is full or the reader has gone", Fr: "voyez si le disque est plein ou si le lecteur est parti"},
	}
}

// language is that of --lang, else of RELAIS_LANG, else of the terminal's
// locale. It is settled before the commands are made, since help texts speak it
// too.
func (a *app) language(args []string) (bilingual.Lang, error) {
	for i, arg := range args {
		value, ok := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			value, ok = args[i+1], true
		}
		if arg == "--" {
			break
		}
		if !ok {
			continue
		}
		lang, known := bilingual.ParseLang(value)
		if !known {
			return lang, &bilingual.Problem{
				Kind: bilingual.Invalid, Code: "lang_unknown", Read: value,
				Message: bilingual.Text{En: "--lang is fr or en", Fr: "--lang vaut fr ou en"},
			}
		}
		return lang, nil
	}
	for _, name := range []string{"RELAIS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := a.getenv(name); value != "" {
			lang, _ := bilingual.ParseLang(value) // a locale of neither language reads English
			return lang, nil
		}
	}
	return bilingual.En, nil
}

// t is the text in the language of the person at the terminal.
func (a *app) t(en, fr string) string {
	return bilingual.Text{En: en, Fr: french.Replace(fr)}.In(a.lang)
}

// french puts the spaces that must not break where French typography has them.
var french = strings.NewReplacer(" :", "\u00a0:", "« ", "«\u00a0", " »", "\u00a0»")

// tf formats in that language.
func (a *app) tf(en, fr string, args ...any) string {
	return bilingual.Textf(en, french.Replace(fr), args...).In(a.lang)
}

func (a *app) say(en, fr string, args ...any) { fmt.Fprintln(a.out, a.tf(en, fr, args...)) }

// note says something beside the answer: on the error stream, so that what a
// program reads from the output stays clean.
func (a *app) note(en, fr string, args ...any) { fmt.Fprintln(a.err, a.tf(en, fr, args...)) }

// voice is how answers are said to this person, or to the program that asked.
func (a *app) voice() local.Voice { return local.Voice{Lang: a.lang, JSON: a.json, Color: a.color} }

// options are those of a command that answers and ends.
func (a *app) options() relais.Options { return relais.Options{Keys: a.keysDir(), Brief: true} }

func (a *app) keysDir() string {
	if a.keys != "" {
		return a.keys
	}
	return a.getenv("RELAIS_KEYS")
}

// directory is the folder of --data or RELAIS_DATA.
func (a *app) directory() (string, error) {
	if a.dir != "" {
		return a.dir, nil
	}
	if dir := a.getenv("RELAIS_DATA"); dir != "" {
		return dir, nil
	}
	return "", &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "data_missing",
		Message: bilingual.Text{
			En: "which directory? give its folder with --data DIR, or set RELAIS_DATA",
			Fr: "quel répertoire? donnez son dossier avec --data DOSSIER, ou réglez RELAIS_DATA",
		},
		Hint: bilingual.Text{
			En: "to try one that is invented: relais demo --data /tmp/relais-demo",
			Fr: "pour en essayer un inventé : relais demo --data /tmp/relais-demo",
		},
	}
}

// account is the one that runs the process.
func account() string { return local.Account(os.Getuid()) }

// actor is in whose name this app acts: see account.
func (a *app) actor() string { return a.account() }
