package ingest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
)

// Diff is one changed field of one record. An empty Old means that it is new, an
// empty New that it is gone. Sealed values are never shown: both say
// "[sealed]".
type Diff struct {
	Record data.ID `json:"record"`
	Name   string  `json:"name"`  // the organization's, in English where it has one
	Field  string  `json:"field"` // "services[0].needs[1]"
	Old    string  `json:"old"`
	New    string  `json:"new"`
	Waits  bool    `json:"waits,omitempty"` // for a second person
}

func nameOf(r *record.Record) string { return r.Organization.Name.In(bilingual.En) }

// Differences lists the fields in which two records differ, in the order of
// their names. What a location hides when it becomes confidential is withheld as
// well: the address was open until now, and a plan is printed and kept.
func Differences(old, r *record.Record) []Diff {
	before, after := flatten(old), flatten(r)
	var diffs []Diff
	add := func(field, was, is string) {
		diffs = append(diffs, Diff{Record: r.ID(), Name: nameOf(r), Field: field, Old: was, New: is})
	}
	fields := maps.Clone(before)
	maps.Copy(fields, after)
	hidden := hiddenFields(old, r)
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		was, is := before[field], after[field]
		switch {
		case was == is:
		case hidden(field):
			add(field, withheld, withheld)
		default:
			add(field, was, is)
		}
	}
	if sealedDiffers(old, r) {
		add(sealedField, withheld, withheld)
	}
	return diffs
}

// sealedField is the field of all that is sealed, taken together.
const sealedField = "sealed"

// sealsAny reports whether anything of r is sealed.
func sealsAny(r *record.Record) bool {
	open := *r
	open.Sealed = record.Sealed{}
	return sealedDiffers(r, &open)
}

// sealedDiffers compares what is sealed without looking: the same record with
// the other's seal encodes alike if and only if the sealed parts are equal.
func sealedDiffers(old, r *record.Record) bool {
	swapped := *r
	swapped.Sealed = old.Sealed
	return !same(&swapped, r)
}

// hiddenFields tells which fields of the plan would show an address or a point
// that is confidential now or was so before.
func hiddenFields(old, r *record.Record) func(string) bool {
	hidden := map[string]bool{}
	for _, rec := range []*record.Record{old, r} {
		for i, l := range rec.Locations {
			other := locationOf(old, l.ID)
			now := locationOf(r, l.ID)
			if other != nil && other.Confidential || now != nil && now.Confidential {
				hidden[fmt.Sprintf("locations[%d]", i)] = true
			}
		}
	}
	return func(field string) bool {
		for at := range hidden {
			for _, part := range []string{".address", ".point", ".area", ".zone"} {
				if len(field) >= len(at)+len(part) && field[:len(at)+len(part)] == at+part {
					return true
				}
			}
		}
		return false
	}
}

// flatten gives every value of a record, sealed parts aside, by its path.
func flatten(r *record.Record) map[string]string {
	values := map[string]string{}
	raw, err := json.Marshal(r)
	if err != nil {
		return values
	}
	var tree any
	if err := json.Unmarshal(raw, &tree); err == nil {
		walk(tree, "", values)
	}
	return values
}

func walk(node any, path string, values map[string]string) {
	switch n := node.(type) {
	case map[string]any:
		for key, child := range n {
			at := key
			if path != "" {
				at = path + "." + key
			}
			walk(child, at, values)
		}
	case []any:
		for i, child := range n {
			walk(child, fmt.Sprintf("%s[%d]", path, i), values)
		}
	default:
		values[path] = fmt.Sprint(n)
	}
}
