package columnar

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
	"google.golang.org/protobuf/encoding/protojson"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// needed are the columns without which nothing can be made again. Others may be gone: what DuckDB or pandas has filtered is read too.
var needed = []string{
	"row", "candidate_id", "profile_digest", "role", "score", "score_low", "score_high", "band", "eligibility",
	"rulebook_digest", "engine_version", "as_of",
}

// codecs are how columns may be packed: by what lexfit, DuckDB, Spark and pandas use. Others, of which the library's LZ4 takes whatever
// room a damaged page asks for, are not read.
var codecs = []format.CompressionCodec{format.Zstd, format.Snappy, format.Gzip, format.Uncompressed}

// Results are a file of rows.
type Results struct {
	// File is its name for people.
	File string
	// Program is the version of the program that wrote it, and Asked what the server was asked; empty and nil where the file does
	// not say, as one that another program wrote.
	Program string
	Asked   *lexfitv1.ScoreOptions

	file *parquet.File
}

// Open reads the foot of a file of results.
func Open(name string, from io.ReaderAt, size int64) (results *Results, err error) {
	defer guard(name, &err)
	if err := checkFoot(from, size); err != nil {
		return nil, fmt.Errorf("%s: is no Parquet file, or is damaged (%w): expected what lexfit score -o parquet writes", name, err)
	}
	file, err := parquet.OpenFile(from, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, fmt.Errorf("%s: is no Parquet file, or is damaged (%w): expected what lexfit score -o parquet writes", name, err)
	}
	made := &Results{File: name, file: file}
	if said, has := file.Lookup(keyVersion); has && said != version {
		return nil, fmt.Errorf("%s: its columns are of version %q, and this program knows version %s: read it with a newer lexfit", name, said, version)
	}
	if err := made.check(); err != nil {
		return nil, err
	}
	made.Program, _ = file.Lookup(keyProgram)
	if asked, has := file.Lookup(keyOptions); has {
		made.Asked = &lexfitv1.ScoreOptions{}
		if err := (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal([]byte(asked), made.Asked); err != nil {
			return nil, fmt.Errorf("%s: %s cannot be read: was it changed? leave it out of the file's metadata", name, keyOptions)
		}
	}
	return made, nil
}

// A file ends with its foot, the foot's length in four bytes, and four letters; it begins with the letters.
const (
	letters  = "PAR1"
	footEnd  = 8
	mostFoot = 256 << 20 // of some thousand million rows
)

// checkFoot makes sure that the foot lies in the file and is sound, since the library takes the room that its lengths ask for.
func checkFoot(from io.ReaderAt, size int64) error {
	end := make([]byte, footEnd)
	if size < int64(len(letters))+footEnd {
		return errors.New("it is too short")
	}
	if _, err := from.ReadAt(end, size-footEnd); err != nil {
		return err //nolint:wrapcheck // said by Open
	}
	foot := int64(binary.LittleEndian.Uint32(end))
	switch {
	case string(end[footEnd-len(letters):]) != letters:
		return errors.New("its end is none")
	case foot > size-int64(len(letters))-footEnd:
		return errors.New("its foot is longer than the file")
	case foot > mostFoot:
		return fmt.Errorf("its foot is above the limit of %d bytes (256 MiB)", mostFoot)
	}
	text := make([]byte, foot)
	if _, err := from.ReadAt(text, size-footEnd-foot); err != nil {
		return err //nolint:wrapcheck // said by Open
	}
	return sound(text)
}

// check makes sure that the columns are there, and hold what ours do.
func (r *Results) check() error {
	ours := map[string]parquet.Kind{}
	for _, column := range parquet.SchemaOf(Row{}).Fields() {
		ours[column.Name()] = column.Type().Kind()
	}
	var have []string
	for _, column := range r.file.Schema().Fields() {
		want, known := ours[column.Name()]
		if !known {
			continue
		}
		have = append(have, column.Name())
		if !column.Leaf() || column.Repeated() || column.Type().Kind() != want {
			return fmt.Errorf("%s: column %s is of another type than lexfit writes: expected %s; leave columns as they are where rows are chosen", r.File, column.Name(), want)
		}
	}
	for _, group := range r.file.Metadata().RowGroups {
		for _, column := range group.Columns {
			if codec := column.MetaData.Codec; !slices.Contains(codecs, codec) {
				return fmt.Errorf("%s: column %s is packed by %s: expected zstd, snappy, gzip or nothing", r.File, strings.Join(column.MetaData.PathInSchema, "."), codec)
			}
		}
	}
	missing := slices.DeleteFunc(slices.Clone(needed), func(name string) bool { return slices.Contains(have, name) })
	if len(missing) > 0 {
		return fmt.Errorf("%s: has no column %s: expected the columns that lexfit score -o parquet writes", r.File, strings.Join(missing, ", "))
	}
	return nil
}

// batch is how many rows are read at once.
const batch = 256

// All yields the rows in the order of the file. It ends with the first error.
func (r *Results) All() iter.Seq2[*Row, error] {
	return func(yield func(*Row, error) bool) {
		if err := r.each(func(row *Row) bool { return yield(row, nil) }); err != nil {
			yield(nil, err)
		}
	}
}

func (r *Results) each(yield func(*Row) bool) error {
	reader, err := r.begin()
	if err != nil {
		return err
	}
	defer func() { _ = reader.Close() }() // nothing was written
	for {
		rows := make([]Row, batch) // new ones: they are kept
		read, err := r.next(reader, rows)
		for i := range rows[:read] {
			if !yield(&rows[i]) {
				return nil
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (r *Results) begin() (reader *parquet.GenericReader[Row], err error) {
	defer guard(r.File, &err)
	return parquet.NewGenericReader[Row](r.file), nil
}

func (r *Results) next(reader *parquet.GenericReader[Row], rows []Row) (read int, err error) {
	defer guard(r.File, &err)
	if read, err = reader.Read(rows); err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("%s: is damaged: %w", r.File, err)
	}
	return read, err
}

// guard makes an error of a panic: the library trusts what a file says of itself.
func guard(name string, err *error) {
	if said := recover(); said != nil {
		*err = fmt.Errorf("%s: is damaged: %v", name, said)
	}
}
