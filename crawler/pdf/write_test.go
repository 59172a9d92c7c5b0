package pdf_test

import (
	"bytes"
	"fmt"
	"strings"
)

// A mark is one line of a PDF that a test writes.
type mark struct {
	size, x, y int
	bold       bool
	text       string
}

// file joins numbered objects to a PDF file with its table and trailer.
func file(trailer string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	at := make([]int, len(objects))
	for i, o := range objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, start)
	return b.Bytes()
}

func stream(dict, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

// write makes a PDF of pages.
func write(pages ...[]mark) []byte {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"", // the pages, below
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
		"<< /Title (Privacy Policy of Acme) >>",
	}
	var kids []string
	for _, marks := range pages {
		var c strings.Builder
		for _, m := range marks {
			font := "F1"
			if m.bold {
				font = "F2"
			}
			text := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`, "•", `\225`).Replace(m.text)
			fmt.Fprintf(&c, "BT /%s %d Tf %d %d Td (%s) Tj ET\n", font, m.size, m.x, m.y, text)
		}
		n := len(objects) + 1
		kids = append(kids, fmt.Sprintf("%d 0 R", n))
		objects = append(objects,
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>", n+1),
			stream("", c.String()))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(kids))
	return file("/Info 5 0 R", objects...)
}

// policy is a document of three pages with everything a policy has.
func policy() []byte {
	page := func(n int, marks ...mark) []mark {
		marks = append([]mark{{8, 60, 820, false, "Acme Inc. confidential promises"}}, marks...)
		return append(marks, mark{8, 280, 20, false, fmt.Sprintf("Page %d of 3", n)})
	}
	return write(
		page(1,
			mark{24, 60, 760, true, "Privacy Policy"},
			mark{11, 60, 720, false, "We collect the information that you give us when you create an account,"},
			mark{11, 60, 706, false, "and we keep it for as long as you have one."},
			mark{16, 60, 670, true, "1. What we share"},
			mark{11, 60, 640, false, "We do not sell your data. We share it with:"},
			mark{11, 70, 620, false, "• companies that work for us;"},
			mark{11, 70, 606, false, "• nobody else."},
			mark{11, 60, 576, false, "This sentence begins on the first page, where there is no more room, and"}),
		page(2,
			mark{11, 60, 760, false, "ends on the second one."},
			mark{11, 60, 730, true, "Encryption"},
			mark{11, 60, 710, false, "Direct messages are end-to-end encrypted by default."}),
		page(3,
			mark{16, 60, 760, true, "2. Contact"},
			mark{11, 60, 730, false, "Write to privacy (at) acme.example."}),
	)
}
