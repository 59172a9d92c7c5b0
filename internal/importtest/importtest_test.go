package importtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/redlinewatch/redline"

// rings are the rooms of the module, from the inside out. A room is a folder with
// all that lies under it, unless that is a room of its own. The empty name is the
// root package.
var rings = [][]string{
	{""},
	{"text", "meaning", "differ", "alert"}, // in this ring each may import those before it
	{"crawler", "feed", "site", "store", "migrations", "watchlist", "internal/web"},
	{"pipeline", "internal/demo", "internal/learn"},
	{"cmd/redline"},
}

// extra are imports within one ring that are right all the same.
var extra = map[string][]string{
	"crawler":   {"internal/web"},
	"feed":      {"internal/web"},
	"site":      {"internal/web"},
	"store":     {"migrations", "internal/web"},
	"watchlist": {"internal/web"},
}

// helpers are for tests only: any test may import them, and nothing else may.
var helpers = []string{"internal/browsertest", "internal/importtest", "internal/pgtest"}

// pure are standard packages that have no place in the rings of values: they reach
// the clock, the network, the disk or another process.
var pure = []string{"context", "database/sql", "io/ioutil", "net", "net/http", "os", "os/exec", "os/signal", "syscall", "log", "log/slog"}

// measuring are packages of ring 1 that run the thinking over many cases, and so may be told to stop.
var measuring = []string{"differ/eval"}

// A listed package is what 'go list -json' says of it.
type listed struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func TestImportsPointInward(t *testing.T) {
	all := list(t)
	if len(all) < 2 {
		t.Fatalf("go list names %d packages", len(all))
	}
	for _, p := range all {
		for _, problem := range problems(p) {
			t.Error(problem)
		}
	}
}

// TestTableBites shows that the table refuses what it is there to refuse.
func TestTableBites(t *testing.T) {
	tests := []struct {
		from, to string
		test     bool
		wrong    bool
	}{
		{"", "text", false, true},
		{"text", "", false, false},
		{"text", "differ", false, true},
		{"differ", "meaning", false, false},
		{"differ/eval", "differ", false, false},
		{"differ", "crawler", false, true},
		{"crawler", "differ", false, false},
		{"crawler", "store", false, true},
		{"crawler", "internal/web", false, false},
		{"feed/webhook", "feed", false, false},
		{"feed/webhook", "internal/web", false, false},
		{"site", "feed", false, true},
		{"store", "migrations", false, false},
		{"migrations", "store", false, true},
		{"pipeline", "store", false, false},
		{"pipeline", "internal/demo", false, true},
		{"store", "pipeline", false, true},
		{"cmd/redline", "pipeline", false, false},
		{"pipeline", "cmd/redline", false, true},
		{"surprise", "text", false, true},
		{"site", "internal/browsertest", false, true},
		{"site", "internal/browsertest", true, false},
		{"pipeline", "internal/demo", true, false},
		{"differ", "internal/demo", true, true},
	}
	for _, tt := range tests {
		p := listed{ImportPath: join(tt.from)}
		if tt.test {
			p.XTestImports = []string{join(tt.to)}
		} else {
			p.Imports = []string{join(tt.to)}
		}
		if got := problems(p); (len(got) > 0) != tt.wrong {
			t.Errorf("%q imports %q (in a test: %v): %v, want a problem: %v", tt.from, tt.to, tt.test, got, tt.wrong)
		}
	}
	if got := problems(listed{ImportPath: join("text"), Imports: []string{"net/http"}}); len(got) == 0 {
		t.Error("text may import net/http, which a package of values may not")
	}
	if got := problems(listed{ImportPath: module, Imports: []string{"golang.org/x/net/html"}}); len(got) == 0 {
		t.Error("the words may import a library, which they may not")
	}
}

// problems says what is wrong with the imports of p.
func problems(p listed) []string {
	from := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
	if slices.Contains(helpers, from) {
		return nil
	}
	ring, room := place(from)
	if ring < 0 {
		return []string{fmt.Sprintf("%s stands in no ring: add it to ARCHITECTURE.md and to this table", p.ImportPath)}
	}
	var out []string
	for _, to := range p.Imports {
		if to == "context" && slices.Contains(measuring, from) {
			continue
		}
		if why := refuse(ring, room, to); why != "" {
			out = append(out, fmt.Sprintf("%s imports %s: %s", p.ImportPath, to, why))
		}
	}
	for _, to := range slices.Concat(p.TestImports, p.XTestImports) {
		if why := refuseTest(ring, room, to); why != "" {
			out = append(out, fmt.Sprintf("a test of %s imports %s: %s", p.ImportPath, to, why))
		}
	}
	return out
}

// refuse says why a package of a room may not import another; empty when it may.
func refuse(ring int, room, path string) string {
	to, ours := strings.CutPrefix(path, module)
	to = strings.TrimPrefix(to, "/")
	if !ours {
		switch {
		case ring == 0 && strings.Contains(path, "."):
			return "the words use the standard library only"
		case ring <= 1 && slices.Contains(pure, path):
			return "values in, values out: no context, clock, network or disk here"
		}
		return ""
	}
	if slices.Contains(helpers, to) {
		return "it is for tests"
	}
	toRing, toRoom := place(to)
	switch {
	case toRoom == room:
		return ""
	case toRing < 0:
		return "it stands in no ring"
	case toRing < ring:
		return ""
	case toRing > ring:
		return fmt.Sprintf("it stands in ring %d, further out than ring %d", toRing, ring)
	case ring == 1 && slices.Index(rings[1], toRoom) < slices.Index(rings[1], room):
		return ""
	case slices.Contains(extra[room], toRoom):
		return ""
	}
	return fmt.Sprintf("both stand in ring %d", ring)
}

// refuseTest is refuse for tests: those of the outer rings may use their
// neighbours, since the real thing beats a mock. Those of the inner rings may not.
func refuseTest(ring int, room, path string) string {
	to := strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
	switch {
	case !strings.HasPrefix(path, module):
		return ""
	case slices.Contains(helpers, to):
		return ""
	}
	if toRing, _ := place(to); ring >= 2 && toRing >= 0 && toRing <= 3 {
		return ""
	}
	return refuse(ring, room, path)
}

// place returns the ring and the room of a folder, ring -1 when it has none.
func place(folder string) (ring int, room string) {
	ring = -1
	for i, rooms := range rings {
		for _, r := range rooms {
			if folder == r || r != "" && strings.HasPrefix(folder, r+"/") && len(r) >= len(room) {
				ring, room = i, r
			}
		}
	}
	return ring, room
}

func join(folder string) string { return strings.TrimSuffix(module+"/"+folder, "/") }

// list returns every package of the module, with each import named once.
func list(t *testing.T) []listed {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-pgo=off", "-e", "-json=ImportPath,Imports,TestImports,XTestImports", module+"/...")
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %v: %s", err, exit.Stderr)
		}
		t.Fatalf("go list: %v", err)
	}
	all := map[string]listed{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all[p.ImportPath] = p
	}
	return slices.SortedFunc(maps.Values(all), func(a, b listed) int { return strings.Compare(a.ImportPath, b.ImportPath) })
}
