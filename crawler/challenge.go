package crawler

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/redlinewatch/redline"
)

// A vendor of bot protection, and how its challenge pages are known. Marks in a body
// count only on pages with little text: the same scripts run on ordinary pages too.
type vendor struct {
	name   string
	header string // with value, when it contains it, a challenge whatever the page says
	value  string
	titles []string // whole titles, squeezed
	marks  []string // in the body
}

var vendors = []vendor{
	{
		name: "Cloudflare", header: "Cf-Mitigated", value: "challenge",
		titles: []string{"just a moment...", "attention required! | cloudflare", "access denied | cloudflare"},
		marks:  []string{"_cf_chl_opt", "cf-chl-", "cf-challenge", "cf-error-details", "cf_captcha_kind"},
	},
	{
		name: "AWS WAF", header: "X-Amzn-Waf-Action", value: "",
		titles: []string{"human verification"},
		marks:  []string{"awsWafCookieDomainList", "AwsWafIntegration", "window.gokuProps", "awswaf.com/"},
	},
	{
		name:  "Akamai",
		marks: []string{"errors.edgesuite.net", "sec-if-cpt-container", "/_sec/cp_challenge", "akam-sw"},
	},
	{
		name:  "DataDome",
		marks: []string{"captcha-delivery.com", "datadome.co/captcha"},
	},
	{
		name:  "HUMAN",
		marks: []string{"px-captcha", "_pxAppId", "captcha.px-cdn.net", "captcha.px-cloud.net"},
	},
	{
		name:  "Imperva",
		marks: []string{"_Incapsula_Resource", "Incapsula incident ID", "Powered By Imperva"},
	},
	{
		name:  "Kasada",
		marks: []string{"KPSDK", "/ips.js?", "x-kpsdk"},
	},
	{
		name:   "F5",
		titles: []string{"request rejected"},
		marks:  []string{"The requested URL was rejected. Please consult with your administrator", "window.bobcmn", "/TSPD/"},
	},
	{
		name:   "Sucuri",
		titles: []string{"sucuri website firewall - access denied", "you are being redirected..."},
		marks:  []string{"Sucuri WebSite Firewall", "sucuri_cloudproxy_js"},
	},
	{
		name: "Vercel", header: "X-Vercel-Mitigated", value: "",
		titles: []string{"vercel security checkpoint"},
	},
	{
		name:   "DDoS-Guard",
		titles: []string{"ddos-guard"},
		marks:  []string{"check.ddos-guard.net", "/.well-known/ddos-guard/"},
	},
	{
		name:   "Anubis",
		titles: []string{"making sure you're not a bot!"},
		marks:  []string{"anubis_challenge", "within.website/x/cmd/anubis"},
	},
	{
		name:  "Google",
		marks: []string{"unusual traffic from your computer network", "google.com/sorry/"},
	},
}

// humanTitles are what challenge pages of any vendor call themselves.
var humanTitles = []string{
	"are you a robot?", "are you human?", "security check", "security checkpoint", "captcha",
	"verify you are human", "verifying you are human", "please verify you are a human", "bot check",
	"robot check", "checking your browser", "checking your browser before accessing", "one moment, please...",
	"access denied", "pardon our interruption", "please wait... | cloudflare", "bot verification",
	"challenge validation", "human verification", "sicherheitsüberprüfung", "vérification de sécurité",
}

// humanWords are sentences of challenge pages; on a page of few words they are evidence.
var humanWords = []string{
	"verify you are human", "verifying you are human", "verify that you are not a robot", "confirm you are not a robot",
	"confirm that you are human", "checking your browser before", "checking if the site connection is secure",
	"press & hold to confirm", "needs to review the security of your connection", "complete the security check to",
	"unusual traffic from your", "automated access to this", "you have been blocked", "request unsuccessful. incapsula",
	"you don't have permission to access", "enable javascript and cookies to continue", "pardon our interruption",
	"bestätigen sie, dass sie ein mensch", "vérifiez que vous êtes humain", "verifica que eres humano",
}

const (
	// challengeWords is how much text a challenge page has at most.
	challengeWords = 150
)

// challengeHeader names the vendor whose header says that this is a challenge.
func challengeHeader(h http.Header) string {
	for _, v := range vendors {
		if v.header == "" {
			continue
		}
		if got := strings.ToLower(h.Get(v.header)); got != "" && strings.Contains(got, v.value) {
			return v.name
		}
	}
	return ""
}

// challengeTitle names the vendor, or "a bot protection", whose challenge has this title.
func challengeTitle(title string) string {
	title = squeeze(title)
	if title == "" {
		return ""
	}
	for _, v := range vendors {
		for _, t := range v.titles {
			if title == t {
				return v.name
			}
		}
	}
	for _, part := range titleParts(title) {
		for _, t := range humanTitles {
			if part == t {
				return "a bot protection"
			}
		}
	}
	return ""
}

// challengeIn looks for a challenge in an answer whose status is no success.
func challengeIn(a answer) *finding {
	start, final := addresses(a.page)
	return challenge(newSight(a, start, final), Extracted{})
}

// challenge finds the page that asks whether the reader is a machine.
func challenge(p *sight, _ Extracted) *finding {
	v := p.view()
	if v.words > challengeWords {
		return nil
	}
	if who := challengeTitle(v.title); who != "" {
		return found(redline.HealthBlocked, who+" shows a bot challenge in place of the page: its title is “"+v.title+"”")
	}
	for _, x := range vendors {
		for _, m := range x.marks {
			// Ordinary pages carry such scripts too, so the page must say nothing else.
			if v.outside < challengeWords/2 && bytes.Contains(p.body, []byte(m)) && !saysMore(v) {
				return found(redline.HealthBlocked, x.name+" shows a bot challenge in place of the page (its mark “"+m+"” is in it)")
			}
		}
	}
	text := squeeze(v.text)
	for _, w := range humanWords {
		if strings.Contains(text, w) && v.words < challengeWords {
			return found(redline.HealthBlocked, "a bot challenge stands in place of the page: it says “"+w+"”")
		}
	}
	return nil
}

// saysMore reports whether a short page has a heading and sentences of its own, as a
// short policy behind a bot protection has.
func saysMore(v *view) bool {
	if v.outside < 25 {
		return false
	}
	text := squeeze(v.text)
	for _, w := range append([]string{"captcha", "robot", "javascript", "blocked", "denied", "incident id", "reference #", "support id"}, humanWords...) {
		if strings.Contains(text, w) {
			return false
		}
	}
	return true
}
