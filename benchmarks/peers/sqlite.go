package main

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3", with R*Tree and, by its build tag, mathematics

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// sqlite searches boxes of an R*Tree that grow until nothing outside can win, or
// filters and sorts where few rows can match.
type sqlite struct {
	db         *sql.DB
	dir        string
	f          *facts
	counts     map[int]int
	statements map[string]*sql.Stmt
	queries    []liteQuery
}

// liteQuery is one question made ready. Each statement is one shape's; the
// parameters of the box come first.
type liteQuery struct {
	ask       *question
	near, far litePass
	rows      int // that offer one of the needs
}

// litePass is the statements for the rows that meet the wish, or that fail it.
type litePass struct {
	box, filter, floating *sql.Stmt
	values                []any
}

func newSQLite(ctx context.Context, f *facts, questions []*question) (*sqlite, error) {
	dir, err := os.MkdirTemp("", "relais-sqlite-")
	if err != nil {
		return nil, err
	}
	l := &sqlite{dir: dir, f: f, counts: map[int]int{}, statements: map[string]*sql.Stmt{}}
	if err := l.open(ctx, questions); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

func (l *sqlite) open(ctx context.Context, questions []*question) error {
	var err error
	l.db, err = sql.Open("sqlite3", "file:"+filepath.Join(l.dir, "listings")+"?_journal_mode=OFF&_synchronous=OFF&_locking_mode=EXCLUSIVE")
	if err != nil {
		return err
	}
	l.db.SetMaxOpenConns(1)
	if err := l.load(ctx); err != nil {
		return fmt.Errorf("load SQLite: %w", err)
	}
	for _, ask := range questions {
		q, err := l.prepare(ctx, ask)
		if err != nil {
			return err
		}
		l.queries = append(l.queries, q)
	}
	return nil
}

func (l *sqlite) close() {
	if l.db != nil {
		_ = l.db.Close()
	}
	_ = os.RemoveAll(l.dir)
}

func (l *sqlite) name() string { return "SQLite R*Tree" }

// The sets of terms are words of 62 bits, the weekly hours a text of half hours.
const liteSchema = `
pragma cache_size = -2000000; pragma mmap_size = 4000000000; pragma temp_store = memory;
create table listing (
	num integer primary key, rank int, placed int, x real, y real, z real, radius real, province int, remote int, floating int, takes int,
	{needs}, intake int, until int, age_from real, age_to real, genders int,
	{only_for}, {made}, {welcomes}, {staff}, {interpreter}, interpreters int, lists int,
	barrier_yes int, barrier_no int, access_yes int, access_no int,
	reach int, provinces int, reach_fsa text, reach_x real, reach_y real, reach_z real, reach_radius real,
	always int, hours_known int, week int, zone int,
	report_value real, full_report int, reported real, half_life real, report_for int, special int, verified int);
create table week (id integer primary key, bits text);
create virtual table box using rtree(id, west, east, south, north);
create table offer (need int, floating int, num int, primary key (need, floating, num)) without rowid`

// liteSets are the sets of terms, each of so many columns as its kind has words.
var liteSets = map[string]data.TermKind{
	"needs": data.TermNeed, "only_for": data.TermPopulation, "made": data.TermPopulation, "welcomes": data.TermPopulation,
	"staff": data.TermLanguage, "interpreter": data.TermLanguage,
}

// width is how many words a set has.
func (l *lexicon) width(set string) int { return len(l.all[liteSets[set]])/wordBits + 1 }

func (l *lexicon) liteSchema() string {
	text := liteSchema
	for set := range liteSets {
		columns := make([]string, l.width(set))
		for i := range columns {
			columns[i] = fmt.Sprintf("%s%d int", set, i)
		}
		text = strings.ReplaceAll(text, "{"+set+"}", strings.Join(columns, ", "))
	}
	return text
}

func (l *sqlite) load(ctx context.Context) error {
	if _, err := l.db.ExecContext(ctx, l.f.terms.liteSchema()); err != nil {
		return err
	}
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := l.insert(ctx, tx); err != nil {
		_ = tx.Rollback()
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = l.db.ExecContext(ctx, "analyze")
	return err
}

func (l *sqlite) insert(ctx context.Context, tx *sql.Tx) error {
	weeks := map[string]int{}
	var listing *sql.Stmt
	box, err := tx.PrepareContext(ctx, "insert into box values (?, ?, ?, ?, ?)")
	if err != nil {
		return err
	}
	offer, err := tx.PrepareContext(ctx, "insert into offer values (?, ?, ?)")
	if err != nil {
		return err
	}
	for i := range l.f.rows {
		r := &l.f.rows[i]
		values := r.lite(i, l.f, weeks)
		if listing == nil {
			if listing, err = tx.PrepareContext(ctx, "insert into listing values (?"+strings.Repeat(", ?", len(values)-1)+")"); err != nil {
				return err
			}
		}
		if _, err := listing.ExecContext(ctx, values...); err != nil {
			return err
		}
		if r.placed {
			if _, err := box.ExecContext(ctx, i, r.point.Lng, r.point.Lng, r.point.Lat, r.point.Lat); err != nil {
				return err
			}
		}
		for _, need := range r.needs {
			l.counts[need]++
			if _, err := offer.ExecContext(ctx, need, r.floating, i); err != nil {
				return err
			}
		}
	}
	for bits, id := range weeks {
		if _, err := tx.ExecContext(ctx, "insert into week values (?, ?)", id, bits); err != nil {
			return err
		}
	}
	return nil
}

// lite gives the columns of a row.
func (r *row) lite(num int, f *facts, weeks map[string]int) []any {
	at, served := vector(r.point), vector(r.reachAt)
	v := []any{num, r.rank, r.placed, at[0], at[1], at[2], r.radius, r.province, r.remote, r.floating, r.takes}
	set := func(ordinals []int, column string) {
		for _, word := range words(ordinals, f.terms.width(column)) {
			v = append(v, word)
		}
	}
	set(r.needs, "needs")
	v = append(v, intakeNumber(r.intake), nullDay(r.until), nullAge(r.ages, false), nullAge(r.ages, true), genderBits(r.genders))
	set(r.only, "only_for")
	set(r.made, "made")
	set(r.welcomes, "welcomes")
	set(r.staff, "staff")
	set(r.interpreter, "interpreter")
	v = append(v, int(r.interpreters), len(r.staff)+len(r.interpreter) > 0, int64(r.barrierYes), int64(r.barrierNo), int64(r.accessYes), int64(r.accessNo))
	v = append(v, int(r.reach), int64(r.provinces), r.reachFSA, served[0], served[1], served[2], r.reachRadius)
	v = append(v, r.always, r.open != nil && r.zone >= 0, weekNumber(r.open, weeks), r.zone)
	v = append(v, r.liteReport()...)
	return append(v, int(r.special), nullDay(r.verified))
}

func (r *row) liteReport() []any {
	if r.report == nil {
		return []any{nil, false, nil, nil, nil}
	}
	value, halfLife, ok := reportValue(r.report, weights)
	fields := []any{value, r.report.Status == "no-capacity", float64(r.report.Updated.Unix()), halfLife, r.reportFor}
	if !ok {
		fields[0] = nil
	}
	return fields
}

// weekNumber gives the number of a week among those that there are: as a text
// with one letter for each half hour, in which all hours of the directory are.
func weekNumber(spans [][2]int, weeks map[string]int) int {
	bits := []byte(strings.Repeat("0", 7*48))
	for _, s := range spans {
		for half := s[0] / 30; half < s[1]/30; half++ {
			bits[half] = '1'
		}
	}
	id, ok := weeks[string(bits)]
	if !ok {
		id = len(weeks)
		weeks[string(bits)] = id
	}
	return id
}

// vector is a point on the unit sphere: distances then need no more than a root
// and an arcsine.
func vector(p geo.Point) [3]float64 {
	lat, lng := p.Lat*math.Pi/180, p.Lng*math.Pi/180
	return [3]float64{math.Cos(lat) * math.Cos(lng), math.Cos(lat) * math.Sin(lng), math.Sin(lat)}
}
