package store_test

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/relais-directory/relais/data"
	"github.com/relais-directory/relais/data/record"
	"github.com/relais-directory/relais/data/store"
)

func Example() {
	folder, err := os.MkdirTemp("", "relais")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(folder) }()
	if err := tour(filepath.Join(folder, "directory"), store.Keys{Dir: filepath.Join(folder, "keys")}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1 added, generation 1
	// the same content again: generation 1
	// Maison d’exemple: contacts sealed: 1
	// revealed: A. Person, audit entry 3
}

func tour(dir string, keys store.Keys) error {
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	s, err := store.Create(dir, keys, rand.Reader, at)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()

	house := &record.Record{Demo: true, Organization: record.Organization{
		ID: "3f0c9f5e-6a41-4c7e-9d0b-0a4f7c0f1a55", Kind: data.Direct,
		Name: data.Text{En: "Example House", Fr: "Maison d’exemple"},
	}}
	house.Sealed = record.Seal(record.Parts{Contacts: []data.Contact{{Name: "A. Person"}}})
	change := store.Batch{Actor: "marie", Reason: "annual review", At: at, Put: []*record.Record{house}}
	receipt, err := s.Apply(change)
	if err != nil {
		return err
	}
	fmt.Printf("%d added, generation %d\n", receipt.Added, receipt.Generation)
	if receipt, err = s.Apply(change); err != nil {
		return err
	}
	fmt.Printf("the same content again: generation %d\n", receipt.Generation)

	grant, err := s.Reveal("marie", "warm transfer", at, house.ID())
	if err != nil {
		return err
	}
	return s.View(func(tx *store.Tx) error {
		r, err := tx.Record(house.ID())
		if err != nil {
			return err
		}
		fmt.Printf("%s: contacts sealed: %d\n", r.Organization.Name.Fr, r.Sealed.Contacts())
		parts, err := r.Open(grant)
		if err != nil {
			return err
		}
		fmt.Printf("revealed: %s, audit entry %d\n", parts.Contacts[0].Name, grant.Entry)
		return nil
	})
}
