package geo

import (
	"fmt"
	"strconv"

	"github.com/uber/h3-go/v4"

	"github.com/relais-directory/relais/data/bilingual"
)

// Cell is one cell of Uber's H3 grid, a hexagon or one of twelve pentagons.
// Sorted as numbers, cells of one resolution lie in H3 order: all descendants
// of a cell are neighbours. The zero Cell is no cell.
type Cell uint64

// Resolution is the fineness of an H3 cell, from 0 (1,100 km across) to 15
// (half a metre). At 5 a cell is about 17 km across, at 7 about 2.4 km.
type Resolution int

// MaxResolution is the finest resolution of H3.
const MaxResolution Resolution = 15

// MaxDisk is the largest k that GridDisk accepts. 1 + 3k(k+1) cells come back:
// 1,261 for 20. Search by growing rings is not what it is for.
const MaxDisk = 20

// MaxDescent is how many resolutions finer Children may go: 7 to that power,
// 16,807 cells, come back at most.
const MaxDescent = 5

// The layout of an H3 cell, from the H3 documentation ("H3 index: bit layout").
const (
	resolutionShift = 52
	resolutionMask  = 0xf << resolutionShift
	baseCellShift   = 45
	digitBits       = 3
	headerShift     = 56 // one reserved bit, four of mode, three reserved
	cellHeader      = 1 << 3
	baseCells       = 122
)

// pentagons are the twelve base cells with five neighbours; bit n is base cell n.
var pentagons = [2]uint64{
	1<<4 | 1<<14 | 1<<24 | 1<<38 | 1<<49 | 1<<58 | 1<<63,
	1<<(72-64) | 1<<(83-64) | 1<<(97-64) | 1<<(107-64) | 1<<(117-64),
}

// CellAt gives the cell of resolution r that holds p.
func CellAt(p Point, r Resolution) (Cell, error) {
	if !p.onEarth() {
		return 0, problemPoint()
	}
	if r < 0 || r > MaxResolution {
		return 0, problemResolution(r)
	}
	c, err := h3.LatLngToCell(h3.LatLng{Lat: p.Lat, Lng: p.Lng}, int(r))
	if err != nil {
		return 0, fmt.Errorf("cell at resolution %d: %w", r, err)
	}
	return Cell(c), nil
}

// ParseCell reads the hexadecimal form of a cell ("8928308280fffff"), in either
// case. Whatever is not a valid H3 cell, edges and vertices included, is a
// Problem of kind Invalid.
func ParseCell(s string) (Cell, error) {
	n, err := strconv.ParseUint(s, 16, 64)
	if err != nil || !Cell(n).Valid() {
		return 0, problemCell()
	}
	return Cell(n), nil
}

// String gives the hexadecimal form that ParseCell reads.
func (c Cell) String() string { return strconv.FormatUint(uint64(c), 16) }

// MarshalText gives the hexadecimal form. The zero Cell is refused, like every
// other number that is not a cell.
func (c Cell) MarshalText() ([]byte, error) {
	if !c.Valid() {
		return nil, problemCell()
	}
	return []byte(c.String()), nil
}

// UnmarshalText reads the hexadecimal form.
func (c *Cell) UnmarshalText(text []byte) error {
	parsed, err := ParseCell(string(text))
	if err != nil {
		return err
	}
	*c = parsed
	return nil
}

// Valid reports whether c is a cell of H3, by its bits alone.
func (c Cell) Valid() bool {
	base := c.baseCell()
	if c>>headerShift != cellHeader || base >= baseCells {
		return false
	}
	for r := Resolution(1); r <= MaxResolution; r++ {
		if (c.digit(r) == 7) != (r > c.Resolution()) {
			return false
		}
	}
	return !c.isPentagonBase() || c.leadingDigit() != 1
}

// Resolution gives the resolution of c; of a number that is no cell it says nothing.
func (c Cell) Resolution() Resolution { return Resolution(c >> resolutionShift & 0xf) }

// Parent gives the cell of resolution r, at most its own, that c descends from.
// It is bit arithmetic: no call into H3.
func (c Cell) Parent(r Resolution) (Cell, error) {
	if !c.Valid() {
		return 0, problemCell()
	}
	if r < 0 || r > c.Resolution() {
		return 0, problemResolution(r)
	}
	below := Cell(1)<<(digitBits*(MaxResolution-r)) - 1
	return c&^resolutionMask | Cell(r)<<resolutionShift | below, nil
}

