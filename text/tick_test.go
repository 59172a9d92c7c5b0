package text_test

import (
	"testing"

	"github.com/redlinewatch/redline/text"
)

// A tick that becomes a cross changes what a table promises.
func TestTicksInTablesAreWords(t *testing.T) {
	const table = "| | Encrypted |\n| --- | --- |\n| Messages | ✔ |\n| Backups | "
	yes, no := text.FromMarkdown(table+"✔ |\n"), text.FromMarkdown(table+"✘ |\n")
	if yes.Key == no.Key {
		t.Error("a tick and a cross give equal keys")
	}
	if got, want := no.Blocks[len(no.Blocks)-1].Words, "Backups | ✘"; got != want {
		t.Errorf("the row reads %q, want %q", got, want)
	}
	if dash, none := text.FromMarkdown(table+"– |\n"), text.FromMarkdown(table+" |\n"); dash.Key != none.Key {
		t.Error("a dash in an empty cell is a word")
	}
}
