package main

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/geo"
)

// liteDialect writes SQLite.
type liteDialect struct {
	terms  *lexicon
	values []any
	origin [3]string // parameters
}

func (d *liteDialect) param(value any) string {
	d.values = append(d.values, value)
	return fmt.Sprintf("?%d", len(d.values)+boxParams)
}

// boxParams are the parameters that stand before those of the question: the
// sides of the box, or the distance that was searched already.
const boxParams = 4

func (d *liteDialect) number(x float64) string { return fmt.Sprintf("%.17g", x) + pointZero(x) }

// pointZero makes a whole number a real one.
func pointZero(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1e15 {
		return ".0"
	}
	return ""
}

func (d *liteDialect) meets(column string, ordinals []int) string {
	var parts []string
	for i, word := range words(ordinals, d.terms.width(column)) {
		if word != 0 {
			parts = append(parts, fmt.Sprintf("(%s%d & %s)", column, i, d.param(word)))
		}
	}
	if parts == nil {
		return "0"
	}
	return "((" + strings.Join(parts, " | ") + ") <> 0)"
}

func (d *liteDialect) within(column string, ordinals []int) string {
	var parts []string
	for i, word := range words(ordinals, d.terms.width(column)) {
		parts = append(parts, fmt.Sprintf("(%s%d & ~%s)", column, i, d.param(word)))
	}
	return "((" + strings.Join(parts, " | ") + ") = 0)"
}

func (d *liteDialect) empty(column string) string {
	var parts []string
	for i := range d.terms.width(column) {
		parts = append(parts, fmt.Sprintf("%s%d", column, i))
	}
	return "((" + strings.Join(parts, " | ") + ") = 0)"
}

func (d *liteDialect) most(values ...string) string { return "max(" + strings.Join(values, ", ") + ")" }
func (d *liteDialect) least(values ...string) string {
	return "min(" + strings.Join(values, ", ") + ")"
}

func (d *liteDialect) open(minutes []int) string {
	var halves strings.Builder
	for _, m := range minutes {
		fmt.Fprintf(&halves, "%03d", m/30+1)
	}
	return fmt.Sprintf("(select substr(bits, cast(substr(%s, zone * 3 + 1, 3) as int), 1) = '1' from week where id = week)", d.param(halves.String()))
}

func (d *liteDialect) away() string { return d.distance("reach_") }

func (d *liteDialect) distance(prefix string) string {
	return fmt.Sprintf("%s * asin(min(1.0, sqrt((%sx - %s) * (%sx - %s) + (%sy - %s) * (%sy - %s) + (%sz - %s) * (%sz - %s)) / 2))",
		d.number(2*float64(geo.EarthRadius)), prefix, d.origin[0], prefix, d.origin[0], prefix, d.origin[1], prefix, d.origin[1], prefix, d.origin[2], prefix, d.origin[2])
}

// prepare makes the statements of the question's shape, unless there are some.
func (l *sqlite) prepare(ctx context.Context, ask *question) (liteQuery, error) {
	q := liteQuery{ask: ask}
	for _, need := range ask.needs {
		q.rows += l.counts[need]
	}
	var err error
	if q.near, err = l.pass(ctx, ask, ""); err == nil && ask.limit > 0 {
		q.far, err = l.pass(ctx, ask, "not ")
	}
	return q, err
}

func (l *sqlite) pass(ctx context.Context, ask *question, not string) (litePass, error) {
	d := &liteDialect{terms: l.f.terms}
	at := vector(ask.point)
	for i := range d.origin {
		d.origin[i] = d.param(at[i])
	}
	var needs []string
	for _, need := range ask.needs {
		needs = append(needs, d.param(int64(need)))
	}
	meets := d.meets("needs", ask.needs)
	criteria := "takes and " + ask.criteria(d) // used by every statement, so that the last parameter is
	wish := "1"
	if ask.limit > 0 {
		wish = not + ask.wished(d)
	}
	score, distance := ask.score(d), d.distance("")
	list := strings.Join(needs, ", ")
	offered := fmt.Sprintf("num in (select num from offer where need in (%s))", list)
	floating := fmt.Sprintf("num in (select num from offer where need in (%s) and floating = 1)", list)
	text := `select num, s from (
	select num, rank, d, SCORE as s from (
		select *, case when placed then DISTANCE end as d from FROM where CRITERIA limit -1 offset 0)
	where WISH) order by s desc, d is null, d, rank limit ` + fmt.Sprint(ask.k)
	make := func(from, more string) (*sql.Stmt, error) {
		t := strings.NewReplacer("SCORE", score, "DISTANCE", distance, "FROM", from, "CRITERIA", more+" and "+criteria, "WISH", wish).Replace(text)
		if stmt, ok := l.statements[t]; ok {
			return stmt, nil
		}
		stmt, err := l.db.PrepareContext(ctx, t)
		if err != nil {
			return nil, fmt.Errorf("%w\n%s", err, t)
		}
		l.statements[t] = stmt
		return stmt, nil
	}
	p := litePass{}
	var err error
	if p.box, err = make("box cross join listing on num = id", "west >= ?1 and east <= ?2 and south >= ?3 and north <= ?4 and "+meets); err != nil {
		return p, err
	}
	used := "?1 + ?2 + ?3 + ?4 is not null and "
	if p.filter, err = make("listing", used+offered); err != nil {
		return p, err
	}
	if p.floating, err = make("listing", used+floating); err != nil {
		return p, err
	}
	p.values = d.values
	return p, nil
}

