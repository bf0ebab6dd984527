package public

import (
	"sync"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/index"
)

// What answers say of every listing is written beside the searches: those that come
// meanwhile wait for nothing, and are answered in the same bytes.
func TestNobodyWaitsForWhatIsWrittenBeforehand(t *testing.T) {
	world := sampleWorld(t)
	site, h, _ := served(t, world.snapshot)
	const body = `{"origin":{"place":"Halifax"},"needs":["counselling"],"k":30}`
	if new(derived).fragmentsOf(world.snapshot) != nil {
		t.Error("the first who asks waits for it")
	}
	early := all(postJSON(h, "/v1/search", body)) // the first, and so written without it
	begun := site.derived.fragments.Load()
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() { site.derived.fragmentsOf(world.snapshot) })
	}
	asking.Wait()
	if site.derived.fragments.Load() != begun {
		t.Error("it is begun by each who asks")
	}
	for deadline := time.Now().Add(time.Minute); site.derived.fragmentsOf(world.snapshot) == nil; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it is never ready")
		}
	}
	if late := all(postJSON(h, "/v1/search", body)); late != early {
		t.Errorf("answered\n%s\nand later\n%s", early, late)
	}
	if other := site.derived.fragmentsOf(index.Build[data.Public](nil, world.terms, 9)); other != nil {
		t.Error("it outlives its snapshot")
	}
}
