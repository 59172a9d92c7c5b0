package watchlist

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/redlinewatch/redline"
)

// TestWordsSurviveAFile: whatever is visible on one line can be declared, and reads back as the same.
func TestWordsSurviveAFile(t *testing.T) {
	words := rapid.OneOf(
		rapid.SampledFrom([]string{"no", "1e3", "~", "- x", "a: b", "#", "a #b", "'", `"`, "|", ">", "[", "{}", "&a", "*a", "!x", "%", "@", "`", "0x1", "null", "é", "?", "-", "a:", "\\"}),
		rapid.StringMatching(`[ -~é’中]{0,20}`),
	)
	rapid.Check(t, func(t *rapid.T) {
		d := redline.Document{
			ID: "acme/terms", Platform: "acme", Kind: redline.KindTerms, Name: "x" + words.Draw(t, "name"), Origin: redline.OriginOperator,
			Note: words.Draw(t, "note"), Product: words.Draw(t, "product"), Region: words.Draw(t, "region"),
			Sources: []redline.Source{{URL: "https://acme.example/", RemoveQueryParams: []string{words.Draw(t, "parameter")}}},
		}
		data := declare(redline.Platform{Name: "A" + words.Draw(t, "platform")}, d)
		l := newList(redline.OriginOperator, nil)
		l.file("x.yaml", data)
		if len(l.problems) > 0 || len(l.documents) != 1 || !reflect.DeepEqual(l.documents[0], d) {
			t.Errorf("declared %+v, read %+v, %v\n%s", d, l.documents, l.problems, data)
		}
	})
}
