package relais

import (
	"slices"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
)

// Outlook is what an audience sees of a record now, and would see of it.
type Outlook[A data.Audience] struct{ Now, Then []data.Listing[A] }

// ProposalOutlook says what each audience would see if a proposal were approved
// now. It is empty for one that does not wait or is not about what is seen, and for
// one that would show what another record keeps back: that may be what it says. One that cannot be
// approved any more, since the same part was edited, is refused as Decide does.
// Where a place is that is confidential now, it does not say.
func (e *Engine) ProposalOutlook(id data.ID) (public Outlook[data.Public], staff Outlook[data.Staff], err error) {
	waiting, err := e.openProposals()
	i := slices.IndexFunc(waiting, func(k keptProposal) bool { return k.ID == id && k.Kind == ProposeWider && !k.Alike })
	if err != nil || i < 0 {
		return public, staff, err
	}
	k := waiting[i]
	now, err := e.Record(k.Record)
	if err != nil {
		return public, staff, err
	}
	then, err := merge(k.Base, k.Want, now)
	if err != nil {
		return public, staff, err
	}
	hidden := map[data.ID]bool{}
	hide(hidden, now) // what is sealed until it is decided is opened by a reveal alone
	then = without(hidden, then)
	public = Outlook[data.Public]{record.Publish(now), record.Publish(then)}
	staff = Outlook[data.Staff]{record.Disclose(now), record.Disclose(then)}
	return public, staff, nil
}
