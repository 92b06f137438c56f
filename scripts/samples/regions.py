"""More fictional departments: rarer rulings, labels, number styles, performance forms."""
import random

from . import forms
from .compose import NATIONAL, THREE_SEVENTH, compose
from .departments import OFFICE
from .ledger import Ledger, merge
from .model import Doc, Style

PLAIN06 = {"final.06": "一般公共预算财政拨款基本支出决算表"}


def sichuan():
    """Sichuan: numbers before the titles, extra tables, tables last."""
    doc = Doc("sichuan-forestry-2021", "reportlab, AR PL UKai embedded", "巴江省宣川县林业局", 2021, "Sichuan 一…十三, tables last",
              "tables after the text, extra tables between the usual ones, 国资 twice (收入支出 and 支出), numbers before titles", font="ukai")
    books = Ledger(201, "2130101:b 2130104:bp 2130108:p-+ 2130122:p " + OFFICE + " 2120804:p-+:gov_fund 2230105:p-:state_capital", 0.5)
    order = NATIONAL[:4] + ["other.fiscal", "final.05", "other.general", "final.06", "other.project", "final.09", "final.07", "final.08", "final.08#2"]
    opt = {"order": order, "labels": "plain", "caption": "numbered", "tables_last": True, "blocks": 3, "nonzero": True, "t08": "revexp",
           "only": {"final.08#2": {"t08": "plain"}}, "titles": dict(PLAIN06, **{
               "final.08": "国有资本经营预算财政拨款收入支出决算表", "final.08#2": "国有资本经营预算财政拨款支出决算表",
               "final.09": "一般公共预算财政拨款“三公”经费支出决算表"})}
    return compose(doc, books, Style(sep=False), opt)


def hunan():
    """Hunan: three-line tables by LibreOffice, most funds nil."""
    doc = Doc("hunan-archives-2022", "libreoffice", "湘源省岳川市档案馆", 2022, "Hunan 一…九, three-line tables",
              "only three rulings per table; nil 07 and 08 with a note; indented names", font="zenhei", scope="unit")
    books = Ledger(202, "2010350:bp 2080502:b 2080505:b 2080506:b 2101102:b 2210201:b 2010399:p", 0.2)
    opt = {"rules": "three", "blocks": 3, "nonzero": True, "indent": True, "caption": "year",
           "empty_note": "注：本单位无{what}，此表无数据。", "landscape": ("final.09",)}
    return compose(doc, books, Style(), opt)


def borderless():
    """No rulings at all."""
    doc = Doc("borderless-museum-2022", "reportlab, WenQuanYi Zen Hei embedded", "云溪省临川市博物馆", 2022, "national, no rulings",
              "columns by alignment only", font="zenhei", scope="unit")
    books = Ledger(203, "2070205:bp+ 2070204:p 2080502:b 2080505:b 2080506:b 2101102:b 2210201:b 2070205:b:other", 0.3)
    opt = {"rules": "none", "blocks": 3, "nonzero": True, "titles": PLAIN06}
    return compose(doc, books, Style(), opt)


def spaced_wide():
    """Letter-spaced headers, full-width digits, dashes for zero."""
    doc = Doc("fullwidth-cooperative-2023", "reportlab, STSong-Light not embedded, UniGB-UCS2-H", "漠河省阿山市供销合作社", 2023,
              "national, 附表1-N", "letter-spaced headers, full-width digits, - for zero, open sides, label 附表1-N", font="stsong")
    books = Ledger(204, "2010301:b 2010302:p 2010399:p-+ " + OFFICE, 0.3)
    opt = {"labels": "fb", "caption": "oneline", "spaced": True, "rules": "open", "blocks": 2, "nonzero": False, "titles": PLAIN06,
           "empty_note": "本部门没有{what}，本表为空表。"}
    return compose(doc, books, Style(wide=True, zero="-"), opt)


