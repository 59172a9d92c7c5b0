package watchlist_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/watchlist"
)

// termsTypes are those of Open Terms Archive's list, version 2.2.0.
func termsTypes() []string {
	return []string{
		"Terms of Service", "Privacy Policy", "Imprint", "Trackers Policy", "Developer Terms", "Community Guidelines", "Deceased Users",
		"Acceptable Use Policy", "Restricted Use Policy", "Commercial Terms", "Copyright Claims Policy", "Law Enforcement Guidelines",
		"Human Rights Policy", "In-App Purchases Policy", "Review Guidelines", "Brand Guidelines", "Quality Guidelines",
		"Data Controller Agreement", "Data Processor Agreement", "User Consent Policy", "Closed Captioning Policy", "Seller Warranty",
		"Single Sign-On Policy", "Vulnerability Disclosure Policy", "Live Policy", "Complaints Policy", "Conditions of Carriage",
		"General Conditions of Sale", "Marketplace Buyers Conditions", "Marketplace Sellers Conditions", "Ranking Parameters Description",
		"Premium Partner Conditions", "Platform to Business Notice", "Business Mediation Policy", "Business Privacy Policy",
		"Editorial Policy", "Anti-corruption Policy", "Accessibility Statement", "Hyperlinks Policy", "Whistleblower Policy",
		"Affiliate Agreement", "Service Level Agreement", "Content Monetisation Policy", "Advertising Content Policy",
	}
}

func TestKindOf(t *testing.T) {
	kinds := make(map[redline.Kind]string)
	for _, termsType := range append(termsTypes(), "Parent Organization Terms", "Community Guidelines - Hate Speech") {
		kind := watchlist.KindOf(termsType)
		if other, ok := kinds[kind]; ok || redline.Slug(string(kind)) != string(kind) {
			t.Errorf("KindOf(%q) = %q, as of %q", termsType, kind, other)
		}
		kinds[kind] = termsType
	}
	for termsType, want := range map[string]redline.Kind{
		"Terms of Service": redline.KindTerms, "Privacy Policy": redline.KindPrivacyPolicy, "Trackers Policy": redline.KindCookies,
		"Law Enforcement Guidelines": redline.KindLawEnforcement, "Community Guidelines": redline.KindGuidelines,
		"In-App Purchases Policy": "in-app-purchases-policy",
	} {
		if got := watchlist.KindOf(termsType); got != want {
			t.Errorf("KindOf(%q) = %q, want %q", termsType, got, want)
		}
	}
}

func TestPlatformOf(t *testing.T) {
	platforms, _, err := watchlist.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range platforms { // a name leads to its own id, but where one has a product's name
		if got := watchlist.PlatformOf(p.Name); got != p.ID && p.ID != "imessage" {
			t.Errorf("PlatformOf(%q) = %q, want %q", p.Name, got, p.ID)
		}
	}
	for service, want := range map[string]string{
		"Whatsapp": "whatsapp", "WhatsApp": "whatsapp", "Facebook": "facebook", "Facebook Messenger": "messenger", "Claude.ai": "claude",
		"Google Generative AI Services": "gemini", "Proton Mail": "proton", "Google Nest": "google-nest", "Twitter": "twitter", "X": "x",
		"O'Reilly": "oreilly", "Booking.com": "booking-com", "Honkai- Star Rail": "honkai-star-rail",
	} {
		if got := watchlist.PlatformOf(service); got != want {
			t.Errorf("PlatformOf(%q) = %q, want %q", service, got, want)
		}
	}
}

func TestIDsOfOneCollection(t *testing.T) {
	privacy := func(service string) watchlist.Terms { return watchlist.Terms{Service: service, Type: "Privacy Policy"} }
	got := watchlist.IDs([]watchlist.Terms{
		privacy("Proton Mail"), privacy("Proton"), privacy("Bred Access"), privacy("BRED Access"), privacy("bred access"), privacy("Instagram"),
		{Service: "Acme", Type: "Guidelines"},
		{Service: "Acme", Type: "Community Guidelines"},
	})
	want := map[watchlist.Terms]string{
		privacy("Proton"):                               "proton/privacy-policy",
		privacy("Proton Mail"):                          "proton/privacy-policy/proton-mail",
		privacy("BRED Access"):                          "bred-access/privacy-policy",
		privacy("Bred Access"):                          "bred-access/privacy-policy/bred-access",
		privacy("bred access"):                          "bred-access/privacy-policy/" + redline.ID("bred access", "Privacy Policy"),
		privacy("Instagram"):                            "instagram/privacy-policy",
		{Service: "Acme", Type: "Community Guidelines"}: "acme/guidelines",
		{Service: "Acme", Type: "Guidelines"}:           "acme/guidelines/acme",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("IDs (-want +got):\n%s", diff)
	}
}

// TestIDsAreDistinct holds for any collection, in any order.
func TestIDsAreDistinct(t *testing.T) {
	names := rapid.OneOf(rapid.SampledFrom([]string{"Acme", "ACME", "acme!", "Proton Mail", "ProtonMail", "Proton", "Terms", "Terms of Service", ""}), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		collection := rapid.SliceOf(rapid.Custom(func(t *rapid.T) watchlist.Terms {
			return watchlist.Terms{Service: names.Draw(t, "service"), Type: names.Draw(t, "type")}
		})).Draw(t, "collection")
		ids := watchlist.IDs(collection)
		seen := make(map[string]watchlist.Terms)
		for terms, id := range ids {
			if other, ok := seen[id]; ok {
				t.Errorf("%v and %v are both %q", terms, other, id)
			}
			seen[id] = terms
		}
		if shuffled := watchlist.IDs(rapid.Permutation(collection).Draw(t, "shuffled")); !cmp.Equal(ids, shuffled) {
			t.Errorf("another order gives other ids: %v, %v", ids, shuffled)
		}
		for _, terms := range collection {
			if ids[terms] == "" {
				t.Errorf("no id for %v", terms)
			}
		}
	})
}
