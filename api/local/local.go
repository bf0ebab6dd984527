// Package local is how the command line works on a directory, whether it opens
// the store itself or a server holds it.
//
// It owns Directory, which is everything that the commands ask of an open
// directory, and the Unix socket in the directory's folder through which a
// process that holds the store does the same for others: JSON over HTTP, for the
// account that owns the folder and nobody else. Who acts is the account at the
// other end of the socket, as the kernel knows it.
//
// It opens no store and prints nothing: cmd/relais is behind Directory on one
// side of the socket and before it on the other.
//
// Begin with Directory; then server.go and client.go, which have a line for each
// of its methods. wire.go says what goes over the socket, problem.go how an error
// does, and socket.go who may connect.
package local

import (
	"context"
	"io"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/bundle"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/ranking"
)

// Directory is everything that the commands ask of an open directory. What is
// asked for people or programs to read is written to out in a Voice, since the
// words of an answer are made from the catalogs that found it; what a command
// goes on to use comes as a value. Errors are as the engine gives them, with
// Misunderstood around what was not understood.
type Directory interface {
	Changes
	Accounts
	Audit
	Work

	Search(ctx context.Context, v Voice, q Question, out io.Writer) error
	Plan(ctx context.Context, v Voice, q Question, out io.Writer) error
	Explain(ctx context.Context, v Voice, listing string, q Question, out io.Writer) error
	Jurisdiction(ctx context.Context, v Voice, q Question, out io.Writer) error
	Show(ctx context.Context, v Voice, listing string, staff bool, out io.Writer) error

	Stats(ctx context.Context) (relais.Stats, error)
	Where(ctx context.Context) (Where, error)
	// Holds reports whether an absolute path lies among the directory's own files.
	Holds(ctx context.Context, path string) (bool, error)
	// Check looks at every page and value; progress may be nil.
	Check(ctx context.Context, progress func(done, total int)) (Checked, error)

	// Reveal and what follows is audited, under the account that asks.
	Reveal(ctx context.Context, listing, reason string) (relais.Revealed, error)
	SetCapacity(ctx context.Context, l Learned) (Recorded, error)
	// Feed takes over a capacity feed; progress may be nil.
	Feed(ctx context.Context, f Feeding, file io.Reader, progress relais.Progress) (relais.Fed, error)
	// Export writes what one audience may see to out, and gives the number of its
	// services, or of its listings where the format has a row for each.
	Export(ctx context.Context, e Exporting, out io.Writer) (int, error)
	// Publish writes the signed bundle to out.
	Publish(ctx context.Context, out io.Writer) (bundle.Info, error)
}

// Voice is how an answer is to be said.
type Voice struct {
	Lang  bilingual.Lang `json:"lang"`
	JSON  bool           `json:"json,omitempty"`
	Color bool           `json:"color,omitempty"` // the answer goes to a terminal that takes colours
}

// Question is what a search asks, before any place or term is looked up.
type Question struct {
	Staff   bool            `json:"staff,omitempty"`
	Request ranking.Request `json:"request"`
	At      time.Time       `json:"at"`
	Why     bool            `json:"why,omitempty"` // the reasons of every match
}

// Where says where what opens a directory is, and who has opened it.
type Where struct {
	Keys   string `json:"keys"`   // their folder
	Store  string `json:"store"`  // the store's id, by which its keys are named
	Served bool   `json:"served"` // by another process, through its socket
}

// Checked is what a check found.
type Checked struct {
	Report     store.Report     `json:"report"` // its own Problems do not travel
	Problems   []bilingual.Text `json:"problems"`
	Generation uint64           `json:"generation"`
}

// Learned is what was just learned of the room at one listing's service. When and
// by whom is not the asker's to say.
type Learned struct {
	Listing    string        `json:"listing"`
	Capacity   data.Capacity `json:"capacity"`
	Population string        `json:"population,omitempty"` // as typed
	Reason     string        `json:"reason"`
}

// Recorded is what was stored of it.
type Recorded struct {
	Listing  data.ID       `json:"listing"`
	Capacity data.Capacity `json:"capacity"`
	Receipt  store.Receipt `json:"receipt"`
}

// Misunderstood is an error about what somebody typed, whatever its kind: a postal
// code that does not exist is the asker's to mend.
type Misunderstood struct{ Err error }

func (m Misunderstood) Error() string { return m.Err.Error() }

// Unwrap gives the error inside.
func (m Misunderstood) Unwrap() error { return m.Err }
