package watchlist

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/redlinewatch/redline"
)

// removeQueryParams is the only filter that is built into Open Terms Archive, and
// the only one known here.
const removeQueryParams = "removeQueryParams"

// filters reads the named transformations of a terms object.
func (d *decoder) filters(at string, raw []byte) *[]filter {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		d.report(at, "not a list of filters")
		return nil
	}
	if len(items) > maxItems {
		d.report(at, fmt.Sprintf("%d filters, and at most %d are read", len(items), maxItems))
		return nil
	}
	all := make([]filter, 0, len(items))
	for i, item := range items {
		var f filter
		if json.Unmarshal(item, &f.name) == nil && f.name != "" {
			all = append(all, f)
			continue
		}
		m, err := members(item)
		if err != nil || len(m) != 1 {
			d.report(fmt.Sprintf("%s[%d]", at, i), "neither the name of a filter nor one name with its parameters")
			continue
		}
		all = append(all, filter{m[0].key, m[0].value})
	}
	return &all
}

// names returns the query parameters that a removeQueryParams filter takes away.
// Without parameters, or with some that JavaScript takes for none, it takes none.
func (f filter) names() ([]string, bool) {
	params := bytes.TrimSpace(f.params)
	switch string(params) {
	case "", "null", "false", "0", `""`:
		return nil, true
	}
	var one string
	if json.Unmarshal(params, &one) == nil {
		return []string{one}, true
	}
	var many []string
	return many, json.Unmarshal(params, &many) == nil
}

// inherit returns a source document with what it does not say itself taken from its
// terms object. A value replaces the inherited one and is never merged with it.
func (t termsObject) inherit(from termsObject) termsObject {
	if t.fetch == nil {
		t.fetch = from.fetch
	}
	if !t.hasSel {
		t.selects, t.hasSel = from.selects, from.hasSel
	}
	if !t.hasRem {
		t.removes, t.hasRem = from.removes, from.hasRem
	}
	if t.filters == nil {
		t.filters = from.filters
	}
	if t.scripts == nil {
		t.scripts = from.scripts
	}
	return t
}

// sources returns the pages of a terms object in the order they are joined, and
// reports what keeps them from being read.
func (d *decoder) sources(at string, t termsObject) ([]redline.Source, bool) {
	items, keys := []termsObject{t}, []string{at}
	if t.combined {
		items, keys = nil, nil
		for i, item := range t.combine {
			items = append(items, item.inherit(t))
			keys = append(keys, fmt.Sprintf("%s.combine[%d]", at, i))
		}
	}
	var sources []redline.Source
	var unknown []string
	good := true
	for i, item := range items {
		s, needs, ok := d.source(keys[i], item)
		good = good && ok
		for _, name := range needs {
			if !slices.Contains(unknown, name) {
				unknown = append(unknown, name)
			}
		}
		if repeats(sources, s.URL) {
			d.report(keys[i]+".fetch", repeated(s.URL))
			good = false
		}
		sources = append(sources, s)
	}
	if len(unknown) > 0 && !d.past {
		d.report(at+".filter", "needs filter "+strings.Join(unknown, ", ")+": filters are programs, and are not run")
		good = false
	}
	return sources, good
}

// source turns a source document into a page. It returns the filters that page needs and we lack.
func (d *decoder) source(at string, t termsObject) (s redline.Source, needs []string, ok bool) {
	ok = true
	fail := func(key, reason string) {
		d.report(at+"."+key, reason)
		ok = false
	}
	s = redline.Source{Select: t.selects, Remove: t.removes}
	if t.fetch != nil {
		s.URL = *t.fetch
	}
	if why := checkURL(s.URL); why != "" {
		fail("fetch", why)
	} else if !t.hasSel {
		if !pdfAddress.MatchString(s.URL) {
			fail("select", "a selector is missing, which only the address of a PDF may lack")
		} else if !d.past {
			d.note(at+".fetch", "a PDF")
		}
	}
	if t.scripts != nil {
		s.Scripts = *t.scripts
	}
	if t.filters == nil {
		return s, nil, ok
	}
	for _, f := range *t.filters {
		if f.name != removeQueryParams {
			needs = append(needs, f.name)
			continue
		}
		names, good := f.names()
		if !good {
			fail("filter", removeQueryParams+" takes the name of a parameter or a list of names")
		}
		s.RemoveQueryParams = append(s.RemoveQueryParams, names...)
	}
	return s, needs, ok
}

// checkHistory reads a file of past declarations and reports what is wrong with it.
func (d *decoder) checkHistory(data []byte) {
	all, err := members(data)
	if err != nil {
		d.report("", notJSON(err))
		return
	}
	for _, m := range all {
		d.terms = m.key
		var entries []json.RawMessage
		if json.Unmarshal(m.value, &entries) != nil {
			d.report(m.key, "not a list of past declarations")
			continue
		}
		for i, entry := range entries {
			at := fmt.Sprintf("%s[%d]", m.key, i)
			t, ok := d.termsObject(at, entry, false)
			if !ok {
				continue
			}
			if t.validUntil == nil && !t.combined {
				d.report(at+".validUntil", "the date until which it was valid is missing")
			}
			d.sources(at, t)
		}
	}
}
