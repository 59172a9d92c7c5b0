package watchlist

import (
	"cmp"
	"slices"

	"github.com/redlinewatch/redline"
)

// KindOf returns the kind of document that an Open Terms Archive terms type means.
// A type without a kind of ours is its own: "Imprint" is "imprint".
func KindOf(termsType string) redline.Kind {
	switch termsType {
	case "Terms of Service":
		return redline.KindTerms
	case "Privacy Policy":
		return redline.KindPrivacyPolicy
	case "Law Enforcement Guidelines":
		return redline.KindLawEnforcement
	case "Community Guidelines":
		return redline.KindGuidelines
	case "Trackers Policy":
		return redline.KindCookies
	}
	return redline.Kind(redline.Slug(termsType))
}

// PlatformOf returns the id of the platform that a service of an archive is: its
// slug, but for those that have another name in the shipped list.
//
// A service that was renamed ("Twitter") keeps the platform of its old name: a
// collection has the histories of both, and they are two.
func PlatformOf(service string) string {
	id := redline.Slug(service)
	if other, ok := alias(id); ok {
		return other
	}
	return id
}

// alias returns the shipped platform that goes by another name elsewhere.
func alias(slug string) (id string, ok bool) {
	switch slug {
	case "facebook-messenger":
		return "messenger", true
	case "facetime", "apple-messages":
		return "imessage", true
	case "claude-ai":
		return "claude", true
	case "google-generative-ai-services", "gemini-apps":
		return "gemini", true
	case "proton-mail", "protonmail":
		return "proton", true
	case "x-twitter", "x-com":
		return "x", true
	case "nest":
		return "google-nest", true
	case "bluesky-social":
		return "bluesky", true
	case "tuta-mail", "tutanota":
		return "tuta", true
	case "teams":
		return "microsoft-teams", true
	}
	return "", false
}

// Terms name one document of an archive: a service, and a terms type.
type Terms struct{ Service, Type string }

// IDs gives each of a collection's documents an id of its own: [PlatformOf] and
// [KindOf] joined by a slash. Where several have the same, the first keeps it (those
// that need no other name before the rest, then in alphabetical order) and the
// others get a variant. The same collection always gets the same ids.
func IDs(collection []Terms) map[Terms]string {
	sorted := slices.Clone(collection)
	slices.SortFunc(sorted, func(a, b Terms) int {
		return cmp.Or(renamed(a)-renamed(b), cmp.Compare(a.Service, b.Service), cmp.Compare(a.Type, b.Type))
	})
	ids := make(map[Terms]string, len(sorted))
	taken := make(map[string]bool, len(sorted))
	for _, t := range slices.Compact(sorted) {
		id := PlatformOf(t.Service) + "/" + string(KindOf(t.Type))
		for _, variant := range []string{"", redline.Slug(t.Service), redline.ID(t.Service, t.Type)} {
			candidate := id
			if variant != "" {
				candidate += "/" + variant
			}
			if !taken[candidate] {
				id = candidate
				break
			}
		}
		taken[id] = true
		ids[t] = id
	}
	return ids
}

// renamed is 1 for terms whose service goes by another name here, else 0.
func renamed(t Terms) int {
	if _, ok := alias(redline.Slug(t.Service)); ok {
		return 1
	}
	return 0
}
