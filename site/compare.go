package site

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/redlinewatch/redline"
)

// A redlineModel is a comparison ready to be shown, inline or side by side.
type redlineModel struct {
	parts   []part
	outline []outlineEntry
	changes int
	side    bool
	whole   bool // unchanged parts may be unfolded
	inline  templ.SafeURL
	beside  templ.SafeURL
	oldName string // such as "Version 3, 8 May 2026"
	newName string
	oldLang string
	newLang string
}

// A compareModel is two versions and what separates them.
type compareModel struct {
	old, new         redline.Version
	oldDoc, newDoc   redline.DocumentStatus
	change           *redline.Change // the recorded one, where these two follow each other
	redline          redlineModel
	reversed, sameID bool
}

// compareForm turns the choice of two versions into the address of their comparison.
func (s *server) compareForm(w http.ResponseWriter, r *http.Request) {
	p := newParams(r.URL.RawQuery, "old", "new")
	if p.err == nil && (p.id("old") == "" || p.id("new") == "") {
		p.fail("two versions are needed to compare: old and new")
	}
	if p.err != nil {
		s.fail(w, r, p.err)
		return
	}
	http.Redirect(w, r, string(compareLink(p.id("old"), p.id("new"))), http.StatusSeeOther)
}

// viewParameter reads which way a comparison is shown.
func viewParameter(raw string) (side bool, err error) {
	p := newParams(raw, "view")
	if p.err != nil {
		return false, p.err
	}
	side = p.oneOf("view", "inline", "side") == "side"
	return side, p.err
}

func (s *server) compare(ctx context.Context, r *http.Request) (view, error) {
	side, err := viewParameter(r.URL.RawQuery)
	if err != nil {
		return view{}, err
	}
	var m compareModel
	if m.old, m.oldDoc, err = s.versionOf(ctx, r.PathValue("old")); err != nil {
		return view{}, err
	}
	if m.new, m.newDoc, err = s.versionOf(ctx, r.PathValue("new")); err != nil {
		return view{}, err
	}
	m.sameID = m.old.ID == m.new.ID
	m.reversed = m.new.FirstSeen.Before(m.old.FirstSeen)
	c, err := s.diff(ctx, m.old.TextKey, m.new.TextKey)
	if err != nil {
		return view{}, err
	}
	path := string(compareLink(m.old.ID, m.new.ID))
	m.redline = s.redlineOf(c, side, path)
	m.redline.oldName, m.redline.newName = versionName(m.old), versionName(m.new)
	if m.change, err = s.changeBetween(ctx, m.old, m.new); err != nil {
		return view{}, err
	}
	v := view{
		title: fmt.Sprintf("%s: %s and %s", documentName(m.newDoc), dayWords(m.old.FirstSeen), dayWords(m.new.FirstSeen)),
		nav:   "/platforms", noIndex: true, simulated: simulatedOf(m.oldDoc, m.newDoc), body: comparePage(m),
	}
	v.credits.by(m.old.By, m.new.By)
	return v, nil
}

func (s *server) versionOf(ctx context.Context, id string) (redline.Version, redline.DocumentStatus, error) {
	v, err := s.Archive.Version(ctx, id)
	if err != nil {
		return redline.Version{}, redline.DocumentStatus{}, err
	}
	d, err := s.Archive.Document(ctx, v.Document)
	return v, d, err
}

// changeBetween finds the recorded change that led from one version to the other.
func (s *server) changeBetween(ctx context.Context, old, new redline.Version) (*redline.Change, error) {
	if old.Document != new.Document {
		return nil, nil
	}
	list, err := s.Archive.Changes(ctx, redline.ChangeQuery{Document: new.Document, Limit: changesOfDocument})
	if err != nil {
		return nil, err
	}
	for i, c := range list {
		if c.Old == old.ID && c.New == new.ID {
			return &list[i], nil
		}
	}
	return nil, nil
}

// redlineOf prepares a comparison for showing at an address.
func (s *server) redlineOf(c comparison, side bool, path string) redlineModel {
	rows := weave(c)
	return redlineModel{
		parts: fold(rows), outline: outline(rows), changes: len(c.hunks), side: side, whole: s.wholeTexts(),
		inline: templ.SafeURL(path), beside: withQuery(path, url.Values{"view": {"side"}}),
		oldLang: c.old.Language, newLang: c.new.Language,
	}
}

func versionName(v redline.Version) string {
	return "Version " + number(v.Number) + ", " + dayWords(v.FirstSeen)
}

// hunkTitle says what became of a passage.
func hunkTitle(r row) string {
	switch r.hunk.Op {
	case redline.HunkAdded:
		return "Added"
	case redline.HunkRemoved:
		return "Removed"
	case redline.HunkMoved:
		if r.away {
			return "Moved away from here"
		}
		if rewritten(r.hunk) {
			return "Moved here and changed"
		}
		return "Moved here"
	}
	return "Changed"
}

// short is the numbers of a group's changes: "4" or "4–7".
func (g group) short() string {
	first, last := g.rows[0].n, g.rows[len(g.rows)-1].n
	if first == last {
		return strconv.Itoa(first)
	}
	return strconv.Itoa(first) + "–" + strconv.Itoa(last)
}

// numbers is the same with its noun.
func (g group) numbers() string {
	if len(g.rows) == 1 {
		return "change " + g.short()
	}
	return "changes " + g.short()
}

// next is the number of the change behind the group.
func (g group) next() int { return g.rows[len(g.rows)-1].n + 1 }

// label names a group to those who hear the page.
func (g group) label() string { return capital(g.numbers()) + ": " + hunkTitle(g.rows[0]) }

// size says how much a group is.
func (g group) size() string {
	switch h := g.rows[0].hunk; {
	case len(g.rows) > 1:
		return plural(len(g.rows), "passage", "passages")
	case h.Op == redline.HunkChanged || h.Op == redline.HunkMoved && !g.rows[0].away:
		return hunkCount(h)
	}
	return ""
}

// hunkCount says how many words went and came.
func hunkCount(h *redline.Hunk) string {
	var st redline.Stats
	for _, s := range h.Spans {
		switch s.Op {
		case redline.SpanDeleted:
			st.WordsRemoved += countWords(s.Words)
		case redline.SpanInserted:
			st.WordsAdded += countWords(s.Words)
		}
	}
	if st == (redline.Stats{}) {
		return ""
	}
	return statsWords(st)
}

// rewritten reports whether any word of a hunk changed.
func rewritten(h *redline.Hunk) bool {
	for _, s := range h.Spans {
		if s.Op != redline.SpanKept {
			return true
		}
	}
	return false
}

// sideSpans are the spans of one side.
func sideSpans(h *redline.Hunk, without redline.SpanOp) []redline.Span {
	var out []redline.Span
	for _, s := range quoteSpans(h.Old, h.New, h.Spans) {
		if s.Op != without {
			out = append(out, s)
		}
	}
	return out
}

// anchor is where a hunk is on the page; the place that a moved passage left has its own.
func anchor(r row) string {
	if r.away {
		return fmt.Sprintf("change-%d-from", r.n)
	}
	return fmt.Sprintf("change-%d", r.n)
}
