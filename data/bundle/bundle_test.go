package bundle

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/geo"
)

// key is the n-th of a fixed series of signing keys.
func key(n byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, ed25519.SeedSize))
}

func public(n byte) ed25519.PublicKey { return key(n).Public().(ed25519.PublicKey) }

func listing(n int) data.Listing[data.Public] {
	return data.Listing[data.Public]{
		ID:           data.ID(fmt.Sprintf("00000000-0000-4000-8000-%012x", n+1)),
		Organization: data.Named{ID: "00000000-0000-4000-9000-000000000001", Name: data.Text{En: "Demo <Shelter> & Co", Fr: "Hébergement d’exemple"}},
		Kind:         data.Direct,
		Needs:        []string{"emergency-shelter"},
		Specialized:  data.Yes,
		Languages:    []data.LanguageOffered{{Code: "crk", Mode: data.ByStaff}},
		Place:        geo.Area{Kind: geo.AreaProvince, Code: "ON", Label: data.Text{En: "Ontario", Fr: "Ontario"}, Province: "ON", Radius: 1000},
		Phones:       []data.Phone{{Number: "+14165550123", AllHours: true}},
		Fees:         data.Text{En: "none", Fr: "aucuns"},
	}
}

func some(count int) []data.Listing[data.Public] {
	var all []data.Listing[data.Public]
	for n := range count {
		all = append(all, listing(n))
	}
	return all
}

func encode(t testing.TB, listings []data.Listing[data.Public]) ([]byte, Info) {
	t.Helper()
	b, info, err := Encode(listings, key(1))
	if err != nil {
		t.Fatal(err)
	}
	return b, info
}

func wantRefused(t testing.TB, err error, code string) {
	t.Helper()
	p, ok := bilingual.AsProblem(err)
	if !ok {
		t.Fatalf("got %v, want a problem %s", err, code)
	}
	if p.Kind != bilingual.Damaged || p.Code != code {
		t.Errorf("got kind %d, code %s (%v), want damaged, %s", p.Kind, p.Code, err, code)
	}
	if p.Message.En == p.Message.Fr || p.Hint.En == "" || p.Hint.Fr == "" {
		t.Errorf("%s is not said in two languages", p.Code)
	}
}

// resigned signs a body that Encode would not have written.
func resigned(body string) []byte {
	b := []byte(body)
	h := sha256.Sum256(b)
	return append(b, end(h, public(1), ed25519.Sign(key(1), message(h)))...)
}

func TestABundleComesBackAsItWas(t *testing.T) {
	for _, count := range []int{0, 1, 2, 50} {
		want := some(count)
		b, info := encode(t, want)
		got, read, err := Decode(b, public(1))
		if err != nil {
			t.Fatal(err)
		}
		if read != info || info.Listings != count || len(info.Hash) != 64 {
			t.Errorf("got %+v, want %+v", read, info)
		}
		if len(got) != count || count > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("%d listings came back as others", count)
		}
	}
}

func TestEqualListingsGiveEqualBytes(t *testing.T) {
	want, info := encode(t, some(30))
	random := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		shuffled := some(30)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		before := slices.Clone(shuffled)
		got, again := encode(t, shuffled)
		if !bytes.Equal(got, want) || again != info {
			t.Fatal("another order gave other bytes")
		}
		if !reflect.DeepEqual(before, shuffled) {
			t.Fatal("the listings were put in another order for their owner")
		}
	}
	changed := some(30)
	changed[7].Fees.En = "5 $"
	if got, other := encode(t, changed); bytes.Equal(got, want) || other.Hash == info.Hash {
		t.Error("another listing gave the same bytes")
	}
}

func TestTheBundleSaysWhetherSomeOfItIsInvented(t *testing.T) {
	listings := some(3)
	listings[1].Demo = true
	b, info := encode(t, listings)
	_, read, err := Decode(b, public(1))
	if err != nil || !info.Demo || !read.Demo {
		t.Errorf("got %v, %v, %v", info.Demo, read.Demo, err)
	}
	if _, info := encode(t, some(3)); info.Demo {
		t.Error("listings that are not invented are called so")
	}
}

