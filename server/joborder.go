package server

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher"
	rules "github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
	"github.com/lexfit/lexfit/server/identity"
	"github.com/lexfit/lexfit/server/store"
)

// defaultJobOrders is how many job orders a page holds where it is not said.
const defaultJobOrders = 50

type jobOrderService struct {
	lexfitv1grpc.UnimplementedJobOrderServiceServer
	*Service
}

// orderPrefix begins the names of job orders.
const orderPrefix = "jobOrders/"

// splitOrderName takes the revision off a job order's name: jobOrders/acme@2.
func splitOrderName(name string) (string, int32, error) {
	base, number, has := strings.Cut(name, "@")
	if !has {
		return name, 0, nil
	}
	var revision int32
	if _, err := fmt.Sscanf(number, "%d", &revision); err != nil || revision < 1 || strconv.Itoa(int(revision)) != number {
		return "", 0, invalidField("name", fmt.Sprintf("%q: expected jobOrders/ID, or jobOrders/ID@REVISION with a number from 1", name))
	}
	return base, revision, nil
}

// checked puts ids in the place of names in a job order, lints it by the active rulebook and fills in its digest.
func checked(program *matcher.Program, order *lexfitv1.JobOrder) ([]*lexfitv1.Finding, error) {
	order.Changes = program.WithIDs(order).GetChanges()
	findings := rules.LintJobOrder(program.Rulebook(), order)
	broken := errorsAt("job_order", findings)
	if len(findings) > 0 && findings[0].GetRule() == "unknown-role" {
		return findings, &failure{code: codeNotFound, reason: "ROLE_NOT_FOUND", message: "job_order.role: " + findings[0].GetMessage(), violations: broken}
	}
	if len(broken) > 0 {
		return findings, brokenDocument("job order", "JOB_ORDER_INVALID", broken)
	}
	order.Digest = matcher.JobOrderDigest(order)
	return findings, nil
}

// CreateJobOrder is JobOrderService's.
func (j *jobOrderService) CreateJobOrder(ctx context.Context, request *lexfitv1.CreateJobOrderRequest) (*lexfitv1.CreateJobOrderResponse, error) {
	order := proto.CloneOf(request.GetJobOrder())
	if name := order.GetName(); name != "" && name != orderPrefix+request.GetJobOrderId() {
		return nil, invalidField("job_order.name", fmt.Sprintf("is %q and job_order_id %q: leave the name out, or make them agree", name, request.GetJobOrderId()))
	}
	order.Name = orderPrefix + request.GetJobOrderId()
	if request.GetValidateOnly() {
		program := j.programs.active.Load().program
		order = program.WithIDs(order)
		return &lexfitv1.CreateJobOrderResponse{JobOrder: order, Findings: rules.LintJobOrder(program.Rulebook(), order)}, nil
	}
	var reply *lexfitv1.CreateJobOrderResponse
	err := j.writeOrder(ctx, order.GetName(), func(program *matcher.Program) error {
		findings, err := checked(program, order)
		if err != nil {
			return err
		}
		written, err := j.store.CreateJobOrder(ctx, order, orderWrite(ctx, j.clock(), "", request))
		reply = &lexfitv1.CreateJobOrderResponse{JobOrder: written, Findings: findings}
		return err
	})
	if err != nil {
		return nil, err
	}
	return reply, nil
}

// orderWrite says by whom and why a job order is written: as the request says, and as the server knows.
func orderWrite(ctx context.Context, now time.Time, etag string, request interface {
	GetAuthor() string
	GetMessage() string
},
) store.JobOrderWrite {
	return store.JobOrderWrite{
		Etag: etag, Author: authorOf(ctx, request.GetAuthor()), Message: request.GetMessage(), Subject: identity.CallerOf(ctx).Subject,
		Time: now, EngineVersion: matcher.EngineVersion,
	}
}

// writeOrder writes the job order of a name by the active rulebook, and then makes ready what is scored from the next request
// on.
func (s *Service) writeOrder(ctx context.Context, name string, write func(program *matcher.Program) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.following != nil {
		if err := s.following.mayWriteOrders(ctx); err != nil {
			return err
		}
	}
	active := s.programs.active.Load()
	err := write(active.program)
	// Looked at again after a failure too: what failed in an unforeseen way may have reached the disk all the same. Where the
	// store cannot be asked now, what is followed tells it later.
	if with, err := (openOrders{s}).withOrderAsItIs(context.WithoutCancel(ctx), active, name); err == nil {
		s.programs.active.Store(with)
	}
	return err
}

// GetJobOrder is JobOrderService's.
func (j *jobOrderService) GetJobOrder(ctx context.Context, request *lexfitv1.GetJobOrderRequest) (*lexfitv1.GetJobOrderResponse, error) {
	name, revision, err := splitOrderName(request.GetName())
	if err != nil {
		return nil, err
	}
	active := j.programs.active.Load()
	order, err := j.store.JobOrder(ctx, name, revision)
	if j.following != nil && errors.Is(err, store.ErrUnavailable) && active.orders != nil {
		if kept := matcher.JobOrderOf(active.orders, request.GetName()); kept != nil { // as it is scored meanwhile
			order, err = kept, nil
		}
	}
	if err != nil {
		return nil, err
	}
	role, _ := matcher.EffectiveRole(active.program.Rulebook(), order)
	return &lexfitv1.GetJobOrderResponse{JobOrder: order, EffectiveRole: role}, nil
}

