package main

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"
)

// made is when every document says that it was made.
var made = time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)

// run runs a renderer in its folder, and says what it printed if it fails.
func run(ctx context.Context, work, name string, arguments ...string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, name, arguments...) //nolint:gosec // the renderers alone
	command.Dir = work
	command.Env = append(os.Environ(), fmt.Sprintf("SOURCE_DATE_EPOCH=%d", made.Unix()), "FORCE_SOURCE_DATE=1", "TZ=UTC", "LC_ALL=C.UTF-8",
		"HOME="+work, "QT_QPA_PLATFORM=offscreen", "QT_HASH_SEED=0", "XDG_RUNTIME_DIR="+work)
	output, err := command.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, output)
	}
	return nil
}

// chromium prints a page of HTML.
func chromium(ctx context.Context, work string, s sheet) ([]byte, error) {
	if err := writeWeb(work, s, false); err != nil {
		return nil, err
	}
	err := run(ctx, work, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
		"--user-data-dir="+filepath.Join(work, "profile"), "--print-to-pdf="+filepath.Join(work, "out.pdf"), filepath.Join(work, "in.html"))
	if err != nil {
		return nil, err
	}
	return readPDF(work, "out.pdf")
}

// wkhtmltopdf prints a page of HTML by a browser of 2012.
func wkhtmltopdf(ctx context.Context, work string, s sheet) ([]byte, error) {
	if err := writeWeb(work, s, true); err != nil {
		return nil, err
	}
	if err := run(ctx, work, "wkhtmltopdf", "--quiet", "--disable-smart-shrinking", "--zoom", "1.65", "-s", "Letter", "-L", "18mm", "-R", "18mm", "-T", "18mm", "-B", "18mm", "in.html", "out.pdf"); err != nil {
		return nil, err
	}
	return readPDF(work, "out.pdf")
}

// viaLibreOffice makes another format of the document of Word.
func viaLibreOffice(format string) func(context.Context, string, sheet) ([]byte, error) {
	return func(ctx context.Context, work string, s sheet) ([]byte, error) {
		document, err := word(ctx, work, s)
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(work, "resume.docx"), document, 0o600); err != nil {
			return nil, err
		}
		filter := map[string]string{"pdf": "pdf:writer_pdf_Export", "docx": "docx:MS Word 2007 XML", "odt": "odt", "rtf": "rtf"}[format]
		err = run(ctx, work, "soffice", "-env:UserInstallation=file://"+filepath.Join(filepath.Dir(work), "libreoffice"), "--headless",
			"--convert-to", filter, "--outdir", "made", "resume.docx")
		if err != nil {
			return nil, err
		}
		name := filepath.Join("made", "resume."+format)
		if format == "pdf" {
			return readPDF(work, name)
		}
		content, err := os.ReadFile(filepath.Join(work, name)) //nolint:gosec // a file of our own scratch folder
		if err != nil {
			return nil, err
		}
		if format == "rtf" {
			return rtfTimes.ReplaceAll(content, []byte("")), nil
		}
		return settled(content)
	}
}

// pandoc makes a document of Markdown.
func pandoc(format string) func(context.Context, string, sheet) ([]byte, error) {
	return func(ctx context.Context, work string, s sheet) ([]byte, error) {
		if err := os.WriteFile(filepath.Join(work, "in.md"), []byte(markdown(s)), 0o600); err != nil {
			return nil, err
		}
		if err := run(ctx, work, "pandoc", "-s", "--metadata=pagetitle:Resume", "-f", "markdown-auto_identifiers", "-t", format, "-o", "out."+format, "in.md"); err != nil {
			return nil, err
		}
		content, err := os.ReadFile(filepath.Join(work, "out."+format)) //nolint:gosec // a file of our own scratch folder
		if err != nil || format == "rtf" || format == "html" {
			return content, err
		}
		return settled(content)
	}
}

var (
	pdfTimes = regexp.MustCompile(`/(CreationDate|ModDate) ?\(D:[^)]*\)`)
	pdfIDs   = regexp.MustCompile(`/(ID|DocChecksum) ?(\[[^\]]*\]|/[0-9A-F]{32})`)
	hexes    = regexp.MustCompile(`[0-9A-Fa-f]{32}`)
	digits   = regexp.MustCompile(`\d`)
	rtfTimes = regexp.MustCompile(`\{\\(creatim|revtim|printim)[^}]*\}`)
	listIDs  = regexp.MustCompile(`="list\d+"`)
	sessions = regexp.MustCompile(`(config:name="Rsid(?:Root)?" config:type="int">)\d+<`)
	zipTimes = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?`)
)

// readPDF reads what a renderer made, with its time and identity overwritten in place: offsets in the file stay what they are.
func readPDF(work, name string) ([]byte, error) {
	content, err := os.ReadFile(filepath.Join(work, name)) //nolint:gosec // a file of our own scratch folder
	if err != nil {
		return nil, err
	}
	content = pdfTimes.ReplaceAllFunc(content, func(found []byte) []byte { return digits.ReplaceAll(found, []byte("1")) })
	return pdfIDs.ReplaceAllFunc(content, func(found []byte) []byte {
		return hexes.ReplaceAll(found, bytes.Repeat([]byte("0"), 32))
	}), nil
}

// settled is an archive with its times taken out.
func settled(content []byte) ([]byte, error) {
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	writer := zip.NewWriter(&out)
	for _, file := range archive.File {
		opened, err := file.Open()
		if err != nil {
			return nil, err
		}
		part, err := io.ReadAll(io.LimitReader(opened, 10*mostFile))
		if err != nil {
			return nil, err
		}
		switch file.Name {
		case "meta.xml", "docProps/core.xml":
			part = zipTimes.ReplaceAll(part, []byte(made.Format(time.RFC3339)))
		case "content.xml":
			part = numbered(part)
		case "settings.xml":
			part = sessions.ReplaceAll(part, []byte(`${1}1<`))
		}
		if err := pack(writer, file.Name, file.Method, part); err != nil {
			return nil, err
		}
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// numbered gives lists numbers in their order for ids drawn by chance.
func numbered(part []byte) []byte {
	numbers := map[string]string{}
	return listIDs.ReplaceAllFunc(part, func(found []byte) []byte {
		id := string(found)
		if numbers[id] == "" {
			numbers[id] = fmt.Sprintf(`="list%d"`, len(numbers)+1)
		}
		return []byte(numbers[id])
	})
}

// pack puts a part into an archive.
func pack(writer *zip.Writer, name string, method uint16, part []byte) error {
	entry, err := writer.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: made})
	if err != nil {
		return err
	}
	_, err = entry.Write(part)
	return err
}
