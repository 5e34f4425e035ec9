package server

import (
	"context"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// defaultEvents is how many audit events a page holds where it is not said.
const defaultEvents = 50

type adminService struct {
	lexfitv1grpc.UnimplementedAdminServiceServer
	*Service
	backups chan struct{} // one for each that is being sent
}

// ListAuditEvents is AdminService's.
func (a *adminService) ListAuditEvents(ctx context.Context, request *lexfitv1.ListAuditEventsRequest) (*lexfitv1.ListAuditEventsResponse, error) {
	size := int(request.GetPageSize())
	if size == 0 {
		size = defaultEvents
	}
	var before int32
	if token := request.GetPageToken(); token != "" {
		if err := readToken(token, "events %d", &before); err != nil || before < 1 {
			return nil, errPageToken
		}
	}
	page, err := a.store.AuditEvents(ctx, before, size+1, request.GetResource())
	if err != nil {
		return nil, err
	}
	reply := &lexfitv1.ListAuditEventsResponse{Events: page}
	if len(page) > size {
		reply.Events = page[:size]
		reply.NextPageToken = writeToken("events %d", page[size-1].GetSequence())
	}
	return reply, nil
}
