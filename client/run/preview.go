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
	reply, err := client.Preview(ctx, server, options, func(ctx context.Context) iter.Seq[*lexfitv1.CandidateProfile] {
		return func(yield func(*lexfitv1.CandidateProfile) bool) {
			rows.each(ctx, func(row *input.Row, at place) bool {
				places = append(places, at)
				return yield(row.Profile)
			})
		}
	})
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
