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
	"strings"
)

// Format is how a file is written.
type Format string

// The formats there are. Auto goes by the file's extension, and by the first bytes where there is none.
const (
	Auto  Format = ""
	JSON  Format = "json"
	JSONL Format = "jsonl"
)

// ParseFormat reads the name of a format.
func ParseFormat(name string) (Format, error) {
	switch f := Format(name); f {
	case Auto, JSON, JSONL:
		return f, nil
	default:
		return Auto, fmt.Errorf("--input %q: expected jsonl or json", name)
	}
}

// Check says what is wrong with a list of files before any of them is read: one that is missing, a folder, a format that
// cannot be told, standard input named twice.
func Check(files []string, format Format) error {
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
		if _, err := byExtension(file, format); err != nil {
			problems = append(problems, err)
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
	switch ext := strings.ToLower(filepath.Ext(file)); ext {
	case ".jsonl", ".ndjson":
		return JSONL, nil
	case ".json":
		return JSON, nil
	case "":
		return Auto, nil
	default:
		return Auto, fmt.Errorf("%s: cannot tell the format by %s; expected .jsonl or .json, or say --input jsonl or --input json", file, ext)
	}
}

// Read reads one file, "-" for standard input, and yields its rows until yield says false. It returns how many rows
// there were, and an error where the file could not be read at all or not to its end.
func Read(file string, format Format, stdin io.Reader, yield func(*Row) bool) (int, error) {
	source := stdin
	if file != "-" {
		var err error
		if format, err = byExtension(file, format); err != nil {
			return 0, err
		}
		f, err := os.Open(file) //nolint:gosec // the file is the one that the caller asked to read
		if err != nil {
			return 0, plainPathError(file, err)
		}
		defer f.Close() //nolint:errcheck // opened for reading: nothing is lost
		source = f
	}
	r := bufio.NewReaderSize(source, 64<<10)
	if mark, _ := r.Peek(3); string(mark) == "\ufeff" {
		_, _ = r.Discard(3) // a byte-order mark, which some editors write; it was just seen
	}
	if format == Auto {
		format = sniff(r)
	}
	rows := 0
	count := func(row *Row) bool {
		rows++
		return yield(row)
	}
	read := readLines
	if format == JSON {
		read = readDocument
	}
	if err := read(file, r, count); err != nil {
		return rows, plainPathError((&Row{File: file}).FileName(), err)
	}
	return rows, nil
}

// sniff tells the format by the first bytes: an array, or an object that does not begin and end on one line, is a JSON
// document; anything else is read line by line, which loses least where it is wrong.
func sniff(r *bufio.Reader) Format {
	// No more is waited for than the first line: whoever feeds a pipe line by line wants the answers as they come.
	const most = 4 << 10
	var head []byte
	for seen := 0; seen < most && !bytes.Contains(head, []byte{'\n'}); {
		_, err := r.Peek(seen + 1)
		seen = min(r.Buffered(), most)
		head, _ = r.Peek(seen) // peeked anew each time: reading moves the buffer
		head = bytes.TrimLeft(head, " \t\r\n")
		if err != nil {
			break // the end, or what the reading of the rows will meet again
		}
	}
	first, _, more := bytes.Cut(head, []byte{'\n'})
	first = bytes.TrimSpace(first)
	if bytes.HasPrefix(first, []byte{'['}) || more && string(first) == "{" {
		return JSON
	}
	return JSONL
}
