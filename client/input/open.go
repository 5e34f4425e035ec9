package input

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
)

// Format is how a file is written.
type Format string

// The formats there are. Auto goes by the file's extension, and by the first bytes where there is none.
const (
	Auto  Format = ""
	JSON  Format = "json"
	JSONL Format = "jsonl"
	CSV   Format = "csv"
	XLSX  Format = "xlsx"
	// JSONResume is told by its content too, in files that may be JSON or JSON Lines.
	JSONResume Format = "jsonresume"
)

// Formats are the names of the formats.
func Formats() []string {
	return []string{string(JSONL), string(JSON), string(CSV), string(XLSX), string(JSONResume)}
}

// ParseFormat reads the name of a format.
func ParseFormat(name string) (Format, error) {
	switch format := Format(name); format {
	case Auto, JSON, JSONL, CSV, XLSX, JSONResume:
		return format, nil
	case Document: // told by the extension alone
	}
	return Auto, fmt.Errorf("--input %q: expected one of %s", name, strings.Join(Formats(), ", "))
}

// Check says what is wrong with a list of files before any of them is read: one that is missing, a folder, a format that
// cannot be told, standard input named twice.
func Check(files []string, options *Options) error {
	var problems []error
	stdin := 0
	for _, file := range files {
		if file == "-" {
			if stdin++; stdin == 2 {
				problems = append(problems, errors.New("- is given twice: standard input can be read once"))
			}
			continue
		}
		info, err := os.Stat(file)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			problems = append(problems, fmt.Errorf("%s: no such file; check the name, or give - for standard input", file))
			continue
		case err != nil:
			problems = append(problems, plainPathError(file, err))
			continue
		case info.IsDir():
			problems = append(problems, fmt.Errorf("%s: is a folder; give the files in it, such as %s", file, filepath.Join(file, "*.jsonl")))
			continue
		}
		switch format, err := byExtension(file, options.Format); {
		case err != nil:
			problems = append(problems, err)
		case format == Document && options.Documents == nil:
			problems = append(problems, fmt.Errorf("%s: is a résumé, and profiles are read here: lexfit convert makes them", file))
		}
	}
	return errors.Join(problems...)
}

// plainPathError says what is wrong without the name of a system call.
func plainPathError(file string, err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		err = pe.Err
	}
	return fmt.Errorf("%s: cannot be read: %w", file, err)
}

func byExtension(file string, format Format) (Format, error) {
	if format != Auto {
		return format, nil
	}
	if document, _ := isDocument(file); document {
		return Document, nil
	}
	name := strings.ToLower(file)
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".zst")
	switch ext := filepath.Ext(name); ext {
	case ".jsonl", ".ndjson":
		return JSONL, nil
	case ".json":
		return JSON, nil
	case ".csv", ".tsv":
		return CSV, nil
	case ".xlsx", ".xlsm":
		return XLSX, nil
	case ".xls", ".ods":
		return Auto, fmt.Errorf("%s: a %s workbook cannot be read: save it as .xlsx or as CSV", file, ext)
	case "":
		return Auto, nil
	default:
		return Auto, fmt.Errorf("%s: cannot tell the format by %s; expected .jsonl, .json, .csv, .tsv or .xlsx, packed as .gz or .zst or not, a résumé as .pdf or .docx, or say --input with one of %s",
			file, ext, strings.Join(Formats(), ", "))
	}
}

// Options say how files are read.
type Options struct {
	// Format is how the files are written; Auto goes by their extension.
	Format Format
	// Map says what the columns of a table mean; nil leaves it to their heads.
	Map *Map
	// ATS is the system that made a table, one of Systems; empty leaves it to its heads.
	ATS string
	// AsOf is the day by which dates of an import lie ahead, or a job has lasted, such as 2026-11-24; empty doubts nothing.
	AsOf string
	// Keep are the heads of columns that are carried through as labels of that name, besides what they are read as.
	Keep []string
	// Encoding is how the characters of CSV files are encoded, such as macintosh; empty leaves it to the file.
	Encoding string
	// Sheet is the name or the number, from 1, of a workbook's sheet; empty for the first that is not hidden.
	Sheet string
	// Stdin is what "-" reads.
	Stdin io.Reader
	// Notice takes what is to be said of a file as a whole, once each, such as columns that are not read; nil for nobody.
	Notice func(string)
	// Documents reads résumés and their drafts; nil where they are not read.
	Documents Documents
	// Skip says which rows, by their place in the file from 0, nobody will ask the profile of: where that saves work they come without
	// one and without problems. Nil skips none.
	Skip func(index int) bool
	// Bytes counts what has been read of the files, as they are packed; nil counts nothing.
	Bytes *atomic.Int64
}

