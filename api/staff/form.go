package staff

import (
	"cmp"
	"html/template"
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

// Fold is choices of one kind: those that stand open, and those behind them.
type Fold struct {
	Open, Folded template.HTML
	Unfolded     bool
}

// Fold is the choices of one field.
func (s *Screen) Fold(name string) Fold {
	for _, f := range []struct {
		name          string
		kind          data.TermKind
		first, chosen []string
	}{
		{"population", data.TermPopulation, firstPopulations, s.Call.Populations},
		{"barrier", data.TermBarrier, firstBarriers, s.Call.Barriers},
		{"access", data.TermAccessibility, firstAccess, s.Call.Accessibility},
	} {
		if f.name == name {
			open, folded := s.pages.choices(f.kind, f.first, f.chosen, s.Lang)
			return Fold{s.pages.ticksOf(name, open, s.Lang), s.pages.ticksOf(name, folded, s.Lang), anyChosen(folded)}
		}
	}
	return Fold{}
}

// Kinds are the kinds of providers that may be asked for besides.
func (s *Screen) Kinds() template.HTML {
	_, others := s.pages.choices(data.TermProviderKind, []string{string(data.Direct)}, s.Call.Kinds, s.Lang)
	return s.pages.ticksOf("kind", others, s.Lang)
}

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
	if s.keys == nil {
		s.keys = keymap(s.View.Keys)
	}
	return s.keys[command]
}

// KeysJSON is what the script is told of keys.
func (s *Screen) KeysJSON() string { return keysJSON(s.View.Keys) }

// MayTrouble reports whether whoever asks may report trouble.
func (s *Screen) MayTrouble() bool { return s.may(Trouble) }

// MayRefer reports whether they may count a referral.
func (s *Screen) MayRefer() bool { return s.may(Refer) }

// IdleSeconds is how long the screen waits before it wipes itself.
func (s *Screen) IdleSeconds() int { return int(s.idle.Seconds()) }

// IdleMinutes is the same, to be said.
func (s *Screen) IdleMinutes() int { return int(s.idle.Minutes()) }
