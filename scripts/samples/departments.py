"""The fictional departments: who they are, which layout they use, and why they are here."""
from .compose import NATIONAL, THREE_SEVENTH, TITLES, compose
from .ledger import Ledger, merge
from .model import Doc, Style

OFFICE = "2080501:b 2080505:b 2080506:b 2101101:b 2101103:b 2210201:b"


def national():
    """The plain national form."""
    doc = Doc("national-statistics-2023", "reportlab, AR PL UMing embedded", "云溪省临川市统计局", 2023, "national 公开01–09",
              "the national form with 行次 and 栏次; landscape code tables; ordinary strokes", font="uming")
    books = Ledger(101, "2010501:b 2010505:p 2010507:p-+ " + OFFICE + " 2010505:p:other", 0.6)
    return compose(doc, books, Style(), {"blocks": 3, "titles": {"final.06": "一般公共预算财政拨款基本支出决算明细表"}})


def shanxi():
    """Ten tables with 公开10表, several pages without headers."""
    doc = Doc("shanxi-justice-2024", "chromium", "云岭省朔川市司法局", 2024, "Shanxi 公开01–10",
              "ten tables, 01, 04 and 06 run over pages without repeated header; dashes for 309 and 311; counts in 10", font="zenhei")
    books = Ledger(102, "2040601:b 2040604:p 2040605:p 2040612:p+ " + OFFICE + " 2120803:p:gov_fund", 0.5)
    return compose(doc, books, Style(), {"order": NATIONAL + ["final.10"], "caption": "year", "dash": True, "blocks": 4, "broken_label": True,
                                         "landscape": ("final.06", "final.09"), "breaks": {"final.01": [23], "final.04": [20], "final.06": [12, 24]}})


def shanghai():
    """Shanghai: no numbers, three code columns, pairs in 09."""
    doc = Doc("shanghai-urban-2024", "reportlab, WenQuanYi Micro Hei embedded; rulings as thin filled rectangles", "海州市浦溪区城市管理局", 2024,
              "Shanghai: no labels, no 行次/栏次, 24 lines, 类|款|项, 合计 last, pairs in 09",
              "order 07=三公 08=基金 09=国资, two-block 06, 0.00 for zero, Word-like thin fills, ToUnicode gives radicals for 门 and 车", font="microhei", stroke="rects", radicals=True)
    books = Ledger(103, "2120101:b 2120104:bp 2120199:p 2120501:p-+ " + OFFICE + " 2210203:b 2120803:p:gov_fund 2120104:p:other", 2.2)
    opt = {"order": THREE_SEVENTH, "labels": "", "caption": "bare", "line_no": False, "column_no": False, "lines": 24,
           "amount_word": "决算数", "split": True, "code_word": "支出功能分类科目编码", "total_last": True, "blocks": 2, "t05_word": "合计",
           "t08": "revexp", "t09": "B", "t09_top": "财政拨款“三公”经费", "cont": "none", "empty_note": "注：{entity}无{what}，故本表无数据。",
           "titles": {"final.06": "一般公共预算财政拨款基本支出决算表", "final.08": "国有资本经营预算财政拨款收入支出决算表"},
           "econ_code_word": "经济分类科目编码", "abroad_word": "因 公 出 国 （ 境 ） 费", "landscape": ("final.02", "final.03", "final.09", "final.07")}
    return compose(doc, books, Style(zero="0.00"), opt)


def hubei():
    """Hubei FY2021: 表1–表9, label left, list-form 06."""
    doc = Doc("hubei-water-2021", "libreoffice", "江夏省随阳市水利局", 2021, "Hubei FY2021 表1–表9",
              "order of FY2020–21 (07=一般公共预算三公, 08=基金, 09=国资), label left above the title, list form of 06", font="uming")
    books = Ledger(104, "2130301:b 2130305:p-+ 2130306:p 2130314:p " + OFFICE + " 2082201:p:gov_fund 2082202:p:gov_fund 2130306:p:other", 1.5)
    opt = {"order": THREE_SEVENTH, "labels": "b", "caption": "left", "blocks": "list", "nonzero": True, "cont": "header",
           "titles": {"final.06": "一般公共预算财政拨款基本支出决算表", "final.09": "一般公共预算财政拨款“三公”经费支出决算表"},
           "landscape": ("final.02", "final.03", "final.09", "final.04")}
    return compose(doc, books, Style(sep=False), opt)


