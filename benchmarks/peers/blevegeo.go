package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// bleveGeo searches by bleve's own geography: its filters, and its order by
// distance. It cannot express the score, nor circles around services: rows that
// serve a circle or a postal area alone pass.
type bleveGeo struct {
	index   bleve.Index
	dir     string
	f       *facts
	queries []*bleve.SearchRequest
}

func newBleve(f *facts, questions []*question) (*bleveGeo, error) {
	dir, err := os.MkdirTemp("", "relais-bleve-")
	if err != nil {
		return nil, err
	}
	b := &bleveGeo{dir: dir, f: f}
	b.index, err = bleve.NewUsing(filepath.Join(dir, "index"), bleveMapping(), "scorch", "scorch", map[string]any{"unsafe_batch": true})
	if err == nil {
		err = b.load()
	}
	if err != nil {
		b.close()
		return nil, err
	}
	for _, ask := range questions {
		b.queries = append(b.queries, ask.bleve())
	}
	return b, nil
}

func (b *bleveGeo) close() {
	if b.index != nil {
		_ = b.index.Close()
	}
	_ = os.RemoveAll(b.dir)
}

func (b *bleveGeo) name() string { return "bleve, distance" }

func bleveMapping() *mapping.IndexMappingImpl {
	facet := bleve.NewTextFieldMapping()
	facet.Analyzer, facet.Store, facet.IncludeTermVectors, facet.DocValues = keyword.Name, false, false, false
	number := bleve.NewNumericFieldMapping()
	number.Store, number.DocValues = false, false
	place := bleve.NewGeoPointFieldMapping()
	place.Store = false
	document := bleve.NewDocumentStaticMapping()
	document.AddFieldMappingsAt("facet", facet)
	document.AddFieldMappingsAt("from", number)
	document.AddFieldMappingsAt("to", number)
	document.AddFieldMappingsAt("place", place)
	m := bleve.NewIndexMapping()
	m.DefaultMapping = document
	m.IndexDynamic, m.StoreDynamic, m.DocValuesDynamic = false, false, false
	return m
}

// load indexes what has a place, a thousand documents at a time.
func (b *bleveGeo) load() error {
	batch := b.index.NewBatch()
	for i := range b.f.rows {
		r := &b.f.rows[i]
		if !r.placed {
			continue
		}
		if err := batch.Index(fmt.Sprint(i), r.document()); err != nil {
			return err
		}
		if batch.Size() == 1000 {
			if err := b.index.Batch(batch); err != nil {
				return err
			}
			batch.Reset()
		}
	}
	return b.index.Batch(batch)
}

func (r *row) document() map[string]any {
	ages := lifetime{0, 1e9}
	if r.ages != nil {
		ages = lifetime{r.ages.from, finite(r.ages.to)}
	}
	var all []string
	for _, facet := range r.facets() {
		all = append(all, fmt.Sprint("f", facet))
	}
	for _, i := range r.only {
		all = append(all, fmt.Sprint("only", i))
	}
	for i := range 64 {
		if r.barrierNo>>i&1 == 1 {
			all = append(all, fmt.Sprint("no", i))
		}
		if r.reach != inProvinces || r.provinces>>i&1 == 1 {
			all = append(all, fmt.Sprint("serves", i))
		}
	}
	if r.intake == data.IntakeNotAccepting {
		all = append(all, "full"+r.until.String()) // a day, or 0000-00-00
	}
	return map[string]any{"facet": all, "from": ages.from, "to": ages.to, "place": []float64{r.point.Lng, r.point.Lat}}
}

