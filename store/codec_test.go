package store

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/redlinewatch/redline"
)

// What the dictionary compressed can be read with that dictionary only. A better one
// gets a file and a number of its own.
func TestDictionaryIsTheSameForEver(t *testing.T) {
	sum := sha256.Sum256(detailWords)
	const want = "591af55b91500ed251ca923a813a1b361656cd7db45aecc9d8e68b5107e7b6ef"
	if got := hex.EncodeToString(sum[:]); got != want {
		t.Errorf("detail.dict has sum %s, want %s", got, want)
	}
}

// Masks are stored: a topic keeps its bit.
func TestTopicBits(t *testing.T) {
	for topic, want := range map[redline.Topic]int64{
		redline.TopicEncryption: 1 << 0, redline.TopicGovernment: 1 << 10, redline.TopicMessaging: 1 << 16, redline.TopicOther: 1 << 19,
	} {
		if got := topicMask([]redline.Topic{topic}); got != want {
			t.Errorf("%s has mask %b, want %b", topic, got, want)
		}
	}
	for _, topic := range redline.Topics() {
		if topicMask([]redline.Topic{topic}) == 0 {
			t.Errorf("%s has no bit: append it to topicBits", topic)
		}
	}
}

func TestPackedIDs(t *testing.T) {
	for id, size := range map[string]int{
		redline.ID("x"): 13, "": 1, "c1": 3, strings.Repeat("0", 20): 13, strings.Repeat("u", 20): 21, strings.Repeat("Z", 20): 21,
		"twelve bytes": 13, "ein Umlaut ü, und lang": 24,
	} {
		p := pack(id)
		if got := unpack(p); got != id || len(p) != size {
			t.Errorf("%q: %d bytes, back as %q; want %d", id, len(p), got, size)
		}
	}
}

func FuzzReference(f *testing.F) {
	for _, s := range []string{"", "a", "00ff", "00FF", strings.Repeat("ab", 20), "https://web.archive.org/web/2026/x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := unpackReference(packReference(s)); got != s {
			t.Errorf("%q came back as %q", s, got)
		}
		if got := unpack(pack(s)); got != s {
			t.Errorf("id %q came back as %q", s, got)
		}
	})
}

func FuzzTextChain(f *testing.F) {
	f.Add([]byte("one two three"), []byte("one two four"))
	f.Add([]byte{}, []byte{0, 1, 2})
	c := newCodec()
	f.Fuzz(func(t *testing.T, base, text []byte) {
		data, err := c.packText(text, base)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.unpackText(data, base)
		if err != nil || string(got) != string(text) {
			t.Errorf("came back as %q, %v; want %q", got, err, text)
		}
	})
}

// Verdicts come back as they were, but that lists are never nil.
func TestVerdictDetail(t *testing.T) {
	db := &DB{codec: newCodec()}
	for name, v := range map[string]redline.Verdict{
		"nothing":                         {Severity: redline.SeverityNone},
		"topics in an order of their own": {Severity: redline.SeverityLow, Topics: []redline.Topic{redline.TopicMessaging, redline.TopicEncryption}},
		"a topic of a newer program":      {Severity: redline.SeverityHigh, Topics: []redline.Topic{redline.TopicEncryption, "new"}},
		"a severity of a newer program":   {Severity: "apocalyptic"},
		"reasons":                         {Severity: redline.SeverityNone, Reasons: []redline.Reason{{Rule: "a", Words: "b", Old: "c", New: "d"}, {}}, Flags: []string{"x"}},
		"dates and claims": {
			Severity: redline.SeverityCritical,
			Dates:    []redline.FoundDate{{Kind: "effective", Date: "2026-05-08", Sentence: "s"}},
			Claims:   []redline.ClaimChange{{Product: "p", Property: "messages", From: redline.ClaimDefault, To: redline.ClaimNo}},
			Stats:    redline.Stats{BlocksAdded: 1, BlocksRemoved: 2, BlocksChanged: 3, BlocksMoved: 4, WordsAdded: 5, WordsRemoved: 6},
		},
	} {
		b, err := db.packDetail(v)
		if err != nil {
			t.Fatal(err)
		}
		got := redline.Verdict{Topics: maskTopics(topicMask(v.Topics)), Severity: severityOf(int64(v.Severity.Rank()))}
		if err := db.unpackDetail(b, &got); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(v, got, cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}
