package run

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"path/filepath"
	"slices"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/client/input"
	"github.com/lexfit/lexfit/client/output"
	"github.com/lexfit/lexfit/client/render"
	"github.com/lexfit/lexfit/client/shard"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// division tells the rows of a shard from the others while they are read. Where the whole pool is read, all are its.
type division struct {
	spec   shard.Spec
	number int       // of the row that was read last, in the pool
	pool   hash.Hash // of all rows that were read
	header []byte
}

// skips says which rows of the next file need not be taken apart; nil where no number tells.
func (d *division) skips() func(index int) bool {
	if d.spec.Whole() || d.spec.By != shard.ByRow {
		return nil
	}
	before := d.number
	return func(index int) bool { return !d.spec.Has(before+index+1, "") }
}

// has counts a row, and reports whether it is of the shard.
func (d *division) has(row *input.Row, at place) bool {
	if d.spec.Whole() {
		return true
	}
	d.number = int(row.Number)
	if !bytes.Equal(d.header, row.Header) {
		d.header = bytes.Clone(row.Header)
		digestPart(d.pool, at, d.header)
	}
	digestPart(d.pool, at, row.Raw)
	_, _ = d.pool.Write([]byte(row.Digest)) // a hash takes everything
	return d.spec.Has(d.number, row.Profile.GetCandidateId())
}

// digestPart adds what stands at a place to a digest.
func digestPart(to io.Writer, at place, text []byte) {
	var head [12]byte
	binary.LittleEndian.PutUint32(head[:], uint32(at.file))
	binary.LittleEndian.PutUint32(head[4:], uint32(at.line))
	binary.LittleEndian.PutUint32(head[8:], uint32(len(text)))
	_, _ = to.Write(head[:]) // a hash takes everything
	_, _ = to.Write(text)
}

// The style of a document, as a manifest keeps it.
type shardStyle struct {
	Paths        bool     `json:"paths,omitempty"`
	Explain      bool     `json:"explain,omitempty"`
	AllQuestions bool     `json:"all_questions,omitempty"`
	NoAdvice     bool     `json:"no_advice,omitempty"`
	Blind        bool     `json:"blind,omitempty"`
	Labels       []string `json:"labels,omitempty"`
	Program      string   `json:"program,omitempty"`
	Asked        []byte   `json:"asked,omitempty"` // lexfit.v1.ScoreOptions, marshalled; of a document that says how it was scored
}

// onto lays the style over how else a document looks.
func (s shardStyle) onto(style render.Options) (render.Options, error) {
	style.Program, style.Asked = s.Program, &lexfitv1.ScoreOptions{}
	style.Paths, style.Explain, style.AllQuestions, style.NoAdvice, style.Blind, style.Labels = s.Paths, s.Explain, s.AllQuestions, s.NoAdvice, s.Blind, s.Labels
	return style, proto.Unmarshal(s.Asked, style.Asked)
}

// part is what a run writes beside the results of a shard.
type part struct {
	scoring  *scoring
	rows     *shard.Sum // the entries
	results  *shard.Sum
	rejects  *shard.Sum // nil where rejected rows are not kept
	reasons  *shard.Sum
	manifest io.Writer
	entry    shard.Row // of the row that is settled
}

// partState is what a run of a shard that goes on has to know.
type partState struct {
	Sums   []shard.Kept      `json:"sums"`
	Engine int32             `json:"engine,omitempty"`
	Digest string            `json:"digest,omitempty"`
	Orders map[string]string `json:"orders,omitempty"`
}

// divisible refuses what shards could not be put together of.
func (s *scoring) divisible() error {
	if s.rows.source.Shard.Whole() || s.applies() || !s.Format.Outlined {
		return nil
	}
	if i := slices.IndexFunc(s.rows.source.Files, input.IsDocument); i >= 0 {
		var others []render.Format
		for _, format := range Formats() {
			if !format.Outlined {
				others = append(others, format.Name)
			}
		}
		return usagef("-o %s: shards of résumés (%s) cannot be put together to it, as it says on which page of a résumé something stands: expected %s, or convert them first",
			s.Format.Name, fileName(s.rows.source.Files[i]), render.Names(others))
	}
	return nil
}

