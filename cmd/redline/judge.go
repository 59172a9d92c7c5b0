package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"

	"github.com/redlinewatch/redline/differ/eval"
)

type judgeCmd struct{}

func (c *judgeCmd) Run(ctx context.Context, con *console) error {
	return eval.Judge(con.in, con.out)
}

type evalCmd struct {
	Labels string `help:"Labelled changes, a JSON object a line." required:"" placeholder:"FILE" type:"existingfile"`
	Texts  string `help:"Folder with ID/old.md and ID/new.md; without it the labels hold the texts." placeholder:"DIR" type:"existingdir"`
	Misses bool   `help:"Also list what was judged otherwise than labelled."`
	JSON   bool   `help:"Print the report as JSON."`
}

func (c *evalCmd) Run(ctx context.Context, con *console) error {
	f, err := os.Open(c.Labels)
	if err != nil {
		return err
	}
	defer f.Close()
	var texts fs.FS
	if c.Texts != "" {
		texts = os.DirFS(c.Texts)
	}
	report, err := eval.Run(ctx, f, texts, eval.Standard())
	if err != nil {
		return fmt.Errorf("labels %s: %w", c.Labels, err)
	}
	if c.JSON {
		return con.json(report)
	}
	return eval.WriteTable(con.out, report, c.Misses)
}
