"""Departments whose tables lack rulings, lie on their side, or stand under a watermark."""
from .compose import NATIONAL, THREE_SEVENTH, compose
from .departments import OFFICE
from .ledger import Ledger
from .model import Doc, Style

PLAIN06 = {"final.06": "一般公共预算财政拨款基本支出决算表"}
BARE = {"line_no": False, "column_no": False, "nonzero": True, "titles": PLAIN06, "landscape": ("final.02", "final.03", "final.09")}


def three_lines():
    """Three rulings per table, no numbers of lines or columns."""
    doc = Doc("threeline-library-2022", "reportlab, AR PL UMing embedded", "云溪省临川市图书馆", 2022, "national, three-line tables without 行次 and 栏次",
              "centred headers over right-aligned amounts, panels a few points apart, no column numbers", font="uming", scope="unit")
    books = Ledger(301, "2070104:bp+ 2070199:p 2080502:b 2080505:b 2080506:b 2101102:b 2210201:b 2070104:b:business", 1.5)
    return compose(doc, books, Style(), dict(BARE, rules="three", blocks=3, caption="year", pad=1.6))


def rows_only():
    """A ruling between all rows, none between columns."""
    doc = Doc("rowrules-tourism-2023", "reportlab, WenQuanYi Micro Hei embedded", "湘源省岳川市旅游发展中心", 2023, "national, horizontal rulings only",
              "amounts in 元 that nearly touch the label of the next panel; no header on the next page", font="microhei", scope="unit")
    books = Ledger(302, "2070204:bp 2070109:p-+ 2079999:p " + OFFICE + " 2120899:p:gov_fund", 1.1)
    opt = dict(BARE, rules="rows", blocks=3, caption="left", labels="b", order=THREE_SEVENTH, pad=1.2, t09="B")
    return compose(doc, books, Style(unit="元", sep=False), opt)


def no_lines():
    """No rulings, several tables on one page, letter-spaced headers."""
    doc = Doc("nolines-grain-2021", "reportlab, WenQuanYi Zen Hei embedded", "江夏省随阳市粮食局", 2021, "national, no rulings",
              "several short tables on one page with small captions; letter-spaced headers; dashes for zero", font="zenhei")
    books = Ledger(303, "2200101:b 2200106:p 2200199:p-+ " + OFFICE + " 2230105:p:state_capital", 0.5)
    opt = dict(BARE, rules="none", blocks=2, caption="yeartitle", spaced=True, follows=("final.07", "final.08"), t09="rows")
    return compose(doc, books, Style(zero="—"), opt)


def sideways():
    """Landscape pages drawn turned, without /Rotate."""
    doc = Doc("sideways-drainage-2023", "reportlab, AR PL UMing embedded; wide pages drawn turned, no /Rotate", "桂江省北川市排水管理处", 2023, "national, sideways",
              "the content of wide pages is turned and nothing in the page says so", font="uming", scope="unit", sideways=True)
    books = Ledger(304, "2120104:bp 2120399:p-+ " + OFFICE, 0.6)
    return compose(doc, books, Style(), {"blocks": 3, "nonzero": True, "landscape": tuple(NATIONAL), "size06": 7.0})


def tiled():
    """A slanted watermark all over every page."""
    doc = Doc("tiled-procurement-2024", "reportlab, WenQuanYi Zen Hei embedded; slanted watermark", "滇池省大溪县政府采购中心", 2024, "national, tiled watermark",
              "a watermark with digits in the font and size of the tables over every page", font="zenhei", tiled="内部资料 2024 请勿外传")
    books = Ledger(305, "2010602:bp 2010650:p " + OFFICE, 0.3)
    return compose(doc, books, Style(), {"blocks": 3, "nonzero": True})


DOCUMENTS = [three_lines, rows_only, no_lines, sideways, tiled]
