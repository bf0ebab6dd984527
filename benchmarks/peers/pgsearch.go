package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// pgDialect writes PostgreSQL. Its parameters are the arguments of a function,
// one function for each shape of query, whose plans are kept.
type pgDialect struct {
	values []any
	types  []string
}

func (d *pgDialect) param(value any) string {
	switch value.(type) {
	case []int32:
		return d.add(value, "int[]")
	case float64:
		return d.add(value, "float8")
	case int64:
		return d.add(value, "bigint")
	case string:
		return d.add(value, "text")
	}
	panic(fmt.Sprintf("no type for %T", value))
}

func (d *pgDialect) add(value any, kind string) string {
	d.values, d.types = append(d.values, value), append(d.types, kind)
	return fmt.Sprintf("$%d", len(d.values))
}

func (d *pgDialect) number(x float64) string { return fmt.Sprintf("%v::float8", x) }

func (d *pgDialect) list(ordinals []int) string {
	list := make([]int32, len(ordinals))
	for i, n := range ordinals {
		list[i] = int32(n)
	}
	return d.param(list)
}

func (d *pgDialect) meets(column string, ordinals []int) string {
	return fmt.Sprintf("(%s && %s)", column, d.list(ordinals))
}

func (d *pgDialect) within(column string, ordinals []int) string {
	return fmt.Sprintf("(%s <@ %s)", column, d.list(ordinals))
}

func (d *pgDialect) empty(column string) string { return "(" + column + " = '{}')" }

func (d *pgDialect) most(values ...string) string {
	return "greatest(" + strings.Join(values, ", ") + ")"
}
func (d *pgDialect) least(values ...string) string {
	return "least(" + strings.Join(values, ", ") + ")"
}

func (d *pgDialect) open(minutes []int) string {
	return fmt.Sprintf("(case when week @> (%s)[zone + 1] then 1 else 0 end)", d.list(minutes))
}

func (d *pgDialect) away() string { return "st_distance(reach_at, v_origin, false)" }

// pgQuery is one query made ready: a call of the function of its shape.
type pgQuery struct {
	call   string
	values []any
}

// postgres searches by a walk outwards (nearest first, by the composite index)
// with an exact stop, or by filtering and sorting where few rows can match.
type postgres struct {
	server    *server
	counts    map[int]int // rows by need, as statistics would have them
	functions map[string]string
	queries   []pgQuery
	ids       *facts
}

func newPostgres(ctx context.Context, s *server, f *facts, questions []*question, distance bool) (*postgres, error) {
	p := &postgres{server: s, counts: map[int]int{}, functions: map[string]string{}, ids: f}
	for i := range f.rows {
		for _, need := range f.rows[i].needs {
			p.counts[need]++
		}
	}
	for _, ask := range questions {
		q, err := p.prepare(ctx, ask, distance)
		if err != nil {
			return nil, err
		}
		p.queries = append(p.queries, q)
	}
	return p, nil
}

func (p *postgres) name() string { return "PostGIS" }

func (p *postgres) search(ctx context.Context, i int) ([]found, error) {
	rows, err := p.server.conn.Query(ctx, p.queries[i].call, p.queries[i].values...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (found, error) {
		var num int32
		var score float64
		err := row.Scan(&num, &score)
		return found{id: p.ids.rows[num].id, score: score}, err
	})
}

// What chooses a plan, found by trial: so many rows that can match are filtered
// and sorted at once; of more, so large a part may be walked before that is done.
const (
	fewRows   = 400
	walkShare = 0.5
)

