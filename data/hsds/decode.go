package hsds

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// Document is what one file of HSDS JSON holds: services, organizations with
// their services nested in them, or both.
type Document struct {
	Services      []Entry[Service]
	Organizations []Entry[Organization]
	Ignored       []Ignored // what is there and has no place in our shapes, by path
	Lost          []int     // lines with U+FFFD: a character was lost before this file was made
}

// Entry is one object of a list, and the line where it begins, from 1.
type Entry[T any] struct {
	Line  int
	Value T
}

// Ignored is a field that was passed over, and how often.
type Ignored struct {
	Path  string // "service.phones.languages"
	Line  int    // of the first object that has it
	Count int
}

// SyntaxError is what makes a file unreadable, and where, counted from 1.
type SyntaxError struct {
	File         string // of a data package, else ""
	Line, Column int
	Problem      data.Text
}

func (e *SyntaxError) Error() string {
	if e.File != "" {
		return fmt.Sprintf("%s, line %d: %s", e.File, e.Line, e.Problem.In(bilingual.En))
	}
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Problem.In(bilingual.En))
}

// Decode reads HSDS 3.1 JSON: a list of services or organizations, a page of
// them, or a single one. The caller caps the size.
//
// It is stricter than encoding/json: text that is not UTF-8, control
// characters, a key given twice or in another case, a value of the wrong type,
// bytes after the end and nesting deeper than 64 are each a SyntaxError. Fields
// that this package has no place for are passed over and named in Ignored.
func Decode(r io.Reader) (Document, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return Document{}, fmt.Errorf("read HSDS: %w", err)
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	scan := scanner{raw: raw, keys: allKeys()}
	if err := scan.all(); err != nil {
		return Document{}, err
	}
	doc := Document{Lost: scan.lost}
	items, err := split(raw)
	if err != nil {
		return Document{}, err
	}
	known := shapes{}
	line, at := 1, int64(0)
	for _, item := range items {
		line += bytes.Count(raw[at:item.offset], []byte("\n"))
		at = item.offset
		if err := doc.take(raw, item, line, known); err != nil {
			return Document{}, err
		}
	}
	slices.SortStableFunc(doc.Ignored, func(a, b Ignored) int { return strings.Compare(a.Path, b.Path) })
	return doc, nil
}

// item is one object of the list: where it begins in the file, and its bytes.
type item struct {
	offset int64
	raw    json.RawMessage
}

// split finds the objects: in a list, in the contents of a page, or the file
// itself.
func split(raw []byte) ([]item, error) {
	start := int64(len(raw) - len(bytes.TrimLeft(raw, " \t\r\n")))
	whole := item{offset: start, raw: raw[start:]}
	if bytes.HasPrefix(whole.raw, []byte("[")) {
		return elements(raw, whole)
	}
	var page struct {
		Contents json.RawMessage `json:"contents"`
	}
	if err := json.Unmarshal(whole.raw, &page); err != nil {
		return nil, syntaxError(raw, start, err)
	}
	if page.Contents == nil {
		return []item{whole}, nil
	}
	at := start + int64(bytes.Index(whole.raw, page.Contents))
	return elements(raw, item{offset: at, raw: page.Contents})
}

func elements(raw []byte, list item) ([]item, error) {
	d := json.NewDecoder(bytes.NewReader(list.raw))
	if opening, err := d.Token(); err != nil || opening != json.Delim('[') {
		return nil, positioned(raw, list.offset, "a list of services or organizations is expected here", "une liste de services ou d’organismes est attendue ici")
	}
	var items []item
	for d.More() {
		var one item
		if err := d.Decode(&one.raw); err != nil {
			return nil, syntaxError(raw, list.offset, err)
		}
		one.offset = list.offset + d.InputOffset() - int64(len(one.raw))
		items = append(items, one)
	}
	return items, nil
}

