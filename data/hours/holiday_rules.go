package hours

import (
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

// holidayRule says where a holiday is kept, since when, and on which day.
type holidayRule struct {
	name  bilingual.Text
	day   yearly
	law   regions // where a statute names it for everybody
	many  regions // where many keep it by custom, or may choose it
	since int     // first year, 0 for as long as it matters
	until int     // last year, 0 for still
}

func (r *holidayRule) holds(where regions, year int) bool {
	return (r.law|r.many)&where != 0 && year >= r.since && (r.until == 0 || year <= r.until)
}

func (r *holidayRule) holiday(where regions, d Date) Holiday {
	return Holiday{Date: d, Name: r.name, Statutory: r.law&where != 0}
}

// yearly is a day of every year, within the month under which its rule stands.
type yearly struct {
	way     way
	n       int          // day of the month; which weekday; days after Easter Sunday
	weekday time.Weekday // for nth and before
}

type way int8

const (
	fixed  way = iota // on day n of the month
	nth               // on the n-th such weekday of the month
	before            // on the last such weekday before day n of the month
	easter            // n days after Easter Sunday, which falls from 22 March to 25 April
)

func (y yearly) in(year int, month time.Month) Date {
	switch y.way {
	case nth:
		first := Date{year, month, 1}
		first.Day += int(y.weekday-first.Weekday()+7)%7 + 7*(y.n-1)
		return first
	case before:
		eve := Date{year, month, y.n - 1}
		eve.Day -= int(eve.Weekday()-y.weekday+7) % 7
		return eve
	case easter:
		return easterSunday(year).AddDays(y.n)
	}
	return Date{year, month, y.n}
}

// isOn reports whether d, on this weekday and of the rule's month, is the day
// that in gives for its year; it spares the reckoning on the hot path.
func (y yearly) isOn(d Date, weekday time.Weekday) bool {
	switch y.way {
	case nth:
		return weekday == y.weekday && (d.Day-1)/7+1 == y.n
	case before:
		return weekday == y.weekday && y.n-7 <= d.Day && d.Day < y.n
	case easter:
		return easterSunday(d.Year).AddDays(y.n) == d
	}
	return d.Day == y.n
}

// easterSunday is the Sunday of Easter in the Gregorian calendar, by the
// computus known as Meeus/Jones/Butcher, valid for every Gregorian year.
func easterSunday(year int) Date {
	golden, century, inCentury := year%19, year/100, year%100
	correction := (century - (century+8)/25 + 1) / 3
	epact := (19*golden + century - century/4 - correction + 15) % 30
	sunday := (32 + 2*(century%4) + 2*(inCentury/4) - epact - inCentury%4) % 7
	late := (golden + 11*epact + 22*sunday) / 451
	days := epact + sunday - 7*late + 114
	return Date{year, time.Month(days / 31), days%31 + 1}
}

// easterMonth is where the days that follow Easter stand among the months.
const easterMonth time.Month = 0

// holidayRules are the public holidays of Canada by month; Holidays says from
// where.
var holidayRules = [time.December + 1][]holidayRule{
	easterMonth: {
		{name: bilingual.Text{En: "Good Friday", Fr: "Vendredi saint"},
			day: yearly{easter, -2, 0}, law: everywhere &^ qc, many: qc},
		{name: bilingual.Text{En: "Easter Monday", Fr: "lundi de Pâques"},
			day: yearly{easter, 1, 0}, many: qc},
	},
	time.January: {
		{name: bilingual.Text{En: "New Year’s Day", Fr: "jour de l’An"},
			day: yearly{fixed, 1, 0}, law: everywhere},
	},
	time.February: {
		{name: bilingual.Text{En: "Family Day", Fr: "jour de la Famille"},
			day: yearly{nth, 3, time.Monday}, law: ab, since: 1990},
		{name: bilingual.Text{En: "Family Day", Fr: "jour de la Famille"},
			day: yearly{nth, 3, time.Monday}, law: sk, since: 2007},
		{name: bilingual.Text{En: "Family Day", Fr: "jour de la Famille"},
			day: yearly{nth, 3, time.Monday}, law: on, since: 2008},
		{name: bilingual.Text{En: "Family Day", Fr: "jour de la Famille"},
			day: yearly{nth, 2, time.Monday}, law: bc, since: 2013, until: 2018},
		{name: bilingual.Text{En: "Family Day", Fr: "jour de la Famille"},
			day: yearly{nth, 3, time.Monday}, law: bc, since: 2019},
		{name: bilingual.Text{En: "Family Day", Fr: "jour de la Famille"},
			day: yearly{nth, 3, time.Monday}, law: nb, since: 2018},
		{name: bilingual.Text{En: "Louis Riel Day", Fr: "journée Louis-Riel"},
			day: yearly{nth, 3, time.Monday}, law: mb, since: 2008},
		{name: bilingual.Text{En: "Islander Day", Fr: "jour des Insulaires"},
			day: yearly{nth, 3, time.Monday}, law: pe, since: 2010},
		{name: bilingual.Text{En: "Heritage Day", Fr: "jour du Patrimoine"},
			day: yearly{nth, 3, time.Monday}, law: ns, since: 2015},
	},
	time.May: {
		{name: bilingual.Text{En: "Victoria Day", Fr: "fête de la Reine"},
			day: yearly{before, 25, time.Monday}, law: ab | bc | mb | nt | nu | on | sk | yt | ca, many: nb | nl | ns | pe},
		{name: bilingual.Text{En: "National Patriots’ Day", Fr: "Journée nationale des patriotes"},
			day: yearly{before, 25, time.Monday}, law: qc, since: 2003},
	},
	time.June: {
		{name: bilingual.Text{En: "National Indigenous Peoples Day", Fr: "Journée nationale des peuples autochtones"},
			day: yearly{fixed, 21, 0}, law: nt, since: 2001},
		{name: bilingual.Text{En: "National Indigenous Peoples Day", Fr: "Journée nationale des peuples autochtones"},
			day: yearly{fixed, 21, 0}, law: yt, since: 2017},
		{name: bilingual.Text{En: "Saint-Jean-Baptiste Day, Québec’s National Holiday", Fr: "Saint-Jean-Baptiste, fête nationale du Québec"},
			day: yearly{fixed, 24, 0}, law: qc},
	},
	time.July: {
		{name: bilingual.Text{En: "Canada Day", Fr: "fête du Canada"},
			day: yearly{fixed, 1, 0}, law: everywhere &^ nl},
		{name: bilingual.Text{En: "Memorial Day and Canada Day", Fr: "jour commémoratif et fête du Canada"},
			day: yearly{fixed, 1, 0}, law: nl},
		{name: bilingual.Text{En: "Nunavut Day", Fr: "jour du Nunavut"},
			day: yearly{fixed, 9, 0}, law: nu, since: 2020},
	},
	time.August: {
		{name: bilingual.Text{En: "Civic Holiday", Fr: "congé civique"},
			day: yearly{nth, 1, time.Monday}, law: nt | nu, many: on},
		{name: bilingual.Text{En: "British Columbia Day", Fr: "jour de la Colombie-Britannique"},
			day: yearly{nth, 1, time.Monday}, law: bc},
		{name: bilingual.Text{En: "New Brunswick Day", Fr: "fête du Nouveau-Brunswick"},
			day: yearly{nth, 1, time.Monday}, law: nb},
		{name: bilingual.Text{En: "Saskatchewan Day", Fr: "fête de la Saskatchewan"},
			day: yearly{nth, 1, time.Monday}, law: sk},
		{name: bilingual.Text{En: "Heritage Day", Fr: "jour du Patrimoine"},
			day: yearly{nth, 1, time.Monday}, many: ab},
		{name: bilingual.Text{En: "Terry Fox Day", Fr: "journée Terry-Fox"},
			day: yearly{nth, 1, time.Monday}, many: mb},
		{name: bilingual.Text{En: "Natal Day", Fr: "jour de la Fondation"},
			day: yearly{nth, 1, time.Monday}, many: ns},
		{name: bilingual.Text{En: "Gold Cup Parade Day", Fr: "jour du défilé de la Gold Cup"},
			day: yearly{nth, 3, time.Friday}, many: pe},
		{name: bilingual.Text{En: "Discovery Day", Fr: "jour de la Découverte"},
			day: yearly{nth, 3, time.Monday}, law: yt},
	},
	time.September: {
		{name: bilingual.Text{En: "Labour Day", Fr: "fête du Travail"},
			day: yearly{nth, 1, time.Monday}, law: everywhere},
		{name: reconciliation,
			day: yearly{fixed, 30, 0}, law: ca, since: 2021},
		{name: reconciliation,
			day: yearly{fixed, 30, 0}, law: nt | nu | pe, many: nb, since: 2022},
		{name: reconciliation,
			day: yearly{fixed, 30, 0}, law: bc | yt, since: 2023},
		{name: bilingual.Text{En: "Orange Shirt Day and National Day for Truth and Reconciliation", Fr: "journée du chandail orange et Journée nationale de la vérité et de la réconciliation"},
			day: yearly{fixed, 30, 0}, law: mb, since: 2024},
	},
	time.October: {
		{name: bilingual.Text{En: "Thanksgiving", Fr: "Action de grâce"},
			day: yearly{nth, 2, time.Monday}, law: ab | bc | mb | nt | nu | on | qc | sk | yt | ca, many: nb | nl | ns | pe},
	},
	time.November: {
		{name: bilingual.Text{En: "Remembrance Day", Fr: "jour du Souvenir"},
			day: yearly{fixed, 11, 0}, law: everywhere &^ (on | qc)},
	},
	time.December: {
		{name: bilingual.Text{En: "Christmas Day", Fr: "jour de Noël"},
			day: yearly{fixed, 25, 0}, law: everywhere},
		{name: bilingual.Text{En: "Boxing Day", Fr: "lendemain de Noël"},
			day: yearly{fixed, 26, 0}, law: on | ca, many: everywhere &^ (on | ca)},
	},
}

var reconciliation = bilingual.Text{En: "National Day for Truth and Reconciliation", Fr: "Journée nationale de la vérité et de la réconciliation"}
