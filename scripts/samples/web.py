"""Prints a document with Chromium (HTML) or LibreOffice (flat ODT), then finds its pages."""
import html
import io
import os
import re
import subprocess
import tempfile

import pikepdf

from . import layout
from .model import Para, Sheet, plain, squeeze

FONTS = {"uming": "AR PL UMing CN", "zenhei": "WenQuanYi Zen Hei", "microhei": "WenQuanYi Micro Hei",
         "noto": "Noto Serif CJK SC", "ukai": "AR PL UKai CN", "notosans": "Noto Sans CJK SC", "gbsn": "AR PL SungtiL GB", "gkai": "AR PL KaitiM GB",
         "times": "Liberation Serif', 'AR PL UMing CN", "arial": "Liberation Sans', 'AR PL SungtiL GB"}
CSS = """
@page { size: A4 portrait; margin: 56pt 48pt; }
@page wide { size: A4 landscape; margin: 56pt 48pt; }
body { font-family: '%s'; font-size: 12pt; margin: 0; }
.wide { page: wide; } .sheet, .break { break-before: page; }
h1 { font-size: 24pt; text-align: center; } h2 { font-size: 18pt; text-align: center; }
h3 { font-size: 13pt; } p { text-indent: 2em; line-height: 1.6; margin: 0; }
p.toc { text-indent: 0; display: flex; } p.toc i { flex: 1; overflow: hidden; font-style: normal; white-space: nowrap; }
.title { font-size: 16pt; text-align: center; height: 28pt; font-weight: bold; }
.line { font-size: 10pt; display: grid; grid-template-columns: 1fr auto 1fr; height: 17pt; }
.line span:last-child { text-align: right; }
table { border-collapse: collapse; table-layout: fixed; line-height: 1.28; }
td { padding: 0 3pt; overflow-wrap: anywhere; vertical-align: middle; white-space: pre-wrap; }
.grid td, .open td { border: 0.6pt solid black; }
.open td.first { border-left: none; } .open td.end { border-right: none; }
.three { border-top: 1.2pt solid black; border-bottom: 1.2pt solid black; }
.three tr.under td { border-bottom: 0.6pt solid black; }
.c { text-align: center; } .r { text-align: right; } .b { font-weight: bold; }
.note { font-size: 9pt; text-indent: 0; line-height: 1.4; }
"""


def toc_number(item, toc):
    """The page number behind an entry of the table of contents."""
    return str(toc.get(squeeze(item.text).split("、")[-1], ""))


def to_html(doc, toc):
    """The document as one HTML page."""
    out = [f"<!DOCTYPE html><html lang='zh-CN'><meta charset='utf-8'><title>{doc.entity}{doc.year}年度部门决算</title><style>{CSS % FONTS[doc.font]}{doc.css}</style><body>"]
    for item in doc.items:
        if isinstance(item, Para):
            brk = " class='break'" if item.page_before else ""
            text = html.escape(item.text).replace("\n", "<br>")
            if item.kind == "toc":
                out.append(f"<p class='toc'>{text}<i>{'.' * 150}</i>{toc_number(item, toc)}</p>")
            elif item.kind == "cover":
                out.append(f"<div style='height:180pt'></div><h1>{text}</h1>")
            elif item.kind == "center":
                out.append(f"<p style='text-align:center;text-indent:0'>{text}</p>")
            else:
                tag = {"title": "h2", "heading": "h3"}.get(item.kind, "p")
                out.append(f"<{tag}{brk}>{text}</{tag}>")
            continue
        widths = layout.column_widths(item)
        chunks = layout.paginate(item)
        for chunk in chunks:
            out.append(f"<section class='sheet {'wide' if item.landscape else ''}'>")
            if chunk.caption:
                for line in item.caption:
                    if line[0] == "T":
                        out.append(f"<div class='title'>{html.escape(line[1])}</div>")
                    else:
                        out.append("<div class='line'>" + "".join(f"<span>{html.escape(t)}</span>" for t in line[1:]) + "</div>")
            out.append(f"<table class='{item.rules}' style='width:{sum(widths):.2f}pt;font-size:{item.size}pt'><colgroup>")
            out += [f"<col style='width:{w:.2f}pt'>" for w in widths]
            out.append("</colgroup>")
            rows = {}
            for r, c, cell in chunk.cells:
                rows.setdefault(r, []).append((c, cell))
            for r, h in enumerate(chunk.heights):
                under = (["under"] if r == chunk.header_rows - 1 else []) + (["head"] if doc.css and r < chunk.header_rows else [])
                under = f" class='{' '.join(under)}'" if under else ""
                out.append(f"<tr{under} style='height:{h:.2f}pt'>")
                for c, cell in sorted(rows.get(r, []), key=lambda t: t[0]):
                    kind = [cell.align] + (["b"] if cell.bold else []) + (["first"] if c == 0 else []) + (["end"] if c + cell.cs == len(widths) else [])
                    span = (f" colspan={cell.cs}" if cell.cs > 1 else "") + (f" rowspan={cell.rs}" if cell.rs > 1 else "")
                    inset = f" style='padding-left:{3 + cell.indent * item.size:.1f}pt'" if cell.indent else ""
                    out.append(f"<td class='{' '.join(kind)}'{span}{inset}>{html.escape(cell.text)}</td>")
                out.append("</tr>")
            out.append("</table>")
            if chunk.last:
                out += [f"<p class='note'>{html.escape(n)}</p>" for n in item.notes]
            out.append("</section>")
    out.append("</body></html>")
    return "".join(out)


