package quality

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/hours"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/geo"
)

// provider is one organization as the files write it: lists are words between
// commas, and a text in two languages has " | " between them.
type provider struct {
	Name    string // "English (demo) | Français (démo)"
	In      string // a town with its province, or the three characters of a postal code; none for a line
	Site    string // "confidential": only the town is known, never a point
	Shown   string // public (default), limited, internal
	Kind    string // direct (default)
	Service []service
}

// directory is one file of providers.
type directory struct{ Provider []provider }

// read reads every file of the directory into records.
func (w *World) read(files fs.FS, folder string) error {
	names, err := fs.Glob(files, path.Join(folder, "*.toml"))
	if err != nil || len(names) == 0 {
		return errors.Join(fmt.Errorf("no file in %s", folder), err)
	}
	var faults []error
	for _, name := range names {
		var d directory
		if err := decode(files, name, &d); err != nil {
			faults = append(faults, err)
			continue
		}
		for i := range d.Provider {
			if err := w.add(&d.Provider[i]); err != nil {
				faults = append(faults, fmt.Errorf("%s: %s: %w", name, d.Provider[i].Name, err))
			}
		}
	}
	return errors.Join(faults...)
}

// decode reads a file strictly: a field that is misspelt is an error.
func decode(files fs.FS, name string, into any) error {
	b, err := fs.ReadFile(files, name)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	d := toml.NewDecoder(bytes.NewReader(b)).DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		var missing *toml.StrictMissingError
		if errors.As(err, &missing) {
			return fmt.Errorf("%s: fields that mean nothing:\n%s", name, missing.String())
		}
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// add makes the record of p.
func (w *World) add(p *provider) error {
	r := &record.Record{Demo: true, Organization: record.Organization{
		ID: idOf("organization:" + p.Name), Name: bilingualOf(p.Name),
		Kind: data.ProviderKind(orElse(p.Kind, string(data.Direct))),
	}}
	exposure, err := exposureOf(p.Shown)
	if err != nil {
		return err
	}
	r.Organization.Exposure = exposure
	if err := w.locate(r, p, exposure); err != nil {
		return err
	}
	for i := range p.Service {
		if err := w.addService(r, &p.Service[i], exposure); err != nil {
			return fmt.Errorf("%s: %w", p.Service[i].Key, err)
		}
	}
	if faults := r.Validate(w.Terms); len(faults) > 0 {
		return fmt.Errorf("%v", faults)
	}
	w.Records = append(w.Records, r)
	return nil
}

// publicRegion is how wide the region is that the public may learn of a limited
// site.
const publicRegion = 75 * geo.Kilometer

// locate gives r its one location, unless it has no place.
func (w *World) locate(r *record.Record, p *provider, exposure record.Exposure) error {
	if p.In == "" {
		return nil
	}
	area, err := w.area(p.In)
	if err != nil {
		return err
	}
	zone, err := w.Gazetteer.ZoneAt(area.Center, area.Province)
	if err != nil {
		return err
	}
	l := record.Location{
		ID: idOf("location:" + p.Name), Type: record.Physical, Area: area, Zone: zone, Exposure: exposure,
		Address: data.Address{City: area.Label.En, Province: string(area.Province), Country: "CA"},
		Region:  geo.Area{Kind: geo.AreaRegion, Label: area.Label, Province: area.Province, Center: area.Center, Radius: publicRegion},
	}
	if l.Confidential = p.Site == "confidential"; l.Confidential {
		l.Address = data.Address{}
	} else {
		l.Point = area.Center
	}
	r.Organization.Home = area.Province
	r.Locations = []record.Location{l}
	return nil
}

// area reads a town with its province, or the three characters of a postal code.
func (w *World) area(s string) (geo.Area, error) {
	if len(s) == 3 {
		if area, ok := w.Gazetteer.PostalArea(s); ok {
			return area, nil
		}
		return geo.Area{}, fmt.Errorf("no such postal area: %q", s)
	}
	town, code, _ := strings.Cut(s, ", ")
	area, ok := w.Gazetteer.PlaceArea(town, geo.Province(code))
	if !ok {
		return geo.Area{}, fmt.Errorf("no such town: %q", s)
	}
	return area, nil
}

func exposureOf(shown string) (record.Exposure, error) {
	e := record.Exposure{Consent: record.Consent{By: "the director", On: hours.Date{Year: 2026, Month: 1, Day: 15}}}
	return e, e.Visibility.UnmarshalText([]byte(orElse(shown, "public")))
}

// idOf makes the same id from the same name, always.
func idOf(name string) data.ID {
	sum := sha256.Sum256([]byte(name))
	id, err := data.NewID(bytes.NewReader(sum[:]))
	if err != nil {
		panic(err) // 32 bytes are enough for 16
	}
	return id
}

// bilingualOf reads "English | Français".
func bilingualOf(s string) data.Text {
	en, fr, ok := strings.Cut(s, " | ")
	if !ok {
		fr = en
	}
	return data.Text{En: en, Fr: fr}
}

// list reads words between commas.
func list(s string) []string {
	var words []string
	for word := range strings.SplitSeq(s, ",") {
		if word = strings.TrimSpace(word); word != "" {
			words = append(words, word)
		}
	}
	return words
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
