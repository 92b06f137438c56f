"""The seed document (its text is in samples/): printed anew, and checked against that text."""
import os

from .compose import NATIONAL, TITLES, labels_of, make_sheet
from .forms import AREAS, fields, target_sheet
from .ledger import Ledger
from .model import Doc, Form, Para, Style, plain

SLUG = "seed-police-devzone-2024"
TEXT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "samples", SLUG + ".txt")
ENTITY, YEAR = "朔州市公安局开发区分局", 2024
LEVEL2 = {name for _, names in AREAS for name in names} | {"服务对象满意度", "服务对象满意度指"}
LEVEL1 = {second: first for first, seconds in AREAS for second in seconds}
ORDER = NATIONAL + ["final.10"]


def seed_text():
    """The text of the seed document."""
    with open(TEXT, encoding="utf-8") as f:
        return f.read()


def books():
    """Two items, nothing else: 643.36 万元."""
    ledger = Ledger(1, "2040202:p 2040299:p", public=False)
    ledger.items[0].project, ledger.items[1].project = 317_120_000, 326_240_000
    return ledger


def sheets(lines):
    """公开01–公开10, compared with the text row by row."""
    opt = {"order": ORDER, "caption": "year", "dash": True, "blocks": 4, "t10_empty": True, "filler": 0,
           "landscape": ("final.06", "final.09"), "breaks": {"final.01": [23], "final.04": [20], "final.06": [12]}, "row_height": 18.0}
    labels = labels_of(ORDER, "gk")
    out = []
    printed = {}
    table = None
    for line in lines:
        if line in TITLES.values():
            table = line
        elif line.startswith("第三部分 情况说明") and "\t" not in line:
            table = None
        elif table and "\t" in line:
            printed.setdefault(table, []).append([plain(c) for c in line.split("\t")])
    for table in ORDER:
        sheet = make_sheet(table, books(), Style(), opt, ENTITY, YEAR, labels[table])
        if table in ("final.07", "final.08"):
            sheet.caption[-1] = ("L", f"部门名称：{ENTITY}", f"{YEAR}年度", "单位：万元")
        if table == "final.10":
            sheet.caption[-1] = ("L", f"单位名称：{ENTITY}", f"{YEAR}年度", "金额单位：万元")
            for row in sheet.body:
                for cell in row:
                    cell.text = cell.text.replace("（", "(").replace("）", ")")
                    if cell.fact and cell.fact.name.startswith("("):
                        cell.text = cell.text.replace("（", "(")
        want = [[c for c in row if c] for row in printed[sheet.title]]
        have = [[plain(c.text) for c in row if c.text] for row in sheet.header + sheet.body]
        if table == "final.09":
            have = have[:-1]
        if table == "final.10":
            want = [r for r in want if r[0] not in ("一、政府采购情况", "二、机关运行经费", "三、国有资产占用情况")]
            have = [r for r in have if r[0] not in ("一、政府采购情况", "二、机关运行经费", "三、国有资产占用情况")]
        have = [r for r in have if r]
        strip = lambda rows: [[c for c in r] for r in rows if r]
        assert strip(want) == strip(have), (table, [(a, b) for a, b in zip(strip(want), strip(have)) if a != b][:2])
        out.append(sheet)
    return out


def after(row, label, k=1):
    """The k-th non-empty cell after a label."""
    cells = [c for c in row if c]
    at = next(i for i, c in enumerate(cells) if plain(c).startswith(plain(label)))
    return cells[at + k] if at + k < len(cells) else ""


def parse_form(lines):
    """One 项目支出绩效目标申报表 of the text: the form and its indicator rows."""
    rows = [line.split("\t") for line in lines if "\t" in line]
    by = {}
    for row in rows:
        key = plain(next((c for c in row if c), ""))
        by.setdefault(key, row)
    department = after(by["主管部门及代码"], "主管部门及代码")
    code, name = department.split("-", 1)
    goal = [c for c in by["总体目标"] if c][1:]
    last = rows[-1]
    f = fields("target", year=str(YEAR), unit="元", project_name=after(by["项目名称"], "项目名称"), department=department, department_code=code,
               department_name=name, implementing_unit=after(by["主管部门及代码"], "实施单位"), attribute=after(by["项目属性"], "项目属性"),
               term_printed=after(by["项目属性"], "项目期"), overview=after(by["项目概况"], "项目概况"), basis=after(by["立项依据"], "立项依据"),
               necessity=after(by["项目设立必要性"], "项目设立必要性"), measures=after(by["保证项目实施的制度、措施"], "保证"),
               plan=after(by["项目实施计划"], "项目实施计划"), goal_full=goal[0], goal_annual=goal[1], filled_on=after(last, "填报日期:"), contact_present="true")
    form = Form("target", "朔州经济开发区县(区)级预算部门(单位)项目支出绩效目标申报表", f, [], [])
    total = [c for c in rows[3] if c]
    amounts = [("实施期资金总额:", after(total, "实施期资金总额:")), ("年度资金总额:", after(total, "年度资金总额:"))]
    for horizon, k in (("full", 0), ("annual", 1)):
        form.funding.append({"horizon": horizon, "source_printed": amounts[k][0], "stage": "requested", "printed": amounts[k][1]})
        for row in rows[4:9]:
            cells = [c for c in row if c]
            half = len(cells) // 2
            form.funding.append({"horizon": horizon, "source_printed": "".join(cells[half * k].split()), "stage": "requested", "printed": cells[half * k + 1] if half > 1 else ""})
    start = next(i for i, r in enumerate(rows) if "一级指标" in r)
    out, level2, right2 = [], "", ""
    for row in rows[start + 1:-1]:
        cells = [c for c in row if c and c not in ("产出指标", "效益指标", "满意度指标")]
        halves, i = [], 0
        while i < len(cells):
            name = cells[i] if cells[i] in LEVEL2 else ""
            i += bool(name)
            if i >= len(cells) or cells[i] in LEVEL2:
                halves.append((name, "", ""))
                continue
            halves.append((name, cells[i], cells[i + 1]))
            i += 2
        (a, left3, left), (b, right3, right) = halves
        level2, right2 = a or b or level2, b or a or right2
        if not a and b:
            right2 = b
        level1 = LEVEL1.get(level2) or "满意度指标"
        if not a and not b or (level2 == out[-1][1] if out else False):
            right2 = out[-1][6] if out else right2
        out.append((level1, level2, left3, left, right3, right, right2))
    out[:] = [r if r[2] != "工作环境卫生情况" else (r[0], "质量指标") + r[2:6] + ("质量指标",) for r in out]
    return form, out


