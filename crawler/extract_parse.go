package crawler

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/redlinewatch/redline"
)

// maxNodes bounds the nodes of a page. The longest policies have some 50,000.
const maxNodes = 1_000_000

// decode returns body as UTF-8: by its byte order mark, its Content-Type, its meta
// element, or, where nobody says, UTF-8 if it is that.
func decode(body []byte, contentType string) (string, error) {
	encoding, _, certain := charset.DetermineEncoding(body, contentType)
	if !certain && utf8.Valid(body) {
		encoding = unicode.UTF8
	}
	out, err := io.ReadAll(transform.NewReader(bytes.NewReader(body), encoding.NewDecoder()))
	if err != nil {
		return "", unhealthy(redline.HealthUnsupported, "the characters of the page cannot be decoded: %v", err)
	}
	return strings.TrimPrefix(string(out), "\uFEFF"), nil
}

// parsePage parses a page with scripting off, so that the content of noscript is
// elements.
func parsePage(body []byte, contentType string) (*html.Node, error) {
	source, err := decode(body, contentType)
	if err != nil {
		return nil, err
	}
	if tooManyNodes(source) {
		return nil, unhealthy(redline.HealthTooBig, "the page would have more than %d elements", maxNodes)
	}
	doc, err := html.ParseWithOptions(strings.NewReader(source), html.ParseOptionEnableScripting(false))
	if err != nil {
		// The only error that is not the reader's: the library stops at 512 open elements.
		return nil, unhealthy(redline.HealthTooDeep, "the page nests its elements too deeply to be read: %v", err)
	}
	return doc, nil
}

// tooManyNodes reports whether a page could become more nodes than we hold. Its
// length alone does not bound them: an unclosed formatting element is opened again
// in every block behind it, so that a few megabytes can become gigabytes.
func tooManyNodes(source string) bool {
	z := html.NewTokenizer(strings.NewReader(source))
	nodes, open := 0, 0
	for nodes <= maxNodes {
		switch z.Next() {
		case html.ErrorToken:
			return !errors.Is(z.Err(), io.EOF)
		case html.TextToken:
			nodes++
		case html.StartTagToken:
			nodes++
			name, _ := z.TagName()
			if isFormatting(string(name)) {
				open = min(open+1, 512)
			} else {
				nodes += open
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); open > 0 && isFormatting(string(name)) {
				open--
			}
		}
	}
	return true
}

// isFormatting reports whether HTML's parser opens an element again when a block
// ended before it was closed.
func isFormatting(name string) bool {
	switch name {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return true
	}
	return false
}
