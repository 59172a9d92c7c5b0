package watchlist

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"github.com/redlinewatch/redline"
)

const (
	maxFile  = 256 << 10 // bytes of one file
	maxDepth = 64        // levels of nesting in it
)

// Load reads the operator's list: every file in dir that ends in .yaml or .yml. A
// folder that is not there is an empty list. A file declares one platform:
//
//	platform: acme              # id; a shipped one is added to, and needs no name
//	name: Acme
//	owner: Acme Corporation     # optional, as all below but kind, name and an address
//	products: [Acme Chat]
//	documents:
//	  - kind: privacy-policy    # privacy-policy, terms, encryption-help, … or a word of your own
//	    variant: eu             # tells documents of one kind apart
//	    name: Privacy Policy
//	    product: Acme Chat
//	    region: EU
//	    language: en            # another is taken for a wrong page
//	    interval: 12h           # between visits
//	    note: What a person should know of it.
//	    url: https://acme.example/privacy
//	    select: main            # what to keep: a selector, a range, or a list of both
//	    remove: [.ticker, {startBefore: "#related", endAfter: footer}]
//	    removeQueryParams: [utm_source]
//	    scripts: always         # or never: whether a browser is needed
//
// In place of url and the keys behind it, sources may list several such pages, which are joined.
// A platform may have several files; one of them names it.
func Load(dir string) ([]redline.Platform, []redline.Document, []Problem, error) {
	platforms, _, err := Shipped()
	if err != nil {
		return nil, nil, nil, err
	}
	l := newList(redline.OriginOperator, platforms)
	if err := l.folder(os.DirFS(dir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil, fmt.Errorf("watchlist %s: %w", dir, err)
	}
	return l.platforms, l.documents, l.problems, nil
}

// The form of a file.
type (
	platformFile struct {
		Platform  string         `yaml:"platform"`
		Name      string         `yaml:"name"`
		Owner     string         `yaml:"owner"`
		Products  []string       `yaml:"products"`
		Documents []documentFile `yaml:"documents"`
	}
	documentFile struct {
		Kind     string       `yaml:"kind"`
		Variant  string       `yaml:"variant"`
		Name     string       `yaml:"name"`
		Product  string       `yaml:"product"`
		Region   string       `yaml:"region"`
		Language string       `yaml:"language"`
		Interval string       `yaml:"interval"`
		Note     string       `yaml:"note"`
		Sources  []sourceFile `yaml:"sources"`
		Page     sourceFile   `yaml:",inline"`
	}
	sourceFile struct {
		URL               string      `yaml:"url"`
		Select            selectorSet `yaml:"select"`
		Remove            selectorSet `yaml:"remove"`
		RemoveQueryParams []string    `yaml:"removeQueryParams"`
		Scripts           string      `yaml:"scripts"`
	}
	rangeFile struct {
		StartBefore string `yaml:"startBefore"`
		StartAfter  string `yaml:"startAfter"`
		EndBefore   string `yaml:"endBefore"`
		EndAfter    string `yaml:"endAfter"`
	}
	selectorSet []redline.Selector
)

// UnmarshalYAML reads a selector, a range, or a list of both.
func (s *selectorSet) UnmarshalYAML(node ast.Node) error {
	switch n := node.(type) {
	case *ast.SequenceNode:
		for _, item := range n.Values {
			if item.Type() == ast.SequenceType {
				return errors.New("a list within a list of selectors")
			}
			if err := s.UnmarshalYAML(item); err != nil {
				return err
			}
		}
	case *ast.MappingNode, *ast.MappingValueNode:
		var r rangeFile
		if err := yaml.NodeToValue(n, &r, yaml.Strict()); err != nil {
			return err
		}
		*s = append(*s, selectorOf(r))
	default:
		var css string
		if err := yaml.NodeToValue(n, &css); err != nil {
			return err
		}
		*s = append(*s, redline.Selector{CSS: css})
	}
	return nil
}

func selectorOf(r rangeFile) redline.Selector {
	return redline.Selector{StartBefore: r.StartBefore, StartAfter: r.StartAfter, EndBefore: r.EndBefore, EndAfter: r.EndAfter}
}

func (s sourceFile) source() redline.Source {
	return redline.Source{
		URL: s.URL, Select: s.Select, Remove: s.Remove,
		RemoveQueryParams: s.RemoveQueryParams, Scripts: redline.Scripts(s.Scripts),
	}
}

// empty reports whether nothing of a page is declared.
func (s sourceFile) empty() bool {
	return s.URL == "" && s.Select == nil && s.Remove == nil && s.RemoveQueryParams == nil && s.Scripts == ""
}

func (d documentFile) document(platform string, origin redline.Origin) redline.Document {
	id := platform + "/" + d.Kind
	if d.Variant != "" {
		id += "/" + d.Variant
	}
	doc := redline.Document{
		ID: id, Platform: platform, Kind: redline.Kind(d.Kind), Name: d.Name, Product: d.Product,
		Region: d.Region, Language: d.Language, Note: d.Note, Origin: origin,
	}
	doc.Interval, _ = time.ParseDuration(d.Interval) // zero where it is none; check says so
	if !d.Page.empty() {
		doc.Sources = append(doc.Sources, d.Page.source())
	}
	for _, s := range d.Sources {
		doc.Sources = append(doc.Sources, s.source())
	}
	return doc
}

// check finds what is wrong with a document as a file declares it.
func (d documentFile) check(doc redline.Document) []flaw {
	var flaws []flaw
	add := func(wrong bool, key, reason string) {
		if wrong {
			flaws = append(flaws, flaw{key, reason})
		}
	}
	add(d.Kind == "", "kind", "the kind of document is missing")
	add(d.Kind != "" && !isSlug(d.Kind), "kind", fmt.Sprintf("a kind has lower-case letters, digits and single hyphens: try %q", redline.Slug(d.Kind)))
	add(d.Variant != "" && !isSlug(d.Variant), "variant", fmt.Sprintf("a variant has lower-case letters, digits and single hyphens: try %q", redline.Slug(d.Variant)))
	add(d.Name == "", "name", "the document's name is missing")
	add(d.Interval != "" && doc.Interval <= 0, "interval", fmt.Sprintf("%q is no time between visits, such as 12h or 30m", d.Interval))
	add(len(d.Sources) > 0 && !d.Page.empty(), "sources", "either sources or url and its keys, not both")
	add(len(doc.Sources) == 0, "url", "an address is missing")
	for _, s := range doc.Sources {
		add(s.Scripts != redline.ScriptsAuto && s.Scripts != redline.ScriptsAlways && s.Scripts != redline.ScriptsNever,
			"scripts", fmt.Sprintf("%q is neither always nor never", s.Scripts))
	}
	return append(flaws, checkSources(doc.Sources)...)
}
