package eval

import (
	"embed"
	"encoding/json"
	"fmt"
)

// accuracy holds the reports that scripts/accuracy writes.
//
//go:embed accuracy/*.json
var accuracy embed.FS

// A Set is a collection of labelled changes that Redline's judgement is measured on.
type Set struct {
	Name   string // of its file
	Title  string
	About  string // a sentence on what it is
	Unread bool   // those who wrote the rules did not read its cases
	Report Report
}

// Published returns the sets with what was measured on them, the unread ones first.
func Published() ([]Set, error) {
	sets := []Set{
		{
			Name: "history-unread", Unread: true, Title: "Real changes that the rules' authors have not read",
			About: "Drawn at random from public histories of policies and labelled by one reader.",
		},
		{
			Name: "passages-unread", Unread: true, Title: "Written passages that were not read",
			About: "Invented passages about confidentiality, half of them hard on purpose, by an author whose words nothing was learnt from.",
		},
		{
			Name: "labels", Title: "Real changes that were read",
			About: "Drawn at random, labelled by two readers. The rules were written looking at them.",
		},
		{
			Name: "labels-e2ee", Title: "Real changes around message confidentiality",
			About: "Labelled by two readers. The rules were written looking at them.",
		},
		{
			Name: "history-read", Title: "More real changes that were read",
			About: "Labelled by one reader. Rules were mended and topics learnt looking at them.",
		},
	}
	for i := range sets {
		b, err := accuracy.ReadFile("accuracy/" + sets[i].Name + ".json")
		if err != nil {
			return nil, fmt.Errorf("published accuracy: %w", err)
		}
		if err := json.Unmarshal(b, &sets[i].Report); err != nil {
			return nil, fmt.Errorf("published accuracy of %s: %w", sets[i].Name, err)
		}
	}
	return sets, nil
}
