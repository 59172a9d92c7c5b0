// Package watchlist knows which documents are watched, and from where.
//
// There are three lists. [Shipped] is Redline's own, embedded: a file a platform
// under shipped/. [Load] reads the operator's folder, in the same form. [LoadOTA]
// reads the declarations of an Open Terms Archive collection as they are.
//
// A file of the first two is YAML (see [Load] for its keys). Unknown keys are errors.
// [Add] and [Remove] write and take away such files for the operator.
// A document's id is platform/kind or platform/kind/variant; once published it is
// never given to another document.
//
// [KindOf], [PlatformOf] and [IDs] give documents of an archive the ids that the
// same documents have here, so that a history and a page that is watched meet.
//
// One bad file or document never stops the others: what is wrong comes back as a
// list of [Problem], each saying where and why. Nothing here reads a watched page.
package watchlist

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"unicode"

	"github.com/redlinewatch/redline"
)

//go:embed shipped/*.yaml
var shipped embed.FS

// A Problem is one thing in a declaration that cannot be used, or not fully.
type Problem struct {
	File    string // as it was found, below the folder or in the repository
	Line    int    // 0 when unknown
	Service string // of an Open Terms Archive declaration
	Terms   string // its terms type
	Key     string // path of the key in the file, such as "documents[3].url"
	Reason  string
	// Kept says that the document is watched all the same, with less than was declared.
	Kept bool
}

// String returns the problem on one line, safe to show.
func (p Problem) String() string {
	where := p.File
	if p.Line > 0 {
		where += ":" + strconv.Itoa(p.Line)
	}
	if p.Key != "" {
		where += ": " + p.Key
	}
	return printable(where + ": " + p.Reason)
}

// Shipped returns the list that comes with Redline.
func Shipped() ([]redline.Platform, []redline.Document, error) {
	folder, err := fs.Sub(shipped, "shipped")
	if err != nil {
		return nil, nil, fmt.Errorf("shipped watchlist: %w", err)
	}
	l := newList(redline.OriginWatchlist, nil)
	if err := l.folder(folder); err != nil {
		return nil, nil, fmt.Errorf("shipped watchlist: %w", err)
	}
	if len(l.problems) > 0 {
		return nil, nil, fmt.Errorf("shipped watchlist: %s", l.problems[0])
	}
	return l.platforms, l.documents, nil
}

// printable makes a stranger's words safe to show: on one line, without control characters.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, s)
}
