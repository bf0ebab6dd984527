package ranking

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/pelletier/go-toml/v2"

	"github.com/relais-directory/relais/data/bilingual"
)

// ParseWeights reads an operator's weights.toml: the default weights with the
// numbers that it gives in their place. Its keys are those of docs/matching.md
// and no others. Everything that is wrong is reported, joined, each as a
// bilingual.Problem with the key; with an error there are no weights.
func ParseWeights(file []byte) (Weights, error) {
	var tree map[string]any
	if err := toml.Unmarshal(file, &tree); err != nil {
		return Weights{}, notTOML(err)
	}
	given := map[string]any{}
	flatten("", tree, given)

	w := Default()
	var faults []error
	for _, n := range w.numbers() {
		if value, ok := given[n.key]; ok {
			faults = append(faults, n.read(value))
			delete(given, n.key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(given)) {
		faults = append(faults, unknownKey(key))
	}
	if err := errors.Join(append(faults, w.Validate())...); err != nil {
		return Weights{}, err
	}
	return w, nil
}

// flatten turns tables within tables into dotted keys. An empty table is kept
// under its own name, so that an unknown one is seen.
func flatten(prefix string, tree, flat map[string]any) {
	for key, value := range tree {
		if table, ok := value.(map[string]any); ok && len(table) > 0 {
			flatten(prefix+key+".", table, flat)
			continue
		}
		flat[prefix+key] = value
	}
}

func (n number) read(value any) error {
	switch v := value.(type) {
	case float64:
		n.set(v)
	case int64:
		n.set(float64(v))
	default:
		return weightProblem("weights_not_a_number", n.key,
			bilingual.Text{En: "a value of the weights is not a number", Fr: "une valeur des poids n’est pas un nombre"},
			bilingual.Text{En: "Write it without quotes, with a decimal point.", Fr: "Écrivez-la sans guillemets, avec un point décimal."})
	}
	return nil
}

func unknownKey(key string) error {
	return weightProblem("weights_key_unknown", key,
		bilingual.Text{En: "the weights have no such key", Fr: "les poids n’ont pas cette clé"},
		bilingual.Text{En: "docs/matching.md lists the keys.", Fr: "docs/matching.md donne la liste des clés."})
}

func notTOML(err error) error {
	p := &bilingual.Problem{
		Kind: bilingual.Invalid, Code: "weights_unreadable", Cause: err,
		Message: bilingual.Text{En: "the weights are not written in TOML", Fr: "les poids ne sont pas écrits en TOML"},
		Hint:    bilingual.Text{En: "Write each as: key = number", Fr: "Écrivez chacun ainsi\u00a0: clé = nombre"},
	}
	if bad, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, column := bad.Position()
		p.Read = fmt.Sprintf("%d:%d", cmp.Or(line, 1), cmp.Or(column, 1))
	}
	return p
}