func TestBytesThatAreNoTextArePublishedAsTheyWillBeRead(t *testing.T) {
	odd := []data.Listing[data.Public]{listing(1)}
	odd[0].Fees.En = "caf\xe9, \\ufffd, \u2028"
	b, info := encode(t, odd)
	got, _, err := Decode(b, public(1))
	if err != nil {
		t.Fatal(err)
	}
	if again, second := encode(t, got); !bytes.Equal(again, b) || second != info {
		t.Error("written again, the bundle is another one")
	}
}

func TestEncodeRefuses(t *testing.T) {
	named := some(1)
	named[0].ID = "Maison"
	upper := some(1)
	upper[0].ID = "ABCDEF00-0000-4000-8000-000000000001"
	for what, listings := range map[string][]data.Listing[data.Public]{
		"one id twice":     append(some(3), listing(1)),
		"a name for an id": named,
		"an upper-case id": upper,
		"no id":            {{}},
	} {
		if _, _, err := Encode(listings, key(1)); err == nil {
			t.Errorf("%s was encoded", what)
		}
	}
	if _, _, err := Encode(some(1), nil); err == nil {
		t.Error("a bundle was made without a key")
	}
}

// TestAFlippedBitIsRefused flips one bit in every byte of a bundle.
func TestAFlippedBitIsRefused(t *testing.T) {
	b, _ := encode(t, some(4))
	for at := range b {
		bad := bytes.Clone(b)
		bad[at] ^= 1 << (at % 8)
		_, _, err := Decode(bad, public(1))
		if bilingual.KindOf(err) != bilingual.Damaged {
			t.Fatalf("byte %d was flipped: got %v", at, err)
		}
	}
}

func TestACutOrLengthenedBundleIsRefused(t *testing.T) {
	b, _ := encode(t, some(3))
	for length := range b {
		if _, _, err := Decode(b[:length], public(1)); bilingual.KindOf(err) != bilingual.Damaged {
			t.Fatalf("cut to %d bytes: got %v", length, err)
		}
	}
	for _, more := range []string{"\n", " ", "{}", string(b)} {
		if _, _, err := Decode(append(bytes.Clone(b), more...), public(1)); bilingual.KindOf(err) != bilingual.Damaged {
			t.Errorf("with %d bytes more: got %v", len(more), err)
		}
	}
}

func TestDecodeRefusesWithASentenceForEach(t *testing.T) {
	b, _ := encode(t, some(3))
	body := string(b[:len(b)-endLength])
	lines := strings.SplitAfter(strings.TrimPrefix(body, header), "\n")
	one, two := lines[0], lines[1]
	unsigned := body + endHash + strings.Repeat("0", hashDigits) + endKey + fmt.Sprintf("%x", []byte(public(1))) + endSign + strings.Repeat("0", signDigits) + "\n"
	huge := make([]byte, MaxSize+1)
	copy(huge, b)
	for _, c := range []struct {
		what    string
		b       []byte
		trusted ed25519.PublicKey
		code    string
	}{
		{"nothing", nil, public(1), "bundle_foreign"},
		{"a picture", []byte("\x89PNG\r\n\x1a\n"), public(1), "bundle_foreign"},
		{"another key", b, public(2), "bundle_key"},
		{"no trusted key", b, nil, "bundle_key"},
		{"no signature", []byte(body), public(1), "bundle_cut"},
		{"zeros for a signature", []byte(unsigned), public(1), "bundle_signature"},
		{"too long", huge, public(1), "bundle_too_long"},
		{"a later format", resigned("relais-bundle 2\n" + one), public(1), "bundle_version"},
		{"one id twice", resigned(header + one + one), public(1), "bundle_form"},
		{"unsorted", resigned(header + two + one), public(1), "bundle_form"},
		{"an empty line", resigned(header + one + "\n"), public(1), "bundle_form"},
		{"a space", resigned(header + strings.Replace(one, `,`, `, `, 1)), public(1), "bundle_form"},
		{"an unknown field", resigned(header + strings.Replace(one, `{`, `{"secret":1,`, 1)), public(1), "bundle_form"},
		{"a field in capitals", resigned(header + strings.Replace(one, `"kind"`, `"KIND"`, 1)), public(1), "bundle_form"},
		{"a field twice", resigned(header + strings.Replace(one, `"kind"`, `"kind":"direct","kind"`, 1)), public(1), "bundle_form"},
		{"two listings in a line", resigned(header + strings.TrimSuffix(one, "\n") + two), public(1), "bundle_form"},
		{"null", resigned(header + "null\n"), public(1), "bundle_form"},
		{"the staff's part", resigned(header + strings.Replace(one, `{`, `{"inside":{"visibility":"public"},`, 1)), public(1), "bundle_form"},
	} {
		t.Run(c.what, func(t *testing.T) {
			got, _, err := Decode(c.b, c.trusted)
			wantRefused(t, err, c.code)
			if got != nil {
				t.Error("some of it was given all the same")
			}
		})
	}
	if _, _, err := Decode(resigned(body), public(1)); err != nil {
		t.Errorf("the good body, signed in the same way: %v", err)
	}
}

