package record

import "encoding/binary"

// The major types of CBOR that a record is made of. The encoder writes no byte
// strings and no tags: no field is one.
const (
	textString = 3
	list       = 4
	mapping    = 5
)

// cursor goes over what the encoder wrote, value by value, and reads no more of it
// than it must. Once something is not as it expects it has failed, and what it gives
// means nothing.
type cursor struct {
	b      []byte
	at     int
	failed bool
}

// head takes the head of a value: its type, and its number. What is said to come
// after a head is believed only as far as there are bytes for it.
func (c *cursor) head() (kind byte, n uint64) {
	if c.failed || c.at == len(c.b) {
		c.failed = true
		return 0, 0
	}
	kind, n = c.b[c.at]>>5, uint64(c.b[c.at]&31)
	c.at++
	if n >= 24 {
		size := 1 << (n - 24)
		if size > 8 || size > len(c.b)-c.at {
			c.failed = true
			return 0, 0
		}
		var wide [8]byte
		copy(wide[8-size:], c.b[c.at:c.at+size])
		c.at, n = c.at+size, binary.BigEndian.Uint64(wide[:])
	}
	if kind >= textString && kind <= mapping && n > uint64(len(c.b)-c.at) {
		c.failed = true
		return 0, 0
	}
	return kind, n
}

// text takes a text.
func (c *cursor) text() []byte {
	kind, n := c.head()
	c.failed = c.failed || kind != textString
	if c.failed {
		return nil
	}
	c.at += int(n)
	return c.b[c.at-int(n) : c.at]
}

// count takes the head of a list or of a mapping: how many there are in it.
func (c *cursor) count(kind byte) uint64 {
	is, n := c.head()
	c.failed = c.failed || is != kind
	if c.failed {
		return 0
	}
	return n
}

// skip takes one value with everything in it.
func (c *cursor) skip() {
	for left := uint64(1); left > 0 && !c.failed; left-- {
		switch kind, n := c.head(); kind {
		case textString:
			c.at += int(n)
		case list:
			left += n
		case mapping:
			left += 2 * n
		case 2, 6: // bytes, a tag
			c.failed = true
		}
	}
}

func appendHead(b []byte, kind byte, n uint64) []byte {
	switch kind <<= 5; {
	case n < 24:
		return append(b, kind|byte(n))
	case n < 1<<8:
		return append(b, kind|24, byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, kind|25), uint16(n))
	}
	return binary.BigEndian.AppendUint32(append(b, kind|26), uint32(n))
}
