package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/lexfit/lexfit/client"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/run"
	"github.com/lexfit/lexfit/client/submittal"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// mostSubmitted is how many people a client is sent at once.
const mostSubmitted = 50

type submitOptions struct {
	poolFlags
	outFlags
	ids           []string
	role, order   string
	firm, contact string
	blind         bool
}

func (a batchCommands) submitCommand() *cobra.Command {
	options := &submitOptions{}
	var cmd *cobra.Command
	cmd = &cobra.Command{
		Use:   "submit FILE… --id ID… --role ROLE | --job-order ID --out PAGE.html",
		Short: "Write the page that goes to the client with the people put forward",
		Long: `Writes an HTML page for the client: of each person named by --id, in that order, five lines of facts, the evidence for each
must of the opening, credentials with their dates, and the start and the pay where they were given. No score, advice or flag stands on
it; what is still open about somebody is said on standard error, before you send it. In print it is a page a person.`,
		Example: "  lexfit submit pool.csv --id c-0106 --id c-0067 --job-order acme-litigation --out submission.html\n" +
			"  lexfit submit pool.csv --id c-0106 --role paralegal --blind --out submission.html",
		Args: needs("file of candidate profiles, or - for standard input"),
		RunE: a.begin(func(ctx context.Context, files []string) error {
			options.format = given(cmd, "output", a.flags.output)
			return a.submit(ctx, files, options)
		}, render.Table, run.HTML),
	}
	options.poolFlags.register(a.app, cmd)
	options.outFlags.register(cmd)
	flags := cmd.Flags()
	flags.StringSliceVar(&options.ids, "id", nil, "the candidates, by their ids, in the order of the page (needed)")
	flags.StringVar(&options.role, "role", "", "the role, such as paralegal (this or --job-order is needed)")
	flags.StringVar(&options.order, "job-order", "", "the id of the job order, or ID@REVISION")
	flags.StringVar(&options.firm, "firm", "", "who puts the people forward")
	flags.StringVar(&options.contact, "contact", "", "whom the client may ask, such as \"Jo Marsh, 555-0100\"")
	flags.BoolVar(&options.blind, "blind", false, "leave out names, employers, schools and whatever else tells who somebody is")
	a.completeTargets(cmd)
	return cmd
}

func (a batchCommands) submit(ctx context.Context, files []string, options *submitOptions) error {
	target, err := targetOf(options.role, options.order)
	if err != nil {
		return err
	}
	var once []string
	for _, id := range options.ids {
		if !slices.Contains(once, id) {
			once = append(once, id)
		}
	}
	switch options.ids = once; {
	case len(once) == 0:
		return usagef("--id is needed: name the people who are put forward, such as --id c-0106 --id c-0067")
	case len(once) > mostSubmitted:
		return usagef("%d people: expected at most %d", len(once), mostSubmitted)
	}
	if format, err := options.resolve(a.app); err != nil {
		return err
	} else if format.Name != run.HTML && format.Name != render.Table {
		return usagef("--out %s: the page for a client is HTML: give a name that ends in .html", options.out)
	}
	rows, err := options.open(a.app, files)
	if err != nil {
		return err
	}
	server, done, err := options.connect(ctx, a.app, rows, options.blind)
	if err != nil {
		return err
	}
	defer done()
	results, err := rows.Create(options.output(a.app))
	if err != nil {
		return err
	}
	return a.account(ctx, results.End(a.submission(ctx, server, rows, results, target, options)))
}

// submission writes the page.
func (a batchCommands) submission(ctx context.Context, server *client.Client, rows *run.Rows, results io.Writer, target string, options *submitOptions) error {
	pins, err := run.Pin(ctx, server, options.pins(target))
	if err != nil {
		return err
	}
	profiles, err := options.pick(ctx, rows)
	if err != nil {
		return err
	}
	page := &submittal.Page{Firm: options.firm, Contact: options.contact, Blind: options.blind, AsOf: pins.AsOf}
	if day, err := time.Parse(time.DateOnly, pins.AsOf); err == nil {
		page.AsOf = day.Format("January 2, 2006")
	}
	if options.order != "" {
		reply, err := server.JobOrder.GetJobOrder(ctx, &lexfitv1.GetJobOrderRequest{Name: pins.Targets[0]})
		if err != nil {
			return err
		}
		page.Opening, page.Place = render.Clean(reply.GetJobOrder().GetTitle()), render.Clean(reply.GetJobOrder().GetPlace())
	}
	for _, profile := range profiles {
		answer, err := server.Match.ScoreCandidate(ctx, &lexfitv1.ScoreCandidateRequest{
			Profile: profile, Options: &lexfitv1.ScoreOptions{
				Targets: pins.Targets, RulebookRevision: pins.Revision, AsOf: pins.AsOf, View: lexfitv1.View_VIEW_FULL,
				Advice: &lexfitv1.AdviceOptions{None: true},
			},
		})
		if err != nil {
			return err
		}
		for _, fit := range answer.GetFits() {
			a.stillOpen(profile.GetCandidateId(), fit)
			if page.Opening == "" {
				page.Opening = render.Clean(fit.GetRoleTitle())
			}
		}
		if err := page.Add(profile, answer); err != nil {
			return err
		}
	}
	rows.Settle()
	return page.HTML(results)
}

// pick reads the people named, in the order in which they are named.
func (o *submitOptions) pick(ctx context.Context, rows *run.Rows) ([]*lexfitv1.CandidateProfile, error) {
	profiles, _, missing := rows.Pick(ctx, o.ids, mostSubmitted)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("no row has the candidate_id %s", strings.Join(missing, ", "))
	}
	if len(profiles) > len(o.ids) {
		return nil, errors.New("an id stands in several rows: leave one of them out, so that it is known who is meant")
	}
	slices.SortStableFunc(profiles, func(one, other *lexfitv1.CandidateProfile) int {
		return slices.Index(o.ids, one.GetCandidateId()) - slices.Index(o.ids, other.GetCandidateId())
	})
	return profiles, nil
}

// stillOpen tells the recruiter what the page leaves out and should be settled before it is sent.
func (a batchCommands) stillOpen(id string, fit *lexfitv1.Fit) {
	for _, other := range fit.GetBlockers() {
		a.console.Remark("%s is missing a must: %s", id, render.Clean(other.GetTitle()))
	}
	for _, other := range fit.GetUnconfirmed() {
		a.console.Remark("%s: ask first: %s", id, render.Clean(other.GetQuestion()))
	}
	for _, criterion := range fit.GetCriteria() {
		if criterion.GetRequirement() == lexfitv1.Requirement_REQUIREMENT_REQUIRED && criterion.GetBasis() == lexfitv1.Basis_BASIS_ASSUMED {
			a.console.Remark("%s: %s rests on what the profile leaves out: ask first", id, render.Clean(criterion.GetTitle()))
		}
	}
	for _, flag := range render.FlagTitles(fit) {
		a.console.Remark("%s is flagged: %s", id, flag)
	}
}
