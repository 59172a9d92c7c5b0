package demo

import (
	"time"

	"github.com/redlinewatch/redline"
)

// promises are the chapters about the confidentiality of messages, calls and backups.
func promises() []Chapter {
	ends := at(time.September, 10, 0, 0)
	return []Chapter{
		{
			ID:       "rollback-announced",
			Title:    "An encryption rollback, announced on one help page",
			Document: "larkspur/encryption-help",
			From:     at(time.July, 9, 14, 20),
			Happens:  "A notice on the help page says that end-to-end encryption in Lark Direct ends on 10 September 2026. The privacy policy does not mention it, then or later.",
			Want: Want{
				Outcome: OutcomeAlert, Classes: substantive(), Topic: redline.TopicEncryption,
				Direction: redline.DirectionWeaker, E2EE: redline.ConfidentialityWeakened,
				Mechanisms: []redline.Mechanism{redline.MechanismRemoved, redline.MechanismNegated}, Effective: ends,
			},
			edits: []edit{insertBefore("## What end-to-end encryption means", rollbackNotice)},
		},
		{
			ID:       "rollback-in-force",
			Title:    "The day of the rollback is reached",
			Document: "larkspur/encryption-help",
			From:     at(time.September, 10, 7, 5),
			Happens:  "The help page says that end-to-end encryption has ended. The instructions for encrypted chats are gone.",
			Want: Want{
				Outcome: OutcomeFollowUp, Follows: "rollback-announced", Classes: substantive(), Topic: redline.TopicEncryption,
				Direction: redline.DirectionWeaker, E2EE: redline.ConfidentialityWeakened,
			},
			edits: []edit{
				replace(rollbackNotice, rollbackInForce),
				removeSection("## What end-to-end encryption means"),
				removeSection("## Start an end-to-end encrypted chat"),
				removeSection("## Check the keys of a chat"),
			},
		},
		{
			ID:       "one-word-downgrade",
			Title:    "One word fewer: 'end-to-end encrypted' becomes 'encrypted'",
			Document: "brindle/security",
			From:     at(time.May, 19, 10, 0),
			Happens:  "In section 2 'end-to-end encrypted' is replaced by 'encrypted'. Nothing else on the page changes.",
			Want: Want{
				Outcome: OutcomeAlert, Classes: substantive(), Topic: redline.TopicEncryption,
				Direction: redline.DirectionWeaker, E2EE: redline.ConfidentialityWeakened,
				Mechanisms: []redline.Mechanism{redline.MechanismDowngraded},
			},
			edits: []edit{replace("group chats on Brindle are end-to-end encrypted.", "group chats on Brindle are encrypted.")},
		},
		{
			ID:       "promise-hedged",
			Title:    "A promise becomes an intention",
			Document: "cobblecall/white-paper",
			From:     at(time.February, 17, 16, 45),
			Happens:  "'Meetings are end-to-end encrypted' becomes 'are designed to be end-to-end encrypted'.",
			Want: Want{
				Outcome: OutcomeAlert, Classes: substantive(), Topic: redline.TopicEncryption,
				Direction: redline.DirectionWeaker, E2EE: redline.ConfidentialityWeakened,
				Mechanisms: []redline.Mechanism{redline.MechanismHedged},
			},
			edits: []edit{replace("Cobblecall meetings are end-to-end encrypted.", "Cobblecall meetings are designed to be end-to-end encrypted.")},
		},
		{
			ID:       "promise-strengthened",
			Title:    "Encryption becomes the default and covers backups",
			Document: "nimbusnook/encryption-help",
			From:     at(time.March, 24, 9, 30),
			Happens:  "Private Vault is now on by default, and device backups are end-to-end encrypted.",
			Want: Want{
				Outcome: OutcomeAlert, Classes: substantive(), Topic: redline.TopicEncryption,
				Direction: redline.DirectionStronger, E2EE: redline.ConfidentialityStrengthened,
				Mechanisms: []redline.Mechanism{redline.MechanismDefaultOn, redline.MechanismWidened, redline.MechanismAdded},
			},
			edits: []edit{
				replace("Private Vault is off by default. You can switch it on under **Settings**, **Protection**, **Private Vault** if you have at least one trusted device.",
					"Private Vault is on by default for every account. You do not have to do anything; we ask you to choose a way back in when you next sign in."),
				replace("| Device backups | Encrypted, keys held by us | Encrypted, keys held by us |", "| Device backups | Encrypted, keys held by us | End-to-end encrypted |"),
				replace("Device backups are not end-to-end encrypted. We hold the keys to them, so that you can get a new phone going when the old one is lost.",
					"Device backups are end-to-end encrypted. We do not hold the keys to them; your other devices or your way back in open them on a new phone."),
			},
		},
	}
}

const rollbackNotice = `## Encrypted chats end on 10 September 2026

End-to-end encryption in Lark Direct will no longer be available after 10 September 2026. From that day all chats in Lark Direct are ordinary chats. If you have encrypted chats, you can download their messages and photos until 10 September 2026 under **Settings**, **Your information**, **Download encrypted chats**. You may have to update the app first.

`

