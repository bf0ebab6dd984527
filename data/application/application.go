// Package application is what an organization says of itself when it asks to be
// listed: the form, the criteria of inclusion, and what is wrong with a form.
//
// It owns no page, no store and no record. The public page fills the form in, the
// command line reads it from a file, and the engine keeps it: all three hold it to
// Check.
//
// Begin with Form, then Criteria and Check.
package application

import (
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// Path says by which way an organization asks to be listed.
type Path string

// The paths. Police come by one of their own: what they bring is a list of named
// officers, which no public form takes.
const (
	Provider       Path = "provider"
	LawEnforcement Path = "law_enforcement"
)

// Form is what an organization says of itself when it asks to be listed. It asks
// for no street address: a form is no place for one that must stay secret.
type Form struct {
	Path         Path              `json:"path"`
	Name         data.Text         `json:"name"`
	Description  data.Text         `json:"description,omitzero"`
	Kind         data.ProviderKind `json:"kind"`
	Home         geo.Province      `json:"home"` // "" for one that works throughout Canada
	City         string            `json:"city,omitempty"`
	Confidential bool              `json:"confidential"` // where it is must stay secret
	Needs        []string          `json:"needs,omitempty"`
	Populations  []string          `json:"populations,omitempty"`
	Languages    []string          `json:"languages,omitempty"` // that its staff speak
	Eligibility  data.Text         `json:"eligibility,omitzero"`
	Phone        string            `json:"phone,omitempty"`
	Email        string            `json:"email,omitempty"`
	URL          string            `json:"url,omitempty"`
	Jurisdiction string            `json:"jurisdiction,omitempty"` // of police, in their own words
	Answers      []Answer          `json:"answers"`
	Contact      data.Contact      `json:"contact"` // whom the directory writes to; never shown without a reason
}

// Answer is what the organization says of one criterion of inclusion.
type Answer struct {
	Criterion string   `json:"criterion"`
	Meets     data.Tri `json:"meets"`
	Words     string   `json:"words,omitempty"` // how it meets it
}
