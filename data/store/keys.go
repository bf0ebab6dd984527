package store

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/relais-directory/relais/data/durable"
)

// Keys is the folder where the keys of stores are: for each store, named by its
// id, a Tink keyset ("….keyset", XChaCha20-Poly1305) that opens it and two Ed25519
// keys (PKCS #8 in PEM): "….sign" signs its bundles, "….audit" the checkpoints of its
// audit, the last of which is kept there too. They are not encrypted; files are 0600
// and the folder 0700.
//
// The folder is not the directory's own, so that a copied or stolen directory
// stays closed. A copy of the directory opens with the same keys.
type Keys struct{ Dir string }

// KeysVariable names the environment variable with the folder of the keys.
const KeysVariable = "RELAIS_KEYS"

// DefaultKeys is the folder in $RELAIS_KEYS, or else relais/keys in the user's
// configuration folder.
func DefaultKeys() (Keys, error) {
	if dir := os.Getenv(KeysVariable); dir != "" {
		return Keys{Dir: dir}, nil
	}
	config, err := os.UserConfigDir()
	if err != nil {
		return Keys{}, problemNoKeysDir(err)
	}
	return Keys{Dir: filepath.Join(config, "relais", "keys")}, nil
}

func (k Keys) sealing(store string) string  { return filepath.Join(k.Dir, store+".keyset") }
func (k Keys) signing(store string) string  { return filepath.Join(k.Dir, store+".sign") }
func (k Keys) auditing(store string) string { return filepath.Join(k.Dir, store+".audit") }

// freshKeys are the keys of a store that is being made.
type freshKeys struct {
	store string
	aead  tink.AEAD
	sign  ed25519.PrivateKey
	audit ed25519.PrivateKey
}

func (k Keys) make(store string, random io.Reader) (freshKeys, error) {
	_, sign, err := ed25519.GenerateKey(random)
	if err != nil {
		return freshKeys{}, err
	}
	handle, err := keyset.NewHandle(aead.XChaCha20Poly1305KeyTemplate())
	if err != nil {
		return freshKeys{}, err
	}
	primitive, err := aead.New(handle)
	if err != nil {
		return freshKeys{}, err
	}
	if err := k.write(store, handle, sign); err != nil {
		return freshKeys{}, errors.Join(err, k.remove(store))
	}
	audit, err := k.makeAuditing(store, random)
	if err != nil {
		return freshKeys{}, errors.Join(err, k.remove(store))
	}
	return freshKeys{store: store, aead: primitive, sign: sign, audit: audit}, nil
}

func (k Keys) write(store string, handle *keyset.Handle, sign ed25519.PrivateKey) error {
	if err := privateDir(k.Dir); err != nil {
		return err
	}
	var sealing bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&sealing)); err != nil {
		return err
	}
	if err := durable.WriteFile(k.sealing(store), sealing.Bytes(), private); err != nil {
		return err
	}
	return writeKey(k.signing(store), sign)
}

// makeAuditing makes the key of the audit's checkpoints, or takes the one that was
// made for a store that has not come to know of it.
func (k Keys) makeAuditing(store string, random io.Reader) (ed25519.PrivateKey, error) {
	if key, err := readKey(k.auditing(store)); err == nil {
		return key, nil
	}
	_, key, err := ed25519.GenerateKey(random)
	if err != nil {
		return nil, err
	}
	return key, writeKey(k.auditing(store), key)
}

func writeKey(path string, key ed25519.PrivateKey) error {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	return durable.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), private)
}

// remove takes the keys of a store away that never came to be.
func (k Keys) remove(store string) error {
	var errs []error
	for _, path := range []string{k.sealing(store), k.signing(store), k.auditing(store)} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (k Keys) readSealing(store string) (tink.AEAD, error) {
	path := k.sealing(store)
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, problemNoKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the key of a store: %w", err)
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(b)))
	if err != nil {
		return nil, problemBadKey(path, err)
	}
	primitive, err := aead.New(handle)
	if err != nil {
		return nil, problemBadKey(path, err)
	}
	return primitive, nil
}

// readSigning reads the key of the bundles.
func (k Keys) readSigning(store string, public ed25519.PublicKey) (ed25519.PrivateKey, error) {
	return readOwnKey(k.signing(store), public)
}

// readAuditing reads the key of the audit's checkpoints.
func (k Keys) readAuditing(store string, public ed25519.PublicKey) (ed25519.PrivateKey, error) {
	return readOwnKey(k.auditing(store), public)
}

// readOwnKey reads a key, which must be the one that the store was made with.
func readOwnKey(path string, public ed25519.PublicKey) (ed25519.PrivateKey, error) {
	key, err := readKey(path)
	if err == nil && !public.Equal(key.Public()) {
		return nil, problemBadKey(path, errMismatch)
	}
	return key, err
}

func readKey(path string) (ed25519.PrivateKey, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, problemNoKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read a signing key of a store: %w", err)
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return nil, problemBadKey(path, errors.New("no PEM block"))
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, problemBadKey(path, err)
	}
	key, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, problemBadKey(path, errMismatch)
	}
	return key, nil
}
