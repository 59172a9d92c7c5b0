package demo

import (
	"net/http"
	"time"
)

// A fault is what a server answers instead of a page.
type fault string

const (
	faultNone    fault = ""
	faultSoft404 fault = "soft 404"
	faultLogin   fault = "login wall"
	faultConsent fault = "consent wall"
	faultSlow    fault = "slow"
	faultBroken  fault = "500"
	faultBusy    fault = "429"
)

// slowness is how long a slow server thinks. Far beyond patience, and short
// enough that a visitor without a timeout gets an answer in the end.
const slowness = 6 * patience

// retryAfter is what a busy server asks for, in seconds.
const retryAfter = "7200"

// faultAt returns what stands in the way of a document at t.
func faultAt(document string, t time.Time) fault {
	for _, c := range chaptersOf(document) {
		if c.fault != faultNone && c.active(t) {
			return c.fault
		}
	}
	return faultNone
}

// fault answers, or waits and reports false when the page itself is to follow.
func (s *server) fault(w http.ResponseWriter, r *http.Request, f fault) bool {
	switch f {
	case faultSlow:
		select {
		case <-time.After(slowness):
			return false
		case <-r.Context().Done():
		case <-s.closing:
		}
	case faultBusy:
		w.Header().Set("Retry-After", retryAfter)
		s.write(w, http.StatusTooManyRequests, s.wall("busy", "Too many requests"))
	case faultBroken:
		s.write(w, http.StatusInternalServerError, s.wall("broken", "Something went wrong"))
	case faultSoft404:
		s.write(w, http.StatusOK, s.wall("missing", "Page not found"))
	case faultConsent:
		s.write(w, http.StatusOK, s.wall("consent", "Before you continue"))
	case faultLogin:
		w.Header().Set("Cache-Control", "no-store")
		http.Redirect(w, r, "/login", http.StatusFound)
	default:
		return false
	}
	return true
}

// words are what a shell says, in the language of the page.
type words struct {
	Skip, Menu, Search, Login, Cookies, Accept, Reject, OnThisPage, Related, Helpful, Rights, Fictional string
}

func wordsOf(lang string) words {
	if lang == "de" {
		return words{
			Skip: "Zum Inhalt springen", Menu: "Menü", Search: "Suchen", Login: "Anmelden",
			Cookies: "Wir verwenden Cookies, damit diese Website funktioniert.", Accept: "Alle annehmen", Reject: "Ablehnen",
			OnThisPage: "Auf dieser Seite", Related: "Verwandte Seiten", Helpful: "War diese Seite hilfreich?",
			Rights: "Alle Rechte vorbehalten.", Fictional: "Ein erfundener Dienst, ausgedacht für eine Vorführung.",
		}
	}
	return words{
		Skip: "Skip to content", Menu: "Menu", Search: "Search", Login: "Log in",
		Cookies: "We use cookies to make this website work.", Accept: "Accept all", Reject: "Reject",
		OnThisPage: "On this page", Related: "Related pages", Helpful: "Was this page helpful?",
		Rights: "All rights reserved.", Fictional: "A fictional service, made up for a demonstration.",
	}
}
