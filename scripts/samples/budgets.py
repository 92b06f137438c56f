"""A department's budget that lists several bodies, 其中 lines and second classifications."""
from .compose import caption_of
from .model import Cell, Doc, Para, Sheet, Style, head
from .tables import money

BUREAU, YEAR = "云溪省临川市人力资源和社会保障局", 2026
DEPARTMENT = "341"
# Code of the body, its name, and its lines: function, economic class of the government and of the department, basic and project money in 元.
BODIES = [
    ("341001", BUREAU, [
        ("2080101", "50101", "30101", 2_115_300, 0), ("2080101", "50101", "30102", 1_604_720, 0), ("2080101", "50201", "30201", 318_400, 0),
        ("2080101", "50206", "30217", 12_000, 0), ("2080102", "50299", "30299", 0, 946_000), ("2080505", "50102", "30108", 402_880, 0),
        ("2210201", "50103", "30113", 366_050, 0)]),
    ("341002", "临川市就业服务中心", [
        ("2080106", "50501", "30101", 884_260, 0), ("2080106", "50501", "30107", 512_900, 0), ("2080106", "50502", "30201", 97_310, 0),
        ("2080702", "50502", "30227", 0, 1_480_000), ("2080505", "50501", "30108", 181_440, 0), ("2210201", "50501", "30113", 150_600, 0)]),
    ("341003", "临川市技工学校", [
        ("2050303", "50501", "30101", 3_930_500, 0), ("2050303", "50501", "30107", 2_208_750, 0), ("2050303", "50502", "30202", 45_600, 260_000),
        ("2050303", "50502", "30227", 0, 735_000), ("2080505", "50501", "30108", 806_120, 0), ("2210201", "50501", "30113", 655_040, 0)]),
]
BUSINESS = {"341003": 735_000}  # fees of the school pay for one project
NAMES = {
    "205": "教育支出", "20503": "职业教育", "2050303": "技校教育", "208": "社会保障和就业支出", "20801": "人力资源和社会保障管理事务",
    "2080101": "行政运行", "2080102": "一般行政管理事务", "2080106": "就业管理事务", "20805": "行政事业单位养老支出",
    "2080505": "机关事业单位基本养老保险缴费支出", "20807": "就业补助", "2080702": "职业培训补贴", "221": "住房保障支出", "22102": "住房改革支出",
    "2210201": "住房公积金", "50101": "工资奖金津补贴", "50102": "社会保障缴费", "50103": "住房公积金", "50201": "办公经费", "50206": "公务接待费",
    "50299": "其他商品和服务支出", "50501": "工资福利支出", "50502": "商品和服务支出", "30101": "基本工资", "30102": "津贴补贴", "30107": "绩效工资",
    "30108": "机关事业单位基本养老保险缴费", "30113": "住房公积金", "30201": "办公费", "30202": "印刷费", "30217": "公务接待费", "30227": "委托业务费",
    "30299": "其他商品和服务支出",
}
THREE = {"341001": (0, 36_000, 12_000), "341002": (0, 0, 0), "341003": (0, 25_500, 3_000)}  # 出国, 运行, 接待
PROJECTS = {"341001": [("信息系统运行维护", 520_000), ("劳动关系协调", 426_000)], "341002": [("职业技能培训", 1_320_000), ("信息系统运行维护", 160_000)],
            "341003": [("信息系统运行维护", 260_000), ("实训设备更新", 735_000)]}
STYLE = Style(zero="0.00")
LINES = [line for _, _, lines in BODIES for line in lines]


def fen(yuan):
    """Amounts are kept in fen."""
    return yuan * 100


def sheet(table, title, label, widths, header, body, landscape=False, unit="万元"):
    """One table of the document under its caption."""
    out = Sheet(table, title, caption_of("national", title, label, BUREAU, YEAR, unit), widths, header, body, [], label, unit, BUREAU, str(YEAR))
    out.landscape, out.row_height, out.cont = landscape, 16.0, "header"
    return out


def amounts(row, values, columns, body=(), other=()):
    """The money cells of a row: `columns` are (header path, key) in order."""
    cells = [money(STYLE, fen(value), row, (path, "", key)) for value, (path, key) in zip(values, columns)]
    for cell in cells:
        cell.fact.body, cell.fact.other = body, other
    return cells


def unit(code, name):
    """A row's body that is a unit, or the department itself."""
    return (name, code, "department" if code == DEPARTMENT else "unit") if name != "合计" else ()


def spent(lines, prefix=""):
    """All, basic and project money of the lines under a code."""
    chosen = [line for line in lines if line[0].startswith(prefix)]
    basic, project = sum(line[3] for line in chosen), sum(line[4] for line in chosen)
    return basic + project, basic, project


def codes(lines):
    """类, 款 and 项 of the lines in ascending order."""
    return sorted({line[0][:n] for line in lines for n in (3, 5, 7)})


