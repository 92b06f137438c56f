"""Draws a document with reportlab: every glyph and ruling placed by ourselves, pages known."""
import io

import pikepdf
from reportlab.lib.colors import black
from reportlab.pdfbase import cidfonts, pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from . import layout
from .model import Para, Sheet, squeeze

TTC = {"uming": ("/usr/share/fonts/truetype/arphic/uming.ttc", 0),
       "ukai": ("/usr/share/fonts/truetype/arphic/ukai.ttc", 0),
       "zenhei": ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
       "microhei": ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0)}


NUMERIC = set("0123456789,.%")


class GbkFont(cidfonts.UnicodeCIDFont):
    """A font that is not embedded, its text in GBK bytes under the CMap GBK-EUC-H."""

    def __init__(self):
        super().__init__("STSong-Light")
        self.name = self.fontName = "SimSun"
        self.encodingName = "GBK-EUC-H"

    def formatForPdf(self, text):
        """The text as an escaped GBK string."""
        if isinstance(text, bytes):
            text = text.decode("utf8")
        return cidfonts.escapePDF(text.encode("gbk"))

    def stringWidth(self, text, size, encoding=None):
        """Half widths for ASCII, full widths for the rest: what GBK-EUC-H's CIDs have."""
        if isinstance(text, bytes):
            text = text.decode("utf8")
        return size * sum(0.5 if ord(ch) < 0x80 else 1.0 for ch in text)


def use_font(name):
    """Registers the font and returns its name in reportlab."""
    if name == "stsong":
        pdfmetrics.registerFont(cidfonts.UnicodeCIDFont("STSong-Light"))
        return "STSong-Light"
    if name == "gbk":
        pdfmetrics.registerFont(GbkFont())
        return "SimSun"
    path, index = TTC[name]
    pdfmetrics.registerFont(TTFont(name, path, subfontIndex=index))
    return name


