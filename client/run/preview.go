package run

import (
	"context"
	"fmt"
	"iter"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/input"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Preview has the rows scored under two rulebooks, and settles them by what the server says.
func Preview(ctx context.Context, server *client.Client, rows *Rows, options *lexfitv1.PreviewOptions) (*lexfitv1.PreviewRulebookRevisionResponse, error) {
	var places []place
	attempt := func() (*lexfitv1.PreviewRulebookRevisionResponse, error) {
		if places != nil { // a server that went away has forgotten what it was sent
			places = nil
			rows.again()
		}
		return client.Preview(ctx, server, options, func(ctx context.Context) iter.Seq[*lexfitv1.CandidateProfile] {
			return func(yield func(*lexfitv1.CandidateProfile) bool) {
				rows.each(ctx, func(row *input.Row, at place) bool {
					places = append(places, at)
					return yield(row.Profile)
				})
			}
		})
	}
	if standardInput(rows.source.Files) { // it cannot be read twice
		reply, err := attempt()
		return settlePreview(rows, places, reply, err)
	}
	reply, err := untilAnswered(ctx, server, rows, 0, attempt)
	return settlePreview(rows, places, reply, err)
}

// settlePreview settles the rows at places by a reply.
func settlePreview(rows *Rows, places []place, reply *lexfitv1.PreviewRulebookRevisionResponse, err error) (*lexfitv1.PreviewRulebookRevisionResponse, error) {
	if err != nil {
		return nil, err
	}
	for _, rejection := range reply.GetRejections() {
		if int(rejection.GetIndex()) >= len(places) || rejection.GetIndex() < 0 {
			return nil, fmt.Errorf("the server refused profile %d, and was sent %d", rejection.GetIndex(), len(places))
		}
		at := places[rejection.GetIndex()]
		row := rows.row(at)
		rows.reject(row, at, rejection.GetCandidateId(), refused(row, rejection.GetError()))
	}
	rows.Settle()
	return reply, nil
}
