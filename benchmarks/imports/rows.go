package main

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/benchmarks"
	"github.com/relais-directory/relais/benchmarks/generate"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/geo"
)

// headings are those of the template, which need no mapping. PostgreSQL's table
// has a column for each, in this order.
func headings() []string {
	return []string{
		"key", "organization_name_en", "service_name_en", "needs", "address_1", "city", "province", "postal_code",
		"latitude", "longitude", "phone", "languages", "remote", "verified_on",
	}
}

// writeRows writes a table of n rows: the listings of a generated directory, each
// as a partner's spreadsheet would have it.
func writeRows(out io.Writer, n int) error {
	c, err := generate.Load(benchmarks.Seed, benchmarks.At)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(out)
	w := csv.NewWriter(buffered)
	if err := w.Write(headings()); err != nil {
		return err
	}
	listings := c.Public(2 * n) // about three quarters of them are public
	if len(listings) < n {
		return fmt.Errorf("%d listings are too few for %d rows", len(listings), n)
	}
	for i := range listings[:n] {
		if err := w.Write(cells(i, &listings[i])); err != nil {
			return err
		}
	}
	w.Flush()
	return buffered.Flush()
}

func cells(i int, l *data.Listing[data.Public]) []string {
	var lat, lng, phone, verified string
	if l.Place.Kind == geo.AreaPoint {
		lat, lng = degrees(l.Place.Center.Lat), degrees(l.Place.Center.Lng)
	}
	if len(l.Phones) > 0 {
		phone = numberOf(i)
	}
	if !l.Verified.IsZero() {
		verified = l.Verified.String()
	}
	return []string{
		fmt.Sprintf("row-%06d", i), l.Organization.Name.En, l.Service.Name.En, strings.Join(l.Needs, ";"),
		l.Address.Line1, l.Address.City, l.Address.Province, l.Address.PostalCode,
		lat, lng, phone, spoken(l), answer(l.Remote), verified,
	}
}

// numberOf is an invented number that no other row has.
func numberOf(i int) string {
	areas := []int{204, 306, 403, 416, 418, 506, 514, 604, 613, 709, 780, 902}
	return fmt.Sprintf("%d-555-%04d", areas[i/10_000%len(areas)], i%10_000)
}

func degrees(d float64) string { return strconv.FormatFloat(d, 'f', 6, 64) }

func spoken(l *data.Listing[data.Public]) string {
	var tags []string
	for _, offered := range l.Languages {
		tags = append(tags, offered.Code)
	}
	return strings.Join(tags, ";")
}

func answer(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
