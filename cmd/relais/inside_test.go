package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais"
	"github.com/relais-directory/relais/api/local"
	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
)

// how is the way in which the rows are read.
var how = local.Import{Mapping: []byte(columns)}

const (
	rowsOnce = "organization_name,service_name,city,province,phone,needs\nLighthouse (demo),Legal help,Halifax,NS,902-555-0123,legal\n"
	columns  = "source = \"partner\"\nkey = [\"organization_name\"]\n[columns]\norganization_name = \"organization_name\"\nservice_name = \"service_name\"\ncity = \"city\"\nprovince = \"province\"\nphone = \"phone\"\nneeds = \"needs\"\n"
	rowsMore = rowsOnce + "Harbour (demo),Counselling,Halifax,NS,902-555-0145,counselling\n"
)

// servedHere serves an empty directory at its socket, and gives a client and the
// engine behind it.
func servedHere(t *testing.T) (*local.Client, *relais.Engine) {
	t.Helper()
	a := testApp(bilingual.En, new(bytes.Buffer))
	a.dir = filepath.Join(t.TempDir(), "directory")
	e, err := relais.Create(a.dir, relais.Options{Keys: filepath.Join(t.TempDir(), "keys"), Brief: true}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s, err := local.Serve(a.dir, func(actor string) local.Directory { return a.inside(e, actor) })
	if err != nil {
		t.Fatal(err)
	}
	c, err := local.Dial(t.Context(), a.dir)
	if err != nil || c == nil {
		t.Fatalf("dial: %v, %v", c, err)
	}
	t.Cleanup(func() {
		_ = c.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		_ = e.Close()
	})
	return c, e
}

func planned(t *testing.T, d local.Directory, rows string) *relais.Import {
	t.Helper()
	plan, err := d.PlanImport(context.Background(), how, strings.NewReader(rows), nil)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// What somebody looked at before an import is what is applied, or nothing is: a
// record that has come in between refuses it.
func TestAnImportThroughTheSocketIsHeldToWhatWasLookedAt(t *testing.T) {
	c, e := servedHere(t)
	apply := func(plan *relais.Import) error {
		_, err := c.ApplyImport(t.Context(), local.Applying{ID: string(plan.ID), Reason: "test"}, nil)
		return err
	}
	first, second := planned(t, c, rowsOnce), planned(t, c, rowsMore)
	if first.Added != 1 || second.Added != 2 {
		t.Fatalf("planned %d and %d records", first.Added, second.Added)
	}
	if err := apply(first); err != nil {
		t.Fatal(err)
	}
	if err := apply(second); bilingual.KindOf(err) != bilingual.Conflict {
		t.Errorf("after another change: %v", err)
	}
	s, err := e.Stats()
	if err != nil || s.Total.Organizations != 1 {
		t.Errorf("%d organizations, %v", s.Total.Organizations, err)
	}
}

// What is audited is written under the account at the other end of the socket,
// whatever a call says.
func TestWhatIsDoneThroughTheSocketIsDoneInThePeersName(t *testing.T) {
	c, e := servedHere(t)
	if _, err := c.ApplyImport(t.Context(), local.Applying{ID: string(planned(t, c, rowsOnce).ID), Reason: "test"}, nil); err != nil {
		t.Fatal(err)
	}
	listing := relais.Listings[data.Staff](e)[0]
	two := 2
	l := local.Learned{Listing: string(listing.ID), Capacity: data.Capacity{Unit: "bed", Status: data.HasCapacity, Available: &two, By: "somebody else", Updated: time.Unix(0, 0)}, Reason: "test"}
	r, err := c.SetCapacity(t.Context(), l)
	me := testApp(bilingual.En, new(bytes.Buffer)).actor()
	if err != nil || r.Capacity.By != me || time.Since(r.Capacity.Updated) > time.Hour || *r.Capacity.Available != 2 {
		t.Errorf("recorded %+v, %v; want it by %s", r.Capacity, err, me)
	}
	now, err := relais.Find[data.Staff](e, listing.ID)
	if err != nil || len(now.Inside.Capacity) != 1 || now.Inside.Capacity[0].By != me {
		t.Errorf("stored %+v, %v", now, err)
	}
}

// A place that is not known is the asker's mistake on either side of the socket.
func TestWhatWasNotUnderstoodKeepsItsExitCode(t *testing.T) {
	c, _ := servedHere(t)
	q := local.Question{At: time.Now()}
	q.Request.Needs = []string{"nonsense"}
	var out bytes.Buffer
	if err := c.Search(t.Context(), local.Voice{Lang: bilingual.En}, q, &out); exitCode(err) != exitUsage || out.Len() > 0 {
		t.Errorf("exit code %d: %v", exitCode(err), err)
	}
	if _, err := c.Reveal(t.Context(), "nonsense", "test"); exitCode(err) != exitFailed {
		t.Errorf("exit code %d: %v", exitCode(err), err)
	}
	if err := (local.Misunderstood{Err: &bilingual.Problem{Kind: bilingual.NotFound}}); exitCode(err) != exitUsage {
		t.Errorf("exit code %d", exitCode(err))
	}
}