// take decodes one object into the document.
func (doc *Document) take(raw []byte, it item, line int, known shapes) error {
	var node any
	if err := json.Unmarshal(it.raw, &node); err != nil {
		return syntaxError(raw, it.offset, err)
	}
	keys, ok := node.(map[string]any)
	if !ok {
		return positioned(raw, it.offset, "an object is expected here", "un objet est attendu ici")
	}
	switch kindOf(keys) {
	case "service":
		s := Entry[Service]{Line: line}
		if err := json.Unmarshal(it.raw, &s.Value); err != nil {
			return syntaxError(raw, it.offset, err)
		}
		doc.Services = append(doc.Services, s)
		doc.ignore("service", node, reflect.TypeFor[Service](), known, line)
	case "organization":
		o := Entry[Organization]{Line: line}
		if err := json.Unmarshal(it.raw, &o.Value); err != nil {
			return syntaxError(raw, it.offset, err)
		}
		doc.Organizations = append(doc.Organizations, o)
		doc.ignore("organization", node, reflect.TypeFor[Organization](), known, line)
	default:
		return positioned(raw, it.offset, "this object is neither a service nor an organization: it must have an id and a name", "cet objet n’est ni un service ni un organisme : il doit avoir un id et un nom")
	}
	return nil
}

// kindOf tells services, which have a status and know their organization, from
// organizations, which have neither; and both from locations, phones, taxonomies
// and their terms.
func kindOf(keys map[string]any) string {
	has := func(key string) bool { _, ok := keys[key]; return ok }
	switch {
	case !has("id") || !has("name") || has("location_type") || has("taxonomy") || has("version") || has("number"):
		return ""
	case has("status") || has("organization") || has("organization_id") || has("service_at_locations"):
		return "service"
	}
	return "organization"
}

// shapes knows the fields of the types that it has met, by their JSON names.
type shapes map[reflect.Type]map[string]reflect.Type

func (known shapes) fields(t reflect.Type) map[string]reflect.Type {
	if known[t] == nil {
		known[t] = tags(t)
	}
	return known[t]
}

// tags gives the fields of a struct by their JSON names.
func tags(t reflect.Type) map[string]reflect.Type {
	known := map[string]reflect.Type{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		known[name] = t.Field(i).Type
	}
	return known
}

// ignore names the fields of a decoded object that its type has no place for.
func (doc *Document) ignore(path string, node any, t reflect.Type, known shapes, line int) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	switch n := node.(type) {
	case []any:
		for _, one := range n {
			doc.ignore(path, one, t, known, line)
		}
	case map[string]any:
		if t.Kind() != reflect.Struct {
			return
		}
		fields := known.fields(t)
		for key, value := range n {
			if field, ok := fields[key]; ok {
				doc.ignore(path+"."+key, value, field, known, line)
				continue
			}
			doc.ignored(path+"."+key, line)
		}
	}
}

func (doc *Document) ignored(path string, line int) {
	i := slices.IndexFunc(doc.Ignored, func(g Ignored) bool { return g.Path == path })
	if i < 0 {
		doc.Ignored = append(doc.Ignored, Ignored{Path: path, Line: line})
		i = len(doc.Ignored) - 1
	}
	doc.Ignored[i].Count++
}

// syntaxError gives an error of encoding/json its place in the file. Its own
// words are kept, but never the value: it may be an address.
func syntaxError(raw []byte, base int64, err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		kind := kindInWords(wrong.Type)
		return positioned(raw, base+wrong.Offset, cmp.Or(wrong.Field, "this value")+" must be "+kind.En, cmp.Or(wrong.Field, "cette valeur")+" doit être "+kind.Fr)
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return positioned(raw, base+syntax.Offset, "this is not JSON: "+syntax.Error(), "ce n’est pas du JSON : "+syntax.Error())
	}
	return positioned(raw, base, "this is not JSON", "ce n’est pas du JSON")
}

func kindInWords(t reflect.Type) data.Text {
	switch t.Kind() {
	case reflect.String:
		return data.Text{En: "text", Fr: "du texte"}
	case reflect.Slice:
		return data.Text{En: "a list", Fr: "une liste"}
	case reflect.Struct, reflect.Map:
		return data.Text{En: "an object", Fr: "un objet"}
	}
	return data.Text{En: "a number", Fr: "un nombre"}
}

func positioned(raw []byte, offset int64, en, fr string) error {
	line, column := position(raw, offset)
	return &SyntaxError{Line: line, Column: column, Problem: data.Text{En: en, Fr: fr}}
}

// position counts lines and bytes of the line, both from 1.
func position(raw []byte, offset int64) (line, column int) {
	before := raw[:min(max(offset, 0), int64(len(raw)))]
	line = 1 + bytes.Count(before, []byte("\n"))
	return line, len(before) - bytes.LastIndexByte(before, '\n')
}
