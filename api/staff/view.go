package staff

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/ranking"
)

// View is what of an answer is on the screen. Hidden fields carry it from one post
// to the next; it holds ids and choices of ours, and nothing of a caller.
type View struct {
	Panel   string    // one of panels; "" is the detail
	Open    data.ID   // the listing that the panel is about; "" is the first found
	Compare []data.ID // at most mostCompared
	More    int       // results beyond the first page
	Zoom    int       // steps of the map, below zero farther away
	Safe    string    // whether a message may be sent: "", "yes", "no"
	Named   bool      // the message names the organization
	Keys    string    // keys that were changed, as Keyring keeps them
	Refer   string    // the kind of referral whose ground is asked for, "" for none yet
	Copied  bool      // something of it is in the clipboard, to be taken out at the end
}

// panels are what may stand beside the list.
var panels = []string{"detail", "why", "compare", "map", "plan", "law", "message", "reveal", "trouble", "refer", "keys"}

// firstPage is how many results are shown at first, and mostCompared how many
// options are held side by side: more cannot be taken in on a call.
const (
	firstPage    = 10
	mostCompared = 3
	mostZoom     = 8
)

func viewOf(f url.Values) View {
	v := View{
		Panel: one(f, "panel"), Open: idOf(one(f, "open")), Safe: one(f, "safe"),
		Named: one(f, "named") != "", Copied: one(f, "copied") != "", Keys: one(f, "keys"),
		More: number(f, "more", 0, ranking.MaxK-firstPage), Zoom: number(f, "zoom", -mostZoom, mostZoom),
	}
	if !slices.Contains(panels, v.Panel) {
		v.Panel = ""
	}
	v.Refer = kindOf(one(f, "refer"))
	for _, s := range some(f, "compare") {
		if id := idOf(s); id != "" && len(v.Compare) < mostCompared {
			v.Compare = append(v.Compare, id)
		}
	}
	return v
}

func idOf(s string) data.ID {
	id, err := data.ParseID(s)
	if err != nil {
		return ""
	}
	return id
}

func number(f url.Values, name string, low, top int) int {
	n, _ := strconv.Atoi(one(f, name)) // what is no number is none
	return min(max(n, low), top)
}

// Fields are the hidden fields that bring v back.
func (v View) Fields() [][2]string {
	fields := [][2]string{{"panel", v.Panel}, {"open", string(v.Open)}, {"safe", v.Safe}, {"refer", v.Refer}, {"keys", v.Keys}}
	for _, id := range v.Compare {
		fields = append(fields, [2]string{"compare", string(id)})
	}
	if v.More != 0 {
		fields = append(fields, [2]string{"more", strconv.Itoa(v.More)})
	}
	if v.Zoom != 0 {
		fields = append(fields, [2]string{"zoom", strconv.Itoa(v.Zoom)})
	}
	if v.Named {
		fields = append(fields, [2]string{"named", "1"})
	}
	if v.Copied {
		fields = append(fields, [2]string{"copied", "1"})
	}
	return slices.DeleteFunc(fields, func(f [2]string) bool { return f[1] == "" })
}

// do changes what is on the screen by what a button says: "open ID", "panel map".
// A button that says nothing searches anew; what was set aside to compare stays.
func (v *View) do(deed string) {
	verb, what, _ := strings.Cut(deed, " ")
	switch verb {
	case "open", "why", "message", "reveal", "trouble":
		v.Open, v.Panel, v.Safe, v.Named = idOf(what), verb, "", false
		if verb == "open" {
			v.Panel = "detail"
		}
	case "refer":
		id, kind, _ := strings.Cut(what, " ")
		v.Open, v.Panel, v.Refer = idOf(id), "refer", kindOf(kind)
	case "compare":
		v.toggle(idOf(what))
	case "panel":
		v.turnTo(what)
	case "more":
		v.More = min(v.More+firstPage, ranking.MaxK-firstPage)
	case "nearer":
		v.Zoom = min(v.Zoom+1, mostZoom)
	case "farther":
		v.Zoom = max(v.Zoom-1, -mostZoom)
	case "safe":
		v.Safe = what
	case "named":
		v.Named = what == "yes"
	case "":
		*v = View{Keys: v.Keys, Copied: v.Copied, Compare: v.Compare, Panel: v.kept()}
	}
}

func (v *View) turnTo(panel string) {
	if slices.Contains(panels, panel) {
		v.Panel, v.Safe = panel, ""
	}
}

// kept is the panel that a new search leaves open: one that is about the search.
func (v *View) kept() string {
	if slices.Contains([]string{"map", "plan", "law"}, v.Panel) {
		return v.Panel
	}
	return ""
}

// toggle sets a listing aside to compare, or puts it back.
func (v *View) toggle(id data.ID) {
	if i := slices.Index(v.Compare, id); i >= 0 {
		v.Compare = slices.Delete(v.Compare, i, i+1)
		return
	}
	if id != "" && len(v.Compare) < mostCompared {
		v.Compare = append(v.Compare, id)
	}
}

// chosen are the listings that a message or a sheet is about: those set aside to
// compare, else the one that is open.
func (v *View) chosen() []data.ID {
	if len(v.Compare) > 0 {
		return v.Compare
	}
	if v.Open == "" {
		return nil
	}
	return []data.ID{v.Open}
}
