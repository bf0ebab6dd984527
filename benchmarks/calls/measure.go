package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"os"
	"regexp"
	"sync"
	"time"

	"github.com/relais-directory/relais/benchmarks"
)

func measure(ctx context.Context, o options, out io.Writer) (err error) {
	folder, err := os.MkdirTemp("", "relais-calls-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	s, err := startServer(ctx, o.program, folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.stop()) }()
	shift := &shift{options: o, server: s, out: out}
	if shift.forms, err = forms(benchmarks.Callers); err != nil {
		return err
	}
	for n := range o.advocates {
		a, err := s.sits(ctx, n)
		if err != nil {
			return err
		}
		shift.advocates = append(shift.advocates, a)
	}
	return shift.measure(ctx)
}

// shift is the advocates who are at work, and what their callers say.
type shift struct {
	options
	server    *server
	advocates []*advocate
	forms     []url.Values
	out       io.Writer
}

func (s *shift) measure(ctx context.Context) error {
	fmt.Fprintf(s.out, "%d advocates, %s from an answer to the next search (half to one and a half times that)\n", s.options.advocates, s.think)
	s.heading()
	calm, err := s.search(ctx, s.think, nil)
	if err != nil {
		return err
	}
	s.say("nothing else", calm)
	if s.file != "" {
		imports := 0
		busy, err := s.search(ctx, s.think, func() error {
			for began := time.Now(); time.Since(began) < s.lasting; imports++ {
				if err := s.server.bring(ctx, s.file); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		s.say("an import", busy)
		fmt.Fprintf(s.out, "the file was planned, applied and undone %d times, one after another (must: served within 20ms at p99)\n", imports)
	}
	fmt.Fprintf(s.out, "\n%d advocates back to back: each waits for the other %d\n", s.options.advocates, s.options.advocates-1)
	s.heading()
	flood, err := s.search(ctx, 0, nil)
	if err != nil {
		return err
	}
	s.say("nothing else", flood)
	return s.changes(ctx)
}

// times are those of many searches.
type times struct {
	waited, served benchmarks.Times
	lasted         time.Duration
}

// search lets all advocates search for a while, or until beside has ended.
func (s *shift) search(ctx context.Context, think time.Duration, beside func() error) (times, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	over := make(chan struct{})
	var besides error
	go func() {
		defer close(over)
		if beside != nil {
			besides = beside()
			return
		}
		select {
		case <-time.After(s.lasting):
		case <-ctx.Done():
		}
	}()
	began := time.Now()
	each := make([]times, len(s.advocates))
	var working sync.WaitGroup
	for n, a := range s.advocates {
		working.Go(func() {
			if err := each[n].work(ctx, a, s.formsOf(n), think, over, rand.New(rand.NewPCG(benchmarks.Seed, uint64(n)))); err != nil {
				stop(err)
			}
		})
	}
	working.Wait()
	err := context.Cause(ctx)
	<-over
	all := times{lasted: time.Since(began)}
	for _, t := range each {
		all.waited, all.served = append(all.waited, t.waited...), append(all.served, t.served...)
	}
	return all, errors.Join(err, besides)
}

// formsOf are the callers of one advocate.
func (s *shift) formsOf(n int) []url.Values {
	each := len(s.forms) / len(s.advocates)
	return s.forms[n*each : (n+1)*each]
}

// work takes one call after another until it is over.
func (t *times) work(ctx context.Context, a *advocate, forms []url.Values, think time.Duration, over <-chan struct{}, dice *rand.Rand) error {
	for i := 0; ; i++ {
		pause := think/2 + time.Duration(dice.Float64()*float64(think))
		if i == 0 {
			pause = time.Duration(dice.Float64() * float64(think)) // they do not all begin at one moment
		}
		select {
		case <-over:
			return nil
		case <-ctx.Done():
			return nil
		case <-time.After(pause):
		}
		got, err := a.search(ctx, forms[i%len(forms)])
		if err != nil {
			return err
		}
		t.waited, t.served = append(t.waited, got.waited), append(t.served, got.served)
	}
}

func (s *shift) heading() {
	fmt.Fprintf(s.out, "%-16s%10s%12s%38s%38s\n", "beside them", "searches", "a second", "as served: p50, p99, max", "as the browser waits: p50, p99, max")
}

func (s *shift) say(name string, t times) {
	three := func(t benchmarks.Times) string {
		return fmt.Sprintf("%s, %s, %s", round(t.At(.5)), round(t.At(.99)), round(t.At(1)))
	}
	fmt.Fprintf(s.out, "%-16s%10d%12.1f%38s%38s\n", name, len(t.waited), float64(len(t.waited))/t.lasted.Seconds(), three(t.served), three(t.waited))
}

var (
	firstRow = regexp.MustCompile(`<li class="row[^>]*data-id="([^"]+)"`)
	roomLine = regexp.MustCompile(`(?s)<div class="roomline"><p>(.*?)</p>`)
)

// changes records room in one console and looks for it in another's next search.
func (s *shift) changes(ctx context.Context) error {
	ana, ben := s.advocates[0], s.advocates[1]
	call := url.Values{"place": {"M5V"}, "need": {"emergency-shelter"}, "swap": {"1"}}
	got, err := ben.search(ctx, call)
	if err != nil {
		return err
	}
	found := firstRow.FindSubmatch(got.body)
	if found == nil {
		return errNothing
	}
	var recorded, seen benchmarks.Times
	var before string // what ben's console said of the room
	for n := range s.options.changes {
		sign := "0 "
		if n%2 == 1 {
			sign = "+ "
		}
		deed := url.Values{"place": call["place"], "need": call["need"], "swap": {"1"}, "deed": {sign + string(found[1])}}
		did, err := ana.post(ctx, "/staff/en/room", deed)
		if err != nil {
			return err
		}
		call.Set("deed", "open "+string(found[1]))
		looked, err := ben.search(ctx, call)
		if err != nil {
			return err
		}
		room := roomLine.FindSubmatch(looked.body)
		if room == nil || string(room[1]) == before {
			return fmt.Errorf("change %d of room is not in another console’s next search", n)
		}
		before = string(room[1])
		recorded, seen = append(recorded, did.waited), append(seen, looked.waited)
	}
	fmt.Fprintf(s.out, "\na change of room in one console, %d times: recorded and answered after %s (p50), %s (max);\n",
		len(recorded), round(recorded.At(.5)), round(recorded.At(1)))
	fmt.Fprintf(s.out, "it was in another console’s next search every time, which took %s (p50), %s (max)\n", round(seen.At(.5)), round(seen.At(1)))
	return nil
}

func round(d time.Duration) time.Duration { return d.Round(10 * time.Microsecond) }