def overview():
    """收支总表: both sides, with 其中 lines."""
    total, business = spent(LINES)[0], sum(BUSINESS.values())
    left = [("一、一般公共预算拨款收入", total - business), ("　　其中：上级转移支付", 480_000), ("二、政府性基金预算拨款收入", 0), ("三、事业收入", business),
            ("　　其中：教育收费", 0), ("本年收入合计", total), ("收入总计", total)]
    right = [("一、教育支出", spent(LINES, "205")[0]), ("　　其中：职业教育", spent(LINES, "205")[0]), ("二、社会保障和就业支出", spent(LINES, "208")[0]),
             ("三、住房保障支出", spent(LINES, "221")[0]), ("", None), ("本年支出合计", total), ("支出总计", total)]
    body = []
    for one, two in zip(left, right):
        row = []
        for side, (name, value) in (("L", one), ("R", two)):
            row.append(Cell(name, align="c" if name.endswith("计") else "l"))
            word = "收入" if side == "L" else "支出"
            cell = Cell() if value is None else money(STYLE, fen(value), ("", "", "", name), (f"{word}/预算数", "", "amount"))
            row.append(cell)
        body.append(row)
    header = [[head("收入", 2), head("支出", 2)], [head("项目"), head("预算数"), head("项目"), head("预算数")]]
    return sheet("budget.01", "部门收支总体情况表", "表1", [30, 14, 30, 14], header, body)


def revenue():
    """收入总表: one row per body, the department above its units."""
    columns = [("合计", "total"), ("一般公共预算拨款收入", "general"), ("事业收入", "business")]
    body = []
    rows = [("", "合计", LINES, sum(BUSINESS.values())), (DEPARTMENT, BUREAU, LINES, sum(BUSINESS.values()))]
    rows += [(code, name, lines, BUSINESS.get(code, 0)) for code, name, lines in BODIES]
    for code, name, lines, business in rows:
        total = spent(lines)[0]
        body.append([Cell(code), Cell(name)] + amounts(("", "", code, name), (total, total - business, business), columns, unit(code, name)))
    header = [[head("单位编码"), head("单位名称")] + [head(path) for path, _ in columns]]
    return sheet("budget.02", "部门收入总体情况表", "表2", [10, 30, 14, 18, 14], header, body)


def expenditure():
    """支出总表: the classes of each body below it."""
    columns = [("合计", "total"), ("基本支出", "basic"), ("项目支出", "project")]
    body = [[Cell("合计"), Cell(), Cell()] + amounts(("", "", "", "合计"), spent(LINES), columns)]
    for _, name, lines in BODIES:
        body.append([Cell(name), Cell(), Cell()] + amounts(("", "", "", name), spent(lines), columns, unit("", name)))
        for code in codes(lines):
            body.append([Cell(), Cell(code), Cell(NAMES[code])] + amounts(("", "", code, NAMES[code]), spent(lines, code), columns, unit("", name)))
    header = [[head("预算单位"), head("科目编码"), head("科目名称")] + [head(path) for path, _ in columns]]
    return sheet("budget.03", "部门支出总体情况表", "表3", [24, 10, 28, 12, 12, 12], header, body)


def general():
    """一般公共预算支出表: three classifications beside each other, the first merged over its rows."""
    columns = [("合计", "total"), ("基本支出", "basic"), ("项目支出", "project")]
    sums = {}
    for function, government, department, basic, project in LINES:
        if (function, department) == ("2050303", "30227"):
            continue  # paid from fees
        key = (function, government, department)
        before = sums.get(key, (0, 0))
        sums[key] = (before[0] + basic, before[1] + project)
    body, last = [], ("", "")
    for (function, government, department), (basic, project) in sorted(sums.items()):
        same = [key for key in sums if key[0] == function]
        below = [key for key in same if key[1] == government]
        row = []
        if function != last[0]:
            row.append(Cell(f"{function}-{NAMES[function]}", rs=len(same)))
        if (function, government) != last:
            row.append(Cell(f"{government}-{NAMES[government]}", rs=len(below)))
        row.append(Cell(f"{department}-{NAMES[department]}"))
        last = (function, government)
        other = ((government, NAMES[government]), (department, NAMES[department]))
        body.append(row + amounts(("", "", function, NAMES[function]), (basic + project, basic, project), columns, other=other))
    basic, project = (sum(pair[k] for pair in sums.values()) for k in (0, 1))
    body.append([Cell(), Cell(), Cell("合计", align="c")] + amounts(("", "", "", "合计"), (basic + project, basic, project), columns))
    header = [[head("支出功能分类科目"), head("政府支出经济分类科目"), head("部门支出经济分类科目")] + [head(path) for path, _ in columns]]
    return sheet("budget.05", "一般公共预算支出情况表", "表4", [30, 26, 32, 12, 12, 12], header, body, landscape=True)


