package geo

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"math"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

// The file of a PostalTable: a line that names it, the length of a head in
// JSON, the head, the records of the full codes, and a checksum (CRC-32C) of all
// that. The checksum is against damage, not malice: whoever can write the folder
// can write the file.
const postalMagic = "relais places 1\n"

type postalHead struct {
	Source string    `json:"source"`
	Loaded time.Time `json:"loaded"`
	Areas  []ownArea `json:"areas"`
	Codes  int       `json:"codes"`
}

// MarshalBinary gives the table as bytes for a file: about 12 for each full code
// and 100 for each area. The same table gives the same bytes.
func (t *PostalTable) MarshalBinary() ([]byte, error) {
	head, err := json.Marshal(postalHead{t.Source, t.Loaded.UTC(), t.areas, t.Codes()})
	if err != nil {
		return nil, fmt.Errorf("write the head of the postal table: %w", err)
	}
	b := make([]byte, 0, len(postalMagic)+8+len(head)+len(t.codes))
	b = append(b, postalMagic...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(head)))
	b = append(b, head...)
	b = append(b, t.codes...)
	return binary.BigEndian.AppendUint32(b, checksum(b)), nil
}

// UnmarshalBinary reads what MarshalBinary wrote, and keeps a part of data.
// Anything else, and anything damaged, is a Problem of kind Damaged.
func (t *PostalTable) UnmarshalBinary(data []byte) error {
	head, codes, err := splitPostal(data)
	if err != nil {
		return problemPostalFile(err)
	}
	read := PostalTable{Source: head.Source, Loaded: head.Loaded, areas: head.Areas, codes: codes}
	if err := read.check(); err != nil {
		return problemPostalFile(err)
	}
	*t = read
	return nil
}

func checksum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

func splitPostal(data []byte) (head postalHead, codes []byte, err error) {
	body, ok := bytes.CutPrefix(data, []byte(postalMagic))
	if !ok || len(body) < 8 {
		return head, nil, fmt.Errorf("not a table of postal codes of this version")
	}
	sealed := len(data) - 4
	if checksum(data[:sealed]) != binary.BigEndian.Uint32(data[sealed:]) {
		return head, nil, fmt.Errorf("the checksum differs")
	}
	length, body := binary.BigEndian.Uint32(body), body[4:len(body)-4]
	if uint64(length) > uint64(len(body)) {
		return head, nil, fmt.Errorf("the head is cut")
	}
	if err := json.Unmarshal(body[:length], &head); err != nil {
		return head, nil, fmt.Errorf("read the head: %w", err)
	}
	codes = body[length:]
	if head.Codes < 0 || len(codes) != head.Codes*codeSize {
		return head, nil, fmt.Errorf("the number of codes differs")
	}
	return head, codes, nil
}

// check holds what the searches rely on: areas with a point, a province and a
// name of three characters, codes in ascending order, on earth.
func (t *PostalTable) check() error {
	for _, a := range t.areas {
		fsa, _, ok := readFSA(a.FSA)
		if !ok || fsa != a.FSA || !a.Province.Valid() || !a.Point.onEarth() || a.Point.IsZero() || !(a.Radius >= 0) {
			return fmt.Errorf("an area is incomplete")
		}
	}
	for i := range t.Codes() {
		if c := t.at(i); !c.point.onEarth() || c.key >= postalKeys {
			return fmt.Errorf("a code is none, or lies nowhere on earth")
		}
		if i > 0 && t.keyAt(i-1) >= t.keyAt(i) {
			return fmt.Errorf("the codes are out of order")
		}
	}
	return nil
}

func microdegrees(degrees float64) int32 { return int32(math.Round(degrees / microdegree)) }

func problemPostalFile(cause error) error {
	return &bilingual.Problem{
		Kind: bilingual.Damaged,
		Code: "places_damaged",
		Message: bilingual.Text{
			En: "the directory’s own file of postal codes is damaged or from another version",
			Fr: "le fichier de codes postaux propre au répertoire est endommagé ou d’une autre version",
		},
		Hint: bilingual.Text{
			En: "Load it again with relais places load FILE, or go on without it: relais places unload.",
			Fr: "Rechargez-le avec relais places load FICHIER, ou continuez sans lui : relais places unload.",
		},
		Cause: cause,
	}
}
