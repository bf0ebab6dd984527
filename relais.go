// Package relais is a geospatial referral-matching engine: it answers who can
// help this person, from here, now, in their language, out of a directory of
// support services, and explains each answer.
//
// It owns the engine that a program embeds: Open a directory, Search it as the
// public or as staff, Apply changes, Publish what is public, Close. It keeps
// two catalogs in step with the store, one for each audience. Whatever is
// confidential is never filtered out of a public answer, because it was never
// put into the public catalog.
//
// It does not rank (package ranking), locate (geo) or decide what may be shown
// (data/record).
//
// Begin with Engine; then search.go and apply.go. docs/reading.md leads through
// the whole house in six stops.
package relais

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
	"github.com/relais-directory/relais/geo"
	"github.com/relais-directory/relais/index"
	"github.com/relais-directory/relais/ranking"
)

// Public is the audience of everything that leaves the building, Staff the one
// inside: the two type arguments of Search.
type (
	Public = data.Public
	Staff  = data.Staff
)

// TermsFile is the name, inside a directory's folder, of the operator's own
// terms: needs, populations, languages and the rest, added without touching
// code. docs/terms.md has its layout.
const TermsFile = "terms.tsv"

// WeightsFile is the name, inside a directory's folder, of the operator's own
// weights. docs/matching.md has its keys.
const WeightsFile = "weights.toml"

// Options says how to open a directory. The zero Options is what a program on a
// single machine wants.
type Options struct {
	// Keys is the folder of the keys; "" means $RELAIS_KEYS, or else the
	// user's configuration folder. Never inside the directory itself, so that
	// a copied or stolen folder stays closed.
	Keys string
	// Random gives keys, nonces and ids; nil means the system's.
	Random io.Reader
	// Brief says that the program answers a question or two and ends: searches for
	// words then read the listings, instead of building a text index beside them
	// that would be ready too late.
	Brief bool
	// ReadOnly opens a directory beside others that only read it, or one that this
	// account may not write. Nothing is changed; what is changed or audited is
	// refused.
	ReadOnly bool
	// Unlisted says that the program works on records alone (imports) and ends: the
	// catalogs stay empty, which saves most of the memory and of the start. Whatever
	// is asked of them finds nothing, so that nobody may be shown an answer of theirs.
	Unlisted bool
}

// keysFor finds the folder of the keys, and refuses one inside the directory.
func (o Options) keysFor(dir string) (store.Keys, error) {
	keys, err := store.Keys{Dir: o.Keys}, error(nil)
	if o.Keys == "" {
		keys, err = store.DefaultKeys()
	}
	if err == nil && within(keys.Dir, dir) {
		err = &bilingual.Problem{
			Kind: bilingual.Invalid, Code: "keys_inside", Read: keys.Dir,
			Message: bilingual.Text{En: "the keys would lie inside the directory that they lock", Fr: "les clés seraient dans le répertoire qu’elles ferment"},
			Hint:    bilingual.Text{En: "keep them in a folder of their own: --keys DIR, or RELAIS_KEYS", Fr: "gardez-les dans un dossier à elles : --keys DOSSIER, ou RELAIS_KEYS"},
		}
	}
	return keys, err
}