// Children gives all descendants of c at resolution r, which may be its own and
// at most MaxDescent finer, in ascending order.
func (c Cell) Children(r Resolution) ([]Cell, error) {
	if !c.Valid() {
		return nil, problemCell()
	}
	if r < c.Resolution() || r > min(c.Resolution()+MaxDescent, MaxResolution) {
		return nil, problemResolution(r)
	}
	children, err := h3.Cell(c).Children(int(r))
	if err != nil {
		return nil, fmt.Errorf("children of %s: %w", c, err)
	}
	return cellsOf(children), nil
}

// GridDisk gives the cells within k steps of c, itself included, in no
// particular order. k is from 0 to MaxDisk.
func (c Cell) GridDisk(k int) ([]Cell, error) {
	if !c.Valid() {
		return nil, problemCell()
	}
	if k < 0 || k > MaxDisk {
		return nil, problemDisk(k)
	}
	disk, err := h3.Cell(c).GridDisk(k)
	if err != nil {
		return nil, fmt.Errorf("disk of %d around %s: %w", k, c, err)
	}
	return cellsOf(disk), nil
}

// Center gives the middle of c.
func (c Cell) Center() (Point, error) {
	if !c.Valid() {
		return Point{}, problemCell()
	}
	at, err := h3.Cell(c).LatLng()
	if err != nil {
		return Point{}, fmt.Errorf("center of %s: %w", c, err)
	}
	return NewPoint(at.Lat, at.Lng)
}

// Boundary gives the corners of c counter-clockwise, the first not repeated:
// five or six, and up to four more where an edge crosses the icosahedron's.
func (c Cell) Boundary() ([]Point, error) {
	if !c.Valid() {
		return nil, problemCell()
	}
	corners, err := h3.Cell(c).Boundary()
	if err != nil {
		return nil, fmt.Errorf("boundary of %s: %w", c, err)
	}
	points := make([]Point, len(corners))
	for i, at := range corners {
		points[i] = Point{Lat: at.Lat, Lng: at.Lng}
	}
	return points, nil
}

// circumradius is the distance from the centre of c to its farthest corner.
func (c Cell) circumradius(center Point) (Meters, error) {
	corners, err := c.Boundary()
	if err != nil {
		return 0, err
	}
	var farthest Meters
	for _, corner := range corners {
		farthest = max(farthest, Distance(center, corner))
	}
	return farthest, nil
}

func (c Cell) baseCell() int { return int(c >> baseCellShift & 0x7f) }

func (c Cell) digit(r Resolution) int {
	return int(c >> (digitBits * (MaxResolution - r)) & 7)
}

func (c Cell) isPentagonBase() bool {
	base := c.baseCell()
	return pentagons[base/64]&(1<<(base%64)) != 0
}

// leadingDigit is the first digit that is not 0. Below a pentagon it is never
// 1: that is the wedge which a pentagon lacks.
func (c Cell) leadingDigit() int {
	for r := Resolution(1); r <= c.Resolution(); r++ {
		if d := c.digit(r); d != 0 {
			return d
		}
	}
	return 0
}

func cellsOf(hs []h3.Cell) []Cell {
	cells := make([]Cell, len(hs))
	for i, h := range hs {
		cells[i] = Cell(h)
	}
	return cells
}

func problemCell() error {
	return &bilingual.Problem{
		Kind:    bilingual.Invalid,
		Code:    "cell_invalid",
		Message: bilingual.Text{En: "this is not an H3 cell", Fr: "ce n’est pas une cellule H3"},
		Hint: bilingual.Text{
			En: "Give its 15 hexadecimal characters, for example 852b9bc7fffffff.",
			Fr: "Donnez ses 15 caractères hexadécimaux, par exemple 852b9bc7fffffff.",
		},
	}
}

func problemResolution(r Resolution) error {
	return &bilingual.Problem{
		Kind:    bilingual.Invalid,
		Code:    "resolution_invalid",
		Message: bilingual.Textf("resolution %d cannot be used here", "la résolution %d ne peut pas servir ici", r),
		Hint: bilingual.Textf(
			"Resolutions go from 0 to 15; a parent is never finer than its cell, and children are at most %d finer.",
			"Les résolutions vont de 0 à 15; un parent n’est jamais plus fin que sa cellule, et les enfants ont au plus %d niveaux de plus.",
			MaxDescent),
	}
}

func problemDisk(k int) error {
	return &bilingual.Problem{
		Kind:    bilingual.Invalid,
		Code:    "disk_invalid",
		Message: bilingual.Textf("a disk of %d steps cannot be drawn", "un disque de %d pas ne peut pas être tracé", k),
		Hint:    bilingual.Textf("Use 0 to %d steps.", "Utilisez de 0 à %d pas.", MaxDisk),
	}
}
