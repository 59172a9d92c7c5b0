package archive_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/redlinewatch/redline/crawler/archive"
)

const (
	full  = "2916d5faa81558c488afec6c0f3b265af81c0323"
	mongo = "61858ffcd1d12d3bbf1f1b3c"
)

// TestRecordBodies reads every form a commit's message had since 2012.
func TestRecordBodies(t *testing.T) {
	const (
		extracted = "This version was recorded after extracting from snapshot "
		assembled = "This version was recorded after extracting from and assembling the following snapshots from 2 source documents:\n"
		filtered  = "This version was recorded after filtering snapshot "
		pages     = "This version was recorded after filtering and assembling the following snapshots from 2 pages:\n"
		github    = "https://github.com/OpenTermsArchive/pga-snapshots/commit/"
	)
	tests := map[string]struct {
		message   string
		kind      archive.Kind
		snapshots []string
		engine    string
	}{
		"address":             {"Record new changes of A B\n\n" + extracted + github + full + "\n\nX-engine-version: 15.1.0", archive.KindChange, []string{full}, "15.1.0"},
		"short 7":             {"Update A B\n\n" + filtered + "https://github.com/ambanum/CGUs-snapshots/commit/2916d5f", archive.KindChange, []string{"2916d5f"}, ""},
		"short 8":             {"Update A B\n\n" + filtered + "https://github.com/ambanum/OpenTermsArchive-snapshots/commit/2916d5fa", archive.KindChange, []string{"2916d5fa"}, ""},
		"short 11":            {"Update A B\n\n" + filtered + github + "2916d5faa81", archive.KindChange, []string{"2916d5faa81"}, ""},
		"short 12":            {"Update A B\n\n" + filtered + github + "2916d5faa815", archive.KindChange, []string{"2916d5faa815"}, ""},
		"bare hash":           {"Start tracking A B\n\n" + filtered + full, archive.KindFirst, []string{full}, ""},
		"mongo without space": {"Refilter A B\n\n" + filtered + "with Mongo ID" + mongo, archive.KindTechnical, []string{mongo}, ""},
		"mongo with space":    {"Refilter A B\n\n" + filtered + "with Mongo ID " + mongo, archive.KindTechnical, []string{mongo}, ""},
		"mongo address":       {"First record of A B\n\n" + extracted + "mongo://host/open-terms-archive/snapshots/" + mongo, archive.KindFirst, []string{mongo}, ""},
		"true":                {"Update A B\n\n" + filtered + github + "true", archive.KindChange, nil, ""},
		"undefined":           {"Update A B\n\n" + extracted + github + "undefined\n\nX-engine-version: 4.0.0", archive.KindChange, nil, "4.0.0"},
		"list":                {"Record new changes of A B\n\n" + assembled + "- " + github + full + "\n- " + github + "2916d5f\n\nX-engine-version: 14.1.0", archive.KindChange, []string{full, "2916d5f"}, "14.1.0"},
		"list of pages":       {"Refilter A B\n\n" + pages + "- mongo://h/d/c/" + mongo + "\n- mongo://h/d/c/" + mongo, archive.KindTechnical, []string{mongo, mongo}, ""},
		"list with holes":     {"Update A B\n\n" + pages + "- " + github + "undefined\n- " + github + full, archive.KindChange, []string{full}, ""},
		"technical":           {"Apply technical or declaration upgrade on A B\n\n" + extracted + github + full, archive.KindTechnical, []string{full}, ""},
		"trailer undefined":   {"First record of A B\n\n" + extracted + github + full + "\n\nX-engine-version: undefined", archive.KindFirst, []string{full}, ""},
		"trailer in capitals": {"First record of A B\n\n" + extracted + github + full + "\n\nX-Engine-Version: 15.0.0", archive.KindFirst, []string{full}, "15.0.0"},
		"trailers, CRLF":      {"Update A B\r\n\r\n" + extracted + github + full + "\r\n\r\nX-fetcher: htmlOnly\r\nX-engine-version: 9.1.0\r\n", archive.KindChange, []string{full}, "9.1.0"},
		"prose with a hash":   {"Update A B\n\nSee commit " + full + "\n\n- " + full, archive.KindChange, nil, ""},
		"subject only":        {"Update A B", archive.KindChange, nil, ""},
	}
	var commits []commit
	for name, test := range tests {
		commits = append(commits, file(test.message, "A/"+name+".md", name))
	}
	found := records(t, build(t, commits...))
	if len(found) != len(tests) {
		t.Errorf("%d records, want %d", len(found), len(tests))
	}
	for _, r := range found {
		want := tests[r.Terms]
		if r.Kind != want.kind || r.Engine != want.engine || !cmp.Equal(r.Snapshots, want.snapshots) {
			t.Errorf("%s: kind %q, engine %q, snapshots %q; want %q, %q, %q",
				r.Terms, r.Kind, r.Engine, r.Snapshots, want.kind, want.engine, want.snapshots)
		}
	}
}

