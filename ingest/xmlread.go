package ingest

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
)

// xmlReader reads XML that somebody sent, a token at a time: no document type,
// hence no entities but the five, and nothing nested deeper than maxXMLDepth.
type xmlReader struct {
	d     *xml.Decoder
	open  []string // elements that are not closed yet
	fault error    // what any damage is
	plain bool     // no control or direction characters in the words
}

const maxXMLDepth = 64

func newXMLReader(in io.Reader, fault error) *xmlReader {
	return &xmlReader{d: xml.NewDecoder(in), fault: fault}
}

var errXML = errors.New("hostile or damaged XML")

// Token implements xml.TokenReader; it gives io.EOF after the root is closed.
func (x *xmlReader) Token() (xml.Token, error) {
	token, err := x.d.RawToken()
	if errors.Is(err, io.EOF) && len(x.open) == 0 {
		return nil, io.EOF
	}
	if err != nil {
		return nil, errXML
	}
	switch e := token.(type) {
	case xml.Directive:
		return nil, errXML
	case xml.CharData:
		if x.plain && dangerous(string(e)) {
			x.fault = controlCharacters(x.line())
			return nil, errXML
		}
	case xml.StartElement:
		if x.open = append(x.open, e.Name.Local); len(x.open) > maxXMLDepth {
			return nil, errXML
		}
	case xml.EndElement:
		if len(x.open) == 0 || x.open[len(x.open)-1] != e.Name.Local {
			return nil, errXML
		}
		x.open = x.open[:len(x.open)-1]
	}
	return token, nil
}

func (x *xmlReader) line() int {
	line, _ := x.d.InputPos()
	return line
}

func controlCharacters(line int) error {
	return problem("control_character",
		bilingual.Textf("line %d contains control or direction characters", "la ligne %d contient des caractères de commande ou de direction", line),
		bilingual.Text{En: "Look at that line, and export the file again.", Fr: "Regardez cette ligne, puis exportez de nouveau le fichier."}, "")
}

// each calls see with every element, in order, until the end. See may read on
// from there.
func (x *xmlReader) each(see func(xml.StartElement) error) error {
	for {
		token, err := x.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return x.fault
		}
		if e, ok := token.(xml.StartElement); ok {
			if err := see(e); err != nil {
				return err
			}
		}
	}
}

// richText reads to the end of the element at hand, and gives the words of its
// <t> parts; those that say how to pronounce it are left out.
func (x *xmlReader) richText() (string, error) {
	depth := len(x.open)
	var words strings.Builder
	for {
		token, err := x.Token()
		if err != nil {
			return "", x.fault
		}
		switch e := token.(type) {
		case xml.CharData:
			if x.open[len(x.open)-1] == "t" && !slices.Contains(x.open, "rPh") {
				words.Write(e)
			}
		case xml.EndElement:
			if len(x.open) < depth {
				return words.String(), nil
			}
		}
		if words.Len() > MaxCell {
			return "", cellTooLarge(0)
		}
	}
}

// text reads to the end of the element at hand, and gives its characters.
func (x *xmlReader) text() (string, error) {
	depth := len(x.open)
	var words strings.Builder
	for {
		token, err := x.Token()
		if err != nil {
			return "", x.fault
		}
		if chars, ok := token.(xml.CharData); ok {
			words.Write(chars)
		}
		if words.Len() > MaxCell {
			return "", cellTooLarge(0)
		}
		if _, ok := token.(xml.EndElement); ok && len(x.open) < depth {
			return words.String(), nil
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