def chromium(doc, toc):
    """The PDF Chromium prints."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "in.html"), os.path.join(folder, "out.pdf")
        with open(source, "w", encoding="utf-8") as f:
            f.write(to_html(doc, toc))
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                        "--disable-background-networking", f"--user-data-dir={folder}/profile", "--no-pdf-header-footer",
                        f"--print-to-pdf={target}", "file://" + source], check=True, capture_output=True, timeout=900)
        with open(target, "rb") as f:
            return f.read()


NS = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{u}:1.0"' for p, u in (
    ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"),
    ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible")))


def to_fodt(doc, toc):
    """The document as a flat ODT file."""
    auto, body = [], []
    font = FONTS[doc.font]

    def style(name, para="", text="", more=""):
        auto.append(f'<style:style style:name="{name}" style:family="paragraph"{more}><style:paragraph-properties fo:margin-top="0pt" fo:margin-bottom="0pt" {para}/>'
                    f'<style:text-properties style:font-name="F" style:font-name-asian="F" {text}/></style:style>')

    def font_size(n, bold=False):
        weight = ' fo:font-weight="bold" style:font-weight-asian="bold"' if bold else ""
        return f'fo:font-size="{n}pt" style:font-size-asian="{n}pt"{weight}'

    style("body", 'fo:text-indent="24pt" fo:line-height="160%"', font_size(12))
    style("cover", 'fo:text-align="center" fo:line-height="180%"', font_size(24, True))
    style("title", 'fo:text-align="center"', font_size(18, True))
    style("heading", "", font_size(13, True))
    style("center", 'fo:text-align="center"', font_size(12))
    style("caption", 'fo:text-align="center" fo:line-height="28pt"', font_size(16, True))
    style("note", "", font_size(9))
    auto.append('<style:style style:name="line" style:family="paragraph"><style:paragraph-properties fo:margin-top="0pt" fo:margin-bottom="0pt" fo:line-height="17pt"><style:tab-stops><style:tab-stop style:position="250pt" style:type="center"/><style:tab-stop style:position="499pt" style:type="right"/></style:tab-stops></style:paragraph-properties>'
                f'<style:text-properties style:font-name="F" style:font-name-asian="F" {font_size(10)}/></style:style>')
    auto.append('<style:style style:name="linew" style:family="paragraph"><style:paragraph-properties fo:margin-top="0pt" fo:margin-bottom="0pt" fo:line-height="17pt"><style:tab-stops><style:tab-stop style:position="373pt" style:type="center"/><style:tab-stop style:position="746pt" style:type="right"/></style:tab-stops></style:paragraph-properties>'
                f'<style:text-properties style:font-name="F" style:font-name-asian="F" {font_size(10)}/></style:style>')
    auto.append('<style:style style:name="toc" style:family="paragraph"><style:paragraph-properties fo:margin-top="0pt" fo:margin-bottom="0pt"><style:tab-stops><style:tab-stop style:position="490pt" style:type="right" style:leader-style="dotted" style:leader-text="."/></style:tab-stops></style:paragraph-properties>'
                f'<style:text-properties style:font-name="F" style:font-name-asian="F" {font_size(12)}/></style:style>')
    pageless = ' style:master-page-name="{}"'
    made = set()

    def cell_style(name, sheet, c, end, r, chunk):
        if name in made:
            return
        made.add(name)
        line = "0.6pt solid #000000"
        sides = {"left": line, "right": line, "top": line, "bottom": line}
        if sheet.rules == "open":
            if c == 0:
                sides["left"] = "none"
            if end:
                sides["right"] = "none"
        elif sheet.rules != "grid":
            sides = dict.fromkeys(sides, "none")
            if sheet.rules == "three":
                if r == 0 and chunk.first:
                    sides["top"] = "1.2pt solid #000000"
                if r == chunk.header_rows - 1:
                    sides["bottom"] = line
                if r == len(chunk.heights) - 1 and chunk.last:
                    sides["bottom"] = "1.2pt solid #000000"
        border = " ".join(f'fo:border-{k}="{v}"' for k, v in sides.items())
        auto.append(f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties {border} fo:padding-left="3pt" fo:padding-right="3pt" fo:padding-top="0pt" fo:padding-bottom="0pt" style:vertical-align="middle"/></style:style>')

    def escaped(text):
        return html.escape(text).replace("\n", "<text:line-break/>").replace("\t", "<text:tab/>")

    def p(kind, text):
        return f'<text:p text:style-name="{kind}">{escaped(text)}</text:p>'

    wide_now = False
    serial = 0
    for item in doc.items:
        if isinstance(item, Para):
            kind = item.kind
            if item.page_before or wide_now:
                serial += 1
                name = f"P{serial}"
                auto.append(f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="x"{pageless.format("Tall")}><style:paragraph-properties fo:margin-top="0pt" fo:margin-bottom="0pt" fo:text-align="center"/><style:text-properties style:font-name="F" style:font-name-asian="F" {font_size(18, True)}/></style:style>')
                body.append(p(name, item.text))
                wide_now = False
                continue
            if kind == "cover":
                body += [p("body", "")] * 9
                for part in item.text.split("\n"):
                    body.append(p("cover", part))
            elif kind == "toc":
                body.append(p("toc", item.text + "\t" + toc_number(item, toc)))
            else:
                body.append(p(kind, item.text))
            continue
        widths = layout.column_widths(item)
        for chunk in layout.paginate(item):
            serial += 1
            master = "Wide" if item.landscape else "Tall"
            wide_now = item.landscape
            first_name = f"M{serial}"
            lines = item.caption if chunk.caption else [("L", "", "", "")]
            base = lines[0]
            if chunk.caption:
                if base[0] == "T":
                    auto.append(f'<style:style style:name="{first_name}" style:family="paragraph"{pageless.format(master)}><style:paragraph-properties fo:margin-top="0pt" fo:margin-bottom="0pt" fo:text-align="center" fo:line-height="28pt"/><style:text-properties style:font-name="F" style:font-name-asian="F" {font_size(16, True)}/></style:style>')
                    body.append(p(first_name, base[1]))
                else:
                    stop = ("373pt", "746pt") if item.landscape else ("250pt", "499pt")
                    auto.append(f'<style:style style:name="{first_name}" style:family="paragraph"{pageless.format(master)}><style:paragraph-properties fo:margin-top="0pt" fo:margin-bottom="0pt" fo:line-height="17pt"><style:tab-stops><style:tab-stop style:position="{stop[0]}" style:type="center"/><style:tab-stop style:position="{stop[1]}" style:type="right"/></style:tab-stops></style:paragraph-properties><style:text-properties style:font-name="F" style:font-name-asian="F" {font_size(10)}/></style:style>')
                    body.append(p(first_name, "\t".join(base[1:])))
                for line in lines[1:]:
                    if line[0] == "T":
                        body.append(p("caption", line[1]))
                    else:
                        body.append(p("linew" if item.landscape else "line", "\t".join(line[1:])))
            table = f"T{serial}"
            page = "" if chunk.caption else pageless.format(master)
            auto.append(f'<style:style style:name="{table}" style:family="table"{page}><style:table-properties style:width="{sum(widths):.2f}pt" table:align="left" table:border-model="collapsing"/></style:style>')
            body.append(f'<table:table table:style-name="{table}">')
            for w in widths:
                name = f"W{round(w * 100)}"
                if name not in made:
                    made.add(name)
                    auto.append(f'<style:style style:name="{name}" style:family="table-column"><style:table-column-properties style:column-width="{w:.2f}pt"/></style:style>')
                body.append(f'<table:table-column table:style-name="{name}"/>')
            grid = {}
            for r, c, cell in chunk.cells:
                for i in range(cell.rs):
                    for j in range(cell.cs):
                        grid[r + i, c + j] = None
                grid[r, c] = cell
            for r, h in enumerate(chunk.heights):
                name = f"R{round(h * 100)}"
                if name not in made:
                    made.add(name)
                    auto.append(f'<style:style style:name="{name}" style:family="table-row"><style:table-row-properties style:min-row-height="{h:.2f}pt" fo:keep-together="always"/></style:style>')
                body.append(f'<table:table-row table:style-name="{name}">')
                for c in range(len(widths)):
                    cell = grid[r, c]
                    if cell is None:
                        body.append("<table:covered-table-cell/>")
                        continue
                    end = c + cell.cs == len(widths)
                    where = f"{int(c == 0)}{int(end)}" if item.rules == "open" else ""
                    if item.rules == "three":
                        where = f"{int(r == 0 and chunk.first)}{int(r == chunk.header_rows - 1)}{int(r + cell.rs == len(chunk.heights) and chunk.last)}"
                    name = f"C{item.rules}{where}"
                    cell_style(name, item, c, end, r + cell.rs - 1 if r else r, chunk)
                    size = f"{item.size:g}".replace(".", "_")
                    pname = f"D{cell.align}{int(cell.bold)}{cell.indent}s{size}"
                    if pname not in made:
                        made.add(pname)
                        align = {"l": "start", "c": "center", "r": "end"}[cell.align]
                        style(pname, f'fo:text-align="{align}" fo:margin-left="{cell.indent * item.size:.1f}pt"', font_size(item.size, cell.bold))
                    span = (f' table:number-columns-spanned="{cell.cs}"' if cell.cs > 1 else "") + (f' table:number-rows-spanned="{cell.rs}"' if cell.rs > 1 else "")
                    body.append(f'<table:table-cell table:style-name="{name}" office:value-type="string"{span}>{p(pname, cell.text)}</table:table-cell>')
                body.append("</table:table-row>")
            body.append("</table:table>")
            if chunk.last:
                body += [p("note", n) for n in item.notes]
    pages = "".join(
        f'<style:page-layout style:name="{n}L"><style:page-layout-properties fo:page-width="{w}pt" fo:page-height="{h}pt" style:print-orientation="{o}" fo:margin-top="56pt" fo:margin-bottom="40pt" fo:margin-left="48pt" fo:margin-right="48pt"/></style:page-layout>'
        for n, w, h, o in (("Tall", 595, 842, "portrait"), ("Wide", 842, 595, "landscape")))
    masters = "".join(f'<style:master-page style:name="{n}" style:page-layout-name="{n}L"/>' for n in ("Tall", "Wide"))
    start = f'<style:style style:name="x" style:family="paragraph"/>'
    return (f'<?xml version="1.0" encoding="UTF-8"?><office:document {NS} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">'
            f'<office:font-face-decls><style:font-face style:name="F" svg:font-family="\'{font}\'"/></office:font-face-decls>'
            f'<office:styles><style:default-style style:family="paragraph"><style:text-properties fo:language="zh" fo:country="CN" style:language-asian="zh" style:country-asian="CN"/></style:default-style>{start}</office:styles>'
            f'<office:automatic-styles>{"".join(auto)}{pages}</office:automatic-styles><office:master-styles>{masters}</office:master-styles>'
            f'<office:body><office:text>{"".join(body)}</office:text></office:body></office:document>')


def libreoffice(doc, toc):
    """The PDF LibreOffice exports."""
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "in.fodt")
        with open(source, "w", encoding="utf-8") as f:
            f.write(to_fodt(doc, toc))
        subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf",
                        "--outdir", folder, source], check=True, capture_output=True, timeout=240)
        with open(os.path.join(folder, "in.pdf"), "rb") as f:
            return f.read()


def page_texts(data):
    """The text of every page, normalised, without white space."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as f:
        f.write(data)
        f.flush()
        out = subprocess.run(["pdftotext", "-layout", f.name, "-"], check=True, capture_output=True).stdout.decode("utf-8")
    return [plain(t) for t in out.split("\f")[:-1]]


