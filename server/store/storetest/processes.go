package storetest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
)

// Reach opens the one store that all processes of a test write, for one write or for many: a store that a process has to itself is
// opened for each, and waited for.
type Reach func() (store.Store, error)

// Order is what a writer in another process is told, a line of JSON.
type Order struct {
	// Kind is create, order, activate, or forever.
	Kind string `json:"kind"`
	// Title is the document's; of forever, what all titles begin with.
	Title    string `json:"title,omitempty"`
	Etag     string `json:"etag,omitempty"`
	Revision int32  `json:"revision,omitempty"`
	// Name is that of a job order to be made.
	Name string `json:"name,omitempty"`
}

// Outcome is what it answers.
type Outcome struct {
	Title    string `json:"title,omitempty"`
	Order    bool   `json:"order,omitempty"` // the title is a job order's
	Revision int32  `json:"revision,omitempty"`
	Etag     string `json:"etag,omitempty"`
	// Error is empty for what was acknowledged; conflict, with the current etag; exists; uncertain, for what may be there or not; and
	// otherwise the error's text: such a write left nothing.
	Error string `json:"error,omitempty"`
}

// Writer does what it is told on its input, until that ends, and says on its output what came of each. It is what a test binary does
// that was started to write.
func Writer(reach Reach, in io.Reader, out io.Writer) error {
	orders, outcomes := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var told Order
		if err := orders.Decode(&told); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if told.Kind == "forever" {
			return forever(reach, told.Title, outcomes)
		}
		kept, err := reach()
		if err != nil {
			return err
		}
		came := carryOut(kept, told)
		if err := errors.Join(outcomes.Encode(came), kept.Close()); err != nil {
			return err
		}
	}
}

func carryOut(kept store.Store, told Order) Outcome {
	ctx := context.Background()
	came := Outcome{Title: told.Title}
	var err error
	switch told.Kind {
	case "create":
		var written *lexfitv1.RulebookRevision
		written, err = kept.Create(ctx, Draft(told.Title), store.Create{Etag: told.Etag, Activate: true})
		came.Revision, came.Etag = written.GetRevision(), written.GetEtag()
	case "activate":
		var activated *lexfitv1.RulebookRevision
		activated, err = kept.Activate(ctx, told.Revision, store.Activation{Etag: told.Etag})
		came.Revision, came.Etag = activated.GetRevision(), activated.GetEtag()
	case "order":
		var written *lexfitv1.JobOrder
		came.Order = true
		written, err = kept.CreateJobOrder(ctx, order(told.Name, told.Title), store.JobOrderWrite{})
		came.Revision, came.Etag = written.GetRevision(), written.GetEtag()
	default:
		err = fmt.Errorf("no such order: %q", told.Kind)
	}
	came.Error = inWord(err)
	if conflict := (*store.ConflictError)(nil); errors.As(err, &conflict) {
		came.Etag = conflict.Etag
	}
	return came
}

// inWord is an error as it is told.
func inWord(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, store.ErrConflict):
		return "conflict"
	case errors.Is(err, store.ErrExists):
		return "exists"
	case errors.Is(err, store.ErrUncertain):
		return "uncertain"
	}
	return "nothing was written: " + err.Error()
}

// forever writes revisions and one job order, each with a title of its own, until the process is ended.
func forever(reach Reach, prefix string, outcomes *json.Encoder) error {
	kept, err := reach()
	if err != nil {
		return err
	}
	name := strings.ToLower(prefix)
	for count := 1; ; count++ {
		title := fmt.Sprint(prefix, " ", count)
		draft := Draft(title)
		draft.Rulebook.Roles[0].Summary = strings.Repeat(title, 500)
		written, err := kept.Create(context.Background(), draft, store.Create{Activate: count%2 == 0})
		if err := outcomes.Encode(Outcome{Title: title, Revision: written.GetRevision(), Error: inWord(err)}); err != nil {
			return err
		}
		title += " order"
		made, err := kept.UpdateJobOrder(context.Background(), order(name, title), store.JobOrderWrite{})
		if errors.Is(err, store.ErrNoJobOrder) {
			made, err = kept.CreateJobOrder(context.Background(), order(name, title), store.JobOrderWrite{})
		}
		if err := outcomes.Encode(Outcome{Title: title, Order: true, Revision: made.GetRevision(), Error: inWord(err)}); err != nil {
			return err
		}
	}
}

// Child is a writer in a process of its own.
type Child struct {
	cmd      *exec.Cmd
	in       *json.Encoder
	outcomes *bufio.Scanner
}

// StartWriter starts a command that runs Writer. It ends with the test, if it was not killed before.
func StartWriter(each testing.TB, cmd *exec.Cmd) *Child {
	each.Helper()
	in, err := cmd.StdinPipe()
	if err != nil {
		each.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		each.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		each.Fatal(err)
	}
	child := &Child{cmd: cmd, in: json.NewEncoder(in), outcomes: bufio.NewScanner(out)}
	each.Cleanup(func() { _ = child.Kill() })
	return child
}

