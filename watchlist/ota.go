package watchlist

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
)

// LoadOTA reads the declarations of an Open Terms Archive collection: from a folder
// that is its "declarations" or has one, or from a git directory, bare or not, with
// the git program and without checking anything out.
//
// Every terms type of every service becomes a document, with the id that [IDs] gives
// it; its sources are what the declaration combines. One that needs a filter is left
// out, since filters are programs of the collection: only removeQueryParams is known
// here. Histories do not change what is watched now; they are read and checked.
//
// A platform that the shipped list knows keeps its name and owner.
func LoadOTA(ctx context.Context, path string) ([]redline.Platform, []redline.Document, []Problem, error) {
	files, problems, err := declarations(ctx, path)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("declarations in %s: %w", path, err)
	}
	known, _, err := Shipped()
	if err != nil {
		return nil, nil, nil, err
	}
	c := collection{problems: problems, known: make(map[string]redline.Platform)}
	for _, p := range known {
		c.known[p.ID] = p
	}
	services := make(map[string]bool)
	for _, f := range files {
		if service, ok := serviceOf(f.name); ok {
			services[service] = true
			c.service(f, service)
		}
	}
	for _, f := range files {
		if service, ok := strings.CutSuffix(f.name, historySuffix); ok {
			c.history(f, service, services[service])
		}
	}
	platforms, documents := c.documents()
	sortProblems(c.problems)
	return platforms, documents, c.problems, nil
}

const historySuffix = ".history.json"

// serviceOf returns the id of the service that a file declares; false if it declares none.
func serviceOf(file string) (string, bool) {
	service, ok := strings.CutSuffix(file, ".json")
	return service, ok && service != "" && !strings.Contains(file, ".history.json")
}

// A file is one of a collection's declarations.
type file struct {
	name string // below "declarations"
	data []byte
}

// path is how the file is named in a [Problem].
func (f file) path() string { return folderName + "/" + f.name }

// A collection gathers what its files declare.
type collection struct {
	known    map[string]redline.Platform
	found    []declared
	problems []Problem
}

// declared is one terms type of one service.
type declared struct {
	Terms
	name    string // of the service, for people
	sources []redline.Source
	usable  bool
}

// service reads the declaration of one service.
func (c *collection) service(f file, service string) {
	d := decoder{file: f.path(), service: service}
	name, key, terms := d.declaration(f.data)
	for _, m := range terms {
		d.terms = m.key
		t, ok := d.termsObject(key+"."+m.key, m.value, false)
		var sources []redline.Source
		if ok {
			sources, ok = d.sources(key+"."+m.key, t)
		}
		c.found = append(c.found, declared{Terms{service, m.key}, name, sources, ok})
	}
	c.problems = append(c.problems, d.problems...)
}

// history checks the past declarations of one service.
func (c *collection) history(f file, service string, isDeclared bool) {
	d := decoder{file: f.path(), service: service, past: true}
	if !isDeclared {
		d.report("", "a history without a declaration: the service is no longer tracked")
	}
	d.checkHistory(f.data)
	c.problems = append(c.problems, d.problems...)
}

// documents gives everything found its id, and returns what can be watched.
func (c *collection) documents() ([]redline.Platform, []redline.Document) {
	all := make([]Terms, len(c.found))
	for i, f := range c.found {
		all[i] = f.Terms
	}
	ids := IDs(all)
	platforms := make(map[string]redline.Platform)
	var documents []redline.Document
	for _, f := range c.found {
		if !f.usable {
			continue
		}
		id := PlatformOf(f.Service)
		doc := redline.Document{
			ID: ids[f.Terms], Platform: id, Kind: KindOf(f.Type), Name: f.Type,
			Sources: f.sources, Origin: redline.OriginOTA,
		}
		p, ok := c.known[id]
		if !ok {
			p = redline.Platform{ID: id, Name: f.name}
		} else if redline.Slug(f.Service) != id {
			doc.Product = f.name // goes by the name of a product there
		}
		if _, ok := platforms[id]; !ok {
			platforms[id] = p
		}
		documents = append(documents, doc)
	}
	slices.SortFunc(documents, func(a, b redline.Document) int { return strings.Compare(a.ID, b.ID) })
	var sorted []redline.Platform
	for _, p := range platforms {
		sorted = append(sorted, p)
	}
	slices.SortFunc(sorted, func(a, b redline.Platform) int { return strings.Compare(a.ID, b.ID) })
	return sorted, documents
}

func sortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int { return strings.Compare(a.File, b.File) })
}
