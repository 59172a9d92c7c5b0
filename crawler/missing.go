package crawler

import (
	"net/url"
	"regexp"

	"github.com/redlinewatch/redline"
)

var (
	// notFoundPhrase is a whole title part or heading that says there is no such page.
	// "404 Media" and "What happens when a page is not found" are not among them.
	notFoundPhrase = regexp.MustCompile(`^(?:(?:error|fehler|erreur|http|oops!?|whoops!?|ooops!?|uh[- ]oh!?|sorry,?|hmm+\.*,?)?[ :,.!-]*)?(?:` +
		`404(?: ?[-–—:.!]? ?(?:error|not found|page not found|file not found|fehler|seite nicht gefunden|page introuvable|no encontrado|página no encontrada|page))?|` +
		`(?:this |the |that )?(?:page|content|document|article|resource|site|help article|url|file)(?: you(?:'re| are)? (?:looking for|requested|were looking for|tried to (?:reach|view)))? ?` +
		`(?:was |is |could |can |does |has |has been |may have been |isn't |doesn't |couldn't |can't |cannot |wasn't |not |be |no longer |either |currently )*(?:not found|found|exist|exists|available|unavailable|missing|removed|moved or (?:removed|deleted))(?: (?:right now|anymore|here|at the moment|on this server))?|` +
		`not found|nothing (?:was )?found(?: here)?|nothing (?:to see )?here|page (?:missing|unavailable|removed|lost)|we (?:couldn't|can't|could not|cannot) (?:find|locate) (?:this|that|the|your) page.*|` +
		`(?:diese |die )?(?:seite|dokument|inhalt)(?: wurde| konnte| ist| existiert)?(?: leider)? (?:nicht (?:gefunden|verfügbar|vorhanden|mehr verfügbar)(?: werden)?|nicht)|` +
		`(?:cette |la )?page (?:non trouvée|introuvable|inexistante|n'existe (?:pas|plus)|n'est (?:pas|plus) disponible|demandée n'existe pas)|` +
		`(?:la |esta )?página (?:no (?:encontrada|existe|disponible|se encuentra|se ha encontrado)|não (?:encontrada|existe|disponível))|no (?:se )?encontr(?:ado|amos la página)|` +
		`(?:la )?pagina (?:non (?:trovata|esiste|disponibile)|niet gevonden|bestaat niet)|(?:deze )?pagina (?:niet gevonden|bestaat niet)|sidan (?:hittades inte|finns inte)|siden (?:blev ikke fundet|ble ikke funnet|findes ikke)|` +
		`sivua ei löyt(?:ynyt|y)|nie znaleziono strony|strona nie (?:istnieje|została znaleziona)|stránka (?:nenalezena|nebyla nalezena)|страница не найдена|сторінку не знайдено|sayfa bulunamadı|` +
		`ページが(?:見つかりません|存在しません).*|お探しのページ.*|(?:页面|頁面)(?:不存在|未找到|找不到)|找不到(?:页面|頁面|网页|網頁)|페이지를 찾을 수 없습니다.*|الصفحة غير موجودة)[.!?]?$`)
	errorSegment = regexp.MustCompile(`(?i)^(?:404|error-?404|404-?error|not-?found|page-?not-?found|404\.(?:html?|php|aspx?)|pagenotfound)$`)
)

// notFoundWords is how much text the page of a missing page has at most.
const notFoundWords = 150

func notFoundTitle(title string) bool {
	for _, part := range titleParts(squeeze(title)) {
		if part != "" && notFoundPhrase.MatchString(part) {
			return true
		}
	}
	return false
}

func errorPath(u *url.URL) bool { return anySegment(u, errorSegment) }

// softNotFound finds the page that says with status 200 that it does not exist. Title or
// heading must say so; where both do, the page may be as long as its menus make it.
func softNotFound(p *sight, x Extracted) *finding {
	v := p.view()
	byTitle := notFoundTitle(v.title)
	heading := firstMatch(v.headings, notFoundPhrase)
	byPath := p.final != nil && errorPath(p.final) && !errorPath(p.start)
	short := v.outside < notFoundWords && x.Text.Words() < notFoundWords
	switch {
	case byPath && (byTitle || heading != "" || short):
		return found(redline.HealthSoft404, "the address leads to the error page "+p.final.Path)
	case byTitle && (short || heading != ""):
		return found(redline.HealthSoft404, "the page exists, but its title says “"+v.title+"”")
	case heading != "" && short:
		return found(redline.HealthSoft404, "the page exists, but its heading says “"+heading+"”")
	}
	return nil
}