// bleve is the question without its score.
func (ask *question) bleve() *bleve.SearchRequest {
	term := func(format string, n int) query.Query {
		t := bleve.NewTermQuery(fmt.Sprintf(format, n))
		t.SetField("facet")
		return t
	}
	var needs, never []query.Query
	for _, need := range ask.needs {
		needs = append(needs, term("f%d", need))
	}
	must := []query.Query{bleve.NewDisjunctionQuery(needs...), term("f%d", takesFacet)}
	if ask.gender != "" {
		must = append(must, term("f%d", genderFacet+genderBit(ask.gender)))
	}
	if ask.province > 0 {
		must = append(must, term("serves%d", ask.province))
	}
	if ask.ages != nil {
		from, to, no := ask.ages.from, finite(ask.ages.to), false
		end := bleve.NewNumericRangeInclusiveQuery(&from, nil, &no, nil)
		end.SetField("to")
		begin := bleve.NewNumericRangeInclusiveQuery(nil, &to, nil, &no)
		begin.SetField("from")
		must = append(must, end, begin)
	}
	for _, i := range ask.outsider {
		never = append(never, term("only%d", i))
	}
	for _, i := range ask.barriers {
		never = append(never, term("no%d", i))
	}
	whole := query.NewBooleanQuery(must, nil, append(never, ask.full()))
	request := bleve.NewSearchRequestOptions(whole, ask.k, 0, false)
	order, err := search.NewSortGeoDistance("place", "m", ask.point.Lng, ask.point.Lat, false)
	if err != nil {
		panic(err) // "m" is a unit
	}
	request.SortByCustom(search.SortOrder{order})
	return request
}

// full is what takes nobody on the day of the question: without a last day, or
// with one that has not passed.
func (ask *question) full() query.Query {
	always := bleve.NewTermQuery("full" + (row{}).until.String())
	always.SetField("facet")
	yes := true
	until := bleve.NewTermRangeInclusiveQuery("full"+ask.today.String(), "full9", &yes, &yes)
	until.SetField("facet")
	return bleve.NewDisjunctionQuery(always, until)
}

func (b *bleveGeo) search(ctx context.Context, i int) ([]found, error) {
	result, err := b.index.SearchInContext(ctx, b.queries[i])
	if err != nil {
		return nil, err
	}
	list := make([]found, len(result.Hits))
	for i, hit := range result.Hits {
		num := 0
		if _, err := fmt.Sscan(hit.ID, &num); err != nil {
			return nil, err
		}
		list[i] = found{id: b.f.rows[num].id}
	}
	return list, nil
}

// nearest is the loop that bleve is checked by: the same filters over all rows,
// in the order of the distance.
func (f *facts) nearest(ask *question) []found {
	var list []found
	for i := range f.rows {
		if r := &f.rows[i]; r.placed && ask.passes(r) {
			list = append(list, found{r.id, -float64(geo.Distance(ask.point, r.point))})
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].score > list[j].score })
	return list[:min(len(list), 2*ask.k)]
}

func (ask *question) passes(r *row) bool {
	one := func(a, b []int) bool {
		return slices.ContainsFunc(a, func(i int) bool { return slices.Contains(b, i) })
	}
	switch {
	case !r.takes || !one(r.needs, ask.needs):
		return false
	case ask.gender != "" && len(r.genders) > 0 && !slices.Contains(r.genders, ask.gender):
		return false
	case ask.ages != nil && r.ages != nil && ask.ages.apart(*r.ages):
		return false
	case r.barrierNo&uint64(bits(ask.barriers)) != 0 || one(r.only, ask.outsider):
		return false
	case r.reach == inProvinces && ask.province > 0 && r.provinces>>ask.province&1 == 0:
		return false
	}
	return r.intake != data.IntakeNotAccepting || !r.until.IsZero() && r.until.Before(ask.today)
}

// sameOrder counts the answers in which bleve's listings are not those of the
// loop, at the same distances to a metre in a thousand kilometres.
func (b *bleveGeo) sameOrder(ctx context.Context, questions []*question) (differ int, err error) {
	for i := range questions {
		got, err := b.search(ctx, i)
		if err != nil {
			return 0, err
		}
		want := b.f.nearest(questions[i])
		if !sameIDs(got, want, questions[i].k) {
			differ++
		}
	}
	return differ, nil
}

// sameIDs compares the first k as sets, except where the k-th is as far as the
// next.
func sameIDs(got, want []found, k int) bool {
	if len(got) != min(k, len(want)) {
		return false
	}
	far := map[data.ID]float64{}
	for _, f := range want {
		far[f.id] = f.score
	}
	for i, g := range got {
		d, ok := far[g.id]
		if !ok || d < want[min(k, len(want))-1].score*(1+1e-6)-1e-3 || i > 0 && d > far[got[i-1].id]*(1-1e-6)+1e-3 {
			return false
		}
	}
	return true
}
