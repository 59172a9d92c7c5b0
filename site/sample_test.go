package site

import (
	"time"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/differ"
	"github.com/redlinewatch/redline/text"
)

// The sample is a small archive of fictional platforms: a promise of encryption that
// ends on a help page, a policy known from an archive, a page that cannot be read.

var sampleNow = time.Date(2026, 4, 2, 9, 30, 0, 0, time.UTC)

func day(s string) time.Time {
	t, err := redline.ParseTime(s)
	if err != nil {
		panic(err)
	}
	return t
}

const helpOld = `# Encrypted chats

## What they are

With an end-to-end encrypted chat, only you and the person you write to can read what is sent. Nobody else can, not even Pictura.

You can start an encrypted chat from any conversation in Direct.

- Tap the name of the conversation.
- Choose **Use end-to-end encryption**.

## Keys

Each device in the chat has a key of its own. You can compare keys with the other person.

## Backups

Your encrypted chats can be stored with a code that only you know.

Pictura cannot restore the code.

## Reporting

You can report an encrypted chat. The last messages are then sent to us.

We review reports within a day.

We may limit accounts that break the rules.
`

const helpNew = `# Encrypted chats

## What they are

End-to-end encrypted messaging on Pictura will no longer be supported after 8 May 2026. Until then, only you and the person you write to can read what is sent.

If you have encrypted chats, you will see instructions on how to download media or messages you want to keep.

## Reporting

You can report an encrypted chat. The last messages are then sent to us.

We review reports within two days.

We may limit accounts that break the rules.

## Keys

Each device in the chat has a key of its own. You can compare keys with the other person.

## Backups

Your encrypted chats can be stored with a code that only you know.
`

const policyOld = `# Privacy Policy

## What we collect

We collect what you provide and what your device sends.

## How we use it

We use information to provide and improve the service.

## Retention

We keep direct messages for as long as your account exists.
`

const policyNew = `# Privacy Policy

## What we collect

We collect what you provide and what your device sends.

## How we use it

We use information, including your posts and photos, to train models of artificial intelligence, and to provide and improve the service.

## Retention

We keep direct messages for as long as your account exists.
`

func sample() *memory {
	m := &memory{revision: 41, changed: sampleNow.Add(-time.Hour), texts: map[redline.Key]string{}}
	m.platforms = []redline.PlatformStatus{
		{Platform: redline.Platform{ID: "courier", Name: "Courier", Products: []string{"Courier"}}, Documents: 1, LastChecked: sampleNow.Add(-time.Hour)},
		{Platform: redline.Platform{ID: "pictura", Name: "Pictura", Owner: "Omnia", Products: []string{"Pictura Direct"}, Simulated: true}, Documents: 3, Unreadable: 1, Alerts: 2, LastChecked: sampleNow.Add(-time.Hour)},
		{Platform: redline.Platform{ID: "quill", Name: "Quill"}, Documents: 1, Alerts: 1},
	}
	m.documents = sampleDocuments()
	sampleHelp(m)
	samplePolicy(m)
	sampleArchive(m)
	m.captures = []redline.Capture{
		{ID: "cap00000000000000001", Document: "pictura/terms", At: sampleNow.Add(-2 * time.Hour), By: "redline", Health: redline.HealthLoginWall, Reason: "The page asks for a password and has 12 words besides.", Pages: []redline.Page{{URL: "https://pictura.example/terms", Status: 200}}},
		{ID: "cap00000000000000002", Document: "pictura/encryption-help", At: day("2026-02-11"), By: "redline", Health: redline.HealthServerError, Pages: []redline.Page{{URL: "https://help.pictura.example/e2ee", Status: 500}}},
		{ID: "cap00000000000000003", Document: "pictura/terms", At: sampleNow.Add(-30 * time.Hour), By: "redline", Health: redline.HealthTimeout},
	}
	return m
}

