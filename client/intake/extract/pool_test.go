package extract_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/extract"
)

// TestMain is the suite, and each of the programs that it starts: this binary with the child's argument, or by the name of
// lexfit-extract, serves; called as tesseract is, it reads a picture.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) == 4 && os.Args[1] == "stdin":
		fmt.Print(tesseractSays)
	case len(os.Args) == 2 && os.Args[1] == "stranger":
		fmt.Print("\x00\x00\x00\x02{}")
	case len(os.Args) == 2 && os.Args[1] == extract.ChildArgument, filepath.Base(os.Args[0]) == "lexfit-extract":
		readers := extract.Plain().With(extract.TXT, mischief).With(extract.PDF, mischief)
		if err := extract.Serve(context.Background(), readers, os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
	default:
		os.Exit(m.Run())
	}
}

// mischief reads a text, and does what it says.
func mischief(ctx context.Context, source extract.Source) (*document.Document, error) {
	text := strings.TrimSpace(strings.TrimPrefix(string(source.Data), "%PDF-"))
	switch text {
	case "crash":
		os.Exit(7)
	case "panic":
		panic("a reader's own fault")
	case "error":
		return nil, errors.New("a library says: Dana Whitfield")
	case "hang":
		<-ctx.Done()
		return nil, ctx.Err()
	case "deaf":
		select {}
	case "fill":
		var rooms [][]byte
		for {
			rooms = append(rooms, make([]byte, 16<<20))
			for i := 0; i < len(rooms[len(rooms)-1]); i += 4096 {
				rooms[len(rooms)-1][i] = 1
			}
		}
	}
	return &document.Document{Pages: []document.Page{{Number: 1, Lines: []document.Line{{Number: 1, Text: fmt.Sprint(os.Getpid(), " ", text), Pieces: []document.Piece{{Text: text}}}}}}}, nil
}

func newPool(t *testing.T, options extract.Options) *extract.Pool {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if options.Self == nil {
		options.Self = []string{self, extract.ChildArgument}
	}
	if options.Program == "" {
		options.Program = filepath.Join(t.TempDir(), "lexfit-extract")
		if err := os.Symlink(self, options.Program); err != nil {
			t.Skip("no links here:", err)
		}
	}
	made, err := extract.NewPool(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(made.Close)
	return made
}

// says reads a text through the pool and returns the child that read it.
func says(t *testing.T, pool *extract.Pool, text string) string {
	t.Helper()
	made, err := pool.ReadBytes(t.Context(), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	child, said, _ := strings.Cut(made.Pages[0].Lines[0].Text, " ")
	if want := strings.TrimSpace(strings.TrimPrefix(text, "%PDF-")); said != want {
		t.Errorf("read %q, want %q", said, want)
	}
	return child
}

func TestPool(t *testing.T) {
	t.Parallel()
	pool := newPool(t, extract.Options{Workers: 1})
	first := says(t, pool, "one")
	if again := says(t, pool, "two"); again != first {
		t.Errorf("child %s read one file and %s the next", first, again)
	}
	if other := says(t, pool, "%PDF- three"); other == first {
		t.Error("a PDF went to the child that reads none")
	}
	file := filepath.Join(t.TempDir(), "résumé.docx")
	if err := os.WriteFile(file, samples(t)[extract.DOCX], 0o600); err != nil {
		t.Fatal(err)
	}
	made, err := pool.Read(t.Context(), file)
	if err != nil || made.Format != "docx" || made.Pages[0].Lines[1].Text != "Work" {
		t.Errorf("read %v, %v", made, err)
	}
	if _, err := pool.Read(t.Context(), file+"x"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no such file: %v", err)
	}
	if _, err := pool.ReadBytes(t.Context(), make([]byte, 33<<20)); err == nil || !strings.Contains(err.Error(), "32 MiB") {
		t.Errorf("a large file: %v", err)
	}
}

// A file that breaks its child is an error of its own, and the rest go on.
func TestPoolMischief(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		why  extract.Why
		says string
	}{
		"crash": {extract.Limit, "broke the program"},
		"panic": {extract.Broken, "save it anew"},
		"error": {extract.Broken, "save it anew"},
		"hang":  {extract.Limit, "within 2s"},
		"deaf":  {extract.Limit, "within 2s"},
		"fill":  {extract.Limit, "256 MiB of memory"},
		"":      {extract.Empty, "is empty"},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			if text == "fill" && !confined {
				t.Skip("no limit on memory here")
			}
			limits, times := extract.DefaultLimits(), 2 // in a child that has read a file, and in a new one
			switch limits.Memory = 256 << 20; text {
			case "hang", "deaf":
				limits.Time, times = 2*time.Second, 1
			}
			pool := newPool(t, extract.Options{Workers: 1, Limits: limits})
			for range times {
				says(t, pool, "before")
				_, err := pool.ReadBytes(t.Context(), []byte(text))
				refusal, refused := errors.AsType[*extract.RefusalError](err)
				if !refused || refusal.Why != want.why || !strings.Contains(refusal.Says, want.says) || strings.Contains(refusal.Says, "Dana") {
					t.Errorf("%v, want %q with %q", err, want.why, want.says)
				}
				says(t, pool, "after")
			}
		})
	}
}

