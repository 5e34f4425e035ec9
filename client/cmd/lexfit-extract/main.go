// Command lexfit-extract reads résumés of every format into lines of text for lexfit, PDF among them. It stands apart so that lexfit does
// not carry PDFium along.
//
// Without an argument it serves a parent over standard input and output. With files it prints the document of each, a line of JSON a
// file: what lexfit reads in them.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/extract"
	"github.com/lexfit/lexfit/client/intake/extract/pdf"
)

func main() { os.Exit(mainCode(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// mainCode is main with an exit code, so that a test can run the command as a program.
func mainCode(args []string, in io.Reader, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	flags := flag.NewFlagSet("lexfit-extract", flag.ContinueOnError)
	flags.SetOutput(errs)
	ocr := flags.String("ocr", "", "program that reads pictures as tesseract does (default: none)")
	text := flags.Bool("text", false, "print the lines alone, with | between their pieces")
	flags.Usage = func() {
		_, _ = fmt.Fprintln(errs, "lexfit starts this program by itself to read PDFs.\nBy hand: lexfit-extract [--text] [--ocr PROGRAM] FILE… prints what is read in files.")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return 2
	}
	engine := pdf.New(pdf.Options{Cache: pdf.CacheFolder()})
	defer engine.Close() //nolint:errcheck // the process ends
	readers := extract.Plain().With(extract.PDF, engine.Read)
	if flags.NArg() == 0 {
		if err := extract.Serve(ctx, readers, in, out); err != nil {
			_, _ = fmt.Fprintln(errs, "lexfit-extract:", err)
			return 1
		}
		return 0
	}
	code := 0
	written := bufio.NewWriter(out)
	for _, name := range flags.Args() {
		if err := show(ctx, readers, name, *ocr, *text, written); err != nil {
			_, _ = fmt.Fprintf(errs, "lexfit-extract: %s: %v\n", name, err)
			code = 1
		}
	}
	if err := written.Flush(); err != nil {
		return 1
	}
	return code
}

// show prints what is read in a file.
func show(ctx context.Context, readers extract.Readers, name, ocr string, text bool, out io.Writer) error {
	data, err := os.ReadFile(name) //nolint:gosec // the caller names the file
	if err != nil {
		return fmt.Errorf("read the file: %w", err)
	}
	made, err := readers.Read(ctx, extract.Source{Data: data, Limits: extract.DefaultLimits(), OCR: ocr})
	if err != nil {
		return err //nolint:wrapcheck // a refusal is a sentence for people
	}
	if text {
		return printText(made, out)
	}
	if err := json.NewEncoder(out).Encode(made); err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return nil
}

// printText prints a document's lines with their marks.
func printText(made *document.Document, out io.Writer) error {
	for _, page := range made.Pages {
		for _, line := range page.Lines {
			texts := make([]string, 0, len(line.Pieces))
			for _, piece := range line.Pieces {
				texts = append(texts, piece.Text)
			}
			if _, err := fmt.Fprintf(out, "%d.%d\t%d\t%d\t%s\t%s\n", page.Number, line.Number, line.Block, line.Row, marks(line), strings.Join(texts, " | ")); err != nil {
				return fmt.Errorf("print: %w", err)
			}
		}
	}
	for _, remark := range made.Remarks {
		if _, err := fmt.Fprintf(out, "# %s\n", remark); err != nil {
			return fmt.Errorf("print: %w", err)
		}
	}
	return nil
}

// marks are what is known of a line besides its text, in signs: its size, b for bold, i for italic, * for a bullet, h and its level for a
// heading, r for what runs from page to page, and why it is hidden.
func marks(line document.Line) string {
	text := []string{fmt.Sprintf("%.4g", line.Size)}
	for _, mark := range []struct {
		on   bool
		sign string
	}{{line.Bold, "b"}, {line.Italic, "i"}, {line.Bullet, "*"}, {line.Heading > 0, fmt.Sprintf("h%d", line.Heading)}, {line.Running, "r"}, {line.Hidden != "", string(line.Hidden)}} {
		if mark.on {
			text = append(text, mark.sign)
		}
	}
	return strings.Join(text, "")
}