const rollbackInForce = `## Encrypted chats have ended

Since 10 September 2026, end-to-end encryption is no longer available in Lark Direct. Chats that were end-to-end encrypted have been closed and cannot be opened any more. New chats are ordinary chats, and Larkspur can process their content.

`

// practices are the chapters about what is collected, kept and shared, and a canary.
func practices() []Chapter {
	return []Chapter{
		{
			ID:       "canary-gone",
			Title:    "A sentence of a warrant canary disappears",
			Document: "fernpost/warrant-canary",
			From:     at(time.September, 15, 8, 0),
			Happens:  "The statement that no national security letter has been received is no longer on the page; the other statements are.",
			Want:     Want{Outcome: OutcomeAlert, Classes: substantive(), Topic: redline.TopicWarrantCanary, Direction: redline.DirectionWeaker},
			edits:    []edit{replace("- As of {first of month}, Fernpost has not received any national security letter.\n", "")},
		},
		{
			ID:       "ai-training",
			Title:    "A policy adds training of AI on what users post",
			Document: "quibbleyard/privacy-policy",
			From:     at(time.June, 2, 18, 10),
			Happens:  "A new paragraph says that posts, comments and pictures are used to train machine learning models. The date of the policy changes with it.",
			Want:     Want{Outcome: OutcomeAlert, Classes: substantive(), Topic: redline.TopicAITraining, Direction: redline.DirectionWeaker},
			edits: []edit{
				replace("Last revised: 6 October 2025", "Last revised: 2 June 2026"),
				insertBefore("## 4. Who gets it", "We use what you post, including comments and pictures, to train artificial intelligence models. These are our own models and those of companies to which we license content. You cannot opt out for content that is public.\n\n"),
			},
		},
		{
			ID:       "retention-longer",
			Title:    "Recordings are kept six times as long",
			Document: "cobblecall/privacy-policy",
			From:     at(time.July, 8, 11, 15),
			Happens:  "Cloud recordings are deleted after 180 days instead of 30. The date of the statement does not change.",
			Want:     Want{Outcome: OutcomeAlert, Classes: substantive(), Topic: redline.TopicRetention, Direction: redline.DirectionWeaker},
			edits:    []edit{replace("We delete cloud recordings 30 days after the meeting", "We delete cloud recordings 180 days after the meeting")},
		},
		{
			ID:       "sharing-begins",
			Title:    "A promise not to share is turned round",
			Document: "mossgate/privacy-policy",
			From:     at(time.September, 24, 13, 0),
			Happens:  "'We do not share information about your home with advertisers or insurance companies' is replaced by its opposite, from a day that lies beyond the end of the story.",
			Want: Want{
				Outcome: OutcomeAlert, Classes: substantive(), Topic: redline.TopicSharing,
				Direction: redline.DirectionWeaker, Effective: at(time.November, 15, 0, 0),
			},
			edits: []edit{
				replace("Date of this version: 2 December 2025", "Date of this version: 24 September 2026"),
				replace("We do not share information about your home with advertisers or insurance companies.",
					"From 15 November 2026, we share information about your home, such as when somebody is in and which devices you own, with advertisers and insurance companies."),
			},
		},
	}
}

