"""Fictional offices whose disclosures exist as scans only: other books, digits and fonts than the printed samples."""
import random

from . import forms, layout
from .compose import NATIONAL, THREE_SEVENTH, compose
from .departments import OFFICE
from .ledger import Ledger
from .model import Doc, Para, Sheet, Style

PLACES = ["龙源省清潭市", "远山省鹿泉县", "北屏省安岭市", "南淮省柳溪县", "东洲省沙湖区", "西原省白塔旗", "中川省金坪县", "海宁省石浦区"]
KINDS = [
    ("水务局", "2130301:b 2130305:p-+ 2130306:p 2130314:p 2082201:p:gov_fund"),
    ("教育体育局", "2050201:bp 2050202:bp+ 2050203:bp 2050204:p- 2050999:p 2296003:p-+:gov_fund 2050204:b:business"),
    ("自然资源和林业局", "2200101:b 2200106:p-+ 2200199:p 2110302:p 2120804:p-+:gov_fund 2200106:p:other"),
    ("综合行政执法局", "2120101:b 2120104:bp 2120199:p 2120501:p-+ 2120803:p:gov_fund 2120104:p:superior"),
    ("卫生健康委员会", "2100201:p+ 2100401:bp 2100408:p-+ 2100410:p 2296002:p-+:gov_fund 2100201:b:business 2100201:o:operating"),
    ("应急管理局", "2240101:b 2240106:p 2240109:p-+ 2230105:p-+:state_capital 2240109:p:other"),
    ("交通运输综合服务中心", "2140101:b 2140106:bp-+ 2290402:p:gov_fund 2140106:t:affiliated"),
    ("文化馆", "2070101:b 2070109:bp-+ 2070204:p 2079999:p 2070109:o:operating 2070109:b:affiliated"),
]
SIMPLE06 = {"final.06": "一般公共预算财政拨款基本支出决算表"}
FAMILIES = {
    "national": {"blocks": 3, "nonzero": True, "landscape": ("final.02", "final.03", "final.06", "final.09")},
    "tens": {"order": NATIONAL + ["final.10"], "caption": "year", "dash": True, "blocks": 4, "landscape": ("final.06", "final.09")},
    "split": {"order": THREE_SEVENTH, "labels": "", "caption": "bare", "line_no": False, "column_no": False, "lines": 24, "amount_word": "决算数", "split": True,
              "code_word": "支出功能分类科目编码", "total_last": True, "blocks": 2, "nonzero": True, "t05_word": "合计", "t08": "revexp", "t09": "B",
              "titles": {**SIMPLE06, "final.08": "国有资本经营预算财政拨款收入支出决算表"}, "landscape": ("final.09",)},
    "lists": {"order": THREE_SEVENTH, "labels": "b", "caption": "left", "blocks": "list", "nonzero": True, "titles": SIMPLE06, "landscape": ("final.02", "final.09")},
    "rows": {"order": THREE_SEVENTH, "caption": "yeartitle", "t09": "rows", "blocks": 3, "nonzero": True, "titles": SIMPLE06, "landscape": ("final.06",)},
    "balances": {"t05": "revexp", "t08": "revexp", "blocks": 3, "nonzero": True, "indent": True, "caption": "numbered", "labels": "plain",
                 "titles": {**SIMPLE06, "final.05": "一般公共预算财政拨款收入支出决算表", "final.08": "国有资本经营预算财政拨款收入支出决算表"},
                 "landscape": ("final.02", "final.03", "final.05", "final.07", "final.08", "final.09")},
}
STYLES = {
    "wan": Style(), "wan-plain": Style(sep=False), "wan-zero": Style(zero="0.00"), "wan-dash": Style(zero="——"), "wan-three": Style(decimals=3),
    "wan-six": Style(decimals=6, sep=False), "yuan": Style(unit="元"), "yuan-plain": Style(unit="元", sep=False, zero="0.00"),
    "yuan-whole": Style(unit="元", decimals=0, zero="0"), "wan-hyphen": Style(zero="-", sep=False),
}
FONTS = ["times", "arial", "uming", "gbsn", "noto", "notosans", "zenhei", "microhei", "ukai", "gkai"]
WHOLE = "@page wide{margin:56pt 47pt}"  # else the page's edge clips the right border of landscape tables
SCALES = [0.004, 0.05, 0.4, 1.5, 6.0]  # of 3 to 900 万元: one to eight integer digits, in 元 too


