package watchlist

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/redlinewatch/redline"
)

// pdfAddress is what the address of a declaration without a selector must look like.
var pdfAddress = regexp.MustCompile(`^https?://.+\.[pP][dD][fF](\?.+)?$`)

// A decoder reads one file of declarations and keeps what is wrong with it. It is
// strict: a key it does not know is a problem, since what it means would be lost.
type decoder struct {
	file, service, terms string
	past                 bool // a history: nothing in it keeps a document from being watched
	wrong                int  // how much was reported, listed or not
	problems             []Problem
}

const (
	maxProblems = 100  // of one file are listed: more tell nobody more
	maxItems    = 1000 // of a list within a terms object; the longest real one has 31
)

// report lists what is wrong with what is being read.
func (d *decoder) report(key, reason string) {
	d.wrong++
	d.list(key, reason, d.past)
}

// note lists what should be known of terms that are watched all the same.
func (d *decoder) note(key, reason string) { d.list(key, reason, true) }

func (d *decoder) list(key, reason string, kept bool) {
	switch len(d.problems) {
	case maxProblems:
		return
	case maxProblems - 1:
		key, reason = "", "and more: only the first problems of a file are listed"
	}
	d.problems = append(d.problems, Problem{File: d.file, Service: d.service, Terms: d.terms, Key: key, Reason: reason, Kept: kept})
}

// A member is a key of a JSON object with its value.
type member struct {
	key   string
	value json.RawMessage
}

// members takes an object apart, in its order.
func members(raw []byte) ([]member, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil {
		return nil, err
	} else if t != json.Delim('{') {
		return nil, errors.New("not an object")
	}
	var all []member
	seen := make(map[string]bool)
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, err
		}
		m := member{key: t.(string)} // a JSON decoder gives nothing else there
		if err := dec.Decode(&m.value); err != nil {
			return nil, err
		}
		if seen[m.key] {
			return nil, fmt.Errorf("the key %q stands there twice", m.key)
		}
		seen[m.key] = true
		all = append(all, m)
	}
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("something stands behind the object")
	}
	return all, nil
}

// declaration reads a service's file: its name, and its terms with the key they stand under.
func (d *decoder) declaration(data []byte) (name, key string, terms []member) {
	all, err := members(data)
	if err != nil {
		d.report("", notJSON(err))
		return "", "", nil
	}
	good := true
	fail := func(key, reason string) {
		d.report(key, reason)
		good = false
	}
	for _, m := range all {
		switch m.key {
		case "name":
			if json.Unmarshal(m.value, &name) != nil || strings.TrimSpace(name) == "" {
				fail("name", "the service's name is not a text")
			}
		case "importedFrom":
			if json.Unmarshal(m.value, new(string)) != nil {
				fail("importedFrom", "not a text")
			}
		case "terms", "documents": // the second until 2025
			if key != "" {
				fail(m.key, "terms and documents are the same, and both are there")
				break
			}
			key = m.key
			if terms, err = members(m.value); err != nil {
				fail(m.key, err.Error())
			} else if len(terms) == 0 {
				d.report(m.key, "no terms are declared: the service is no longer tracked")
			}
		default:
			fail(m.key, "unknown key")
		}
	}
	if good && name == "" {
		fail("name", "the service's name is missing")
	}
	if good && key == "" {
		fail("terms", "the terms are missing")
	}
	if !good {
		return "", "", nil
	}
	return strings.TrimSpace(name), key, terms
}

func notJSON(err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "not JSON: it ends too early"
	}
	return "not JSON as expected: " + err.Error()
}

// A termsObject is one terms object or source document as declared. Nil means absent.
type termsObject struct {
	fetch          *string
	selects        []redline.Selector
	removes        []redline.Selector
	filters        *[]filter
	scripts        *redline.Scripts
	combine        []termsObject
	combined       bool
	hasSel, hasRem bool
	validUntil     *time.Time
}

// A filter is a named transformation; params are nil when it has none.
type filter struct {
	name   string
	params json.RawMessage
}

