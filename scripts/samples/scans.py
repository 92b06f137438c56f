"""The scan samples: which documents, which pages, scanned how; and as many more as wanted."""
import json
import os
import zlib
from dataclasses import dataclass

import numpy
import pikepdf

from . import cells, degrade, offices, paper, pictures, seed, truth, web
from .degrade import BAD, BW, CLEAN, COLOUR, FAX, FINE, OFFICE, PHOTO, STAMP, WORN
from .model import Doc, Para, Sheet


@dataclass(frozen=True)
class Look:
    """How one page is scanned and stored; `turn` is clockwise, `rotate` is the page's /Rotate."""
    profile: degrade.Profile
    turn: int = 0
    strips: int = 0
    rotate: int = 0
    hidden: bool = False  # an invisible text layer with wrong digits over the picture


@dataclass
class Scan:
    """One file: its document, and a look for each page (the last holds for the rest; `None` stays text)."""
    doc: Doc
    looks: list
    ending: str = "pdf"

    def look(self, page):
        """The look of a page, counted from 1."""
        return self.looks[min(page, len(self.looks)) - 1]


def dice(*names):
    """A generator that depends on nothing but names."""
    return numpy.random.default_rng(zlib.crc32(" ".join(map(str, names)).encode("utf-8")))


def printed(doc):
    """The document's PDF before it is scanned."""
    return web.render(doc, doc.producer) if doc.producer in ("chromium", "libreoffice") else paper.render(doc)


