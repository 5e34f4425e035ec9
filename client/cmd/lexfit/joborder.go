package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/matcher/rulebook"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// jobOrderCommands are the commands about clients' openings.
type jobOrderCommands struct{ *app }

func (a jobOrderCommands) jobOrderCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "joborder",
		Aliases: []string{"job-order"},
		Short:   "Keep a client's openings: a role with changes",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.orderListCommand(), a.orderGetCommand(), a.orderNewCommand(), a.orderApplyCommand(), a.orderDeleteCommand())
	return cmd
}

func (a jobOrderCommands) orderListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "Every job order",
		Args:  cobra.NoArgs,
		RunE: a.begin(func(ctx context.Context, _ []string) error {
			server, done, err := a.connect(ctx)
			if err != nil {
				return err
			}
			defer done()
			var all []*lexfitv1.JobOrder
			request := &lexfitv1.ListJobOrdersRequest{PageSize: 1000}
			for {
				reply, err := server.JobOrder.ListJobOrders(ctx, request)
				if err != nil {
					return err
				}
				all = append(all, reply.GetJobOrders()...)
				if request.PageToken = reply.GetNextPageToken(); request.GetPageToken() == "" {
					return render.JobOrders(a.out, a.format, all)
				}
			}
		}),
	}
}

func (a jobOrderCommands) orderGetCommand() *cobra.Command {
	var yaml bool
	cmd := &cobra.Command{
		Use:     "get ID",
		Short:   "A job order, with the weights that it makes; ID@2 is its second revision",
		Example: "  lexfit joborder get acme-litigation\n  lexfit joborder get acme-litigation --yaml > acme.yaml",
		Args:    cobra.ExactArgs(1),
		RunE: a.begin(func(ctx context.Context, args []string) error {
			server, done, err := a.connect(ctx)
			if err != nil {
				return err
			}
			defer done()
			reply, err := server.JobOrder.GetJobOrder(ctx, &lexfitv1.GetJobOrderRequest{Name: orderName(args[0])})
			if err != nil {
				return err
			}
			if yaml {
				text, err := rulebook.ExportJobOrder(reply.GetJobOrder())
				if err != nil {
					return err
				}
				_, err = a.out.Write(text)
				return err
			}
			return render.JobOrder(a.out, a.format, reply, a.renderOptions())
		}),
	}
	cmd.Flags().BoolVar(&yaml, "yaml", false, "write it as YAML, to change and apply")
	return cmd
}

type orderApply struct {
	id, author, message, etag string
	lint                      bool
}