def widened(spec, rng):
    """The same codes with money of other kinds too, so that most columns of 02 and 03 hold an amount."""
    codes = sorted({entry.split(":")[0] for entry in spec.split() if entry.count(":") == 1})
    ways = ["pb:superior", "bp:business", "o:operating", "bt:affiliated", "p-:other"]
    return spec + "".join(f" {code}:{way}" for code in codes for way in rng.sample(ways, rng.randrange(2, 6)))


def office(seed, family=None, style=None, scale=None, font=None, css=WHOLE, dense=False, **more):
    """A whole disclosure; what is not given is drawn from the seed. `more` goes into the layout."""
    rng = random.Random(seed)
    family = family or rng.choice(sorted(FAMILIES))
    style = style or rng.choice(sorted(STYLES))
    scale = scale or rng.choice(SCALES)
    font = font or rng.choice(FONTS)
    place, (kind, spec) = rng.choice(PLACES), rng.choice(KINDS)
    year = rng.randrange(2019, 2025)
    doc = Doc(f"office-{seed}", "chromium", place + kind, year, family, "", font=font, css=css)
    if STYLES[style].decimals == 0:
        scale = max(scale, 0.05)
    spec = (widened(spec, rng) if dense else spec) + " " + OFFICE
    books = Ledger(seed, spec, scale, whole=STYLES[style].unit == "元" and STYLES[style].decimals == 0)
    for item in books.items:  # paid back, or overdrawn: negative income and balances
        if dense and rng.random() < 0.12 or item is books.items[-1] and rng.random() < 0.4:
            item.closing = -int(item.spent * rng.uniform(0.3, 1.8)) // books.step * books.step
    opt = dict(FAMILIES[family])
    if STYLES[style].unit == "元" and scale > 1 or STYLES[style].decimals == 6:  # long amounts need room
        opt.update(size=7.5, landscape=("final.02", "final.03", "final.04", "final.05", "final.06", "final.07", "final.08", "final.09"))
    opt.update(more)
    return compose(doc, books, STYLES[style], opt)


def fitted(doc):
    """The same document in type so small that no amount is broken over lines."""
    for sheet in doc.sheets():
        widths = layout.column_widths(sheet)
        cells = [(c, cell) for _, c, cell in layout.place(sheet.body, len(widths)) if cell.fact is not None]
        while sheet.size > 5 and any(layout.em(cell.text) * sheet.size + 7 > sum(widths[c:c + cell.cs]) for c, cell in cells):
            sheet.size -= 0.5
    return doc


def kept(doc, tables, narrative=False):
    """The same document with only some of its tables, and its cover and 情况说明 if wanted."""
    text, on = [], False
    for item in doc.items:
        if isinstance(item, Para) and item.kind == "title":
            on = item.text.startswith("第三部分")
        if on and isinstance(item, Para):
            text.append(item)
    wanted = [f"final.{n:02}" for n in tables]
    cover = [item for item in doc.items if isinstance(item, Para) and item.kind == "cover"]
    sheets = [item for item in doc.items if isinstance(item, Sheet) and item.table in wanted]
    doc.items = cover + sheets + text if narrative else sheets
    return doc


def with_selfevals(doc, seed, count):
    """Adds 项目支出绩效自评表 behind the text: what counties attach as pictures."""
    rng = random.Random(seed)
    names = ["农村饮水安全巩固提升", "河道清淤疏浚工程", "水资源监测站点运行维护", "防汛物资储备", "节水宣传与培训", "山洪灾害预警系统"]
    doc.items.append(Para("第五部分 附件", "title", True))
    for name in names[:count]:
        form, sheet = forms.selfeval(rng, doc.year, doc.entity, doc.entity, name, rng.choice((rng.randrange(40, 900), rng.randrange(900, 9_000))), cost_first=rng.random() < 0.4)
        doc.forms.append(form)
        doc.items.append(sheet)
    return doc


def with_list(doc, seed):
    """Adds 项目支出绩效目标表 as a list, 万元 with six decimals."""
    rng = random.Random(seed)
    projects = [(f"23000024T{rng.randrange(10**9, 10**10)}", name, rng.randrange(120, 900_000)) for name in ("执法服装购置", "业务用房租赁", "信息系统运维", "专项整治行动")]
    made, sheet = forms.wide_list(rng, doc.year, doc.entity, projects)
    doc.forms += made
    doc.items.append(sheet)
    return doc