def guangxi():
    """Labels in the title, negative amounts, errors on purpose."""
    doc = Doc("guangxi-transport-2023", "reportlab, AR PL UMing embedded; each cell border a stroke", "桂江省北川市交通运输局", 2023,
              "Guangxi （公开表 N）", "label behind the title, negative amounts, —— for zero, published errors", font="uming", stroke="cells")
    books = Ledger(205, "2140101:b 2140106:p-+ " + OFFICE + " 2290402:p:gov_fund 2140106:p:other", 1.8)
    books.items[-1].closing = -12_345_678
    books.items[1].opening = -2_300_000
    opt = {"labels": "gkb", "caption": "bracket", "blocks": 3, "landscape": ("final.06", "final.02", "final.03"), "cont": "header",
           "errors": [("final.03", "2140106", "project", "1,987.65", "the row no longer adds up: total is basic plus project"),
                      ("final.01", "本年支出合计", "amount", "9,999.99", "differs from the sum of the lines and from 03")]}
    return compose(doc, books, Style(zero="——"), opt)


def inner_mongolia():
    """In 元, whole numbers beside two decimals, errors on purpose."""
    doc = Doc("steppe-herding-2024", "libreoffice", "漠北省锡林川旗农牧局", 2024, "national, 元",
              "amounts in 元, whole numbers beside numbers with two decimals, published errors", font="uming")
    books = Ledger(206, "2130101:b 2130104:b 2130108:p 2130122:p-+ " + OFFICE, 0.3)
    for item in books.items[2:4]:
        item.project = item.project // 10_000_00 * 10_000_00
    opt = {"labels": "cn", "caption": "left", "blocks": 3, "nonzero": True, "indent": True, "landscape": ("final.02", "final.03", "final.04", "final.06", "final.09"),
           "errors": [("final.06", "人员经费合计", "amount", "8888888.88", "not the sum of 301 and 303"),
                      ("final.05", "208", "basic", "123.45", "not the sum of its items; looks like another unit")]}
    return compose(doc, books, Style(unit="元", sep=False, trim=True), opt)


def rotated():
    """/Rotate 270, a CropBox away from the origin, Excel-like borders."""
    doc = Doc("rotated-emergency-2023", "reportlab, WenQuanYi Micro Hei embedded; /Rotate 270; CropBox offset; each cell border a stroke", "云岭省朔川市应急管理局", 2023,
              "national, turned and cropped", "landscape by /Rotate 270, visible page offset inside the MediaBox, cell borders one by one", font="microhei", stroke="cells",
              rotate=270, crop=(34, 41))
    books = Ledger(207, "2240101:b 2240106:p-+ 2240109:p " + OFFICE, 0.7)
    return compose(doc, books, Style(), {"blocks": 3, "landscape": tuple(NATIONAL), "size06": 7.0})


def unit_school():
    """单位决算 of a school, Type 3 glyphs."""
    doc = Doc("type3-school-2024", "chromium", "海州市浦溪区实验小学", 2024, "Shanghai 单位决算", "tables of one unit, an OpenType font that Chromium writes as Type 3",
              font="noto", scope="unit")
    books = Ledger(208, "2050202:bp 2080502:b 2080505:b 2080506:b 2101102:b 2210201:b 2050202:b:business", 0.4)
    opt = {"order": NATIONAL[:6], "labels": "", "caption": "bare", "line_no": False, "column_no": False, "amount_word": "决算数", "code_word": "功能分类科目编码",
           "total_last": True, "blocks": 2, "nonzero": True, "t05_word": "合计", "tables_only": True, "cover": True, "titles": PLAIN06, "education_fee": True}
    return compose(doc, books, Style(zero="0.00", sep=False), opt)


def central():
    """Central form with three 项目绩效自评表."""
    doc = Doc("central-heritage-2024", "libreoffice", "国家古籍保护总署", 2024, "central 公开01–09 with 项目绩效自评表",
              "three-block 06; self-evaluation forms with weights, scores and a total, one over two pages", font="uming")
    rng = random.Random(209)
    books = Ledger(209, "2070101:b 2070104:bp-+ 2070199:p 2079999:p 2050803:p " + OFFICE + " 2210202:b 2210203:b 2070104:p:other", 2.5)
    made = []
    for k, (name, amount) in enumerate((("古籍修复与数字化专项", 128_460), ("业务人员培训经费", 18_061), ("公共阅读推广项目", 49_376))):
        form, sheet = forms.selfeval(rng, 2024, "[931]国家古籍保护总署", "国家古籍保护总署本级" if k else "古籍研究中心", name, amount,
                                     title=f"{name}绩效自评表", cost_first=k == 1)
        if k == 0:
            sheet.breaks = [12]
        made.append((form, sheet))
    return compose(doc, books, Style(), {"blocks": 3, "dash": False}, made)


