package ingest

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Sketch guesses the mapping of a table, CSV or a workbook, and gives it as TOML
// for somebody to look through: what each heading was taken for, and those for
// which no field was found.
func Sketch(in io.Reader, source string) ([]byte, error) {
	r := newReader(FormatCSV, nil, Env{})
	t, err := r.anyTable(in)
	if err != nil {
		return nil, err
	}
	m, _ := guessMapping(t.header)
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n# %s\n\n", "Look through what each heading was taken for; docs/import.md has all fields.", "Relisez ce qui a été compris de chaque titre; docs/import.md donne tous les champs.")
	err = toml.NewEncoder(&b).Encode(struct {
		Source    string         `toml:"source"`
		Key       []string       `toml:"key"`
		Delimiter string         `toml:"delimiter,omitempty"`
		Encoding  string         `toml:"encoding,omitempty"`
		Columns   map[string]any `toml:"columns"`
	}{source, slices.Concat([]string{}, m.Key), r.Delimiter, mappedEncoding(r.Encoding), oneOrMore(m.Columns)})
	if err != nil {
		return nil, fmt.Errorf("sketch a mapping: %w", err)
	}
	for _, heading := range t.header {
		if heading != "" && !m.looksAt(heading) && !ofErrors(heading) {
			fmt.Fprintf(&b, "# ? = %q\n", heading)
		}
	}
	return b.Bytes(), nil
}

// Fits reports whether a table has every column that a mapping names.
func Fits(content []byte, m *Mapping) bool {
	in := bufio.NewReader(bytes.NewReader(content))
	if format := formatOf(in); format == FormatHSDS || format == FormatAIRS {
		return false
	}
	t, err := newReader(FormatCSV, m, Env{}).anyTable(in)
	if err != nil {
		return false
	}
	_, err = bind(m, t)
	return err == nil
}

// mappedEncoding is an encoding as a mapping may name it: one that was put
// together by mistake is found out anew each time.
func mappedEncoding(encoding string) string {
	if encoding == "utf-8" || !slices.Contains(encodings(), encoding) {
		return ""
	}
	return encoding
}

// oneOrMore writes a single heading as a text and not as a list of one.
func oneOrMore(columns map[string][]string) map[string]any {
	all := map[string]any{}
	for field, headings := range columns {
		all[field] = headings
		if len(headings) == 1 {
			all[field] = headings[0]
		}
	}
	return all
}

func (m *Mapping) looksAt(heading string) bool {
	if slices.Contains(m.Key, heading) {
		return true
	}
	for _, headings := range m.Columns {
		if slices.ContainsFunc(headings, func(h string) bool { return strings.EqualFold(h, heading) }) {
			return true
		}
	}
	return false
}