class Paper:
    """A canvas with a cursor; `toc` maps squeezed titles to the pages of an earlier pass."""

    def __init__(self, doc, toc):
        self.doc, self.toc = doc, toc
        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pageCompression=1, invariant=1)
        self.font = use_font(doc.font)
        self.page, self.size, self.y = 0, None, 0.0
        self.places = {}

    def width(self, text, size):
        """Width of a line."""
        return pdfmetrics.stringWidth(text, self.font, size)

    def wrap(self, text, size, room):
        """Lines that fit the room, broken between any two characters but inside numbers."""
        lines = []
        for part in text.split("\n"):
            line = ""
            for ch in part:
                if line and self.width(line + ch, size) > room + 0.01:
                    k = len(line)
                    while k > 0 and ch in NUMERIC and line[k - 1] in NUMERIC and k > len(line) - 14:
                        k -= 1
                    if k in (0, len(line)):
                        lines.append(line)
                        line = ch
                    else:
                        lines.append(line[:k])
                        line = line[k:] + ch
                else:
                    line += ch
            lines.append(line)
        return lines

    def new_page(self, landscape=False):
        """Ends the page and begins another, rotated and cropped as the document says."""
        if self.page:
            self.end_page()
        w, h = layout.PORTRAIT
        shown = (h, w) if landscape else (w, h)
        turned = self.doc.rotate or 90 * self.doc.sideways if landscape else 0
        self.page += 1
        self.size, self.turned = shown, turned
        c = self.canvas
        dx, dy = (self.doc.crop or (0, 0))
        media = (shown[1], shown[0]) if turned else shown
        frame = (media[0] + 2 * dx, media[1] + 2 * dy)
        # reportlab swaps the sides of turned pages
        c.setPageSize(frame[::-1] if turned and not self.doc.sideways else frame)
        c.setPageRotation(0 if self.doc.sideways else turned)
        c.saveState()
        c.translate(dx, dy)
        if turned == 90:
            c.transform(0, 1, -1, 0, media[0], 0)
        elif turned == 270:
            c.transform(0, -1, 1, 0, 0, media[1])
        self.y = shown[1] - layout.MARGIN_Y
        if self.doc.tiled:
            self.tile(shown)

    def tile(self, shown):
        """A slanted watermark over the whole page, in the font and size of the tables."""
        c = self.canvas
        c.setFillGray(0.7)
        for k, y in enumerate(range(20, int(shown[1]), 130)):
            for x in range(20 + 60 * (k % 2), int(shown[0]), 190):
                c.saveState()
                c.translate(x, y)
                c.rotate(40)
                self.draw(self.doc.tiled, 9, 0, 0)
                c.restoreState()
        c.setFillGray(0)

    def end_page(self):
        """Prints the page number and shows the page."""
        if self.page > 1:
            self.draw(f"- {self.page} -", 9, self.size[0] / 2, 30, "c")
        self.canvas.restoreState()
        self.canvas.showPage()

    def draw(self, text, size, x, y, align="l", bold=False):
        """One line of text at a baseline."""
        if not text:
            return
        w = self.width(text, size)
        x -= {"l": 0, "c": w / 2, "r": w}[align]
        t = self.canvas.beginText(x, y)
        t.setFont(self.font, size)
        if bold:
            t.setTextRenderMode(2)
            self.canvas.setLineWidth(0.25)
        t.textOut(text)
        if bold:
            t.setTextRenderMode(0)
        self.canvas.drawText(t)

    def para(self, item):
        """A paragraph."""
        if item.page_before or self.page == 0:
            self.new_page()
        if self.size[0] > self.size[1]:
            self.new_page()
        left, right = 72.0, self.size[0] - 72.0
        if item.kind == "cover":
            for part in item.text.split("\n"):
                self.draw(part, 24, self.size[0] / 2, self.y - 180, "c", True)
                self.y -= 44
            return
        if item.kind == "toc":
            number = str(self.toc.get(squeeze(item.text).split("、")[-1], ""))
            dots = "." * max(3, int((right - left - self.width(item.text + number, 11)) / self.width(".", 11)))
            self.room(18)
            self.draw(item.text + dots + number, 11, left, self.y - 11)
            self.y -= 18
            return
        size, bold = {"title": (18, True), "heading": (13, True), "center": (12, False)}.get(item.kind, (12, False))
        text = ("　　" if item.kind == "body" else "") + item.text
        if item.kind in ("title", "heading"):
            self.places.setdefault(squeeze(item.text), self.page)
        for line in self.wrap(text, size, right - left):
            self.room(size * 1.6)
            if item.kind in ("title", "center"):
                self.draw(line, size, self.size[0] / 2, self.y - size, "c", bold)
            else:
                self.draw(line, size, left, self.y - size, "l", bold)
            self.y -= size * 1.6

    def room(self, need):
        """Begins a page if the rest is too small."""
        if self.y - need < layout.MARGIN_Y:
            self.new_page(self.size[0] > self.size[1])

    def caption(self, sheet):
        """Title and caption lines."""
        w = self.size[0]
        for line in sheet.caption:
            if line[0] == "T":
                self.draw(line[1], 16, w / 2, self.y - 19, "c", True)
                self.y -= 28
            else:
                _, left, middle, right = line
                self.draw(left, 10, layout.MARGIN_X, self.y - 12)
                self.draw(middle, 10, w / 2, self.y - 12, "c")
                self.draw(right, 10, w - layout.MARGIN_X, self.y - 12, "r")
                self.y -= 17
        self.y -= 4

    def sheet(self, sheet):
        """A table over its pages, then its notes."""
        widths = layout.column_widths(sheet)
        xs = [layout.MARGIN_X]
        for w in widths:
            xs.append(xs[-1] + w)
        sheet.pages = []
        chunks = layout.paginate(sheet)
        need = layout.caption_height(sheet) + sum(chunks[0].heights) + 14 * len(sheet.notes) + 24
        for chunk in chunks:
            fits = self.page and layout.page_size(sheet) == self.size and self.y - need > layout.MARGIN_Y
            if sheet.follows and len(chunks) == 1 and fits:
                self.y -= 24
            else:
                self.new_page(sheet.landscape)
            sheet.pages.append(self.page)
            self.places.setdefault(squeeze(sheet.title), self.page)
            if chunk.caption:
                self.caption(sheet)
            ys = [self.y]
            for h in chunk.heights:
                ys.append(ys[-1] - h)
            for r, c, cell in chunk.cells:
                self.cell(cell, xs[c], ys[r], xs[c + cell.cs], ys[r + cell.rs], sheet)
            self.rules(sheet, chunk, xs, ys)
            self.y = ys[-1]
        self.y -= 3
        for note in sheet.notes:
            for line in self.wrap(note, 9, xs[-1] - xs[0]):
                self.room(13)
                self.draw(line, 9, xs[0], self.y - 10)
                self.y -= 13

    def cell(self, cell, x0, y0, x1, y1, sheet):
        """A cell's text, vertically centred."""
        if cell.fact is not None:
            cell.fact.page = self.page
        if cell.mark is not None:
            cell.mark["page"] = self.page
        if not cell.text:
            return
        size, pad = sheet.size, sheet.pad
        inset = cell.indent * size
        room = x1 - x0 - 2 * pad - inset
        while size > 5 and cell.align == "r" and self.width(cell.text, size) > room:
            size -= 0.5
        lines = self.wrap(cell.text, size, room)
        lead = size * layout.LEADING
        y = (y0 + y1) / 2 + lead * len(lines) / 2 - lead * 0.8
        for line in lines:
            x = {"l": x0 + pad + inset, "c": (x0 + x1) / 2, "r": x1 - pad}[cell.align]
            self.draw(line, size, x, y, cell.align, cell.bold)
            y -= lead

    def rules(self, sheet, chunk, xs, ys):
        """The rulings: whole lines, one stroke per cell border, or thin filled rectangles."""
        if sheet.rules == "none":
            return
        c = self.canvas
        c.setLineWidth(0.6)
        c.setStrokeColor(black)
        if sheet.rules == "three":
            k = chunk.header_rows
            for y, w in ((ys[0], 1.2), (ys[k], 0.6), (ys[-1], 1.2)):
                if y == ys[0] and not chunk.first or (y == ys[-1] and not chunk.last):
                    continue
                c.setLineWidth(w)
                c.line(xs[0], y, xs[-1], y)
            return
        flat, up = set(), set()
        for r, q, cell in chunk.cells:
            x0, x1, y0, y1 = xs[q], xs[q + cell.cs], ys[r], ys[r + cell.rs]
            if self.doc.stroke == "cells":
                c.line(x0, y0, x1, y0)
                c.line(x0, y1, x1, y1)
                if sheet.rules == "rows":
                    continue
                if sheet.rules != "open" or q > 0:
                    c.line(x0, y0, x0, y1)
                if sheet.rules != "open" or q + cell.cs < len(xs) - 1:
                    c.line(x1, y0, x1, y1)
                continue
            for j in range(q, q + cell.cs):
                flat |= {(y0, xs[j], xs[j + 1]), (y1, xs[j], xs[j + 1])}
            for i in range(r, r + cell.rs):
                up |= {(x0, ys[i], ys[i + 1]), (x1, ys[i], ys[i + 1])}
        if sheet.rules == "open":
            up = {s for s in up if s[0] not in (xs[0], xs[-1])}
        if sheet.rules == "rows":
            up = set()
        if self.doc.stroke == "rects":
            for y, a, b in sorted(flat):
                c.rect(a - 0.24, y - 0.24, b - a + 0.48, 0.48, stroke=0, fill=1)
            for x, a, b in sorted(up):
                c.rect(x - 0.24, b, 0.48, a - b, stroke=0, fill=1)
            return
        for y, a, b in joined(flat, False):
            c.line(a, y, b, y)
        for x, a, b in joined(up, True):
            c.line(x, a, x, b)

    def finish(self):
        """The bytes of the PDF."""
        self.end_page()
        self.canvas.setTitle(f"{self.doc.entity}{self.doc.year}年度部门决算")
        self.canvas.setAuthor("")
        self.canvas.setProducer(self.doc.producer)
        self.canvas.save()
        return self.buffer.getvalue()


