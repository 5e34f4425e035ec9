package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/lexfit/lexfit/client/intake"
	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/draft"
	"github.com/lexfit/lexfit/client/intake/extract"
	"github.com/lexfit/lexfit/client/intake/read"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// extractor reads files in processes of their own; call the function to end them. ocr names a program for pictures, where there is one.
func (a *app) extractor(ocr string) (intake.Extract, func(), error) {
	pool, err := extract.NewPool(extract.Options{Program: a.getenv(extract.Variable), OCR: ocr, Workers: intake.Workers()})
	if err != nil {
		return nil, nil, err
	}
	return func(ctx context.Context, path string) (*document.Document, error) {
		made, err := pool.Read(ctx, path)
		if _, refused := errors.AsType[*extract.RefusalError](err); err == nil || refused || ctx.Err() != nil {
			return made, err
		}
		return nil, fmt.Errorf("cannot be read: %w", err)
	}, pool.Close, nil
}

// drafter makes drafts by the names that the active rules know.
func (a *app) drafter(asOf string) func(context.Context) (intake.Read, error) {
	return func(ctx context.Context) (intake.Read, error) {
		server, done, err := a.connect(ctx)
		if err != nil {
			return nil, err
		}
		defer done()
		reply, err := server.Rulebook.GetRulebookRevision(ctx, &lexfitv1.GetRulebookRevisionRequest{})
		if err != nil {
			return nil, err
		}
		reader, about := read.New(reply.GetRevision().GetRulebook()), read.About{AsOf: cmp.Or(asOf, time.Now().UTC().Format(time.DateOnly))}
		return func(of *document.Document) *draft.Draft { return reader.Read(of, about) }, nil
	}
}

// documents reads résumés straight into profiles.
func (a *app) documents(asOf string) *intake.Documents {
	return &intake.Documents{Open: func() (intake.Extract, func(), error) { return a.extractor("") }, Reader: a.drafter(asOf), Notice: a.console.Notices()}
}
