package ingest

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/relais-directory/relais/data/bilingual"
)

// encodings are the names that a mapping may give.
func encodings() []string {
	return []string{"utf-8", "utf-16le", "utf-16be", "windows-1252", "mac-roman"}
}

// mixedEncoding is what is said of a file that is UTF-8 but for some bytes of
// Windows-1252, as happens when files are pasted together.
const mixedEncoding = "utf-8 with windows-1252"

// readAll reads a file of at most so many bytes.
func readAll(in io.Reader, limit int64) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	if int64(len(raw)) > limit {
		return nil, problem("file_too_large",
			bilingual.Textf("the file is larger than %d MiB", "le fichier dépasse %d Mio", limit>>20),
			bilingual.Text{En: "Cut it into several files.", Fr: "Découpez-le en plusieurs fichiers."}, "")
	}
	return raw, nil
}

// decoded is a file as text, and what its bytes were.
type decoded struct {
	text     string
	encoding string
	odd      []oddByte // repaired, of a mixed file
}

// oddByte is one byte that was not UTF-8, and what it was read as.
type oddByte struct {
	line int
	read byte
	as   rune
}

// decode finds out the encoding of raw, unless it is told, and gives its text.
// No byte ever becomes U+FFFD: what cannot be read refuses the file.
//
// A byte order mark decides. Without one, text with a NUL in every other byte
// is UTF-16; what is valid UTF-8 is that; what has no valid UTF-8 sequence at all
// is Windows-1252; and what has both is UTF-8 whose odd bytes are Windows-1252,
// each reported.
func decode(raw []byte, told string) (decoded, error) {
	switch {
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return decoded{}, problem("not_csv",
			bilingual.Text{En: "this is a workbook or another archive, and no text", Fr: "ceci est un classeur ou une autre archive, et non du texte"},
			bilingual.Text{En: "Take it out of the archive, or save it as CSV UTF-8.", Fr: "Sortez-le de l’archive, ou enregistrez-le en CSV UTF-8."}, "")
	case bytes.HasPrefix(raw, []byte("\xd0\xcf\x11\xe0")):
		return decoded{}, problem("not_csv",
			bilingual.Text{En: "this is a workbook of an old kind, or one locked with a password", Fr: "ceci est un classeur d’un ancien format, ou protégé par un mot de passe"},
			bilingual.Text{En: "In the spreadsheet program choose Save as, and .xlsx or CSV UTF-8.", Fr: "Dans le tableur, choisissez Enregistrer sous, puis .xlsx ou CSV UTF-8."}, "")
	}
	encoding := told
	if encoding == "" || bytes.HasPrefix(raw, []byte("\ufeff")) {
		encoding = detect(raw)
	}
	if told == "" && encoding == "windows-1252" && !plausible1252(raw) {
		return decoded{}, problem("encoding_doubtful",
			bilingual.Text{En: "the accented letters come out wrong: this looks like an old Mac or DOS encoding", Fr: "les lettres accentuées sont fausses : le codage semble être celui d’un ancien Mac ou de DOS"},
			bilingual.Text{
				En: "Save it again as CSV UTF-8, or name its encoding in the mapping (mac-roman, windows-1252).",
				Fr: "Enregistrez-le de nouveau en CSV UTF-8, ou nommez son codage dans la table de correspondance (mac-roman, windows-1252).",
			}, "")
	}
	d, err := decodeAs(raw, encoding)
	if err != nil {
		return decoded{}, err
	}
	d.text = strings.TrimPrefix(d.text, "\ufeff")
	if i := strings.IndexByte(d.text, 0); i >= 0 {
		return decoded{}, unreadable("nul_byte", d.text[:i],
			bilingual.Text{En: "the file contains a NUL byte", Fr: "le fichier contient un octet nul"})
	}
	if !strings.Contains(d.text, "\n") {
		d.text = strings.ReplaceAll(d.text, "\r", "\n") // the line ends of old Macs
	}
	return d, nil
}

func detect(raw []byte) string {
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xfe")):
		return "utf-16le"
	case bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return "utf-16be"
	case utf8.Valid(raw) && bytes.IndexByte(raw, 0) < 0:
		return "utf-8"
	}
	even, odd := nuls(raw)
	switch {
	case odd > len(raw)/5 && even == 0:
		return "utf-16le"
	case even > len(raw)/5 && odd == 0:
		return "utf-16be"
	case bytes.IndexByte(raw, 0) < 0 && hasSequence(raw):
		return mixedEncoding
	}
	return "windows-1252"
}

