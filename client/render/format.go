// Package render prints what lexfit answers: as tables for people, and as JSON for programs.
package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Format is how results are printed, by its name. Whatever there is to print, it can be printed in these; scores and
// rankings have further formats, which package run lists.
type Format string

// The formats of everything.
const (
	Table Format = "table"
	JSON  Format = "json"
	JSONL Format = "jsonl"
)

// Names puts formats into a sentence.
func Names(formats []Format) string {
	var names []string
	for _, format := range formats {
		names = append(names, string(format))
	}
	last := len(names) - 1
	return strings.TrimPrefix(strings.Join(names[:last], ", ")+" or "+names[last], " or ")
}

// Options says how tables look.
type Options struct {
	// Color paints bands and marks; for terminals.
	Color bool
	// Width is how many columns a line may take; 100 where it is 0, and never fewer than 72.
	Width int
	// Paths adds what the candidate could do, plans, credentials within reach and where the job leads.
	Paths bool
	// Explain adds the whole breakdown of each of several candidates.
	Explain bool
	// ExplainRank adds how small a change of one weight would give each place of a ranking to the next candidate.
	ExplainRank bool
	// AllQuestions shows every interview question, and not only the ones that settle most.
	AllQuestions bool
	// NoAdvice leaves out what follows from a score: advice, plans, questions, pathways.
	NoAdvice bool
	// Further says that results were written before, by the run that this one goes on with.
	Further bool
	// Blind leaves out names. Answers are to be made blind beforehand, by Blind.
	Blind bool
	// Labels are the keys of labels that are shown, as columns where there are any; none of them blind.
	Labels []string
	// Ranking is the ranking whose candidates are added in its order; nil for scores in the order of the input.
	Ranking *lexfitv1.Ranking
	// Answers are the answers of a ranking's candidates with what follows from them, in its order, where its table is to show what
	// to do; nil without.
	Answers []*lexfitv1.ScoreCandidateResponse
	// Place is where in a document something of a candidate's profile stands, for people; nil where nothing was read from documents.
	Place func(candidate, path string) string
	// Totals are the rows read and rejected; asked for when the last result is added. Nil where nobody counts.
	Totals func() (read, rejected int)
	// Asked is what the server was asked with every profile, and Program the version of this program, for documents that say how they
	// are made again; nil and empty without.
	Asked   *lexfitv1.ScoreOptions
	Program string
	// Unreadable is how many rows of a pool never reached the server, for the totals of a ranking.
	Unreadable int
}

// Kept are the keys of the labels that are shown.
func (o Options) Kept() []string {
	if o.Blind {
		return nil
	}
	return o.Labels
}

// labelled puts the labels that are shown, and there, into a line; empty where none is.
func (o Options) labelled(labels map[string]string) string {
	var parts []string
	for _, key := range o.Kept() {
		if value := Clean(labels[key]); value != "" {
			parts = append(parts, Clean(key)+": "+value)
		}
	}
	return strings.Join(parts, " · ")
}

// answer is that of the ranking's n-th candidate, nil without.
func (o Options) answer(count int) *lexfitv1.ScoreCandidateResponse {
	if count >= len(o.Answers) {
		return nil
	}
	return o.Answers[count]
}

// Marshal writes a message as JSON with the contract's field names and default values shown. protojson varies its white
// space from build to build on purpose; compacted, the same message is the same bytes everywhere.
func Marshal(message proto.Message) ([]byte, error) {
	loose, err := protojson.MarshalOptions{UseProtoNames: true, EmitDefaultValues: true}.Marshal(message)
	if err != nil {
		return nil, fmt.Errorf("write as JSON: %w", err)
	}
	var buffer bytes.Buffer
	if err := json.Compact(&buffer, loose); err != nil {
		return nil, fmt.Errorf("write as JSON: %w", err)
	}
	return buffer.Bytes(), nil
}

// Message prints a message as one line of JSON.
func Message(out io.Writer, message proto.Message) error {
	data, err := Marshal(message)
	if err != nil {
		return err
	}
	_, err = out.Write(append(data, '\n'))
	return err
}

// array prints messages as a JSON array, one at a time, so that none has to be kept.
type array struct {
	w     io.Writer
	count int
}

func (a *array) add(message proto.Message) error {
	data, err := Marshal(message)
	if err != nil {
		return err
	}
	before := ",\n"
	if a.count == 0 {
		before = "[\n"
	}
	a.count++
	_, err = a.w.Write(append([]byte(before), data...))
	return err
}

func (a *array) close() error {
	end := "\n]\n"
	if a.count == 0 {
		end = "[]\n"
	}
	_, err := io.WriteString(a.w, end)
	return err
}
