package watchlist

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/redlinewatch/redline"
)

// A list is gathered from the files of a folder.
type list struct {
	origin    redline.Origin
	known     map[string]redline.Platform // that a file may name without describing
	shipped   map[string]bool             // those of them that no file described
	platforms []redline.Platform
	documents []redline.Document
	problems  []Problem
	declared  map[string]string // file of each platform and document so far
}

func newList(origin redline.Origin, known []redline.Platform) *list {
	l := &list{origin: origin, known: make(map[string]redline.Platform), shipped: make(map[string]bool), declared: make(map[string]string)}
	for _, p := range known {
		l.known[p.ID], l.shipped[p.ID] = p, true
	}
	return l
}

// A parsed is a file whose form is right.
type parsed struct {
	name string
	body ast.Node
	file platformFile
}

// folder reads every file of a folder in the order of their names, but those that
// name their platform before those that only add to one.
func (l *list) folder(dir fs.FS) error {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return err
	}
	var named, adding []parsed
	for _, e := range entries {
		if ext := path.Ext(e.Name()); e.IsDir() || (ext != ".yaml" && ext != ".yml") || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		data, err := readFile(dir, e.Name())
		if err != nil {
			l.problems = append(l.problems, Problem{File: e.Name(), Reason: err.Error()})
			continue
		}
		if p, ok := l.parse(e.Name(), data); ok && p.file.Name != "" {
			named = append(named, p)
		} else if ok {
			adding = append(adding, p)
		}
	}
	for _, p := range slices.Concat(named, adding) {
		l.platform(p)
	}
	sortProblems(l.problems)
	return nil
}

// readFile reads a file that is not too large to be a declaration.
func readFile(dir fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(dir, name)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxFile {
		return nil, fmt.Errorf("too large for a declaration: %d bytes, and at most %d are read", info.Size(), maxFile)
	}
	return fs.ReadFile(dir, name)
}

// file reads one file. What is wrong with a document leaves out that document, what
// is wrong with the file leaves out the file.
func (l *list) file(name string, data []byte) {
	if p, ok := l.parse(name, data); ok {
		l.platform(p)
	}
}

// parse reads the form of a file; false if it is wrong.
func (l *list) parse(name string, data []byte) (parsed, bool) {
	fail := func(p Problem) (parsed, bool) {
		l.problems = append(l.problems, p)
		return parsed{}, false
	}
	if tooDeep(data) {
		return fail(Problem{File: name, Reason: fmt.Sprintf("more than %d levels of nesting", maxDepth)})
	}
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return fail(yamlProblem(name, err))
	}
	var bodies []ast.Node
	for _, doc := range tree.Docs {
		if doc.Body != nil && doc.Body.Type() != ast.CommentType && doc.Body.Type() != ast.NullType {
			bodies = append(bodies, doc.Body)
		}
	}
	if len(bodies) != 1 {
		return fail(Problem{File: name, Reason: fmt.Sprintf("a file declares one platform, and this has %d", len(bodies))})
	}
	p := parsed{name: name, body: bodies[0]}
	if err := yaml.NodeToValue(bodies[0], &p.file, yaml.Strict()); err != nil {
		return fail(yamlProblem(name, err))
	}
	return p, true
}

// tooDeep reports whether a file nests deeper than any declaration does, judged before
// it is parsed: the parser's time and memory grow with the square of the depth.
// Brackets in words count too, which takes many of them without their partners to matter.
func tooDeep(data []byte) bool {
	depth := 0
	for line := range bytes.Lines(data) {
		entries := 0
		for start := true; len(line) > 0; line = line[1:] {
			switch line[0] {
			case '[', '{':
				depth++
			case ']', '}':
				depth = max(0, depth-1)
			case '-', '?':
				if start {
					entries++
				}
			}
			start = start && strings.IndexByte(" -?\t", line[0]) >= 0
			if depth+entries > maxDepth {
				return true
			}
		}
	}
	return false
}

// yamlProblem says where in a file its form is wrong, and what is there.
func yamlProblem(file string, err error) Problem {
	p := Problem{File: file, Reason: err.Error()}
	var at yaml.Error
	if errors.As(err, &at) {
		p.Reason = at.GetMessage()
		if t := at.GetToken(); t != nil {
			p.Line = t.Position.Line
		}
	}
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) {
		p.Key, p.Reason = unknown.Token.Value, "unknown key"
	}
	return p
}

// platform adds the platform of a file, and its documents.
func (l *list) platform(p parsed) {
	file, f := p.name, p.file
	report := func(key, reason string) {
		l.problems = append(l.problems, Problem{File: file, Line: lineOf(p.body, key), Key: key, Reason: reason})
	}
	known, isKnown := l.known[f.Platform]
	switch {
	case f.Platform == "":
		report("platform", "the platform's id is missing")
		return
	case !isSlug(f.Platform):
		report("platform", fmt.Sprintf("an id has lower-case letters, digits and single hyphens: try %q", redline.Slug(f.Platform)))
		return
	case f.Name == "" && !isKnown:
		report("name", "the platform's name is missing, and no other platform has this id")
		return
	case l.declared[f.Platform] != "" && f.Name != "" && f.Name != known.Name:
		report("name", fmt.Sprintf("the platform is called %q already, in %s", known.Name, l.declared[f.Platform]))
		return
	}
	l.describe(file, redline.Platform{
		ID: f.Platform, Name: or(f.Name, known.Name), Owner: or(f.Owner, known.Owner), Products: union(known.Products, f.Products),
	})
	for i, d := range f.Documents {
		at := fmt.Sprintf("documents[%d].", i)
		doc := d.document(f.Platform, l.origin)
		flaws := d.check(doc)
		if other := l.declared[doc.ID]; other != "" {
			flaws = append(flaws, flaw{"kind", doc.ID + " is declared already, in " + other + ": give it a variant"})
		}
		for _, fl := range flaws {
			report(at+fl.key, fl.reason)
		}
		if len(flaws) == 0 {
			l.declared[doc.ID] = file
			l.documents = append(l.documents, doc)
		}
	}
}

// describe adds a platform, or what a further file says of one.
func (l *list) describe(file string, p redline.Platform) {
	l.known[p.ID] = p
	if l.declared[p.ID] == "" {
		l.declared[p.ID] = file
		l.platforms = append(l.platforms, p)
		return
	}
	for i := range l.platforms {
		if l.platforms[i].ID == p.ID {
			l.platforms[i] = p
		}
	}
}

// lineOf finds the line of a key, or of what it stands in when the key is not there.
func lineOf(body ast.Node, key string) int {
	for key != "" {
		if p, err := yaml.PathString("$." + key); err == nil {
			if node, err := p.FilterNode(body); err == nil && node != nil {
				return node.GetToken().Position.Line
			}
		}
		i := strings.LastIndexByte(key, '.')
		key = key[:max(i, 0)]
	}
	return 0
}

// isSlug reports whether s is as it may stand in an id.
func isSlug(s string) bool { return s != "" && redline.Slug(s) == s && len(s) <= 100 }

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// union returns the strings of both, each once, in order.
func union(a, b []string) []string {
	seen := make(map[string]bool)
	var all []string
	for _, s := range slices.Concat(a, b) {
		if !seen[s] {
			seen[s] = true
			all = append(all, s)
		}
	}
	return all
}
