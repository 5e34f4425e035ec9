package beam

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// AccountFile is the name of the account in the folder of results.
const AccountFile = "account.json"

// Account tells what became of every row, and by what the results were made.
type Account struct {
	// Scored and Rejected are all rows.
	Scored   int64 `json:"scored"`
	Rejected int64 `json:"rejected"`
	// RulebookDigest, EngineVersion and AsOf are what every fit depends on, and Targets what was scored for.
	RulebookDigest string `json:"rulebook_digest"`
	EngineVersion  int32  `json:"engine_version"`
	AsOf           string `json:"as_of"`
	Targets        string `json:"targets"`
	// Pieces account for each piece, in the order of the input.
	Pieces []Done `json:"pieces"`
}

// accountFn puts the account together when every piece is done.
type accountFn struct {
	// Digest, Engine and Options are those of the plan.
	Digest  string
	Engine  int32
	Options []byte
	Out     string
}

// ProcessElement is Beam's.
func (f *accountFn) ProcessElement(ctx context.Context, _ int, pieces func(*Done) bool, emit func(Account)) error {
	options := &lexfitv1.ScoreOptions{}
	if err := proto.Unmarshal(f.Options, options); err != nil {
		return errPlan
	}
	account := Account{RulebookDigest: f.Digest, EngineVersion: f.Engine, AsOf: options.GetAsOf(), Targets: names(options.GetTargets())}
	var piece Done
	for pieces(&piece) {
		account.Scored += piece.Scored
		account.Rejected += piece.Rejected
		account.Pieces = append(account.Pieces, piece)
	}
	slices.SortFunc(account.Pieces, func(one, other Done) int { return cmp.Compare(one.Name, other.Name) })
	file := newWhole(ctx, inFolder(f.Out, AccountFile))
	defer file.discard()
	encoder := json.NewEncoder(file)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(account); err != nil {
		return err //nolint:wrapcheck // the file's own words
	}
	if err := file.commit(); err != nil {
		return err
	}
	emit(account)
	return nil
}

// ErrNoAccount says that a folder of results is not whole.
var ErrNoAccount = errors.New("there is no account of the run: its results are not whole")

// mostAccount is the largest account that is read, in bytes: a hundred thousand pieces have a tenth of it.
const mostAccount = 256 << 20

// ReadAccount reads the account of a folder of results. Without one it is ErrNoAccount.
func ReadAccount(ctx context.Context, folder string) (*Account, error) {
	name := inFolder(folder, AccountFile)
	store, err := storeOf(ctx, name)
	if err != nil {
		return nil, err
	}
	defer store.Close() //nolint:errcheck // nothing was written
	found, err := store.List(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be listed: %w", name, err)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: %w", folder, ErrNoAccount)
	}
	in, err := open(ctx, name, 0)
	if err != nil {
		return nil, err
	}
	defer in.Close() //nolint:errcheck // opened for reading: nothing is lost
	account := &Account{}
	if err := json.NewDecoder(io.LimitReader(in, mostAccount)).Decode(account); err != nil {
		return nil, fmt.Errorf("%s: is no account of a run: %w", name, err)
	}
	return account, nil
}