func (l *sqlite) search(ctx context.Context, i int) ([]found, error) {
	q := &l.queries[i]
	best, err := l.best(ctx, q, &q.near, q.ask.limit)
	if err != nil || q.ask.limit == 0 || len(best) >= min(3, q.ask.k) {
		return best, err
	}
	more, err := l.best(ctx, q, &q.far, 0)
	return slices.Concat(best, more)[:min(q.ask.k, len(best)+len(more))], err
}

// liteFew is how many rows that can match are filtered and sorted at once; more
// are searched for in boxes. Found by trial.
const liteFew = 300

// best searches boxes of growing size. Outside a box of half-width d the
// proximity is below h/(h+d), and with it every score: once the k-th is above, no
// box beyond it can change the answer, but for floating rows.
func (l *sqlite) best(ctx context.Context, q *liteQuery, pass *litePass, limit float64) ([]found, error) {
	ask := q.ask
	if q.rows <= liteFew {
		return l.run(ctx, pass.filter, pass.values, [4]float64{})
	}
	end := 6_000_000.0 // beyond which nothing lies in Canada
	if limit > 0 {
		end = limit + ask.doubt + wideRadius
	}
	var list []found
	var err error
	reach := min(ask.half/2, end)
	for {
		if list, err = l.run(ctx, pass.box, pass.values, around(ask.point, reach)); err != nil {
			return nil, err
		}
		needed := math.Inf(1)
		if len(list) == ask.k {
			kth := list[ask.k-1].score
			needed = ask.half * (1 - kth) / max(kth, 1e-12) * (1 + 1e-9)
		}
		if reach >= min(needed, end) {
			break
		}
		if next := min(needed, reach*3, end); next > end/4 && limit == 0 {
			return l.run(ctx, pass.filter, pass.values, [4]float64{})
		} else {
			reach = next
		}
	}
	beyond := max(weights.RemoteProximity, ask.half/(ask.half+reach)) // what a floating row outside the box can have
	if len(list) == ask.k && list[ask.k-1].score > beyond {
		return list, nil
	}
	floating, err := l.run(ctx, pass.floating, pass.values, [4]float64{})
	return merged(list, floating, ask.k), err
}

// merged gives the k best of both lists, each listing once.
func merged(a, b []found, k int) []found {
	all := slices.Clone(a)
	for _, f := range b {
		if !slices.ContainsFunc(a, func(g found) bool { return g.id == f.id }) {
			all = append(all, f)
		}
	}
	slices.SortStableFunc(all, func(f, g found) int {
		switch {
		case f.score > g.score:
			return -1
		case f.score < g.score:
			return 1
		}
		return 0
	})
	return all[:min(k, len(all))]
}

func (l *sqlite) run(ctx context.Context, stmt *sql.Stmt, values []any, box [4]float64) ([]found, error) {
	all := make([]any, 0, boxParams+len(values))
	for _, side := range box {
		all = append(all, side)
	}
	rows, err := stmt.QueryContext(ctx, append(all, values...)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error is that of rows.Err
	var list []found
	for rows.Next() {
		var num int
		var f found
		if err := rows.Scan(&num, &f.score); err != nil {
			return nil, err
		}
		f.id = l.f.rows[num].id
		list = append(list, f)
	}
	return list, rows.Err()
}

// around is a box that holds the circle, with a hair for the R*Tree's numbers of
// 32 bits. In Canada no box reaches the antimeridian but by going around it.
func around(p geo.Point, radius float64) [4]float64 {
	const hair = 1e-3
	angle := radius / float64(geo.EarthRadius)
	north := angle*180/math.Pi + hair
	if p.Lat+north >= 90 || angle >= 1 {
		return [4]float64{-400, 400, -91, 91}
	}
	east := math.Asin(min(1, math.Sin(angle)/math.Cos(p.Lat*math.Pi/180)))*180/math.Pi + hair
	return [4]float64{p.Lng - east, p.Lng + east, p.Lat - north, p.Lat + north}
}

func nullDay(d hours.Date) any {
	if d.IsZero() {
		return nil
	}
	return dayNumber(d)
}

func nullAge(l *lifetime, end bool) any {
	switch {
	case l == nil:
		return nil
	case end:
		return finite(l.to)
	}
	return l.from
}