// known says whether a column's head means something.
func (o *Options) known(head string) bool {
	_, mapped := o.Map.field(head)
	return mapped || guess(head) != "" || slices.ContainsFunc(systems, func(one ats) bool { return one.heads[headKey(head)] != "" })
}

// skips says whether a row need not be taken apart.
func (o *Options) skips(index int) bool { return o.Skip != nil && o.Skip(index) }

// located is an error that names its file.
type located struct{ error }

func (l located) Unwrap() error { return l.error }

// source is one file being read.
type source struct {
	file     string
	options  *Options
	unmapped unmapped // of JSON Resumes; nil before the first
}

func (s *source) notice(format string, args ...any) {
	if s.options.Notice != nil {
		s.options.Notice(fmt.Sprintf(format, args...))
	}
}

// name is the file's name for people.
func (s *source) name() string { return (&Row{File: s.file}).FileName() }

// rowID is the id of a row that has none of its own: the file's name without its extensions, and the row's number from 1.
func (s *source) rowID(index int) string {
	return fmt.Sprintf("%s-%d", s.stem(), index+1)
}

// stem is the file's name without its extensions.
func (s *source) stem() string {
	if s.file == "-" {
		return "stdin"
	}
	stem := filepath.Base(s.file)
	for _, packed := range []string{".gz", ".zst"} {
		stem = strings.TrimSuffix(stem, packed)
	}
	if bare := strings.TrimSuffix(stem, filepath.Ext(stem)); bare != "" {
		stem = bare // smith.jane.json and smith.john.json are two people
	}
	const most = 100 // of the 128 that the contract takes
	if runes := []rune(stem); len(runes) > most {
		stem = string(runes[:most])
	}
	return stem
}

// Read reads one file, "-" for standard input, and yields its rows until yield says false. It returns how many rows
// there were, and an error where the file could not be read at all or not to its end.
func Read(file string, format Format, stdin io.Reader, yield func(*Row) bool) (int, error) {
	return ReadWith(file, &Options{Format: format, Stdin: stdin}, yield)
}

// ReadWith is Read with all there is to say about how.
func ReadWith(file string, options *Options, yield func(*Row) bool) (int, error) {
	made := &source{file: file, options: options}
	if format, err := byExtension(file, options.Format); err == nil && format == Document && file != "-" {
		if options.Documents == nil {
			return 0, fmt.Errorf("%s: is a résumé, and profiles are read here: lexfit convert makes them", file)
		}
		return made.readPerson(yield)
	}
	rows := 0
	err := made.open(func(reader *bufio.Reader, format Format) error {
		return made.read(reader, format, func(row *Row) bool {
			rows++
			return yield(row)
		})
	})
	return rows, err
}

// open opens the file, unpacks it where it is packed, tells its format, and hands it on.
func (s *source) open(do func(*bufio.Reader, Format) error) error {
	in, format := s.options.Stdin, s.options.Format
	name := (&Row{File: s.file}).FileName()
	if s.file != "-" {
		var err error
		if format, err = byExtension(s.file, format); err != nil {
			return err
		}
		opened, err := os.Open(s.file)
		if err != nil {
			return plainPathError(s.file, err)
		}
		defer opened.Close() //nolint:errcheck // opened for reading: nothing is lost
		in = opened
	}
	if s.options.Bytes != nil {
		in = &tally{in, s.options.Bytes}
	}
	plain, done, err := unpack(bufio.NewReaderSize(in, 64<<10))
	if err != nil {
		return plainPathError(name, err)
	}
	defer done()
	reader, ok := plain.(*bufio.Reader)
	if !ok {
		reader = bufio.NewReaderSize(plain, 64<<10)
	}
	if format != CSV && format != XLSX {
		dropMark(reader)
	}
	if format == Auto || format == JSONResume {
		format = s.sniff(reader, format)
	}
	err = do(reader, format)
	s.tellUnmapped()
	if _, ok := errors.AsType[located](err); ok || err == nil {
		return err
	}
	return plainPathError(name, err)
}

// tally counts the bytes read.
type tally struct {
	r io.Reader
	n *atomic.Int64
}

