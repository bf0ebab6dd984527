package geo

import (
	"slices"
	"strings"
	"testing"

	"github.com/uber/h3-go/v4"
	"pgregory.net/rapid"
)

func anyCell() *rapid.Generator[Cell] {
	return rapid.Custom(func(t *rapid.T) Cell {
		r := Resolution(rapid.IntRange(0, 15).Draw(t, "resolution"))
		c, err := CellAt(anyPoint().Draw(t, "point"), r)
		if err != nil {
			t.Fatal(err)
		}
		return c
	})
}

func TestParentAgreesWithH3(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCell().Draw(t, "cell")
		for r := Resolution(0); r <= c.Resolution(); r++ {
			got, err := c.Parent(r)
			if err != nil {
				t.Fatal(err)
			}
			want, err := h3.Cell(c).Parent(int(r))
			if err != nil || got != Cell(want) {
				t.Fatalf("parent of %s at %d: got %s, want %s", c, r, got, want)
			}
		}
	})
}

func TestValidAgreesWithH3(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCell().Draw(t, "cell")
		if !c.Valid() {
			t.Fatalf("%s is not valid", c)
		}
		// One flipped bit and free bits: h3 is asked what is left of it.
		flipped := c ^ 1<<rapid.IntRange(0, 63).Draw(t, "bit")
		random := Cell(rapid.Uint64().Draw(t, "bits"))
		for _, n := range []Cell{flipped, random, random&^(0xff<<56) | 8<<56} {
			if got, want := n.Valid(), h3.Cell(n).IsValid(); got != want {
				t.Fatalf("%x: got %v, h3 says %v", uint64(n), got, want)
			}
		}
	})
}

func TestValidUnderPentagons(t *testing.T) {
	for r := range 16 {
		pentagons, err := h3.Pentagons(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pentagons {
			if c := Cell(p); !c.Valid() {
				t.Errorf("pentagon %s is not valid", c)
			}
			if r == 0 {
				continue
			}
			lacking := Cell(p) | 1<<(3*(15-r)) // the wedge that a pentagon lacks
			if lacking.Valid() || h3.Cell(lacking).IsValid() {
				t.Errorf("%s is valid", lacking)
			}
		}
	}
}

func TestCellRefusesBadInput(t *testing.T) {
	ottawa := Point{45.42, -75.70}
	c, err := CellAt(ottawa, 5)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, code string
		call       func() error
	}{
		{"no point", "point_invalid", func() error { _, err := CellAt(nowhere, 5); return err }},
		{"latitude 200", "point_invalid", func() error { _, err := CellAt(Point{200, 0}, 5); return err }},
		{"resolution 16", "resolution_invalid", func() error { _, err := CellAt(ottawa, 16); return err }},
		{"resolution -1", "resolution_invalid", func() error { _, err := CellAt(ottawa, -1); return err }},
		{"finer parent", "resolution_invalid", func() error { _, err := c.Parent(6); return err }},
		{"parent at -1", "resolution_invalid", func() error { _, err := c.Parent(-1); return err }},
		{"coarser children", "resolution_invalid", func() error { _, err := c.Children(4); return err }},
		{"children too fine", "resolution_invalid", func() error { _, err := c.Children(5 + MaxDescent + 1); return err }},
		{"wide disk", "disk_invalid", func() error { _, err := c.GridDisk(MaxDisk + 1); return err }},
		{"negative disk", "disk_invalid", func() error { _, err := c.GridDisk(-1); return err }},
		{"parent of 0", "cell_invalid", func() error { _, err := Cell(0).Parent(0); return err }},
		{"children of 0", "cell_invalid", func() error { _, err := Cell(0).Children(0); return err }},
		{"disk of 0", "cell_invalid", func() error { _, err := Cell(0).GridDisk(1); return err }},
		{"centre of 0", "cell_invalid", func() error { _, err := Cell(0).Center(); return err }},
		{"boundary of 0", "cell_invalid", func() error { _, err := Cell(0).Boundary(); return err }},
		{"text of 0", "cell_invalid", func() error { _, err := Cell(0).MarshalText(); return err }},
		{"mixed digits", "cell_invalid", func() error { _, err := (c &^ 7).Center(); return err }},
	}
	for _, tt := range tests {
		if err := tt.call(); codeOf(err) != tt.code {
			t.Errorf("%s: got %v, want %s", tt.name, err, tt.code)
		}
	}
}

func TestParseCell(t *testing.T) {
	for _, bad := range []string{
		"", "0", "zz", "8", "852b9bc7ffffff", "852b9bc7ffffffff", "-852b9bc7fffffff", "0x852b9bc7fffffff", " 852b9bc7fffffff",
		"ffffffffffffffff", "1152b9bc7fffffff", "8f2b9bc7fffffff",
	} {
		if c, err := ParseCell(bad); codeOf(err) != "cell_invalid" || c != 0 {
			t.Errorf("ParseCell(%q) = %s, %v", bad, c, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		c := anyCell().Draw(t, "cell")
		for _, s := range []string{c.String(), strings.ToUpper(c.String())} {
			if got, err := ParseCell(s); err != nil || got != c {
				t.Fatalf("ParseCell(%q) = %s, %v", s, got, err)
			}
		}
		text, err := c.MarshalText()
		var back Cell
		if err != nil || back.UnmarshalText(text) != nil || back != c {
			t.Fatalf("%s as text came back as %s", c, back)
		}
	})
	var c Cell = 7
	if err := c.UnmarshalText([]byte("nonsense")); err == nil || c != 7 {
		t.Errorf("UnmarshalText changed its cell to %d, %v", c, err)
	}
}

func TestChildrenComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCell().Draw(t, "cell")
		r := min(c.Resolution()+Resolution(rapid.IntRange(0, 2).Draw(t, "finer")), MaxResolution)
		children, err := c.Children(r)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.IsSorted(children) {
			t.Fatal("children are not in ascending order")
		}
		for _, child := range children {
			if up, err := child.Parent(c.Resolution()); err != nil || up != c {
				t.Fatalf("child %s of %s has parent %s, %v", child, c, up, err)
			}
		}
	})
}

func TestGridDiskAndShape(t *testing.T) {
	c, err := CellAt(Point{53.55, -113.49}, 7)
	if err != nil {
		t.Fatal(err)
	}
	for k := range 4 {
		disk, err := c.GridDisk(k)
		if want := 1 + 3*k*(k+1); err != nil || len(disk) != want || !slices.Contains(disk, c) {
			t.Errorf("disk of %d: %d cells, %v, want %d", k, len(disk), err, want)
		}
	}
	center, err := c.Center()
	if err != nil {
		t.Fatal(err)
	}
	if back, _ := CellAt(center, 7); back != c {
		t.Errorf("the centre of %s lies in %s", c, back)
	}
	corners, err := c.Boundary()
	if err != nil || len(corners) != 6 {
		t.Fatalf("%d corners, %v", len(corners), err)
	}
	for _, corner := range corners {
		if away := Distance(center, corner); away < 1*Kilometer || away > 2*Kilometer {
			t.Errorf("a corner %v from the centre", away)
		}
	}
}
