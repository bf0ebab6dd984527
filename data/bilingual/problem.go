package bilingual

import (
	"errors"
	"strings"
)

// Kind sorts problems by what a program should do about them: the command line
// turns a Kind into an exit code, the servers into an HTTP status.
type Kind int

// The kinds of problems. Failed is the zero Kind: something went wrong that the
// user can do nothing about.
const (
	Failed     Kind = iota
	Invalid         // the input was not understood
	Ambiguous       // the input means several things; Choices lists them
	NotFound        // no such thing, or not for this audience: one answer for both
	NotAllowed      // this actor may not do this
	Conflict        // the directory has changed meanwhile
	Locked          // another process holds the store
	Damaged         // a file is not what it should be, and is refused whole
)

// Problem is an error written for the person who met it: what is the matter and
// what to try next, in both languages.
//
// Message and Hint never contain a sealed value, nor what the person typed: a
// server may send them as they are. Read holds what was typed, for the command
// line to show on the user's own terminal; servers never send it.
type Problem struct {
	Kind    Kind
	Code    string // stable, for programs: "postal_code_unknown"
	Message Text
	Hint    Text
	Read    string
	Choices []Choice // for Ambiguous, and for near spellings
	Cause   error    // for the log; never shown
}

// Choice is one of the things that an ambiguous or misspelt input may mean:
// typing Input instead gives Label.
type Choice struct {
	Input string `json:"input"`
	Label Text   `json:"label"`
}

// Error gives the message in English, with what was read and the cause, for
// logs of a person's own terminal. Code that faces people uses Message and Hint.
func (p *Problem) Error() string {
	said := p.Message.In(En)
	if p.Read != "" {
		said += ": " + p.Read
	}
	if p.Cause != nil {
		said += ": " + p.Cause.Error()
	}
	return said
}

// Unwrap gives the cause.
func (p *Problem) Unwrap() error { return p.Cause }

// Faults is everything that is wrong with one file, a sentence each, with the
// place in the file. It stands as the Cause of the one Problem that refuses the
// file, for the command line to list; like Read, it may repeat what the file
// says, and servers never send it.
type Faults []Text

// Error gives every fault in English, one to a line.
func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, fault := range f {
		lines[i] = fault.En
	}
	return strings.Join(lines, "\n")
}

// AsProblem finds the Problem in err's chain, if there is one.
func AsProblem(err error) (*Problem, bool) {
	var p *Problem
	ok := errors.As(err, &p)
	return p, ok
}

// KindOf is the kind of the Problem in err's chain, or Failed.
func KindOf(err error) Kind {
	if p, ok := AsProblem(err); ok {
		return p.Kind
	}
	return Failed
}
