package hsds

import (
	"bufio"
	"net/http"
	"strconv"

	"github.com/relais-directory/relais/api/serve"
	"github.com/relais-directory/relais/data"
)

// list is one kind of thing as a route lists it.
type list struct {
	size  func(v *view) int
	id    func(v *view, n int) data.ID
	sites func(v *view, n int, yield func(site int))
	write func(v *view, n int, q *question) []byte
}

var (
	services = list{
		size: func(v *view) int { return len(v.services) },
		id:   func(v *view, n int) data.ID { return v.services[n].id },
		sites: func(v *view, n int, yield func(int)) {
			for _, site := range v.services[n].sites {
				yield(site)
			}
		},
		write: func(v *view, n int, q *question) []byte { return v.writeService(n, q.full) },
	}
	sites = list{
		size:  func(v *view) int { return len(v.sites) },
		id:    func(v *view, n int) data.ID { return v.sites[n].id },
		sites: func(_ *view, n int, yield func(int)) { yield(n) },
		write: func(v *view, n int, q *question) []byte {
			if q.format == asGeoJSON {
				return v.feature(n)
			}
			return v.writeSite(n, q.full)
		},
	}
	organizations = list{
		size: func(v *view) int { return len(v.organizations) },
		id:   func(v *view, n int) data.ID { return v.organizations[n].id },
		sites: func(v *view, n int, yield func(int)) {
			for _, s := range v.organizations[n].services {
				services.sites(v, s, yield)
			}
		},
		write: func(v *view, n int, q *question) []byte { return v.writeOrganization(n, q.full, q.services) },
	}
)

// serveList answers a list: all things that pass the filters, a page of them or
// one to a line.
func (a *API) serveList(l list, allowed []string, mapped bool) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		q, err := a.read(r, allowed, mapped)
		if err != nil {
			return err
		}
		v := a.view()
		if mapped {
			w.Header().Set("Vary", "Accept")
		}
		if v.unchanged(w, r, q.format) {
			return nil
		}
		found := v.passing(q.filters, l.size(v), func(n int, yield func(int)) { l.sites(v, n, yield) })
		answer(w, r, &q, len(found), func(i int) []byte {
			if q.minimal {
				return encode(minimal{l.id(v, found[i])})
			}
			return l.write(v, found[i], &q)
		})
		return nil
	}
}

// minimal is all that a minimal list says of a thing. The standard has its
// modified_date there too, which this directory does not publish.
type minimal struct {
	ID data.ID `json:"id"`
}

// serveOne answers with the thing whose id stands in the path. What is no id,
// what nobody has, what was withdrawn and what is not public are one answer.
func (a *API) serveOne(l list, q question, allowed []string, mapped bool) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		asked, err := a.read(r, allowed, mapped)
		if err != nil {
			return err
		}
		q := q
		q.services = asked.services
		if q.format = asked.format; q.format == asNDJSON {
			q.format = asJSON // one line of it is this
		}
		v := a.view()
		id, _ := data.ParseID(r.PathValue("id"))
		n, ok := find(l.size(v), func(i int) data.ID { return l.id(v, i) }, id)
		if !ok {
			serve.RefuseJSON(w, r, http.StatusNotFound)
			return nil
		}
		if mapped {
			w.Header().Set("Vary", "Accept")
		}
		if v.unchanged(w, r, q.format) {
			return nil
		}
		w.Header().Set("Content-Type", q.format.media())
		_, _ = w.Write(l.write(v, n, &q)) // whoever asked has gone
		return nil
	}
}

// answer writes n things as q asks: a line each, or a page. Each is written when
// its turn comes, so that a long list takes no more memory than a short one.
func answer(w http.ResponseWriter, r *http.Request, q *question, n int, one func(int) []byte) {
	w.Header().Set("Content-Type", q.format.media())
	if r.Method == http.MethodHead {
		return
	}
	out := bufio.NewWriterSize(w, 32<<10) // it keeps the first error, which is that whoever asked has gone
	p := pageOf(q, n)
	if q.format == asNDJSON {
		for i := range n {
			_, _ = out.Write(one(i))
			if out.WriteByte('\n') != nil {
				return
			}
		}
	} else if !p.write(out, q.format, one) {
		return
	}
	_ = out.Flush()
}

// page is one page of a list of total things.
type page struct {
	number, total int
	from, to      int // of the things on it
	pages         int
}

func pageOf(q *question, total int) page {
	size := q.size
	if size == 0 {
		size = max(total, 1)
	}
	p := page{number: q.page, total: total, pages: (total + size - 1) / size}
	p.from = min((q.page-1)*size, total) // at the most 10^12: no overflow
	p.to = min(p.from+size, total)
	return p
}

// write writes the page around its contents, in the standard's order. A
// collection of GeoJSON carries the same members beside its own (RFC 7946, 6.1).
func (p page) write(out *bufio.Writer, f format, one func(int) []byte) bool {
	var b []byte
	contents := "contents"
	b = append(b, '{')
	if f == asGeoJSON {
		b, contents = append(b, `"type":"FeatureCollection",`...), "features"
	}
	for _, m := range []struct {
		name string
		n    int
	}{{"total_items", p.total}, {"total_pages", p.pages}, {"page_number", p.number}, {"size", p.to - p.from}} {
		b = strconv.AppendInt(append(b, `"`+m.name+`":`...), int64(m.n), 10)
		b = append(b, ',')
	}
	for _, m := range []struct {
		name string
		yes  bool
	}{{"first_page", p.number == 1}, {"last_page", p.number >= p.pages}, {"empty", p.to == p.from}} {
		b = strconv.AppendBool(append(b, `"`+m.name+`":`...), m.yes)
		b = append(b, ',')
	}
	_, _ = out.Write(append(b, `"`+contents+`":[`...))
	for i := p.from; i < p.to; i++ {
		if i > p.from {
			_ = out.WriteByte(',')
		}
		if _, err := out.Write(one(i)); err != nil {
			return false
		}
	}
	_, err := out.WriteString("]}")
	return err == nil
}
