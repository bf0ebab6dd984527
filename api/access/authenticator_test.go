package access_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"maps"
	"testing"
)

// authenticator is a passkey as a telephone or a USB key has it: ES256, without
// attestation. What it says of itself can be made wrong.
type authenticator struct {
	t      *testing.T
	key    *ecdsa.PrivateKey
	id     []byte
	handle string // of the account that it was made for
	count  uint32

	origin, rp, kind, challenge string // "" is what is right
	flags                       byte   // 0 is what is right
	sign                        *ecdsa.PrivateKey
}

// The flags of authenticator data.
const (
	present  = 0x01
	verified = 0x04
	attested = 0x40
)

func newAuthenticator(t *testing.T) *authenticator {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 16)
	_, _ = rand.Read(id)
	return &authenticator{t: t, key: key, sign: key, id: id}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func orElse[T comparable](v, other T) T {
	var zero T
	if v == zero {
		return other
	}
	return v
}

// asked is what a server sends to begin.
type asked struct {
	PublicKey struct {
		Challenge string `json:"challenge"`
		RP        struct {
			ID string `json:"id"`
		} `json:"rp"`
		RPID string `json:"rpId"`
		User struct {
			ID string `json:"id"`
		} `json:"user"`
		UserVerification       string `json:"userVerification"`
		AuthenticatorSelection struct {
			ResidentKey      string `json:"residentKey"`
			UserVerification string `json:"userVerification"`
		} `json:"authenticatorSelection"`
		Attestation        string `json:"attestation"`
		ExcludeCredentials []any  `json:"excludeCredentials"`
		AllowCredentials   []any  `json:"allowCredentials"`
	} `json:"publicKey"`
}

func (a *authenticator) client(kind, challenge string) []byte {
	b, err := json.Marshal(map[string]any{
		"type": orElse(a.kind, kind), "challenge": orElse(a.challenge, challenge), "origin": orElse(a.origin, origin), "crossOrigin": false,
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return b
}

func (a *authenticator) data(rp string, flags byte) []byte {
	if a.flags != 0 {
		flags = a.flags | flags&attested
	}
	hash := sha256.Sum256([]byte(orElse(a.rp, rp)))
	return binary.BigEndian.AppendUint32(append(hash[:], flags), a.count)
}

// make answers a request for a new passkey.
func (a *authenticator) make(from asked) map[string]any {
	a.handle = from.PublicKey.User.ID
	a.count++
	data := a.data(from.PublicKey.RP.ID, present|verified|attested)
	data = append(data, make([]byte, 16)...) // the model says nothing of itself
	data = binary.BigEndian.AppendUint16(data, uint16(len(a.id)))
	data = append(append(data, a.id...), a.cose()...)
	object := append([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59"), byte(len(data)>>8), byte(len(data)))
	return a.wrapped(map[string]any{
		"clientDataJSON": b64(a.client("webauthn.create", from.PublicKey.Challenge)), "attestationObject": b64(append(object, data...)),
		"transports": []string{"usb"},
	})
}

// cose is the public key: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
func (a *authenticator) cose() []byte {
	point, err := a.key.PublicKey.Bytes()
	if err != nil {
		a.t.Fatal(err)
	}
	b := append([]byte{0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20}, point[1:33]...)
	return append(append(b, 0x22, 0x58, 0x20), point[33:]...)
}

// use answers a request to sign in.
func (a *authenticator) use(from asked) map[string]any {
	a.count++
	data := a.data(from.PublicKey.RPID, present|verified)
	client := a.client("webauthn.get", from.PublicKey.Challenge)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.sign, digest[:])
	if err != nil {
		a.t.Fatal(err)
	}
	return a.wrapped(map[string]any{
		"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": a.handle,
	})
}

func (a *authenticator) wrapped(response map[string]any) map[string]any {
	return map[string]any{
		"credential": map[string]any{
			"id": b64(a.id), "rawId": b64(a.id), "type": "public-key", "response": maps.Clone(response), "clientExtensionResults": struct{}{},
		},
	}
}
