package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/relais-directory/relais/data/bilingual"
)

// Operation is one endpoint for programs. The route and its description in
// /openapi.json come from the same value, so that neither can say what the other
// does not.
type Operation struct {
	Pattern string // "POST /v1/search"
	ID      string // "search"
	Summary string
	Detail  string
	Params  []Param
	Body    reflect.Type // of what is read; nil for nothing
	Answer  reflect.Type // of what is answered
	Media   string       // of the answer; "" is JSON
	Errors  []int

	// Handle answers, or gives the error that WriteProblem answers with.
	Handle func(w http.ResponseWriter, r *http.Request) error
}

// Param is one parameter, in the path unless InQuery.
type Param struct {
	Name, Detail string
	InQuery      bool
	Type         string // "string" where it is ""
}

// Operate routes and describes an operation.
func (m *Mux) Operate(op Operation) {
	m.operations = append(m.operations, op)
	m.Handle(op.Pattern, op.Handler())
}

// Handler answers the operation: for a mux, or for what stands before one.
func (op Operation) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := op.Handle(w, r); err != nil {
			WriteProblem(w, r, err)
		}
	})
}

// Describe serves the OpenAPI 3.1 description of every operation so far at
// pattern. It is written once.
func (m *Mux) Describe(pattern, title, version, about string) error {
	h, err := Description(m.operations, title, version, about)
	if err == nil {
		m.Handle(pattern, h)
	}
	return err
}

// Description serves the OpenAPI 3.1 description of operations. It is written
// once.
func Description(operations []Operation, title, version, about string) (http.Handler, error) {
	document, err := json.Marshal(describe(operations, title, version, about))
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/openapi+json;version=3.1")
		_, _ = w.Write(document) // whoever asked has gone
	}), err
}

func describe(operations []Operation, title, version, about string) *huma.OpenAPI {
	schemas := huma.NewMapRegistry("#/components/schemas/", schemaName)
	doc := &huma.OpenAPI{
		OpenAPI:    "3.1.0",
		Info:       &huma.Info{Title: title, Version: version, Description: about},
		Components: &huma.Components{Schemas: schemas},
	}
	for _, op := range operations {
		doc.AddOperation(op.describe(schemas))
	}
	return doc
}

func (op Operation) describe(schemas huma.Registry) *huma.Operation {
	method, path, _ := strings.Cut(op.Pattern, " ")
	d := &huma.Operation{
		OperationID: op.ID, Method: method, Path: path, Summary: op.Summary, Description: op.Detail,
		Responses: map[string]*huma.Response{"200": {
			Description: "What was asked for",
			Content:     map[string]*huma.MediaType{mediaOr(op.Media): {Schema: schemaOf(schemas, op.Answer)}},
		}},
	}
	for _, p := range op.Params {
		d.Parameters = append(d.Parameters, p.describe())
	}
	if op.Body != nil {
		d.RequestBody = &huma.RequestBody{
			Required: true,
			Content:  map[string]*huma.MediaType{"application/json": {Schema: schemaOf(schemas, op.Body)}},
		}
	}
	for _, status := range op.Errors {
		d.Responses[strconv.Itoa(status)] = &huma.Response{
			Description: titleOf(status).En,
			Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: schemaOf(schemas, reflect.TypeFor[Problem]())}},
		}
	}
	return d
}

func (p Param) describe() *huma.Param {
	in, kind := "path", "string"
	if p.InQuery {
		in = "query"
	}
	if p.Type != "" {
		kind = p.Type
	}
	return &huma.Param{Name: p.Name, In: in, Description: p.Detail, Required: !p.InQuery, Schema: &huma.Schema{Type: kind}}
}

func schemaOf(schemas huma.Registry, t reflect.Type) *huma.Schema {
	return schemas.Schema(t, true, "")
}

// schemaName is a type's name without the brackets of its arguments. The shapes of
// HSDS say so in front: the directory has a Phone and an Address of its own.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name, _, _ := strings.Cut(t.Name(), "[")
	if name == "" {
		return huma.DefaultSchemaNamer(t, hint)
	}
	name = strings.ToUpper(name[:1]) + name[1:]
	if strings.HasSuffix(t.PkgPath(), "/hsds") {
		name = "HSDS" + name
	}
	return name
}

func mediaOr(media string) string {
	if media == "" {
		return "application/json"
	}
	return media
}

// ReadAll reads a body whole: at most the limit of the server, else ErrTooLarge.
func ReadAll(r *http.Request) ([]byte, error) {
	b, err := io.ReadAll(r.Body)
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, ErrTooLarge
	}
	if err != nil {
		return nil, problemBody()
	}
	return b, nil
}

// Media reports whether a request's body is said to be of this type.
func Media(r *http.Request, media string) bool {
	said, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	return strings.EqualFold(strings.TrimSpace(said), media)
}

// ReadJSON reads a body of type application/json into v: one value, with known
// fields alone. The error says nothing of what stood there.
func ReadJSON(r *http.Request, v any) error {
	if !Media(r, "application/json") {
		return ErrMediaType
	}
	b, err := ReadAll(r)
	if err != nil {
		return err
	}
	defer clear(b)
	if plain, ok := v.(plainReader); ok && plain.ReadPlain(b) {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if d.Decode(v) != nil {
		return problemBody()
	}
	if _, err := d.Token(); err != io.EOF {
		return problemBody()
	}
	return nil
}

// plainReader is a body that reads what programs usually send by itself, without
// reflection. It reports false, and is as it was, where encoding/json is to judge.
type plainReader interface{ ReadPlain(b []byte) bool }

func problemBody() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "body_invalid",
		Message: bilingual.Text{En: "the body is not the JSON that is read here", Fr: "le corps n’est pas le JSON qui est lu ici"},
		Hint:    bilingual.Text{En: "/openapi.json has its fields; others are refused", Fr: "/openapi.json en donne les champs; tout autre est refusé"},
	}
}
