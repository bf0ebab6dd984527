package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// The exit codes, fixed for scripts.
const (
	exitDone       = 0
	exitFailed     = 1
	exitUsage      = 2 // usage or input not understood
	exitRejected   = 3 // done, with rejected rows
	exitNotAllowed = 4
	exitLocked     = 5
)

// exitCodes gives each kind of problem its code; what is not here has failed.
var exitCodes = map[bilingual.Kind]int{
	bilingual.Invalid:    exitUsage,
	bilingual.Ambiguous:  exitUsage,
	bilingual.NotAllowed: exitNotAllowed,
	bilingual.Locked:     exitLocked,
}

// withCode is an error that asks for an exit code of its own. With Err nil,
// everything has been said already.
type withCode struct {
	code int
	err  error
}

func (w withCode) Error() string {
	if w.err == nil {
		return fmt.Sprintf("exit %d", w.code)
	}
	return w.err.Error()
}

func (w withCode) Unwrap() error { return w.err }

// input marks err as input that was not understood, whatever its kind: a postal
// code that does not exist is the asker's to mend.
func input(err error) error {
	if err == nil {
		return nil
	}
	return local.Misunderstood{Err: err}
}

func exitCode(err error) int {
	if err == nil {
		return exitDone
	}
	if w, ok := errors.AsType[withCode](err); ok {
		return w.code
	}
	if _, ok := errors.AsType[local.Misunderstood](err); ok {
		return exitUsage
	}
	if code, ok := exitCodes[bilingual.KindOf(err)]; ok {
		return code
	}
	return exitFailed
}

// report tells the person at the terminal what went wrong and what to try, and
// gives the exit code.
func (a *app) report(err error) int {
	code := exitCode(err)
	if w, ok := err.(withCode); err == nil || ok && w.err == nil {
		return code
	}
	if a.json {
		a.reportJSON(err)
		return code
	}
	for _, one := range apart(err) {
		a.reportOne(one)
	}
	return code
}

func (a *app) reportOne(err error) {
	p, ok := inWords(err)
	if !ok {
		fmt.Fprintf(a.err, "relais: %v\n", err)
		return
	}
	said := p.Message.In(a.lang)
	if p.Read != "" {
		said += a.tf(" (read: “%s”)", " (lu : « %s »)", p.Read)
	}
	fmt.Fprintf(a.err, "relais: %s\n", said)
	for _, c := range p.Choices {
		fmt.Fprintln(a.err, strings.TrimRight(fmt.Sprintf("    %-28s %s", c.Input, otherThan(c.Input, c.Label.In(a.lang))), " "))
	}
	for _, fault := range faultsOf(p) {
		fmt.Fprintf(a.err, "    %s\n", fault.In(a.lang))
	}
	if !p.Hint.IsZero() {
		fmt.Fprintf(a.err, "  → %s\n", p.Hint.In(a.lang))
	}
	if cause := causeOf(p); !cause.IsZero() {
		fmt.Fprintf(a.err, "  (%s)\n", cause.In(a.lang))
	}
}

// faultsOf lists what is wrong with the file that p refuses, where it is told
// fault by fault.
func faultsOf(p *bilingual.Problem) []bilingual.Text {
	if p == nil {
		return nil
	}
	if faults, ok := errors.AsType[data.TermFaults](p); ok {
		var all []bilingual.Text
		for _, f := range faults {
			all = append(all, bilingual.Text{En: f.In(bilingual.En), Fr: f.In(bilingual.Fr)})
		}
		return all
	}
	faults, _ := errors.AsType[bilingual.Faults](p)
	return faults
}

// causeOf is what p does not say itself: what the system refused, or whatever
// else went wrong where the user can do nothing about it.
func causeOf(p *bilingual.Problem) bilingual.Text {
	if refused, ok := fromSystem(p.Cause); ok {
		return refused.Message
	}
	if p.Kind == bilingual.Failed && p.Cause != nil {
		return bilingual.Same(p.Cause.Error())
	}
	return bilingual.Text{}
}

// otherThan is a label, unless it says what was to be typed anyway.
func otherThan(input, label string) string {
	if label == input {
		return ""
	}
	return label
}

// apart takes joined errors apart, so that each is said on its own lines.
func apart(err error) []error {
	if w, ok := err.(withCode); ok {
		if w.err == nil {
			return nil // said already
		}
		return apart(w.err)
	}
	if m, ok := err.(local.Misunderstood); ok {
		return apart(m.Err)
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, one := range joined.Unwrap() {
		all = append(all, apart(one)...)
	}
	return all
}

// problemJSON is an error as a program reads it.
type problemJSON struct {
	Code    string             `json:"code"`
	Message bilingual.Text     `json:"message"`
	Hint    bilingual.Text     `json:"hint"`
	Choices []bilingual.Choice `json:"choices,omitempty"`
	Faults  []bilingual.Text   `json:"faults,omitempty"`
}

func (a *app) reportJSON(err error) {
	var all []problemJSON
	for _, one := range apart(err) {
		p, ok := inWords(one)
		if !ok {
			p = &bilingual.Problem{Code: "failed", Message: bilingual.Same(one.Error())}
		}
		all = append(all, problemJSON{p.Code, p.Message, p.Hint, p.Choices, faultsOf(p)})
	}
	enc := json.NewEncoder(a.err)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(map[string]any{"problems": all}) // the error stream is the last to tell
}
