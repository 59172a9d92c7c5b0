// Package archive reads the history that an Open Terms Archive collection keeps
// in a git repository of versions.
//
//	repo, err := archive.Open(ctx, "contrib-versions.git")
//	records, err := repo.Records(ctx, nil)
//	blobs, err := repo.Blobs(ctx)
//	defer blobs.Close()
//	for text, err := range blobs.Each(hashes) { … }
//
// [Open] accepts any git directory, bare or with a working tree, and fixes the
// commit that everything afterwards is read from, so that a fetch in the meantime
// changes nothing. [Repository.Records] tells records from the other commits
// people make there and lists them document by document in the order of their
// dates. [Blobs] reads texts by their hash from one git process.
//
// The work is done by the git program, which must be on the PATH; nothing is
// checked out and nothing is written. A repository is a stranger's: its
// configuration cannot start a program, fetch, ask a question or change what is
// listed, and its sizes are capped. What is damaged is named, and what could be
// read before it is still returned.
//
// What a record means, and which of them agree with each other, is for others to say.
package archive

import (
	"time"
)

// A Kind says why an archive made a record, as the subject of its commit tells.
type Kind string

const (
	// KindFirst is a record of a file that was not there before. A document that was
	// renamed or deleted has several, and old engines gave the mark to some changes too.
	KindFirst Kind = "first"
	// KindChange is a record of a text that differed at the service.
	KindChange Kind = "change"
	// KindTechnical is a record of a text extracted anew. It may hold a change at the
	// service as well: whatever happened there while extraction was failing.
	KindTechnical Kind = "technical"
)

// A Record is one recorded version of one document.
type Record struct {
	Commit  string
	Path    string // in the repository: "Service/Terms.md"
	Service string // the service's id: the folder
	Terms   string // the terms type: the file without ".md"
	// At is when the page was fetched. Not always in the order of Position: a
	// technical record has the date of the snapshot it was extracted from.
	At   time.Time
	Kind Kind
	Blob string // hash of the text, for [Blobs]
	// Snapshots are the ids the commit cites, in its order: of commits in the
	// collection's repository of snapshots (some shortened), or of a database that is
	// not public. None where the engine had lost them; one id may stand there twice.
	Snapshots []string
	Engine    string // version of the engine, empty before 2025 and where it was not known
	// Position orders commits so that a parent always comes before its children.
	Position int
}

// Attribution returns the words that are owed wherever something made from a
// collection is shown. An empty name leaves the collection out.
func Attribution(collection string) string {
	if collection == "" {
		return "Open Terms Archive contributors, ODC-By 1.0, https://opentermsarchive.org"
	}
	return "Open Terms Archive contributors, collection " + printable(collection) + ", ODC-By 1.0, https://opentermsarchive.org"
}