// plausible1252 reports whether raw reads like Windows-1252: it has more accented
// letters than signs such as Ž, Š, ‚ or ˆ before a small letter within a word,
// where no text has them, and where é, è and ê of Mac Roman and DOS end up.
func plausible1252(raw []byte) bool {
	const never = "\x82\x83\x84\x86\x87\x88\x89\x8a\x8b\x8c\x8e\x95\x98\x9b\x9f"
	healthy, odd := 0, 0
	for i, c := range raw {
		switch {
		case c >= 0xc0:
			healthy++
		case i > 0 && i+1 < len(raw) && strings.IndexByte(never, c) >= 0 && letter(raw[i-1]) && letter(raw[i+1]) && raw[i+1] >= 'a':
			odd++
		}
	}
	return odd == 0 || odd < healthy
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// nuls counts the NUL bytes at even and at odd places.
func nuls(raw []byte) (even, odd int) {
	for i, b := range raw {
		if b != 0 {
			continue
		}
		if i%2 == 0 {
			even++
		} else {
			odd++
		}
	}
	return even, odd
}

// hasSequence reports whether raw has a valid UTF-8 sequence of several bytes.
func hasSequence(raw []byte) bool {
	for i := 0; i < len(raw); {
		_, size := utf8.DecodeRune(raw[i:])
		if size > 1 {
			return true
		}
		i += size
	}
	return false
}

func decodeAs(raw []byte, encoding string) (decoded, error) {
	d := decoded{encoding: encoding}
	var err error
	switch encoding {
	case "utf-8":
		if i := firstInvalid(raw); i >= 0 {
			return d, unreadable("not_utf8", string(raw[:i]), bilingual.Text{En: "the file is not UTF-8", Fr: "le fichier n’est pas en UTF-8"})
		}
		d.text = string(raw)
	case "utf-16le":
		d.text, err = utf16(raw, unicode.LittleEndian)
	case "utf-16be":
		d.text, err = utf16(raw, unicode.BigEndian)
	case "windows-1252":
		d.text, err = singleByte(raw, charmap.Windows1252)
	case "mac-roman":
		d.text, err = singleByte(raw, charmap.Macintosh)
	case mixedEncoding:
		err = d.mixed(raw)
	}
	return d, err
}

func firstInvalid(raw []byte) int {
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

func utf16(raw []byte, order unicode.Endianness) (string, error) {
	bad := unreadable("not_utf16", "", bilingual.Text{En: "the file is not UTF-16", Fr: "le fichier n’est pas en UTF-16"})
	if len(raw)%2 != 0 {
		return "", bad
	}
	text, err := unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder().Bytes(raw)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", bad
	}
	return string(text), nil
}

func singleByte(raw []byte, table *charmap.Charmap) (string, error) {
	var b strings.Builder
	b.Grow(len(raw) + len(raw)/16)
	for i, c := range raw {
		r := table.DecodeByte(c)
		if r == utf8.RuneError {
			return "", unreadable("undefined_byte", string(raw[:i]), bilingual.Text{
				En: "the file has a byte that means nothing in its encoding",
				Fr: "le fichier contient un octet qui n’a pas de sens dans son codage"})
		}
		b.WriteRune(r)
	}
	return b.String(), nil
}

// mixed reads UTF-8 and takes every byte that is not for Windows-1252.
func (d *decoded) mixed(raw []byte) error {
	var b strings.Builder
	line := 1
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 {
			r = charmap.Windows1252.DecodeByte(raw[i])
			if r == utf8.RuneError {
				return unreadable("undefined_byte", string(raw[:i]), bilingual.Text{
					En: "the file has a byte that is neither UTF-8 nor Windows-1252",
					Fr: "le fichier contient un octet qui n’est ni de l’UTF-8 ni du Windows-1252"})
			}
			d.odd = append(d.odd, oddByte{line: line, read: raw[i], as: r})
		}
		if r == '\n' {
			line++
		}
		b.WriteRune(r)
		i += size
	}
	d.text = b.String()
	return nil
}

// unreadable refuses a file for what follows before.
func unreadable(code, before string, what bilingual.Text) error {
	return problem(code, bilingual.Textf("%s (line %d)", "%s (ligne %d)", what, 1+strings.Count(before, "\n")),
		bilingual.Text{
			En: "Save it again as CSV UTF-8, or name its encoding in the mapping.",
			Fr: "Enregistrez-le de nouveau en CSV UTF-8, ou nommez son codage dans la table de correspondance.",
		}, "")
}
