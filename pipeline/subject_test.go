package pipeline

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/text"
)

// Each case is a document seen on some days. A file's name is the day, perhaps with
// a hour, perhaps with the health of a page that could not be read; its body is the
// page, or the name of the earlier file that it repeats after "= ". The want file lists what each day amounts to.
func TestObserve(t *testing.T) {
	files, err := filepath.Glob("testdata/observe/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			looks := LiveLooks()
			if strings.HasPrefix(filepath.Base(file), "archive-") {
				looks = ArchiveLooks()
			}
			got, want := watchDays(t, txtar.Parse(b), looks)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("what the days amount to (-want +got):\n%s", diff)
			}
		})
	}
}

func watchDays(t *testing.T, a *txtar.Archive, looks Looks) (got, want string) {
	s := &subject{doc: redline.Document{ID: "acme/privacy-policy", Kind: redline.KindPrivacyPolicy}, looks: looks}
	pages := map[string]string{}
	var out strings.Builder
	for _, f := range a.Files {
		if f.Name == "want" {
			want = string(f.Data)
			continue
		}
		when, health, _ := strings.Cut(f.Name, " ")
		at, err := time.Parse("2006-01-02T15", when)
		if err != nil {
			if at, err = time.Parse(time.DateOnly, when); err != nil {
				t.Fatalf("day %q: %v", f.Name, err)
			}
		}
		md := string(f.Data)
		if name, ok := strings.CutPrefix(strings.TrimSpace(md), "= "); ok {
			md = pages[name]
		}
		pages[when] = md
		c := redline.Capture{Document: s.doc.ID, At: at, By: By, Health: redline.HealthGood}
		var body redline.Text
		if health != "" {
			c.Health = redline.Health(health)
		} else {
			body = text.FromMarkdown(md)
		}
		o, err := s.observe(c, md, body)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range told(o) {
			fmt.Fprintf(&out, "%s %s\n", when, line)
		}
	}
	return out.String(), want
}

// told puts an observation into words.
func told(o observation) []string {
	var out []string
	for _, v := range o.Versions {
		out = append(out, fmt.Sprintf("version %d", v.Number))
	}
	for _, c := range o.Changes {
		line := "change " + string(c.Verdict.Class)
		if c.Verdict.Noise != "" {
			line += " " + string(c.Verdict.Noise)
		}
		switch {
		case !c.Gone.IsZero():
			line += ", gone"
		case !c.Confirmed.IsZero():
			line += ", confirmed"
		case c.New == "":
			line += ", set aside"
		}
		out = append(out, fmt.Sprintf("%s, seen %d", line, c.Seen))
	}
	if len(o.reverted) > 0 {
		out = append(out, "reverted")
	}
	if !o.State.Health.Readable() {
		out = append(out, fmt.Sprintf("unreadable: %s, %d in a row", o.State.Health, o.State.Failures))
	}
	return out
}
