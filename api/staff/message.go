package staff

import (
	"strings"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/web"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// Message is what may be sent or read aloud of the services chosen. A message may
// be read by whoever else has the phone: it names nothing that says what the
// number is for, and it is not shown before somebody has asked whether it is safe
// to send it.
type Message struct {
	Safe     string // "", "yes" or "no"
	For      []string
	Left     []string // services of which nothing may be written
	Drafts   []Draft
	MayName  bool // every one of them may be named
	Named    bool
	Anything bool // there is something to send
}

// Draft is a message in one language, with its size.
type Draft struct {
	Lang bilingual.Lang
	Name string
	Text string
	Size
	Narrow *Draft // the same without accents, where these make it longer
}

func (c *Console) addMessage(s *Screen) {
	m := &Message{Safe: s.View.Safe, MayName: true}
	var listings []*data.Listing[data.Staff]
	for _, id := range s.View.chosen() {
		l, err := relais.Find[data.Staff](c.engine, id)
		if err != nil {
			continue // it was taken out of the directory meanwhile
		}
		name := l.Service.Name.In(s.Lang) + ", " + l.Organization.Name.In(s.Lang)
		if len(writable(l)) == 0 {
			m.Left = append(m.Left, name)
			continue
		}
		m.For, listings = append(m.For, name), append(listings, l)
		m.MayName = m.MayName && nameable(l)
	}
	if len(m.For)+len(m.Left) == 0 {
		s.Panel.Missing = say(s.Lang, "panel.empty")
		return
	}
	m.Anything = len(listings) > 0
	m.Named = s.View.Named && m.MayName
	for _, lang := range []bilingual.Lang{s.Lang, other(s.Lang)} {
		if m.Anything {
			m.Drafts = append(m.Drafts, c.draft(listings, lang, m.Named))
		}
	}
	s.Panel.Message = m
}

func (c *Console) draft(listings []*data.Listing[data.Staff], lang bilingual.Lang, named bool) Draft {
	d := Draft{Lang: lang, Name: say(lang, "message.in"), Text: c.text(listings, lang, named)}
	d.Size = sizeOf(d.Text)
	if !d.Wide {
		return d
	}
	plain := narrow(d.Text)
	if size := sizeOf(plain); !size.Wide {
		d.Narrow = &Draft{Lang: lang, Text: plain, Size: size}
	}
	return d
}

// text is the message itself: a number, when it answers, and whom to ask for.
func (c *Console) text(listings []*data.Listing[data.Staff], lang bilingual.Lang, named bool) string {
	s := web.NewSpeech(c.engine.Terms(), lang)
	var parts []string
	for _, l := range listings {
		parts = append(parts, sentenceOf(l, s, lang, named))
	}
	return strings.Join(parts, "\n")
}

// longestWeek is how many characters of opening hours a message has room for.
const longestWeek = 90

func sentenceOf(l *data.Listing[data.Staff], s web.Speech, lang bilingual.Lang, named bool) string {
	line := first(writable(l))
	said := say(lang, "message.call", s.Line(line).Display)
	if line.Type == data.TextLine {
		said = say(lang, "message.text", s.Line(line).Display)
	}
	if named {
		said = l.Organization.Name.In(lang) + ". " + said
	}
	switch week := s.Week(l.Hours); {
	case line.AllHours || l.Hours.Always:
		said += " " + say(lang, "message.always")
	case week != "" && len([]rune(week)) <= longestWeek:
		said += " " + sentence(week)
	}
	return plainSpaces.Replace(said + " " + say(lang, "message.intake"))
}

// plainSpaces turns spaces that must not break into those that a phone can send.
var plainSpaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'")

// first is the line to call first: a voice where there is one.
func first(lines []data.Phone) data.Phone {
	for _, p := range lines {
		if p.Type == data.Voice || p.Type == "" {
			return p
		}
	}
	return lines[0]
}
