package ranking

import (
	"math"
	"sync"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/index"
)

// of gives the value of an answer.
func (v TriValues) of(answer data.Tri) float64 {
	switch answer {
	case data.Yes:
		return v.Yes
	case data.No:
		return v.No
	}
	return v.Unknown
}

// openingCounts says that opening hours count when help is needed now, or open
// doors were demanded.
func (j *judge) openingCounts() bool { return j.query.Urgency == Now || j.query.OpenNow }

func (j *judge) gradeOpening(c *candidate) finding {
	switch c.facts.Open(j.query.At) {
	case hours.Open:
		return finding{value: j.weights.Opening.Yes, code: "open_now"}
	case hours.Closed:
		return finding{value: j.weights.Opening.No, code: "open_closed"}
	}
	return finding{value: j.weights.Opening.Unknown, code: "open_unknown"}
}

func (j *judge) openingReason(_ *candidate, found finding) bilingual.Text {
	switch found.code {
	case "open_now":
		return bilingual.Text{En: "Open now", Fr: "Ouvert en ce moment"}
	case "open_closed":
		return bilingual.Text{En: "Closed now", Fr: "Fermé en ce moment"}
	}
	return bilingual.Text{En: "Not known whether it is open now", Fr: "On ne sait pas si c’est ouvert en ce moment"}
}

func (j *judge) accessCounts() bool { return j.accessAsked() > 0 }

// accessAsked is how many things about access were required or wished.
func (j *judge) accessAsked() int { return len(j.barriers) + len(j.wished) }

// access is what is known of the i-th of them.
func (j *judge) access(f *index.Facts, i int) (data.Tri, *data.Term) {
	if i < len(j.barriers) {
		return f.Barriers().To(j.barriers[i].ordinal), j.barriers[i].term
	}
	wish := &j.wished[i-len(j.barriers)]
	return f.Accessibility().To(wish.ordinal), wish.term
}

// gradeAccess is the mean over required barriers and wished accessibility of
// what is known of each.
func (j *judge) gradeAccess(c *candidate) finding {
	sum, code := 0.0, "access_all"
	for i := range j.accessAsked() {
		answer, _ := j.access(c.facts, i)
		sum = float64(sum + j.weights.Accessible.of(answer))
		if answer != data.Yes {
			code = "access_some"
		}
	}
	return finding{value: float64(sum / float64(j.accessAsked())), code: code}
}

// accessReason lists what is known to be there, what is not known and what is
// known to be missing.
func (j *judge) accessReason(c *candidate, _ finding) bilingual.Text {
	var names [3][]bilingual.Text
	for i := range j.accessAsked() {
		answer, term := j.access(c.facts, i)
		names[answer] = append(names[answer], term.Name)
	}
	var parts []bilingual.Text
	add := func(answer data.Tri, en, fr string) {
		if len(names[answer]) > 0 {
			parts = append(parts, bilingual.Textf(en, fr, listed(names[answer])))
		}
	}
	add(data.Yes, "Confirmed: %s", "Confirmé\u00a0: %s")
	add(data.Unknown, "Not known: %s", "On ne sait pas\u00a0: %s")
	add(data.No, "Not the case: %s", "Ce n’est pas le cas\u00a0: %s")
	return joined(parts)
}

// accessibilityQuestions asks about what was wished for and is not known.
func (j *judge) accessibilityQuestions(c *candidate) []VerdictOn {
	var asked []VerdictOn
	for i := range j.wished {
		if j.mustAsk(i, c) {
			asked = append(asked, j.accessibilityQuestion(i))
		}
	}
	return asked
}

// mustAsk reports that the i-th thing that was wished for is not known of c.
func (j *judge) mustAsk(i int, c *candidate) bool {
	return c.facts.Accessibility().To(j.wished[i].ordinal) == data.Unknown
}

func (j *judge) accessibilityQuestion(i int) VerdictOn {
	term := j.wished[i].term
	return VerdictOn{Criterion: accessibilityQuestion + term.ID, Verdict: data.Unsure, Ask: askToConfirm(term)}
}

