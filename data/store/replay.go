package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/fxamacker/cbor/v2"
)

// replay is the reading of one log from its beginning. It writes nothing.
type replay struct {
	box     box
	content []byte // from the next frame on
	written int    // of it; what is behind is zeros
	last    Hash   // digest of the frame before
}

// next opens the next frame, sealed as bucket and bound to key. The error is
// io.EOF after the last one, and errTorn for one that was never acknowledged.
func (r *replay) next(bucket string, key []byte) (plain, value []byte, err error) {
	value, size, err := split(r.content, r.written)
	if err != nil {
		return nil, nil, err
	}
	if plain, err = r.box.open(bucket, key, value); err != nil {
		return nil, nil, errors.Join(judge(r.content[:size], r.written <= size), err)
	}
	r.content, r.written, r.last = r.content[size:], r.written-size, digest(value)
	return plain, value, nil
}

var errCut = errors.New("the log has another size than it was made with")

// openLog reads the log at path up to its first frame: see begin.
func (b box) openLog(path string) (r *replay, name Hash, err error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, name, err
	}
	return b.begin(content)
}

// begin opens the first frame of a log, and gives the log's name. With errCut it
// still gives what is there.
func (b box) begin(content []byte) (r *replay, name Hash, err error) {
	r = &replay{box: b, content: content, written: extent(content)}
	plain, _, err := r.next(sealBegin, nil)
	if err != nil {
		return nil, name, err
	}
	var head logHead
	if err := json.Unmarshal(plain, &head); err != nil {
		return nil, name, err
	}
	if head.Size != int64(len(content)) {
		return r, r.last, errCut
	}
	return r, r.last, nil
}

// transaction opens the next frame: what it put, the state last of all, and that
// state.
func (r *replay) transaction() (puts []sealed, after state, err error) {
	plain, value, err := r.next(sealFrame, r.last[:])
	if err != nil {
		return nil, after, err
	}
	if cbor.Unmarshal(plain, &puts) != nil || len(puts) == 0 || puts[len(puts)-1].Bucket != bucketState {
		return nil, after, errFrame
	}
	if err := r.box.openInto(bucketState, []byte(keyState), puts[len(puts)-1].Value, &after); err != nil {
		return nil, after, err
	}
	if after.Serial != versionOf(value) {
		return nil, after, errFrame
	}
	return puts, after, nil
}

// appendPuts writes what cbor.Marshal writes of puts, which transaction reads: most of
// a change is in values that need but be copied.
func appendPuts(b []byte, puts []sealed) []byte {
	size := mostHead
	for _, p := range puts {
		size += p.size()
	}
	b = appendHead(slices.Grow(b, size), cborList, len(puts))
	for _, p := range puts {
		b = appendHead(b, cborList, 3)
		b = append(appendHead(b, cborText, len(p.Bucket)), p.Bucket...)
		b = appendBytes(appendBytes(b, p.Key), p.Value)
	}
	return b
}

// appendBytes tells none from nothing.
func appendBytes(b, bytes []byte) []byte {
	if bytes == nil {
		return append(b, cborNull)
	}
	return append(appendHead(b, cborBytes, len(bytes)), bytes...)
}

// The major types of CBOR that a transaction is made of, and its null.
const (
	cborBytes = 2 << 5
	cborText  = 3 << 5
	cborList  = 4 << 5
	cborNull  = 0xf6
	mostHead  = 5 // bytes
)

func appendHead(b []byte, kind byte, n int) []byte {
	switch {
	case n < 24:
		return append(b, kind|byte(n))
	case n < 1<<8:
		return append(b, kind|24, byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, kind|25), uint16(n))
	}
	return binary.BigEndian.AppendUint32(append(b, kind|26), uint32(n))
}

// replayed is what the log holds that the pages name in their state base. A log
// that is missing, cut, damaged, foreign or of another time is refused: changes
// that were acknowledged would be lost. torn says that the last frame was not
// written to its end; it was not acknowledged, and is left out.
func (s *Store) replayed(base state) (p *pending, torn bool, err error) {
	p = &pending{}
	if base.Log == (Hash{}) {
		return p, false, nil
	}
	r, name, err := s.box.openLog(logPath(s.dir, base.Log))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, problemNoLog()
	}
	if errors.Is(err, fs.ErrPermission) {
		return nil, false, problemPermission(err)
	}
	if err == nil && name != base.Log {
		err = errMismatch
	}
	if err != nil {
		return nil, false, problemLog(err)
	}
	for before := base; ; before = p.state {
		puts, after, err := r.transaction()
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, errTorn):
			return p, errors.Is(err, errTorn), nil
		case err == nil && (after.Serial != before.Serial+1 || after.Log != base.Log):
			err = errMismatch
		}
		if err != nil {
			return nil, false, problemLog(err)
		}
		p.add(puts, after)
	}
}

// leftovers finds the logs in the folder that the pages do not name. One of them
// may have been folded, or be one that was never begun: nothing needs it. But if
// it goes further than the directory does, the pages are older than the log: an
// older copy was put in their place.
func (s *Store) leftovers(now state) (paths []string, err error) {
	inside, err := os.ReadDir(s.dir)
	if err != nil {
		return nil, fmt.Errorf("look for logs: %w", err)
	}
	for _, f := range inside {
		path := filepath.Join(s.dir, f.Name())
		if ours, err := filepath.Match("relais-*.log", f.Name()); !ours || err != nil || path == logPath(s.dir, now.Log) {
			continue
		}
		if err := s.needless(path, now); err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

func (s *Store) needless(path string, now state) error {
	r, _, err := s.box.openLog(path)
	if errors.Is(err, errTorn) || errors.Is(err, io.EOF) {
		return nil // it was never begun
	}
	if err != nil && !errors.Is(err, errCut) {
		return problemLog(err)
	}
	for {
		_, after, err := r.transaction()
		if err != nil {
			return nil
		}
		if after.Serial > now.Serial {
			return problemLogAhead()
		}
	}
}
