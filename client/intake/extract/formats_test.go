package extract_test

import (
	"testing"

	"github.com/lexfit/lexfit/client/intake/extract"
)

func TestODT(t *testing.T) {
	t.Parallel()
	const styles = `<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold" fo:font-size="14pt"/></style:style>
<style:style style:name="W" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>
<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="T" style:family="text"><style:text-properties fo:font-size="2pt"/></style:style>
<style:style style:name="Base" style:family="paragraph"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="P" style:family="paragraph" style:parent-style-name="Base"/>
<style:style style:name="New" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>
<style:style style:name="Dark" style:family="table-cell"><style:table-cell-properties fo:background-color="#203040"/></style:style>
<style:style style:name="Loop" style:family="paragraph" style:parent-style-name="Loop"/>`
	cell := func(text string) string { return `<table:table-cell><text:p>` + text + `</text:p></table:table-cell>` }
	for name, test := range map[string]struct {
		body string
		want []string
	}{
		"paragraphs and spans": {`<text:p>Senior <text:span text:style-name="B">Paralegal</text:span></text:p><text:p text:style-name="Loop">x</text:p>`, []string{"b Senior Paralegal", "x"}},
		"inherited":            {`<text:p text:style-name="P">lean</text:p>`, []string{"i lean"}},
		"headings":             {`<text:h text:outline-level="2">Work</text:h>`, []string{"h2 Work"}},
		"tabs and breaks":      {`<text:p>Hale<text:tab/>2019<text:line-break/>two<text:s text:c="3"/>words</text:p>`, []string{"Hale | 2019", "two words"}},
		"lists":                {`<text:list><text:list-item><text:p>Typed</text:p><text:p>more</text:p></text:list-item><text:list-item><text:p>Filed</text:p></text:list-item></text:list><text:p>after</text:p>`, []string{"* Typed", "more", "* Filed", "after"}},
		"pages":                {`<text:p>one</text:p><text:p text:style-name="New">two</text:p><text:p><text:soft-page-break/>three</text:p>`, []string{"page 1", "one", "page 2", "two", "page 3", "three"}},
		"hidden": {
			`<text:p>seen <text:span text:style-name="H">gone</text:span></text:p><text:p><text:span text:style-name="W">white</text:span></text:p><text:p><text:span text:style-name="T">tiny</text:span></text:p>`,
			[]string{"seen", "(invisible) gone", "(white) white", "(tiny) tiny"},
		},
		"white on a ground": {`<table:table><table:table-row><table:table-cell table:style-name="Dark"><text:p><text:span text:style-name="W">white</text:span></text:p></table:table-cell></table:table-row></table:table>`, []string{"row1 white"}},
		"tables":            {`<table:table><table:table-row>` + cell("B.A.") + cell("Amherst") + `</table:table-row></table:table><text:p>after</text:p>`, []string{"row1 B.A. | Amherst", "after"}},
		"text boxes":        {`<text:p>before<draw:frame><draw:text-box><text:p>in a box</text:p></draw:text-box></draw:frame> after</text:p><text:p>next</text:p>`, []string{"before after", "in a box", "next"}},
		"what was deleted":  {`<text:tracked-changes><text:changed-region><text:deletion><text:p>old</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>new<office:annotation><text:p>says</text:p></office:annotation></text:p>`, []string{"new"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantLines(t, odt(t, styles, test.body), test.want...)
		})
	}
	master := `<office:document-styles ` + officeSpace + `><office:master-styles><style:master-page><style:header><text:p>Dana</text:p></style:header><style:footer><text:p>page 1</text:p></style:footer></style:master-page></office:master-styles></office:document-styles>`
	wantLines(t, odt(t, "", `<text:p>body</text:p>`, "styles.xml", master), "r Dana", "body", "r page 1")
	wantRefusal(t, odt(t, "", "", "META-INF/manifest.xml", `<manifest:manifest xmlns:manifest="m"><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>`), extract.Encrypted, "password")
	wantRefusal(t, odt(t, "", `<text:p><draw:frame><draw:image/></draw:frame></text:p>`), extract.Scan, "picture of text")
}

