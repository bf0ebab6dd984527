package data

import (
	"cmp"
	"slices"
	"sync"
)

// finish ties the terms of each kind together, and gives them or every fault.
func (l *termLoader) finish() (*Terms, error) {
	terms := &Terms{kinds: map[TermKind]*vocabulary{}}
	for _, kind := range TermKinds() {
		draft := l.drafts[kind]
		l.checkParents(draft)
		l.joinExclusions(draft)
		l.passDown(draft)
		terms.kinds[kind] = newVocabulary(draft.inOrder())
	}
	if len(l.faults) > 0 {
		return nil, l.sorted().problem()
	}
	return terms, nil
}

// sorted gives the faults in the order of files and lines.
func (l *termLoader) sorted() TermFaults {
	slices.SortStableFunc(l.faults, func(a, b TermFault) int {
		return cmp.Or(cmp.Compare(slices.Index(l.files, a.File), slices.Index(l.files, b.File)), cmp.Compare(a.Line, b.Line))
	})
	return l.faults
}

func (l *termLoader) checkParents(draft *termDraft) {
	for _, id := range draft.order {
		row, term := draft.rows[id], draft.terms[id]
		for _, wider := range term.wider() {
			if column := "also"; draft.terms[wider] == nil {
				if wider == term.Parent {
					column = "parent"
				}
				l.fault(row.fault(column, "parent_unknown", "no term of this kind has that id", "aucun terme de cette catégorie n’a cet identifiant"))
			}
		}
		switch above := draft.above(id); {
		case slices.Contains(above, id):
			l.fault(row.fault("parent", "cycle", "the term would stand above itself", "le terme se trouverait au-dessus de lui-même"))
		case len(above) > maxTermDepth:
			l.fault(row.fault("parent", "too_deep", "there are more than 16 wider terms above this one", "il y a plus de 16 termes plus larges au-dessus de celui-ci"))
		}
	}
}

// maxTermDepth bounds the wider terms above one: the built-in tables have two,
// and walking up must stay cheap.
const maxTermDepth = 16

// above gives the ancestors of id, one more than are allowed at most.
func (d *termDraft) above(id string) []string {
	return climb(id, func(id string) []string {
		if term := d.terms[id]; term != nil {
			return term.wider()
		}
		return nil
	})
}

// joinExclusions makes every exclusion hold both ways, whichever row states it.
func (l *termLoader) joinExclusions(draft *termDraft) {
	for _, id := range draft.order {
		row := draft.rows[id]
		for _, other := range row.list("excludes") {
			switch {
			case draft.terms[other] == nil:
				l.fault(row.fault("excludes", "excluded_unknown", "no term of this kind has that id", "aucun terme de cette catégorie n’a cet identifiant"))
			case draft.related(id, other):
				l.fault(row.fault("excludes", "excludes_itself",
					"a term cannot exclude itself, a wider or a narrower one", "un terme ne peut exclure ni lui-même, ni un terme plus large ou plus étroit"))
			default:
				draft.terms[other].Excludes = append(draft.terms[other].Excludes, id)
			}
		}
	}
	for _, term := range draft.terms {
		slices.Sort(term.Excludes)
		term.Excludes = slices.Compact(term.Excludes)
	}
}

// related reports whether a and b are one term, or one above the other.
func (d *termDraft) related(a, b string) bool {
	return a == b || slices.Contains(d.above(a), b) || slices.Contains(d.above(b), a)
}

// passDown gives a population the gender and the ages of the wider ones where
// it states none of its own, and holds that its own lie within theirs.
func (l *termLoader) passDown(draft *termDraft) {
	for _, id := range draft.order {
		for _, wider := range draft.above(id) {
			if above := draft.terms[wider]; above != nil && above != draft.terms[id] {
				l.inherit(draft.rows[id], draft.terms[id], above)
			}
		}
	}
}

func (l *termLoader) inherit(row termRow, term, above *Term) {
	if term.Gender != "" && above.Gender != "" && above.Gender != term.Gender {
		l.fault(row.fault("gender", "gender_contradicts", "a wider term says another gender", "un terme plus large dit un autre genre"))
	}
	if outside(term.Ages, above.Ages) {
		l.fault(row.fault("parent", "ages_contradict", "the ages go beyond those of a wider term", "les âges dépassent ceux d’un terme plus large"))
	}
	term.Gender = cmp.Or(term.Gender, above.Gender)
	if !term.Ages.Stated {
		term.Ages = above.Ages
	}
}

// outside reports whether inner, where stated, reaches beyond outer.
func outside(inner, outer AgeRange) bool {
	if !inner.Stated || !outer.Stated {
		return false
	}
	return inner.Min < outer.Min || outer.Max > 0 && (inner.Max == 0 || inner.Max > outer.Max)
}

// inOrder gives each term followed by its children, otherwise in file order.
func (d *termDraft) inOrder() []Term {
	children := map[string][]string{}
	for _, id := range d.order {
		parent := d.terms[id].Parent
		children[parent] = append(children[parent], id)
	}
	terms := make([]Term, 0, len(d.order))
	var walk func(parent string)
	walk = func(parent string) {
		for _, id := range children[parent] {
			terms = append(terms, *d.terms[id])
			walk(id)
		}
	}
	walk("")
	return terms
}

func newVocabulary(terms []Term) *vocabulary {
	v := &vocabulary{terms: terms, at: make(map[string]int, len(terms))}
	for i := range terms {
		v.at[terms[i].ID] = i
		terms[i].call()
	}
	v.labels = sync.OnceValue(func() *labels { return newLabels(terms) })
	return v
}
