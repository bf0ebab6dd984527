package ingest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// drawnRows are rows of a file in which shelters, their neighbours and texts that
// tell of them meet now and then.
func drawnRows(d *rand.Rand) []string {
	of := func(words ...string) string { return words[d.IntN(len(words))] }
	rows := []string{"id,name,street,city,prov,tel,text,conf,vis"}
	for id := range 2 + d.IntN(6) {
		rows = append(rows, strings.Join([]string{
			fmt.Sprint(id), of("Phare", "Maison", "Refuge Caché"), of("1 Elm St", "2 Elm St", "12 Hidden St", "12 rue Hidden", ""), of("Halifax", "Halifax", ""), of("NS", ""),
			of("902-555-0101", "902-555-0102", "902-555-0992"), of("", "", "Soup", "behind 12 Hidden Street", "call 902 555-0992"), of("yes", "no", "no", "no", ""), of("public", "public", "limited", "internal"),
		}, ","))
	}
	return rows
}

const drawnMapping = `source = "drawn"
key = ["id"]
[columns]
organization_name = "name"
address_1 = "street"
city = "city"
province = "prov"
phone = "tel"
description = "text"
confidential = "conf"
visibility = "vis"
[consent]
by = "the directors"
on = 2026-01-15
evidence = "form"
visibility = "public"
`

// encodedAll are records encoded, in order.
func encodedAll(t *testing.T, records ...*record.Record) []string {
	t.Helper()
	var all []string
	for _, r := range records {
		content, err := record.Encode(r)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(content))
	}
	slices.Sort(all)
	return all
}

// A watch leaves of each record, and proposes, what planning all of them together
// does: Plan is its slow twin.
func TestAWatchLeavesWhatAPlanLeaves(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	m := mapping(t, drawnMapping)
	held := 0
	for round := range 200 {
		d := rand.New(rand.NewPCG(seed, uint64(round)))
		had := directory{}
		before, _ := readMapped(t, newEnv(t, had), m, drawnRows(d)...)
		had.apply(t, Plan(before, had))
		env := newEnv(t, had)
		env.Random = rand.NewChaCha8([32]byte{8}) // what is new has ids of its own
		wanted, _ := readMapped(t, env, m, drawnRows(d)...)
		want := Plan(wanted, had)
		w := NewWatch(had.All(), nil)
		for _, r := range wanted {
			w.Add(r)
		}
		var left []*record.Record
		var got ChangeSet
		for _, r := range wanted {
			old, _ := had.ByID(r.ID())
			one := w.Plan(old, r)
			got.Put, got.Diffs, got.Proposals = append(got.Put, one.Put...), append(got.Diffs, one.Diffs...), append(got.Proposals, one.Proposals...)
			got.Wider, got.Consented = append(got.Wider, one.Wider...), append(got.Consented, one.Consented...)
			if l := w.Left(old, r); l != nil {
				left = append(left, l)
			}
		}
		put := encodedAll(t, want.Put...)
		if !slices.Equal(put, encodedAll(t, got.Put...)) || !slices.Equal(put, encodedAll(t, left...)) {
			t.Fatalf("round %d: a watch leaves other records than a plan", round)
		}
		if !slices.Equal(got.Diffs, want.Diffs) && len(got.Diffs)+len(want.Diffs) > 0 || !sameIDs(got.Wider, want.Wider) || !sameIDs(got.Consented, want.Consented) {
			t.Fatalf("round %d: a watch tells other differences than a plan", round)
		}
		if len(got.Proposals) != len(want.Proposals) {
			t.Fatalf("round %d: %d proposals, want %d", round, len(got.Proposals), len(want.Proposals))
		}
		for i, p := range want.Proposals {
			held++
			g := got.Proposals[i]
			if g.Record != p.Record || g.Alike != p.Alike || !slices.Equal(g.Gains, p.Gains) || !slices.Equal(encodedAll(t, g.Base, g.Want), encodedAll(t, p.Base, p.Want)) {
				t.Fatalf("round %d: proposed %+v, want %+v", round, g, p)
			}
		}
	}
	if held == 0 {
		t.Error("nothing was held back: this test has tried nothing")
	}
}

func sameIDs(a, b []data.ID) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
