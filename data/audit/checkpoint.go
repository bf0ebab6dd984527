package audit

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint says what a log is at one size. Whoever holds one that is signed can
// tell any later log that does not go on from it. It says nothing else: no time, no
// name, nothing of what the entries say.
type Checkpoint struct {
	Log  string // an id
	Size uint64 // entries
	Root Hash
}

// Checkpoint is the checkpoint of the log that e is the edge of.
func (e Edge) Checkpoint(log string) Checkpoint {
	return Checkpoint{Log: log, Size: e.size, Root: e.Root()}
}

// origin names a log, and its key, in a note.
func origin(log string) string { return "relais-audit/" + log }

// text is the checkpoint as it is signed: the first three lines of a C2SP
// tlog-checkpoint.
func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", origin(c.Log), c.Size, c.Root)
}

// Sign gives the checkpoint as a signed note (golang.org/x/mod/sumdb/note,
// Ed25519): text, to be kept in a file or printed. Equal checkpoints, signed by one
// key, are equal bytes.
func (c Checkpoint) Sign(key ed25519.PrivateKey) ([]byte, error) {
	public, ok := key.Public().(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("no key to sign a checkpoint with")
	}
	v, err := verifier(c.Log, public)
	if err != nil {
		return nil, err
	}
	return note.Sign(&note.Note{Text: c.text()}, signer{v, key})
}

type signer struct {
	note.Verifier // for its name
	key           ed25519.PrivateKey
}

func (s signer) Sign(message []byte) ([]byte, error) { return ed25519.Sign(s.key, message), nil }

func verifier(log string, key ed25519.PublicKey) (note.Verifier, error) {
	text, err := VerifierKey(log, key)
	if err != nil {
		return nil, err
	}
	return note.NewVerifier(text)
}

// VerifierKey is the key that a log's checkpoints are verified with, in the form
// that other programs for signed notes take.
func VerifierKey(log string, key ed25519.PublicKey) (string, error) {
	return note.NewEd25519VerifierKey(origin(log), key)
}

// What OpenCheckpoint refuses.
var (
	ErrNoCheckpoint = errors.New("this is no checkpoint of an audit")
	ErrOtherLog     = errors.New("this is the checkpoint of another log")
	ErrSignature    = errors.New("the signature of a checkpoint is not that of the log’s key")
)

// OpenCheckpoint reads a signed checkpoint of a log: one that its key has signed,
// whoever else has signed it too.
func OpenCheckpoint(signed []byte, log string, key ed25519.PublicKey) (Checkpoint, error) {
	v, err := verifier(log, key)
	if err != nil {
		return Checkpoint{}, err
	}
	n, err := note.Open(signed, note.VerifierList(v))
	text := ""
	if unverified, ok := errors.AsType[*note.UnverifiedNoteError](err); ok {
		text = unverified.Note.Text
	} else if err == nil {
		text = n.Text
	}
	if _, forged := errors.AsType[*note.InvalidSignatureError](err); forged {
		return Checkpoint{}, ErrSignature
	}
	c, parsing := parse(text)
	switch {
	case parsing != nil:
		return Checkpoint{}, parsing
	case c.Log != log:
		return Checkpoint{}, ErrOtherLog
	case err != nil:
		return Checkpoint{}, ErrSignature
	}
	return c, nil
}

// parse reads what text writes, and nothing else.
func parse(text string) (c Checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 4 {
		return c, ErrNoCheckpoint
	}
	log, ok := strings.CutPrefix(lines[0], origin(""))
	size, bad := strconv.ParseUint(lines[1], 10, 64)
	root, err := tlog.ParseHash(lines[2])
	c = Checkpoint{Log: log, Size: size, Root: root}
	if !ok || bad != nil || err != nil || size > mostEntries || c.text() != text {
		return Checkpoint{}, ErrNoCheckpoint
	}
	return c, nil
}