def pixels(doc, data, number, look, name):
    """One page as its scanner sees it."""
    page = pictures.drawn(data, number, look.profile.dpi)
    page = degrade.scanned(page, look.profile, dice(name, number), doc.entity)
    return numpy.ascontiguousarray(numpy.rot90(page, -(look.turn // 90)))


def misread(words, rng):
    """Words as a careless program read them: every third number has another digit."""
    out = []
    for *box, text in words:
        digits = [k for k, ch in enumerate(text) if ch.isdigit()]
        if digits and rng.uniform() < 0.33:
            k = int(rng.choice(digits))
            text = text[:k] + str((int(text[k]) + int(rng.integers(1, 9))) % 10) + text[k + 1:]
        out.append((*box, text))
    return out


def add_scanned(pdf, doc, data, number, look, name):
    """Adds one scanned page to a PDF."""
    seen = pixels(doc, data, number, look, name)
    quality = look.profile.quality
    parts = pictures.strips(seen, quality, look.strips) if look.strips else [pictures.encoded(seen, quality)]
    hidden = misread(pictures.words(data, number)[0], dice(name, number, "hidden")) if look.hidden else ()
    pictures.add_page(pdf, parts, look.profile.dpi, hidden, look.rotate)


def as_pdf(scan, data):
    """The scan as a PDF, text pages as they were printed."""
    with pikepdf.open(pictures.io.BytesIO(data)) as source, pikepdf.new() as pdf:
        for number in range(1, scan.doc.pages + 1):
            look = scan.look(number)
            if look is None:
                pdf.pages.append(source.pages[number - 1])
            else:
                add_scanned(pdf, scan.doc, data, number, look, scan.doc.slug)
        return pictures.saved(pdf)


def as_pictures(scan, data):
    """The scan as a TIFF, PNG or JPEG."""
    seen = [pixels(scan.doc, data, n, scan.look(n), scan.doc.slug) for n in range(1, scan.doc.pages + 1)]
    profile = scan.look(1).profile
    if scan.ending == "tif":
        return pictures.tiff(seen, profile.dpi)
    assert len(seen) == 1, scan.doc.slug
    return pictures.single(seen[0], scan.ending, 72 if profile.photo else profile.dpi, profile.quality)


def page_truth(doc, look_of):
    """What stands in every grid, page by page, and how the page was scanned."""
    grids = cells.by_page(doc)
    forms = {p for s in doc.sheets() if s.part for p in s.pages}
    out = []
    for number in range(1, doc.pages + 1):
        look = look_of(number)
        out.append({"page": number, "profile": look.profile.name if look else "text", "dpi": look.profile.dpi if look else 0,
                    "turn": (look.turn + look.rotate) % 360 if look else 0, "kind": "form" if number in forms else "table" if number in grids else "text",
                    "grids": grids.get(number, [])})
    return out


def write_cells(path, file, pages):
    """`truth/<slug>.cells.json`, one cell a line."""
    dump = lambda v: json.dumps(v, ensure_ascii=False)
    out = [f'{{"file": {dump(file)}, "pages": [']
    for k, page in enumerate(pages):
        head = ", ".join(f"{dump(key)}: {dump(value)}" for key, value in page.items() if key != "grids")
        out.append(f'{"," if k else ""}{{{head}, "grids": [')
        for j, grid in enumerate(page["grids"]):
            out.append(f'{"," if j else ""}{{"nrows": {grid["nrows"]}, "ncols": {grid["ncols"]}, "cells": [')
            out.append(",\n".join(dump(cell) for cell in grid["cells"]) + "]}")
        out.append("]}")
    out.append("]}")
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(out) + "\n")


def described(doc, slug, why, producer="chromium"):
    """The document under the name of its scan."""
    doc.slug, doc.why, doc.producer = slug, why, producer
    return doc


def seed_forms(profile, font):
    """The eight forms of the seed document, one a page."""
    doc = seed.document("chromium", f"{seed.SLUG}-{profile.name}{profile.dpi}", font, f"the seed document's eight forms, scanned: {profile.name}, {profile.dpi} dpi")
    doc.items = [s for s in doc.sheets() if s.part]
    for sheet in doc.items:
        sheet.breaks, sheet.size = [], 8.5
    doc.errors = []
    return Scan(doc, [Look(profile)])


def samples():
    """Every scan sample."""
    o, kept, tight = offices.office, offices.kept, {"size": 8.0, "row_height": 14.0}
    bw, side = Look(BW), Look(BW, turn=90)
    yield seed_forms(OFFICE, "times")
    yield seed_forms(BAD, "noto")
    yield Scan(described(kept(o(62, "national", "wan", 0.4, "times", css="", dense=True, size=7.5, row_height=13.0), range(1, 10), True), "anling-education-2020-bw200",
                         "a whole disclosure in black and white G4, its right borders clipped; landscape pages lie on their side both ways, one is set right by /Rotate, one page is upside down"),
               [bw, bw, side, side, Look(BW, turn=270), Look(BW, turn=270), bw, Look(BW, turn=180), Look(BW, turn=90, rotate=270), bw])
    yield Scan(described(kept(o(32, "split", "yuan", 6.0, "gbsn", dense=True, row_height=13.0), (1, 2, 3, 9)), "luquan-enforcement-2020-bad150",
                         "元 up to nine digits with separators, grey JPEG 50, pale paper; three code columns"), [Look(BAD)])
    yield Scan(described(kept(o(43, "tens", "wan-dash", 1.5, "arial", dense=True), (2, 9, 10)), "qingtan-health-2024-stamp200", "a red seal over each table, colour; dashes for zero, counts in 10"), [Look(STAMP)])
    yield Scan(described(offices.with_list(kept(o(52, "lists", "wan-six", 0.05, "microhei"), (6,)), 52), "shahu-water-2024-fine300",
                         "万元 with six decimals, list form of 06 over two pages and a list of indicators, up to 1.5° at 300 dpi"), [Look(FINE.at(300, quality=50, noise=2.0))])
    yield Scan(described(kept(o(35, "balances", "wan-three", 1.5, "times", dense=True, landscape=("final.07",)), (2, 3, 5)), "baita-forestry-2024-fax150",
                         "a TIFF of several G4 pages as a fax sends them; 万元 with three decimals; 04"), [Look(FAX)], "tif")
    yield Scan(described(kept(o(53, "tens", "yuan-whole", 0.4, "notosans"), (10,)), "liuxi-culture-2023-clean150", "a PNG that does not say its resolution; whole 元 with separators"), [Look(CLEAN.at(150))], "png")
    yield Scan(described(kept(o(37, "rows", "yuan-plain", 0.05, "zenhei"), (9,)), "luquan-water-2024-photo150", "a JPEG from a phone that says 72 dpi"), [Look(PHOTO)], "jpg")
    yield Scan(described(kept(o(38, "national", "wan-zero", 1.5, "ukai", dense=True, **tight), (2, 5)), "jinping-transport-2024-photo150", "photos of sheets in a PDF"), [Look(PHOTO)])
    yield Scan(described(kept(o(39, "split", "wan-hyphen", 0.4, "noto", **tight), (4, 5)), "liuxi-health-2022-strips200", "pages in strips: eight JPEGs, twelve G4 pictures"),
               [Look(OFFICE, strips=8), Look(BW, strips=12)])
    worn = kept(o(61, "lists", "wan-plain", 0.4, "gkai"), (1, 5, 6))
    worn.css += ".grid td{border:0.4pt solid #777}"
    yield Scan(described(worn, "shipu-forestry-2023-worn200", "thin grey rulings that break, uneven paper, a fold, a dark edge, punched holes"), [Look(WORN)])
    tinted = kept(o(41, "tens", "wan", 6.0, "microhei", dense=True), (2, 3))
    tinted.css += "tr.head td{background:#bcd4ee} .grid tr:nth-child(2n) td{background:#eef3e2} .grid tr.head:nth-child(2n) td{background:#bcd4ee}"
    yield Scan(described(tinted, "jinping-emergency-2020-colour200", "coloured headers and stripes; grey, then colour"), [Look(OFFICE), Look(COLOUR)])
    mixed = offices.with_selfevals(kept(o(57, "national", "wan", 0.4, "zenhei", **tight), range(1, 10), True), 57, 4)
    yield Scan(described(mixed, "qingtan-emergency-2023-mixed", "text pages, the forms behind them as pictures: office, stamped, bad, and one below an invisible text layer with wrong digits"), [None])


def mixed_looks(scan):
    """Forms are pictures, each scanned in its own way; everything else stays text."""
    ways = [Look(OFFICE), Look(STAMP), Look(BAD), Look(CLEAN, hidden=True)]
    pages = [p for s in scan.doc.sheets() if s.part for p in s.pages]
    scan.looks = [ways[pages.index(n) % len(ways)] if n in pages else None for n in range(1, scan.doc.pages + 1)]


def write_all(folder, wanted):
    """Every scan, or the wanted ones, with truth; returns what the manifest says of each."""
    os.makedirs(os.path.join(folder, "truth"), exist_ok=True)
    told = []
    for scan in samples():
        doc = scan.doc
        doc.producer_word = truth.WORDS[doc.producer] + ", scanned"
        file = f"{doc.slug}.{scan.ending}"
        path = os.path.join(folder, "truth", doc.slug + ".cells.json")
        if wanted and doc.slug not in wanted:
            if not os.path.exists(path):
                continue
            with open(path, encoding="utf-8") as f:
                pages = json.load(f)["pages"]
        else:
            data = printed(doc)
            if scan.looks == [None]:
                mixed_looks(scan)
            data = as_pdf(scan, data) if scan.ending == "pdf" else as_pictures(scan, data)
            with open(os.path.join(folder, file), "wb") as f:
                f.write(data)
            pages = page_truth(doc, scan.look)
            write_cells(path, file, pages)
            truth.write_truth(doc, os.path.join(folder, "truth"))
            print(f"scans/{doc.slug}: {doc.pages} pages, {len(data) // 1024} KB", flush=True)
        told.append((doc, "scans/" + file, pages))
    return told


def write_many(count, path, first, only=None, dpi=None):
    """A PDF of `count` scanned pages of fresh offices, and its truth in truth/ beside it."""
    folder, name = os.path.split(os.path.abspath(path))
    slug = name.rsplit(".", 1)[0]
    whole = Doc(slug, "chromium", "", 0, "", "")
    profiles = [degrade.PROFILES[only]] if only else list(degrade.PROFILES.values())
    profiles = [p.at(dpi or p.dpi) for p in profiles]
    looks, k = [], 0
    with pikepdf.new() as pdf:
        while len(looks) < count:
            doc = offices.office(first + k, dense=k % 2 == 0)
            doc.items = doc.sheets()
            if k % 4 == 3:
                offices.with_selfevals(doc, first + k, 3)
            k += 1
            data, before = printed(offices.fitted(doc)), len(looks)
            held = [s for s in doc.sheets() if before + s.pages[-1] <= count]
            for sheet in held:
                shift(sheet, before)
            for number in range(1, max((s.pages[-1] for s in held), default=before) - before + 1):
                look = Look(profiles[(k + number) % len(profiles)])
                add_scanned(pdf, doc, data, number, look, slug)
                looks.append(look)
            whole.items += held
            whole.forms += [form for form in doc.forms if any(cell.mark is form.fields for s in held for row in s.body for cell in row)]
            print(f"{len(looks)} pages", flush=True)
        with open(path, "wb") as f:
            f.write(pictures.saved(pdf))
    whole.pages = count
    os.makedirs(os.path.join(folder, "truth"), exist_ok=True)
    write_cells(os.path.join(folder, "truth", slug + ".cells.json"), name, page_truth(whole, lambda n: looks[n - 1]))
    truth.write_truth(whole, os.path.join(folder, "truth"))


def shift(item, by):
    """Moves a sheet and all that stands on it `by` pages back in the file."""
    if not isinstance(item, Sheet):
        return
    item.pages = [p + by for p in item.pages]
    for row in item.body:
        for cell in row:
            if cell.fact is not None:
                cell.fact.page += by
            if cell.mark is not None:
                cell.mark["page"] += by