func sampleDocuments() []redline.DocumentStatus {
	source := func(u string) []redline.Source { return []redline.Source{{URL: u}} }
	return []redline.DocumentStatus{
		{Document: redline.Document{ID: "courier/security", Platform: "courier", Kind: redline.KindSecurity, Name: "Security", Sources: source("https://courier.example/security")}, PlatformName: "Courier", Host: "courier.example"},
		{Document: redline.Document{ID: "pictura/encryption-help", Platform: "pictura", Kind: redline.KindEncryptionHelp, Name: "Help: encrypted chats", Product: "Direct", Language: "en", Sources: source("https://help.pictura.example/e2ee"), Note: "One help page; there is no other place that says so."}, PlatformName: "Pictura", Simulated: true, Host: "help.pictura.example", State: redline.State{Health: redline.HealthUnchanged, LastChecked: sampleNow.Add(-time.Hour), LastGood: sampleNow.Add(-time.Hour), NextDue: sampleNow.Add(11 * time.Hour)}},
		{Document: redline.Document{ID: "pictura/privacy-policy/eu", Platform: "pictura", Kind: redline.KindPrivacyPolicy, Name: "Privacy Policy", Region: "EU", Sources: source("https://pictura.example/privacy")}, PlatformName: "Pictura", Simulated: true, Host: "pictura.example", State: redline.State{Health: redline.HealthGood, LastChecked: sampleNow.Add(-90 * time.Minute), LastGood: sampleNow.Add(-90 * time.Minute)}},
		{Document: redline.Document{ID: "pictura/terms", Platform: "pictura", Kind: redline.KindTerms, Name: "Terms of Service", Sources: source("https://pictura.example/terms")}, PlatformName: "Pictura", Simulated: true, Host: "pictura.example", State: redline.State{Health: redline.HealthLoginWall, Reason: "The page asks for a password and has 12 words besides.", LastChecked: sampleNow.Add(-2 * time.Hour), Failures: 14}},
		{Document: redline.Document{ID: "quill/privacy-policy", Platform: "quill", Kind: redline.KindPrivacyPolicy, Name: "Privacy Policy", Origin: redline.OriginOTA}, PlatformName: "Quill", Collections: []string{"ota:contrib"}},
	}
}

// quoteOf makes an alert's quote of the first hunk between two texts that fits.
func quoteOf(c redline.Change, oldMD, newMD string) redline.Quote {
	h := differ.Diff(text.FromMarkdown(oldMD), text.FromMarkdown(newMD))[0]
	return redline.Quote{Change: c.ID, Document: c.Document, Section: h.Section, Old: h.Old, New: h.New, Spans: h.Spans}
}

func sampleHelp(m *memory) {
	const doc = "pictura/encryption-help"
	first := m.addVersion(doc, helpOld, "redline", day("2025-09-01T08:00:00Z"))
	second := m.addVersion(doc, helpNew, "redline", day("2026-03-13T10:12:00Z"))
	c := redline.Change{
		ID: "chg00000000000000001", Document: doc, Old: first.ID, New: second.ID, OldKey: first.TextKey, NewKey: second.TextKey,
		Capture: second.Capture, LastWithout: day("2026-03-12T22:10:00Z"), FirstWith: second.FirstSeen, Seen: 3,
		Confirmed: day("2026-03-13T10:42:00Z"), Origin: redline.Live, Alert: "alr00000000000000001",
		Verdict: redline.Verdict{
			Class: redline.ClassSubstantive, Topics: []redline.Topic{redline.TopicEncryption, redline.TopicMessaging}, Direction: redline.DirectionWeaker,
			E2EE: redline.ConfidentialityWeakened, Mechanism: redline.MechanismRemoved, Severity: redline.SeverityCritical, Confidence: 0.96, Language: "en", Rules: "2026.1",
			Claims:  []redline.ClaimChange{{Product: "Pictura Direct", Property: "messages", From: redline.ClaimOptIn, To: redline.ClaimRemoved}},
			Dates:   []redline.FoundDate{{Kind: "effective", Date: "2026-05-08", Sentence: "End-to-end encrypted messaging on Pictura will no longer be supported after 8 May 2026."}},
			Reasons: []redline.Reason{{Rule: "e2ee.removed", Words: "The text announces that end-to-end encryption ends.", Old: "Nobody else can, not even Pictura.", New: "End-to-end encrypted messaging on Pictura will no longer be supported after 8 May 2026."}},
			Stats:   redline.Stats{BlocksChanged: 2, BlocksRemoved: 4, BlocksAdded: 1, BlocksMoved: 5, WordsAdded: 48, WordsRemoved: 51},
		},
	}
	m.changes = append(m.changes, c, redline.Change{
		ID: "chg00000000000000002", Document: doc, Old: second.ID, OldKey: second.TextKey, NewKey: first.TextKey, LastWithout: day("2026-03-20T22:10:00Z"),
		FirstWith: day("2026-03-21T04:10:00Z"), Seen: 1, Gone: day("2026-03-21T04:40:00Z"), Origin: redline.Live,
		Verdict: redline.Verdict{Class: redline.ClassNoise, Noise: redline.NoiseFlap, E2EE: redline.ConfidentialityNone, Stats: redline.Stats{BlocksChanged: 2}},
	})
	content := sampleContent(c)
	m.alerts = append(m.alerts, redline.Alert{
		ID: "alr00000000000000001", Slug: "pictura-encryption-2026-03-13", Platform: "pictura", Group: redline.TopicEncryption, Origin: redline.Live, Changes: []string{c.ID},
		Entries: []redline.Entry{
			{Sequence: 7, At: day("2026-03-13T10:43:00Z"), Kind: redline.EntryPublished, By: "rules", Content: &content},
			{Sequence: 9, At: day("2026-03-14T09:00:00Z"), Kind: redline.EntryConfirmed, By: "rules"},
			{Sequence: 12, At: day("2026-03-15T15:20:00Z"), Kind: redline.EntryCorrected, By: "R. Osei", Reason: "The dek named a wrong region.", Content: &content},
			{Sequence: 13, At: day("2026-03-16T11:00:00Z"), Kind: redline.EntryResponse, By: "R. Osei", Reason: "Very few people were using encrypted chats."},
		},
	})
}

