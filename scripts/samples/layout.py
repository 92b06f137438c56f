"""Cuts sheets into pages: row heights from estimated text widths, spans split at breaks."""
from .model import Cell

PORTRAIT = (595.0, 842.0)
MARGIN_X = 48.0
MARGIN_Y = 56.0
LEADING = 1.28


def page_size(sheet):
    """Width and height of the page the sheet is printed on."""
    w, h = PORTRAIT
    return (h, w) if sheet.landscape else (w, h)


def em(text):
    """Estimated width in ems: CJK one, everything else a half."""
    return sum(0.56 if ord(ch) < 0x2000 else 1.0 for ch in text)


def column_widths(sheet):
    """Absolute column widths that fill the page between the margins."""
    room = page_size(sheet)[0] - 2 * MARGIN_X
    total = sum(sheet.widths)
    return [room * w / total for w in sheet.widths]


def place(rows, columns):
    """Gives every cell its (row, column): the way HTML places spans."""
    taken, placed = set(), []
    for r, row in enumerate(rows):
        c = 0
        for cell in row:
            while (r, c) in taken:
                c += 1
            placed.append((r, c, cell))
            for i in range(cell.rs):
                for j in range(cell.cs):
                    assert (r + i, c + j) not in taken, (r, c, cell.text)
                    taken.add((r + i, c + j))
            c += cell.cs
        width = max((col for (row_, col) in taken if row_ == r), default=-1) + 1
        assert width == columns, f"row {r} has {width} of {columns} columns: {[x.text for x in row]}"
    return placed


def line_count(cell, width, size):
    """Estimated number of lines of the cell's text."""
    room = max(width - 7.0 - cell.indent * size, size)
    return sum(max(1, -(-int(em(part) * size * 100) // int(room * 100)))
               for part in (cell.text or " ").split("\n"))


def heights(placed, count, widths, size, floor):
    """A height per row that holds every cell's text."""
    out = [max(size * LEADING + 5.0, floor)] * count
    for r, c, cell in placed:
        if cell.rs == 1:
            lines = line_count(cell, sum(widths[c:c + cell.cs]), size)
            out[r] = max(out[r], lines * size * LEADING + 5.0)
    for r, c, cell in placed:
        if cell.rs > 1:
            lines = line_count(cell, sum(widths[c:c + cell.cs]), size)
            missing = lines * size * LEADING + 5.0 - sum(out[r:r + cell.rs])
            if missing > 0:
                for i in range(cell.rs):
                    out[r + i] += missing / cell.rs
    return out


class Chunk:
    """The part of a sheet that stands on one page."""

    def __init__(self, sheet, first):
        self.sheet, self.first, self.last = sheet, first, False
        self.caption = first or sheet.cont == "title"
        self.with_header = first or sheet.cont in ("title", "header")
        self.cells, self.heights, self.header_rows = [], [], 0


def caption_height(sheet):
    """Height of title and caption lines."""
    return sum(28.0 if line[0] == "T" else 17.0 for line in sheet.caption) + 4.0


def paginate(sheet):
    """The sheet's chunks in order."""
    columns = len(sheet.widths)
    widths = column_widths(sheet)
    head_cells = place(sheet.header, columns)
    head_heights = heights(head_cells, len(sheet.header), widths, sheet.size, sheet.row_height)
    body_cells = place(sheet.body, columns)
    body_heights = heights(body_cells, len(sheet.body), widths, sheet.size, sheet.row_height)
    room = page_size(sheet)[1] - 2 * MARGIN_Y
    bounds, start, used = [], 0, None
    for r, h in enumerate(body_heights):
        if used is None:
            first = not bounds
            used = caption_height(sheet) if first or sheet.cont == "title" else 0.0
            if first or sheet.cont in ("title", "header"):
                used += sum(head_heights)
        if r > start and (r in sheet.breaks or used + h + (40 if r == len(body_heights) - 1 else 0) > room):
            bounds.append((start, r))
            start, used = r, 0.0
            used = caption_height(sheet) if sheet.cont == "title" else 0.0
            if sheet.cont in ("title", "header"):
                used += sum(head_heights)
        used += h
    bounds.append((start, len(sheet.body)))
    chunks = []
    for k, (a, b) in enumerate(bounds):
        chunk = Chunk(sheet, k == 0)
        offset = 0
        if chunk.with_header:
            chunk.cells += head_cells
            chunk.heights += head_heights
            offset = chunk.header_rows = len(head_heights)
        for r, c, cell in body_cells:
            if a <= r < b:
                if r + cell.rs > b:
                    cell = Cell(cell.text, cell.cs, b - r, cell.align, cell.bold, cell.indent, cell.fact, cell.mark)
                chunk.cells.append((r - a + offset, c, cell))
            elif r < a < r + cell.rs:
                rest = Cell("", cell.cs, min(r + cell.rs, b) - a, cell.align)
                chunk.cells.append((offset, c, rest))
        chunk.heights += body_heights[a:b]
        chunk.last = k == len(bounds) - 1
        chunks.append(chunk)
    return chunks