def document(producer, slug, font, why, **more):
    """The seed document for one producer."""
    doc = Doc(slug, producer, ENTITY, YEAR, "Shanxi 公开01–10, eight 项目支出绩效目标申报表", why, font=font, scope="unknown", **more)
    lines = seed_text().split("\n")
    doc.errors = ["narrative: 项目支出643.36万元，占比0% (100.00% by its own figures); as published"]
    items, k = [], 0
    form_title = "朔州经济开发区县(区)级预算部门(单位)项目支出绩效目标申报表"
    tables = sheets(lines)
    items.append(Para(f"{ENTITY}\n{YEAR}年度部门决算公开", "cover"))
    body_at = max(i for i, line in enumerate(lines) if line.strip() == "第一部分 概况")
    toc_at = next(i for i, line in enumerate(lines) if line.strip() == "目 录")
    items.append(Para("目 录", "title", True))
    for line in lines[toc_at + 1:body_at]:
        if line.strip():
            items.append(Para(line.split("\t")[0].split("....")[0].strip(), "toc"))
    tables_at = next(i for i in range(body_at, len(lines)) if lines[i] == "第二部分 2024年部门决算表")
    text_at = next(i for i in range(tables_at, len(lines)) if lines[i] == "第三部分 情况说明")
    def paragraphs(part):
        for line in part:
            line = line.strip()
            if not line:
                continue
            if line.startswith("- "):
                line = line[2:]
            if line.startswith("第") and "部分" in line[:5]:
                items.append(Para(line, "title", True))
            elif line[:2] in ("一、", "二、", "三、", "四、", "五、", "六、", "七、", "八、", "九、", "十、") and len(line) < 30 and "：" not in line:
                items.append(Para(line, "heading"))
            else:
                items.append(Para(line))
    paragraphs(lines[body_at:tables_at])
    items.append(Para(lines[tables_at], "title", True))
    items += tables
    forms_at = [i for i in range(text_at, len(lines)) if lines[i] == form_title]
    paragraphs(lines[text_at:forms_at[0]])
    ends = forms_at[1:] + [next(i for i in range(forms_at[-1], len(lines)) if lines[i].startswith(ENTITY + "项目支出"))]
    for k, (a, b) in enumerate(zip(forms_at, ends)):
        form, rows = parse_form(lines[a:b])
        doc.forms.append(form)
        items.append(target_sheet(form, rows, breaks=[[], [21], [16], [14], [], [19], [20], [17]][k]))
    end = ends[-1]
    items.append(Para("".join(lines[end].split(" ")), "title", True))
    paragraphs(lines[end + 1:])
    doc.items = items
    return doc


def text():
    """The text itself as a sample."""
    doc = document("text", SLUG, "uming", "the seed document as tab-separated text; pages are unknown")
    doc.text = seed_text()
    for sheet in doc.sheets():
        if sheet.table == "final.09":
            sheet.body = []  # the text has no data row there
    return doc


def by_libreoffice():
    """The seed document by LibreOffice."""
    return document("libreoffice", SLUG + "-libreoffice", "uming", "the seed document: long tables and forms over pages without repeated header")


def by_chromium():
    """The seed document by Chromium."""
    return document("chromium", SLUG + "-chromium", "zenhei", "the seed document: long tables and forms over pages without repeated header")


def by_stsong():
    """The seed document with a font that is not embedded."""
    return document("reportlab, STSong-Light not embedded, UniGB-UCS2-H", SLUG + "-stsong", "stsong", "the seed document: predefined CMap, no font program, no ToUnicode")


def by_gbk():
    """The seed document with GBK text."""
    return document("reportlab, SimSun not embedded, GBK-EUC-H; thin filled rectangles", SLUG + "-gbk", "gbk", "the seed document: GBK-EUC-H, rulings as thin fills", stroke="rects")


DOCUMENTS = [text, by_libreoffice, by_chromium, by_stsong, by_gbk]
