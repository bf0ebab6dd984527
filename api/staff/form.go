package staff

import (
	"cmp"
	"strconv"

	"github.com/relais-directory/relais/data"
)

// The template asks a screen for what stands in the form.

// Chips are the needs with a letter.
func (s *Screen) Chips() []Chip {
	first, _ := s.pages.chips(s.Call.Needs, s.counts, s.Lang)
	for i := range first {
		if s.View.Keys == keysOff {
			first[i].Key = ""
		}
	}
	return first
}

// Reach is how far the counts of the needs look; "" where there is no place to
// look from.
func (s *Screen) Reach() string {
	if !s.resolved || s.query.Origin.IsZero() {
		return ""
	}
	return kilometers(cmp.Or(s.query.MaxDistance, reach), s.Lang)
}

// OtherNeeds are the needs without one.
func (s *Screen) OtherNeeds() []Chip {
	_, others := s.pages.chips(s.Call.Needs, s.counts, s.Lang)
	return others
}

// OtherNeedsOpen reports whether one of those is ticked.
func (s *Screen) OtherNeedsOpen() bool {
	for _, c := range s.OtherNeeds() {
		if c.Chosen {
			return true
		}
	}
	return false
}

// Fold is choices of one kind: those that stand open, and those behind them.
type Fold struct {
	Name         string // of the fields
	Open, Folded []Choice
	Unfolded     bool
}

// Folds are populations, barriers and access.
func (s *Screen) Folds() []Fold {
	fold := func(name string, kind data.TermKind, first, chosen []string) Fold {
		open, folded := s.pages.choices(kind, first, chosen, s.Lang)
		return Fold{name, open, folded, anyChosen(folded)}
	}
	return []Fold{
		fold("population", data.TermPopulation, firstPopulations, s.Call.Populations),
		fold("barrier", data.TermBarrier, firstBarriers, s.Call.Barriers),
		fold("access", data.TermAccessibility, firstAccess, s.Call.Accessibility),
	}
}

// Kinds are the kinds of providers that may be asked for besides.
func (s *Screen) Kinds() []Choice { return s.pages.kindChoices(s.Call.Kinds, s.Lang) }

// Urgencies are the answers to "how soon".
func (s *Screen) Urgencies() []Choice {
	var all []Choice
	for _, u := range urgencies {
		all = append(all, Choice{u.ID, say(s.Lang, "urgency."+u.ID), u.ID == s.Call.Urgency})
	}
	return all
}

// Genders are the genders that a service may speak of.
func (s *Screen) Genders() []Choice {
	all := []Choice{{"", say(s.Lang, "gender."), s.Call.Gender == ""}}
	for _, g := range []data.Gender{data.Woman, data.Man, data.NonBinary} {
		all = append(all, Choice{string(g), say(s.Lang, "gender."+string(g)), s.Call.Gender == string(g)})
	}
	return all
}

// TongueFields are the languages as they were typed, each with its number.
func (s *Screen) TongueFields() []Choice {
	var all []Choice
	for i, typed := range s.Call.Languages {
		all = append(all, Choice{ID: strconv.Itoa(i + 1), Label: typed})
	}
	return all
}

// More reports whether one of the wishes behind "more" is expressed.
func (s *Screen) More() bool {
	return s.Call.Units+s.Call.Words != "" || s.Call.NoRemote || s.Call.Away || len(s.Call.Kinds) > 0
}

// KeyOf is the key of a command as it is now, for the hint on its button; "" while
// keys are off.
func (s *Screen) KeyOf(command string) string {
	if s.View.Keys == keysOff {
		return ""
	}
	return keymap(s.View.Keys)[command]
}

// KeysJSON is what the script is told of keys.
func (s *Screen) KeysJSON() string { return keysJSON(s.View.Keys) }

// IdleSeconds is how long the screen waits before it wipes itself.
func (s *Screen) IdleSeconds() int { return int(s.idle.Seconds()) }

// IdleMinutes is the same, to be said.
func (s *Screen) IdleMinutes() int { return int(s.idle.Minutes()) }
