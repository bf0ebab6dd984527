// Package data holds the nouns of the directory: HSDS 3.1's, the terms that
// describe services in two languages, and Listing, what one audience may see of
// one service at one location.
//
// It owns words and shapes, and the small rules that belong to a word (which
// visibility is the narrower one, what an unknown answer is). It does not own
// the whole truth about an organization, sealed parts included: that is package
// data/record, which public code cannot import. Nothing here reads a file,
// opens a store or ranks.
//
// Begin with listing.go; then nouns.go, and terms.go for the vocabulary.
package data

import "github.com/relais-directory/relais/data/bilingual"

// Text is one thing said in English and French.
type Text = bilingual.Text

// ID names one thing of the directory: a lower-case UUID as HSDS asks for,
// drawn at random so that it tells nothing of what else the directory holds.
type ID string
