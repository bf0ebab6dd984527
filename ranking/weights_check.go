package ranking

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
)

// number is one number of Weights: its key in the operator's file, where it is
// kept, and what it may be.
type number struct {
	key    string
	value  *float64       // nil for a length of time
	length *time.Duration // nil for any other
	unit   time.Duration  // in which the file gives length
	most   float64        // the largest that is accepted; the least is 0
	zero   bool           // 0 is accepted
}

const (
	mostWeight   = 1000
	mostMeters   = 20_000_000 // half way around the earth
	mostHalfLife = 100_000    // of its unit; hours of it are eleven years
)

// numbers is the table of every number in w.
func (w *Weights) numbers() []number {
	var all []number
	weight := func(key string, v *float64) {
		all = append(all, number{key: "weight." + key, value: v, most: mostWeight, zero: true})
	}
	share := func(key string, v *float64) {
		all = append(all, number{key: key, value: v, most: 1, zero: true})
	}
	meters := func(key string, v *float64) { all = append(all, number{key: key, value: v, most: mostMeters}) }
	halfLife := func(key string, v *time.Duration, unit time.Duration) {
		all = append(all, number{key: key, length: v, unit: unit, most: mostHalfLife})
	}
	tri := func(key string, v *TriValues) {
		share(key+".yes", &v.Yes)
		share(key+".unknown", &v.Unknown)
		share(key+".no", &v.No)
	}
	share("admission.belonging_unknown", &w.BelongingUnknown)
	share("admission.intake_unknown", &w.IntakeUnknown)
	share("admission.crisis_only", &w.CrisisOnly)
	share("admission.full_now", &w.FullNow)

	weight("need", &w.Need)
	weight("language", &w.Language)
	weight("population", &w.Population)
	weight("capacity", &w.Capacity)
	weight("open", &w.Open)
	weight("access", &w.Access)
	weight("region", &w.Region)
	weight("specialized", &w.Specialized)
	weight("verification", &w.Verified)
	weight("text", &w.Text)

	share("proximity.travel", &w.TravelProximity)
	share("proximity.remote", &w.RemoteProximity)
	share("proximity.wide", &w.WideProximity)
	meters("proximity.wide_radius_m", (*float64)(&w.WideRadius))

	meters("region.own_m", (*float64)(&w.OwnRegion))
	meters("region.half_distance_m", (*float64)(&w.AwayHalfDistance))
	tri("region", &w.Away)

	share("language.staff", &w.StaffSpeaks)
	share("language.interpreter", &w.Interpreter)
	share("language.any_interpreter", &w.AnyInterpreter)
	share("language.unknown", &w.LanguageUnknown)
	share("language.none", &w.LanguageNone)
	share("language.next", &w.NextLanguage)

	share("population.made_for", &w.MadeFor)
	share("population.welcomes", &w.Welcomes)
	share("population.made_for_some", &w.MadeForSome)
	share("population.general", &w.General)
	share("population.made_for_others", &w.MadeForOthers)

	tri("open", &w.Opening)
	tri("access", &w.Accessible)
	tri("specialized", &w.Specialization)

	share("capacity.room", &w.Room)
	share("capacity.assessment", &w.Assessment)
	share("capacity.unknown", &w.RoomUnknown)
	share("capacity.waiting", &w.Waiting)
	share("capacity.none", &w.NoRoom)
	halfLife("capacity.bed_half_life_h", &w.BedHalfLife, time.Hour)
	halfLife("capacity.room_half_life_h", &w.RoomHalfLife, time.Hour)
	halfLife("capacity.family_room_half_life_h", &w.FamilyRoomHalfLife, time.Hour)
	halfLife("capacity.appointment_half_life_h", &w.AppointmentHalfLife, time.Hour)
	halfLife("capacity.other_half_life_h", &w.OtherHalfLife, time.Hour)
	share("capacity.trusted", &w.CapacityTrusted)
	share("capacity.forgotten", &w.CapacityForgotten)

	halfLife("verification.half_life_d", &w.VerifiedHalfLife, 24*time.Hour)
	share("verification.never", &w.NeverVerified)

	share("text.name", &w.WordInName)
	share("text.term", &w.WordInTerm)
	share("text.description", &w.WordInDescription)
	share("text.begins", &w.WordBegins)
	share("text.slip", &w.WordSlip)
	return all
}

