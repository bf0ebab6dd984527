package local

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/ingest"
)

// Server works for the command line while this process holds the store.
type Server struct {
	dir    string
	server *http.Server
	ended  chan error
}

// Serve begins to serve at the socket in the folder dir. For gives the directory
// as one account sees it: whatever is audited is done in that account's name. The
// caller holds the store, and calls Close before letting go of it.
func Serve(dir string, forAccount func(actor string) Directory) (*Server, error) {
	l, err := listen(dir)
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, ended: make(chan error, 1)}
	s.server = &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serveCall(w, r, forAccount) }),
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       time.Minute,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), // it would log what a call panicked with
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			uid, err := peer(c)
			return context.WithValue(ctx, caller{}, who{uid, err})
		},
	}
	go func() { s.ended <- s.server.Serve(l) }()
	return s, nil
}

// drainTime is how long a call that is being answered may still take at the end.
const drainTime = 10 * time.Second

// Close ends the service, after the calls that are being answered.
func (s *Server) Close() error {
	gone := os.Remove(filepath.Join(s.dir, File)) // first, so that nobody new comes
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	err := s.server.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, s.server.Close())
	}
	if ended := <-s.ended; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return errors.Join(err, gone)
}

// caller is the key of the account in a call's context, who the account.
type caller struct{}

type who struct {
	uid int
	err error
}

// calls are the methods of Directory by their names on the socket.
var calls = map[string]handler{
	"search": words(func(d Directory, c *call, p asked) error { return d.Search(c.ctx, p.Voice, p.Question, c.out) }),
	"plan":   words(func(d Directory, c *call, p asked) error { return d.Plan(c.ctx, p.Voice, p.Question, c.out) }),
	"explain": words(func(d Directory, c *call, p asked) error {
		return d.Explain(c.ctx, p.Voice, p.Listing, p.Question, c.out)
	}),
	"jurisdiction": words(func(d Directory, c *call, p asked) error { return d.Jurisdiction(c.ctx, p.Voice, p.Question, c.out) }),
	"show": words(func(d Directory, c *call, p asked) error {
		return d.Show(c.ctx, p.Voice, p.Listing, p.Question.Staff, c.out)
	}),
	"stats":         value(func(d Directory, c *call, _ none) (any, error) { return d.Stats(c.ctx) }),
	"where":         value(func(d Directory, c *call, _ none) (any, error) { return d.Where(c.ctx) }),
	"holds":         value(func(d Directory, c *call, path string) (any, error) { return d.Holds(c.ctx, path) }),
	"check":         value(func(d Directory, c *call, _ none) (any, error) { return d.Check(c.ctx, counting(c.progress)) }),
	"reveal":        value(func(d Directory, c *call, p revealing) (any, error) { return d.Reveal(c.ctx, p.Listing, p.Reason) }),
	"capacity":      value(func(d Directory, c *call, l Learned) (any, error) { return d.SetCapacity(c.ctx, l) }),
	"capacity/feed": value(func(d Directory, c *call, f Feeding) (any, error) { return d.Feed(c.ctx, f, c.file, c.progress) }),
	"export":        value(func(d Directory, c *call, e Exporting) (any, error) { return d.Export(c.ctx, e, c.out) }),
	"publish":       value(func(d Directory, c *call, _ none) (any, error) { return d.Publish(c.ctx, c.out) }),
}

// The parameters of the calls that take more than one.
type (
	none  struct{}
	asked struct {
		Voice    Voice    `json:"voice"`
		Question Question `json:"question"`
		Listing  string   `json:"listing,omitempty"`
	}
	revealing struct {
		Listing string `json:"listing"`
		Reason  string `json:"reason"`
	}
)

// call is one call while it is answered.
type call struct {
	ctx      context.Context
	file     io.Reader // what comes after the parameters
	out      io.Writer
	progress relais.Progress
}

type handler func(d Directory, c *call, parameters []byte) (any, error)

// value answers with what a method returns.
func value[P any](do func(Directory, *call, P) (any, error)) handler {
	return func(d Directory, c *call, parameters []byte) (any, error) {
		var p P
		if err := json.Unmarshal(parameters, &p); err != nil {
			return nil, problemOther()
		}
		return do(d, c, p)
	}
}

// words answers with what a method writes.
func words[P any](do func(Directory, *call, P) error) handler {
	return value(func(d Directory, c *call, p P) (any, error) { return none{}, do(d, c, p) })
}

// mostBytes bounds what is read of a call: a file to import and what is said of
// it.
const mostBytes = ingest.MaxHSDSBytes + 16<<20

// serveCall answers one call.
func serveCall(w http.ResponseWriter, r *http.Request, forAccount func(string) Directory) {
	a := newAnswer(w)
	defer func() {
		if fault := recover(); fault != nil {
			a.end(nil, problemPanic()) // with what may be sealed
		}
	}()
	body := bufio.NewReader(http.MaxBytesReader(w, r.Body, mostBytes))
	at, _ := r.Context().Value(caller{}).(who)
	name := strings.TrimPrefix(r.URL.Path, version)
	do, known := calls[name]
	if !known {
		do, known = changing[name]
	}
	if !known {
		do, known = minding[name]
	}
	if !known {
		do, known = working[name]
	}
	if !known {
		do, known = auditing[name]
	}
	switch {
	case at.err != nil || !trusted(at.uid, os.Geteuid()):
		a.end(nil, problemForeign())
		return
	case !known || !strings.HasPrefix(r.URL.Path, version) || r.Method != http.MethodPost:
		a.end(nil, problemOther())
		return
	}
	parameters, err := body.ReadBytes('\n')
	if err != nil {
		a.end(nil, problemOther())
		return
	}
	c := &call{ctx: r.Context(), file: body, out: a.out, progress: a.progress}
	a.end(do(forAccount(Account(at.uid)), c, parameters))
}

func problemPanic() error {
	return &bilingual.Problem{
		Kind: bilingual.Failed, Code: "server_fault",
		Message: bilingual.Text{En: "something went wrong inside the server that holds this directory", Fr: "quelque chose s’est mal passé dans le serveur qui tient ce répertoire"},
		Hint:    bilingual.Text{En: "look at what has been changed; then report how it came about", Fr: "regardez ce qui a été modifié; puis signalez comment c’est arrivé"},
	}
}