def find_pages(doc, data):
    """Where sheets begin: sheets and chunks start pages, so only the text between them counts."""
    texts = page_texts(data)
    doc.pages = len(texts)
    places, page, tight = {}, 0, False
    for item in doc.items:
        if isinstance(item, Para):
            if item.kind in ("title", "heading"):
                want = plain(item.text)
                found = next((k for k in range(max(page - 1, 0), len(texts)) if want in texts[k] and "....." not in texts[k]), None)
                if found is not None:
                    assert not (tight and item.page_before) or found == page, f"{doc.slug}: a page too many before {item.text}"
                    tight = False
                    places.setdefault(squeeze(item.text), found + 1)
                    page = max(page, found)
            continue
        chunks = layout.paginate(item)
        want = plain(next((l[1] for l in item.caption if l[0] == "T"), item.title))
        start = next((k for k in range(page, len(texts)) if want in texts[k][:200 + len(want)] and "....." not in texts[k]), None)
        assert start is not None, f"{doc.slug}: no page with {item.title}"
        assert not tight or start == page, f"{doc.slug}: a page too many before {item.title}"
        places.setdefault(squeeze(item.title), start + 1)
        item.pages = []
        for k, chunk in enumerate(chunks):
            at = start + k
            probe = [plain(c.text) for _, _, c in chunk.cells if len(c.text) > 3 and "\n" not in c.text]
            whole = [plain(c.text) for _, _, c in chunk.cells if c.fact is not None and len(c.text) > 2]
            assert all(t in texts[at] for t in whole), f"{doc.slug} {item.title}: an amount is not on page {at + 1}"
            missing = [t for t in probe if sum(texts[at].count(t[i]) > 0 for i in range(len(t))) < len(t)]
            assert not missing, f"{doc.slug} {item.title}: page {at + 1} has no {missing[:3]}"
            item.pages.append(at + 1)
            for _, _, cell in chunk.cells:
                if cell.fact is not None:
                    cell.fact.page = at + 1
                if cell.mark is not None:
                    cell.mark["page"] = at + 1
        page, tight = start + len(chunks), True
    return {k.split("、")[-1]: v for k, v in places.items()}


def fixed(data):
    """The PDF with fixed dates and id."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for key in ("/CreationDate", "/ModDate"):
            if key in pdf.docinfo:
                pdf.docinfo[key] = "D:20250101000000Z"
        for key in ("/DocChecksum", "/ID"):
            if key in pdf.trailer:
                del pdf.trailer[key]
        if "/Metadata" in pdf.Root:
            del pdf.Root["/Metadata"]
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate,
                 compress_streams=True)
        return out.getvalue()


def render(doc, engine):
    """The document printed by `chromium` or `libreoffice`; fills in the pages."""
    make = {"chromium": chromium, "libreoffice": libreoffice}[engine]
    data = make(doc, {})
    toc = find_pages(doc, data)
    data = make(doc, toc)
    find_pages(doc, data)
    return fixed(data)
