package staff

import (
	"strings"
	"unicode/utf16"
)

// A text message is sent in segments. In the alphabet of GSM 03.38 (3GPP TS
// 23.038, 6.2.1) one holds 160 characters, and each of several 153, since they
// carry their order. One character that is not in it turns the whole message to
// UCS-2, with 70 and 67 units of UTF-16.
const (
	gsmAlone, gsmTogether   = 160, 153
	ucs2Alone, ucs2Together = 70, 67
)

// gsmBasic are the characters that take one place, gsmExtended those that take
// two: an escape and themselves.
const (
	gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
		"ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "\f^{}\\[~]|€"
)

// Size is how large a text message is.
type Size struct {
	Segments int
	Used     int  // places of the alphabet
	Room     int  // places in so many segments
	Wide     bool // UCS-2: some character is not in GSM 03.38
}

// sizeOf counts the segments of a message. No character is parted by the end of a
// segment: an escape goes with what it escapes, and a surrogate with its other.
func sizeOf(message string) Size {
	var widths []int
	for _, r := range message {
		switch {
		case strings.ContainsRune(gsmBasic, r):
			widths = append(widths, 1)
		case strings.ContainsRune(gsmExtended, r):
			widths = append(widths, 2)
		default:
			return size(wideWidths(message), ucs2Alone, ucs2Together, true)
		}
	}
	return size(widths, gsmAlone, gsmTogether, false)
}

func wideWidths(message string) []int {
	var widths []int
	for _, r := range message {
		widths = append(widths, utf16.RuneLen(r))
	}
	return widths
}

func size(widths []int, alone, together int, wide bool) Size {
	s := Size{Segments: 1, Room: alone, Wide: wide}
	for _, w := range widths {
		s.Used += w
	}
	if s.Used <= alone {
		return s
	}
	filled := 0
	for _, w := range widths {
		if filled+w > together {
			s.Segments, filled = s.Segments+1, 0
		}
		filled += w
	}
	s.Room = s.Segments * together
	return s
}

// narrow writes a message without what the alphabet does not have: straight
// apostrophes and hyphens, plain spaces, and letters without the accents that
// would turn it to UCS-2.
func narrow(message string) string {
	var b strings.Builder
	for _, r := range message {
		switch {
		case strings.ContainsRune(gsmBasic, r):
			b.WriteRune(r)
		default:
			b.WriteString(plain(r))
		}
	}
	return b.String()
}

// plain is the plainest way to write a character.
func plain(r rune) string {
	if s, ok := plainer[r]; ok {
		return s
	}
	return string(r)
}

var plainer = map[rune]string{
	'’': "'", '‘': "'", '«': "\"", '»': "\"", '“': "\"", '”': "\"", '–': "-", '—': "-", '‑': "-", '·': "-", '…': "...",
	'\u00a0': " ", '\u202f': " ", '\u2009': " ", '→': "-",
	'â': "a", 'á': "a", 'ç': "c", 'ê': "e", 'ë': "e", 'î': "i", 'ï': "i", 'í': "i", 'ô': "o", 'ó': "o", 'û': "u", 'ú': "u", 'ÿ': "y", 'œ': "oe",
	'À': "A", 'Â': "A", 'Á': "A", 'È': "E", 'Ê': "E", 'Ë': "E", 'Î': "I", 'Ï': "I", 'Ô': "O", 'Ó': "O", 'Ù': "U", 'Û': "U", 'Ú': "U", 'Ÿ': "Y", 'Œ': "OE",
}
