package alert

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

const (
	actionsAtMost = 3
	advice        = "Redline’s advice for this kind of change"
	sentenceLimit = 300
	noticeLength  = 8 // changed passages
)

// An instruction is something a notice may tell its readers to do.
type instruction struct {
	words *regexp.Regexp
	step  string
}

var instructions = []instruction{
	{regexp.MustCompile(`(?i)\b(download|export|save|back ?up)\b[^.]{0,80}\b(chats?|messages?|conversations?|calls?|media)\b|\b(chats?|messages?|conversations?|media)\b[^.]{0,80}\b(download|export|save|back ?up)\b`), "Download the chats and media you want to keep"},
	{regexp.MustCompile(`(?i)\b(download|export|save|back ?up)\b[^.]{0,60}\b(your|data|copy|files?|content|information|account)\b`), "Download what you want to keep"},
	{regexp.MustCompile(`(?i)\bopt[- ]?out\b|\bobject to\b|\bright to object\b`), "Opt out, the way the document describes"},
	{regexp.MustCompile(`(?i)\b(delete|close|deactivate)\b[^.]{0,40}\byour account\b`), "Close your account if you do not agree, the way the document describes"},
	{regexp.MustCompile(`(?i)\b(turn|switch) (it |this |them )?(on|off)\b|\b(enable|disable)\b|\bin (your )?(account |privacy )?settings\b|\btoggle\b`), "Check the setting the document names"},
	{regexp.MustCompile(`(?i)\bupdate\b[^.]{0,40}\b(the |your )?(app|version)\b|\b(latest|newer) version of the app\b`), "Update the app"},
	{regexp.MustCompile(`(?i)\b(transfer|move|migrate)\b[^.]{0,60}\b(chats?|messages?|data|files?|account)\b`), "Move what you want to keep"},
}

// addressed begins what a sentence tells its reader to do.
var addressed = regexp.MustCompile(`(?i)\byou (can|may|should|must|will|could|might|need|have|want|wish)\b|\byou(’|')ll\b|\bhow to\b|` +
	`^(please |if you [^,]{0,80}, (please )?)?(download|export|save|back ?up|opt|turn|switch|update|move|transfer|go|visit|check|disable|enable)\b`)

var before = regexp.MustCompile(`(?i)\b(before|until|by|no later than)\b`)

// actions says what a reader can do: first what the notice's own new sentences say,
// then the advice for this kind of change, at most three in all.
func actions(m Material, ranked []fragment, effective time.Time) []redline.Action {
	out := []redline.Action{}
	taken := map[string]bool{} // by the first word: one download is enough
	add := func(a redline.Action) {
		verb, _, _ := strings.Cut(a.Step, " ")
		if len(out) < actionsAtMost && !taken[verb] {
			taken[verb] = true
			out = append(out, a)
		}
	}
	for n, f := range ranked {
		// A short notice is about one thing; in a rewritten document most parts are not.
		if n > 0 && len(ranked) > noticeLength && !f.about || len(out) == actionsAtMost {
			continue
		}
		for _, s := range newSentences(f) {
			if a, ok := instructed(m, s, effective); ok {
				add(a)
			}
		}
	}
	for _, step := range advised(m.Change.Verdict, effective.After(m.Change.FirstWith)) {
		a := redline.Action{Step: step, Source: advice}
		if strings.HasPrefix(step, "Download") {
			a.Deadline = effective
		}
		add(a)
	}
	return out
}

// newSentences returns the sentences of a fragment that were not there before.
func newSentences(f fragment) []string {
	old := f.oldWords()
	var out []string
	for _, s := range sentences(f.newWords()) {
		if s = strings.TrimSpace(s); s != "" && !strings.Contains(old, s) {
			out = append(out, s)
		}
	}
	return out
}

// instructed turns a notice's sentence into an action, if it tells the reader to do something.
func instructed(m Material, sentence string, effective time.Time) (redline.Action, bool) {
	loc := addressed.FindStringIndex(sentence)
	if first, _ := utf8.DecodeRuneInString(sentence); loc == nil || unicode.IsLower(first) { // or cut off at its beginning
		return redline.Action{}, false
	}
	for _, i := range instructions {
		if !i.words.MatchString(sentence[loc[0]:]) { // behind whom it addresses: "we save your address" tells nobody to
			continue
		}
		a := redline.Action{
			Step:     i.step,
			Link:     pageOf(m),
			Source:   "the notice: " + quoted(clip(sentence, sentenceLimit)),
			Deadline: deadline(m, sentence, effective),
		}
		if !a.Deadline.IsZero() {
			a.Step += " before " + a.Deadline.Format(day)
		}
		a.Step += "."
		return a, true
	}
	return redline.Action{}, false
}

// deadline is the day a sentence names, else the day the change takes effect where the
// change is still to come.
func deadline(m Material, sentence string, effective time.Time) time.Time {
	if before.MatchString(sentence) {
		for _, d := range meaning.Dates(sentence) {
			if d.Day.After(m.Change.FirstWith) {
				return d.Day
			}
		}
	}
	if effective.After(m.Change.FirstWith) {
		return effective
	}
	return time.Time{}
}

// pageOf is the address of the page that was read.
func pageOf(m Material) string {
	for _, p := range m.After.Pages {
		if isLink(p.URL) {
			return p.URL
		}
	}
	for _, s := range m.Document.Sources {
		if isLink(s.URL) {
			return s.URL
		}
	}
	return ""
}

// advised are the steps that fit a kind of change, whatever its document says.
func advised(v redline.Verdict, announced bool) []string {
	if v.E2EE == redline.ConfidentialityWeakened {
		return advisedConfidentiality(v.Mechanism, announced)
	}
	if v.Direction != redline.DirectionWeaker && v.Direction != redline.DirectionMixed {
		if v.E2EE == redline.ConfidentialityStrengthened && v.Mechanism != redline.MechanismDefaultOn {
			return []string{"Check in the app’s settings whether the protection is on for you."}
		}
		return nil
	}
	switch Group(v) {
	case redline.TopicAITraining:
		return []string{"Look in your account’s settings for a way to object to training of AI.", "Remove what you do not want used, where you can."}
	case redline.TopicSharing:
		return []string{"Look in your account’s settings for choices about sharing and advertising."}
	case redline.TopicCollection:
		return []string{"Look in your account’s and your device’s settings for what you can turn off."}
	case redline.TopicRights:
		return []string{"Read the new terms before you go on using the service; using it often counts as agreeing."}
	}
	return nil
}

func advisedConfidentiality(mechanism redline.Mechanism, announced bool) []string {
	var out []string
	switch {
	case mechanism == redline.MechanismOptIn:
		out = append(out, "Check in the app’s settings whether the protection is still on for you.")
	case announced:
		out = append(out, "Download the chats and files you want to keep, before the day the change takes effect.")
	case mechanism == redline.MechanismKeyControl:
		out = append(out, "Check in the settings who holds your keys, or a way to recover them.")
	}
	return append(out, "Until you know more, do not send or store here what the company must not be able to read.")
}
