package record

import (
	"bytes"
	"errors"

	"github.com/relais-directory/relais/data"
)

// ErrNoService is the error of EditRoom for a service that is not in the record.
var ErrNoService = errors.New("the record has no such service")

// Room is what EditRoom has made.
type Room struct {
	Content []byte          // the record, encoded
	Known   []data.Capacity // of the service, as whoever reads Content finds it
}

// EditRoom gives the encoded record b with what is known of the room at one service
// as learn leaves it. The bytes are those that the decoded record with that change
// has (EncodeSettled); of b nothing but that room is read, and the rest is copied:
// room changes many times a day, and the rest of a record hardly ever.
//
// learn is given what is known, nil for nothing, and may change it in place. It may
// be asked twice. Its error is given as it is.
func EditRoom(b []byte, service data.ID, learn func([]data.Capacity) ([]data.Capacity, error)) (Room, error) {
	at, ok := findRoom(b, service)
	if !ok {
		return editWhole(b, service, learn)
	}
	var known []data.Capacity
	if at.value < at.end && reading.Unmarshal(b[at.value:at.end], &known) != nil {
		return editWhole(b, service, learn)
	}
	known, err := learn(known)
	if err != nil {
		return Room{}, err
	}
	value, known, ok := encodedRoom(known)
	if !ok {
		return editWhole(b, service, learn)
	}
	return Room{at.splice(b, value), known}, nil
}

// editWhole is EditRoom the long way, for whatever the short one does not expect.
func editWhole(b []byte, service data.ID, learn func([]data.Capacity) ([]data.Capacity, error)) (Room, error) {
	r, err := Decode(b)
	if err != nil {
		return Room{}, err
	}
	s := r.service(service)
	if s == nil {
		return Room{}, ErrNoService
	}
	if s.Capacity, err = learn(s.Capacity); err != nil {
		return Room{}, err
	}
	content, err := EncodeSettled(r)
	if err != nil {
		return Room{}, err
	}
	if r, err = Decode(content); err != nil {
		return Room{}, err
	}
	return Room{content, r.service(service).Capacity}, nil
}

// encodedRoom encodes what is known, and gives it as it is read again; no bytes for
// nothing. What is read of a report is written as it was: a text, a number, a time. It
// reports false for what is not read again as it stands, such as bytes that are no
// text.
func encodedRoom(known []data.Capacity) (value []byte, read []data.Capacity, ok bool) {
	if len(known) == 0 {
		return nil, nil, true
	}
	value, err := writing.Marshal(known)
	if err == nil {
		err = reading.Unmarshal(value, &read)
	}
	return value, read, err == nil
}

// roomKey is the name of a service's room, encoded.
var roomKey = append([]byte{textString<<5 | byte(len("capacity"))}, "capacity"...)

// roomPlace is where the room of a service stands in an encoded record: its name, its
// value, and what comes after. Where there is none, all three are where it would be.
type roomPlace struct {
	name, value, end int
	head, fields     int    // of the service: where their number stands, and where they begin
	count            uint64 // that number
}

// findRoom reports false for what is not encoded as Encode does it today, and where
// there is no such service.
func findRoom(b []byte, service data.ID) (at roomPlace, ok bool) {
	if !bytes.HasPrefix(b, head) {
		return at, false
	}
	c := cursor{b: b, at: len(head)}
	for fields := c.count(mapping); fields > 0 && !c.failed; fields-- {
		if string(c.text()) != "services" {
			c.skip()
			continue
		}
		for services := c.count(list); services > 0 && !c.failed; services-- {
			if at, ok = c.room(service); ok {
				return at, !c.failed
			}
		}
		break
	}
	return at, false
}

// room goes over one service, and reports whether it is the one.
func (c *cursor) room(service data.ID) (at roomPlace, is bool) {
	at.head = c.at
	at.count = c.count(mapping)
	at.fields = c.at
	at.name, at.value, at.end = c.at, c.at, c.at
	for n := at.count; n > 0 && !c.failed; n-- {
		start := c.at
		name := c.text()
		value := c.at
		if string(name) == "id" {
			is = string(c.text()) == string(service)
		} else {
			c.skip()
		}
		switch order := bytes.Compare(c.b[start:value], roomKey); {
		case order < 0:
			at.name, at.value, at.end = c.at, c.at, c.at // as far as it is known
		case order == 0:
			at.name, at.value, at.end = start, value, c.at
		}
	}
	return at, is
}

// splice gives b with value in this place; with no bytes, nothing is there.
func (at roomPlace) splice(b, value []byte) []byte {
	count := at.count
	if at.name < at.end {
		count--
	}
	if len(value) > 0 {
		count++
	}
	out := make([]byte, 0, len(b)+len(roomKey)+len(value)+1) // a head grows by one byte at the most
	out = appendHead(append(out, b[:at.head]...), mapping, count)
	out = append(out, b[at.fields:at.name]...)
	if len(value) > 0 {
		out = append(append(out, roomKey...), value...)
	}
	return append(out, b[at.end:]...)
}
