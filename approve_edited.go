package relais

import (
	"bytes"
	"slices"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
)

// editedSince reports whether actor has edited now since a proposal about it was
// made. Their edit would be seen by the approval, and by nobody before: it takes
// somebody else to look at both. Room and verification say nothing of one's own.
func (e *Engine) editedSince(k keptProposal, now *record.Record, actor string) (bool, error) {
	base, err := record.Decode(k.Base)
	if err != nil {
		return false, err
	}
	left, err := wordsOf(base)
	if err != nil {
		return false, err
	}
	is, err := wordsOf(now)
	if err != nil || bytes.Equal(is, left) {
		return false, err
	}
	edited := false
	err = e.store.View(func(tx *store.Tx) error {
		for p, err := range tx.History(k.Record) {
			if err != nil || p.At.Before(k.At) {
				return err
			}
			var was []byte
			if p.Before != nil {
				if was, err = wordsOf(p.Before); err != nil {
					return err
				}
			}
			edited = edited || p.Actor == actor && !bytes.Equal(was, is)
			if is = was; bytes.Equal(is, left) {
				return nil
			}
		}
		return nil
	})
	return edited, err
}

// wordsOf is r encoded without what changes from call to call.
func wordsOf(r *record.Record) ([]byte, error) {
	words := *r
	words.Services = slices.Clone(r.Services)
	for i := range words.Services {
		words.Services[i].Capacity, words.Services[i].Verified = nil, record.Service{}.Verified
	}
	return record.Encode(&words)
}

func problemOwnEdit() error {
	return &bilingual.Problem{
		Kind: bilingual.NotAllowed, Code: "proposal_own_edit",
		Message: bilingual.Text{
			En: "you have edited this record since this was proposed: your edit would be seen with it, and nobody else has looked at it",
			Fr: "vous avez modifié ce dossier depuis cette proposition : votre modification serait vue avec elle, et personne d’autre ne l’a regardée",
		},
		Hint: bilingual.Text{
			En: "nothing was changed; it takes another person, under an account of their own",
			Fr: "rien n’a été modifié; il faut une autre personne, sous son propre compte",
		},
	}
}
