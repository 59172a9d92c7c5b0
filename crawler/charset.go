package crawler

import (
	"mime"
	"strings"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
)

// rightType corrects the charset of a Content-Type by the bytes themselves. Text with
// letters beyond ASCII that is valid UTF-8 is UTF-8, whatever header and page say; bytes
// that are not are not, and the page's own declaration gets its say.
func rightType(body []byte, contentType string) string {
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil || media == "" {
		media, params = bodyType(body, contentType), nil
	}
	valid := utf8.Valid(body)
	switch {
	case valid && !ascii(body):
		return media + "; charset=utf-8"
	case !valid && strings.EqualFold(params["charset"], "utf-8"):
		return media
	}
	return contentType
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// garbledRunes is how many characters without meaning make a text garbled; one or two
// stand in many a good page.
const garbledRunes = 8

// garbled finds a text whose bytes are not in the charset they are said to be in.
func garbled(_ *sight, x Extracted, _ redline.Document) *finding {
	if n := strings.Count(x.Markdown, "\ufffd"); n >= garbledRunes && n > len(x.Markdown)/1000 {
		return found(redline.HealthUnsupported, "the page's characters are not in the charset it declares, so its words cannot be read")
	}
	return nil
}
