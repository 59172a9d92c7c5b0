package alert_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/alert"
)

// A case is a file in testdata: the change as a marked-up passage ([-taken out-],
// {+put in+}), the verdict's values, and what the alert must say.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			parts := map[string]string{}
			for _, f := range ar.Files {
				parts[f.Name] = string(f.Data)
			}
			m := material(t, parts)
			got := show(alert.New(m, alert.ByRules, at(t, "2026-03-14T09:00:00Z")))
			if diff := cmp.Diff(strings.TrimSpace(parts["want"]), strings.TrimSpace(got)); diff != "" {
				if os.Getenv("UPDATE") != "" {
					update(t, file, ar, got)
					return
				}
				t.Errorf("alert differs (-want +got):\n%s", diff)
			}
		})
	}
}

func update(t *testing.T, file string, ar *txtar.Archive, got string) {
	t.Helper()
	for i := range ar.Files {
		if ar.Files[i].Name == "want" {
			ar.Files[i].Data = []byte(got)
		}
	}
	if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
		t.Fatal(err)
	}
}

func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := redline.ParseTime(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// material builds what an alert is made of from the parts of a case.
func material(t testing.TB, parts map[string]string) alert.Material {
	t.Helper()
	m := alert.Material{
		Platform:   redline.Platform{ID: "parlio", Name: "Parlio"},
		Document:   redline.Document{ID: "parlio/encryption-help", Platform: "parlio", Kind: redline.KindEncryptionHelp, Name: "encryption help page", Sources: []redline.Source{{URL: "https://parlio.example/help"}}},
		OldVersion: "v1", NewVersion: "v2",
		Before: redline.Capture{ID: "c1", At: at(t, "2026-03-12T08:00:00Z"), By: "redline"},
		After:  redline.Capture{ID: "c2", At: at(t, "2026-03-13T08:00:00Z"), By: "redline"},
	}
	m.Change = redline.Change{
		ID: "change1", Document: m.Document.ID, LastWithout: m.Before.At, FirstWith: m.After.At,
		Confirmed: at(t, "2026-03-13T10:00:00Z"), Origin: redline.Live,
		Verdict: redline.Verdict{Class: redline.ClassSubstantive, E2EE: redline.ConfidentialityNone, Severity: redline.SeverityMedium, Confidence: 0.9},
	}
	for line := range strings.Lines(parts["change"]) {
		if line = strings.TrimSpace(line); line != "" {
			field, value, _ := strings.Cut(line, ": ")
			set(t, &m, field, value)
		}
	}
	m.Old, m.New, m.Hunks = passage(parts["passage"])
	return m
}

func set(t testing.TB, m *alert.Material, field, value string) {
	t.Helper()
	v := &m.Change.Verdict
	words := strings.Split(value, "|")
	switch field {
	case "document":
		m.Document.Name = value
	case "id":
		m.Document.ID = value
	case "kind":
		m.Document.Kind = redline.Kind(value)
	case "platform":
		m.Platform.Name, m.Platform.ID = value, redline.Slug(value)
	case "language":
		v.Language = value
	case "product":
		m.Document.Product = value
	case "region":
		m.Document.Region = value
	case "e2ee":
		v.E2EE = redline.Confidentiality(value)
	case "mechanism":
		v.Mechanism = redline.Mechanism(value)
	case "direction":
		v.Direction = redline.Direction(value)
	case "severity":
		v.Severity = redline.Severity(value)
	case "topic":
		v.Topics = append(v.Topics, redline.Topic(value))
	case "flag":
		v.Flags = append(v.Flags, value)
	case "effective", "ends":
		d := redline.FoundDate{Kind: field, Date: words[0]}
		if len(words) > 1 {
			d.Sentence = words[1]
		}
		v.Dates = append(v.Dates, d)
	case "claim":
		v.Claims = append(v.Claims, redline.ClaimChange{Product: words[0], Property: words[1], From: redline.ClaimState(words[2]), To: redline.ClaimState(words[3])})
	case "reason":
		v.Reasons = append(v.Reasons, redline.Reason{Rule: words[0], Old: words[1], New: words[2]})
	case "other":
		n, err := strconv.Atoi(words[2])
		if err != nil {
			t.Fatal(err)
		}
		m.Others = append(m.Others, alert.Sibling{Document: words[0], Kind: redline.Kind(strings.Split(words[0], "/")[1]), Name: words[1], Versions: n, Since: at(t, words[3]), Mentions: words[4] == "mentions"})
	default:
		t.Fatalf("unknown field %q", field)
	}
}

var mark = regexp.MustCompile(`(?s)\[-(.*?)-\]|\{\+(.*?)\+\}`)

// passage reads paragraphs with marks.
func passage(s string) (before, after redline.Text, hunks []redline.Hunk) {
	var section []string
	for p := range strings.SplitSeq(strings.TrimSpace(s), "\n\n") {
		p = strings.Join(strings.Fields(p), " ")
		kind := redline.BlockParagraph
		if strings.HasPrefix(p, "# ") {
			kind, p = redline.BlockHeading, p[2:]
			section = []string{p}
		}
		spans := marked(p)
		h := redline.Hunk{Section: section, OldAt: -1, NewAt: -1, Spans: spans}
		for _, sp := range spans {
			if sp.Op != redline.SpanInserted {
				h.Old += sp.Words
			}
			if sp.Op != redline.SpanDeleted {
				h.New += sp.Words
			}
		}
		if h.Old != "" {
			h.OldAt = len(before.Blocks)
			before.Blocks = append(before.Blocks, redline.Block{Kind: kind, Section: section, Words: strings.TrimSpace(h.Old)})
		}
		if h.New != "" {
			h.NewAt = len(after.Blocks)
			after.Blocks = append(after.Blocks, redline.Block{Kind: kind, Section: section, Words: strings.TrimSpace(h.New)})
		}
		if h.Old == h.New {
			continue
		}
		switch {
		case h.Old == "":
			h.Op = redline.HunkAdded
		case h.New == "":
			h.Op = redline.HunkRemoved
		default:
			h.Op = redline.HunkChanged
		}
		hunks = append(hunks, h)
	}
	return before, after, hunks
}

func marked(p string) []redline.Span {
	var spans []redline.Span
	add := func(op redline.SpanOp, words string) {
		if words != "" {
			spans = append(spans, redline.Span{Op: op, Words: words})
		}
	}
	at := 0
	for _, loc := range mark.FindAllStringSubmatchIndex(p, -1) {
		add(redline.SpanKept, p[at:loc[0]])
		if loc[2] >= 0 {
			add(redline.SpanDeleted, p[loc[2]:loc[3]])
		} else {
			add(redline.SpanInserted, p[loc[4]:loc[5]])
		}
		at = loc[1]
	}
	add(redline.SpanKept, p[at:])
	return spans
}

// show writes what a reader of the alert sees.
func show(a redline.Alert) string {
	var b strings.Builder
	c := a.Content()
	fmt.Fprintf(&b, "slug: %s\nheadline: %s\ndek: %s\n", a.Slug, c.Headline, c.Dek)
	for _, q := range c.Quotes {
		fmt.Fprintf(&b, "quote: [%s] %s | ", strings.Join(q.Section, " > "), q.Before)
		for _, s := range q.Spans {
			switch s.Op {
			case redline.SpanDeleted:
				b.WriteString("[-" + s.Words + "-]")
			case redline.SpanInserted:
				b.WriteString("{+" + s.Words + "+}")
			default:
				b.WriteString(s.Words)
			}
		}
		fmt.Fprintf(&b, " | %s\n", q.After)
	}
	for _, s := range c.Actions {
		fmt.Fprintf(&b, "do: %s (%s)\n", s.Step, s.Source)
	}
	for _, s := range c.Means {
		fmt.Fprintf(&b, "means: %s\n", s)
	}
	for _, s := range c.Unsaid {
		fmt.Fprintf(&b, "unsaid: %s\n", s)
	}
	if !c.Announced.IsZero() {
		fmt.Fprintf(&b, "announced: %s\n", c.Announced.Format(time.DateOnly))
	}
	if !c.Effective.IsZero() {
		fmt.Fprintf(&b, "effective: %s\n", c.Effective.Format(time.DateOnly))
	}
	return b.String()
}
