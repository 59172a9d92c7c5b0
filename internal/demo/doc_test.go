package demo

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/redlinewatch/redline"
)

var update = flag.Bool("update", false, "write docs/demo.md anew")

const storyFile = "../../docs/demo.md"

// TestStoryIsDocumented keeps docs/demo.md in step with the story.
func TestStoryIsDocumented(t *testing.T) {
	want := storyPage()
	if *update {
		if err := os.WriteFile(storyFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(storyFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/demo.md is not what the story says: run 'go test ./internal/demo -update'")
	}
}

// storyPage writes the story for people.
func storyPage() string {
	var b strings.Builder
	from, to := span()
	fmt.Fprintf(&b, "# The simulated web\n\nWritten by `go test ./internal/demo -update`; the story itself stands in `internal/demo/chapters.go`.\n\n")
	fmt.Fprintf(&b, "`redline demo` serves these fictional platforms on loopback and plays the time from %s to %s. Every page carries what real pages carry: navigation, cookie notices, request ids, tracking parameters.\n\n",
		from.Format("2 January 2006"), to.Format("2 January 2006"))
	fmt.Fprintf(&b, "## Platforms\n\n| platform | documents | answers |\n| --- | --- | --- |\n")
	for _, h := range hosts() {
		var names []string
		for _, d := range h.documents {
			names = append(names, d.name)
		}
		answers := "every request with the whole page"
		if h.validator != validNothing {
			answers = "conditional requests (" + string(h.validator) + ")"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", h.platform.Name, strings.Join(names, "; "), answers)
	}
	fmt.Fprintf(&b, "\n## Chapters\n\n| from | document | what happens | what must come of it |\n| --- | --- | --- | --- |\n")
	for _, c := range story() {
		when := c.From.Format(time.DateOnly)
		if !c.Until.IsZero() {
			when += " to " + c.Until.Format(time.DateOnly)
		}
		fmt.Fprintf(&b, "| %s | %s | **%s.** %s | %s |\n", when, c.Document, strings.TrimSuffix(c.Title, "."), c.Happens, c.Want)
	}
	return b.String()
}

// String says in words what must come of a chapter.
func (w Want) String() string {
	s := map[Outcome]string{
		OutcomeAlert:      "an alert",
		OutcomeFollowUp:   "an alert, or a new entry of the earlier one",
		OutcomeQuiet:      "an entry in the log, no alert",
		OutcomeSuppressed: "set aside as noise",
		OutcomeUnreadable: "no version; the reason is shown",
	}[w.Outcome]
	add := func(what string, values ...string) {
		if v := strings.Join(values, " or "); v != "" {
			s += "; " + what + v
		}
	}
	add("", string(w.Topic))
	add("", string(w.Direction))
	if w.E2EE != "" && w.E2EE != redline.ConfidentialityNone {
		add("confidentiality ", string(w.E2EE))
	}
	add("by ", texts(w.Mechanisms)...)
	if !w.Effective.IsZero() {
		add("effective ", w.Effective.Format(time.DateOnly))
	}
	add("", texts(w.Noise)...)
	add("", texts(w.Health)...)
	return s
}

func texts[S ~string](values []S) []string {
	var out []string
	for _, v := range values {
		out = append(out, string(v))
	}
	return out
}
