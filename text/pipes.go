package text

import "strings"

// maxCells bounds the cells of a table: short rows are filled up to the widest.
const maxCells = 50_000

// withWholeTables returns a chunk in which every table's head is as wide as its
// widest row. GitHub's Markdown drops the cells of a row that the head has no
// column for, and archives have rows of several widths. Of a table with absurdly
// many cells the delimiter row is dropped, and its rows are read as words.
func withWholeTables(chunk string) string {
	if !strings.Contains(chunk, "|") || !strings.Contains(chunk, "-") || strings.IndexByte(chunk, '\n') < 0 {
		return chunk
	}
	lines := strings.SplitAfter(chunk, "\n")
	for i := 1; i < len(lines); i++ {
		if !isDelimiter(lines[i]) || cells(lines[i-1]) == 0 {
			continue
		}
		head, end := i-1, i+1
		width := max(cells(lines[head]), cells(lines[i]))
		for end < len(lines) && strings.TrimSpace(lines[end]) != "" {
			width = max(width, cells(lines[end]))
			end++
		}
		if width*(end-head) > maxCells {
			lines[i] = ""
		} else {
			lines[head] = widen(lines[head], width, " |")
			lines[i] = widen(lines[i], width, " --- |")
		}
		i = end
	}
	return strings.Join(lines, "")
}

// isDelimiter reports whether line is the second line of a table.
func isDelimiter(line string) bool {
	body := strings.Trim(line, " \t\n")
	return strings.Contains(body, "-") && strings.Contains(body, "|") && strings.Trim(body, "|-: \t") == ""
}

// cells counts the cells in a line of a table; 0 when it has no border in it.
func cells(line string) int {
	body := strings.Trim(line, " \t\n")
	borders := 0
	for i := 0; i < len(body); i++ {
		switch body[i] {
		case '\\':
			i++
		case '|':
			borders++
		}
	}
	if borders == 0 {
		return 0
	}
	n := borders + 1
	if body[0] == '|' {
		n--
	}
	if closed(body) && borders > 1 {
		n--
	}
	return n
}

// closed reports whether a line of a table ends with a border.
func closed(body string) bool {
	return strings.HasSuffix(body, "|") && !strings.HasSuffix(body, `\|`)
}

// widen adds cells to a line of a table.
func widen(line string, width int, cell string) string {
	missing := width - cells(line)
	if missing <= 0 {
		return line
	}
	body := strings.TrimRight(line, " \t\n")
	if !closed(body) {
		body += " |"
	}
	return body + strings.Repeat(cell, missing) + line[len(strings.TrimRight(line, "\n")):]
}
