package meaning_test

import (
	"testing"

	"github.com/redlinewatch/redline/meaning"
)

func TestReadLevels(t *testing.T) {
	cases := []struct {
		sentence string
		sign     int // of the level
		holds    func(meaning.Promise) bool
	}{
		{"Messages are end-to-end encrypted by default.", 1, func(p meaning.Promise) bool { return p.EndToEnd && p.Default && p.Hard }},
		{"Group chats are not end-to-end encrypted.", -1, func(p meaning.Promise) bool { return p.Denied }},
		{"We cannot read your messages.", 1, func(p meaning.Promise) bool { return p.NoAccess && p.Hard }},
		{"We may read your messages to train our models.", -1, func(p meaning.Promise) bool { return p.Access }},
		{"Only you and the person you write to can read it.", 1, func(p meaning.Promise) bool { return p.NoAccess }},
		{"We hold the keys to your backup.", -1, func(p meaning.Promise) bool { return p.KeyTheirs }},
		{"The encryption keys to your notes are stored only on your device.", 1, func(p meaning.Promise) bool { return p.KeyYours }},
		{"End-to-end encryption will no longer be available after 8 May 2026.", -1, func(p meaning.Promise) bool { return p.Ending }},
		{"If you turn it on, your messages are end-to-end encrypted.", 1, func(p meaning.Promise) bool { return p.Optional }},
		{"Messages are designed to be end-to-end encrypted.", 1, func(p meaning.Promise) bool { return p.Hedged }},
		{"Messages are end-to-end encrypted, except in channels.", 1, func(p meaning.Promise) bool { return p.Exception }},
		{"Our site uses TLS to encrypt the connection.", 0, nil},
		{"Passwords are hashed with bcrypt.", 0, nil},
		{"You may not decrypt or reverse engineer the app.", 0, nil},
		{"We like cheese.", 0, nil},
	}
	for _, c := range cases {
		p := meaning.Read(c.sentence, 0)
		if c.sign > 0 != (p.Level > 0) || c.sign < 0 != (p.Level < 0) {
			t.Errorf("%s: level %.2f, want sign %d", c.sentence, p.Level, c.sign)
		}
		if c.holds != nil && !c.holds(p) {
			t.Errorf("%s: read as %+v", c.sentence, p)
		}
	}
}

func TestHedgesAndExceptionsWeaken(t *testing.T) {
	level := func(s string) float64 { return meaning.Read(s, 0).Level }
	plain := level("Messages are end-to-end encrypted.")
	for _, s := range []string{
		"Messages are designed to be end-to-end encrypted.",
		"Messages are end-to-end encrypted, except in channels.",
		"Messages are end-to-end encrypted if you turn this on.",
		"Messages are encrypted.",
	} {
		if l := level(s); l >= plain || l <= 0 {
			t.Errorf("%s: level %.2f, want between 0 and %.2f", s, l, plain)
		}
	}
	if l := level("All messages are end-to-end encrypted by default."); l <= plain {
		t.Errorf("a default for all is %.2f, want more than %.2f", l, plain)
	}
}