func sampleContent(c redline.Change) redline.Content {
	q := quoteOf(c, helpOld, helpNew)
	q.After = "If you have encrypted chats, you will see instructions on how to download media or messages you want to keep."
	second := redline.Quote{Change: c.ID, Document: c.Document, Section: []string{"Encrypted chats", "Backups"}, Old: "Pictura cannot restore the code.", Before: "Your encrypted chats can be stored with a code that only you know."}
	return redline.Content{
		Headline: "Pictura says it will end “end-to-end encrypted” messaging after 8 May 2026",
		Dek:      "Encrypted chats in Pictura Direct, which people chose per chat, are to end. Chats already encrypted can be downloaded before then. Who will be able to read messages afterwards is not said.",

		PlatformName: "Pictura", Products: []string{"Pictura Direct"}, Topics: []redline.Topic{redline.TopicEncryption, redline.TopicMessaging},
		Direction: redline.DirectionWeaker, E2EE: redline.ConfidentialityWeakened, Mechanism: redline.MechanismRemoved, Severity: redline.SeverityCritical, Confidence: 0.96, Language: "en", Simulated: true,
		LastWithout: c.LastWithout, FirstWith: c.FirstWith, Announced: c.FirstWith, Effective: day("2026-05-08"), Confirmed: c.Confirmed,
		Quotes: []redline.Quote{q, second},
		Actions: []redline.Action{
			{Step: "Download the encrypted chats you want to keep", Link: "https://help.pictura.example/download", Deadline: day("2026-05-08"), Source: "the notice: “you will see instructions on how to download media or messages you want to keep”"},
			{Step: "Tell the people you write to in encrypted chats", Source: "Redline's advice for this kind of change"},
		},
		Means:  []string{"After the date, the page no longer promises that only the people in a chat can read it.", "What is sent before then and kept in an encrypted chat is not spoken of beyond the download."},
		Unsaid: []string{"No reason given.", "The Privacy Policy's 2 recorded versions since 1 September 2025 do not mention it."},
		Alternatives: []redline.Alternative{
			{Product: "Courier", Caveat: "Phone number needed.", Sentence: "Every message and call is end-to-end encrypted, always.", Link: "https://courier.example/security", At: day("2026-01-20")},
		},
		Evidence: []redline.Evidence{
			{Side: "before", Capture: "cap-before", Version: "", Document: c.Document, URL: "https://help.pictura.example/e2ee", At: c.LastWithout, By: "redline", Status: 200, BodyHash: "5b1f3c0a9d4e7f8812aa34bb56cc78dd90ee12ff34aa56bb78cc90dd12ee34ff", TextKey: c.OldKey},
			{Side: "after", Capture: c.Capture, Version: c.New, Document: c.Document, URL: "https://help.pictura.example/e2ee", At: c.FirstWith, By: "redline", Status: 200, BodyHash: "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3aa11bb22cc33dd44ee55ff66", TextKey: c.NewKey},
		},
		Reasons: c.Verdict.Reasons,
	}
}

