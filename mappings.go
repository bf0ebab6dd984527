package relais

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/durable"
	"github.com/relais-directory/relais/ingest"
)

// MappingsFolder is the folder, inside a directory's, of the mappings that
// sources were imported with: a TOML file for each, which may be edited. They say
// what columns are called, and nothing that a file said.
const MappingsFolder = "mappings"

// mappingFile is the path of a source's mapping: its name as far as a file can
// bear it, and a digest that tells apart what looks alike.
func (e *Engine) mappingFile(source string) string {
	digest := sha256.Sum256([]byte(source))
	name := strings.ReplaceAll(bilingual.Fold(source), " ", "-")
	if runes := []rune(name); len(runes) > 40 {
		name = string(runes[:40])
	}
	return filepath.Join(e.dir, MappingsFolder, name+"-"+hex.EncodeToString(digest[:4])+".toml")
}

// Mapping is the mapping that a source was last imported with, of tables or of a
// capacity feed; nil if none is remembered.
func (e *Engine) Mapping(source string, feed bool) ([]byte, error) {
	if source == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(e.mappingFile(remembered(source, feed)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the mapping of a source: %w", err)
	}
	return raw, nil
}

// RememberMapping keeps a mapping as the one of its source. One that is wrong is
// refused; a file that is there already is replaced whole.
func (e *Engine) RememberMapping(source string, raw []byte) error {
	feed := ingest.IsFeedMapping(raw)
	var err error
	if feed {
		_, err = ingest.ParseFeedMapping(raw)
	} else {
		_, err = ingest.ParseMapping(raw)
	}
	if err != nil || source == "" {
		return err
	}
	if err := os.MkdirAll(filepath.Join(e.dir, MappingsFolder), 0o700); err != nil {
		return fmt.Errorf("remember a mapping: %w", err)
	}
	if err := durable.WriteFile(e.mappingFile(remembered(source, feed)), raw, 0o600); err != nil {
		return fmt.Errorf("remember a mapping: %w", err)
	}
	return nil
}

// remembered is the name under which a mapping is kept: a source may have one of
// its services and one of its capacity.
func remembered(source string, feed bool) string {
	if feed {
		return source + " (" + ingest.FeedKind + ")"
	}
	return source
}

// mapped gives a file the mapping that is remembered for its source, if it came
// with none and has the columns that the mapping names: an export that comes back
// from a partner has others, which need none.
func (e *Engine) mapped(f ImportFile) (ImportFile, error) {
	if len(f.Mapping) > 0 {
		return f, nil
	}
	raw, err := e.Mapping(f.Source, false)
	if err != nil || raw == nil {
		return f, err
	}
	m, err := ingest.ParseMapping(raw)
	if err == nil && ingest.Fits(f.Content, m) {
		f.Mapping = raw
	}
	return f, err
}

const codeRemembered = "mapping_remembered"

// sayMapping notes that f was read by a mapping that nobody gave with it, and what
// consent that claims: somebody else may have written it.
func (i *Import) sayMapping(f ImportFile) {
	m, err := mappingOf(f.Mapping)
	if err != nil || m == nil {
		return
	}
	note := ingest.Issue{
		Code: codeRemembered, Severity: ingest.Note,
		Expected: bilingual.Text{En: "a mapping given with the file", Fr: "une table de correspondance donnée avec le fichier"},
		Suggestion: bilingual.Text{
			En: "read by the one that is remembered for this source; to read it otherwise, give one with --mapping",
			Fr: "lu selon celle qui est retenue pour cette source; pour le lire autrement, donnez-en une avec --mapping",
		},
	}
	if c := m.Exposure.Consent; c.Given() {
		note.Suggestion = bilingual.Textf(
			"read by the one that is remembered for this source. It says that %s agreed on %s (%s): is that true of this file?",
			"lu selon celle qui est retenue pour cette source. Elle dit que %s a donné son accord le %s (%s) : est-ce vrai de ce fichier?",
			c.By, c.On.String(), c.Evidence)
	}
	i.Report.Issues = append([]ingest.Issue{note}, i.Report.Issues...)
}
