package pdf

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// larger is how much larger than the text the letters of a heading are.
	larger = 1.12
	// apart is how many times the usual distance of lines divides paragraphs.
	apart = 1.3
	// headingRunes is how long a heading is at most.
	headingRunes = 150
	// edgeLines is how many lines at the top and the bottom of a page may belong to the
	// page and not to the text.
	edgeLines = 2
)

var (
	bullet = regexp.MustCompile(`^[•●▪■◦○‣⁃∙·\x{f0b7}\x{f0a7}–*-] +|^[•●▪■◦○‣⁃∙·\x{f0b7}\x{f0a7}]`)
	number = regexp.MustCompile(`^\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxlc]{1,6})[.)] `)
	digits = regexp.MustCompile(`\d+`)
	folio  = regexp.MustCompile(`(?i)^(?:page|seite|p\.)? ?[-–]? ?\d{1,4} ?[-–]?(?: ?(?:of|/|von|sur|de) ?\d{1,4})?$`)
)

// HTML returns a document as a page of headings, paragraphs and lists, so that its text
// is made the way every page's is. Page numbers and what stands at the head or foot of
// most pages are left out. It is pure.
func HTML(d Document) *html.Node {
	w := &writer{root: element(atom.Body), body: bodySize(d), step: lineStep(d), right: margin(d)}
	edges := runningLines(d)
	for n, page := range d.Pages {
		for i, l := range page.Lines {
			if edge(page, i) && (edges[edgeKey(l)] || isFolio(l.Text, n)) {
				continue
			}
			w.line(n, l)
		}
	}
	w.flush()
	levels(w.root)
	return w.root
}

func isFolio(s string, page int) bool {
	return folio.MatchString(s) && slices.Contains(digits.FindAllString(s, 1), fmt.Sprint(page+1))
}

func edge(p Page, i int) bool { return i < edgeLines || i >= len(p.Lines)-edgeLines }

// edgeKey is equal for the running lines of two pages, which differ in their page number only.
func edgeKey(l Line) string { return digits.ReplaceAllString(strings.ToLower(l.Text), "#") }

// runningLines returns what stands at the edge of at least three pages, and of most.
func runningLines(d Document) map[string]bool {
	count := map[string]int{}
	for _, p := range d.Pages {
		once := map[string]bool{}
		for i, l := range p.Lines {
			if k := edgeKey(l); edge(p, i) && !once[k] {
				once[k] = true
				count[k]++
			}
		}
	}
	for k, n := range count {
		if n < 3 || 2*n <= len(d.Pages) {
			delete(count, k)
		}
	}
	running := map[string]bool{}
	for k := range count {
		running[k] = true
	}
	return running
}

// rounded makes sizes comparable: the same font is measured a little differently here and there.
func rounded(size float64) float64 { return math.Round(size*2) / 2 }

// bodySize returns the size that most letters have.
func bodySize(d Document) float64 {
	weight := map[float64]int{}
	for _, p := range d.Pages {
		for _, l := range p.Lines {
			weight[rounded(l.Size)] += len(l.Text)
		}
	}
	return heaviest(weight)
}

// heaviest returns the key of most weight; of equals the smaller.
func heaviest(weight map[float64]int) float64 {
	best, most := 0.0, 0
	for k, w := range weight {
		if w > most || w == most && k < best {
			best, most = k, w
		}
	}
	return best
}

// lineStep returns the usual distance from one line to the next.
func lineStep(d Document) float64 {
	weight := map[float64]int{}
	for _, p := range d.Pages {
		for i := 1; i < len(p.Lines); i++ {
			if step := p.Lines[i-1].Bottom - p.Lines[i].Bottom; step > 1 {
				weight[rounded(step)]++
			}
		}
	}
	return heaviest(weight)
}

// margin returns where long lines end.
func margin(d Document) float64 {
	var ends []float64
	for _, p := range d.Pages {
		for _, l := range p.Lines {
			ends = append(ends, l.Right)
		}
	}
	if len(ends) == 0 {
		return 0
	}
	slices.Sort(ends)
	return ends[len(ends)*9/10]
}

// A writer makes blocks of lines.
type writer struct {
	root              *html.Node
	body, step, right float64

	open  bool
	kind  atom.Atom // of the open block: p, li or h1
	size  float64   // of its letters
	bold  bool
	text  strings.Builder
	last  Line
	page  int
	hyper bool // its last word goes on
}

