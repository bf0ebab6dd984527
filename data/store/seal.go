package store

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/tink"
)

// box seals and opens values of one store. A sealed value is its version (eight
// bytes, in the clear) and the ciphertext.
type box struct {
	aead  tink.AEAD
	store string
}

var (
	errMissing  = errors.New("a value is missing")
	errMismatch = errors.New("a value is not what another one says of it")
)

const versionSize = 8

func (b box) seal(bucket string, key []byte, version uint64, plain []byte) ([]byte, error) {
	return b.sealBehind(func(size int) []byte { return make([]byte, 0, size) }, bucket, key, version, plain)
}

// sealBehind seals a value behind what begin gives for one of so many bytes: there
// it has room enough.
func (b box) sealBehind(begin func(size int) []byte, bucket string, key []byte, version uint64, plain []byte) ([]byte, error) {
	ciphertext, err := b.aead.Encrypt(plain, b.binding(bucket, key, version))
	if err != nil {
		return nil, fmt.Errorf("seal a value in %s: %w", bucket, err)
	}
	return append(binary.BigEndian.AppendUint64(begin(versionSize+len(ciphertext)), version), ciphertext...), nil
}

func (b box) open(bucket string, key, value []byte) (plain []byte, err error) {
	if value == nil {
		return nil, fmt.Errorf("%s: %w", bucket, errMissing)
	}
	if len(value) < versionSize {
		return nil, fmt.Errorf("%s: a value is too short", bucket)
	}
	plain, err = b.aead.Decrypt(value[versionSize:], b.binding(bucket, key, versionOf(value)))
	if err != nil {
		return nil, fmt.Errorf("%s: a seal is broken: %w", bucket, err)
	}
	return plain, nil
}

// versionOf gives the version of a sealed value.
func versionOf(value []byte) uint64 { return binary.BigEndian.Uint64(value) }

func (b box) openInto(bucket string, key, value []byte, v any) error {
	plain, err := b.open(bucket, key, value)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return fmt.Errorf("%s: %w", bucket, err)
	}
	return nil
}

// binding is what a seal holds true beside its content. Each part has its length
// before it, so that no two different bindings have the same bytes.
func (b box) binding(bucket string, key []byte, version uint64) []byte {
	ad := []byte("relais store value 1")
	for _, part := range [...][]byte{[]byte(b.store), []byte(bucket), key} {
		ad = binary.BigEndian.AppendUint64(ad, uint64(len(part)))
		ad = append(ad, part...)
	}
	return binary.BigEndian.AppendUint64(ad, version)
}
