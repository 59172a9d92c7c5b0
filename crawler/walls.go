package crawler

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/redlinewatch/redline"
)

// Words of logins, in the languages of the watchlist. Patterns match squeezed text.
var (
	loginWords = `(?:log ?-?in|sign ?-?in|log ?on|anmelden|einloggen|anmeldung|se connecter|connexion|connectez-vous|identifiez-vous|` +
		`iniciar sesión|inicia sesión|inicio de sesión|accedi|entrar|iniciar sessão|inloggen|aanmelden|logga in|log ind|logg inn|` +
		`kirjaudu|zaloguj(?: się)?|logowanie|přihlášení|войти|вход|увійти|giriş yap|oturum aç|ログイン|サインイン|登录|登入|로그인|تسجيل الدخول)`
	// A title that is nothing but a login: the words alone, or followed by where to.
	loginPhrase = regexp.MustCompile(`^(?:please )?` + loginWords + `(?: (?:or|and|oder|ou|o|to|into|with|bei|mit|à|avec|en|a|·) .{1,60}| required| erforderlich| page)?[.!]?$`)
	// What a wall says when it has no form.
	loginSentence = regexp.MustCompile(`(?:(?:must|need to|have to|please) (?:be )?(?:log(?:ged)? ?in|sign(?:ed)? ?in)|(?:log|sign) ?in to (?:continue|view|see|access|read)|` +
		`(?:melden sie sich an|bitte anmelden|einloggen), um|connectez-vous pour|inicia sesión para|accedi per|zaloguj się,? aby|войдите, чтобы)`)
	loginSegment = regexp.MustCompile(`(?i)^(?:log-?in|sign-?in|logon|signin|auth|sso|oauth2?|authorize|session|sessions|accountchooser|identifier|servicelogin|wp-login\.php|login\.(?:php|aspx?|html?|do|jsp)|anmelden|connexion|accedi)$`)
)

// wallWords is how much text a wall has at most, if it is known by its words.
const wallWords = 250

func loginTitle(title string) bool {
	for _, part := range titleParts(squeeze(title)) {
		if loginPhrase.MatchString(part) {
			return true
		}
	}
	return false
}

func loginPath(u *url.URL) bool {
	if strings.HasPrefix(u.Hostname(), "login.") || strings.HasPrefix(u.Hostname(), "signin.") || strings.HasPrefix(u.Hostname(), "auth.") {
		return true
	}
	return anySegment(u, loginSegment)
}

func anySegment(u *url.URL, pattern *regexp.Regexp) bool {
	for s := range strings.SplitSeq(u.EscapedPath(), "/") {
		if pattern.MatchString(s) {
			return true
		}
	}
	return false
}

// loginWall finds the form or the notice that asks for a login in place of the page. One
// sign alone proves nothing: policies have login forms in their headers, and help pages
// are about signing in.
func loginWall(p *sight, x Extracted) *finding {
	v := p.view()
	var signs []string
	if p.final != nil && loginPath(p.final) && !loginPath(p.start) {
		signs = append(signs, "the address leads to "+p.final.Host+p.final.Path)
	}
	if v.passwords > 0 {
		signs = append(signs, "it has a password field")
	}
	if loginTitle(v.title) {
		signs = append(signs, "its title is “"+v.title+"”")
	} else if h := firstMatch(v.headings, loginPhrase); h != "" {
		signs = append(signs, "its heading is “"+h+"”")
	}
	if m := loginSentence.FindString(squeeze(v.text)); m != "" && v.words < wallWords {
		signs = append(signs, "it says “"+m+"”")
	}
	// A redirect to a login is nearly proof; without it the page must say little else.
	redirected := len(signs) > 0 && strings.HasPrefix(signs[0], "the address leads")
	if len(signs) < 2 || !redirected && v.outside >= wallWords {
		return nil
	}
	if !redirected && v.passwords == 0 && v.outside > 60 {
		return nil // a short help page about logging in
	}
	if x.Method == "selected" && x.Text.Words() >= 40 && !redirected {
		return nil // the declared selector found its text beside the form
	}
	return found(redline.HealthLoginWall, "a login stands in place of the page: "+strings.Join(signs, ", and "))
}