def anhui():
    """Anhui: 项目支出绩效自评表 by Chromium."""
    doc = Doc("anhui-civil-2022", "chromium", "江淮省池阳市青溪区民政局", 2022, "Anhui 公开01–09 with 项目支出绩效自评表",
              "self-evaluation forms that all bear the same title; nil tables without a note", font="zenhei")
    rng = random.Random(210)
    books = Ledger(210, "2010301:b 2089999:p-+ 2080801:p " + OFFICE + " 2296002:p:gov_fund", 0.5)
    made = [forms.selfeval(rng, 2022, "219-池阳市青溪区民政局", "219001-池阳市青溪区民政局本级", name, amount)
            for name, amount in (("城乡困难群众救助", 9_000), ("养老服务体系建设", 31_250))]
    for _, sheet in made:
        sheet.size = 8.0
    opt = {"caption": "year", "blocks": 3, "nonzero": True, "empty_note": "", "landscape": ("final.09", "final.06")}
    return compose(doc, books, Style(), opt, made)


def shanghai_forms():
    """Shanghai with 财政项目支出绩效目标填报表."""
    doc = Doc("shanghai-subdistrict-2023", "reportlab, WenQuanYi Zen Hei embedded; rulings as thin filled rectangles", "海州市浦溪区青石街道办事处", 2023,
              "Shanghai with 财政项目支出绩效目标填报表", "26 lines without 行次, forms in 元 with their title inside the grid", font="zenhei", stroke="rects")
    rng = random.Random(211)
    books = Ledger(211, "2010301:b 2010302:p 2010399:p 2120399:p-+ 2120501:p " + OFFICE + " 2120899:p:gov_fund", 1.2)
    made = [forms.report(rng, 2023, doc.entity, name, yuan, nature) for name, yuan, nature in
            (("新建社区公共服务中心", 4_100_000, "阶段性项目"), ("就业援助基地补贴", 6_351_000, "经常性项目"), ("社区环境整治", 771_300, "经常性项目"))]
    opt = {"order": THREE_SEVENTH, "labels": "", "caption": "bare", "line_no": False, "column_no": False, "lines": 26, "amount_word": "决算数",
           "split": True, "split_row": True, "code_word": "功能分类科目编码", "total_last": True, "blocks": 2, "t05_word": "合计", "t08": "revexp", "t09": "B",
           "titles": {"final.08": "国有资本经营预算财政拨款收入支出决算表", **PLAIN06}, "landscape": ("final.02", "final.03", "final.06")}
    return compose(doc, books, Style(), opt, made)


def overall():
    """部门整体支出绩效目标表: one very wide row."""
    doc = Doc("hunan-roads-2024", "reportlab, STSong-Light not embedded, UniGB-UCS2-H", "湘源省岳川市公路建设养护中心", 2024, "national with 部门整体支出绩效目标表",
              "wide overall form over two pages with its header repeated and all left-hand cells merged", font="stsong")
    books = Ledger(212, "2140101:b 2140106:p-+ " + OFFICE, 0.8)
    general = books.of("general")
    basic, project = sum(i.basic for i in general), sum(i.project for i in general)
    made = [forms.overall(2024, "126001", doc.entity, basic + project, basic, project)]
    return compose(doc, books, Style(), {"blocks": "list", "t09": "rows", "caption": "oneline", "labels": "b"}, made)


