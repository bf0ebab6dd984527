package main

import (
	"testing"
	"time"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hours"
)

func TestClockSpeaksBothLanguages(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	en, fr := &app{lang: bilingual.En}, &app{lang: bilingual.Fr}
	if got := en.clock(at); got != "09:00" {
		t.Errorf("got %q", got)
	}
	for want, at := range map[string]time.Time{"9\u00a0h": at, "17\u00a0h\u00a030": at.Add(8*time.Hour + 30*time.Minute), "0\u00a0h\u00a005": at.Add(-9*time.Hour + 5*time.Minute)} {
		if got := fr.clock(at); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestOpeningsAreSaidInTheTimeOfThePlace(t *testing.T) {
	noon := time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC) // noon in Toronto, half past one in St. John's
	a := &app{lang: bilingual.En}
	for want, got := range map[string]string{
		"open until 12:00":           a.openNow(hours.Open, noon, time.Time{}, "America/Toronto"),
		"open until 13:30":           a.openNow(hours.Open, noon, time.Time{}, "America/St_Johns"),
		"open":                       a.openNow(hours.Open, time.Time{}, time.Time{}, "America/Toronto"),
		"closed, opens Sunday 12:00": a.openNow(hours.Closed, time.Time{}, noon, "America/Toronto"),
		"closed":                     a.openNow(hours.Closed, time.Time{}, noon, "no such zone"),
		"hours unknown: call":        a.openNow(hours.Unknown, time.Time{}, time.Time{}, ""),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestWrapKeepsSpacesThatMustNotBreak(t *testing.T) {
	if got, want := wrap("un deux\u00a0: trois", 8, "  "), "un\n  deux\u00a0:\n  trois"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