// get is the number in the unit of the file.
func (n number) get() float64 {
	if n.length != nil {
		return float64(*n.length) / float64(n.unit)
	}
	return *n.value
}

// set keeps v, which check has accepted, and gives everything to Validate that
// it has not.
func (n number) set(v float64) {
	if n.length == nil {
		*n.value = v
		return
	}
	*n.length = 0 // refused by check, as v is
	if v > 0 && v <= n.most {
		*n.length = time.Duration(math.Round(v * float64(n.unit)))
	}
}

func (n number) check() error {
	v := n.get()
	if v >= 0 && v <= n.most && (v > 0 || n.zero) {
		return nil
	}
	least := bilingual.Text{En: "more than 0", Fr: "de plus de 0"}
	if n.zero {
		least = bilingual.Text{En: "at least 0", Fr: "d’au moins 0"}
	}
	return weightProblem("weights_out_of_range", n.key,
		bilingual.Textf("a number of the weights is out of range", "un nombre des poids est hors limites"),
		bilingual.Textf("It is %s and at most %v.", "Il est %s et d’au plus %v.", least, n.most))
}

// Validate reports everything that would make a score leave [0,1] or lose its
// meaning, each as a bilingual.Problem that names the key: weights lie between 0
// and 1000, values in [0,1], and an unknown stands between a no and a yes.
func (w Weights) Validate() error {
	var faults []error
	for _, n := range w.numbers() {
		faults = append(faults, n.check())
	}
	return errors.Join(append(faults, w.checkMean(), w.checkOrder())...)
}

func (w *Weights) checkMean() error {
	if w.Specialized+w.Verified > 0 {
		return nil
	}
	return weightProblem("weights_without_mean", "weight.specialized, weight.verification",
		bilingual.Text{En: "specialization and verification both weigh nothing: a search without wishes would have no mean", Fr: "la spécialisation et la vérification ne pèsent rien\u00a0: une recherche sans souhait n’aurait pas de moyenne"},
		bilingual.Text{En: "Give one of them some weight.", Fr: "Donnez du poids à l’une des deux."})
}

// orders are the values that stand from the best to the worst.
func orders() [][]string {
	return [][]string{
		{"admission.intake_unknown", "admission.crisis_only"},
		{"region.yes", "region.unknown", "region.no"},
		{"open.yes", "open.unknown", "open.no"},
		{"access.yes", "access.unknown", "access.no"},
		{"specialized.yes", "specialized.unknown", "specialized.no"},
		{"language.staff", "language.interpreter", "language.any_interpreter", "language.unknown", "language.none"},
		{"population.made_for", "population.welcomes", "population.made_for_some", "population.general", "population.made_for_others"},
		{"capacity.room", "capacity.assessment", "capacity.waiting", "capacity.none"},
		{"capacity.room", "capacity.unknown", "capacity.none"},
		{"capacity.trusted", "capacity.forgotten"},
		{"text.name", "text.term", "text.description"},
		{"text.begins", "text.slip"},
	}
}

func (w *Weights) checkOrder() error {
	values := map[string]float64{}
	for _, n := range w.numbers() {
		values[n.key] = n.get()
	}
	var faults []error
	for _, order := range orders() {
		for i := range order[1:] {
			if !(values[order[i]] >= values[order[i+1]]) {
				faults = append(faults, outOfOrder(order))
				break
			}
		}
	}
	return errors.Join(faults...)
}

func outOfOrder(order []string) error {
	return weightProblem("weights_out_of_order", strings.Join(order, " ≥ "),
		bilingual.Text{En: "values of the weights are not in order from the best to the worst", Fr: "des valeurs des poids ne sont pas dans l’ordre, de la meilleure à la pire"},
		bilingual.Text{En: "What is not known counts no more than a yes and no less than a no.", Fr: "Ce qu’on ne sait pas ne compte ni plus qu’un oui ni moins qu’un non."})
}

func weightProblem(code, key string, message, hint bilingual.Text) error {
	return &bilingual.Problem{Kind: bilingual.Invalid, Code: code, Read: key, Message: message, Hint: hint}
}

// Changed names the numbers of w that are not the default ones, each as
// "key = value" in the order of the table.
func (w Weights) Changed() []string {
	standard := Default()
	before := standard.numbers()
	var changed []string
	for i, n := range w.numbers() {
		if n.get() != before[i].get() {
			changed = append(changed, fmt.Sprintf("%s = %v", n.key, n.get()))
		}
	}
	return changed
}