def six_decimals():
    """万元 with six decimals, and a wide list of indicators."""
    doc = Doc("beijing-audit-2024", "reportlab, WenQuanYi Micro Hei embedded; rulings as thin filled rectangles", "京原市审计服务中心", 2024, "national, six decimals; wide list of indicators",
              "万元 with six decimals (exact to the fen); list form with one indicator per row and merged project cells over pages", font="microhei", stroke="rects", scope="unit")
    rng = random.Random(213)
    books = Ledger(213, "2010602:bp 2010607:p-+ 2010650:p " + OFFICE, 0.2)
    projects = [("11000024T000002872%03d" % (120 + 13 * k), name, cents) for k, (name, cents) in enumerate(
        (("绩效考评及内控评估经费", 5_646), ("审计计划管理经费", 310), ("互联网及专网接入服务", 2_192), ("信息化设备购置", 22_793),
         ("高级职称评审经费", 300), ("档案数字化", 1_475), ("办公用房维修", 8_812), ("审计业务培训", 960)))]
    made, sheet = forms.wide_list(rng, 2024, doc.entity, projects)
    pairs = [(form, sheet if k == 0 else None) for k, form in enumerate(made)]
    opt = {"blocks": 3, "nonzero": True, "titles": PLAIN06, "size": 8.0, "landscape": ("final.02", "final.03", "final.04", "final.06", "final.09")}
    return compose(doc, books, Style(decimals=6, sep=False), opt, pairs)


def nil():
    """A small office with hardly any figures and no notes."""
    doc = Doc("nil-association-2023", "chromium", "云溪省临川市文学艺术界联合会", 2023, "national, nearly nil", "nil tables without notes or remarks; no “三公” spending at all", font="zenhei")
    books = Ledger(214, "2010399:p", 0.02, public=False)
    opt = {"empty_note": "", "no_notes": True, "blocks": 4, "dash": True, "landscape": ("final.06",), "caption": "yeartitle"}
    return compose(doc, books, Style(), opt)


def two_offices():
    """Two offices one after another, each with its cover, and forms of one of them."""
    doc = Doc("merged-bureaus-2020", "reportlab, AR PL UMing embedded", "秦川省柞山市水务局", 2020, "Shaanxi FY2020, two bodies in one file",
              "department and its unit each with cover and text; 陕西 09; 元 in one set and 万元 in the other", font="uming")
    first = Ledger(215, "2130301:b 2130306:p " + OFFICE, 0.3)
    second = Ledger(216, "2130305:p-+ 2130314:p 2080502:b 2101102:b 2210201:b", 0.2)
    opt = {"order": THREE_SEVENTH, "labels": "cn", "caption": "left", "t09": "shaanxi", "blocks": 3, "nonzero": True, "size": 8.5,
           "titles": {"final.02": "收入决算总表", "final.03": "支出决算总表", **PLAIN06,
                      "final.09": "一般公共预算财政拨款“三公”经费及会议费、培训费支出决算表"}}
    for entity, books, style, scope in ((doc.entity, merge(first, second), Style(), "department"),
                                        ("柞山市防汛抗旱服务中心", second, Style(unit="元"), "unit")):
        part = Doc(doc.slug, doc.producer, entity, doc.year, "", "", font=doc.font, scope=scope)
        doc.items += compose(part, books, style, opt).items
    return doc


def older():
    """FY2018: one line for all 财政拨款, no 国资 budget, older class names, eight tables."""
    doc = Doc("older-sports-2018", "reportlab, AR PL UKai embedded; each cell border a stroke", "滇池省大溪县体育服务中心", 2018, "FY2018, eight tables",
              "older rows of 01 and 04, 用事业基金弥补收支差额, 07=三公, 08=基金, no 国资 table", font="ukai", stroke="cells")
    books = Ledger(217, "2070199:p-+ " + OFFICE.replace("2101103:b ", "") + " 2296003:p-+:gov_fund 2070199:b:business", 0.4)
    opt = {"order": NATIONAL[:6] + ["final.09", "final.07"], "lines": 23, "blocks": 3, "nonzero": True, "code_word": "功能分类科目编码",
           "landscape": ("final.02", "final.03", "final.04", "final.09"),
           "titles": {"final.09": "一般公共预算财政拨款“三公”经费支出决算表", "final.07": "政府性基金预算财政拨款收入支出决算表",
                      **PLAIN06}}
    return compose(doc, books, Style(), opt)


DOCUMENTS = [older, sichuan, hunan, borderless, spaced_wide, guangxi, inner_mongolia, rotated, unit_school, central, anhui,
             shanghai_forms, overall, six_decimals, nil, two_offices]
