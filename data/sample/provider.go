package sample

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// draft is one record while it is being made.
type draft struct {
	*builder
	seat
	record    *record.Record
	parts     record.Parts // sealed when the record is done
	exposure  record.Exposure
	setting   setting
	word      word // "" unless the organization is Indigenous-led
	zone      string
	line      record.Phone // the first number to call
	domain    string
	people    string // population term that most services are made for; "" for everybody
	languages []data.LanguageOffered
	manners   []manner  // not used yet by this organization
	claims    []string  // what its description says of access
	offices   []data.ID // locations that are not confidential
	house     data.ID   // the confidential location
}

// provider makes one service provider with n services.
func (b *builder) provider(s seat, n int) {
	d := b.begin(s)
	needs := d.needs(n)
	confidential := d.confidential(needs)
	d.exposure = d.expose(confidential)
	d.organize(!confidential)
	d.languages = d.spoken()
	d.settle(needs, confidential)
	for _, need := range needs {
		d.service(need)
	}
	d.confide()
	d.finish()
}

// lead makes the organization Indigenous-led, named by a word of a language of
// the province.
func (d *draft) lead() {
	d.word = pick(d.dice, d.texts.wordsOf(d.home))
	d.setting.word = d.word.word
}

// rename draws other words to make a name of.
func (d *draft) rename() {
	d.setting.name = pick(d.dice, d.texts.proper)
	if d.word.word != "" {
		d.lead()
	}
}

func (b *builder) begin(s seat) *draft {
	d := &draft{builder: b, seat: s, record: &record.Record{Demo: true}}
	d.zone = b.zoneOf(s)
	d.manners = d.suited(some(b.dice, len(b.texts.manners), b.texts.manners))
	d.people = d.populationOf(s.profile)
	d.setting = setting{name: pick(b.dice, b.texts.proper), town: s.town.name, province: s.home}
	if s.profile.name == "indigenous" {
		d.lead()
	}
	return d
}

// needs draws n needs of the profile. One that was drawn comes again only if it
// weighs much, such as shelter for others or counselling in a second form.
func (d *draft) needs(n int) []string {
	var needs []string
	left := d.profile.needs.clone()
	for range n {
		if len(left.terms) == 0 {
			left = d.profile.needs.clone()
		}
		i := d.dice.weighted(left.weights)
		needs = append(needs, left.terms[i])
		left.weights[i] /= 4
		if left.weights[i] == 0 {
			left.terms, left.weights = slices.Delete(left.terms, i, i+1), slices.Delete(left.weights, i, i+1)
		}
	}
	return needs
}

// organize names and describes the organization. The name and the words of one
// that keeps its place secret do not tell the town.
func (d *draft) organize(tellTown bool) {
	name, about := d.identity(tellTown)
	how, claim := d.manner(func(string) bool { return false })
	d.claims = append(d.claims, claim)
	d.domain = domain(name.En)
	d.line = d.publicLine("Intake line")
	d.record.Organization = record.Organization{
		ID:          d.id(),
		Name:        data.Text{En: name.En + " (demo)", Fr: name.Fr + " (démo)"},
		Description: join(about, how),
		Kind:        d.profile.kind,
		Home:        d.home,
		Country:     d.country,
		Phones:      d.lines(),
		Exposure:    d.exposure,
		Verified:    d.verification(),
	}
	if d.dice.chance(80) {
		d.record.Organization.URL = "https://" + d.domain + "/"
	}
	if d.dice.chance(70) {
		d.record.Organization.Email = "info@" + d.domain
	}
}

// identity draws a name that no organization has yet, and a description.
func (d *draft) identity(tellTown bool) (name, about data.Text) {
	for range 60 {
		name = d.setting.fill(pick(d.dice, withTown(d.texts.names[d.profile.name], tellTown)))
		if !d.names[name.En] {
			break
		}
		d.rename()
	}
	if proper := d.setting.name; d.names[name.En] {
		name = data.Text{En: proper.En + " " + name.En, Fr: name.Fr + " " + capital(proper.Fr)}
	}
	d.names[name.En] = true
	about = d.setting.fill(pick(d.dice, withTown(d.texts.abouts[d.profile.name], tellTown)))
	return d.asUsed(name), about
}

// asUsed gives some organizations one name for both languages, as many have.
func (d *draft) asUsed(name data.Text) data.Text {
	switch {
	case d.home == geo.Quebec && d.dice.chance(45):
		return bilingual.Same(name.Fr)
	case d.home != geo.Quebec && d.home != geo.NewBrunswick && d.home != "" && d.dice.chance(30):
		return bilingual.Same(name.En)
	}
	return name
}

func withTown(from []data.Text, tell bool) []data.Text {
	if tell {
		return from
	}
	return slices.DeleteFunc(slices.Clone(from), func(t data.Text) bool { return namesTown(t) })
}

// suited keeps the sentences that this organization could say of itself.
func (d *draft) suited(manners []manner) []manner {
	return slices.DeleteFunc(manners, func(m manner) bool {
		return d.profile.kind != data.Direct && !m.desk || d.profile.name == "indigenous" && m.claim == "partners"
	})
}

// manner takes the next sentence on how the organization works whose claim is
// not refused, and says what it claims.
func (d *draft) manner(refused func(claim string) bool) (data.Text, string) {
	i := slices.IndexFunc(d.manners, func(m manner) bool { return !refused(m.claim) })
	if i < 0 {
		return data.Text{}, ""
	}
	next := d.manners[i]
	d.manners = slices.Delete(d.manners, i, i+1)
	return next.text, next.claim
}

// finish seals what is confidential and adds the record to the directory.
func (d *draft) finish() {
	d.record.Sealed = record.Seal(d.parts)
	d.keep(d.record)
}
