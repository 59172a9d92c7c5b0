package pipeline

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/redlinewatch/redline/crawler/archive"
	"github.com/redlinewatch/redline/store"
)

func TestZZImport(t *testing.T) {
	dir := os.Getenv("ZZ_GIT")
	if dir == "" {
		t.Skip()
	}
	repo, err := archive.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	os.RemoveAll("/tmp/zzimp")
	db, err := store.Open(t.Context(), store.Options{Dir: "/tmp/zzimp", Exclusive: true})
	if err != nil {
		t.Fatal(err)
	}
	p := New(Pipeline{Store: db})
	sum, err := p.ImportOTA(t.Context(), Import{Repository: repo, Collection: "contrib"})
	b, _ := json.Marshal(sum)
	fmt.Println(string(b), err)
	db.Close()
}
