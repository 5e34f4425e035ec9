package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/lexfit/lexfit/client/intake/document"
)

// Options are what a Pool is made of.
type Options struct {
	// Self is the command that serves every format but PDF, with its arguments; empty for this very program with the argument ChildArgument.
	Self []string
	// Program is the path of lexfit-extract, which serves PDF; empty for the one that is found (see Find).
	Program string
	// OCR is a program that reads pictures as tesseract does; empty for none.
	OCR string
	// Workers is how many files are read at once; 0 for two.
	Workers int
	// FilesEach is how many files a child reads before another takes its place; 0 for 200.
	FilesEach int
	// Limits are what a file may cost; the zero value for DefaultLimits.
	Limits Limits
}

// ChildArgument is the hidden subcommand by which lexfit starts itself as a child.
const ChildArgument = "extract-serve"

// Variable names lexfit-extract in the environment.
const Variable = "LEXFIT_EXTRACT"

// Install says how to come by lexfit-extract.
const Install = "install it by go install github.com/lexfit/lexfit/client/cmd/lexfit-extract@latest, or put the one of the release's archive beside lexfit, or name it by " + Variable

// Pool reads files in child processes, several at once. Its methods may be called from everywhere.
type Pool struct {
	options Options
	workers chan *worker
	closing sync.Once
}

// worker is a place for one file at a time: a child for PDF, and one for everything else.
type worker struct{ plain, pdf *child }

// NewPool makes a pool. Children start with the first file that wants them.
func NewPool(options Options) (*Pool, error) {
	if options.Workers <= 0 {
		options.Workers = 2
	}
	if options.FilesEach <= 0 {
		options.FilesEach = 200
	}
	if options.Limits == (Limits{}) {
		options.Limits = DefaultLimits()
	}
	if len(options.Self) == 0 {
		self, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("find this program to start it as a reader: %w", err)
		}
		options.Self = []string{self, ChildArgument}
	}
	if options.OCR != "" {
		found, err := exec.LookPath(options.OCR)
		if err != nil {
			return nil, fmt.Errorf("the program that reads pictures, %s, is not there: install tesseract, or leave it out", options.OCR)
		}
		options.OCR = found
	}
	made := &Pool{options: options, workers: make(chan *worker, options.Workers)}
	for range options.Workers {
		made.workers <- &worker{}
	}
	return made, nil
}

// Close ends the children. No file may be read any more.
func (p *Pool) Close() {
	p.closing.Do(func() {
		for range p.options.Workers {
			one := <-p.workers
			one.plain.end()
			one.pdf.end()
		}
	})
}

// Find is the path of lexfit-extract: the one that is named, by the environment or as said, else the one beside this program, else the
// one on the path of programs.
func Find(named string) (string, error) {
	if named == "" {
		named = os.Getenv(Variable)
	}
	if named != "" {
		found, err := exec.LookPath(named)
		if err != nil {
			return "", refuse(NoReader, "is a PDF, and the program named to read it, %s, is not there: name another by %s, or %s", named, Variable, Install)
		}
		return found, nil
	}
	name := program
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if self, err := os.Executable(); err == nil {
		if found, err := exec.LookPath(filepath.Join(filepath.Dir(self), name)); err == nil {
			return found, nil
		}
	}
	if found, err := exec.LookPath(name); err == nil {
		return found, nil
	}
	return "", refuse(NoReader, "is a PDF, which lexfit reads by a program of its own, %s, and it was not found: %s", program, Install)
}

// Read reads a file. What is wrong with the file is a *RefusalError; any other error is about the machine or the context.
func (p *Pool) Read(ctx context.Context, file string) (*document.Document, error) {
	data, err := p.load(file)
	if err != nil {
		return nil, err
	}
	return p.ReadBytes(ctx, data)
}

// load reads a file's bytes, no more than it may have.
func (p *Pool) load(file string) ([]byte, error) {
	opened, err := os.Open(file) //nolint:gosec // the caller names the file
	if err != nil {
		return nil, fmt.Errorf("open the file: %w", err)
	}
	defer opened.Close() //nolint:errcheck // opened for reading
	data, err := io.ReadAll(io.LimitReader(opened, p.options.Limits.Bytes+1))
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	if int64(len(data)) > p.options.Limits.Bytes {
		return nil, tooLarge(p.options.Limits)
	}
	return data, nil
}

// ReadBytes reads a file by its bytes.
func (p *Pool) ReadBytes(ctx context.Context, data []byte) (*document.Document, error) {
	if int64(len(data)) > p.options.Limits.Bytes {
		return nil, tooLarge(p.options.Limits)
	}
	var one *worker
	select {
	case one = <-p.workers:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { p.workers <- one }()
	place, command := &one.plain, p.options.Self
	if isPDF(data) {
		found, err := Find(p.options.Program)
		if err != nil {
			return nil, err
		}
		place, command = &one.pdf, []string{found}
	}
	for {
		fresh := *place == nil
		if fresh {
			started, err := start(ctx, command, p.options)
			if err != nil {
				return nil, err
			}
			*place = started
		}
		made, err := (*place).read(ctx, data)
		if err == nil {
			if (*place).files >= p.options.FilesEach {
				(*place).end()
				*place = nil
			}
			return made.result()
		}
		(*place).kill()
		*place = nil
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.Is(err, errSlow):
			return nil, tooSlow(p.options.Limits)
		case !fresh: // what a file comes to must not hang on those before it
			continue
		}
		return nil, TooMuchMemory(p.options.Limits)
	}
}
