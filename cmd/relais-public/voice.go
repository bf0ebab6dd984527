package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/spf13/pflag"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// voice speaks to whoever started the program, in their language.
type voice struct{ lang bilingual.Lang }

// voiceOf is that of --lang, else of RELAIS_LANG, else of the locale.
func voiceOf(args []string, getenv func(string) string) voice {
	said := []string{}
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--lang="); ok {
			said = append(said, value)
		} else if arg == "--lang" && i+1 < len(args) {
			said = append(said, args[i+1])
		}
	}
	for _, name := range []string{"RELAIS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		said = append(said, getenv(name))
	}
	for _, s := range said {
		if s != "" {
			lang, _ := bilingual.ParseLang(s) // of neither language: English
			return voice{lang}
		}
	}
	return voice{bilingual.En}
}

func (v voice) t(en, fr string) string { return bilingual.Text{En: en, Fr: fr}.In(v.lang) }

func (v voice) help(out io.Writer, set *pflag.FlagSet) {
	fmt.Fprintf(out, "%s\n\n  relais-public BUNDLE --key HEX\n  relais-public https://… --key HEX --listen :443 --tls-cert FILE --tls-key FILE\n\n%s",
		v.t("Serve the public site and its API out of a published bundle, and reach nothing else.", "Servir le site public et son API à partir d’un lot publié, et n’atteindre rien d’autre."),
		set.FlagUsages())
}

func (v voice) sayServing(out io.Writer, f *flags, at net.Addr) {
	scheme := "http"
	if f.cert != "" {
		scheme = "https"
	}
	fmt.Fprintf(out, v.t("Serving on %s://%s/ (stop with Ctrl-C)\n", "En service à %s://%s/ (arrêter par Ctrl-C)\n"), scheme, at)
}

// exitCodes are those of relais.
var exitCodes = map[bilingual.Kind]int{bilingual.Invalid: 2, bilingual.NotAllowed: 4}

// report says what went wrong and what to try, and gives the exit code.
func (v voice) report(errs io.Writer, err error) int {
	if err == nil {
		return 0
	}
	p, ok := bilingual.AsProblem(err)
	if !ok {
		fmt.Fprintf(errs, "relais-public: %v\n", err)
		return 1
	}
	said := p.Message.In(v.lang)
	if p.Read != "" {
		said += fmt.Sprintf(v.t(" (read: “%s”)", " (lu : « %s »)"), p.Read)
	}
	fmt.Fprintf(errs, "relais-public: %s\n", said)
	for _, fault := range v.faults(p) {
		fmt.Fprintf(errs, "    %s\n", fault)
	}
	if !p.Hint.IsZero() {
		fmt.Fprintf(errs, "  → %s\n", p.Hint.In(v.lang))
	}
	if p.Kind == bilingual.Failed && p.Cause != nil {
		fmt.Fprintf(errs, "  (%v)\n", p.Cause)
	}
	return max(1, exitCodes[p.Kind])
}

// faults lists what is wrong with a file that p refuses.
func (v voice) faults(p *bilingual.Problem) (lines []string) {
	if faults, ok := errors.AsType[data.TermFaults](p); ok {
		for _, f := range faults {
			lines = append(lines, f.In(v.lang))
		}
		return lines
	}
	faults, _ := errors.AsType[bilingual.Faults](p)
	for _, f := range faults {
		lines = append(lines, f.In(v.lang))
	}
	return lines
}