var (
	acceptPattern = regexp.MustCompile(`^(?:yes,? )?(?:(?:i )?(?:accept|agree|consent|allow)(?: (?:all|and|&|to|cookies|the|use|of|everything|continue|close|optional|additional|proceed).*)?|got it!?|ok(?:ay)?!?|` +
		`(?:alle? |alles |cookies? |allen )*(?:akzeptieren|annehmen|zulassen|erlauben|zustimmen)(?: und .*)?|einverstanden|ich stimme zu|` +
		`(?:tout |j'|j’)?(?:accepter|accepte|autoriser)(?: .*)?|(?:aceptar|acepto|permitir|consentir)(?: .*)?|(?:accetta|accetto|consenti)(?: .*)?|` +
		`(?:aceitar|aceito)(?: .*)?|(?:alles |alle )?(?:accepteren|toestaan)(?: .*)?|godkänn(?: .*)?|acceptera(?: .*)?|tillad(?: .*)?|godta(?: .*)?|hyväksy(?: .*)?|` +
		`(?:zaakceptuj|akceptuj[ęe]?)(?: .*)?|přijmout(?: .*)?|souhlasím|принять(?: .*)?|прийняти(?: .*)?|kabul et(?: .*)?|すべて(?:許可|同意).*|同意.*|接受.*|동의.*)$`)
	consentPhrase = regexp.MustCompile(`^(?:before you continue.*|bevor (?:sie|du) (?:fortfahren|zu .*).*|avant (?:de continuer|d'accéder).*|antes de continuar.*|prima di continuare.*|voordat je verdergaat.*|` +
		`(?:we|\S+) values? your privacy|we care about your privacy|your privacy,? your choice|(?:cookie|privacy|gdpr) consent|consent|cookie wall|` +
		`(?:your )?(?:cookie|privacy) (?:choices|preferences)|wir schätzen ihre privatsphäre|ihre privatsphäre ist uns wichtig|(?:mit werbung|weiter mit werbung).*|` +
		`nous respectons votre vie privée|votre vie privée.*importante.*|valoramos (?:su|tu) privacidad|il rispetto della tua privacy.*)$`)
	consentSegment = regexp.MustCompile(`(?i)^(?:consent|consents|collectconsent|cookie-?wall|cookie-?consent|privacy-?wall|gdpr|gdpr-consent|zustimmung)$`)
)

// acceptLabel reports whether a button with this label accepts cookies.
func acceptLabel(label string) bool {
	label = squeeze(label)
	return len(label) > 1 && len(label) < 60 && acceptPattern.MatchString(label)
}

func consentTitle(title string) bool {
	for _, part := range titleParts(squeeze(title)) {
		if consentPhrase.MatchString(part) {
			return true
		}
	}
	return false
}

func consentPath(u *url.URL) bool {
	host, _, _ := strings.Cut(u.Hostname(), ".")
	return host == "consent" || host == "guce" || host == "cookies" && anySegment(u, consentSegment) || anySegment(u, consentSegment)
}

// consentWall finds the page that wants cookies accepted before it shows anything. A
// banner on a page that says something, and a policy about cookies, are none.
func consentWall(p *sight, x Extracted) *finding {
	v := p.view()
	if p.final != nil && consentPath(p.final) && !consentPath(p.start) && (v.accept != "" || v.outside < wallWords) {
		return found(redline.HealthConsentWall, "the address leads to "+p.final.Host+p.final.Path+", which asks for consent first")
	}
	if x.Method == "selected" && x.Text.Words() >= 40 {
		return nil
	}
	if v.accept == "" {
		return nil
	}
	if v.words < 2*wallWords && v.outside < wallWords {
		if consentTitle(v.title) {
			return found(redline.HealthConsentWall, "a question for consent stands in place of the page: its title is “"+v.title+"”, its button says “"+v.accept+"”")
		}
		if h := firstMatch(v.headings, consentPhrase); h != "" {
			return found(redline.HealthConsentWall, "a question for consent stands in place of the page: its heading is “"+h+"”, its button says “"+v.accept+"”")
		}
	}
	if v.banner >= 15 && v.outside < 12 {
		return found(redline.HealthConsentWall, "the page shows nothing but a cookie banner, whose button says “"+v.accept+"”")
	}
	return nil
}

func firstMatch(all []string, pattern *regexp.Regexp) string {
	for _, s := range all {
		if pattern.MatchString(s) {
			return s
		}
	}
	return ""
}

var titleSeparator = regexp.MustCompile(`\s+[–—·•:»-]\s+|\s*\|\s*|: `)

// titleParts splits a title where sites put their name: "Sign in | Example".
func titleParts(title string) []string {
	return append(titleSeparator.Split(title, -1), title)
}
