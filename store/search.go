package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/redlinewatch/redline"
)

// A Found is a version in which the words of a search first appear.
type Found struct {
	Version  redline.Version `json:"version"`
	Document string          `json:"document"` // as people call it
	Platform string          `json:"platform"` // its name
	Snippet  string          `json:"snippet"`  // the line that has most of the words; plain text
}

const (
	searchPart  = 256 << 10 // bytes of text in one row; PostgreSQL takes a megabyte
	indexAtOnce = 8         // versions in one transaction
)

// An unsearched version is not in the index yet.
type unsearched struct {
	version, text int64
	before        int64 // text of the version before
	parts         []string
}

// BuildIndex adds up to limit versions to the search index, and reports whether there
// are more. It holds the writer for a few at a time.
func (db *DB) BuildIndex(ctx context.Context, limit int) (more bool, err error) {
	scan := func(s scanner) (v unsearched, err error) {
		err = s.Scan(&v.version, &v.text, &v.before)
		return v, err
	}
	versions, err := list(ctx, db, scan, `select v.num, v.text, coalesce((select b.text from versions b
			where b.document = v.document and (b.first_seen, b.num) < (v.first_seen, v.num)
			order by b.first_seen desc, b.num desc limit 1), 0)
		from versions v where not exists (select 1 from searched s where s.version = v.num)
		order by v.document, v.first_seen, v.num limit $1`, limit)
	if err != nil {
		return false, fmt.Errorf("build the search index: %w", err)
	}
	for chunk := range slices.Chunk(versions, indexAtOnce) {
		for i := range chunk {
			if chunk[i].parts, err = db.news(ctx, chunk[i].text, chunk[i].before); err != nil {
				return false, fmt.Errorf("build the search index: %w", err)
			}
		}
		if err := db.index(ctx, chunk); err != nil {
			return false, fmt.Errorf("build the search index: %w", err)
		}
	}
	return len(versions) == limit, nil
}

// news returns the lines of a text that the one before it has not, in parts that both engines take.
func (db *DB) news(ctx context.Context, text, before int64) ([]string, error) {
	old, err := db.text(ctx, before)
	if err != nil {
		return nil, err
	}
	now, err := db.text(ctx, text)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	for line := range strings.Lines(string(old)) {
		known[strings.TrimSpace(line)] = true
	}
	var parts []string
	var part strings.Builder
	for line := range strings.Lines(string(now)) {
		line = strings.TrimSpace(line)
		if known[line] {
			continue
		}
		for len(line) > 0 {
			n := min(len(line), searchPart)
			if part.Len()+n > searchPart && part.Len() > 0 {
				parts = append(parts, part.String())
				part.Reset()
			}
			part.WriteString(clean(line[:n]))
			part.WriteByte('\n')
			line = line[n:]
		}
	}
	return append(parts, part.String()), nil
}

// index adds the parts of versions, but those that another process did meanwhile.
func (db *DB) index(ctx context.Context, versions []unsearched) error {
	return db.write(ctx, func(ctx context.Context, t *tx) error {
		for _, v := range versions {
			if _, _, err := t.number(ctx, `select num from versions where num = $1`+db.dialect.lockRow, v.version); err != nil {
				return err
			}
			_, done, err := t.number(ctx, `select num from searched where version = $1 limit 1`, v.version)
			if err != nil {
				return err
			}
			if done {
				continue
			}
			for _, part := range v.parts {
				num, _, err := t.number(ctx, `insert into searched (version) values ($1) returning num`, v.version)
				if err != nil {
					return err
				}
				if err := t.run(ctx, db.dialect.indexText, num, part); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Search finds the versions in which all words of q first appear together, the best first.
func (db *DB) Search(ctx context.Context, q string, n int) ([]Found, error) {
	words := searchWords(q)
	if len(words) == 0 {
		return nil, nil
	}
	scan := func(s scanner) (f foundRow, err error) {
		var document string
		err = s.Scan(append([]any{&f.text, &f.found.Document, &f.found.Platform, &document}, f.version.dest()...)...)
		if err == nil {
			f.found.Version = f.version.version(document)
		}
		return f, err
	}
	rows, err := list(ctx, db, scan, `select v.text, d.name, p.name, d.id, `+versionColumns+`
		from (`+db.dialect.searchText+`) f
		join versions v on v.num = f.version join documents d on d.num = v.document join platforms p on p.num = d.platform
		join texts t on t.num = v.text join captures c on c.num = v.capture join names n on n.num = c.seen_by
		order by f.score, v.first_seen desc, v.num desc`, db.dialect.searchTerms(words), limit(n))
	if err != nil {
		return nil, fmt.Errorf("search for %q: %w", q, err)
	}
	all := make([]Found, len(rows))
	for i, r := range rows {
		b, err := db.text(ctx, r.text)
		if err != nil {
			return nil, fmt.Errorf("search for %q: %w", q, err)
		}
		all[i] = r.found
		all[i].Snippet = snippet(string(b), words)
	}
	return all, nil
}

type foundRow struct {
	found   Found
	text    int64
	version versionRow
}

// Words of a search that are looked at.
const maxSearchWords = 16

// searchWords returns the words of a search in lower case. Nothing else in it means anything.
func searchWords(q string) []string {
	words := strings.FieldsFunc(strings.ToLower(clean(q)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	return words[:min(len(words), maxSearchWords)]
}

// snippet returns the first of the lines that have most of words, cut to a readable length.
func snippet(text string, words []string) string {
	best, most := "", 0
	for line := range strings.Lines(text) {
		low, n := strings.ToLower(line), 0
		for _, w := range words {
			if strings.Contains(low, w) {
				n++
			}
		}
		if n > most {
			best, most = line, n
		}
	}
	best = strings.TrimSpace(strings.ToValidUTF8(best, "\uFFFD"))
	const readable = 300
	if utf8.RuneCountInString(best) <= readable {
		return best
	}
	return strings.TrimSpace(string([]rune(best)[:readable])) + "…"
}
