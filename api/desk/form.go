package desk

// reasonField is the field that says why, as its template is given it.
type reasonField struct {
	ID, Label, Value string
	Needed, Wrong    bool
}

// Reason is that field in a form of the page. The first one of a page is where a
// fault leads; suffix tells others apart.
func (p Page) Reason(suffix, label, value string, needed bool) reasonField {
	if p.Typed.Has("reason") && p.sent(suffix) {
		value = p.Typed.Get("reason")
	}
	return reasonField{ID: "reason" + suffix, Label: label, Value: value, Needed: needed, Wrong: p.Wrong("reason") && p.sent(suffix)}
}

// sent reports whether it was this form of the page that was refused: the forms of
// a page are told apart by what they do.
func (p Page) sent(suffix string) bool {
	return suffix == "" || "-"+p.Typed.Get("deed") == suffix
}

// howField is the choice of how somebody was asked, likewise.
type howField struct {
	ID, Value string
	Wrong     bool
}

// Ways are how somebody may be asked.
func (howField) Ways() []string { return []string{"phone", "email", "visit"} }

// How is that choice in a form of the page.
func (p Page) How(suffix string) howField {
	f := howField{ID: "how" + suffix}
	if p.sent(suffix) {
		f.Value, f.Wrong = p.Typed.Get("how"), p.Wrong("how")
	}
	return f
}
