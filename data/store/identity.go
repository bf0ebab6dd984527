package store

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"

	"go.etcd.io/bbolt"
)

// The buckets. Keys in them are ids, numbers and keyed hashes.
const (
	bucketIdentity = "identity" // header in the clear, and its sealed twin
	bucketState    = "state"    // one value
	bucketRecords  = "records"  // by organization id
	bucketOutcomes = "outcomes" // by keyed hash of the idempotency key
	bucketChanges  = "changes"  // by number
	bucketImages   = "images"   // by number of the change and organization id: records before it
	bucketAudit    = "audit"    // by number
)

var buckets = [...]string{bucketIdentity, bucketState, bucketRecords, bucketOutcomes, bucketChanges, bucketImages, bucketAudit}

const (
	keyHeader = "header"
	keySealed = "sealed"
	keyState  = "state"
)

// format and schema name what this program writes. A store with a higher schema
// is refused: this program does not know what it would lose.
const (
	format = "relais directory"
	schema = 4 // 1 held records as JSON, 2 had no log, 3 no tree of the audit: see migrate.go
	// schemaOfTree is the first with a tree of the audit and checkpoints.
	schemaOfTree = 4
)

// header is all that a store says of itself in the clear.
type header struct {
	Format string `json:"format"`
	Schema int    `json:"schema"`
	Store  string `json:"store"`
}

// sealedIdentity binds the header and holds what belongs to the store for good.
type sealedIdentity struct {
	Header    []byte `json:"header"`
	PublicKey []byte `json:"public_key"`          // Ed25519, of the bundles
	AuditKey  []byte `json:"audit_key,omitempty"` // Ed25519, of the audit's checkpoints
	Outcomes  []byte `json:"outcomes"`            // key of the hash of idempotency keys
}

// identity is who a store is, once its seal has been found right.
type identity struct {
	header
	public   ed25519.PublicKey
	audit    ed25519.PublicKey // none before schemaOfTree
	outcomes []byte
}

// readHeader reads the header in the clear: ours, and not from the future.
func readHeader(tx *bbolt.Tx) (h header, clear []byte, err error) {
	b := tx.Bucket([]byte(bucketIdentity))
	if b == nil {
		return h, nil, problemForeign()
	}
	clear = bytes.Clone(b.Get([]byte(keyHeader)))
	if json.Unmarshal(clear, &h) != nil || h.Format != format || h.Schema < 1 {
		return h, nil, problemForeign()
	}
	if h.Schema > schema {
		return h, nil, problemNewer()
	}
	return h, clear, nil
}

// readIdentity opens the sealed twin of the header. If that fails, the key is
// another store's or the header is damaged.
func readIdentity(tx *bbolt.Tx, box box, h header, clear []byte) (identity, error) {
	var sealed sealedIdentity
	value := tx.Bucket([]byte(bucketIdentity)).Get([]byte(keySealed))
	if err := box.openInto(bucketIdentity, []byte(keySealed), value, &sealed); err != nil {
		return identity{}, problemWrongKey(err)
	}
	if !bytes.Equal(sealed.Header, clear) || len(sealed.PublicKey) != ed25519.PublicKeySize || len(sealed.Outcomes) == 0 {
		return identity{}, problemWrongKey(errMismatch)
	}
	if h.Schema >= schemaOfTree && len(sealed.AuditKey) != ed25519.PublicKeySize {
		return identity{}, problemWrongKey(errMismatch)
	}
	return identity{header: h, public: sealed.PublicKey, audit: sealed.AuditKey, outcomes: sealed.Outcomes}, nil
}

// identity writes who a store is: in the clear, and under its seal.
func (w *writer) identity(id identity) error {
	clear, err := json.Marshal(id.header)
	if err != nil {
		return err
	}
	w.add(sealed{Bucket: bucketIdentity, Key: []byte(keyHeader), Value: clear})
	return w.put(bucketIdentity, []byte(keySealed), sealedIdentity{Header: clear, PublicKey: id.public, AuditKey: id.audit, Outcomes: id.outcomes})
}

// outcomeKey is where the outcome of the change with an idempotency key is kept.
// Whoever has the file but not the key cannot test a guess.
func (id identity) outcomeKey(key string) []byte {
	mac := hmac.New(sha256.New, id.outcomes)
	mac.Write([]byte(key))
	return mac.Sum(nil)
}
