package geo

import (
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
)

// Province is the two-letter code of a province or territory, as Canada Post
// and ISO 3166-2 have it: "ON", "QC". "" is no province.
type Province string

// The thirteen provinces and territories.
const (
	Alberta                 Province = "AB"
	BritishColumbia         Province = "BC"
	Manitoba                Province = "MB"
	NewBrunswick            Province = "NB"
	NewfoundlandAndLabrador Province = "NL"
	NovaScotia              Province = "NS"
	NorthwestTerritories    Province = "NT"
	Nunavut                 Province = "NU"
	Ontario                 Province = "ON"
	PrinceEdwardIsland      Province = "PE"
	Quebec                  Province = "QC"
	Saskatchewan            Province = "SK"
	Yukon                   Province = "YT"
)

// provinceNames lists every way to write a province: first its names, then
// what people abbreviate them to. All but the names are in folded form.
var provinceNames = []struct {
	code   Province
	name   bilingual.Text
	others []string
}{
	{Alberta, bilingual.Same("Alberta"), []string{"alta", "alb"}},
	{BritishColumbia, bilingual.Text{En: "British Columbia", Fr: "Colombie-Britannique"}, []string{"b c", "c b", "cb", "colombie brit"}},
	{Manitoba, bilingual.Same("Manitoba"), []string{"man"}},
	{NewBrunswick, bilingual.Text{En: "New Brunswick", Fr: "Nouveau-Brunswick"}, []string{"n b"}},
	{NewfoundlandAndLabrador, bilingual.Text{En: "Newfoundland and Labrador", Fr: "Terre-Neuve-et-Labrador"}, []string{
		"newfoundland", "labrador", "terre neuve", "nfld", "nf", "lab", "nfld lab", "nfld and lab", "newfoundland labrador",
		"terre neuve labrador", "n l", "t n l", "tnl", "t n et l", "t n", "tn"}},
	{NovaScotia, bilingual.Text{En: "Nova Scotia", Fr: "Nouvelle-Écosse"}, []string{"n s", "n e", "ne"}},
	{NorthwestTerritories, bilingual.Text{En: "Northwest Territories", Fr: "Territoires du Nord-Ouest"}, []string{
		"northwest territory", "north west territories", "n t", "n w t", "nwt", "t n o", "tno"}},
	{Nunavut, bilingual.Same("Nunavut"), []string{"nunavut territory", "territoire du nunavut", "nvt", "nt nunavut"}},
	{Ontario, bilingual.Same("Ontario"), []string{"ont"}},
	{PrinceEdwardIsland, bilingual.Text{En: "Prince Edward Island", Fr: "Île-du-Prince-Édouard"}, []string{
		"p e i", "pei", "p e", "i p e", "ipe", "ile du p e"}},
	{Quebec, bilingual.Text{En: "Quebec", Fr: "Québec"}, []string{"que", "pq", "p q", "q c"}},
	{Saskatchewan, bilingual.Same("Saskatchewan"), []string{"sask"}},
	{Yukon, bilingual.Same("Yukon"), []string{"yukon territory", "territoire du yukon", "yt", "yk", "y t", "yn"}},
}

var provincesByWord = func() map[string]Province {
	byWord := make(map[string]Province)
	for _, row := range provinceNames {
		for _, word := range append([]string{string(row.code), row.name.En, row.name.Fr}, row.others...) {
			byWord[bilingual.Fold(word)] = row.code
		}
	}
	return byWord
}()

// Provinces lists the thirteen provinces and territories by code. The slice is
// the caller's own.
func Provinces() []Province {
	all := make([]Province, len(provinceNames))
	for i, row := range provinceNames {
		all[i] = row.code
	}
	return all
}

// ParseProvince reads a code, a name or a usual abbreviation in either
// language, in any case, with or without accents and periods: "QC", "Québec",
// "Que.", "N.-É.", "PEI", "T.N.-O.". Anything else is a Problem of kind Invalid.
func ParseProvince(s string) (Province, error) {
	if p, ok := provincesByWord[bilingual.Fold(s)]; ok {
		return p, nil
	}
	return "", &bilingual.Problem{
		Kind: bilingual.Invalid,
		Code: "province_unknown",
		Message: bilingual.Text{
			En: "this is not a province or territory of Canada",
			Fr: "ce n’est pas une province ou un territoire du Canada",
		},
		Hint: bilingual.Text{
			En: "Use a name or one of the codes " + provinceCodes() + ".",
			Fr: "Utilisez un nom ou l’un des codes " + provinceCodes() + ".",
		},
		Read: s,
	}
}

// Name gives the official name in both languages; of a Province that is not
// Valid, its letters.
func (p Province) Name() bilingual.Text {
	for _, row := range provinceNames {
		if row.code == p {
			return row.name
		}
	}
	return bilingual.Same(string(p))
}

// Valid reports whether p is one of the thirteen codes.
func (p Province) Valid() bool {
	for i := range provinceNames {
		if provinceNames[i].code == p {
			return true
		}
	}
	return false
}

func provinceCodes() string {
	codes := make([]string, 0, len(provinceNames))
	for _, row := range provinceNames {
		codes = append(codes, string(row.code))
	}
	return strings.Join(codes, ", ")
}
