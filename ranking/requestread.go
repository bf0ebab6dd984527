package ranking

import (
	"bytes"
	"slices"
	"strconv"
	"unicode/utf8"
)

// ReadPlain reads a request from JSON as nearly every program writes it: each field
// once, by its exact name, text without escapes, no null. Then r is what
// encoding/json would make of it. Of anything else it says nothing but false, and
// leaves r alone: whether that is a request is for encoding/json to say.
func (r *Request) ReadPlain(b []byte) bool {
	p := plainReader{rest: b}
	var read Request
	p.object(func(name string) {
		switch name {
		case "origin":
			read.Origin = p.start()
		case "needs":
			read.Needs = p.texts()
		case "populations":
			read.Populations = p.texts()
		case "languages":
			read.Languages = p.texts()
		case "age":
			read.Age = AgeOf(p.number())
		case "gender":
			read.Gender = p.text()
		case "text":
			read.Text = p.text()
		case "urgency":
			read.Urgency = p.text()
		case "units":
			read.Units = p.whole()
		case "open_now":
			read.OpenNow = p.truth()
		case "within_km":
			read.WithinKM = p.number()
		case "avoid":
			read.Avoid = p.texts()
		case "barriers":
			read.Barriers = p.texts()
		case "accessibility":
			read.Accessibility = p.texts()
		case "remote":
			remote := p.truth()
			read.Remote = &remote
		case "out_of_region":
			read.OutOfRegion = p.truth()
		case "kinds":
			read.Kinds = p.texts()
		case "k":
			read.K = p.whole()
		default:
			p.failed = true
		}
	})
	p.space()
	if p.failed || len(p.rest) > 0 {
		return false
	}
	*r = read
	return true
}

func (p *plainReader) start() *Start {
	s := new(Start)
	p.object(func(name string) {
		switch name {
		case "postal_code":
			s.PostalCode = p.text()
		case "place":
			s.Place = p.text()
		case "lat":
			lat := p.number()
			s.Lat = &lat
		case "lng":
			lng := p.number()
			s.Lng = &lng
		case "cell":
			s.Cell = p.text()
		default:
			p.failed = true
		}
	})
	return s
}

// plainReader takes one value after another off JSON. Once something is not as it
// expects it has failed, and what it gives means nothing.
type plainReader struct {
	rest   []byte
	failed bool
}

func (p *plainReader) space() {
	for len(p.rest) > 0 && (p.rest[0] == ' ' || p.rest[0] == '\n' || p.rest[0] == '\t' || p.rest[0] == '\r') {
		p.rest = p.rest[1:]
	}
}

// next takes c, if it stands there, and reports whether it did.
func (p *plainReader) next(c byte) bool {
	p.space()
	if len(p.rest) == 0 || p.rest[0] != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

// must takes c, which has to stand there.
func (p *plainReader) must(c byte) {
	p.failed = !p.next(c) || p.failed
}

// each lets read take one after another of what stands between two brackets.
func (p *plainReader) each(opening, closing byte, read func()) {
	p.must(opening)
	for n := 0; !p.failed && !p.next(closing); n++ {
		if n > 0 {
			p.must(',')
		}
		read()
	}
}

// mostFields is how many fields an object may have.
const mostFields = 32

// object lets read take the value of each field, of which no two have one name.
func (p *plainReader) object(read func(name string)) {
	var room [mostFields][]byte
	seen := room[:0]
	p.each('{', '}', func() {
		name := p.letters()
		p.must(':')
		twice := slices.ContainsFunc(seen, func(other []byte) bool { return bytes.Equal(name, other) })
		if p.failed || twice || len(seen) == mostFields {
			p.failed = true
			return
		}
		seen = append(seen, name)
		read(string(name))
	})
}

func (p *plainReader) texts() []string {
	all := []string{}
	p.each('[', ']', func() { all = append(all, p.text()) })
	return all
}

func (p *plainReader) text() string { return string(p.letters()) }

// letters are what stands between two quotes and needs no escape.
func (p *plainReader) letters() []byte {
	p.must('"')
	end := bytes.IndexByte(p.rest, '"')
	if p.failed || end < 0 {
		p.failed = true
		return nil
	}
	letters := p.rest[:end]
	p.rest = p.rest[end+1:]
	special := slices.ContainsFunc(letters, func(c byte) bool { return c < ' ' || c == '\\' })
	p.failed = special || !utf8.Valid(letters)
	return letters
}

func (p *plainReader) truth() bool {
	p.space()
	for _, value := range []bool{true, false} {
		if after, ok := bytes.CutPrefix(p.rest, strconv.AppendBool(nil, value)); ok {
			p.rest = after
			return value
		}
	}
	p.failed = true
	return false
}

// whole is a number without a fraction.
func (p *plainReader) whole() int {
	digits, fraction := p.digits()
	n, err := strconv.Atoi(digits)
	p.failed = p.failed || fraction || err != nil
	return n
}

func (p *plainReader) number() float64 {
	digits, _ := p.digits()
	x, err := strconv.ParseFloat(digits, 64)
	p.failed = p.failed || err != nil
	return x
}

// digits takes a number without an exponent, and says whether it has a fraction.
func (p *plainReader) digits() (number string, fraction bool) {
	p.space()
	all := p.rest
	p.rest = bytes.TrimPrefix(p.rest, []byte("-"))
	if whole := p.run(); whole == 0 || whole > 1 && all[len(all)-len(p.rest)-whole] == '0' {
		p.failed = true
	}
	if fraction = len(p.rest) > 0 && p.rest[0] == '.'; fraction {
		p.rest = p.rest[1:]
		p.failed = p.run() == 0 || p.failed
	}
	return string(all[:len(all)-len(p.rest)]), fraction
}

// run takes digits, and says how many.
func (p *plainReader) run() int {
	n := 0
	for n < len(p.rest) && p.rest[n] >= '0' && p.rest[n] <= '9' {
		n++
	}
	p.rest = p.rest[n:]
	return n
}