func samplePolicy(m *memory) {
	const doc = "pictura/privacy-policy/eu"
	first := m.addVersion(doc, policyOld, "redline", day("2025-09-01T08:05:00Z"))
	second := m.addVersion(doc, policyNew, "redline", day("2026-03-25T06:05:00Z"))
	c := redline.Change{
		ID: "chg00000000000000003", Document: doc, Old: first.ID, New: second.ID, OldKey: first.TextKey, NewKey: second.TextKey,
		LastWithout: day("2026-03-24T18:05:00Z"), FirstWith: second.FirstSeen, Seen: 2, Confirmed: day("2026-03-25T06:35:00Z"), Origin: redline.Live, Alert: "alr00000000000000002",
		Verdict: redline.Verdict{
			Class: redline.ClassSubstantive, Topics: []redline.Topic{redline.TopicAITraining}, Direction: redline.DirectionWeaker, E2EE: redline.ConfidentialityNone,
			Severity: redline.SeverityHigh, Confidence: 0.88, Flags: []string{"date-unchanged"}, Stats: redline.Stats{BlocksChanged: 1, WordsAdded: 13},
			Reasons: []redline.Reason{{Rule: "ai.training-added", Words: "The text now names training of AI as a use of what people post.", New: "including your posts and photos, to train models of artificial intelligence"}},
		},
	}
	m.changes = append([]redline.Change{c}, m.changes...)
	content := redline.Content{
		Headline: "Pictura's Privacy Policy adds “to train models of artificial intelligence”", Dek: "Posts and photos of people in the EU. The policy's stated date did not change.",
		PlatformName: "Pictura", Topics: []redline.Topic{redline.TopicAITraining}, Direction: redline.DirectionWeaker, E2EE: redline.ConfidentialityNone, Severity: redline.SeverityHigh, Confidence: 0.88,
		Region: "EU", Language: "en", Simulated: true, LastWithout: c.LastWithout, FirstWith: c.FirstWith, Confirmed: c.Confirmed, Quotes: []redline.Quote{quoteOf(c, policyOld, policyNew)},
	}
	draft := content
	draft.Headline = "Pictura draft that nobody may see yet"
	m.alerts = append([]redline.Alert{{
		ID: "alr00000000000000002", Slug: "pictura-ai-training-2026-03-25", Platform: "pictura", Group: redline.TopicAITraining, Origin: redline.Live, Changes: []string{c.ID},
		Entries: []redline.Entry{{Sequence: 15, At: day("2026-03-25T06:36:00Z"), Kind: redline.EntryPublished, By: "rules", Content: &content}},
	}}, m.alerts...)
	m.alerts = append(m.alerts, redline.Alert{
		ID: "alr00000000000000003", Slug: "pictura-draft", Platform: "pictura", Group: redline.TopicSharing, Origin: redline.Live,
		Entries: []redline.Entry{{At: day("2026-03-28"), Kind: redline.EntryDrafted, By: "rules", Content: &draft}},
	})
}

func sampleArchive(m *memory) {
	const doc = "quill/privacy-policy"
	first := m.addVersion(doc, "# Quill\n\nDirect messages are encrypted.\n", "ota:contrib", day("2022-06-01"))
	second := m.addVersion(doc, "# Quill\n\nDirect messages are private.\n", "ota:contrib", day("2023-03-04"))
	c := redline.Change{
		ID: "chg00000000000000004", Document: doc, Old: first.ID, New: second.ID, OldKey: first.TextKey, NewKey: second.TextKey,
		LastWithout: day("2023-03-02"), FirstWith: second.FirstSeen, Seen: 5, Confirmed: day("2023-03-06"), Origin: redline.Backfilled, Alert: "alr00000000000000004",
		Verdict: redline.Verdict{Class: redline.ClassSubstantive, Topics: []redline.Topic{redline.TopicEncryption}, Direction: redline.DirectionWeaker, E2EE: redline.ConfidentialityWeakened, Severity: redline.SeverityHigh, Confidence: 0.9, Stats: redline.Stats{BlocksChanged: 1, WordsAdded: 1, WordsRemoved: 1}},
	}
	m.changes = append(m.changes, c)
	content := redline.Content{
		Headline: "Quill's Privacy Policy no longer calls direct messages “encrypted”", Dek: "The word became “private”.", PlatformName: "Quill", Topics: []redline.Topic{redline.TopicEncryption},
		Direction: redline.DirectionWeaker, E2EE: redline.ConfidentialityWeakened, Severity: redline.SeverityHigh, Confidence: 0.9, LastWithout: c.LastWithout, FirstWith: c.FirstWith, Confirmed: c.Confirmed,
		Quotes:      []redline.Quote{quoteOf(c, m.texts[first.TextKey], m.texts[second.TextKey])},
		Evidence:    []redline.Evidence{{Side: "after", Document: doc, At: c.FirstWith, By: "ota:contrib", Version: second.ID, TextKey: second.TextKey, Reference: "https://github.com/OpenTermsArchive/contrib-versions/commit/0123abcd"}},
		Attribution: "Open Terms Archive contributors, collection contrib, ODC-By 1.0",
	}
	m.alerts = append(m.alerts, redline.Alert{
		ID: "alr00000000000000004", Slug: "quill-encryption-2023-03-04", Platform: "quill", Group: redline.TopicEncryption, Origin: redline.Backfilled, Changes: []string{c.ID},
		Entries: []redline.Entry{{Sequence: 3, At: c.FirstWith, Kind: redline.EntryPublished, By: "rules", Content: &content}},
	})
}
