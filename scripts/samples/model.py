"""The nouns: a figure with its truth, a cell, a sheet (one printed table), a document."""
import unicodedata
from dataclasses import dataclass, field


def squeeze(text):
    """Text without any white space."""
    return "".join(text.split())


def plain(text):
    """NFKC without white space: how names stand in the truth files."""
    return squeeze(unicodedata.normalize("NFKC", text))


@dataclass
class Fact:
    """What one data cell says, as the truth file tells it."""
    side: str
    line_no: str
    code: str
    name: str
    column: str
    column_no: str
    key: str
    unit: str
    printed: str = ""
    page: object = ""
    body: tuple = ()         # name, code and scope of the row's own body
    other: tuple = ()        # codes and names of its further classifications


@dataclass
class Cell:
    """One printed cell; `rs`/`cs` are its spans."""
    text: str = ""
    cs: int = 1
    rs: int = 1
    align: str = "l"
    bold: bool = False
    indent: int = 0
    fact: object = None
    mark: object = None  # an indicator or form whose page is wanted


def head(text, cs=1, rs=1):
    """A centred header cell."""
    return Cell(text, cs, rs, "c")


@dataclass
class Sheet:
    """One printed table: caption lines, header, body, notes, and how it is drawn."""
    table: str
    title: str
    caption: list
    widths: list
    header: list
    body: list
    notes: list = field(default_factory=list)
    label: str = ""
    unit: str = ""
    entity: str = ""
    year: str = ""
    state: str = "data"
    landscape: bool = False
    rules: str = "grid"
    cont: str = "none"       # what a continuation page repeats: none, header, title
    size: float = 9.0
    row_height: float = 0.0  # at least
    pad: float = 3.0         # between a cell's border and its text
    follows: bool = False    # stands on the page of the sheet before where there is room
    breaks: list = field(default_factory=list)  # body rows that begin a page
    part: int = 0            # number of the form this sheet belongs to, if any
    pages: list = field(default_factory=list)

    def facts(self):
        """Every fact in printed order."""
        for row in self.body:
            for cell in row:
                if cell.fact is not None:
                    yield cell.fact


@dataclass
class Style:
    """How amounts are printed."""
    unit: str = "万元"
    sep: bool = True
    zero: str = ""
    trim: bool = False       # integers without decimals beside numbers with two
    wide: bool = False       # full-width digits
    decimals: int = 2

    def amount(self, fen):
        """An amount in fen as it is printed; `None` is a blank cell."""
        if fen is None:
            return ""
        if fen == 0:
            return self.zero
        scale = 100 if self.unit == "元" else 1_000_000
        ulp = scale // 10 ** self.decimals
        n = (abs(fen) * 2 + ulp) // (2 * ulp)
        whole, rest = divmod(n, 10 ** self.decimals)
        text = f"{whole:,}" if self.sep else str(whole)
        if self.decimals and not (self.trim and rest == 0):
            text += f".{rest:0{self.decimals}d}"
        if fen < 0:
            text = "-" + text
        if self.wide:
            text = text.translate({ord("0") + i: ord("０") + i for i in range(10)})
            text = text.replace(".", "．").replace(",", "，")
        return text


@dataclass
class Doc:
    """A disclosure: paragraphs and sheets in order, and what the manifest says of it."""
    slug: str
    producer: str
    entity: str
    year: int
    family: str
    why: str
    items: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    font: str = ""
    rotate: int = 0
    sideways: bool = False   # landscape pages are drawn turned, and no /Rotate says so
    tiled: str = ""          # the words of a slanted watermark all over the page
    crop: tuple = ()
    radicals: bool = False   # ToUnicode says ⻔ and ⻋ for 门 and 车
    stroke: str = "lines"    # lines, cells (each border a stroke), rects (thin fills)
    css: str = ""            # what Chromium is told beside the usual: other rulings, header colours (tr.head)
    forms: list = field(default_factory=list)
    scope: str = "department"
    pages: int = 0

    def sheets(self):
        """The sheets in order."""
        return [item for item in self.items if isinstance(item, Sheet)]


@dataclass
class Para:
    """One paragraph outside tables."""
    text: str
    kind: str = "body"       # body, heading, title, cover, toc, center
    page_before: bool = False


@dataclass
class Form:
    """One performance form (绩效表) with its truth."""
    form: str
    title: str
    fields: dict
    funding: list            # dicts: horizon, source, stage, printed, weight, rate, score
    indicators: list         # dicts: horizon, level1, level2, level3, value, ...
    pages: list = field(default_factory=list)
