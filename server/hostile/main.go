//go:build hostile

// Command hostile loads servers with good callers and with those who mean no good, and says what is left for the good ones:
//
//	go run -tags hostile ./server/hostile --lexfitd ./lexfitd --against ./lexfitd-before
//
// It starts each server by itself, on a database of its own, and prints a table: how many calls the good callers had answered beside
// each attack, as a share of those without, their slowest hundredth, and the memory and goroutines of the server as multiples of those
// at rest, at their worst and a while after.
// Everything runs on one machine, each attacker in a process of its own, so that the attackers take a part of its cores too.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

func main() {
	var options options
	flag.StringVar(&options.lexfitd, "lexfitd", "", "program to load")
	flag.StringVar(&options.against, "against", "", "another to load the same way, to compare with")
	flag.DurationVar(&options.length, "for", 6*time.Second, "how long each attack lasts")
	flag.DurationVar(&options.alone, "alone", 6*time.Second, "how long good callers are measured without an attack")
	flag.DurationVar(&options.rest, "rest", 5*time.Second, "how long after an attack the server is looked at again")
	flag.IntVar(&options.callers, "callers", 4, "good callers")
	flag.IntVar(&options.attackers, "attackers", 2, "attackers of each kind")
	kinds := flag.String("attacks", strings.Join(names(), ","), "attacks, and all: all of them at once")
	attacker, address := flag.String("as", "", "be one attacker of this kind until the standard input ends"), flag.String("at", "", "whom --as attacks")
	flag.Parse()
	if *attacker != "" {
		say(os.Stdout, "%d\n", attackAs(context.Background(), *attacker, *address, os.Stdin))
		return
	}
	options.attacks = strings.Split(*kinds, ",")
	if err := run(context.Background(), options, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "hostile:", err)
		os.Exit(1)
	}
}

type options struct {
	lexfitd, against   string
	length, rest       time.Duration
	alone              time.Duration
	callers, attackers int
	attacks            []string
}

func run(ctx context.Context, options options, to io.Writer) error {
	if options.lexfitd == "" {
		return errors.New("--lexfitd: name the program to load")
	}
	for _, name := range options.attacks {
		if name != "all" && attacks[name] == nil {
			return fmt.Errorf("no attack %q; there are %s and all", name, strings.Join(names(), ", "))
		}
	}
	say(to, "%d good callers, %d attackers of each kind, %s each\n", options.callers, options.attackers, options.length)
	for _, program := range []string{options.lexfitd, options.against} {
		if program == "" {
			continue
		}
		say(to, "\n%s\n%-12s %12s %8s %8s %8s %8s %8s %11s %8s %10s\n", program, "attack", "good calls/s", "share", "p99", "failed", "memory", "after", "goroutines", "after", "hostile/s")
		for _, name := range options.attacks {
			if err := options.row(ctx, program, name, to); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return nil
}

// row loads a server of its own: without an attack, with it, and once more at rest.
func (o *options) row(ctx context.Context, program, name string, to io.Writer) error {
	served, err := serve(ctx, program)
	if err != nil {
		return err
	}
	defer served.stop()
	alone, err := callers(ctx, served.address, o.callers, o.alone)
	if err != nil {
		return err
	}
	rest := served.state()
	kinds := []string{name}
	if name == "all" {
		kinds = names()
	}
	stop, err := attackers(ctx, served.address, kinds, o.attackers)
	if err != nil {
		return err
	}
	worst := served.watch()
	beside, err := callers(ctx, served.address, o.callers, o.length)
	most, sent := worst(), stop()
	if err != nil {
		return err
	}
	time.Sleep(o.rest)
	after := served.state()
	say(to, "%-12s %12.0f %7.0f%% %7.1f× %8d %7.1f× %7.1f× %10.1f× %7.1f× %10.0f\n", name, beside.rate(o.length), 100*beside.rate(o.length)/max(alone.rate(o.alone), 1),
		float64(beside.slowest())/float64(max(alone.slowest(), 1)), beside.failed, most.memory/rest.memory, after.memory/rest.memory,
		most.goroutines/rest.goroutines, after.goroutines/rest.goroutines, float64(sent)/o.length.Seconds())
	return nil
}

// say prints; whoever reads no more of a table has read enough.
func say(to io.Writer, format string, values ...any) { _, _ = fmt.Fprintf(to, format, values...) }

func names() []string {
	var list []string
	for name := range attacks {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}
