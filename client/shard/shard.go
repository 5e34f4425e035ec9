// Package shard is a pool scored in parts: which rows are of which shard, what a shard tells of itself beside its results, and
// whether the shards that are there are those of one run.
//
// Beside the results of a shard, FILE, stand two files: FILE.rows has an entry for each of its rows, by which the results are put
// into the order of the input again; FILE.shard.json says which shard of how many it is, of which input and by which rules, how long
// each file is and what its digest is. It takes its place last: where it is, the rest is.
package shard

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
)

// Most is how many shards a pool may have: as many files are read at once when they are put together.
const Most = 1000

// By is what the rows are told apart by.
type By string

// ByRow deals the rows out by their number; ByID goes by a digest of the candidate's id, so that a file that grew or was sorted anew
// keeps everybody in the same shard. A row without id goes by its number.
const (
	ByRow By = "row"
	ByID  By = "id"
)

// Spec is one shard of several. The zero Spec is the whole pool.
type Spec struct {
	// Number is the shard's, from 1, and Of how many there are.
	Number, Of int
	// By is what the rows are told apart by.
	By By
}

// ofJob is what stands for the number of a pod in an indexed job.
const ofJob = "job"

// Parse reads 3/16, or job/16 where the number is one more than index, which an indexed job of Kubernetes gives to each of its pods.
func Parse(text string, by By, index string) (Spec, error) {
	number, of, found := strings.Cut(text, "/")
	spec := Spec{By: by}
	var err error
	if spec.Of, err = strconv.Atoi(of); !found || err != nil || spec.Of < 1 || spec.Of > Most {
		return Spec{}, fmt.Errorf("--shard %q: expected which shard of how many, such as 3/16, at most %d", text, Most)
	}
	if by != ByRow && by != ByID {
		return Spec{}, fmt.Errorf("--shard-by %q: expected row or id", by)
	}
	if number == ofJob {
		before, err := strconv.Atoi(index)
		if err != nil || before < 0 || before >= spec.Of {
			return Spec{}, fmt.Errorf("--shard %s: expected 0 to %d in $JOB_COMPLETION_INDEX, as an indexed job of Kubernetes sets it, got %q", text, spec.Of-1, index)
		}
		spec.Number = before + 1
		return spec, nil
	}
	if spec.Number, err = strconv.Atoi(number); err != nil || spec.Number < 1 || spec.Number > spec.Of {
		return Spec{}, fmt.Errorf("--shard %q: expected a shard from 1 to %d", text, spec.Of)
	}
	return spec, nil
}

// Whole says that there are no shards.
func (s Spec) Whole() bool { return s.Of == 0 }

// Has says whether a row is of this shard: by its number in the pool, from 1, and the candidate's id, empty where it has none or where
// it could not be read.
func (s Spec) Has(row int, id string) bool {
	if s.Whole() {
		return true
	}
	if s.By == ByID && id != "" {
		sum := sha256.Sum256([]byte(id))
		return binary.BigEndian.Uint64(sum[:])%uint64(s.Of) == uint64(s.Number-1)
	}
	return (row-1)%s.Of == s.Number-1
}

// String is the shard as the flag has it.
func (s Spec) String() string {
	if s.Whole() {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.Number, s.Of)
}

// The files beside the results, and the results that are no document yet.
const (
	rowsSuffix     = ".rows"
	manifestSuffix = ".shard.json"
	notesSuffix    = ".notes"
)

// Name is the file of the shard where the whole would be in another: fits.03-of-16.csv of fits.csv, so that the same command with
// another shard writes beside it.
func (s Spec) Name(path string) string {
	if s.Whole() || path == "" {
		return path
	}
	extension := filepath.Ext(path)
	if extension == filepath.Base(path) { // a hidden file has none
		extension = ""
	}
	return strings.TrimSuffix(path, extension) + s.infix() + extension
}

// infix is what the name of the shard's file has besides: .03-of-16.
func (s Spec) infix() string {
	return fmt.Sprintf(".%0*d-of-%d", len(strconv.Itoa(s.Of)), s.Number, s.Of)
}

// Notes is Name of a document, which is made when all shards are put together: until then a shard holds what it is made of.
func (s Spec) Notes(path string) string { return s.Name(path) + notesSuffix }

// Beside are the files beside a shard's results: the rows', and the manifest.
func Beside(results string) (rows, manifest string) {
	return results + rowsSuffix, results + manifestSuffix
}
