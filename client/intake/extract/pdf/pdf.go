// Package pdf reads PDFs by PDFium, which runs as WebAssembly in this process: without cgo, without a file or a clock of its own, and
// with a fixed room. It brings seven megabytes along, so that it stands apart and only lexfit-extract links it.
package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"github.com/lexfit/lexfit/client/intake/document"
	"github.com/lexfit/lexfit/client/intake/extract"
	"github.com/lexfit/lexfit/client/intake/extract/layout"
)

// Engine is PDFium, compiled once and started anew for every file.
type Engine struct {
	cache string
	start sync.Once
	pool  pdfium.Pool
	err   error
	close func()
}

// Options are what an Engine is made of.
type Options struct {
	// Cache is a folder for what was compiled, which saves seconds at the next start; empty for none.
	Cache string
}

// CacheFolder is the folder for what was compiled within the user's cache; empty where the system names none.
func CacheFolder() string {
	folder, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "lexfit", "pdfium")
}

// New makes an engine, which starts with the first file and keeps to that file's limits.
func New(options Options) *Engine { return &Engine{cache: options.Cache} }

// wasmPage is the size of a page of WebAssembly's memory, and mostWasmPages all that it can address.
const (
	wasmPage      = 64 << 10
	mostWasmPages = 65536
)

// begin starts PDFium with room for half of what the process may hold: it is copied when it grows.
func (e *Engine) begin(memory int64) error {
	e.start.Do(func() {
		config := wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithMemoryLimitPages(uint32(min(max(memory/2/wasmPage, 512), mostWasmPages))).
			WithCloseOnContextDone(true)
		cache := wazero.NewCompilationCache()
		if e.cache != "" {
			// A cache that cannot be written costs time and nothing else.
			if kept, err := wazero.NewCompilationCacheWithDir(e.cache); err == nil {
				cache = kept
			}
		}
		config = config.WithCompilationCache(cache)
		e.pool, e.err = webassembly.Init(webassembly.Config{
			Context: context.Background(), MaxTotal: 1, MaxIdle: 0, RuntimeConfig: config,
			FSConfig: wazero.NewFSConfig(), // without one it would see all files
			Stdout:   io.Discard, Stderr: io.Discard,
		})
		e.close = func() { _ = cache.Close(context.Background()) }
		if e.err != nil {
			e.err = fmt.Errorf("start PDFium: %w", e.err)
		}
	})
	return e.err
}

// Close ends PDFium.
func (e *Engine) Close() error {
	if e.pool == nil {
		return nil
	}
	err := e.pool.Close()
	e.close()
	if err != nil {
		return fmt.Errorf("end PDFium: %w", err)
	}
	return nil
}

// Read reads a PDF. It is an extract.Reader.
func (e *Engine) Read(ctx context.Context, source extract.Source) (*document.Document, error) {
	if err := e.begin(source.Limits.Memory); err != nil { //nolint:contextcheck // PDFium outlives the file
		return nil, extract.Refuse(extract.NoReader, "PDFium does not start here: %v", err)
	}
	instance, err := e.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("start PDFium: %w", err)
	}
	// Kill ends what runs within PDFium; Close alone would wait for it.
	stop := context.AfterFunc(ctx, func() { _ = instance.Kill() })
	defer func() {
		if stop() {
			_ = instance.Close()
		}
	}()
	reader := &reader{Pdfium: instance, source: source}
	return reader.read(ctx)
}

// reader reads one file.
type reader struct {
	pdfium.Pdfium
	source  extract.Source
	remarks []string
	// pictures are pages that are pictures without text.
	pictures []int
}

func (r *reader) read(ctx context.Context) (*document.Document, error) {
	data := r.source.Data
	loaded, err := r.FPDF_LoadMemDocument(&requests.FPDF_LoadMemDocument{Data: &data})
	if err != nil {
		return nil, asRefusal(err)
	}
	count, err := r.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: loaded.Document})
	if err != nil {
		return nil, fmt.Errorf("count pages: %w", err)
	}
	if count.PageCount > r.source.Limits.Pages {
		return nil, extract.TooManyPages(r.source.Limits)
	}
	pages, brokenPages := make([]layout.Page, 0, count.PageCount), 0
	for i := range count.PageCount {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		page, err := r.page(ctx, requests.Page{ByIndex: &requests.PageByIndex{Document: loaded.Document, Index: i}}, i+1)
		switch {
		case isRefusal(err):
			return nil, err
		case err != nil && strings.Contains(err.Error(), "wasm error"): // PDFium gave up, for good: most often it wants more memory
			return nil, extract.TooMuchMemory(r.source.Limits)
		case err != nil:
			brokenPages++
			r.remarks = append(r.remarks, fmt.Sprintf("page %d is broken and was not read", i+1))
			page = layout.Page{Number: i + 1}
		}
		pages = append(pages, page)
	}
	made := &document.Document{Pages: layout.Pages(pages)}
	switch {
	case brokenPages > 0 && !spoken(made):
		return nil, errAllBroken
	case len(r.pictures) > 0 && !spoken(made):
		return nil, extract.Scanned(extract.PDF)
	case len(r.pictures) > 0:
		r.remarks = append(r.remarks, fmt.Sprintf("pictures instead of text on page %s: they were not read", numbers(r.pictures)))
	}
	made.Remarks = r.remarks
	return made, nil
}

var errAllBroken = errors.New("no page can be read")

func seen(page document.Page) bool {
	for _, line := range page.Lines {
		if line.Hidden == "" {
			return true
		}
	}
	return false
}

// spoken says whether any page has a line that is seen.
func spoken(made *document.Document) bool { return slices.ContainsFunc(made.Pages, seen) }

func numbers(pages []int) string {
	var out []string
	for _, page := range pages {
		out = append(out, strconv.Itoa(page))
	}
	return strings.Join(out, ", ")
}

// asRefusal turns what PDFium says of a file that it cannot open into what to do.
func asRefusal(err error) error {
	text := strings.ToLower(err.Error())
	if strings.Contains(text, "password") || strings.Contains(text, "security") {
		return extract.Refuse(extract.Encrypted, "wants a password: open it and save it without one")
	}
	return fmt.Errorf("open: %w", err)
}

func isRefusal(err error) bool {
	_, refused := errors.AsType[*extract.RefusalError](err)
	return refused
}
