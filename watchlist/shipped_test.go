package watchlist_test

import (
	"flag"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/watchlist"
)

var update = flag.Bool("update", false, "write the list of shipped ids anew: ids may be added, never taken away or reused")

// kinds are those a shipped document may have: ours, and the terms types of archives.
func kinds() map[redline.Kind]bool {
	known := map[redline.Kind]bool{
		redline.KindPrivacyPolicy: true, redline.KindTerms: true, redline.KindLawEnforcement: true, redline.KindEncryptionHelp: true,
		redline.KindSecurity: true, redline.KindWhitePaper: true, redline.KindTransparency: true, redline.KindCookies: true,
		redline.KindGuidelines: true, redline.KindSubprocessors: true, redline.KindChangelog: true, redline.KindNewsroom: true,
		redline.KindStatusNotice: true, redline.KindWarrantCanary: true, redline.KindAITerms: true,
	}
	for _, t := range termsTypes() {
		known[watchlist.KindOf(t)] = true
	}
	return known
}

func TestShippedDocuments(t *testing.T) {
	platforms, documents, err := watchlist.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if len(platforms) != 55 || len(documents) != 245 {
		t.Errorf("%d platforms, %d documents; want 55, 245", len(platforms), len(documents))
	}
	known := kinds()
	names := make(map[string]redline.Platform)
	for _, p := range platforms {
		if p.Name == "" || p.Owner == "" || p.Simulated {
			t.Errorf("platform %+v", p)
		}
		names[p.ID] = p
	}
	ids, addresses, called := map[string]bool{}, map[string]string{}, map[string]string{}
	for _, d := range documents {
		if ids[d.ID] {
			t.Errorf("%s: the id is there twice", d.ID)
		}
		ids[d.ID] = true
		if !strings.HasPrefix(d.ID+"/", d.Platform+"/"+string(d.Kind)+"/") || names[d.Platform].ID == "" || !known[d.Kind] {
			t.Errorf("%s: platform %q, kind %q", d.ID, d.Platform, d.Kind)
		}
		if other := called[d.Platform+d.Name]; d.Name == "" || other != "" {
			t.Errorf("%s: name %q, as %s", d.ID, d.Name, other)
		}
		called[d.Platform+d.Name] = d.ID
		if d.Origin != redline.OriginWatchlist || len(d.Sources) != 1 {
			t.Errorf("%s: origin %q, %d sources", d.ID, d.Origin, len(d.Sources))
			continue
		}
		s := d.Sources[0]
		if u, err := url.Parse(s.URL); err != nil || u.Host == "" || u.Fragment != "" || (u.Scheme != "https" && u.Scheme != "http") {
			t.Errorf("%s: address %q", d.ID, s.URL)
		}
		if other := addresses[s.URL]; other != "" {
			t.Errorf("%s: the address of %s", d.ID, other)
		}
		addresses[s.URL] = d.ID
		if s.Select != nil || s.Remove != nil {
			t.Errorf("%s: selectors are not shipped", d.ID)
		}
	}
	for id := range names {
		found := false
		for _, d := range documents {
			found = found || d.Platform == id
		}
		if !found {
			t.Errorf("platform %s has no document", id)
		}
	}
}

// TestShippedIDsAreStable compares with the ids that were published before. Histories hang on them.
func TestShippedIDsAreStable(t *testing.T) {
	_, documents, err := watchlist.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, d := range documents {
		got.WriteString(d.ID + " " + d.Sources[0].URL + "\n")
	}
	const golden = "testdata/ids.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("ids (-want +got), -update writes them anew:\n%s", diff)
	}
}

func TestShippedKnowsTheEventThatStartedRedline(t *testing.T) {
	_, documents, err := watchlist.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range documents {
		if d.ID == "instagram/encryption-help" {
			if s := d.Sources[0]; s.URL != "https://help.instagram.com/491565145294150" || s.Scripts != redline.ScriptsAlways || d.Product != "Instagram Direct" {
				t.Errorf("%+v", d)
			}
			return
		}
	}
	t.Error("no instagram/encryption-help")
}
