package site

import (
	"strings"
	"testing"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
)

// A document that promises something says so on its page, with the sentence and the
// version it stands in; another is silent.
func TestDocumentPromises(t *testing.T) {
	h := newSite(sample())
	page := get(t, h, "/documents/pictura/encryption-help").Body.String()
	for _, want := range []string{
		"What it promises", "Its end is announced", "<q>End-to-end encrypted messaging on Pictura will no longer be supported after 8 May 2026.</q>", `href="/versions/`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of a document with promises lacks %q", want)
		}
	}
	if page := get(t, h, "/documents/pictura/privacy-policy/eu").Body.String(); strings.Contains(page, "What it promises") {
		t.Error("a document without promises shows some")
	}
}

func TestDocumentPromisesAreEscaped(t *testing.T) {
	claim := redline.Claim{Product: "<script>x", Property: "messages", State: redline.ClaimRemoved, Since: day("2026-03-01")}
	before := claim
	before.State, before.Sentence = redline.ClaimOptIn, "<b>all</b>"
	m := documentModel{promises: []differ.Standing{{Claim: claim, First: "a", Before: &before}, {Claim: before, First: "b", OrEarlier: true}}}
	var b strings.Builder
	if err := documentPromises(m).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"&lt;script&gt;x", "&lt;b&gt;all", "No longer promised", "Before: promised to those who switch it on.", "and perhaps before"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("want %q in\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "<script>") {
		t.Error("a product's name is raw")
	}
}
