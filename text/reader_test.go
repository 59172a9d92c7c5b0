package text

import (
	"fmt"
	"strings"
	"testing"

	"github.com/redlinewatch/redline"
)

// TestReaderForgets reads far more than the limit and looks at what is held.
func TestReaderForgets(t *testing.T) {
	const limit = 1 << 20
	r := NewReader(limit)
	for i := range 2000 {
		r.FromMarkdown(fmt.Sprintf("## Heading %d\n\n%s\n", i, strings.Repeat(fmt.Sprintf("words number %d ", i), 200)))
	}
	held := 0
	for _, generation := range []map[string]sized[[]redline.Block]{r.chunks.young, r.chunks.old} {
		for key, v := range generation {
			held += len(key) + sizeOf(v.value)
		}
	}
	if held > limit || held == 0 {
		t.Errorf("holds %d bytes, limit %d", held, limit)
	}
	if big := strings.Repeat("a", limit); r.chunks.size > limit/2 || len(r.FromMarkdown(big).Blocks) == 0 {
		t.Errorf("young generation holds %d bytes", r.chunks.size)
	}
}

// TestCacheKeepsWhatIsAskedFor: what is read again and again survives the turnover.
func TestCacheKeepsWhatIsAskedFor(t *testing.T) {
	c := cache[int]{limit: 100}
	c.put("kept", 1, 10)
	for i := range 50 {
		c.put(fmt.Sprint("other", i), i, 10)
		if v, ok := c.get("kept"); !ok || v != 1 {
			t.Fatalf("forgotten after %d others", i)
		}
	}
	if _, ok := c.get("other1"); ok {
		t.Error("remembers what nobody asked for")
	}
}

func TestLanguage(t *testing.T) {
	r := NewReader(1 << 20)
	for _, tt := range []struct{ md, want string }{
		{"We collect the information that you give us when you create an account, and we keep it for as long as you use the service.\n\nYou may ask us to delete it at any time, and we will do so within thirty days of your request.", "en"},
		{"Nous recueillons les informations que vous nous donnez lorsque vous créez un compte, et nous les conservons aussi longtemps que vous utilisez le service.\n\nVous pouvez nous demander de les supprimer à tout moment.", "fr"},
		{"Wir erheben die Informationen, die Sie uns bei der Einrichtung Ihres Kontos geben, und bewahren sie auf, solange Sie den Dienst nutzen.\n\nSie können jederzeit verlangen, dass wir sie löschen.", "de"},
		{"我们收集您在创建帐户时提供给我们的信息，并在您使用该服务期间保留这些信息。您可以随时要求我们删除这些信息，我们将在收到您的请求后三十天内予以删除。", "zh"},
		{"Privacy policy", ""},
		{"", ""},
	} {
		if got := r.FromMarkdown(tt.md).Language; got != tt.want {
			t.Errorf("%.40q is %q, want %q", tt.md, got, tt.want)
		}
	}
}
