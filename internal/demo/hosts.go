package demo

import (
	"path"
	"time"

	"github.com/redlinewatch/redline"
)

const day = 24 * time.Hour

// A host is one platform and how its site is built.
type host struct {
	platform  redline.Platform
	look      look
	validator validator
	robots    string
	documents []document
}

// A validator says which conditional requests a site answers.
type validator string

const (
	validNothing  validator = ""
	validETag     validator = "etag"
	validWeak     validator = "weak etag"
	validModified validator = "last-modified"
)

// A document is one page of a host. Its text is documents/PLATFORM/KIND.md.
type document struct {
	kind     redline.Kind
	name     string
	product  string
	path     string
	interval time.Duration
	css      string // selects the text, where the page has no main element
	look     *look  // where it differs from the host's
}

func (d document) id(h host) string { return h.platform.ID + "/" + string(d.kind) }

// declare returns the document as a watchlist would have it, on a site at base.
func (d document) declare(h host, base string) redline.Document {
	src := redline.Source{URL: base + d.path, Scripts: redline.ScriptsNever}
	if d.css != "" {
		src.Select = []redline.Selector{{CSS: d.css}}
	}
	return redline.Document{
		ID:       d.id(h),
		Platform: h.platform.ID,
		Kind:     d.kind,
		Name:     d.name,
		Product:  d.product,
		Language: "en",
		Sources:  []redline.Source{src},
		Interval: d.interval,
		Origin:   redline.OriginDemo,
		Note:     "A page of a fictional platform, served on this machine for the demonstration.",
	}
}

// file returns where the text of a document stands, in a language other than English if one is given.
func (d document) file(h host, lang string) string {
	name := string(d.kind)
	if lang != "" {
		name += "." + lang
	}
	return path.Join("documents", h.platform.ID, name+".md")
}

func platform(name, owner string, products ...string) redline.Platform {
	return redline.Platform{ID: redline.Slug(name), Name: name, Owner: owner, Products: products, Simulated: true}
}

func hosts() []host {
	return []host{larkspur(), brindle(), cobblecall(), nimbusnook(), fernpost(), quibbleyard(), mossgate(), tallowtalk()}
}

func larkspur() host {
	return host{
		platform: platform("Larkspur", "Larkspur Holdings", "Lark Direct"),
		look:     look{shell: "app.html", class: "lk", sections: true, noisy: true, tracked: true},
		robots:   "User-agent: *\nDisallow: /authorities/\nDisallow: /search\n",
		documents: []document{
			{kind: redline.KindEncryptionHelp, name: "Help: end-to-end encryption in Lark Direct", product: "Lark Direct", path: "/help/encrypted-chats", interval: 2 * day},
			{kind: redline.KindPrivacyPolicy, name: "Privacy Policy", path: "/legal/privacy", interval: 3 * day},
			{kind: redline.KindLawEnforcement, name: "Information for authorities", path: "/authorities/guide", interval: 4 * day},
		},
	}
}

func brindle() host {
	return host{
		platform:  platform("Brindle", "Brindle Cooperative", "Brindle Messenger"),
		look:      look{shell: "plain.html", class: "b"},
		validator: validETag,
		robots:    "# Robots are welcome.\nUser-agent: *\nDisallow:\n",
		documents: []document{
			{kind: redline.KindSecurity, name: "How Brindle protects your messages", product: "Brindle Messenger", path: "/security", interval: 2 * day},
			{kind: redline.KindPrivacyPolicy, name: "Privacy policy", path: "/privacy", interval: 3 * day},
			{kind: redline.KindTerms, name: "Terms of use", path: "/terms", interval: 4 * day},
		},
	}
}