func askToConfirm(term *data.Term) bilingual.Text {
	return bilingual.Textf("Ask to confirm: %s.", "À confirmer auprès de l’organisme\u00a0: %s.", term.Name)
}

// gradeSpecialization always counts: work in particular with people who are or
// were trafficked.
func (j *judge) gradeSpecialization(c *candidate) finding {
	return finding{
		value: j.weights.Specialization.of(c.facts.Specialized),
		code:  specializedCode(c.facts.Specialized),
	}
}

func (j *judge) specializationReason(c *candidate, _ finding) bilingual.Text {
	switch c.facts.Specialized {
	case data.Yes:
		return bilingual.Text{En: "Specialized in helping people who are or were trafficked", Fr: "Spécialisé dans l’aide aux personnes victimes ou survivantes de la traite"}
	case data.No:
		return bilingual.Text{En: "Not specialized in trafficking", Fr: "Non spécialisé en matière de traite des personnes"}
	}
	return bilingual.Text{En: "Not known whether it is specialized in trafficking", Fr: "On ne sait pas s’il y a une spécialisation en matière de traite"}
}

func specializedCode(answer data.Tri) string {
	switch answer {
	case data.Yes:
		return "specialized_yes"
	case data.No:
		return "specialized_no"
	}
	return "specialized_unknown"
}

// gradeVerification always counts: how long ago somebody confirmed the record
// with the provider, in whole days of UTC.
func (j *judge) gradeVerification(c *candidate) finding {
	if c.facts.Verified.IsZero() {
		return finding{value: j.weights.NeverVerified, code: "verified_never"}
	}
	days := max(0, j.day.DaysSince(c.facts.Verified))
	return finding{
		value: max(j.weights.NeverVerified, j.freshness(days)),
		code:  "verified_on",
	}
}

// freshness is what so many days leave of a verification.
func (j *judge) freshness(days int) float64 {
	return usualFreshness().of(days, j.weights.VerifiedHalfLife)
}

func fresh(days int, halfLife time.Duration) float64 {
	return halved(float64(days) / (halfLife.Hours() / 24))
}

// usualFreshness is freshness by the default half-life, for some years, worked out
// once: every listing that is scored wants one of these powers.
var usualFreshness = sync.OnceValue(func() *freshnesses {
	f := &freshnesses{halfLife: Default().VerifiedHalfLife}
	for days := range f.after {
		f.after[days] = fresh(days, f.halfLife)
	}
	return f
})

type freshnesses struct {
	halfLife time.Duration
	after    [2048]float64
}

func (f *freshnesses) of(days int, halfLife time.Duration) float64 {
	if halfLife == f.halfLife && days < len(f.after) {
		return f.after[days]
	}
	return fresh(days, halfLife)
}

func (j *judge) verificationReason(c *candidate, found finding) bilingual.Text {
	if found.code == "verified_never" {
		return bilingual.Text{En: "Never verified with the provider", Fr: "Jamais vérifié auprès de l’organisme"}
	}
	return bilingual.Textf("Last verified with the provider: %s", "Dernière vérification auprès de l’organisme\u00a0: %s", verifiedInWords(c.facts))
}

// verifiedInWords names the month alone before the public, as their listing does.
func verifiedInWords(f *index.Facts) bilingual.Text {
	if f.Staff {
		return dayInWords(f.Verified)
	}
	return monthInWords(f.Verified)
}

// halved is 2 to the power of -n: what is left after n half-lives.
func halved(n float64) float64 { return math.Exp2(-n) }

// joined puts sentences one after another, parted by semicolons.
func joined(parts []bilingual.Text) bilingual.Text {
	var all bilingual.Text
	for i, p := range parts {
		if i > 0 {
			all.En, all.Fr = all.En+"; ", all.Fr+"; "
		}
		all.En, all.Fr = all.En+p.En, all.Fr+p.Fr
	}
	return all
}