// A child is replaced after as many files as asked, so that memory stays flat.
func TestPoolReplaces(t *testing.T) {
	t.Parallel()
	pool := newPool(t, extract.Options{Workers: 1, FilesEach: 3})
	var children []string
	for range 7 {
		children = append(children, says(t, pool, "text"))
	}
	if got := len(slices.Compact(children)); got != 3 {
		t.Errorf("7 files, 3 a child, were read by %d children", got)
	}
}

func TestPoolAtOnce(t *testing.T) {
	t.Parallel()
	pool := newPool(t, extract.Options{Workers: 2})
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			text := fmt.Sprint("text ", i)
			made, err := pool.ReadBytes(t.Context(), []byte(text))
			if err != nil || !strings.HasSuffix(made.Pages[0].Lines[0].Text, " "+text) {
				t.Errorf("read %v, %v", made, err)
			}
		})
	}
	group.Wait()
}

// Whoever interrupts waits for no file.
func TestPoolInterrupted(t *testing.T) {
	t.Parallel()
	pool := newPool(t, extract.Options{Workers: 1})
	says(t, pool, "before")
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, stop)
	if _, err := pool.ReadBytes(ctx, []byte("deaf")); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	if _, err := pool.ReadBytes(ctx, []byte("more")); !errors.Is(err, context.Canceled) {
		t.Errorf("after an interruption: %v", err)
	}
	says(t, pool, "after")
}

func TestPoolPrograms(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		options extract.Options
		data    string
		says    string
	}{
		"no lexfit-extract": {extract.Options{Program: filepath.Join(t.TempDir(), "none")}, "%PDF-", "go install github.com/lexfit/lexfit/client/cmd/lexfit-extract"},
		"another program":   {extract.Options{Self: []string{self, "stranger"}}, "text", "does not answer"},
		"none that starts":  {extract.Options{Self: []string{t.TempDir()}}, "text", "start"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pool := newPool(t, test.options)
			if _, err := pool.ReadBytes(t.Context(), []byte(test.data)); err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("%v, want %q", err, test.says)
			}
		})
	}
	if _, err := extract.NewPool(extract.Options{OCR: filepath.Join(t.TempDir(), "none")}); err == nil || !strings.Contains(err.Error(), "install tesseract") {
		t.Errorf("no program for pictures: %v", err)
	}
}

const tesseractSays = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n" +
	"1\t1\t0\t0\t0\t0\t0\t0\t1275\t1650\t-1\t\n4\t1\t1\t1\t1\t0\t100\t100\t400\t30\t-1\t\n5\t1\t1\t1\t1\t1\t100\t100\t20\t30\t30\te\n" +
	"5\t1\t1\t1\t1\t2\t140\t100\t100\t30\t90\tSenior\n5\t1\t1\t1\t1\t3\t250\t100\t150\t30\t91.5\tParalegal\n5\t1\t1\t1\t1\t4\t1000\t100\t100\t30\t91\t2019\n"

func TestPictureByOCR(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	pool := newPool(t, extract.Options{OCR: self})
	made, err := pool.ReadBytes(t.Context(), []byte("\x89PNG\r\n\x1a\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := shown(made); len(got) != 1 || got[0] != "* Senior Paralegal | 2019" || len(made.Remarks) != 1 {
		t.Errorf("read %q, %q", got, made.Remarks)
	}
}