// TestRecordsAreToldFromOtherCommits has one commit for each rule that keeps one out, between two records.
func TestRecordsAreToldFromOtherCommits(t *testing.T) {
	dir := build(t,
		commit{message: "Add Readme and License", files: map[string]any{"README.md": "r", "LICENSE": "l"}},
		file("First record of Acme Terms of Service", "Acme/Terms of Service.md", "one"),
		file("Update README", "README.md", "rr"),
		file("Update workflow", ".github/release.md", "x"),
		file("Update docs", "Acme/deep/Terms of Service.md", "x"),
		file("Update page", "Acme/Terms of Service.html", "x"),
		file("Update nothing", "Acme/.md", "x"),
		commit{message: "Update two at once", files: map[string]any{"Acme/Terms of Service.md": "two", "Acme/Imprint.md": "x"}},
		commit{message: "Update by removal", files: map[string]any{"Acme/Imprint.md": nil}},
		commit{message: "Update link", files: map[string]any{"Acme/Imprint.md": "../README.md"}, mode: "120000"},
		commit{message: "Update Acme Terms of Service", files: map[string]any{"Acme/Terms of Service.md": "merged"}, merge: true},
		file("Updated Acme Terms of Service", "Acme/Terms of Service.md", "three"),
		file("Fix: Update Acme Terms of Service", "Acme/Terms of Service.md", "four"),
		file("Revert \"Update Acme Terms of Service\"", "Acme/Terms of Service.md", "five"),
		commit{message: "Update empty"},
		// The subject names another service: the path is right.
		file("Record new changes of Other Privacy Policy", "It's a.b & c!/Terms of Service.md", "six"),
	)
	var got []string
	for _, r := range records(t, dir) {
		got = append(got, fmt.Sprintf("%s | %s | %s | %s", r.Kind, r.Service, r.Terms, r.Path))
	}
	want := []string{
		"first | Acme | Terms of Service | Acme/Terms of Service.md",
		"change | It's a.b & c! | Terms of Service | It's a.b & c!/Terms of Service.md",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

// TestRecordsOrder has dates that run back, equal dates, a second first record and a text that returns.
func TestRecordsOrder(t *testing.T) {
	const path = "Acme/Privacy Policy.md"
	at := func(c commit, when string) commit { c.at = when; return c }
	dir := build(t,
		at(file("First record of Acme Privacy Policy", path, "A"), "2024-03-01T10:00:00Z"),
		at(file("First record of Acme Imprint", "Acme/Imprint.md", "A"), "2024-03-01T11:00:00Z"),
		at(file("Record new changes of Acme Privacy Policy", path, "B"), "2024-03-05T10:00:00+02:00"),
		at(file("Apply technical or declaration upgrade on Acme Privacy Policy", path, "A"), "2024-03-02T10:00:00Z"),
		at(commit{message: "Remove Acme", files: map[string]any{path: nil}}, "2024-03-06T10:00:00Z"),
		at(file("First record of Acme Privacy Policy", path, "B"), "2024-03-07T10:00:00Z"),
		at(file("Record new changes of Acme Privacy Policy", path, "C"), "2024-03-07T10:00:00Z"),
	)
	type row struct {
		Path string
		At   string
		Kind archive.Kind
		Text string
	}
	texts := map[string]string{}
	for _, text := range []string{"A", "B", "C"} {
		texts[hash(t, dir, text)] = text
	}
	var got []row
	for _, r := range records(t, dir) {
		got = append(got, row{r.Path, r.At.Format(time.RFC3339), r.Kind, texts[r.Blob]})
	}
	want := []row{
		{"Acme/Imprint.md", "2024-03-01T11:00:00Z", archive.KindFirst, "A"},
		{path, "2024-03-01T10:00:00Z", archive.KindFirst, "A"},
		{path, "2024-03-02T10:00:00Z", archive.KindTechnical, "A"},
		{path, "2024-03-05T08:00:00Z", archive.KindChange, "B"},
		{path, "2024-03-07T10:00:00Z", archive.KindFirst, "B"},
		{path, "2024-03-07T10:00:00Z", archive.KindChange, "C"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
}

func TestPositionsFollowHistory(t *testing.T) {
	var commits []commit
	for i := range 20 { // dates run backwards
		c := file("Update A B", "A/B.md", fmt.Sprint(i))
		c.at = time.Date(2024, 1, 30-i, 0, 0, 0, 0, time.UTC).Format(time.RFC3339)
		commits = append(commits, c)
	}
	found := records(t, build(t, commits...))
	for i := 1; i < len(found); i++ {
		if a, b := found[i-1], found[i]; !a.At.Before(b.At) || a.Position <= b.Position {
			t.Errorf("record %d: %v at position %d, then %v at %d", i, a.At, a.Position, b.At, b.Position)
		}
	}
}

func TestRecordsOfASHA256Repository(t *testing.T) {
	dir := t.TempDir()
	git(t, "", "init", "-q", "--bare", "-b", "main", "--object-format=sha256", dir)
	load(t, dir, file("First record of A B", "A/B.md", "text"))
	found := records(t, dir)
	if len(found) != 1 || len(found[0].Blob) != 64 {
		t.Fatalf("records %+v", found)
	}
	if text, err := blobs(t, dir).Read(found[0].Blob); err != nil || string(text) != "text" {
		t.Errorf("text %q, %v", text, err)
	}
}

func TestProgressIsTold(t *testing.T) {
	commits := []commit{file("First record of A B", "A/B.md", "0")}
	for i := range 600 {
		commits = append(commits, file("Update A B", "A/B.md", strings.Repeat("x", i)))
	}
	var told []int
	if _, err := open(t, build(t, commits...)).Records(t.Context(), func(n int) { told = append(told, n) }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int{500, 601}, told); diff != "" {
		t.Errorf("progress (-want +got):\n%s", diff)
	}
}