def joined(segments, down):
    """Touching segments on one line as one segment."""
    out = []
    for at, a, b in sorted(segments, key=lambda s: (s[0], -s[1] if down else s[1])):
        if out and out[-1][0] == at and abs(out[-1][2] - a) < 0.01:
            out[-1][2] = b
        else:
            out.append([at, a, b])
    return out


def with_radicals(data):
    """Lets ToUnicode name radicals where some producers do: ⻔ U+2ED4, ⻋ U+2ECB."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/ToUnicode") is not None:
                table = thing.ToUnicode.read_bytes()
                thing.ToUnicode.write(table.replace(b"<95E8>", b"<2ED4>").replace(b"<8F66>", b"<2ECB>"))
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def as_simsun(data):
    """Names the font SimSun and gives ASCII half widths (CIDs 814–939 of Adobe-GB1)."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary):
                if thing.get("/BaseFont") is not None:
                    thing.BaseFont = pikepdf.Name.SimSun
                for below in thing.get("/DescendantFonts", []):
                    below.BaseFont = below.FontDescriptor.FontName = pikepdf.Name.SimSun
                    below.W = pikepdf.Array([814, 939, 500])
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
        return out.getvalue()


def render(doc):
    """The document's PDF; fills in the pages of facts, marks and sheets."""
    toc = {}
    for _ in range(2):
        paper = Paper(doc, toc)
        for item in doc.items:
            if isinstance(item, Sheet):
                paper.sheet(item)
            elif isinstance(item, Para):
                paper.para(item)
        data = paper.finish()
        toc = {k.split("、")[-1]: v for k, v in paper.places.items()}
    doc.pages = paper.page
    if doc.radicals:
        data = with_radicals(data)
    if doc.font == "gbk":
        data = as_simsun(data)
    if doc.crop:
        dx, dy = doc.crop
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for page in pdf.pages:
                x0, y0, x1, y1 = (float(v) for v in page.MediaBox)
                page.CropBox = pikepdf.Array([x0 + dx, y0 + dy, x1 - dx, y1 - dy])
            out = io.BytesIO()
            pdf.save(out, deterministic_id=True)
            data = out.getvalue()
    return data
