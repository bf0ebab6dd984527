package web

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Tongue is the way to the hotline, and the little that makes it safer, in a
// further language. The texts are in tongues.json. Each waits for review by
// people who speak the language, and its page says so until Reviewed names them.
//
// No Indigenous language is among them yet: those texts are for their speakers to
// write. The page on safety names the languages to ask for.
type Tongue struct {
	Code     string `json:"code"`            // as in the page's address and its lang
	Name     string `json:"name"`            // as its speakers write it
	Right    bool   `json:"right,omitempty"` // written from right to left
	Title    string `json:"title"`           // neutral: it stays in the browser's history
	Heading  string `json:"heading"`
	Call     string `json:"call"` // then comes the number
	Free     string `json:"free"`
	Speak    string `json:"speak"` // how to get an interpreter
	NoName   string `json:"no_name"`
	Danger   string `json:"danger"`
	Watched  string `json:"watched"`
	Exit     string `json:"exit"`     // on the button
	Leaves   string `json:"leaves"`   // what the button does, and does not
	Calls    string `json:"calls"`    // the number stays in the phone
	Kept     string `json:"kept"`     // what this site keeps
	Search   string `json:"search"`   // search in the two official languages
	Draft    string `json:"draft"`    // that the translation waits for review
	Reviewed string `json:"reviewed"` // by whom and when; "" until then
}

// readTongues reads the embedded table.
func readTongues() ([]Tongue, error) {
	raw, err := files.ReadFile("tongues.json")
	if err != nil {
		return nil, err
	}
	var all []Tongue
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&all); err != nil {
		return nil, fmt.Errorf("further languages: %w", err)
	}
	return all, nil
}
