package crawler

import (
	"regexp"
	"strings"

	"github.com/redlinewatch/redline"
)

// noticeWords is how many words a notice has at most that stands in place of a text.
// Real policies that short exist, but do not speak of errors.
const noticeWords = 40

var (
	missingNotice = regexp.MustCompile(`(?:can't|cannot|can not|could not|couldn't|unable to|didn't|did not) (?:find|locate) (?:the|that|this|your) (?:page|document|article|content)|` +
		`(?:page|document|article|content) (?:that )?(?:you (?:were |are )?(?:looking for|trying to reach|requested)).{0,40}(?:not|no longer|moved|removed|doesn't|isn't)|` +
		`(?:this|the) (?:page|content|link) (?:isn't|is not|is no longer|may be|might be) (?:available|broken|working)|(?:seite|inhalt) .{0,30}nicht (?:gefunden|verfügbar)|page .{0,30}(?:introuvable|n'existe)`)
	errorNotice = regexp.MustCompile(`\berror (?:has )?occurred|\bsomething went wrong|\b(?:service|site|website|system) (?:is )?(?:currently |temporarily )?(?:unavailable|down|offline)|\btemporarily unavailable|` +
		`\bbe (?:right )?back (?:soon|shortly|later|in a)|\bbe right back|\b(?:down for|under|undergoing|scheduled|system) maintenance|\btechnical (?:error|difficulties|problems)|\bbad gateway|\bgateway time-?out|` +
		`\bfehler (?:ist )?aufgetreten|\bwartungsarbeiten|\berreur (?:s'est produite|est survenue)|\ben maintenance|\bha (?:ocurrido|producido) un error|\bse ha producido un error|\bsi è verificato un errore`)
	redirectNotice = regexp.MustCompile(`\bredirecting\b|\bdoes not redirect\b|\b(?:being|be) redirected\b|\bwerden (?:sie )?weitergeleitet|\bredirection en cours\b|\bredirigiendo\b`)
	// dateLine is all that some shells say besides their heading.
	dateLine = regexp.MustCompile(`^(?:last |date |effective |zuletzt |dernière )*(?:updated?|modified|revised|effective|revision|version|posted|stand|aktualisiert|mise à jour|actualizado|aggiornat[oa])\b.{0,40}$`)
)

// notice finds the few words that some servers send, with status 200, when they have no
// page to send: an error, a missing page, a promise to redirect.
func notice(_ *sight, x Extracted, doc redline.Document) *finding {
	if x.Text.Words() > noticeWords || doc.Kind == redline.KindStatusNotice {
		return nil
	}
	text := squeeze(blockWords(x.Text))
	if m := missingNotice.FindString(text); m != "" {
		return found(redline.HealthSoft404, "the page says “"+m+"” and little else")
	}
	for _, b := range x.Text.Blocks {
		if words := squeeze(b.Words); notFoundPhrase.MatchString(words) {
			return found(redline.HealthSoft404, "the page says “"+words+"” and little else")
		}
	}
	if m := errorNotice.FindString(text); m != "" {
		return found(redline.HealthServerError, "the server sent a notice in place of the page: it says “"+m+"”")
	}
	if m := redirectNotice.FindString(text); m != "" {
		return found(redline.HealthMoved, "the page says “"+m+"” and has no text of its own")
	}
	return nil
}

func blockWords(t redline.Text) string {
	var b strings.Builder
	for _, x := range t.Blocks {
		b.WriteString(x.Words)
		b.WriteByte(' ')
	}
	return b.String()
}

// headingOnly finds the page whose heading is there but not the text under it, be it that
// scripts bring it or that the server had a bad day.
func headingOnly(p *sight, x Extracted, _ redline.Document) *finding {
	if x.Text.Words() > noticeWords {
		return nil
	}
	headings := 0
	for _, b := range x.Text.Blocks {
		words := squeeze(b.Words)
		switch {
		case b.Kind == redline.BlockHeading && !strings.ContainsAny(words[max(0, len(words)-1):], ".!?。"):
			headings++ // a heading that is a sentence may be all there is to say
		case !dateLine.MatchString(words):
			return nil
		}
	}
	if headings == 0 {
		return nil
	}
	if v := p.view(); v.scripts > 0 && len(p.body) >= shellBytes {
		return found(redline.HealthNeedsBrowser, "the page has a heading, but no text under it without scripts")
	}
	return found(redline.HealthEmpty, "the page has a heading, but no text under it")
}
