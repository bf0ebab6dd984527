package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/relais-directory/relais/data/durable"
)

// log is a file beside the pages that takes small changes: one sealed frame for
// each, one write, one sync. What it holds is folded into the pages later, many
// changes in one transaction of bbolt.
//
// It has its whole size from the beginning, written with zeros, so that an append
// changes no size and no map of the file, and costs no more than its own bytes. A
// frame begins a block of its own: a power cut in the middle of one cannot touch
// another that was acknowledged.
//
// The digest of its first frame is its name. The sealed state in the pages says
// which log goes on from there, and each frame is bound to the store, its number
// and the digest of the one before: no frame can be left out, moved, repeated or
// brought from another log.
type log struct {
	file *os.File
	name Hash
	last Hash  // digest of the last frame
	end  int64 // where the next one begins
	size int64

	puts, room []byte // of the last frame, to be used again; sealed values and nothing else
}

const (
	logSize    = 4 << 20
	logged     = 64 << 10 // the most bytes of a change that the log takes
	blockSize  = 4096
	sectorSize = 512 // what a disk writes whole or not at all
	frameHead  = 8   // length of the sealed value, and the same inverted
	frameMost  = logged + 4*blockSize
)

// What the seals of frames are bound to, in the place of a bucket.
const (
	sealBegin = "log begin"
	sealFrame = "log frame"
)

// logHead is the first frame of a log.
type logHead struct {
	Size int64 `json:"size"` // of the file, in bytes
}

// createLog makes an empty log that is on the disk, with its name, before the
// pages know of it.
func createLog(dir string, box box, serial uint64, size int64) (*log, error) {
	plain, err := json.Marshal(logHead{Size: size})
	if err != nil {
		return nil, err
	}
	value, err := box.seal(sealBegin, nil, serial, plain)
	if err != nil {
		return nil, err
	}
	first := frame(value)
	l := &log{name: digest(value), last: digest(value), end: int64(len(first)), size: size}
	if l.file, err = os.OpenFile(logPath(dir, l.name), os.O_RDWR|os.O_CREATE|os.O_EXCL, private); err != nil {
		return nil, err
	}
	whole := make([]byte, size)
	copy(whole, first)
	_, err = l.file.WriteAt(whole, 0)
	if err = errors.Join(err, l.file.Sync(), durable.Sync(dir)); err != nil {
		return nil, errors.Join(err, l.remove())
	}
	return l, nil
}

func logPath(dir string, name Hash) string {
	return filepath.Join(dir, fmt.Sprintf("relais-%x.log", name[:8]))
}

// frame gives a sealed value as it lies in the log: its length, and filled up to
// the end of its block with ones, so that no sector of it is all zeros.
func frame(value []byte) []byte { return filled(append(beginFrame(nil, len(value)), value...)) }

// frame seals a transaction and gives it as it lies in l, bound to the frame before it.
// It holds until the next one.
func (l *log) frame(b box, puts []sealed, serial uint64) ([]byte, error) {
	l.puts = appendPuts(l.puts[:0], puts)
	framed, err := b.sealBehind(func(size int) []byte { return beginFrame(l.room, size) }, sealFrame, l.last[:], serial, l.puts)
	if err != nil {
		return nil, fmt.Errorf("write to the log: %w", err)
	}
	l.room = filled(framed)
	return l.room, nil
}

// beginFrame is what stands in a frame before a value of length bytes, with room for
// all that comes: in room, if that is large enough.
func beginFrame(room []byte, length int) []byte {
	size := frameSize(length)
	b := slices.Grow(room[:0], size)[:0:size]
	b = binary.BigEndian.AppendUint32(b, uint32(length))
	return binary.BigEndian.AppendUint32(b, ^uint32(length))
}

// filled fills a frame up to the end of its room.
func filled(frame []byte) []byte {
	room := frame[len(frame):cap(frame)]
	for i := range room {
		room[i] = 0xff
	}
	return frame[:cap(frame)]
}

