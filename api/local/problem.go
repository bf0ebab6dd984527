package local

import (
	"errors"
	"io/fs"
	"os"
	"syscall"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// failure is an error on its way through the socket. It arrives as the same
// problem: kind, words, what was typed, choices, faults, and what the operating
// system refused. The socket belongs to the account that typed it, so what was
// typed may go back over it; no other server sends that.
type failure struct {
	Misunderstood bool      `json:"misunderstood,omitempty"`
	Several       []failure `json:"several,omitempty"` // joined errors, and nothing else then

	Problem bool               `json:"problem,omitempty"` // words for people; else Message.En alone
	Kind    bilingual.Kind     `json:"kind,omitempty"`
	Code    string             `json:"code,omitempty"`
	Message bilingual.Text     `json:"message,omitzero"`
	Hint    bilingual.Text     `json:"hint,omitzero"`
	Read    string             `json:"read,omitempty"`
	Choices []bilingual.Choice `json:"choices,omitempty"`
	Faults  bilingual.Faults   `json:"faults,omitempty"`
	Cause   *cause             `json:"cause,omitempty"`
}

// cause is what the operating system or another library said.
type cause struct {
	Text  string `json:"text"`
	Errno int    `json:"errno,omitempty"`
	Path  string `json:"path,omitempty"`
}

func fail(err error) *failure {
	f := &failure{}
	if m, ok := err.(Misunderstood); ok { // itself, and not one of several inside
		f.Misunderstood, err = true, m.Err
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			f.Several = append(f.Several, *fail(one))
		}
		return f
	}
	p, ok := bilingual.AsProblem(err)
	if !ok {
		f.Message, f.Cause = bilingual.Same(err.Error()), causeOf(err)
		return f
	}
	f.Problem, f.Kind, f.Code, f.Message, f.Hint, f.Read, f.Choices = true, p.Kind, p.Code, p.Message, p.Hint, p.Read, p.Choices
	f.Faults, f.Cause = faultsOf(p), causeOf(p.Cause)
	return f
}

func faultsOf(p *bilingual.Problem) bilingual.Faults {
	if terms, ok := errors.AsType[data.TermFaults](p); ok {
		var faults bilingual.Faults
		for _, f := range terms {
			faults = append(faults, bilingual.Text{En: f.In(bilingual.En), Fr: f.In(bilingual.Fr)})
		}
		return faults
	}
	faults, _ := errors.AsType[bilingual.Faults](p)
	return faults
}

func causeOf(err error) *cause {
	if err == nil {
		return nil
	}
	c := &cause{Text: err.Error()}
	if number, ok := errors.AsType[syscall.Errno](err); ok {
		c.Errno = int(number)
	}
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		c.Path = e.Path
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		c.Path = e.New
	}
	return c
}

// err is the error again.
func (f *failure) err() error {
	err := f.plain()
	if f.Misunderstood {
		return Misunderstood{err}
	}
	return err
}

func (f *failure) plain() error {
	if len(f.Several) > 0 {
		all := make([]error, len(f.Several))
		for i := range f.Several {
			all[i] = f.Several[i].err()
		}
		return errors.Join(all...)
	}
	if !f.Problem {
		return f.Cause.err()
	}
	p := &bilingual.Problem{Kind: f.Kind, Code: f.Code, Message: f.Message, Hint: f.Hint, Read: f.Read, Choices: f.Choices}
	switch {
	case len(f.Faults) > 0:
		p.Cause = f.Faults
	case f.Cause != nil:
		p.Cause = f.Cause.err()
	}
	return p
}

// said is an error with the words that it had on the other side.
type said struct {
	text string
	err  error // what the system refused, with its path, or nil
}

func (s said) Error() string { return s.text }
func (s said) Unwrap() error { return s.err }

func (c *cause) err() error {
	switch {
	case c.Errno == 0:
		return said{text: c.Text}
	case c.Path == "":
		return said{c.Text, syscall.Errno(c.Errno)}
	}
	return said{c.Text, &fs.PathError{Op: "open", Path: c.Path, Err: syscall.Errno(c.Errno)}}
}

func problemCutOff(err error) error {
	return &bilingual.Problem{
		Kind: bilingual.Failed, Code: "server_gone", Cause: err,
		Message: bilingual.Text{En: "the server that holds this directory broke off before its answer was whole", Fr: "le serveur qui tient ce répertoire s’est interrompu avant la fin de sa réponse"},
		Hint: bilingual.Text{
			En: "see whether it still runs, and what has been changed, before you try again",
			Fr: "voyez s’il fonctionne encore, et ce qui a été modifié, avant de réessayer",
		},
	}
}

func problemOther() error {
	return &bilingual.Problem{
		Kind: bilingual.Failed, Code: "server_other",
		Message: bilingual.Text{En: "the server that holds this directory is of another version and does not understand this command", Fr: "le serveur qui tient ce répertoire est d’une autre version et ne comprend pas cette commande"},
		Hint:    bilingual.Text{En: "start the server again with this version of relais", Fr: "redémarrez le serveur avec cette version de relais"},
	}
}

func problemForeign() error {
	return &bilingual.Problem{
		Kind: bilingual.NotAllowed, Code: "account_foreign",
		Message: bilingual.Text{En: "the server that holds this directory runs under another account, and works for that account alone", Fr: "le serveur qui tient ce répertoire fonctionne sous un autre compte et ne travaille que pour ce compte"},
		Hint:    bilingual.Text{En: "run this command as that account", Fr: "lancez cette commande sous ce compte"},
	}
}

func problemPath(dir string, err error) error {
	return &bilingual.Problem{
		Kind: bilingual.Failed, Code: "socket_unusable", Read: dir, Cause: err,
		Message: bilingual.Text{En: "the socket of this directory cannot be used", Fr: "la prise locale de ce répertoire est inutilisable"},
		Hint: bilingual.Text{
			En: "give the directory a folder with a short path, on a disk of this machine",
			Fr: "donnez au répertoire un dossier au chemin court, sur un disque de cette machine",
		},
	}
}
