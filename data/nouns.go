package data

import (
	"time"

	"github.com/relais-directory/relais/data/hours"
)

// ProviderKind says what part an organization plays for a caller. The ids are
// those of the terms of kind "provider_kind".
type ProviderKind string

// The provider kinds. A search looks at Direct alone unless others are named.
const (
	Direct          ProviderKind = "direct"
	Indirect        ProviderKind = "indirect"
	LawEnforcement  ProviderKind = "law_enforcement"
	ChildProtection ProviderKind = "child_protection"
	Government      ProviderKind = "government"
	Coalition       ProviderKind = "coalition"
)

// Status is HSDS's status of a service.
type Status string

// HSDS's statuses.
const (
	Active            Status = "active"
	Inactive          Status = "inactive"
	Defunct           Status = "defunct"
	TemporarilyClosed Status = "temporarily closed"
)

// IntakeState says whether a service takes new people, apart from whether it
// has room. The zero IntakeState is not known.
type IntakeState string

// The intake states.
const (
	IntakeUnknown      IntakeState = ""
	IntakeAccepting    IntakeState = "accepting"
	IntakeCrisisOnly   IntakeState = "crisis_only"
	IntakeNotAccepting IntakeState = "not_accepting"
)

// Intake is a service's intake state, until a date where one was given: the
// state holds through Until, and is unknown after it.
type Intake struct {
	State IntakeState `json:"state,omitempty"`
	Until hours.Date  `json:"until,omitzero"`
}

// Gender is a gender as a service's eligibility names it. A woman or a man is
// one whether cisgender or transgender.
type Gender string

// The genders that eligibility rules speak of.
const (
	Woman     Gender = "woman"
	Man       Gender = "man"
	NonBinary Gender = "non_binary"
)

// AgeRange is the ages that a service accepts, in years, both ends included.
// Stated false means that nobody has said; Stated with Min 0 and Max 0 means
// every age.
type AgeRange struct {
	Stated bool    `json:"stated"`
	Min    float64 `json:"min,omitempty"` // 0: from birth
	Max    float64 `json:"max,omitempty"` // 0: no upper limit
}

// Level says how a service serves a population.
type Level string

// The levels.
const (
	MadeFor  Level = "made_for" // designed for these people
	Welcomes Level = "welcomes" // says that it serves them
)

// PopulationServed is one population that a service says it serves.
type PopulationServed struct {
	Term  string `json:"term"`
	Level Level  `json:"level"`
}

// LanguageMode says how a language is spoken at a service.
type LanguageMode string

// The modes.
const (
	ByStaff       LanguageMode = "staff"
	ByInterpreter LanguageMode = "interpreter"
)

// LanguageOffered is one language at one service. Code is ISO 639-1 where there
// is one, else ISO 639-3, as in the terms of kind "language".
type LanguageOffered struct {
	Code string       `json:"code"`
	Mode LanguageMode `json:"mode"`
}

// Condition is the known answer to one question about access: for a barrier
// term such as "no-id", Yes means that none is asked for.
type Condition struct {
	Term   string `json:"term"`
	Answer Tri    `json:"answer"`
}

// Eligibility is whom a service accepts. The provider's own decision counts:
// nothing here promises that a person is taken in.
type Eligibility struct {
	Ages      AgeRange `json:"ages,omitzero"`
	Genders   []Gender `json:"genders,omitempty"`   // accepted; none means not known
	Exclusive []string `json:"exclusive,omitempty"` // population terms: only these are served; none means no such limit
	Notes     Text     `json:"notes,omitzero"`      // HSDS eligibility_description
}

// PhoneType is HSDS's kind of line.
type PhoneType string

// HSDS's phone types that the directory uses.
const (
	Voice     PhoneType = "voice"
	TextLine  PhoneType = "text"
	Fax       PhoneType = "fax"
	Textphone PhoneType = "textphone" // TTY
)

// Phone is one line. Number is E.164 ("+14165550123") where it could be read as
// a number, else as it was given.
type Phone struct {
	Number      string    `json:"number"`
	Extension   string    `json:"extension,omitempty"`
	Type        PhoneType `json:"type,omitempty"` // "" is a voice line
	Description Text      `json:"description,omitzero"`
	AllHours    bool      `json:"all_hours,omitempty"` // answered day and night
}

// Contact is a named person or desk inside an organization: for staff only.
type Contact struct {
	Name  string `json:"name,omitempty"`
	Title Text   `json:"title,omitzero"`
	Phone Phone  `json:"phone,omitzero"`
	Email string `json:"email,omitempty"`
}

// Address is HSDS's address. Province is a code such as "ON"; Country is ISO
// 3166-1 ("CA").
type Address struct {
	Line1      string `json:"address_1,omitempty"`
	Line2      string `json:"address_2,omitempty"`
	City       string `json:"city,omitempty"`
	Province   string `json:"state_province,omitempty"`
	PostalCode string `json:"postal_code,omitempty"`
	Country    string `json:"country,omitempty"`
}

// IsZero reports whether nothing of the address is known.
func (a Address) IsZero() bool { return a == Address{} }

// CapacityStatus says whether there is room (after HL7's SDOH Clinical Care
// capacity status value set).
type CapacityStatus string

// The capacity statuses.
const (
	CapacityUnknown    CapacityStatus = "unknown"
	HasCapacity        CapacityStatus = "capacity"
	Waitlist           CapacityStatus = "waitlist"
	NoCapacity         CapacityStatus = "no-capacity"
	AssessmentRequired CapacityStatus = "assessment-required"
)

// Capacity is what was last learned of the room at a service, in one unit.
type Capacity struct {
	Unit       string         `json:"unit"` // "bed", "room", "family-room", "appointment"
	Population string         `json:"population,omitempty"`
	Status     CapacityStatus `json:"status"`
	Available  *int           `json:"available,omitempty"`
	Maximum    *int           `json:"maximum,omitempty"`
	Updated    time.Time      `json:"updated"`
	By         string         `json:"by,omitempty"`  // who learned it
	How        string         `json:"how,omitempty"` // "call", "feed", "import"
}

// Verification is when somebody last confirmed with the provider that a record
// is true. Editing is not verifying.
type Verification struct {
	On  hours.Date `json:"on,omitzero"`
	By  string     `json:"by,omitempty"`
	How string     `json:"how,omitempty"`
}
