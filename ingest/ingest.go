// Package ingest reads other people's files into records, and writes ours as
// others read them: CSV and workbooks, HSDS as JSON and as a tabular data
// package, AIRS XML. docs/formats.md says what each can say.
//
// It owns the way from bytes to records: encoding, delimiter, header, mapping,
// repair, checks, and a report in both languages of everything that was found.
// It changes nothing and decides nothing: readers give records, Plan says what
// they would change, and the engine applies a plan when a person has looked.
//
// Four things hold throughout. Nothing is lost in silence: what is repaired,
// left out or refused stands in the Report with its line and column. Nothing
// becomes more visible by being imported: without recorded consent everything
// is internal, and what cannot be told is confidential. Nothing is merged by
// machine: rows that look alike are both kept until somebody decides. And a field that the
// file does not speak of keeps the value that the directory has.
//
// # Mapping
//
// A mapping is a TOML file that says what the columns of a file mean; without
// one, those of Template are expected, or such as can be guessed. docs/import.md
// explains it with an example:
//
//	source = "shelters-2026"        # with the key, finds a row again
//	key = ["id"]                    # the columns that together name a row
//	language = "fr"                 # of texts that do not say: "en" unless given
//	delimiter = ";"                 # found out unless given
//	title_case = true               # "hôpital de l'est" becomes "Hôpital de l'Est"
//
//	[rows]                          # rows with the same value belong together;
//	organization = "org"            # without these, each row is an organization
//	service = "programme"           # with one service at one location
//	location = "site"
//
//	[columns]                       # field = heading, or headings joined by a space
//	organization_name = "org"
//	address_1 = ["no", "street"]
//
//	[constants]                     # field = value, for all rows
//	kind = "direct"
//
//	[defaults]                      # field = value, where the cell is empty
//	province = "ON"
//
//	[values.confidential]           # cell = value, compared without case and accents
//	"ne pas publier" = "yes"
//
//	[[rules]]                       # the first rule that sets a field wins
//	column = "type"
//	is = ["shelter"]                # or contains = ["shelter"]
//	set = { needs = "emergency-shelter", service_name_en = "Shelter", service_name_fr = "Refuge" }
//
//	[consent]                       # without it, everything stays internal
//	by = "the provider's director"
//	on = 2026-01-15
//	evidence = "signed form"
//	visibility = "public"           # or "limited"
//
// Fields lists what may stand left of "=". Begin with Read; then ReadCSV, row.go
// and build.go; ReadHSDS, by which AIRS XML and data packages go too; Plan, with match.go
// for what may be the same, and house.go for how an address is recognized.
// ReadFeed reads what only says how much room there is.
package ingest

import (
	"io"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// Limits of a file. What goes beyond is refused before it is looked at further.
const (
	MaxBytes     = 32 << 20 // of a CSV file
	MaxHSDSBytes = 64 << 20 // of an HSDS file: a national directory of 4,000 services is 37 MB
	MaxCell      = 64 << 10 // bytes in a cell
	MaxColumns   = 256
	MaxRows      = 100_000
)

// Existing is what the directory has already. One that also has the method
//
//	All() iter.Seq[*record.Record]
//
// lets Plan compare what would become public with everything that is not.
type Existing interface {
	// BySource gives the record that this row of this source became.
	BySource(source, key string) (*record.Record, bool)
	ByID(id data.ID) (*record.Record, bool)
}

// Env is what a reader needs to know beside the file.
type Env struct {
	Gazetteer *geo.Gazetteer
	Terms     *data.Terms
	Existing  Existing   // nil: an empty directory
	Random    io.Reader  // gives ids to what is new
	Today     hours.Date // no consent or verification may be later; the zero Date allows all
	Source    string     // names the file's source; "" leaves it to the mapping
	// Language is that of texts in a file that does not say; "" is English.
	Language bilingual.Lang
	// Same are pairs of keys of rows of a table that somebody has called the same: see SameRows.
	Same [][2]string
	// Progress, if not nil, is told now and then how far a phase has come.
	Progress func(phase Phase, done, total int)
}

// Phase is a part of the work on a file.
type Phase string

// The phases, in their order.
const (
	Unpack Phase = "unpack" // parts of an archive
	Rows   Phase = "rows"   // rows into records
	Check  Phase = "check"  // records held against those of the directory
	Match  Phase = "match"  // new ones beside those that they are like
	Write  Phase = "write"  // kept, or stored
)

// progressStep is how many rows go by between two words on progress.
const progressStep = 256

func (e *Env) progress(phase Phase, done, total int) {
	if e.Progress != nil && (done%progressStep == 0 || done == total) {
		e.Progress(phase, done, total)
	}
}

func (e *Env) bySource(source, key string) (*record.Record, bool) {
	if e.Existing == nil || key == "" {
		return nil, false
	}
	return e.Existing.BySource(source, key)
}

func (e *Env) byID(id data.ID) (*record.Record, bool) {
	if e.Existing == nil {
		return nil, false
	}
	return e.Existing.ByID(id)
}

// text puts words into the slot of lang.
func text(lang bilingual.Lang, words string) data.Text {
	if lang == bilingual.Fr {
		return data.Text{Fr: words}
	}
	return data.Text{En: words}
}
