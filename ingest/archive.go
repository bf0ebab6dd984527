package ingest

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
)

// Limits of a zip archive: of what it holds and not of what it says that it
// holds. Nothing is ever unpacked to the disk.
const (
	MaxArchiveBytes  = 50 << 20 // packed
	maxUnpackedBytes = 64 << 20 // all parts together
	maxParts         = 200
	maxRatio         = 100     // unpacked to packed, of one part
	smallPart        = 1 << 20 // below which the ratio does not matter
)

// archive is a zip archive whose directory has been looked at.
type archive struct {
	parts []*zip.File
	left  int64 // bytes that may still be unpacked
}

// openArchive looks at every entry of the directory before any is unpacked.
func openArchive(raw []byte) (*archive, error) {
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, archiveDamaged()
	}
	a := &archive{left: maxUnpackedBytes}
	seen := map[string]bool{}
	total := uint64(0)
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		folded := strings.ToLower(f.Name)
		switch {
		case seen[folded], !fs.ValidPath(f.Name), strings.ContainsAny(f.Name, "\\:"), !f.Mode().IsRegular():
			return nil, archiveHostile()
		case f.Flags&1 != 0:
			return nil, archiveLocked()
		}
		seen[folded] = true
		total += f.UncompressedSize64
		if len(seen) > maxParts || f.UncompressedSize64 > maxUnpackedBytes || total > maxUnpackedBytes || bloated(f) {
			return nil, archiveBomb()
		}
		a.parts = append(a.parts, f)
	}
	return a, nil
}

// bloated reports whether a part says that it grows beyond what text does.
func bloated(f *zip.File) bool {
	return f.UncompressedSize64 > smallPart && f.UncompressedSize64/maxRatio > f.CompressedSize64
}

func (a *archive) find(name string) *zip.File {
	i := slices.IndexFunc(a.parts, func(f *zip.File) bool { return strings.EqualFold(f.Name, name) })
	if i < 0 {
		return nil
	}
	return a.parts[i]
}

func (a *archive) has(name string) bool { return a.find(name) != nil }

// onlyJSON gives the one JSON file of an archive that has one.
func (a *archive) onlyJSON() *zip.File {
	var found *zip.File
	for _, f := range a.parts {
		if strings.EqualFold(path.Ext(f.Name), ".json") && !strings.HasPrefix(f.Name, "__MACOSX/") {
			if found != nil {
				return nil
			}
			found = f
		}
	}
	return found
}

// open reads one part, whole: no more than it says, and no more than may still
// be unpacked.
func (a *archive) open(f *zip.File) (io.Reader, error) {
	part, err := f.Open()
	if err != nil {
		return nil, archiveDamaged()
	}
	defer func() { _ = part.Close() }() // only read
	may := min(a.left, int64(f.UncompressedSize64))
	b, err := io.ReadAll(io.LimitReader(part, may+1))
	switch {
	case int64(len(b)) > may, errors.Is(err, zip.ErrFormat):
		return nil, archiveBomb()
	case err != nil:
		return nil, archiveDamaged()
	}
	a.left -= int64(len(b))
	return bytes.NewReader(b), nil
}

// named opens the part of that name.
func (a *archive) named(name string) (io.Reader, error) {
	f := a.find(name)
	if f == nil {
		return nil, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	return a.open(f)
}

func archiveDamaged() error {
	return problem("archive_damaged",
		bilingual.Text{En: "the archive is damaged or cut off", Fr: "l’archive est abîmée ou incomplète"},
		bilingual.Text{En: "Save or send it again.", Fr: "Enregistrez-la ou envoyez-la de nouveau."}, "")
}

func archiveLocked() error {
	return problem("archive_locked",
		bilingual.Text{En: "the archive is locked with a password", Fr: "l’archive est protégée par un mot de passe"},
		bilingual.Text{En: "Save it without a password, and send it in a safe way.", Fr: "Enregistrez-la sans mot de passe, et transmettez-la par une voie sûre."}, "")
}

func archiveHostile() error {
	return problem("archive_hostile",
		bilingual.Text{En: "the archive names a part twice, or one outside itself", Fr: "l’archive nomme une partie deux fois, ou une partie hors d’elle-même"},
		bilingual.Text{En: "No program writes such a file by itself: ask its sender how it was made.", Fr: "Aucun logiciel n’écrit un tel fichier de lui-même : demandez à qui l’envoie comment il a été fait."}, "")
}

func archiveBomb() error {
	return problem("archive_too_large",
		bilingual.Textf("the archive unpacks to more than %d MiB, to more than %d parts, or to more than it says", "une fois ouverte, l’archive dépasse %d Mio, compte plus de %d parties, ou est plus grande qu’elle ne le dit", maxUnpackedBytes>>20, maxParts),
		bilingual.Text{En: "Save the one sheet that is needed as CSV UTF-8.", Fr: "Enregistrez en CSV UTF-8 la seule feuille utile."}, "")
}
