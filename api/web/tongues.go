package web

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Tongue is the way to the hotline and the page on safety and privacy in a further
// language: what info.html says, in as few words as somebody in danger has time for.
// The texts are in tongues.json. Each waits for review by people who speak the
// language, and its page says so until Reviewed names them.
//
// No Indigenous language is among them yet: those texts are for their speakers to
// write. The page on safety names the languages to ask for.
type Tongue struct {
	Code    string `json:"code"`            // as in the page's address and its lang
	Name    string `json:"name"`            // as its speakers write it
	Right   bool   `json:"right,omitempty"` // written from right to left
	Title   string `json:"title"`           // neutral: it stays in the browser's history
	Heading string `json:"heading"`

	Call   string `json:"call"`    // then comes the number
	Free   string `json:"free"`    // free, confidential, day and night, everywhere
	Speak  string `json:"speak"`   // how to get an interpreter
	NoName string `json:"no_name"` // no name need be given

	Endangered string `json:"endangered"` // heading: in danger now
	Danger     string `json:"danger"`     // 911
	Silent     string `json:"silent"`     // where there is no 911; who cannot speak
	Wait       string `json:"wait"`       // leaving and calling can wait until they are safe

	Seen    string `json:"seen"`    // heading: can somebody see this?
	Watched string `json:"watched"` // use another device
	Hidden  string `json:"hidden"`  // an app that tells somebody else; that to remove it warns them

	Exit    string `json:"exit"`    // on the button
	Leaving string `json:"leaving"` // heading: leaving quickly
	Leaves  string `json:"leaves"`  // what the button does, and does not
	Keys    string `json:"keys"`    // Esc or Shift three times
	Private string `json:"private"` // a private window
	History string `json:"history"` // how to take this site alone out of the history

	Calling string `json:"calling"` // heading: to call or write
	Calls   string `json:"calls"`   // the number stays in the phone
	Bill    string `json:"bill"`    // so does a text; a bill lists calls
	Child   string `json:"child"`   // who may have to tell child protection; that one may ask first

	Keeping  string `json:"keeping"`  // heading: what this site keeps
	Kept     string `json:"kept"`     // nothing
	Asked    string `json:"asked"`    // no account, no cookie, three characters, no location
	Provider string `json:"provider"` // what the network sees
	Police   string `json:"police"`   // the police are not told

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