func TestRTF(t *testing.T) {
	t.Parallel()
	const head = `{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Arial;}{\f2\fcharset2 Symbol;}}{\colortbl;\red255\green255\blue255;\red0\green0\blue0;}` +
		`{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 heading 2;}}{\info{\author Nobody}}`
	for name, test := range map[string]struct {
		body string
		want []string
	}{
		"paragraphs":         {`Senior {\b Paralegal}\par Hale\tab 2019\line two\par`, []string{"b Senior Paralegal", "Hale | 2019", "two"}},
		"signs":              {`R\'e9sum\'e9 \emdash  \ldblquote a\rdblquote\~\{b\}\par`, []string{"Résumé — “a” {b}"}},
		"Unicode":            {`\u8364?5, \uc2\u916 ??x \u-10179\'3f\'3f\u-8704\'3f\'3f\par`, []string{"€5, Δx 😀"}},
		"Cyrillic":           {`{\f1 \'cf\'f0\'e8\'e2\'e5\'f2}\par`, []string{"Привет"}},
		"Symbol's bullet":    {`{\f2\'b7}\tab Typed\par`, []string{"* Typed"}},
		"list text":          {`{\listtext\f2\'b7\tab}Typed\par more\par {\pntext 2.\tab}Filed\par`, []string{"* Typed", "more", "* Filed"}},
		"headings":           {`\pard\s1\b Work\par\pard\s2 Other\par\pard\b0 text\par`, []string{"h1 b Work", "h2 b Other", "text"}},
		"pages":              {`one\par\page two\par`, []string{"page 1", "one", "page 2", "two"}},
		"hidden":             {`seen {\v gone}\par{\cf1 white}\par{\cf1\highlight2 marked}\par{\fs4 tiny}\par{\deleted old}`, []string{"seen", "(invisible) gone", "(white) white", "marked", "(tiny) tiny"}},
		"tables":             {`\trowd\cellx1\cellx2\pard\intbl B.A.\cell Amherst\cell\row\trowd\pard\intbl J.D.\cell Suffolk\cell\row\pard after\par`, []string{"row1 B.A. | Amherst", "row2 J.D. | Suffolk", "after"}},
		"fields":             {`{\field{\*\fldinst HYPERLINK "x"}{\fldrslt dana@example.com}}\par`, []string{"dana@example.com"}},
		"what is skipped":    {`{\*\unknown text}{\pict\pngblip 89504e47}{\*\shppict{\pict 00}}seen\par`, []string{"seen"}},
		"binary":             {`{\pict\bin5 }}{{\x}seen\par`, []string{"seen"}},
		"headers":            {`{\header Dana\par}{\footer page 1}body\par`, []string{"body", "r Dana", "r page 1"}},
		"text boxes":         {`before{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt\pard in a box\par}}} after\par`, []string{"before after", "in a box"}},
		"braces left open":   {`{{{text\par`, []string{"text"}},
		"braces closed more": {`text\par}}}} more`, []string{"text", "more"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantLines(t, []byte(head+test.body+"}"), test.want...)
		})
	}
	wantRefusal(t, []byte(`{\rtf1{\pict\pngblip 89504e47}}`), extract.Scan, "picture of text")
	wantRefusal(t, []byte(`{\rtf1 }`), extract.Empty, "no text")
}