func cobblecall() host {
	return host{
		platform:  platform("Cobblecall", "Cobblecall Limited", "Cobblecall Meetings"),
		look:      look{shell: "docs.html", class: "cc", sections: true},
		validator: validModified,
		robots:    "User-agent: *\nDisallow: /join/\n\nUser-agent: greedybot\nDisallow: /\n",
		documents: []document{
			{kind: redline.KindWhitePaper, name: "Security white paper", product: "Cobblecall Meetings", path: "/trust/white-paper", interval: 2 * day},
			{kind: redline.KindPrivacyPolicy, name: "Privacy Statement", path: "/trust/privacy-statement", interval: 3 * day},
			{kind: redline.KindLawEnforcement, name: "Requests from authorities", path: "/trust/authorities", interval: 4 * day},
		},
	}
}

func nimbusnook() host {
	return host{
		platform: platform("Nimbusnook", "Nimbusnook AG", "Private Vault"),
		look:     look{shell: "soup.html", class: "nn", soup: true, noisy: true},
		robots:   "User-agent: *\nDisallow: /account\nSitemap: /sitemap.xml\n",
		documents: []document{
			{kind: redline.KindEncryptionHelp, name: "About Private Vault", product: "Private Vault", path: "/help/private-vault", css: "#content", interval: 2 * day},
			{kind: redline.KindPrivacyPolicy, name: "Privacy notice", path: "/privacy-notice", css: "#content", interval: 3 * day},
			{kind: redline.KindTerms, name: "Terms of service", path: "/terms-of-service", css: "#content", interval: 4 * day},
		},
	}
}

func fernpost() host {
	return host{
		platform:  platform("Fernpost", "Fernpost Postal Society", "Fernpost Mail"),
		look:      look{shell: "plain.html", class: "f", plainHeadings: true},
		validator: validETag,
		robots:    "User-agent: *\nAllow: /\n",
		documents: []document{
			{kind: redline.KindWarrantCanary, name: "Warrant canary", path: "/canary", interval: 2 * day},
			{kind: redline.KindPrivacyPolicy, name: "What Fernpost knows about you", path: "/privacy", interval: 3 * day},
			{kind: redline.KindTerms, name: "House rules and contract", path: "/rules", interval: 4 * day},
		},
	}
}

func quibbleyard() host {
	return host{
		platform: platform("Quibbleyard", "Quibbleyard Inc."),
		look:     look{shell: "app.html", class: "qy", noisy: true, tracked: true},
		robots:   "User-agent: *\nDisallow: /search\nDisallow: /login\n",
		documents: []document{
			{kind: redline.KindPrivacyPolicy, name: "Privacy Policy", path: "/policies/privacy", interval: 3 * day},
			{kind: redline.KindTerms, name: "User Agreement", path: "/policies/user-agreement", interval: 4 * day},
			{kind: redline.KindGuidelines, name: "Community guidelines", path: "/policies/guidelines", interval: 3 * day},
		},
	}
}

func mossgate() host {
	return host{
		platform:  platform("Mossgate", "Mossgate Home Systems", "Mossgate Plus"),
		look:      look{shell: "docs.html", class: "mg", noisy: true},
		validator: validWeak,
		robots:    "User-agent: *\nDisallow: /shop/basket\n",
		documents: []document{
			{kind: redline.KindPrivacyPolicy, name: "Privacy at Mossgate", path: "/about/privacy", interval: 3 * day},
			{kind: redline.KindSecurity, name: "Security of Mossgate devices", path: "/about/security", interval: 2 * day},
			{kind: redline.KindCookies, name: "Cookies and similar things", path: "/about/cookies", interval: 4 * day},
		},
	}
}

func tallowtalk() host {
	return host{
		platform:  platform("Tallowtalk", "Tallowtalk GmbH"),
		look:      look{shell: "docs.html", class: "tt", sections: true},
		validator: validETag,
		robots:    "User-agent: *\nDisallow: /app/\n",
		documents: []document{
			{kind: redline.KindPrivacyPolicy, name: "Privacy policy", path: "/legal/privacy-policy", interval: 3 * day},
			{kind: redline.KindTerms, name: "Customer terms", path: "/legal/customer-terms", interval: 4 * day},
			{kind: redline.KindSubprocessors, name: "Subprocessors", path: "/legal/subprocessors", interval: 2 * day},
		},
	}
}
