package differ

import (
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/meaning"
)

// Rules is the version of the rules, as verdicts carry it.
const Rules = "2026.11-4"

// Flags that a Verdict can carry.
const (
	// FlagDateUnchanged says that the text changed and the date it states did not.
	FlagDateUnchanged = "date-unchanged"
	// FlagRestored says that the old text was the broken or partial one: the change is
	// noise, and the new text is the better base.
	FlagRestored = "restored"
	// FlagLanguageNotRead says that the text is in a language whose meaning was not read.
	FlagLanguageNotRead = "language-not-read"
)

// A Comparison is what Judge looks at: two texts and the hunks between them.
type Comparison struct {
	ID        string
	Kind      redline.Kind
	Old, New  redline.Text
	Hunks     []redline.Hunk // of Diff(Old, New)
	At        time.Time
	Technical bool // an archive made the new record for reasons of its own
	// OldMarkdown and NewMarkdown are the stored forms, optional: they tell what kind of
	// noise it is when only links or markup differ and the texts have equal keys.
	OldMarkdown, NewMarkdown string
}

// judgement is a verdict in the making.
type judgement struct {
	*facts
	history History
	v       redline.Verdict
	senses  int // sentences that say something else, are new or are gone
	// guess says that the answer about confidentiality is none too sure.
	guess bool
	// copyGone says that a superseded copy of the text was taken off the page.
	copyGone bool
	// tellings are the edits that say by themselves who is better off.
	tellings []telling
	// denials is what the new text says anywhere that the company does not do; made when asked for.
	denials *meaning.Practice
	// headings are the letters of the headings of the old and the new text, made when asked for.
	headings map[bool]map[string]bool
	// lines are the letters of the lines of the old and the new Markdown that are nothing but
	// links, made when asked for.
	lines map[bool]map[string]bool
	links map[bool]string // the letters of all links, made with lines
	// around tells for each hunk whether it belongs to the surroundings of the text; made when asked for.
	around []bool
	// labels counts what may be names of fields in both texts; made when asked for.
	labels map[string]int
	// titles tells for each hunk whether it may be an entry of a menu; made when asked for.
	titles []bool
}

// Judge says what a comparison means in the light of the document's history.
// The same values always give the same verdict.
func Judge(c Comparison, h History) redline.Verdict {
	j := &judgement{facts: &facts{Comparison: c, oldWords: c.Old.Words(), newWords: c.New.Words()}, history: h, v: redline.Verdict{
		ID: c.ID, E2EE: redline.ConfidentialityNone, Severity: redline.SeverityNone,
		Language: c.New.Language, Rules: Rules,
		Topics: []redline.Topic{}, Claims: []redline.ClaimChange{}, Dates: []redline.FoundDate{},
		Flags: []string{}, Reasons: []redline.Reason{},
	}}
	if !j.plainNoise() {
		j.gather()
		if !j.noise() {
			j.dates()
			j.class()
		}
	}
	j.v.Stats = j.counted()
	if j.v.Class != redline.ClassNoise || j.v.Noise == redline.NoiseLayout && j.passage() {
		j.confidentiality()
	}
	j.promiseDecides()
	if j.v.Class != redline.ClassNoise {
		j.tell()
		j.topics()
		j.direction()
		j.severity()
	}
	j.foreign()
	j.orderReasons()
	j.decisiveDates()
	j.settle()
	return j.v
}

// flag adds a flag once.
func (j *judgement) flag(name string) {
	for _, f := range j.v.Flags {
		if f == name {
			return
		}
	}
	j.v.Flags = append(j.v.Flags, name)
}

// setNoise ends the judgement as noise of a kind.
func (j *judgement) setNoise(kind redline.Noise, confidence float64, rule, words, old, new string) bool {
	j.v.Class, j.v.Noise, j.v.Confidence = redline.ClassNoise, kind, confidence
	j.because(rule, words, old, new)
	return true
}

// foreignConfidence is how sure a verdict on meaning can be in a language other than
// English: low, so that it waits for a person.
const foreignConfidence = 0.4

// foreign marks verdicts on texts whose meaning was not read.
func (j *judgement) foreign() {
	base := baseLanguage(j.v.Language)
	if base == "" || base == "en" || j.v.Class != redline.ClassSubstantive {
		return
	}
	j.flag(FlagLanguageNotRead)
	j.v.Confidence = min(j.v.Confidence, foreignConfidence)
	j.because("language", "The text is not in English: structure, numbers and dates were judged, its meaning was not.", "", "")
}

// settle fills what a verdict always has.
func (j *judgement) settle() {
	if j.v.Class != redline.ClassSubstantive {
		j.v.Direction = ""
	}
	if j.v.Class == redline.ClassNoise {
		j.v.Severity = redline.SeverityNone
	}
	if j.v.Confidence < 0.05 {
		j.v.Confidence = 0.05
	}
	j.v.Confidence = float64(int(j.v.Confidence*100+0.5)) / 100
}
