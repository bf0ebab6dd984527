package geo

import (
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
)

// rowFaults keeps what is wrong with one line of the operator's file.
type rowFaults struct {
	p    *postalReader
	line int
}

func (f rowFaults) add(column, code, read string, expected bilingual.Text) {
	f.p.report.Faults = append(f.p.report.Faults, PostalFault{f.line, column, code, clip(read), expected})
}

// clip keeps a fault short, whatever stands in the file.
func clip(s string) string {
	const most = 40
	if letters := []rune(s); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return s
}

// What each column holds.
var (
	faultColumns = bilingual.Text{
		En: "twelve columns, separated by tabs", Fr: "douze colonnes, séparées par des tabulations"}
	faultCountry = bilingual.Text{
		En: "CA: only codes of Canada are used", Fr: "CA : seuls les codes du Canada servent"}
	faultCode = bilingual.Text{
		En: "three or six characters of a Canadian postal code, as Canada Post writes them",
		Fr: "trois ou six caractères d’un code postal canadien, comme Postes Canada les écrit"}
	faultPlace = bilingual.Text{
		En: "the name of a place", Fr: "le nom d’un lieu"}
	faultProvince = bilingual.Text{
		En: "a province or territory of Canada", Fr: "une province ou un territoire du Canada"}
	faultLetter = bilingual.Text{
		En: "the province that codes with this first letter belong to", Fr: "la province dont relèvent les codes qui ont cette première lettre"}
	faultPoint = bilingual.Text{
		En: "a latitude and a longitude in degrees", Fr: "une latitude et une longitude en degrés"}
	faultOutside = bilingual.Text{
		En: "a point in Canada: latitude 41 to 84, longitude -142 to -52",
		Fr: "un point du Canada : latitude de 41 à 84, longitude de -142 à -52"}
	faultAccuracy = bilingual.Text{
		En: "a digit from 1 to 6, or nothing", Fr: "un chiffre de 1 à 6, ou rien"}
)

// faultElsewhere is for a code that an earlier line has at another place.
func faultElsewhere(line int) bilingual.Text {
	return bilingual.Textf("one place for a code: line %d has it elsewhere", "un seul endroit par code : la ligne %d le situe ailleurs", line)
}

// postalCode repairs nothing: what a person mistypes is understood, what a table
// has wrong is reported.
func (f rowFaults) postalCode(s string) string {
	code, repaired, ok := readPostal(s, 6)
	if !ok || len(repaired) > 0 {
		f.add("postal code", "postal_code", s, faultCode)
		return ""
	}
	return code
}

// postalLetters gives the provinces of a code's first letter, as Canada Post
// assigns them. (Federal offices in Gatineau have codes of Ottawa.)
var postalLetters = map[byte]string{
	'A': "NL", 'B': "NS", 'C': "PE", 'E': "NB", 'G': "QC", 'H': "QC", 'J': "QC",
	'K': "ON QC", 'L': "ON", 'M': "ON", 'N': "ON", 'P': "ON", 'R': "MB", 'S': "SK",
	'T': "AB", 'V': "BC", 'X': "NT NU", 'Y': "YT",
}

// provinceOf reads the province's code or, where that is none, its name.
func (f rowFaults) provinceOf(postal, code, name string) Province {
	p, err := ParseProvince(code)
	if err != nil {
		p, err = ParseProvince(name)
	}
	switch {
	case err != nil:
		f.add("province", "province", code, faultProvince)
	case postal != "" && !strings.Contains(postalLetters[postal[0]], string(p)):
		f.add("province", "province_of_letter", string(p), faultLetter)
	}
	return p
}

func (f rowFaults) point(lat, lng string) Point {
	y, errLat := strconv.ParseFloat(lat, 64)
	x, errLng := strconv.ParseFloat(lng, 64)
	if errLat != nil {
		f.add("latitude", "latitude", lat, faultPoint)
	}
	if errLng != nil {
		f.add("longitude", "longitude", lng, faultPoint)
	}
	if errLat != nil || errLng != nil {
		return Point{}
	}
	if !(y >= 41 && y <= 84 && x >= -142 && x <= -52) {
		f.add("latitude", "outside_canada", lat+", "+lng, faultOutside)
		return Point{}
	}
	return Point{Lat: y, Lng: x}
}

func (f rowFaults) accuracy(s string) byte {
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 6 {
		f.add("accuracy", "accuracy", s, faultAccuracy)
		return 0
	}
	return byte(n)
}

func problemPostalLayout() error {
	return &bilingual.Problem{
		Kind: bilingual.Invalid,
		Code: "places_layout",
		Message: bilingual.Text{
			En: "this is not a table of postal codes in the layout of GeoNames",
			Fr: "ce n’est pas une table de codes postaux dans la disposition de GeoNames",
		},
		Hint: bilingual.Text{
			En: "It has twelve columns separated by tabs: country, postal code, place, province, its code, …, latitude, longitude, accuracy.",
			Fr: "Elle a douze colonnes séparées par des tabulations : pays, code postal, lieu, province, son code, …, latitude, longitude, exactitude.",
		},
	}
}

func problemPostalZipped() error {
	return &bilingual.Problem{
		Kind:    bilingual.Invalid,
		Code:    "places_zipped",
		Message: bilingual.Text{En: "this file is an archive", Fr: "ce fichier est une archive"},
		Hint: bilingual.Text{
			En: "Unpack it first, and load the .txt or .csv file that is in it.",
			Fr: "Décompressez-la d’abord, et chargez le fichier .txt ou .csv qu’elle contient.",
		},
	}
}
