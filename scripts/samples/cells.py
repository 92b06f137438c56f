"""Which cells stand on which page: the truth of grids, from the sheets themselves."""
from . import layout
from .model import Sheet


def numbered(edges):
    """Positions of the lines that some cell begins or ends at."""
    return {line: k for k, line in enumerate(sorted(edges))}


def grid(chunk):
    """The grid of a chunk as it can be seen: lines that no cell ends at are not printed."""
    rows = numbered({r for r, _, _ in chunk.cells} | {r + cell.rs for r, _, cell in chunk.cells})
    columns = numbered({c for _, c, _ in chunk.cells} | {c + cell.cs for _, c, cell in chunk.cells})
    cells = [{"r": rows[r], "c": columns[c], "rs": rows[r + cell.rs] - rows[r], "cs": columns[c + cell.cs] - columns[c], "text": "".join(cell.text.split())}
             for r, c, cell in sorted(chunk.cells, key=lambda t: t[:2])]
    return {"nrows": len(rows) - 1, "ncols": len(columns) - 1, "cells": cells}


def by_page(doc):
    """Page number → grids, for every page with ruled cells; sheets know their pages."""
    out = {}
    for item in doc.items:
        if not isinstance(item, Sheet) or item.rules not in ("grid", "open"):
            continue
        for page, chunk in zip(item.pages, layout.paginate(item)):
            out.setdefault(page, []).append(grid(chunk))
    return out