// termsObject reads a terms object at a key. It reports everything that is wrong, and false when something is.
func (d *decoder) termsObject(at string, raw []byte, item bool) (termsObject, bool) {
	all, err := members(raw)
	if err != nil {
		d.report(at, err.Error())
		return termsObject{}, false
	}
	var t termsObject
	before := d.wrong
	for _, m := range all {
		key := at + "." + m.key
		switch {
		case m.key == "fetch":
			t.fetch = new(string)
			if json.Unmarshal(m.value, t.fetch) != nil {
				d.report(key, "not an address")
			}
		case m.key == "select":
			t.selects, t.hasSel = d.selectors(key, m.value), true
			if len(t.selects) == 0 {
				d.report(key, "it selects nothing")
			}
		case m.key == "remove":
			t.removes, t.hasRem = d.selectors(key, m.value), true
		case m.key == "filter":
			t.filters = d.filters(key, m.value)
		case m.key == "executeClientScripts":
			t.scripts = d.scripts(key, m.value)
		case m.key == "combine" && !item:
			t.combine, t.combined = d.combine(key, m.value), true
		case m.key == "validUntil" && d.past && !item:
			t.validUntil = d.instant(key, m.value)
		default:
			d.report(key, "unknown key")
		}
	}
	return t, d.wrong == before
}

func (d *decoder) combine(at string, raw []byte) []termsObject {
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil || len(items) == 0 {
		d.report(at, "not a list of source documents")
		return nil
	}
	if len(items) > maxItems {
		d.report(at, fmt.Sprintf("%d source documents, and at most %d are read", len(items), maxItems))
		return nil
	}
	var all []termsObject
	for i, item := range items {
		if t, ok := d.termsObject(fmt.Sprintf("%s[%d]", at, i), item, true); ok {
			all = append(all, t)
		}
	}
	return all
}

func (d *decoder) scripts(at string, raw []byte) *redline.Scripts {
	var yes *bool
	if json.Unmarshal(raw, &yes) != nil || yes == nil {
		d.report(at, "neither true nor false")
		return nil
	}
	s := redline.ScriptsNever
	if *yes {
		s = redline.ScriptsAlways
	}
	return &s
}

// instant reads a date of a history; some have no colon in their zone.
func (d *decoder) instant(at string, raw []byte) *time.Time {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05Z0700"} {
			if t, err := time.Parse(layout, s); err == nil {
				t = t.UTC()
				return &t
			}
		}
	}
	d.report(at, fmt.Sprintf("not a date: %s", raw))
	return nil
}

// selectors reads a selector set: a selector, a range, or a list of both.
func (d *decoder) selectors(at string, raw []byte) []redline.Selector {
	raw = bytes.TrimSpace(raw)
	switch {
	case bytes.HasPrefix(raw, []byte("[")):
		var items []json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			d.report(at, "not a list of selectors")
			return nil
		}
		var all []redline.Selector
		for i, item := range items {
			if item = bytes.TrimSpace(item); bytes.HasPrefix(item, []byte("[")) {
				d.report(fmt.Sprintf("%s[%d]", at, i), "a list within a list of selectors")
				continue
			}
			all = append(all, d.selectors(fmt.Sprintf("%s[%d]", at, i), item)...)
		}
		return all
	case bytes.HasPrefix(raw, []byte("{")):
		return d.rangeSelector(at, raw)
	}
	var s redline.Selector
	if json.Unmarshal(raw, &s.CSS) != nil {
		d.report(at, "neither a selector nor a range")
	} else if why := checkCSS(s.CSS); why != "" {
		d.report(at, why)
	}
	return []redline.Selector{s}
}

func (d *decoder) rangeSelector(at string, raw []byte) []redline.Selector {
	all, err := members(raw)
	if err != nil {
		d.report(at, err.Error())
		return nil
	}
	var s redline.Selector
	ends := map[string]*string{"startBefore": &s.StartBefore, "startAfter": &s.StartAfter, "endBefore": &s.EndBefore, "endAfter": &s.EndAfter}
	good := true
	for _, m := range all {
		end, ok := ends[m.key]
		if !ok {
			d.report(at+"."+m.key, "unknown key")
			good = false
		} else if json.Unmarshal(m.value, end) != nil {
			d.report(at+"."+m.key, "not a selector")
			good = false
		}
	}
	if good {
		if why := checkSelector(s); why != "" {
			d.report(at, why)
		}
	}
	return []redline.Selector{s}
}
