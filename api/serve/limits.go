package serve

import "time"

// Limits bounds what a server spends on anybody. A zero field has its default,
// which is in parentheses.
type Limits struct {
	Body        int64         // bytes of a request's body (64 KiB)
	HeaderBytes int           // bytes of its headers (16 KiB)
	ReadHeader  time.Duration // to send them (5 s)
	Read        time.Duration // to send all of a request (15 s)
	Write       time.Duration // to take the answer (30 s)
	Idle        time.Duration // between two requests on one connection (15 s)
	Drain       time.Duration // to finish what is being answered at the end (10 s)

	Connections int           // open at once (4,096)
	PerNetwork  int           // of these from one network, where no proxy is between (512)
	Concurrent  int           // requests being answered at once, not counting while the other end is waited for (64)
	Wait        time.Duration // for one of those places, before "too busy" (2 s)

	// Rate and Burst are the requests of one network in a second, and at once
	// (20, 400). A network is a /24, or a /64 of IPv6: a household, a shelter, a
	// library or a Tor exit counts as one visitor, and there must be room for all
	// who sit behind it. Below zero, there is no limit.
	Rate  float64
	Burst int
}

func (l Limits) withDefaults() Limits {
	orElse(&l.Body, 64<<10)
	orElse(&l.HeaderBytes, 16<<10)
	orElse(&l.ReadHeader, 5*time.Second)
	orElse(&l.Read, 15*time.Second)
	orElse(&l.Write, 30*time.Second)
	orElse(&l.Idle, 15*time.Second)
	orElse(&l.Drain, 10*time.Second)
	orElse(&l.Connections, 4096)
	orElse(&l.PerNetwork, 512)
	orElse(&l.Concurrent, 64)
	orElse(&l.Wait, 2*time.Second)
	orElse(&l.Rate, 20)
	orElse(&l.Burst, 400)
	return l
}

func orElse[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
