package webhook_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/redlinewatch/redline"
	"github.com/redlinewatch/redline/feed/webhook"
)

const knownSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func TestSignKnownVector(t *testing.T) {
	got, err := webhook.Sign(knownSecret, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; err != nil || got != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

func TestSecretsSignAndVerify(t *testing.T) {
	old, err := webhook.NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := webhook.NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if old == fresh || webhook.CheckSecret(old) != nil {
		t.Fatalf("secrets %q, %q", old, fresh)
	}
	now := time.Now()
	got, err := webhook.Sign(old+" "+fresh, "msg_1", now, []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{old, fresh} {
		w, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		h := map[string][]string{}
		for k, v := range map[string]string{"Webhook-Id": "msg_1", "Webhook-Timestamp": timestamp(now), "Webhook-Signature": got} {
			h[k] = []string{v}
		}
		if err := w.Verify([]byte("{}"), h); err != nil {
			t.Errorf("while two secrets sign: %v", err)
		}
		if err := w.Verify([]byte("{ }"), h); err == nil {
			t.Error("a changed body passed")
		}
	}
}

func TestBadSecretsAreRefusedWithoutBeingShown(t *testing.T) {
	for _, secret := range []string{"", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_%%%%hidden", "whsec_c2hvcnQ=", "whsec_" + strings.Repeat("QUJD", 40)} {
		_, err := webhook.Sign(secret, "id", time.Unix(0, 0), nil)
		if !errors.Is(err, redline.ErrInvalid) {
			t.Errorf("%q: %v", secret, err)
		} else if rest := strings.TrimPrefix(secret, "whsec_"); rest != "" && strings.Contains(err.Error(), rest) {
			t.Errorf("the error shows the secret: %v", err)
		}
	}
	if _, err := webhook.NewSecret(bytes.NewReader(nil)); err == nil {
		t.Error("a secret was made of nothing")
	}
}

func TestValidateURL(t *testing.T) {
	good := []string{
		"https://hooks.example.org/redline", "http://example.org:80/", "https://example.org./x?token=1", "https://8.8.8.8/", "https://[2606:4700:4700::1111]/",
	}
	for _, u := range good {
		if err := webhook.ValidateURL(u, false); err != nil {
			t.Errorf("%s: %v", u, err)
		}
	}
	bad := []string{
		"", "example.org", "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "https://", "https://user:secret@example.org/", "https://:s@x.org",
		"http://localhost/", "http://LOCALHOST./", "http://router.local/", "http://a.internal", "http://intern/", "http://127.0.0.1/", "http://127.1/", "http://0x7f.0x1/",
		"http://2130706433/", "http://10.0.0.1/", "http://172.16.3.4/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://168.63.129.16/",
		"http://0.0.0.0/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1]/", "http://[fd00::1]/", "http://[2002:7f00:1::]/", "http://[::ffff:a00:1]/", "http://224.0.0.1/",
		"https://example.org:22/", "https://8.8.8.8:25/", "https://example.org/#part", "https://example.org/" + strings.Repeat("x", 3000), "https://exa mple.org/", "http://\x00/",
	}
	for _, u := range bad {
		if err := webhook.ValidateURL(u, false); !errors.Is(err, redline.ErrRefused) {
			t.Errorf("%q passed: %v", u, err)
		}
	}
	for _, u := range []string{"http://127.0.0.1:9000/hook", "http://intern/hook", "http://[::1]:8080/"} {
		if err := webhook.ValidateURL(u, true); err != nil {
			t.Errorf("%s, private allowed: %v", u, err)
		}
	}
	if err := webhook.ValidateURL("ftp://127.0.0.1/", true); err == nil {
		t.Error("ftp passed where private is allowed")
	}
	if err := webhook.ValidateURL("ftp://hooks.example.org/services/T000/SECRET", false); strings.Contains(err.Error(), "SECRET") {
		t.Errorf("the error shows the path: %v", err)
	}
}

func TestWants(t *testing.T) {
	content := redline.Content{Topics: []redline.Topic{redline.TopicSecurity}, Severity: redline.SeverityHigh}
	a := redline.Alert{Platform: "parlio", Group: redline.TopicEncryption, Origin: redline.Live, Entries: []redline.Entry{{Kind: redline.EntryPublished, Sequence: 5, Content: &content}}}
	milder := content
	milder.Severity = redline.SeverityLow
	corrected := a
	corrected.Entries = append(corrected.Entries[:1:1], redline.Entry{Kind: redline.EntryCorrected, Sequence: 9, Content: &milder})
	graver := corrected
	graver.Entries = []redline.Entry{{Kind: redline.EntryPublished, Sequence: 5, Content: &milder}, {Kind: redline.EntryJoined, Sequence: 9, Content: &content}}
	published := redline.Event{Sequence: 5, Type: redline.EventPublished}
	backfill := a
	backfill.Origin = redline.Backfilled
	filter := func(f redline.Filter) redline.Endpoint { return redline.Endpoint{Filter: f} }
	high := filter(redline.Filter{MinSeverity: redline.SeverityHigh})
	tests := []struct {
		name  string
		e     redline.Endpoint
		event redline.Event
		a     redline.Alert
		want  bool
	}{
		{"no filter", redline.Endpoint{}, published, a, true},
		{"backfill never", redline.Endpoint{}, published, backfill, false},
		{"registered later", redline.Endpoint{After: 5}, published, a, false},
		{"registered just before", redline.Endpoint{After: 4}, published, a, true},
		{"disabled", redline.Endpoint{Disabled: time.Unix(1, 0)}, published, a, false},
		{"its platform", filter(redline.Filter{Platforms: []string{"other", "parlio"}}), published, a, true},
		{"another platform", filter(redline.Filter{Platforms: []string{"other"}}), published, a, false},
		{"one of its topics", filter(redline.Filter{Topics: []redline.Topic{redline.TopicSecurity}}), published, a, true},
		{"its group", filter(redline.Filter{Topics: []redline.Topic{redline.TopicEncryption}}), published, a, true},
		{"another topic", filter(redline.Filter{Topics: []redline.Topic{redline.TopicLegal}}), published, a, false},
		{"grave enough", high, published, a, true},
		{"not grave enough", filter(redline.Filter{MinSeverity: redline.SeverityCritical}), published, a, false},
		{"platform fits, topic does not", filter(redline.Filter{Platforms: []string{"parlio"}, Topics: []redline.Topic{redline.TopicLegal}}), published, a, false},
		{"corrected to milder: who got it hears of it", high, redline.Event{Sequence: 9, Type: redline.EventCorrected}, corrected, true},
		{"became graver later", high, published, graver, false},
		{"tests go to their endpoint alone", redline.Endpoint{}, redline.Event{Sequence: 5, Type: redline.EventTest}, a, false},
	}
	for _, tt := range tests {
		if got := webhook.Wants(tt.e, tt.event, tt.a); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func FuzzValidateURL(f *testing.F) {
	for _, s := range []string{"https://example.org/", "http://127.0.0.1", "http://[::ffff:7f00:1]:80/", "http://0177.0.0.1/", "https://a@b", "//x", "http://①②⑦.0.0.1/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if webhook.ValidateURL(s, false) != nil {
			return
		}
		u, err := url.Parse(s)
		if err != nil || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
			t.Fatalf("%q passed", s)
		}
		if ip, err := netip.ParseAddr(u.Hostname()); err == nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified() || ip.IsMulticast()) {
			t.Errorf("%q passed", s)
		}
		if err := webhook.ValidateURL(s, true); err != nil {
			t.Errorf("%q passes, but not where private is allowed: %v", s, err)
		}
	})
}
