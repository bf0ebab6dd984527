package local

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/ingest"
)

// A call is POST /1/NAME. Its body is one line of JSON, the parameters, and after
// it the file, where one is sent. The answer is frames, one JSON object to a line;
// the last one has Done or Failed. An answer without it was cut off.

// version is the first part of every path. A client and a server of different
// releases that no longer understand each other must not try.
const version = "/1/"

type frame struct {
	Out      []byte          `json:"out,omitempty"`
	Progress *progressed     `json:"progress,omitempty"`
	Done     json.RawMessage `json:"done,omitempty"`
	Failed   *failure        `json:"failed,omitempty"`
}

type progressed struct {
	Phase ingest.Phase `json:"phase,omitempty"`
	Done  int          `json:"done"`
	Total int          `json:"total"`
}

// outSize is how much of an answer is gathered into one frame.
const outSize = 32 << 10

// answer writes the frames of one call. Progress may come from other goroutines.
type answer struct {
	mu  sync.Mutex
	enc *json.Encoder
	w   http.ResponseWriter
	out *bufio.Writer
}

func newAnswer(w http.ResponseWriter) *answer {
	a := &answer{enc: json.NewEncoder(w), w: w}
	a.out = bufio.NewWriterSize(outs{a}, outSize)
	return a
}

func (a *answer) send(f frame) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.enc.Encode(f)
}

// outs turns what is written into frames.
type outs struct{ a *answer }

func (o outs) Write(b []byte) (int, error) {
	if err := o.a.send(frame{Out: b}); err != nil {
		return 0, err
	}
	return len(b), nil
}

func (a *answer) progress(phase ingest.Phase, done, total int) {
	_ = a.send(frame{Progress: &progressed{phase, done, total}}) // whoever asked may have gone
	_ = http.NewResponseController(a.w).Flush()                  // likewise
}

// end sends what is left and how the call ended.
func (a *answer) end(result any, err error) {
	if lost := a.out.Flush(); lost != nil {
		err = errors.Join(err, lost)
	}
	last := frame{}
	if err == nil {
		last.Done, err = json.Marshal(result)
	}
	if err != nil {
		last = frame{Failed: fail(err)}
	}
	_ = a.send(last) // whoever asked has gone
}

// counting tells of work that has one phase; phaseless takes what it told, and may be
// nil.
func counting(p relais.Progress) func(done, total int) {
	return func(done, total int) { p("", done, total) }
}

func phaseless(progress func(done, total int)) relais.Progress {
	if progress == nil {
		return nil
	}
	return func(_ ingest.Phase, done, total int) { progress(done, total) }
}

// receive reads frames to the last one.
func receive[R any](from io.Reader, out io.Writer, progress relais.Progress) (result R, err error) {
	for d := json.NewDecoder(from); ; {
		var f frame
		if err := d.Decode(&f); err != nil {
			return result, problemCutOff(err)
		}
		switch {
		case f.Failed != nil:
			return result, f.Failed.err()
		case f.Done != nil:
			return result, json.Unmarshal(f.Done, &result)
		case f.Progress != nil && progress != nil:
			progress(f.Progress.Phase, f.Progress.Done, f.Progress.Total)
		case f.Out != nil && out != nil:
			if _, err := out.Write(f.Out); err != nil {
				return result, err
			}
		}
	}
}

// parameters writes the first line of a body.
func parameters(p any) ([]byte, error) {
	line, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("write the parameters: %w", err)
	}
	return append(line, '\n'), nil
}
