package extract_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/lexfit/lexfit/client/intake/extract"
)

// wide is a text in UTF-16, the lowest byte first.
func wide(text string) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return string(out)
}

const ole = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

func TestDetect(t *testing.T) {
	t.Parallel()
	filler := strings.Repeat("\x00", 600)
	for name, test := range map[string]struct {
		data string
		want extract.Format
		why  extract.Why
		says string
	}{
		"pdf":                      {"%PDF-1.7\n", extract.PDF, "", ""},
		"pdf behind a mail's head": {"Content-Type: application/pdf\r\n\r\n%PDF-1.4", extract.PDF, "", ""},
		"docx":                     {string(word(t, "")), extract.DOCX, "", ""},
		"docx of document2.xml":    {string(packed(t, "word/document2.xml", "<a/>")), extract.DOCX, "", ""},
		"odt":                      {string(odt(t, "", "")), extract.ODT, "", ""},
		"rtf":                      {`{\rtf1 a}`, extract.RTF, "", ""},
		"html":                     {"\ufeff \n<!-- a --><!DOCTYPE html><p>a", extract.HTML, "", ""},
		"html in capitals":         {"<HTML><BODY>", extract.HTML, "", ""},
		"xhtml":                    {`<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">`, extract.HTML, "", ""},
		"html in UTF-16":           {"\xff\xfe" + wide("<html><body>"), extract.HTML, "", ""},
		"text":                     {"Dana Whitfield\nParalegal", extract.TXT, "", ""},
		"text in UTF-16":           {"\xff\xfe" + wide("Dana Whitfield"), extract.TXT, "", ""},
		"text in UTF-16, no mark":  {wide("Dana Whitfield, Paralegal"), extract.TXT, "", ""},
		"text in Windows-1252":     {"R\xe9sum\xe9 of Ren\xe9e", extract.TXT, "", ""},
		"text about a PDF":         {"MZ is no program here\n", extract.TXT, "", ""},
		"empty":                    {"", "", extract.Empty, "is empty"},
		"blank":                    {" \n\t\n", "", extract.Empty, "is empty"},
		"old Word":                 {ole + filler + wide("WordDocument"), "", extract.Foreign, "save it as DOCX or PDF"},
		"encrypted Word":           {ole + filler + wide("EncryptedPackage"), "", extract.Encrypted, "password"},
		"old workbook":             {ole + filler + wide("Workbook"), "", extract.Foreign, "workbook"},
		"mail of Outlook":          {ole + filler + wide("__properties_version1.0"), "", extract.Foreign, "attached"},
		"other of Office":          {ole + filler, "", extract.Foreign, "old office program"},
		"workbook":                 {string(packed(t, "xl/workbook.xml", "")), "", extract.Foreign, "a workbook"},
		"presentation":             {string(packed(t, "ppt/presentation.xml", "")), "", extract.Foreign, "a presentation"},
		"Pages":                    {string(packed(t, "Index/Document.iwa", "")), "", extract.Foreign, "a Pages file"},
		"spreadsheet of OpenDoc":   {string(packed(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet")), "", extract.Foreign, "no DOCX or ODT"},
		"a zip":                    {string(packed(t, "a.pdf", "%PDF")), "", extract.Foreign, "unpack it"},
		"half a zip":               {string(word(t, ""))[:200], "", extract.Broken, "broken"},
		"gzip":                     {"\x1f\x8b\x08" + filler, "", extract.Foreign, "unpack it"},
		"PostScript":               {"%!PS-Adobe", "", extract.Foreign, "save it as PDF"},
		"Word of 2003 in XML":      {`<?xml version="1.0"?><?mso-application progid="Word.Document"?>`, "", extract.Foreign, "Word file of 2003"},
		"flat OpenDocument":        {`<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">`, "", extract.Foreign, "flat XML"},
		"MHTML":                    {"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x", "", extract.Foreign, "MHTML"},
		"noise":                    {"\x01\x02\x03\x00\x05" + filler, "", extract.Unknown, "PDF, DOCX, ODT, RTF, HTML, plain text"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := extract.Detect([]byte(test.data))
			if test.why == "" {
				if got != test.want || err != nil {
					t.Errorf("told %q, %v; want %q", got, err, test.want)
				}
				return
			}
			refusal, refused := errors.AsType[*extract.RefusalError](err)
			if !refused || refusal.Why != test.why || !strings.Contains(refusal.Says, test.says) {
				t.Errorf("told %q, %v; want a refusal as %q with %q", got, err, test.why, test.says)
			}
		})
	}
}

func TestPictures(t *testing.T) {
	t.Parallel()
	for _, data := range []string{"\x89PNG\r\n\x1a\n", "\xff\xd8\xff\xe0", "GIF89a", "II*\x00", "BM\x00\x00", "RIFF\x00\x00\x00\x00WEBPVP8 ", "\x00\x00\x00\x18ftypheic\x00"} {
		wantRefusal(t, []byte(data), extract.Scan, "--ocr tesseract")
	}
}
