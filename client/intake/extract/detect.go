package extract

import (
	"archive/zip"
	"bytes"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Format is what a file is.
type Format string

// The formats that are read.
const (
	PDF  Format = "pdf"
	DOCX Format = "docx"
	ODT  Format = "odt"
	RTF  Format = "rtf"
	HTML Format = "html"
	TXT  Format = "txt"
	// picture is a picture, which only OCR reads.
	picture Format = "picture"
)

// named is a format's name for people.
func (f Format) named() string {
	switch f {
	case TXT:
		return "text"
	case picture:
		return "picture"
	case PDF, DOCX, ODT, RTF, HTML:
	}
	return strings.ToUpper(string(f))
}

// mostEntries is how many files a zip may hold.
const mostEntries = 10_000

// magic are first bytes of formats that are known and not read, and what to do with them.
var magic = []struct {
	begin, is, do string
}{
	{"\x1f\x8b", "a gzip file", "unpack it and give what is in it"},
	{"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it and give what is in it"},
	{"Rar!", "a RAR archive", "unpack it and give what is in it"},
	{"\x28\xb5\x2f\xfd", "a zstd file", "unpack it and give what is in it"},
	{"BZh", "a bzip2 file", "unpack it and give what is in it"},
	{"%!PS", "a PostScript file", "save it as PDF"},
	{"SQLite format 3", "a database", "give the résumé as PDF or DOCX"},
	{"\xffWPC", "a WordPerfect file", "open it and save it as DOCX or PDF"},
	{"\x7fELF", "a program", "give the résumé as PDF or DOCX"},
	{"MZ", "a program", "give the résumé as PDF or DOCX"},
}

// pictures are first bytes of pictures.
var pictures = []string{"\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "GIF87a", "GIF89a", "II*\x00", "MM\x00*", "BM"}

// Detect tells a file's format by its bytes. What is known and not read is refused with what to do.
func Detect(data []byte) (Format, error) {
	head := data[:min(len(data), 4096)]
	switch {
	case len(bytes.TrimFunc(head, unicode.IsSpace)) == 0 && len(bytes.TrimSpace(data)) == 0:
		return "", refuse(Empty, "is empty: give the file that was meant")
	case isPDF(data):
		return PDF, nil
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return inZip(data)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return "", inOLE(data)
	case bytes.HasPrefix(head, []byte(`{\rtf`)):
		return RTF, nil
	case len(head) > 12 && string(head[4:8]) == "ftyp", bytes.HasPrefix(head, []byte("RIFF")) && bytes.Contains(head[:min(len(head), 16)], []byte("WEBP")):
		return picture, nil
	}
	for _, begin := range pictures {
		if bytes.HasPrefix(head, []byte(begin)) && (begin != "BM" || bytes.IndexByte(head, 0) >= 0) {
			return picture, nil
		}
	}
	for _, other := range magic {
		if bytes.HasPrefix(head, []byte(other.begin)) && (other.begin != "MZ" || bytes.IndexByte(head, 0) >= 0) {
			return "", refuse(Foreign, "is %s: %s", other.is, other.do)
		}
	}
	return inText(data, head)
}

// isPDF says whether a file is a PDF: its mark stands at its beginning, or soon after, as PDF readers have it.
func isPDF(data []byte) bool { return bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")) }

// inText tells formats that are text.
func inText(data, head []byte) (Format, error) {
	if !readable(head) {
		return "", refuse(Unknown, "is no format that is read (PDF, DOCX, ODT, RTF, HTML, plain text): open it and save it as PDF or DOCX")
	}
	begin := strings.ToLower(string(bytes.TrimLeftFunc(bytes.TrimPrefix(narrow(head), []byte("\ufeff")), unicode.IsSpace)))
	switch {
	case strings.HasPrefix(begin, "<?xml") && strings.Contains(begin, "word.document"):
		return "", refuse(Foreign, "is a Word file of 2003 in XML: open it and save it as DOCX or PDF")
	case strings.HasPrefix(begin, "mime-version:") && strings.Contains(begin, "multipart/related"):
		return "", refuse(Foreign, "is a web page packed as one file (MHTML): open it and save it as PDF or DOCX")
	case marked(begin):
		return HTML, nil
	case strings.HasPrefix(begin, "<?xml") && bytes.Contains(data, []byte("urn:oasis:names:tc:opendocument")):
		return "", refuse(Foreign, "is an OpenDocument file as flat XML: open it and save it as ODT, DOCX or PDF")
	}
	return TXT, nil
}

// marked says whether a text begins as web pages do, behind comments and declarations.
func marked(begin string) bool {
	for {
		begin = strings.TrimLeftFunc(begin, unicode.IsSpace)
		for _, open := range []string{"<!doctype html", "<html", "<head", "<body", "<title", "<meta", "<div", "<table", "<p>", "<h1", "<style", "<center", "<font"} {
			if strings.HasPrefix(begin, open) {
				return true
			}
		}
		var end string
		switch {
		case strings.HasPrefix(begin, "<!--"):
			end = "-->"
		case strings.HasPrefix(begin, "<?xml"):
			end = "?>"
		default:
			return false
		}
		_, rest, found := strings.Cut(begin, end)
		if !found {
			return false
		}
		begin = rest
	}
}

// narrow makes plain bytes of UTF-16, enough to tell what they begin with.
func narrow(head []byte) []byte {
	if len(head) < 4 || !bytes.HasPrefix(head, []byte{0xff, 0xfe}) && !bytes.HasPrefix(head, []byte{0xfe, 0xff}) {
		return head
	}
	return bytes.ReplaceAll(head[2:], []byte{0}, nil)
}

// readable says whether bytes are text: few signs of control, and no zeros but those of UTF-16.
func readable(head []byte) bool {
	control, zeros := 0, [2]int{}
	for i, sign := range head {
		switch {
		case sign == 0:
			zeros[i%2]++
		case sign < ' ' && !bytes.ContainsRune([]byte("\t\n\r\f\v\b\x1a\x1b"), rune(sign)), sign == 0x7f:
			control++
		}
	}
	wide := len(head) >= 4 && (zeros[0] == 0 && zeros[1] > len(head)/3 || zeros[1] == 0 && zeros[0] > len(head)/3 ||
		bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}))
	if !wide && zeros[0]+zeros[1] > 0 || control > len(head)/50 {
		return false
	}
	return wide || utf8.Valid(head) || latin(head)
}

// latin says whether bytes beyond ASCII are rare enough to be the letters of Windows-1252 in a text.
func latin(head []byte) bool {
	beyond := 0
	for _, sign := range head {
		if sign >= utf8.RuneSelf {
			beyond++
		}
	}
	return utf8.Valid(head[:len(head)-min(len(head), utf8.UTFMax)]) || beyond*2 <= len(head)
}

// inZip tells what a zip is by the names of its parts.
func inZip(data []byte) (Format, error) {
	packed, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", refuse(Broken, "is a broken DOCX, ODT or zip file: open it in the program that wrote it and save it anew, as PDF or DOCX")
	}
	if len(packed.File) > mostEntries {
		return "", refuse(Limit, "is a zip of more than %d files, the limit: give the résumés that are in it", mostEntries)
	}
	is := func(do string) error {
		return refuse(Foreign, "is %s: give the résumé as PDF or DOCX", do)
	}
	for _, file := range packed.File {
		name := strings.ToLower(strings.ReplaceAll(file.Name, `\`, "/"))
		switch {
		case file.Flags&1 != 0:
			return "", refuse(Encrypted, "wants a password: open it and save it without one")
		case strings.HasPrefix(name, "word/document") && strings.HasSuffix(name, ".xml"):
			return DOCX, nil
		case name == "mimetype":
			if kind, err := partOf(file, 200); err == nil && bytes.HasPrefix(kind, []byte("application/vnd.oasis.opendocument.text")) {
				return ODT, nil
			}
		case strings.HasPrefix(name, "xl/"):
			return "", is("a workbook")
		case strings.HasPrefix(name, "ppt/"):
			return "", is("a presentation")
		case strings.HasPrefix(name, "index/document.iwa"), strings.HasPrefix(name, "index.zip"), strings.HasSuffix(name, ".iwa"):
			return "", is("a Pages file")
		}
	}
	return "", refuse(Foreign, "is a zip file and no DOCX or ODT: unpack it and give what is in it")
}

// inOLE is the refusal of a file of Office before 2007, or of a later one that is encrypted.
func inOLE(data []byte) error {
	stream := func(name string) bool {
		var wide []byte
		for _, unit := range utf16.Encode([]rune(name)) {
			wide = append(wide, byte(unit), byte(unit>>8))
		}
		return bytes.Contains(data, wide)
	}
	switch {
	case stream("EncryptedPackage"):
		return refuse(Encrypted, "wants a password: open it and save it without one, as DOCX or PDF")
	case stream("WordDocument"):
		return refuse(Foreign, "is an old Word file (.doc): open it and save it as DOCX or PDF")
	case stream("Workbook"), stream("Book"):
		return refuse(Foreign, "is an old workbook (.xls): give the résumé as DOCX or PDF")
	case stream("PowerPoint Document"):
		return refuse(Foreign, "is an old presentation (.ppt): save it as PDF")
	case stream("__properties_version1.0"):
		return refuse(Foreign, "is a mail (.msg): save the résumé that is attached to it")
	}
	return refuse(Foreign, "is a file of an old office program: open it and save it as DOCX or PDF")
}