func (t *tally) Read(data []byte) (int, error) {
	count, err := t.r.Read(data)
	t.n.Add(int64(count))
	return count, err //nolint:wrapcheck // a reader hands on what it met
}

func (s *source) read(reader *bufio.Reader, format Format, yield func(*Row) bool) error {
	switch format {
	case CSV:
		return s.readCSV(reader, yield)
	case JSON:
		return s.readDocument(reader, yield)
	case XLSX:
		return s.readWorkbook(reader, yield)
	case JSONL, Auto, JSONResume, Document:
	}
	return s.readLines(reader, 1, yield)
}

// Columns says what the columns of a table are taken for, by the map and a guess.
func Columns(file string, options *Options) ([]Column, error) {
	made := &source{file: file, options: options}
	var columns []Column
	err := made.open(func(reader *bufio.Reader, format Format) error {
		survey, err := made.survey(reader, format)
		if errors.Is(err, io.EOF) {
			err = errors.New("is empty: expected a line of heads")
		}
		if err != nil {
			return err
		}
		plan, err := newPlan(made, survey, made.name())
		if err != nil {
			return located{err}
		}
		columns = plan.columns()
		return nil
	})
	return columns, err
}

// survey looks at the beginning of a table; io.EOF where it is empty.
func (s *source) survey(reader *bufio.Reader, format Format) (*survey, error) {
	switch format {
	case XLSX:
		return s.workbookSurvey(reader)
	case CSV:
		in, err := s.openCSV(reader)
		if err != nil {
			return nil, err
		}
		_, err = in.head()
		return in.survey, err
	case JSON, JSONL, Auto, JSONResume, Document:
	}
	return nil, errNoTable
}

// Expand turns folders into the files in them that have a known extension, and patterns such as in/*.csv into the files
// that match, sorted by name; other names stay as they are.
func Expand(args []string, options *Options) ([]string, error) {
	var files []string
	var problems []error
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch {
		case arg == "-":
			files = append(files, arg)
		case err == nil && info.IsDir():
			found, err := expandFolder(arg, options)
			if err != nil {
				problems = append(problems, err)
			}
			files = append(files, found...)
		case err != nil && strings.ContainsAny(arg, "*?["):
			matches, err := filepath.Glob(arg) // sorted
			if err != nil || len(matches) == 0 {
				problems = append(problems, fmt.Errorf("%s: no file matches", arg))
			}
			files = append(files, matches...)
		default:
			files = append(files, arg)
		}
	}
	return files, errors.Join(problems...)
}

// sniff tells the format by the first bytes: a workbook by its signature, a JSON document by an array or an object that does
// not begin and end on one line, CSV by a first line of known heads. Anything else is read line by line, which loses least
// where it is wrong.
func (s *source) sniff(reader *bufio.Reader, format Format) Format {
	if signature, _ := reader.Peek(4); format == Auto && string(signature) == "PK\x03\x04" {
		return XLSX
	}
	// No more is waited for than the first line: whoever feeds a pipe line by line wants the answers as they come.
	const most = 4 << 10
	var head []byte
	for seen := 0; seen < most && !bytes.Contains(head, []byte{'\n'}); {
		_, err := reader.Peek(seen + 1)
		seen = min(reader.Buffered(), most)
		head, _ = reader.Peek(seen) // peeked anew each time: reading moves the buffer
		head = bytes.TrimLeft(head, " \t\r\n")
		if err != nil {
			break // the end, or what the reading of the rows will meet again
		}
	}
	first, _, more := bytes.Cut(head, []byte{'\n'})
	first = bytes.TrimSpace(first)
	switch {
	case bytes.HasPrefix(first, []byte{'['}), more && string(first) == "{":
		return JSON
	case format == Auto && s.options.looksLikeHeads(first):
		return CSV
	}
	return JSONL
}

// looksLikeHeads says whether a line is the heads of a table: no JSON, and two columns or more that are known.
func (o *Options) looksLikeHeads(line []byte) bool {
	if bytes.HasPrefix(line, []byte{'{'}) {
		return false
	}
	known := 0
	for _, cell := range bytes.FieldsFunc(line, func(letter rune) bool { return strings.ContainsRune(",;\t|", letter) }) {
		if o.known(strings.Trim(string(cell), "\" \ufeff")) {
			known++
		}
	}
	return known >= 2
}