func (a jobOrderCommands) orderApplyCommand() *cobra.Command {
	apply := &orderApply{}
	cmd := &cobra.Command{
		Use:     "apply FILE",
		Short:   "Save a job order written as YAML: a new one, or a new revision",
		Example: `  lexfit joborder apply examples/joborder.yaml --id acme-litigation --message "agreed with the client"`,
		Args:    cobra.ExactArgs(1),
		RunE: a.begin(func(ctx context.Context, args []string) error {
			return a.applyOrder(ctx, args[0], apply)
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&apply.id, "id", "", "the id, such as acme-litigation (default: the one in the file, or the file's name)")
	flags.StringVarP(&apply.message, "message", "m", "", "why, for the audit")
	authorFlag(flags, &apply.author)
	flags.StringVar(&apply.etag, "etag", "", "refuse if the job order has changed since this etag was read (see joborder get)")
	flags.BoolVar(&apply.lint, "validate-only", false, "only say what is wrong with it, and save nothing")
	return cmd
}

// parseJobOrder takes a job order out of a text and has the server judge it; the places are found here, since only the text has
// them. An empty id becomes the one that the text states, or the file's own name.
func parseJobOrder(ctx context.Context, server *client.Client, from text, id *string) (*lexfitv1.JobOrder, []*lexfitv1.Finding, error) {
	doc, findings := rulebook.ParseJobOrder(from.name, from.data)
	if doc == nil {
		return nil, findings, nil
	}
	if *id == "" {
		*id = strings.TrimSuffix(filepath.Base(from.file), filepath.Ext(from.file))
		if given := doc.JobOrder.GetName(); given != "" {
			*id = strings.TrimPrefix(given, orderName(""))
		} else if from.file == "-" {
			return nil, nil, usagef("--id is needed: standard input has no name")
		}
	}
	doc.JobOrder.Name = "" // the id that is given beats the file's
	reply, err := server.JobOrder.CreateJobOrder(ctx, &lexfitv1.CreateJobOrderRequest{JobOrderId: *id, JobOrder: doc.JobOrder, ValidateOnly: true})
	if err != nil {
		return nil, nil, err
	}
	findings = reply.GetFindings()
	doc.Locate(findings)
	return doc.JobOrder, findings, nil
}

// text is a whole file, or standard input, as it was read.
type text struct {
	file string // as it was given
	name string // as people are told it
	data []byte
}

// readText reads a text. A command that writes reads it before it opens the database, which it has to itself: what makes the text
// may be another command that reads the same one, on the left of a pipe.
func readText(ctx context.Context, file string, stdin io.Reader) (read text, err error) {
	read = text{file: file, name: file}
	if file == "-" {
		read.name = "standard input"
		read.data, err = io.ReadAll(input.Interruptible(ctx, stdin))
	} else {
		read.data, err = os.ReadFile(file) //nolint:gosec // the file is the one that the user asked to read
	}
	if err != nil {
		if path, ok := errors.AsType[*fs.PathError](err); ok {
			err = path.Err // the name stands in front already, and a system call's says nothing
		}
		return text{}, fmt.Errorf("%s: cannot be read: %w", read.name, err)
	}
	return read, nil
}

func (a jobOrderCommands) applyOrder(ctx context.Context, file string, apply *orderApply) error {
	author, err := a.author(apply.author)
	if err != nil {
		return err
	}
	read, err := readText(ctx, file, a.in)
	if err != nil {
		return err
	}
	server, done, err := a.connectTo(ctx, a.server, database{path: a.db, writes: !apply.lint}, a.console)
	if err != nil {
		return err
	}
	defer done()
	order, findings, err := parseJobOrder(ctx, server, read, &apply.id)
	if err != nil {
		return err
	}
	to := io.Writer(a.console)
	if apply.lint {
		to = a.out
	}
	if err := render.Findings(to, render.Table, findings); err != nil {
		return err
	}
	if errs := countErrors(findings); errs > 0 {
		return fmt.Errorf("%s: nothing was changed", count(errs, "error"))
	}
	if apply.lint {
		a.console.Complain("no errors")
		return nil
	}
	order.Name, order.Etag = orderName(apply.id), apply.etag
	reply, err := server.JobOrder.UpdateJobOrder(ctx, &lexfitv1.UpdateJobOrderRequest{
		JobOrder: order, Author: author, Message: apply.message, AllowMissing: apply.etag == "",
	})
	if err != nil {
		return err
	}
	if a.format != render.Table {
		return render.Message(a.out, reply.GetJobOrder())
	}
	saved := reply.GetJobOrder()
	_, err = fmt.Fprintf(a.out, "%s is at revision %d (digest %.12s, etag %s)\n", saved.GetName(), saved.GetRevision(), saved.GetDigest(), saved.GetEtag())
	return err
}

func (a jobOrderCommands) orderDeleteCommand() *cobra.Command {
	request := &lexfitv1.DeleteJobOrderRequest{}
	cmd := &cobra.Command{
		Use:   "delete ID",
		Short: "Delete a job order; its revisions can still be scored by ID@REVISION",
		Args:  cobra.ExactArgs(1),
		RunE: a.begin(func(ctx context.Context, args []string) (err error) {
			if request.Author, err = a.author(request.GetAuthor()); err != nil {
				return err
			}
			server, done, err := a.connectToWrite(ctx)
			if err != nil {
				return err
			}
			defer done()
			request.Name = orderName(args[0])
			if _, err := server.JobOrder.DeleteJobOrder(ctx, request); err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.out, "%s is deleted\n", request.GetName())
			return err
		}),
	}
	flags := cmd.Flags()
	flags.StringVarP(&request.Message, "message", "m", "", "why, for the audit")
	authorFlag(flags, &request.Author)
	flags.StringVar(&request.Etag, "etag", "", "refuse if the job order has changed since this etag was read (see joborder get)")
	return cmd
}