// valueIn is the sealed value in a frame that was just made.
func valueIn(frame []byte) []byte {
	return frame[frameHead : frameHead+binary.BigEndian.Uint32(frame)]
}

// frameSize is how many bytes of the log the frame of a value of length bytes has.
func frameSize(length int) int {
	return (frameHead + length + blockSize - 1) / blockSize * blockSize
}

// takes reports whether there is a log and a change of size bytes belongs into it.
func (l *log) takes(size int) bool {
	return l != nil && size <= logged && l.size-l.end >= frameMost
}

// empty reports whether nothing has been appended.
func (l *log) empty() bool { return l.last == l.name }

// append makes a frame durable. After an error nobody knows whether it is.
func (l *log) append(frame []byte) error {
	if _, err := l.file.WriteAt(frame, l.end); err != nil {
		return err
	}
	return syncData(l.file)
}

// went notes that a frame was appended.
func (l *log) went(frame []byte) {
	l.end += int64(len(frame))
	l.last = digest(valueIn(frame))
}

// digest is what the frame after this one is bound to: a hash of the nonce and of
// the tag of its seal. Without the key nobody can make another frame that has both.
func digest(value []byte) Hash {
	const most = 128 // version, the key's prefix and nonce; tag
	if len(value) <= most {
		return sha256.Sum256(value)
	}
	return sha256.Sum256(append(bytes.Clone(value[:most/2]), value[len(value)-most/2:]...))
}

func (l *log) close() error {
	if l == nil {
		return nil
	}
	return l.file.Close()
}

// remove takes a log away that nothing needs. If it stays, whoever opens the
// store next finds that out and tries again.
func (l *log) remove() error {
	return errors.Join(l.file.Close(), os.Remove(l.file.Name()))
}

var (
	errTorn  = errors.New("the last frame of the log was not written to its end")
	errFrame = errors.New("a frame of the log is not what was written")
)

// split gives the sealed value of the first frame in b, the rest of a log of which
// so many bytes were written, and the size of the frame. The error is io.EOF where
// nothing was ever written.
func split(b []byte, written int) (value []byte, size int, err error) {
	if written <= 0 {
		return nil, 0, io.EOF
	}
	if len(b) < sectorSize {
		return nil, 0, errFrame
	}
	if zeros(b[:sectorSize]) { // the sector with the length is missing
		return nil, 0, tornUnless(written > frameMost || another(b[:written]))
	}
	length, inverse := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	if length != ^inverse || length > frameMost || frameSize(int(length)) > len(b) {
		return nil, 0, errFrame
	}
	return b[frameHead : frameHead+length], frameSize(int(length)), nil
}

// judge says why the seal of a frame is broken. It was never acknowledged if it is
// the last one and a sector of it was never written: what is appended is only
// acknowledged with all sectors on the disk, and no written sector is all zeros.
// Anything else is damage.
func judge(frame []byte, last bool) error {
	for at := 0; at < len(frame) && last; at += sectorSize {
		if zeros(frame[at : at+sectorSize]) {
			return errTorn
		}
	}
	return errFrame
}

func tornUnless(damaged bool) error {
	if damaged {
		return errFrame
	}
	return errTorn
}

// another reports whether a block after the first one begins a frame: then the
// first was followed by others, and so it was acknowledged.
func another(b []byte) bool {
	for at := blockSize; at+frameHead <= len(b); at += blockSize {
		if binary.BigEndian.Uint32(b[at:]) == ^binary.BigEndian.Uint32(b[at+4:]) {
			return true
		}
	}
	return false
}

func zeros(b []byte) bool { return extent(b) == 0 }

// extent is how many bytes of b there are without the zeros at its end.
func extent(b []byte) int {
	var none [blockSize]byte
	for len(b) > blockSize && bytes.Equal(b[len(b)-blockSize:], none[:]) {
		b = b[:len(b)-blockSize]
	}
	return len(bytes.TrimRight(b, "\x00"))
}