// there accounts for a shard that is asked to go on and is whole already: whoever starts runs again, as a cluster does, need not know how
// far they were. Nil where it is not whole.
func (s *scoring) there() (*Account, error) {
	if s.rows.source.Shard.Whole() || !s.Resume || s.Path == "" {
		return nil, nil //nolint:nilnil // nothing to tell, and nothing wrong
	}
	found, err := shard.Whole(s.Path)
	if found == nil || err != nil {
		return nil, err
	}
	if differs := s.manifest(nil).Differs(found); differs != "" {
		return nil, fmt.Errorf("--resume: %s is there, of another run: %s; give another name, or --overwrite instead of --resume", s.Path, differs)
	}
	s.rows.console.Remark("shard %s is whole already: %s", s.rows.source.Shard, s.Path)
	count := Count{Read: found.Input.Rows, Scored: found.Scored, Rejected: found.Rejected, Elsewhere: found.Elsewhere}
	return &Account{Done: s.rows.source.Done, Files: []FileCount{{Name: s.Path, Count: count}}, Under: found.Under}, nil
}

// besides are the files of a shard besides those of every run, in the order in which they take their places.
func (s *scoring) besides() []string {
	if s.rows.source.Shard.Whole() {
		return nil
	}
	rows, manifest := shard.Beside(s.Path)
	return []string{rows, manifest}
}

// divide has the files of a shard counted.
func (s *scoring) divide(set *output.Set) error {
	if s.rows.source.Shard.Whole() {
		return nil
	}
	made := &part{scoring: s, results: shard.NewSum(s.results.Writer)}
	s.results.Writer = made.results
	next := 1
	if rejects := s.rows.rejects; rejects != nil {
		made.rejects, made.reasons = shard.NewSum(rejects.rows), shard.NewSum(rejects.reasons)
		rejects.rows, rejects.reasons = made.rejects, made.reasons
		next = 3
	}
	made.rows, made.manifest = shard.NewSum(set.Writer(next)), set.Writer(next+1)
	s.part = made
	if kept := s.state.Part; kept != nil && !set.Complete() {
		sums := made.sums()
		if len(kept.Sums) != len(sums) {
			return errors.New("the journal of the interrupted run is damaged: begin anew with --overwrite")
		}
		for i, sum := range sums {
			if err := sum.Resume(kept.Sums[i]); err != nil {
				return fmt.Errorf("the journal of the interrupted run is damaged (%w): begin anew with --overwrite", err)
			}
		}
		for i := range s.rows.counts { // they are counted anew on the way
			s.rows.counts[i].Read -= s.rows.counts[i].Elsewhere
			s.rows.counts[i].Elsewhere = 0
		}
	}
	if s.state.Part == nil {
		s.state.Part = &partState{}
	}
	return nil
}

func (p *part) sums() []*shard.Sum {
	sums := []*shard.Sum{p.results, p.rows}
	if p.rejects != nil {
		sums = append(sums, p.rejects, p.reasons)
	}
	return sums
}

// keep notes how far the files are.
func (p *part) keep() error {
	var kept []shard.Kept
	for _, sum := range p.sums() {
		one, err := sum.Keep()
		if err != nil {
			return fmt.Errorf("note progress: %w", err)
		}
		kept = append(kept, one)
	}
	p.scoring.state.Part.Sums = kept
	return nil
}

// begin begins the entry of a row.
func (p *part) begin(row inRow) {
	p.entry = shard.Row{
		Number: int(row.Number), File: int(row.at.file), Line: int(row.at.line), Known: row.Profile != nil, ID: row.Profile.GetCandidateId(), Result: -p.results.Bytes(),
	}
}

