package desk

import "github.com/relais-directory/relais"

func (d *Desk) troubleSheets() []sheet {
	return []sheet{{path: "trouble", name: "trouble", here: "trouble", see: Settle, do: Settle, show: d.showTrouble, act: d.settle}}
}

// troubleList is the body of the list.
type troubleList struct {
	Trouble []relais.Trouble
	Paging  Paging
}

func (d *Desk) showTrouble(v *visit) (any, error) {
	all, err := d.engine.Troubles()
	shown, paging := paged(v, all)
	return troubleList{shown, paging}, err
}

// settle takes a report away that was dealt with. How is audited.
func (d *Desk) settle(v *visit) (next, error) {
	if v.said("reason") == "" {
		return next{}, problemNoReason()
	}
	_, err := d.engine.SettleTrouble(named(v.said("report")), v.editing())
	return next{path: "trouble", done: "settled"}, err
}

// editing is an edit by whoever sends a form, for the reason that they give.
func (v *visit) editing() relais.Editing {
	return relais.Editing{Actor: v.who.ID, Reason: v.said("reason"), At: v.at}
}