// prepare makes the function of the question's shape, unless there is one.
func (p *postgres) prepare(ctx context.Context, ask *question, distance bool) (pgQuery, error) {
	d := &pgDialect{}
	rows := 0
	for _, need := range ask.needs {
		rows += p.counts[need]
	}
	budget := 0 // no walk at all
	if rows > fewRows {
		budget = int(float64(rows) * walkShare)
	}
	lng, lat := d.param(ask.point.Lng), d.param(ask.point.Lat)
	facets, most := d.param(ask.facets()), d.param(int64(budget))
	body := ask.body(d, distance, lng, lat, facets, most)
	shape := strings.Join(d.types, ", ") + body
	name, ok := p.functions[shape]
	if !ok {
		p.server.functions++ // a name of its own: plans are kept by name
		name = fmt.Sprintf("search_%d", p.server.functions)
		p.functions[shape] = name
		text := fmt.Sprintf("create function %s(%s) returns table (row_found int, points float8) language plpgsql as $body$\n%s$body$", name, strings.Join(d.types, ", "), body)
		if _, err := p.server.conn.Exec(ctx, text); err != nil {
			return pgQuery{}, fmt.Errorf("%w\n%s", err, text)
		}
	}
	places := make([]string, len(d.values))
	for i := range places {
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	return pgQuery{fmt.Sprintf("select row_found, points from %s(%s)", name, strings.Join(places, ", ")), d.values}, nil
}

// facets is what the index is asked for: one of the needs, active and direct,
// and the gender.
func (ask *question) facets() string {
	var needs []string
	for _, need := range ask.needs {
		needs = append(needs, fmt.Sprint(need))
	}
	query := fmt.Sprintf("(%s)&%d", strings.Join(needs, "|"), takesFacet)
	if ask.gender != "" {
		query += fmt.Sprintf("&%d", genderFacet+genderBit(ask.gender))
	}
	return query
}

// body is the function. The walk stops at distance d once h/(h+d) is below the
// k-th score so far: fit is at most 1, and a row farther out whose proximity is
// more than that is floating, and looked at afterwards. A hair (1e-9) is left
// for rounding.
func (ask *question) body(d *pgDialect, distance bool, lng, lat, facets, budget string) string {
	criteria, wish := ask.criteria(d), ""
	half := d.param(ask.half)
	score := fmt.Sprintf("coalesce(%s / (%s + d), 0)", half, half)
	if !distance {
		score = ask.score(d)
	}
	limit := d.number(1e9)
	if ask.limit > 0 {
		wish = ask.wished(d)
		limit = fmt.Sprintf("%s + %s + %s", d.param(ask.limit), d.param(ask.doubt), d.number(wideRadius))
	}
	b := &strings.Builder{}
	fmt.Fprintf(b, `declare
	v_origin geography := st_setsrid(st_makepoint(%s, %s), 4326)::geography;
	v_facets query_int := %s::query_int;
	v_budget bigint := %s;
	v_k int := %d;
	nums int[]; scores float8[]; earlier_nums int[] := '{}'; earlier_scores float8[] := '{}';
	n int; steps bigint; place int; kth float8; stop float8; seen float8; r record;
begin
`, lng, lat, facets, budget, ask.k)
	one := func(wish, limit string) {
		fmt.Fprint(b, ask.pass(criteria, wish, score, half, limit, distance))
	}
	if wish == "" {
		one("true", limit)
		fmt.Fprint(b, "	return query select unnest(nums), unnest(scores);\nend")
		return b.String()
	}
	one(wish, limit)
	fmt.Fprintf(b, "	if n >= least(3, v_k) then return query select unnest(nums), unnest(scores); return; end if;\n")
	fmt.Fprintf(b, "	earlier_nums := nums; earlier_scores := scores;\n")
	one("not "+wish, d.number(1e9))
	fmt.Fprintf(b, "	return query select unnest((earlier_nums || nums)[:v_k]), unnest((earlier_scores || scores)[:v_k]);\nend")
	return b.String()
}

// pass finds the k best of the rows that meet, or that fail, the wish.
func (ask *question) pass(criteria, wish, score, half, limit string, distance bool) string {
	insert := `
			place := n + 1;
			while place > 1 and scores[place - 1] < r.s loop place := place - 1; end loop;
			nums := nums[:place - 1] || r.num || nums[place:v_k - 1];
			scores := scores[:place - 1] || r.s || scores[place:v_k - 1];
			if n < v_k then n := n + 1; end if;
			if n = v_k then
				kth := scores[v_k];
				stop := least(stop, STOP);
			end if;`
	stop := "HALF * (1 - kth) / greatest(kth, 1e-12) * (1 + 1e-9) + 1e-3"
	floating := "n < v_k or kth <= greatest(FLOAT, HALF / (HALF + seen))"
	order := "s desc, d nulls last, rank"
	if distance {
		floating = "n < v_k"
	}
	text := `	nums := '{}'; scores := '{}'; n := 0; steps := 0; kth := -1e9; stop := LIMIT; seen := 1e9;
	if v_budget > 0 then
		for r in
			select num, d, SCORE as s from (
				select *, geog <-> v_origin as d from listing
				where geog is not null and facets @@ v_facets and CRITERIA
				order by geog <-> v_origin offset 0) l
			where WISH
		loop
			if r.d > stop then seen := r.d - 0.01; exit; end if;
			steps := steps + 1;
			if steps > v_budget then exit; end if;
			if n = v_k and r.s <= kth then continue; end if;` + insert + `
		end loop;
	end if;
	if v_budget = 0 or steps > v_budget then
		select coalesce(array_agg(num), '{}'), coalesce(array_agg(s), '{}') into nums, scores from (
			select num, SCORE as s from (
				select *, st_distance(geog, v_origin, false) as d from listing
				where facets @@ v_facets and CRITERIA offset 0) l
			where WISH
			order by ORDER limit v_k) best;
		n := cardinality(nums);
	elsif FLOATING then
		for r in
			select num, d, SCORE as s from (
				select *, st_distance(geog, v_origin, false) as d from listing
				where floating and facets @@ v_facets and CRITERIA offset 0) l
			where (d is null or d >= seen) and WISH
			order by ORDER limit v_k
		loop
			if n = v_k and r.s <= kth or r.num = any (nums) then continue; end if;` + insert + `
		end loop;
	end if;
`
	return strings.NewReplacer("STOP", strings.NewReplacer("HALF", half).Replace(stop), "SCORE", score, "CRITERIA", criteria, "WISH", wish, "LIMIT", limit,
		"ORDER", order, "FLOATING", strings.NewReplacer("FLOAT", fmt.Sprintf("%v::float8", weights.RemoteProximity), "HALF", half).Replace(floating)).Replace(text)
}