// rules notes by what was scored, as the first answer says it.
func (p *part) rules(answer *lexfitv1.ScoreCandidateResponse) {
	state := p.scoring.state.Part
	if state.Digest != "" {
		return
	}
	state.Engine, state.Digest = answer.GetEngineVersion(), answer.GetRulebookDigest()
	for _, fit := range answer.GetFits() {
		if order := fit.GetJobOrder(); order != "" {
			if state.Orders == nil {
				state.Orders = map[string]string{}
			}
			state.Orders[order] = fit.GetJobOrderDigest()
		}
	}
}

// first notes what stands before the first result, and would before a further one. The bytes of both are the same behind it.
func (p *part) first(answer *lexfitv1.ScoreCandidateResponse, person render.Person) error {
	run := p.scoring
	if run.documented() {
		return nil
	}
	var first, further bytes.Buffer
	if err := errors.Join(run.newScores(&first, false).Add(answer, person), run.newScores(&further, true).Add(answer, person)); err != nil {
		return fmt.Errorf("write result: %w", err)
	}
	one, other := first.Bytes(), further.Bytes()
	same := 0
	for same < min(len(one), len(other)) && one[len(one)-1-same] == other[len(other)-1-same] {
		same++
	}
	p.entry.Opens, p.entry.Next = int64(len(one)-same), bytes.Clone(other[:len(other)-same])
	return nil
}

// end ends the entry of a row, and writes it.
func (p *part) end(scored bool) error {
	p.entry.Scored = scored
	p.entry.Result += p.results.Bytes()
	if rejects := p.scoring.rows.rejects; !scored && rejects != nil {
		p.entry.Rejected = rejects.last
	}
	if _, err := p.rows.Write(p.entry.Append(nil)); err != nil {
		return fmt.Errorf("write the rows of the shard: %w", err)
	}
	return nil
}

// manifest is what is known of a shard before it is read.
func (s *scoring) manifest(style []byte) *shard.Manifest {
	spec := s.rows.source.Shard
	return &shard.Manifest{
		Shard: spec.Number, Of: spec.Of, By: spec.By, Format: string(s.Format.Name), Noted: s.documented(),
		Input:   shard.Input{Files: s.rows.source.Files},
		Rules:   shard.Rules{Lexfit: s.Version, Revision: s.Pins.Revision, AsOf: s.Pins.AsOf, Targets: s.Pins.Targets},
		Options: s.Asked, Style: style,
	}
}

// finish writes the manifest.
func (p *part) finish() error {
	run := p.scoring
	looks := shardStyle{
		Paths: run.Style.Paths, Explain: run.Style.Explain, AllQuestions: run.Style.AllQuestions, NoAdvice: run.Style.NoAdvice, Blind: run.Style.Blind, Labels: run.Style.Labels,
	}
	var err error
	if run.Format.Ledger {
		looks.Program = run.Style.Program
		looks.Asked, err = proto.MarshalOptions{Deterministic: true}.Marshal(run.options())
	}
	style, jsonErr := json.Marshal(looks)
	if err := errors.Join(err, jsonErr); err != nil {
		return fmt.Errorf("write what the shard is: %w", err)
	}
	sum, state := run.rows.Total(), run.state.Part
	rows, _ := shard.Beside(run.Path)
	made := run.manifest(style)
	made.Input.Rows, made.Input.SHA256 = sum.Read, hex.EncodeToString(run.rows.division.pool.Sum(nil))
	made.Rules.Engine, made.Rules.Digest, made.Rules.Orders = state.Engine, state.Digest, state.Orders
	made.Scored, made.Rejected, made.Elsewhere, made.Under = sum.Scored, sum.Rejected, sum.Elsewhere, run.state.Under
	made.Results, made.Rows = p.results.File(filepath.Base(run.Path)), p.rows.File(filepath.Base(rows))
	if path := run.rows.source.Rejects; path != "" {
		left, reasons := p.rejects.File(filepath.Base(path)), p.reasons.File(filepath.Base(path+RejectsSuffix))
		made.Rejects, made.Reasons = &left, &reasons
	}
	return made.Write(p.manifest)
}
