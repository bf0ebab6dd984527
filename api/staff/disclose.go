package staff

import (
	"slices"

	"github.com/relais-directory/relais/data"
)

// What may be said of a service, and to whom, follows from what its owner agreed
// to. It is decided here, and nowhere else in the console.

// sealedSite reports whether the place of a service is confidential.
func sealedSite(l *data.Listing[data.Staff]) bool {
	return slices.Contains(l.Inside.Sealed, "address")
}

// nameable reports whether the name of a service may stand in something that is
// sent, copied or printed: its owner agreed to be public, and no site is sealed.
func nameable(l *data.Listing[data.Staff]) bool {
	return l.Inside.Visibility == data.Open && !sealedSite(l)
}

// writable are the lines that may stand in something that is sent or printed:
// those of a service that the public may know of. A service for staff alone is
// connected to, never written down.
func writable(l *data.Listing[data.Staff]) []data.Phone {
	if l.Inside.Visibility == data.Internal {
		return nil
	}
	return l.Phones
}

// mayTell says what may be told to the person on the line.
func (s *Screen) mayTell(l *data.Listing[data.Staff]) []string {
	var keys []string
	switch l.Inside.Visibility {
	case data.Open:
		keys = append(keys, "may.public")
	case data.Limited:
		keys = append(keys, "may.limited")
	default:
		keys = append(keys, "may.internal")
	}
	if l.Inside.Visibility == data.Open && !sealedSite(l) && l.Address.Line1 != "" {
		keys = append(keys, "may.address")
	}
	return s.sayAll(append(keys, "may.needs"))
}

// mayNotTell says what may not be told to anybody.
func (s *Screen) mayNotTell(l *data.Listing[data.Staff]) []string {
	var keys []string
	if sealedSite(l) {
		keys = append(keys, "maynot.place")
	} else if l.Inside.Visibility != data.Open {
		keys = append(keys, "maynot.location")
	}
	if l.Inside.Visibility == data.Internal {
		keys = append(keys, "maynot.written")
	}
	if len(l.Inside.Lines) > 0 {
		keys = append(keys, "maynot.lines")
	}
	return s.sayAll(append(keys, "maynot.inside", "maynot.person"))
}

// steps are those of a transfer, in order.
func (s *Screen) steps(l *data.Listing[data.Staff]) []string {
	keys := []string{"step.consent"}
	if len(l.Inside.Lines) > 0 {
		keys = append(keys, "step.line.inside")
	} else if len(l.Phones) > 0 {
		keys = append(keys, "step.line")
	} else {
		keys = append(keys, "step.no_line")
	}
	return s.sayAll(append(keys, "step.ask", "step.join", "step.fallback"))
}

func (s *Screen) sayAll(keys []string) []string {
	var said []string
	for _, key := range keys {
		said = append(said, say(s.Lang, key))
	}
	return said
}