def shaanxi():
    """Shaanxi FY2020: 会议费 and 培训费 in 09, in 元."""
    doc = Doc("shaanxi-culture-2020", "reportlab, STSong-Light not embedded, UniGB-UCS2-H", "秦川省柞山市文化和旅游局", 2020, "Shaanxi FY2020 表一–表九",
              "09 with 会议费 and 培训费; amounts in 元; font not embedded", font="stsong")
    books = Ledger(105, "2070101:b 2070104:p 2070109:p-+ 2070204:p " + OFFICE + " 2296003:p:gov_fund", 0.4)
    opt = {"order": THREE_SEVENTH, "labels": "cn", "caption": "left", "t09": "shaanxi", "blocks": 3, "nonzero": True,
           "titles": {"final.02": "收入决算总表", "final.03": "支出决算总表", "final.06": "一般公共预算财政拨款基本支出决算表",
                      "final.09": "一般公共预算财政拨款“三公”经费及会议费、培训费支出决算表"}, "size": 8.0, "broken_title": True}
    return compose(doc, books, Style(unit="元"), opt)


def guangdong():
    """Guangdong FY2021, each cell border a stroke, row layout of 09, GBK text."""
    doc = Doc("guangdong-market-2021", "reportlab, SimSun not embedded, GBK-EUC-H; each cell border a stroke", "岭海省湛川市市场监督管理局", 2021,
              "Guangdong FY2021 公开01–09, 07=三公", "GBK-EUC-H text, Excel-like borders, 09 with one row per item, repeated title and header", font="gbk", stroke="cells")
    books = Ledger(106, "2013801:b 2013804:p 2013816:p-+ 2013850:b " + OFFICE + " 2080502:b 2013850:o:operating", 1.1)
    opt = {"order": THREE_SEVENTH, "caption": "yeartitle", "t09": "rows", "blocks": 3, "cont": "title",
           "titles": {"final.09": "一般公共预算财政拨款“三公”经费支出决算表"}, "breaks": {"final.06": [20]}, "landscape": ("final.02", "final.03", "final.06")}
    return compose(doc, books, Style(zero="0.00"), opt)


def yunnan():
    """Yunnan: 05 and 08 with opening, revenue and closing; open sides; rotated."""
    doc = Doc("yunnan-health-2022", "reportlab, AR PL UMing embedded; /Rotate 90", "滇池省大溪县卫生健康局", 2022, "Yunnan 公开01–09, 收入支出 forms of 05 and 08",
              "05 with 年初结转/本年收入/年末结转, 08 收入支出, open left and right sides, landscape pages by /Rotate 90", font="uming", rotate=90)
    books = Ledger(107, "2100201:p+ 2100401:p 2100408:p-+ 2100410:p " + OFFICE + " 2296002:p-+:gov_fund 2230105:p:state_capital 2100201:b:business", 1.3)
    opt = {"t05": "revexp", "t08": "revexp", "rules": "open", "blocks": 3,
           "titles": {"final.05": "一般公共预算财政拨款收入支出决算表", "final.06": "一般公共预算财政拨款基本支出决算表",
                      "final.08": "国有资本经营预算财政拨款收入支出决算表"}, "landscape": ("final.02", "final.03", "final.04", "final.05", "final.06", "final.07", "final.08", "final.09")}
    return compose(doc, books, Style(), opt)


def several_units():
    """A department and two of its units in one file."""
    doc = Doc("education-units-2023", "chromium", "云溪省临川市教育局", 2023, "national, three sets of tables in one file",
              "table sets of the department, its own office and a school one after another; 单位决算", font="zenhei")
    office = Ledger(108, "2050299:p 2050803:p " + OFFICE, 0.7)
    school = Ledger(109, "2050203:bp 2080502:b 2080505:b 2080506:b 2101102:b 2210201:b 2050203:b:business", 0.5)
    opt = {"blocks": 3, "nonzero": True, "tables_only": True, "education_fee": True, "caption": "yeartitle"}
    for entity, books in ((doc.entity, merge(office, school)), ("云溪省临川市教育局（本级）", office), ("临川市第九中学", school)):
        part = Doc(doc.slug, doc.producer, entity, doc.year, "", "")
        doc.items += compose(part, books, Style(), opt).items
    return doc


DOCUMENTS = [national, shanxi, shanghai, hubei, shaanxi, guangdong, yunnan, several_units]