func TestHTML(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		want []string
	}{
		"blocks and breaks":   {`<div>one<br>second <b>bold</b></div><p>three</p>four`, []string{"one", "second bold", "three", "four"}},
		"headings":            {`<h2>Work</h2><p>text`, []string{"h2 b Work", "text"}},
		"lists":               {`<ul><li>Typed<li>Filed<ul><li>more</ul></ul>after`, []string{"* Typed", "* Filed", "* more", "after"}},
		"white space":         {"<p>two\n   words</p>\n<p> x </p>", []string{"two words", "x"}},
		"entities":            {`<p>R&eacute;sum&eacute; &amp; more&nbsp;words &#8211; x</p>`, []string{"Résumé & more words – x"}},
		"tables":              {`<table><tr><td>B.A.<td>Amherst<tr><td>J.D.</td><td>Suffolk</td></tr></table>after`, []string{"row1 B.A. | Amherst", "row2 J.D. | Suffolk", "after"}},
		"preformatted":        {"<pre>Hale     2019\nSuffolk</pre>", []string{"Hale | 2019", "Suffolk"}},
		"what is no text":     {`<script>x()</script><style>p{}</style><title>t</title><svg><text>y</text></svg><p>seen</p><!-- gone -->`, []string{"seen"}},
		"hidden":              {`<p>seen</p><p style="display:none">gone</p><p hidden>too</p><p style="color:#fff">white</p><p style="font-size:2px">tiny</p>`, []string{"seen", "(invisible) gone", "(invisible) too", "(white) white", "(tiny) tiny"}},
		"white on a ground":   {`<div style="background:#203040;color:#fff"><p>seen</p></div>`, []string{"seen"}},
		"style sheets":        {`<style>.g{display:none} h1,.w{color:white} @media print{.x{display:none}}</style><p class="g">gone</p><p class="w">white</p><p class="x">seen</p>`, []string{"(invisible) gone", "(white) white", "seen"}},
		"floats":              {`<p>Hale<span style="float:right">2019</span></p>`, []string{"Hale | 2019"}},
		"rows of boxes":       {`<style>.row{display:flex}</style><div class="row"><span>Hale</span><span>2019</span></div><p>x</p>`, []string{"Hale | 2019", "x"}},
		"nobody closed these": {`<p><b>bold<p>text</div></td>`, []string{"b bold", "b text"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantLines(t, []byte("<!DOCTYPE html><html><body>"+test.body), test.want...)
		})
	}
	wantLines(t, []byte("<html><head><meta charset=windows-1251><p>\xcf\xf0\xe8\xe2\xe5\xf2"), "Привет")
	wantLines(t, []byte("\xff\xfe"+wide("<html><p>Résumé")), "Résumé")
	wantLines(t, []byte("<html><p>R\xe9sum\xe9"), "Résumé")
	wantRefusal(t, []byte("<html><body></body></html>"), extract.Empty, "no text")
}

func TestTXT(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"Dana Whitfield\r\nParalegal\r\n\r\n- Typed\r\n": {"Dana Whitfield", "Paralegal", "* Typed"},
		"old Mac\rlines\r": {"old Mac", "lines"},
		"Hale & Moss          2015 - 2019\nSuffolk\t\t2012": {"Hale & Moss | 2015 - 2019", "Suffolk | 2012"},
		"one\f\ntwo":                  {"page 1", "one", "page 2", "two"},
		"WORK\n=====\ntext":           {"WORK", "text"},
		"\ufeffR\u00e9sum\u00e9":      {"Résumé"},
		"R\xe9sum\xe9":                {"Résumé"},
		"\xff\xfe" + wide("Résumé"):   {"Résumé"},
		wide("Dana Whitfield, clerk"): {"Dana Whitfield, clerk"},
	} {
		made := wantLines(t, []byte(text), want...)
		if made.Format != "txt" {
			t.Errorf("format %q", made.Format)
		}
	}
	made := wantLines(t, []byte("a\nb\n\nc"), "a", "b", "c")
	if lines := made.Pages[0].Lines; lines[0].Block != lines[1].Block || lines[1].Block == lines[2].Block {
		t.Errorf("blocks are not told apart by blank lines: %+v", lines)
	}
	wantRefusal(t, []byte("----- *** -----"), extract.Empty, "no text")
}
