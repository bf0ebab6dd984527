package access

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/relais-directory/relais/data/bilingual"
)

// Cost is what hashing a password takes (argon2id).
type Cost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// DefaultCost is the second recommendation of RFC 9106, section 4: 64 MiB, three
// passes, four lanes.
func DefaultCost() Cost { return Cost{Memory: 64 << 10, Passes: 3, Threads: 4} }

const (
	saltSize = 16
	hashSize = 32
	// shortest is that of NIST SP 800-63B-4, 3.1.1.2, for a password that is the
	// only proof; longest bounds what anybody can make the server hash.
	shortest = 15
	longest  = 256
)

// CheckPassword refuses a password that is too short or too easily guessed to
// open an account by itself. No mixture of characters is asked for.
func CheckPassword(password, name string) error {
	plain := fold(password)
	switch length := utf8.RuneCountInString(plain); {
	case length < shortest || length > longest:
		return passwordProblem("password_length", bilingual.Text{
			En: "a password has 15 to 256 characters", Fr: "un mot de passe compte de 15 à 256 caractères",
		})
	case distinct(plain) < 6 || len(name) > 2 && len(strings.ReplaceAll(strings.ToLower(plain), name, "")) < 8:
		return passwordProblem("password_plain", bilingual.Text{
			En: "this password is too easy to guess", Fr: "ce mot de passe est trop facile à deviner",
		})
	}
	return nil
}

func passwordProblem(code string, message bilingual.Text) error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: code, Message: message,
		Hint: bilingual.Text{
			En: "four or five words that have nothing to do with each other make a good one; a passkey is better still",
			Fr: "quatre ou cinq mots sans lien entre eux en font un bon; une clé d’accès est encore mieux",
		},
	}
}

func distinct(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// fold makes one password of the ways in which keyboards write it: é is one
// character or two.
func fold(password string) string { return norm.NFKC.String(password) }

// Hash hashes a password with a salt from random, as
// $argon2id$v=19$m=…,t=…,p=…$salt$hash.
func (c Cost) Hash(password string, random io.Reader) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("salt a password: %w", err)
	}
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf(hashForm, argon2.Version, c.Memory, c.Passes, c.Threads) + encode(salt) + "$" + encode(c.key(password, salt)), nil
}

const hashForm = "$argon2id$v=%d$m=%d,t=%d,p=%d$"

func (c Cost) key(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(fold(password)), salt, c.Passes, c.Memory, c.Threads, hashSize)
}

// Check reports whether a password is the one that was hashed, and whether it
// should be hashed anew because c is no longer what it was hashed with.
//
// A hash that cannot be read, "" among them, costs as much as one that can, and
// is no password's: so that nobody learns from the time of an answer whether
// there is an account.
func (c Cost) Check(password, hash string) (right, stale bool) {
	if utf8.RuneCountInString(password) > longest {
		password = "" // costs the same, and is nobody's
	}
	used, salt, want, ok := parseHash(hash)
	if !ok {
		c.key(password, make([]byte, saltSize))
		return false, false
	}
	right = subtle.ConstantTimeCompare(used.key(password, salt), want) == 1
	return right, right && used != c
}

func parseHash(hash string) (c Cost, salt, key []byte, ok bool) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 {
		return c, nil, nil, false
	}
	var version int
	_, err := fmt.Sscanf(strings.Join(parts[:4], "$")+"$", hashForm, &version, &c.Memory, &c.Passes, &c.Threads)
	if err != nil || version != argon2.Version || c.Passes == 0 || c.Threads == 0 {
		return c, nil, nil, false
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	key, keyErr := base64.RawStdEncoding.DecodeString(parts[5])
	return c, salt, key, saltErr == nil && keyErr == nil && len(key) == hashSize
}
