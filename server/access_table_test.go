package server

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	reflectionpb "google.golang.org/grpc/reflection/grpc_reflection_v1"
	reflectionalpha "google.golang.org/grpc/reflection/grpc_reflection_v1alpha"
	"google.golang.org/protobuf/proto"
)

// mayCall stands in the table where a call came as far as its request.
const mayCall = "may"

// accessTable is what came back to every caller of every method.
type accessTable struct {
	callers []caller
	methods []string
	cells   map[string]map[string]string // by method and caller
}

func newAccessTable(callers []caller) *accessTable {
	return &accessTable{callers: callers, cells: map[string]map[string]string{}}
}

func (a *accessTable) note(method, caller, came string) {
	if a.cells[method] == nil {
		a.methods, a.cells[method] = append(a.methods, method), map[string]string{}
	}
	a.cells[method][caller] = came
}

// whole is a line a cell.
func (a *accessTable) whole() string {
	var b strings.Builder
	for _, method := range a.methods {
		for _, caller := range a.callers {
			fmt.Fprintf(&b, "%-42s %-34s %s\n", method, caller.name, a.cells[method][caller.name])
		}
	}
	return b.String()
}

// callBeside calls what is served beside the contract: health lets everybody in who gets a connection, and reflection whom scoring does.
func (g *guarded) callBeside(t *testing.T, callers []caller, table *accessTable) {
	t.Helper()
	for _, beside := range []struct {
		name, full string
		send       proto.Message
		receive    func() proto.Message
		known      bool // whether callers have to be
	}{
		{"Health.Check", healthpb.Health_Check_FullMethodName, &healthpb.HealthCheckRequest{}, func() proto.Message { return &healthpb.HealthCheckResponse{} }, false},
		{"Health.List", healthpb.Health_List_FullMethodName, &healthpb.HealthListRequest{}, func() proto.Message { return &healthpb.HealthListResponse{} }, false},
		{"Health.Watch", healthpb.Health_Watch_FullMethodName, &healthpb.HealthCheckRequest{}, func() proto.Message { return &healthpb.HealthCheckResponse{} }, false},
		{
			"ServerReflection", reflectionpb.ServerReflection_ServerReflectionInfo_FullMethodName,
			&reflectionpb.ServerReflectionRequest{MessageRequest: &reflectionpb.ServerReflectionRequest_ListServices{}},
			func() proto.Message { return &reflectionpb.ServerReflectionResponse{} }, true,
		},
		{
			"ServerReflection (v1alpha)", reflectionalpha.ServerReflection_ServerReflectionInfo_FullMethodName,
			&reflectionalpha.ServerReflectionRequest{MessageRequest: &reflectionalpha.ServerReflectionRequest_ListServices{}}, //nolint:staticcheck // grpcurl asks it still
			func() proto.Message { return &reflectionalpha.ServerReflectionResponse{} }, true,                                 //nolint:staticcheck // grpcurl asks it still
		},
	} {
		for _, caller := range callers {
			ctx, cancel := withCancel(t) // a watch does not end by itself
			stream, err := caller.conn.NewStream(ctx, &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}, beside.full)
			if err == nil {
				_ = stream.SendMsg(beside.send) // what is wrong is received
				_ = stream.CloseSend()
				err = stream.RecvMsg(beside.receive())
			}
			cancel()
			want, got := caller.want, outcome(err)
			if caller.role != "" || !beside.known && caller.want != "Unavailable" {
				want = "OK"
			}
			if got != want {
				t.Errorf("%s as %s: %s, want %s", beside.name, caller.name, got, want)
			}
			if got == "OK" {
				got = mayCall
			}
			table.note(beside.name, caller.name, got)
		}
	}
}

// short is the table of docs/reliability.md: callers and methods to which the same comes back stand together.
func (a *accessTable) short() string {
	var alike [][]string // methods
	for _, method := range a.methods {
		group := slices.IndexFunc(alike, func(group []string) bool {
			return !slices.ContainsFunc(a.callers, func(c caller) bool { return a.cells[method][c.name] != a.cells[group[0]][c.name] })
		})
		if group < 0 {
			alike = append(alike, nil)
			group = len(alike) - 1
		}
		alike[group] = append(alike[group], method)
	}
	var b strings.Builder
	b.WriteString("| caller |")
	for i := range alike {
		fmt.Fprintf(&b, " %c |", 'A'+rune(i))
	}
	b.WriteString("\n| --- |" + strings.Repeat(" --- |", len(alike)) + "\n")
	row := func(c caller) string {
		var cells strings.Builder
		for _, group := range alike {
			fmt.Fprintf(&cells, " %s |", a.cells[group[0]][c.name])
		}
		return cells.String()
	}
	var rows []string
	named := map[string][]string{}
	for _, c := range a.callers {
		cells := row(c)
		if named[cells] == nil {
			rows = append(rows, cells)
		}
		named[cells] = append(named[cells], c.name)
	}
	for _, cells := range rows {
		fmt.Fprintf(&b, "| %s |%s\n", strings.Join(named[cells], "; "), cells)
	}
	b.WriteString("\n")
	for i, group := range alike {
		fmt.Fprintf(&b, "- %c: %s\n", 'A'+rune(i), strings.Join(group, ", "))
	}
	return b.String()
}

// compare holds the table in docs/reliability.md to what came back.
func (a *accessTable) compare(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile("../docs/reliability.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := a.short(); !strings.Contains(string(text), "\n"+want) {
		t.Errorf("docs/reliability.md has another table than\n%s", want)
	}
}
