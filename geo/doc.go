// Package geo knows where things are: points and distances, H3 cells, the
// provinces and territories, postal areas, places and time zones of Canada, and how
// to draw them on a flat map.
//
// It owns the reference tables (folder tables, embedded) and every reading of a
// place that a person typed. It knows nothing of services or callers, it stores
// nothing, and it asks no network. It is the only package that imports h3-go
// and orb, and its Distance is the only distance of the project.
//
// Two things hold throughout. A full postal code is cut to its first three
// characters before anything else sees it, but for staff where the operator has
// loaded full codes: PostalFull alone looks at them. And nothing is guessed in silence: a
// name with several meanings is a Problem with choices, and whatever was
// repaired or assumed stands in Origin.Notes.
//
// Begin with Point and Origin, then Gazetteer: Load, Postal, Place, At.
package geo
