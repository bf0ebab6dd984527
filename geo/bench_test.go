package geo

import "testing"

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPostal(b *testing.B) {
	g := gazetteer(b)
	for b.Loop() {
		if _, err := g.Postal("m5v 2t6"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPlace(b *testing.B) {
	g := gazetteer(b)
	for _, bench := range []struct{ name, typed string }{
		{"exact", "Trois-Rivières"}, {"province", "Windsor, NS"}, {"misspelt", "Vancovuer"},
		{"unknown", "Saskatun"}, {"ambiguous", "Windsor Park"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				_, _ = g.Place(bench.typed)
			}
		})
	}
}

func BenchmarkAt(b *testing.B) {
	g := gazetteer(b)
	for b.Loop() {
		_, _ = g.At(Point{49.28, -123.12})
	}
}

// BenchmarkCell starts where somebody calls from, as the public side does.
func BenchmarkCell(b *testing.B) {
	g := gazetteer(b)
	for i := 0; b.Loop(); i++ {
		c, err := CellAt(g.towns[i%len(g.towns)].Point, 5)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = g.Cell(c)
	}
}

func BenchmarkPeopleWithin(b *testing.B) {
	g := gazetteer(b)
	for b.Loop() {
		_ = g.PeopleWithin(Point{49.28, -123.12}, 50*Kilometer)
	}
}

func BenchmarkDistance(b *testing.B) {
	p, q := Point{49.28, -123.12}, Point{47.56, -52.71}
	for b.Loop() {
		_ = Distance(p, q)
	}
}

func BenchmarkParent(b *testing.B) {
	c, err := CellAt(Point{49.28, -123.12}, 9)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		_, _ = c.Parent(4)
	}
}