func (w *writer) line(page int, l Line) {
	if w.starts(page, l) {
		w.flush()
		w.open, w.size, w.bold, w.kind = true, rounded(l.Size), l.Bold, atom.P
		switch {
		case w.heading(l):
			w.kind = atom.H1
		case bullet.MatchString(l.Text):
			w.kind = atom.Li
			l.Text = bullet.ReplaceAllString(l.Text, "")
		}
	}
	if w.text.Len() > 0 && !w.hyper {
		w.text.WriteByte(' ')
	}
	w.text.WriteString(l.Text)
	w.last, w.page, w.hyper = l, page, l.Hyphen
}

// starts says whether a line begins a block.
func (w *writer) starts(page int, l Line) bool {
	if !w.open {
		return true
	}
	if w.hyper {
		return false
	}
	if bullet.MatchString(l.Text) || number.MatchString(l.Text) && !w.runsOn(l) {
		return true
	}
	if (w.kind == atom.H1) != w.heading(l) {
		return true
	}
	if w.kind == atom.H1 && (rounded(l.Size) != w.size || l.Bold != w.bold) {
		return true
	}
	if page != w.page {
		return !w.runsOn(l)
	}
	step := w.last.Bottom - l.Bottom
	if step < 0 { // another column
		return !w.runsOn(l)
	}
	usual := max(w.step, 1.1*l.Size)
	if step > apart*usual {
		return true
	}
	// A line that ends early ends its paragraph.
	return w.kind != atom.H1 && ended(w.last.Text) && w.right-w.last.Right > 0.25*w.right
}

// runsOn says whether a line goes on with a sentence that the line before left open.
func (w *writer) runsOn(l Line) bool {
	r, _ := utf8.DecodeRuneInString(l.Text)
	return w.kind != atom.H1 && !ended(w.last.Text) && (unicode.IsLower(r) || w.right-w.last.Right < 0.1*w.right)
}

func ended(s string) bool {
	s = strings.TrimRight(s, `"'”’»)]`)
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?:;。！？：；", r)
}

func (w *writer) heading(l Line) bool {
	if utf8.RuneCountInString(l.Text) > headingRunes || !strings.ContainsFunc(l.Text, unicode.IsLetter) {
		return false
	}
	if l.Size >= larger*w.body {
		return true
	}
	return l.Bold && l.Size >= 0.95*w.body && !strings.HasSuffix(l.Text, ".") && !strings.HasSuffix(l.Text, ",") && !bullet.MatchString(l.Text)
}

// flush adds the open block to the page.
func (w *writer) flush() {
	if !w.open {
		return
	}
	n := element(w.kind)
	n.AppendChild(&html.Node{Type: html.TextNode, Data: strings.TrimSpace(w.text.String())})
	if w.kind == atom.H1 {
		n.Attr = []html.Attribute{{Key: "size", Val: fmt.Sprintf("%06.1f", w.size)}}
	}
	w.text.Reset()
	w.open = false
	if w.kind != atom.Li {
		w.root.AppendChild(n)
		return
	}
	if w.root.LastChild == nil || w.root.LastChild.DataAtom != atom.Ul {
		w.root.AppendChild(element(atom.Ul))
	}
	w.root.LastChild.AppendChild(n)
}

// levels gives headings their rank: the largest letters are h1, the next h2, down to h6.
func levels(root *html.Node) {
	var sizes []string
	for n := range root.ChildNodes() {
		if n.DataAtom == atom.H1 {
			sizes = append(sizes, n.Attr[0].Val)
		}
	}
	slices.Sort(sizes)
	sizes = slices.Compact(sizes)
	slices.Reverse(sizes)
	ranks := []atom.Atom{atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6}
	for n := range root.ChildNodes() {
		if n.DataAtom == atom.H1 {
			n.DataAtom = ranks[min(slices.Index(sizes, n.Attr[0].Val), len(ranks)-1)]
			n.Data, n.Attr = n.DataAtom.String(), nil
		}
	}
}

func element(a atom.Atom) *html.Node {
	return &html.Node{Type: html.ElementNode, DataAtom: a, Data: a.String()}
}
