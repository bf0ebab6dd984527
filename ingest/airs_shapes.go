package ingest

import "encoding/xml"

// The shapes of AIRS XML 3.1, as far as a record has a place for them. What they
// leave over is named in the report.
type (
	airsAgency struct {
		Key         string        `xml:"Key"`
		Name        string        `xml:"Name"`
		Description string        `xml:"AgencyDescription"`
		AKA         []airsAKA     `xml:"AKA"`
		Location    *airsSite     `xml:"AgencyLocation"`
		Phones      []airsPhone   `xml:"Phone"`
		URLs        []airsNoted   `xml:"URL"`
		Emails      []airsNoted   `xml:"Email"`
		Contacts    []airsContact `xml:"Contact"`
		Sites       []airsSite    `xml:"Site"`
		Info        airsInfo      `xml:"ResourceInfo"`
		Agencies    []airsAgency  `xml:"Agency"`
		Deleted     string        `xml:"delete,attr"`
		Rest        []airsOther   `xml:",any"`
	}
	airsAKA struct {
		Name         string `xml:"Name"`
		Confidential string `xml:"Confidential"`
	}
	airsPhone struct {
		Number       string `xml:"PhoneNumber"`
		Withheld     string `xml:"ReasonWithheld"`
		Extension    string `xml:"Extension"`
		Description  string `xml:"Description"`
		Type         string `xml:"Type"`
		Function     string `xml:"Function"`
		Confidential string `xml:"Confidential,attr"`
	}
	airsNoted struct {
		Address string `xml:"Address"`
	}
	airsContact struct {
		Title  string      `xml:"Title"`
		Name   string      `xml:"Name"`
		Emails []airsNoted `xml:"Email"`
		Phones []airsPhone `xml:"Phone"`
	}
	airsInfo struct {
		Verified string `xml:"DateLastVerified,attr"`
	}
	airsSite struct {
		Key        string        `xml:"Key"`
		Name       string        `xml:"Name"`
		Physical   *airsAddress  `xml:"PhysicalAddress"`
		Nowhere    *struct{}     `xml:"NoPhysicalAddress"`
		Phones     []airsPhone   `xml:"Phone"`
		URLs       []airsNoted   `xml:"URL"`
		Emails     []airsNoted   `xml:"Email"`
		Contacts   []airsContact `xml:"Contact"`
		Open       []airsOpen    `xml:"TimeOpen"`
		Languages  []airsSpoken  `xml:"Languages"`
		Accessible string        `xml:"DisabilitiesAccess"`
		Services   []airsService `xml:"SiteService"`
		Spatial    []airsPoint   `xml:"SpatialLocation"`
		Deleted    string        `xml:"delete,attr"`
		Rest       []airsOther   `xml:",any"`
	}
	airsAddress struct {
		Line1        string `xml:"Line1"`
		Line2        string `xml:"Line2"`
		City         string `xml:"City"`
		State        string `xml:"State"`
		ZipCode      string `xml:"ZipCode"`
		Country      string `xml:"Country"`
		Withheld     string `xml:"ReasonWithheld"`
		Confidential string `xml:"Confidential,attr"`
	}
	airsPoint struct {
		Latitude  string `xml:"Latitude"`
		Longitude string `xml:"Longitude"`
	}
	airsService struct {
		Name         string       `xml:"Name"`
		Key          string       `xml:"Key"`
		Description  string       `xml:"Description"`
		Phones       []airsPhone  `xml:"Phone"`
		Open         []airsOpen   `xml:"TimeOpen"`
		Taxonomy     []airsCodes  `xml:"Taxonomy"`
		Languages    []airsSpoken `xml:"Languages"`
		Areas        []airsArea   `xml:"GeographicAreaServed"`
		Info         airsInfo     `xml:"ResourceInfo"`
		Documents    []airsPaper  `xml:"DocumentsRequired"`
		Applications []airsStep   `xml:"ApplicationProcess"`
		Fees         string       `xml:"FeeStructure"`
		Eligibility  []string     `xml:"GeneralEligibility"`
		Ages         []airsAges   `xml:"AgeRequirements"`
		Status       string       `xml:"Status,attr"`
		Deleted      string       `xml:"delete,attr"`
		Rest         []airsOther  `xml:",any"`
	}
	airsCodes struct {
		Codes []string `xml:"Code"`
	}
	airsSpoken struct {
		Names []string `xml:"Name"`
	}
	airsArea struct {
		ZipCodes  []string `xml:"ZipCode"`
		Cities    []string `xml:"City"`
		Counties  []string `xml:"County"`
		States    []string `xml:"State"`
		Countries []string `xml:"Country"`
	}
	airsPaper struct {
		Document    string `xml:"DocumentsRequired"`
		Description string `xml:"Description"`
	}
	airsStep struct {
		Step        string `xml:"Step"`
		Description string `xml:"Description"`
	}
	airsAges struct {
		Minimum string `xml:"MinimumAge,attr"`
		Maximum string `xml:"MaximumAge,attr"`
		Gender  string `xml:"Gender,attr"`
	}
	airsOpen struct {
		Sunday    []airsDay `xml:"Sunday"`
		Monday    []airsDay `xml:"Monday"`
		Tuesday   []airsDay `xml:"Tuesday"`
		Wednesday []airsDay `xml:"Wednesday"`
		Thursday  []airsDay `xml:"Thursday"`
		Friday    []airsDay `xml:"Friday"`
		Saturday  []airsDay `xml:"Saturday"`
	}
	airsDay struct {
		From []string `xml:"From"`
		To   []string `xml:"To"`
	}
	airsOther struct {
		XMLName xml.Name
	}
)

// airsYes reads a boolean of XML Schema.
func airsYes(s string) bool { return s == "true" || s == "1" }
