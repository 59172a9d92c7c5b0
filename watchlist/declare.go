package watchlist

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/redlinewatch/redline"
)

// plain words need no quotes in YAML, wherever they stand, and mean nothing else.
var plain = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9 ./()_-]*[A-Za-z0-9/)]$|^https?://[A-Za-z0-9./?&=%_~+-]+$`)

// quote writes a text as YAML: plainly where that is safe, else as a JSON string,
// which is YAML too.
func quote(s string) string {
	switch strings.ToLower(s) {
	case "yes", "no", "true", "false", "null", "on", "off":
	default:
		if plain.MatchString(s) {
			return s
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always can be
	return strings.TrimSpace(b.String())
}

// A declaration is a file being written.
type declaration struct{ bytes.Buffer }

// key writes a key and its value on a line, unless there is none.
func (d *declaration) key(indent, key, value string) {
	if value != "" {
		fmt.Fprintf(d, "%s%s: %s\n", indent, key, quote(value))
	}
}

// list writes a key and a list of values that are YAML already.
func (d *declaration) list(indent, key string, items []string) {
	if len(items) > 0 {
		fmt.Fprintf(d, "%s%s: [%s]\n", indent, key, strings.Join(items, ", "))
	}
}

// declare writes a file with one document in it.
func declare(p redline.Platform, doc redline.Document) []byte {
	var d declaration
	d.key("", "platform", doc.Platform)
	d.key("", "name", p.Name)
	d.key("", "owner", p.Owner)
	d.list("", "products", quoted(p.Products))
	d.WriteString("documents:\n")
	d.key("  - ", "kind", string(doc.Kind))
	const indent = "    "
	d.key(indent, "variant", strings.TrimPrefix(strings.TrimPrefix(doc.ID, doc.Platform+"/"+string(doc.Kind)), "/"))
	d.key(indent, "name", doc.Name)
	d.key(indent, "product", doc.Product)
	d.key(indent, "region", doc.Region)
	d.key(indent, "language", doc.Language)
	if doc.Interval != 0 {
		d.key(indent, "interval", doc.Interval.String())
	}
	d.key(indent, "note", doc.Note)
	if len(doc.Sources) == 1 {
		d.source(indent, indent, doc.Sources[0])
	} else if len(doc.Sources) > 1 {
		d.WriteString(indent + "sources:\n")
		for _, s := range doc.Sources {
			d.source(indent+"  - ", indent+"    ", s)
		}
	}
	return d.Bytes()
}

// source writes a page, its first line indented differently where it is one of a list.
func (d *declaration) source(first, indent string, s redline.Source) {
	fmt.Fprintf(d, "%surl: %s\n", first, quote(s.URL))
	d.list(indent, "select", selectors(s.Select))
	d.list(indent, "remove", selectors(s.Remove))
	d.list(indent, "removeQueryParams", quoted(s.RemoveQueryParams))
	d.key(indent, "scripts", string(s.Scripts))
}

func selectors(set []redline.Selector) []string {
	var all []string
	for _, s := range set {
		if !s.IsRange() {
			all = append(all, quote(s.CSS))
			continue
		}
		var ends []string
		for _, end := range []struct{ key, css string }{
			{"startBefore", s.StartBefore}, {"startAfter", s.StartAfter}, {"endBefore", s.EndBefore}, {"endAfter", s.EndAfter},
		} {
			if end.css != "" {
				ends = append(ends, end.key+": "+quote(end.css))
			}
		}
		all = append(all, "{"+strings.Join(ends, ", ")+"}")
	}
	return all
}

func quoted(words []string) []string {
	var all []string
	for _, w := range words {
		all = append(all, quote(w))
	}
	return all
}