def basic():
    """一般公共预算基本支出表: codes and names of both economic classifications."""
    columns = [("合计", "total"), ("人员经费", "personnel"), ("公用经费", "public")]
    sums = {}
    for _, government, department, value, _ in LINES:
        if value:
            sums[department, government] = sums.get((department, government), 0) + value
    split = lambda code, value: (value, value, 0) if code.startswith("301") else (value, 0, value)
    all_of = [sum(split(d, v)[k] for (d, _), v in sums.items()) for k in range(3)]
    body = [[Cell(), Cell("合计"), Cell(), Cell()] + amounts(("", "", "", "合计"), all_of, columns)]
    for (department, government), value in sorted(sums.items()):
        row = ("", "", department, NAMES[department])
        body.append([Cell(department), Cell(NAMES[department]), Cell(government), Cell(NAMES[government])] + amounts(row, split(department, value), columns, other=((government, NAMES[government]),)))
    header = [[head("部门预算经济分类", 2), head("政府预算经济分类", 2)] + [head(path, rs=2) for path, _ in columns],
              [head("科目编码"), head("科目名称"), head("科目编码"), head("科目名称")]]
    return sheet("budget.06", "一般公共预算基本支出情况表", "表5", [10, 28, 10, 22, 12, 12, 12], header, body, landscape=True)


def three_public():
    """“三公”: one row per body."""
    columns = [("合计", "budget_total"), ("因公出国（境）费", "budget_abroad"), ("公务用车购置及运行维护费/小计", "budget_vehicle"),
               ("公务用车购置及运行维护费/公务用车购置费", "budget_vehicle_purchase"), ("公务用车购置及运行维护费/公务用车运行维护费", "budget_vehicle_running"),
               ("公务接待费", "budget_reception")]
    values = lambda parts: (sum(parts), parts[0], parts[1], 0, parts[1], parts[2])
    body = []
    rows = [("", "合计", [sum(p[k] for p in THREE.values()) for k in range(3)])] + [(code, name, THREE[code]) for code, name, _ in BODIES]
    for code, name, parts in rows:
        body.append([Cell(code), Cell(name)] + amounts(("", "", code, name), values(parts), columns, unit(code, name)))
    header = [[head("单位编码", rs=2), head("单位名称", rs=2), head("合计", rs=2), head("因公出国（境）费", rs=2), head("公务用车购置及运行维护费", 3), head("公务接待费", rs=2)],
              [head("小计"), head("公务用车购置费"), head("公务用车运行维护费")]]
    return sheet("budget.07", "一般公共预算“三公”经费支出预算表", "表6", [10, 28, 11, 13, 11, 13, 14, 12], header, body, landscape=True)


def projects():
    """项目支出表: projects of one name in three bodies."""
    columns = [("合计", "total"), ("一般公共预算", "general"), ("事业收入", "business")]
    entries = [(code, name, project, value) for code, name, _ in BODIES for project, value in PROJECTS[code]]
    paid = lambda project, value: (value, 0, value) if project == "实训设备更新" else (value, value, 0)
    all_of = [sum(paid(project, value)[k] for _, _, project, value in entries) for k in range(3)]
    body = [[Cell(), Cell("合计")] + amounts(("", "", "", "合计"), all_of, columns)]
    body += [[Cell(name), Cell(project)] + amounts(("", "", "", project), paid(project, value), columns, unit("", name)) for _, name, project, value in entries]
    header = [[head("单位名称"), head("项目名称")] + [head(path) for path, _ in columns]]
    return sheet("budget.project", "项目支出预算表", "表7", [30, 26, 12, 14, 12], header, body)


def labour():
    """The document."""
    doc = Doc("labour-budget-2026", "reportlab, WenQuanYi Micro Hei embedded", BUREAU, YEAR, "budget, several bodies",
              "bodies as rows, as a column and beside projects of one name; 其中 lines; two and three classifications in one row", font="microhei")
    sheets = [overview(), revenue(), expenditure(), general(), basic(), three_public(), projects()]
    doc.items = [Para(f"{BUREAU}\n{YEAR}年部门预算", "cover"), Para("第一部分 概况", "title", True), Para("一、部门职责", "heading"),
                 Para(f"{BUREAU}承担本市就业、社会保障和劳动关系的管理工作。以上内容及本文件中的地名、单位和数字均为虚构。"),
                 Para("第二部分 部门预算表", "title", True)] + sheets
    total, base, rest = spent(LINES)
    say = lambda value: STYLE.amount(fen(value)) + STYLE.unit
    doc.items += [Para("第三部分 部门预算情况说明", "title", True), Para("一、收支总体情况", "heading"),
                  Para(f"{YEAR}年部门收入预算{say(total)}，其中：一般公共预算拨款收入{say(total - sum(BUSINESS.values()))}，事业收入{say(sum(BUSINESS.values()))}。"),
                  Para(f"{YEAR}年部门支出预算{say(total)}，其中：基本支出{say(base)}，项目支出{say(rest)}。")]
    return doc


DOCUMENTS = [labour]
