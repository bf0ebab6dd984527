package hsds

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDepth is how deep objects and lists may lie within each other. A fully
// nested service of the standard is nine deep.
const maxDepth = 64

// scanner goes once through the tokens of a file, before anything is decoded,
// for what encoding/json lets pass.
type scanner struct {
	raw  []byte
	keys map[string]bool // of the shapes
	lost []int           // lines with U+FFFD
}

func (s *scanner) all() error {
	if i := invalidUTF8(s.raw); i >= 0 {
		return positioned(s.raw, int64(i), "the file is not UTF-8 here", "le fichier n’est pas en UTF-8 ici")
	}
	d := json.NewDecoder(bytes.NewReader(s.raw))
	d.UseNumber()
	if err := s.value(d, 0); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return positioned(s.raw, d.InputOffset(), "there is something after the end", "il y a quelque chose après la fin")
	}
	return nil
}

func invalidUTF8(raw []byte) int {
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

func (s *scanner) value(d *json.Decoder, depth int) error {
	if depth > maxDepth {
		return positioned(s.raw, d.InputOffset(), "objects are nested deeper than 64", "les objets sont imbriqués sur plus de 64 niveaux")
	}
	token, err := s.token(d)
	if err != nil {
		return err
	}
	switch token {
	case json.Delim('{'):
		return s.object(d, depth)
	case json.Delim('['):
		return s.array(d, depth)
	}
	return nil
}

func (s *scanner) array(d *json.Decoder, depth int) error {
	for d.More() {
		if err := s.value(d, depth+1); err != nil {
			return err
		}
	}
	_, err := s.token(d)
	return err
}

func (s *scanner) object(d *json.Decoder, depth int) error {
	seen := map[string]bool{}
	for d.More() {
		token, err := s.token(d)
		if err != nil {
			return err
		}
		key, _ := token.(string) // an object's key is always a string token
		folded := strings.ToLower(key)
		if seen[folded] {
			return positioned(s.raw, d.InputOffset(), "this key is there twice", "cette clé y est deux fois")
		}
		if folded != key && s.keys[folded] {
			return positioned(s.raw, d.InputOffset(), "the keys of HSDS are in lower case", "les clés de HSDS sont en minuscules")
		}
		seen[folded] = true
		if err := s.value(d, depth+1); err != nil {
			return err
		}
	}
	_, err := s.token(d)
	return err
}

// token reads one token and looks at its text.
func (s *scanner) token(d *json.Decoder) (json.Token, error) {
	token, err := d.Token()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, positioned(s.raw, int64(len(s.raw)), "the file ends too early", "le fichier s’arrête trop tôt")
	}
	if err != nil {
		return nil, syntaxError(s.raw, 0, err)
	}
	text, ok := token.(string)
	if !ok {
		return token, nil
	}
	if strings.ContainsFunc(text, harmful) {
		return nil, positioned(s.raw, d.InputOffset(), "this text contains control characters", "ce texte contient des caractères de commande")
	}
	if strings.ContainsRune(text, utf8.RuneError) {
		line, _ := position(s.raw, d.InputOffset())
		s.lost = append(s.lost, line)
	}
	return token, nil
}

// harmful are the characters that act on a terminal or turn text around.
func harmful(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
}

// allKeys gives the field names of the shapes.
func allKeys() map[string]bool {
	keys := map[string]bool{"contents": true}
	seen := map[reflect.Type]bool{}
	var visit func(t reflect.Type)
	visit = func(t reflect.Type) {
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || seen[t] {
			return
		}
		seen[t] = true
		for key, field := range tags(t) {
			keys[key] = true
			visit(field)
		}
	}
	visit(reflect.TypeFor[Service]())
	return keys
}
