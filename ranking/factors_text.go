package ranking

import (
	"context"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/index"
)

func (j *judge) textCounts() bool { return len(j.words) > 0 }

// gradeText is the mean over the words of what each is worth in the listing. No
// statistics of other listings count, so that no answer depends on what else the
// directory holds.
func (j *judge) gradeText(c *candidate) finding {
	if c.words != nil {
		return *c.words
	}
	var text index.Words
	if !j.lookedUp {
		text = c.facts.Words()
	}
	sum, standing := 0.0, 0
	for i := range j.words {
		stands := j.stands(c, text, i)
		if stands != 0 {
			standing++
		}
		sum = float64(sum + j.wordValue(stands))
	}
	found := finding{value: float64(sum / float64(len(j.words))), code: "text_found", which: standing}
	if standing == 0 {
		found.code = "text_not_found"
	}
	return found
}

// textReason counts the words that stand somewhere. The words themselves are the
// caller's, and are not said back.
func (j *judge) textReason(_ *candidate, found finding) bilingual.Text {
	if found.code == "text_not_found" {
		return bilingual.Text{En: "None of the words searched for", Fr: "Aucun des mots cherchés"}
	}
	return bilingual.Textf("Words found: %d of %d", "Mots trouvés\u00a0: %d sur %d", found.which, len(j.words))
}

// stands gives the ways in which the i-th word stands in the listing: as they
// were looked up, or else by reading the listing's text. Both are the same.
func (j *judge) stands(c *candidate, text index.Words, i int) index.Stands {
	if j.lookedUp {
		return j.hits.Of(i, c.ordinal)
	}
	return text.Stands(&j.words[i])
}

// lookUp finds the listings of s in which the words of the query stand, if s is
// ready for that. Listings are then no longer read, and j judges those of s alone.
func lookUp[A data.Audience](s *index.Snapshot[A], j *judge) {
	if texts := s.Texts(); texts != nil && len(j.words) > 0 {
		j.lookedUp = texts.Find(j.words, &j.hits)
	}
}

// readAll makes ready the text of all listings of s, where they are about to be
// read one by one.
func readAll[A data.Audience](s *index.Snapshot[A], j *judge) {
	if len(j.words) > 0 && !j.lookedUp {
		_ = s.Lexicon().Draw(context.Background()) // which never ends
	}
}

// wordValue is the best of what a word is worth in each of the ways in which it
// stands.
func (j *judge) wordValue(stands index.Stands) float64 {
	best := 0.0
	for way := range stands.All() {
		f, c := index.WayOf(way)
		best = max(best, float64(j.fieldValue(f)*j.closeness(c)))
	}
	return best
}

func (j *judge) fieldValue(f index.Field) float64 {
	switch f {
	case index.InName:
		return j.weights.WordInName
	case index.InTerm:
		return j.weights.WordInTerm
	}
	return j.weights.WordInDescription
}

func (j *judge) closeness(c index.Closeness) float64 {
	switch c {
	case index.Same:
		return 1
	case index.Begins:
		return j.weights.WordBegins
	}
	return j.weights.WordSlip
}