// Tell tells it what to do.
func (c *Child) Tell(told Order) error { return c.in.Encode(told) }

// Next is what came of the next thing that it did; false once it has ended.
func (c *Child) Next() (Outcome, bool) {
	var came Outcome
	for c.outcomes.Scan() {
		if json.Unmarshal(c.outcomes.Bytes(), &came) == nil {
			return came, true
		}
	}
	return came, false
}

// Kill ends it as kill -9 does.
func (c *Child) Kill() error {
	if c.cmd.ProcessState != nil {
		return nil
	}
	err := c.cmd.Process.Kill()
	_ = c.cmd.Wait() // it was killed
	return err
}

// RunProcesses runs the cases of two processes that write one store. start makes the command of one more writer.
func RunProcesses(each *testing.T, reach Reach, start func() *exec.Cmd) {
	each.Helper()
	writers := []*Child{StartWriter(each, start()), StartWriter(each, start())}
	told := func(orders ...Order) []Outcome {
		each.Helper()
		for i, order := range orders {
			if err := writers[i].Tell(order); err != nil {
				each.Fatal(err)
			}
		}
		came := make([]Outcome, len(orders))
		for i := range orders {
			outcome, ok := writers[i].Next()
			if !ok {
				each.Fatal("a writer ended")
			}
			came[i] = outcome
		}
		return came
	}
	first := told(Order{Kind: "create", Title: "first"})[0]
	etag := first.Etag
	const rounds = 10
	for round := range rounds {
		// Of two with one etag one wins; the other gets the etag to read again.
		came := told(Order{Kind: "create", Title: fmt.Sprint("a ", round), Etag: etag}, Order{Kind: "create", Title: fmt.Sprint("b ", round), Etag: etag})
		slices.SortFunc(came, func(one, other Outcome) int { return strings.Compare(one.Error, other.Error) })
		if came[0].Error != "" || came[1].Error != "conflict" || came[1].Etag != came[0].Etag {
			each.Fatalf("round %d: %+v, want one that won and a conflict with its etag", round, came)
		}
		if came[0].Revision != int32(2+3*round) {
			each.Errorf("round %d: revision %d, want %d", round, came[0].Revision, 2+3*round)
		}
		// Of two without one both win, with numbers of their own.
		came = told(Order{Kind: "create", Title: fmt.Sprint("c ", round)}, Order{Kind: "create", Title: fmt.Sprint("d ", round)})
		numbers := []int32{came[0].Revision, came[1].Revision}
		slices.Sort(numbers)
		if came[0].Error+came[1].Error != "" || !slices.Equal(numbers, []int32{int32(3 + 3*round), int32(4 + 3*round)}) {
			each.Fatalf("round %d: %+v, want both written", round, came)
		}
		// Of two that make one job order, one does.
		name := fmt.Sprint("order-", round)
		came = told(Order{Kind: "order", Name: name, Title: "a"}, Order{Kind: "order", Name: name, Title: "b"})
		words := []string{came[0].Error, came[1].Error}
		slices.Sort(words)
		if !slices.Equal(words, []string{"", "exists"}) {
			each.Fatalf("round %d: %v, want one made and one that exists", round, words)
		}
		// And of two activations.
		kept, err := reach()
		if err != nil {
			each.Fatal(err)
		}
		etag = active(each, kept).GetEtag()
		if err := kept.Close(); err != nil {
			each.Fatal(err)
		}
		came = told(Order{Kind: "activate", Revision: 1, Etag: etag}, Order{Kind: "activate", Revision: 2, Etag: etag})
		slices.SortFunc(came, func(one, other Outcome) int { return strings.Compare(one.Error, other.Error) })
		if came[0].Error != "" || came[1].Error != "conflict" || came[1].Etag != came[0].Etag {
			each.Fatalf("round %d: %+v, want one activation and a conflict with its etag", round, came)
		}
		etag = came[0].Etag
	}
	kept, err := reach()
	if err != nil {
		each.Fatal(err)
	}
	defer kept.Close() //nolint:errcheck // read alone
	whole, ok := kept.(store.Portable)
	if !ok {
		each.Fatal("what processes share can be carried elsewhere")
	}
	judge := &store.Judge{}
	if err := errors.Join(whole.Contents(each.Context(), judge), judge.End()); err != nil {
		each.Error(err)
	}
	// A creation that activates leaves two events.
	want := int32(2 + rounds*(3*2+1+1))
	if report := judge.Report(); report.GetAuditEvents() != want || report.GetRulebookRevisions() != 1+3*rounds {
		each.Errorf("%d events and %d revisions, want %d and %d", report.GetAuditEvents(), report.GetRulebookRevisions(), want, 1+3*rounds)
	}
}
