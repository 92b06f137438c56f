"""final.06 (economic items), final.09 (“三公”经费) and final.10 (相关信息统计表)."""
from .catalog import PERSONNEL
from .model import Cell, Fact, head, plain
from .tables import money

EXCLUDED = ("309", "311")


def economic_value(ledger, code, dash):
    """The amount of a printed economic line: dashes where basic spending cannot be."""
    if dash and code[:3] in EXCLUDED:
        return "——"
    return ledger.economic_value(code)


def blocks_of(ledger, opt):
    """The printed codes, one list per block of three columns."""
    rows = [(c, n) for c, n, v in ledger.economic_rows() if v or not opt.get("nonzero", False)]
    people = [r for r in rows if r[0][:3] in PERSONNEL]
    public = [r for r in rows if r[0][:3] not in PERSONNEL]
    n = opt.get("blocks", 4)
    if n == 4:
        cut = [c for c, _ in public]
        if opt.get("nonzero", False):
            k = -(-len(public) // 3)
            return [people, public[:k], public[k:2 * k], public[2 * k:]]
        a, b = cut.index("307"), cut.index("31011")
        return [people, public[:a], public[a:b], public[b:]]
    if n == 3:
        keep = [r for r in public if r[0][:3] not in EXCLUDED + ("313",)]
        k = next((i for i, r in enumerate(keep) if r[0] == "307"), -(-len(keep) // 2))
        k = min(k, max(len(people), 27)) if not opt.get("nonzero", False) else -(-len(keep) // 2)
        return [people, keep[:k], keep[k:]]
    keep = [r for r in public if r[0][:3] in ("302", "310")]
    return [people, keep]


def table06(ledger, style, opt):
    """一般公共预算财政拨款基本支出决算（明细）表"""
    if opt.get("blocks", 4) == "list":
        return table06_list(ledger, style, opt)
    split = opt.get("split", False)
    blocks = blocks_of(ledger, opt)
    k = 4 if split else 3
    code_word, name_word = opt.get("econ_code_word", "科目代码"), opt.get("name_word", "科目名称")
    word = opt.get("econ_amount", "决算数")
    header = [[head("人员经费", k), head("公用经费", k * (len(blocks) - 1))]]
    if split:
        header.append([c for _ in blocks for c in (head(code_word, 2), head(name_word, 1, 2), head(word, 1, 2))])
        header.append([c for _ in blocks for c in (head("类"), head("款"))])
    else:
        header.append([head(t) for _ in blocks for t in (code_word, name_word, word)])
    body = []
    depth = max(len(b) for b in blocks)
    for r in range(depth):
        row = []
        for j, block in enumerate(blocks):
            if r >= len(block):
                row += [Cell() for _ in range(k)]
                continue
            code, name = block[r]
            group = "人员经费" if j == 0 else "公用经费"
            value = economic_value(ledger, code, opt.get("dash", False))
            if split:
                row += [Cell(code[:3], align="c"), Cell(code[3:], align="c")]
            else:
                row.append(Cell(code))
            row.append(Cell(name, indent=1 if len(code) == 5 and opt.get("indent", False) else 0))
            at = ("", "", code, name)
            column = (f"{group}/{word}", "", "amount")
            if value == "——":
                row.append(Cell("——", align="r", fact=Fact("", "", code, plain(name), column[0], "", "amount", style.unit, "——")))
            else:
                row.append(money(style, value, at, column))
        body.append(row)
    totals = (("人员经费合计", ledger.personnel_total(), 1), ("公用经费合计", ledger.public_total(), len(blocks) - 1))
    row = []
    for label, fen, wide in totals:
        row.append(Cell(label, k * wide - 1, align="c", bold=True))
        row.append(money(style, fen, ("", "", "", label), (f"{label[:4]}/{word}", "", "amount")))
    body.append(row)
    widths = ([5, 5, 22, 11] if split else [9, 25, 12]) * len(blocks)
    return widths, header, body


def table06_list(ledger, style, opt):
    """The list form: one economic item per row, 合计 | 人员经费 | 公用经费."""
    header = [[head("项目", 2), head("一般公共预算基本支出", 3)],
              [head("经济分类科目编码"), head("科目名称"), head("合计"), head("人员经费"), head("公用经费")]]
    if opt.get("column_no", True):
        header.append([head("栏次", 2)] + [head(str(i)) for i in (1, 2, 3)])
    group = "一般公共预算基本支出"
    numbers = ("1", "2", "3") if opt.get("column_no", True) else ("", "", "")
    columns = [(f"{group}/{w}", n, k) for w, n, k in zip(("合计", "人员经费", "公用经费"), numbers, ("total", "personnel", "public"))]

    def line(cells, code, name, values):
        return cells + [money(style, v, ("", "", code, name), c) for v, c in zip(values, columns)]

    people, public = ledger.personnel_total(), ledger.public_total()
    body = [line([Cell("合计", 2, align="c", bold=True)], "", "合计", (people + public, people, public))]
    for code, name, value in ledger.economic_rows():
        if opt.get("nonzero", False) and not value:
            continue
        if code[:3] in EXCLUDED:
            continue
        mine = code[:3] in PERSONNEL
        values = (value, value if mine else None, None if mine else value)
        body.append(line([Cell(code), Cell(name, indent=len(code) // 5)], code, name, values))
    return [14, 34, 15, 15, 15], header, body


THREE = [("合计", "total"), ("因公出国（境）费", "abroad"), ("小计", "vehicle"), ("公务用车购置费", "vehicle_purchase"),
         ("公务用车运行维护费", "vehicle_running"), ("公务接待费", "reception")]
VEHICLES = "公务用车购置及运行维护费"


def three_public(values):
    """The six (or eight) amounts with their sums."""
    out = dict(values)
    out["vehicle"] = out["vehicle_purchase"] + out["vehicle_running"]
    out["total"] = out["abroad"] + out["vehicle"] + out["reception"]
    return out


def path_of(word, key):
    """The header path below 预算数 or below the document's own top."""
    return f"{VEHICLES}/{word}" if key.startswith("vehicle") else word


def table09(ledger, style, opt):
    """财政拨款“三公”经费支出决算表, in one of its layouts."""
    form = opt.get("t09", "A")
    phases = (("预算数", "budget", three_public(ledger.budget)), ("决算数", "final", three_public(ledger.final)))
    if form == "rows":
        return table09_rows(style, opt, phases)
    abroad = opt.get("abroad_word", "因公出国（境）费")
    words = [(abroad if k == "abroad" else w, k) for w, k in THREE]
    extra = [("会议费", "meeting"), ("培训费", "training")] if form == "shaanxi" else []
    if form in ("A", "shaanxi"):
        n = 6 + len(extra)
        header = [[head(p, n) for p, _, _ in phases],
                  [c for _ in phases for c in [head("合计", 1, 2), head(abroad, 1, 2), head(VEHICLES, 3), head("公务接待费", 1, 2)] + [head(w, 1, 2) for w, _ in extra]],
                  [c for _ in phases for c in (head("小计"), head("公务用车购置费"), head("公务用车运行维护费"))]]
        if opt.get("column_no", True):
            header.append([head(str(i + 1)) for i in range(2 * n)])
        numbered = opt.get("column_no", True)
        row = []
        for phase, prefix, values in phases:
            for word, key in words + extra:
                number = str(len(row) + 1) if numbered else ""
                row.append(money(style, values[key], ("", "", "", ""), (f"{phase}/{path_of(word, key)}", number, f"{prefix}_{key}")))
        return [10] * (2 * n), header, [row]
    header = [[head("合计", 2, 2), head(abroad, 2, 2), head(VEHICLES, 6), head("公务接待费", 2, 2)],
              [head("小计", 2), head("公务用车购置费", 2), head("公务用车运行维护费", 2)],
              [head(p) for _ in range(6) for p, _, _ in phases]]
    if opt.get("t09_top"):
        header.insert(0, [head(opt["t09_top"], 12)])
    top = opt["t09_top"] + "/" if opt.get("t09_top") else ""
    row = []
    for word, key in words:
        for phase, prefix, values in phases:
            row.append(money(style, values[key], ("", "", "", ""), (f"{top}{path_of(word, key)}/{phase}", "", f"{prefix}_{key}")))
    return [10] * 12, header, [row]


ROW_LABELS = [("合计", "total", 0), ("1.因公出国（境）费", "abroad", 0), ("2.公务用车购置及运行维护费", "vehicle", 0),
              ("（1）公务用车购置费", "vehicle_purchase", 1), ("（2）公务用车运行维护费", "vehicle_running", 1), ("3.公务接待费", "reception", 0)]


def table09_rows(style, opt, phases):
    """One row per item, 预算数 and 决算数 as columns."""
    numbered = opt.get("line_no", True)
    names = ["项目", "行次", "预算数", "决算数"] if numbered else ["项目", "预算数", "决算数"]
    header = [[head(n) for n in names]]
    body = []
    for k, (label, key, indent) in enumerate(ROW_LABELS):
        line = str(k + 1) if numbered else ""
        row = [Cell(label, indent=indent)] + ([Cell(line, align="c")] if numbered else [])
        for word, prefix, values in phases:
            row.append(money(style, values[key], ("", line, "", label), (word, "", f"{prefix}_{key}")))
        body.append(row)
    return ([40, 8, 20, 20] if numbered else [40, 20, 20]), header, body


VEHICLE_ROWS = ["副部（省）级及以上领导用车", "主要负责人用车", "机要通信用车", "应急保障用车", "执法执勤用车",
                "特种专业技术用车", "离退休干部服务用车", "其他用车"]


def table10(ledger, style, opt):
    """部门决算公开相关信息统计表: three stacked sections, money and counts."""
    empty = opt.get("t10_empty", False)
    body, number = [], 0

    def section(title, header_cells):
        body.append([Cell(title, 3, align="l", bold=True)])
        if header_cells:
            body.append(header_cells)

    def line(label, value, unit, line_no, indent=0):
        if unit == "money":
            cell = money(style, None if empty else value, ("", line_no, "", label), ("统计数", "", "value"))
        else:
            text = "" if empty or value is None else str(value)
            cell = Cell(text, align="r", fact=Fact("", line_no, "", plain(label), "统计数", "", "value", unit, text))
        body.append([Cell(label, indent=indent), Cell(line_no, align="c"), cell])

    section("一、政府采购情况", [head("项目"), head("行次"), head("统计数")])
    line("合计", sum(ledger.procurement), "money", "1")
    for k, word in enumerate(("货物", "工程", "服务")):
        line(word, ledger.procurement[k], "money", str(k + 2), 1)
    section("二、机关运行经费", [head("项目", 2), head("统计数")])
    line("（一）行政单位", ledger.running_cost[0], "money", "5")
    line("（二）参照公务员法管理事业单位", ledger.running_cost[1], "money", "6")
    section("三、国有资产占用情况", None)
    line("（一）车辆数合计（辆）", sum(ledger.vehicles), "辆", "7")
    for k, word in enumerate(VEHICLE_ROWS):
        line(f"{k + 1}.{word}", ledger.vehicles[k], "辆", str(k + 8), 1)
    line("（二）单价100万元（含）以上设备（不含车辆）", ledger.equipment, "台（套）", "17")
    return [46, 8, 22], [], body
