package ingest

import (
	"archive/zip"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/relais-directory/relais/data/bilingual"
	"github.com/relais-directory/relais/data/hsds"
	"github.com/relais-directory/relais/data/record"
)

// dataPackage gives the part that makes an archive a data package of HSDS: its
// descriptor, or the table of services where a folder was packed without it.
func (a *archive) dataPackage() *zip.File {
	for _, name := range []string{hsds.Descriptor, "services.csv"} {
		for _, f := range a.parts {
			if strings.EqualFold(path.Base(f.Name), name) && !strings.HasPrefix(f.Name, "__MACOSX/") {
				return f
			}
		}
	}
	return nil
}

// readPackage reads HSDS's tabular data package. Its services and organizations
// are read on as those of HSDS JSON are.
func readPackage(a *archive, env Env) ([]*record.Record, Report, error) {
	h := newHarvest(FormatPackage, env)
	doc, err := h.unpack(a)
	if err != nil {
		h.finish()
		return nil, h.Report, err
	}
	records, err := h.document(doc)
	h.finish()
	return records, h.Report, err
}

func (h *harvest) unpack(a *archive) (hsds.Document, error) {
	folder := path.Dir(a.dataPackage().Name)
	files := map[string]string{}
	for i, f := range a.parts {
		h.env.progress(Unpack, i, len(a.parts))
		name := strings.ToLower(path.Base(f.Name))
		if !strings.HasSuffix(name, ".csv") || !strings.HasPrefix(f.Name, strings.TrimPrefix(folder+"/", "./")) {
			continue
		}
		part, err := a.open(f)
		if err != nil {
			return hsds.Document{}, err
		}
		raw, err := io.ReadAll(part)
		if err != nil {
			return hsds.Document{}, err
		}
		d, err := decode(raw, "")
		if err != nil {
			return hsds.Document{}, err
		}
		if d.encoding != "utf-8" {
			h.Encoding = d.encoding
		}
		files[name] = d.text
	}
	doc, err := hsds.Unpack(files, func(cell string) string { plain, _ := unguard(cell); return plain })
	return doc, unreadableHSDS(err)
}

// unreadableHSDS tells what is wrong with a file of the standard, and where.
func unreadableHSDS(err error) error {
	bad, ok := errors.AsType[*hsds.SyntaxError](err)
	if !ok {
		return err
	}
	where := bilingual.Textf("line %d, column %d", "ligne %d, colonne %d", bad.Line, bad.Column)
	if bad.File != "" {
		where = bilingual.Textf("%s, line %d", "%s, ligne %d", bad.File, bad.Line)
	}
	return problem("hsds_unreadable",
		bilingual.Textf("%s: %s", "%s : %s", where, bad.Problem),
		bilingual.Text{En: "The file must be HSDS 3.1: JSON of services, or of organizations with their services, or a tabular data package.", Fr: "Le fichier doit être du HSDS 3.1 : du JSON de services, ou d’organismes avec leurs services, ou un paquet de données tabulaires."}, "")
}