// within reports whether path is dir or lies below it, links followed.
func within(path, dir string) bool {
	rel, err := filepath.Rel(resolved(dir), resolved(path))
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// resolved follows the links of the part of path that exists.
func resolved(path string) string {
	path, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	parent := filepath.Dir(path)
	if parent == path {
		return path
	}
	return filepath.Join(resolved(parent), filepath.Base(path))
}

// Holds reports whether path lies among the files of this directory or of its
// keys: what is written there would destroy them.
func (e *Engine) Holds(path string) bool {
	return within(path, e.dir) || within(path, e.store.KeysDir())
}

func (o Options) random() io.Reader {
	if o.Random != nil {
		return o.Random
	}
	return rand.Reader
}

// Engine is an open directory. Its methods may be called by many goroutines at
// once; searches never wait for changes.
type Engine struct {
	dir       string
	store     *store.Store
	gazetteer *geo.Gazetteer
	terms     *data.Terms
	weights   ranking.Weights // for both audiences
	cards     cards           // for staff
	random    io.Reader

	public index.Catalog[data.Public]
	staff  index.Catalog[data.Staff]

	texts    texts // the text indexes of both catalogs
	follower follower

	changing sync.Mutex // held by whoever changes the store and the catalogs
	listings listings   // guarded by changing

	unlisted bool // the catalogs stay empty

	watch watch // what approvals are held against
	edits watch // what edits are held against
}

// Create makes an empty directory in the folder dir and opens it. It refuses a
// folder that has one already. The keys are made as well; at is recorded as the
// moment of creation.
func Create(dir string, o Options, at time.Time) (*Engine, error) {
	keys, err := o.keysFor(dir)
	if err != nil {
		return nil, err
	}
	s, err := store.Create(dir, keys, o.random(), at)
	if err != nil {
		return nil, err
	}
	return start(dir, s, o)
}

// Open opens the directory in the folder dir. A store that is missing, locked,
// damaged, foreign or newer than this program is refused with a
// bilingual.Problem that says so, and is never changed by the attempt.
func Open(dir string, o Options) (*Engine, error) {
	keys, err := o.keysFor(dir)
	if err != nil {
		return nil, err
	}
	s, err := store.Open(dir, keys, store.Options{Random: o.random(), ReadOnly: o.ReadOnly})
	if err != nil {
		return nil, err
	}
	return start(dir, s, o)
}

// start builds the catalogs over an open store, and closes it if that fails.
func start(dir string, s *store.Store, o Options) (*Engine, error) {
	e := &Engine{dir: dir, store: s, random: o.random(), listings: listings{}, unlisted: o.Unlisted}
	err := e.load(dir)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	e.texts.closed = o.Brief || o.Unlisted
	e.buildTexts()
	return e, nil
}

// LoadTerms reads the terms of the directory in the folder dir: those built in,
// and the operator's own. Problems in the operator's file are all reported.
func LoadTerms(dir string) (*data.Terms, error) {
	path := filepath.Join(dir, TermsFile)
	own, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return data.LoadTerms()
	}
	if err != nil {
		return nil, fmt.Errorf("read the operator's terms: %w", err)
	}
	return data.LoadTerms(data.TermSource{Name: path, Data: own})
}

// LoadWeights reads the weights of the directory in the folder dir: the default
// ones, with the operator's own numbers in their place. Problems in the
// operator's file are all reported.
func LoadWeights(dir string) (ranking.Weights, error) {
	own, err := os.ReadFile(filepath.Join(dir, WeightsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return ranking.Default(), nil
	}
	if err != nil {
		return ranking.Weights{}, fmt.Errorf("read the operator's weights: %w", err)
	}
	return ranking.ParseWeights(own)
}

// Format says that an engine is here and nothing of what it holds: a whole
// directory would otherwise end up in a log by one careless line.
func (e *Engine) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, withheld) } // a formatter has nobody to tell

// LogValue does the same for structured logs.
func (e *Engine) LogValue() slog.Value { return slog.StringValue(withheld) }

const withheld = "[a directory]"

// Close closes the store. The engine must not be used afterwards.
func (e *Engine) Close() error {
	e.follower.close()
	e.texts.close()
	return e.store.Close()
}

// Terms are the needs, populations, languages and other terms of this
// directory, the operator's own included.
func (e *Engine) Terms() *data.Terms { return e.terms }

// Weights are the numbers that answers are scored by, for both audiences.
func (e *Engine) Weights() ranking.Weights { return e.weights }

// Gazetteer knows the places and postal areas that searches start from.
func (e *Engine) Gazetteer() *geo.Gazetteer { return e.gazetteer }

// Generation counts the changes of the directory. It is for staff alone: the
// public would learn from it when something hidden changed.
func (e *Engine) Generation() uint64 { return e.store.Generation() }

// Store gives the store, for what concerns the files themselves: check, backup,
// audit.
func (e *Engine) Store() *store.Store { return e.store }

// Record gives one record, for staff.
func (e *Engine) Record(id data.ID) (*record.Record, error) {
	var found *record.Record
	err := e.store.View(func(tx *store.Tx) (err error) {
		found, err = tx.Record(id)
		return err
	})
	return found, err
}
