package data

import "fmt"

// Tri is an answer that may not be known. Unknown, the zero Tri, is never taken
// for yes and never for no.
type Tri uint8

// The three answers.
const (
	Unknown Tri = iota
	Yes
	No
)

var triNames = [...]string{Unknown: "unknown", Yes: "yes", No: "no"}

// TriOf is Yes or No, for a fact that is known.
func TriOf(b bool) Tri {
	if b {
		return Yes
	}
	return No
}

func (t Tri) String() string { return triNames[t] }

// MarshalText writes "unknown", "yes" or "no".
func (t Tri) MarshalText() ([]byte, error) {
	if int(t) >= len(triNames) {
		return nil, fmt.Errorf("no such answer: %d", t)
	}
	return []byte(triNames[t]), nil
}

// UnmarshalText reads what MarshalText writes, and nothing else.
func (t *Tri) UnmarshalText(b []byte) error {
	for i, name := range triNames {
		if string(b) == name {
			*t = Tri(i)
			return nil
		}
	}
	return fmt.Errorf("%q is none of unknown, yes, no", b)
}

// Verdict is what one hard criterion says of one listing for one caller.
type Verdict string

// The verdicts. Fails excludes; Unsure keeps the listing, with a question.
const (
	Meets  Verdict = "meets"
	Fails  Verdict = "fails"
	Unsure Verdict = "unknown"
)