// artefacts are the chapters in which a page changes and what it says does not.
func artefacts() []Chapter {
	editorial := []redline.Class{redline.ClassEditorial, redline.ClassNoise}
	start, _ := span()
	return []Chapter{
		{
			ID: "typo", Title: "A typing mistake is mended", Document: "larkspur/privacy-policy", From: at(time.September, 8, 15, 0),
			Happens: "'befor' becomes 'before', two days before encrypted chats end. That is all that happens to this policy in nine months.",
			Want:    Want{Outcome: OutcomeQuiet, Classes: editorial},
			edits:   []edit{replace("befor it takes effect", "before it takes effect")},
		},
		{
			ID: "section-moved", Title: "A section moves", Document: "nimbusnook/privacy-policy", From: at(time.June, 30, 8, 40),
			Happens: "The section on cookies moves up. Not a word of it changes.",
			Want:    Want{Outcome: OutcomeQuiet, Classes: editorial},
			edits:   []edit{moveSection("## Cookies on our website", "## Helpers")},
		},
		{
			ID: "date-only", Title: "Only the date changes", Document: "brindle/privacy-policy", From: at(time.July, 1, 0, 5),
			Happens: "The policy gets a new date and no new word.",
			Want:    Want{Outcome: OutcomeQuiet, Classes: editorial},
			edits:   []edit{replace("Last updated: 12 November 2025", "Last updated: 1 July 2026")},
		},
		{
			ID: "canary-renewed", Title: "A canary is renewed every month", Document: "fernpost/warrant-canary", From: at(time.February, 1, 0, 0),
			Happens: "On the first of every month the dates on the page move to that day.",
			Want:    Want{Outcome: OutcomeQuiet, Classes: editorial},
		},
		{
			ID: "ticker", Title: "A counter, the date of today, 'some minutes ago'", Document: "mossgate/security", From: start,
			Happens: "The first line of the page is different on every visit.",
			Want:    Want{Outcome: OutcomeSuppressed, Classes: editorial[1:], Noise: []redline.Noise{redline.NoiseDynamic}},
		},
		{
			ID: "two-variants", Title: "An experiment with two variants of a page", Document: "quibbleyard/guidelines",
			From: at(time.March, 1, 12, 0), Until: at(time.June, 1, 12, 0),
			Happens: "Visitors get the guidelines with or without a summary on top, by chance.",
			Want:    Want{Outcome: OutcomeSuppressed, Noise: []redline.Noise{redline.NoiseVariant, redline.NoiseFlap, redline.NoiseDynamic}},
			flips:   true,
			edits: []edit{
				replace("Every community in the Yard has rules of its own. These few apply everywhere.",
					"Welcome to the Yard! Whatever the rules of a community are, these guidelines hold in all of them."),
				insertBefore("## Be a person", "## At a glance\n\n- Talk to people as you would across a fence.\n- Leave their private life alone.\n- Say who you are.\n\n"),
			},
		},
		{
			ID: "new-layout", Title: "A page is built anew, word for word the same", Document: "nimbusnook/terms", From: at(time.April, 21, 7, 0),
			Happens: "Nested boxes become sections with real headings, straight quotes become curly ones.",
			Want:    Want{Outcome: OutcomeSuppressed, Classes: editorial[1:], Noise: []redline.Noise{redline.NoiseLayout}},
			look:    &look{shell: "soup.html", class: "next", sections: true, curly: true, noisy: true, tracked: true},
		},
		{
			ID: "in-german", Title: "A page is served in another language for three weeks", Document: "tallowtalk/privacy-policy",
			From: at(time.April, 27, 9, 0), Until: at(time.May, 18, 9, 0),
			Happens:  "The same address gives the German text, then the English one again.",
			Want:     Want{Outcome: OutcomeUnreadable, Health: []redline.Health{redline.HealthOtherLang}, Noise: []redline.Noise{redline.NoiseVariant}},
			language: "de",
		},
	}
}

// faults are the chapters in which something else is answered than the page.
func faults() []Chapter {
	from, _ := span()
	unreadable := func(h ...redline.Health) Want { return Want{Outcome: OutcomeUnreadable, Health: h} }
	return []Chapter{
		{
			ID: "not-permitted", Title: "robots.txt does not permit a page", Document: "larkspur/law-enforcement", From: from,
			Happens: "robots.txt asks every robot to stay away from this page, in all nine months.",
			Want:    unreadable(redline.HealthNotPermitted),
		},
		{
			ID: "soft-404", Title: "An error page that says it is well", Document: "quibbleyard/terms",
			From: at(time.February, 9, 12, 0), Until: at(time.February, 23, 12, 0),
			Happens: "The address answers 200 with a page that says the page was not found.",
			Want:    unreadable(redline.HealthSoft404, redline.HealthNotFound, redline.HealthEmpty), fault: faultSoft404,
		},
		{
			ID: "slow", Title: "A server that takes too long", Document: "brindle/terms",
			From: at(time.February, 20, 0, 0), Until: at(time.March, 1, 0, 0),
			Happens: "The answer begins long after a patient visitor has left.",
			Want:    unreadable(redline.HealthTimeout), fault: faultSlow,
		},
		{
			ID: "too-many-requests", Title: "A server that asks for patience", Document: "tallowtalk/subprocessors",
			From: at(time.March, 9, 3, 0), Until: at(time.March, 20, 3, 0),
			Happens: "The address answers 429 with Retry-After.",
			Want:    unreadable(redline.HealthBlocked), fault: faultBusy,
		},
		{
			ID: "failing", Title: "A server that fails", Document: "cobblecall/law-enforcement",
			From: at(time.March, 30, 22, 0), Until: at(time.April, 12, 4, 0),
			Happens: "The address answers 500.",
			Want:    unreadable(redline.HealthServerError), fault: faultBroken,
		},
		{
			ID: "consent-wall", Title: "A wall of cookies", Document: "mossgate/cookies",
			From: at(time.May, 4, 10, 0), Until: at(time.May, 20, 10, 0),
			Happens: "In place of the page stands a question about cookies.",
			Want:    unreadable(redline.HealthConsentWall), fault: faultConsent,
		},
		{
			ID: "login-wall", Title: "A page behind a login", Document: "tallowtalk/terms",
			From: at(time.July, 13, 6, 0), Until: at(time.July, 29, 6, 0),
			Happens: "The address leads to a form that asks for a password.",
			Want:    unreadable(redline.HealthLoginWall), fault: faultLogin,
		},
	}
}

func substantive() []redline.Class { return []redline.Class{redline.ClassSubstantive} }