// ListJobOrders is JobOrderService's.
func (j *jobOrderService) ListJobOrders(ctx context.Context, request *lexfitv1.ListJobOrdersRequest) (*lexfitv1.ListJobOrdersResponse, error) {
	size := int(request.GetPageSize())
	if size == 0 {
		size = defaultJobOrders
	}
	after := ""
	if token := request.GetPageToken(); token != "" {
		if err := readToken(token, "orders %s", &after); err != nil {
			return nil, errPageToken
		}
	}
	page, err := j.store.JobOrders(ctx, after, size+1)
	if err != nil {
		return nil, err
	}
	reply := &lexfitv1.ListJobOrdersResponse{JobOrders: page}
	if len(page) > size {
		reply.JobOrders = page[:size]
		reply.NextPageToken = writeToken("orders %s", page[size-1].GetName())
	}
	return reply, nil
}

// masked copies the fields that a mask names from one job order into another.
var masked = map[string]func(to, from *lexfitv1.JobOrder){
	"title":         func(to, from *lexfitv1.JobOrder) { to.Title = from.GetTitle() },
	"role":          func(to, from *lexfitv1.JobOrder) { to.Role = from.GetRole() },
	"changes":       func(to, from *lexfitv1.JobOrder) { to.Changes = from.GetChanges() },
	"salary":        func(to, from *lexfitv1.JobOrder) { to.Salary = from.GetSalary() },
	"place":         func(to, from *lexfitv1.JobOrder) { to.Place = from.GetPlace() },
	"practice_area": func(to, from *lexfitv1.JobOrder) { to.PracticeArea = from.GetPracticeArea() },
	"bands":         func(to, from *lexfitv1.JobOrder) { to.Bands = from.GetBands() },
	"description":   func(to, from *lexfitv1.JobOrder) { to.Description = from.GetDescription() },
}

// UpdateJobOrder is JobOrderService's.
func (j *jobOrderService) UpdateJobOrder(ctx context.Context, request *lexfitv1.UpdateJobOrderRequest) (*lexfitv1.UpdateJobOrderResponse, error) {
	given := request.GetJobOrder()
	if !strings.HasPrefix(given.GetName(), orderPrefix) || strings.Contains(given.GetName(), "@") {
		return nil, invalidField("job_order.name", fmt.Sprintf("is %q: expected jobOrders/ID", given.GetName()))
	}
	paths := request.GetUpdateMask().GetPaths()
	if len(paths) == 0 || slices.Contains(paths, "*") {
		paths = nil
		for path := range masked {
			paths = append(paths, path)
		}
	}
	for i, path := range paths {
		if masked[path] == nil {
			return nil, invalidField(fmt.Sprintf("update_mask.paths[%d]", i), fmt.Sprintf("%q: expected title, role, changes, salary, bands, place, practice_area or description", path))
		}
	}
	how := orderWrite(ctx, j.clock(), given.GetEtag(), request)
	var reply *lexfitv1.UpdateJobOrderResponse
	err := j.writeOrder(ctx, given.GetName(), func(program *matcher.Program) error {
		order, err := j.store.JobOrder(ctx, given.GetName(), 0)
		write := j.store.UpdateJobOrder
		if isMissing(err) && request.GetAllowMissing() {
			order, err, write = &lexfitv1.JobOrder{Name: given.GetName()}, nil, j.store.CreateJobOrder
		}
		if err != nil {
			return err
		}
		if how.Etag == "" { // what was read is what is changed, whatever came between
			how.Etag = order.GetEtag()
		}
		for _, path := range paths {
			masked[path](order, given)
		}
		if err := checkField("job_order", order); err != nil {
			return err
		}
		findings, err := checked(program, order)
		if err != nil {
			return err
		}
		written, err := write(ctx, order, how)
		reply = &lexfitv1.UpdateJobOrderResponse{JobOrder: written, Findings: findings}
		return err
	})
	if err != nil {
		return nil, err
	}
	return reply, nil
}

// DeleteJobOrder is JobOrderService's.
func (j *jobOrderService) DeleteJobOrder(ctx context.Context, request *lexfitv1.DeleteJobOrderRequest) (*lexfitv1.DeleteJobOrderResponse, error) {
	err := j.writeOrder(ctx, request.GetName(), func(*matcher.Program) error {
		return j.store.DeleteJobOrder(ctx, request.GetName(), orderWrite(ctx, j.clock(), request.GetEtag(), request))
	})
	if err != nil {
		return nil, err
	}
	return &lexfitv1.DeleteJobOrderResponse{}, nil
}