func TestASignatureUnderSomethingElseIsWorthNothing(t *testing.T) {
	b, _ := encode(t, some(1))
	body := b[:len(b)-endLength]
	h := sha256.Sum256(body)
	bare := append(bytes.Clone(body), end(h, public(1), ed25519.Sign(key(1), h[:]))...)
	_, _, err := Decode(bare, public(1))
	wantRefused(t, err, "bundle_signature")
}

func TestWriteFileTouchesNothingWhenNothingHasChanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "public.relais")
	b, want := encode(t, some(3))
	written, err := WriteFile(path, b)
	if err != nil || !written {
		t.Fatalf("got %v, %v", written, err)
	}
	old := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := os.Chtimes(path, old, old); err != nil {
		t.Fatal(err)
	}
	if written, err := WriteFile(path, b); err != nil || written {
		t.Errorf("got %v, %v, want nothing written", written, err)
	}
	if info, err := os.Stat(path); err != nil || !info.ModTime().Equal(old) {
		t.Error("the file was touched")
	}
	got, info, err := ReadFile(path, public(1))
	if err != nil || len(got) != 3 || info != want {
		t.Errorf("got %d listings, %+v, %v", len(got), info, err)
	}
}

func TestWriteFileReplacesTheWholeFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "public.relais")
	for _, count := range []int{5, 1} {
		b, _ := encode(t, some(count))
		if written, err := WriteFile(path, b); err != nil || !written {
			t.Fatalf("got %v, %v", written, err)
		}
		if got, _, err := ReadFile(path, public(1)); err != nil || len(got) != count {
			t.Errorf("got %d listings, %v, want %d", len(got), err, count)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("got %v, %v in the folder, want the bundle alone", left, err)
	}
	if _, err := WriteFile(filepath.Join(dir, "absent", "x"), nil); err == nil {
		t.Error("a folder that is not there was written to")
	}
}

func TestReadFileSaysThatThereIsNone(t *testing.T) {
	_, _, err := ReadFile(filepath.Join(t.TempDir(), "none"), public(1))
	if bilingual.KindOf(err) != bilingual.NotFound {
		t.Errorf("got %v", err)
	}
}

func TestReadFileRefusesAHugeFileWithoutReadingIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "huge")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 10<<30); err != nil {
		t.Skip("this file system has no room for a file of holes")
	}
	_, _, err := ReadFile(path, public(1))
	wantRefused(t, err, "bundle_too_long")
}

// FuzzDecode gives Decode anything as a body, signed: whatever it accepts must
// be written again byte for byte.
func FuzzDecode(f *testing.F) {
	b, _ := encode(f, some(2))
	f.Add(b[:len(b)-endLength])
	f.Add([]byte(header))
	f.Add([]byte(header + "{}\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if _, _, err := Decode(body, public(1)); err == nil {
			t.Fatal("what nobody has signed was decoded")
		}
		signed := resigned(string(body))
		listings, info, err := Decode(signed, public(1))
		if err != nil {
			if _, ok := bilingual.AsProblem(err); !ok {
				t.Fatalf("got %v, want a problem in words", err)
			}
			return
		}
		again, other, err := Encode(listings, key(1))
		if err != nil || !bytes.Equal(again, signed) || other != info {
			t.Fatalf("written again, it is another bundle: %v", err)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	listings := some(3690)
	for b.Loop() {
		encode(b, listings)
	}
}

func BenchmarkDecode(b *testing.B) {
	bytes, _ := encode(b, some(3690))
	b.SetBytes(int64(len(bytes)))
	for b.Loop() {
		if _, _, err := Decode(bytes, public(1)); err != nil {
			b.Fatal(err)
		}
	}
}
