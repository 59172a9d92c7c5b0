package site

import (
	"regexp"
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
)

// Credits are the attributions a page owes. Whatever is made from Open Terms
// Archive's data names its contributors, the collection and the licence, with links.
type credits struct {
	collections []string // names of Open Terms Archive collections, sorted, once each
	notes       []string // attributions that came in words
}

const archivePrefix = "ota:"

// repositoryName is what may stand in a link to a collection's repository.
var repositoryName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,60}$`)

// by adds the credit that a capture's or a collection's origin asks for.
func (c *credits) by(origins ...string) {
	for _, by := range origins {
		name, ok := strings.CutPrefix(by, archivePrefix)
		if !ok || name == "" {
			continue
		}
		if i, found := slices.BinarySearch(c.collections, name); !found {
			c.collections = slices.Insert(c.collections, i, name)
		}
	}
}

func (c *credits) documents(docs ...redline.DocumentStatus) {
	for _, d := range docs {
		c.by(d.Collections...)
	}
}

func (c *credits) alerts(alerts ...redline.Alert) {
	for _, a := range alerts {
		content := a.Content()
		for _, e := range content.Evidence {
			c.by(e.By)
		}
		c.note(content.Attribution)
	}
}

func (c *credits) captures(captures ...redline.Capture) {
	for _, capture := range captures {
		c.by(capture.By)
	}
}

func (c *credits) note(words string) {
	words = strings.TrimSpace(words)
	if words != "" && !slices.Contains(c.notes, words) {
		c.notes = append(c.notes, words)
	}
}

// rest are the notes that say more than the named collections do.
func (c credits) rest() []string {
	var out []string
	for _, note := range c.notes {
		said := slices.ContainsFunc(c.collections, func(name string) bool { return strings.Contains(note, name) })
		if !said || !strings.Contains(note, "Open Terms Archive") {
			out = append(out, note)
		}
	}
	return out
}

// owed reports whether there is anything to say.
func (c credits) owed() bool { return len(c.collections)+len(c.notes) > 0 }

// collectionURL is where a collection's records are published, empty when its name is not one of a public collection.
func collectionURL(name string) string {
	if !repositoryName.MatchString(name) {
		return ""
	}
	return "https://github.com/OpenTermsArchive/" + name + "-versions"
}
