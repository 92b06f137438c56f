"""final.01 – final.05, final.07, final.08: totals and tables by function code."""
from .catalog import CLASSES, FUNCTION, ORDINALS
from .ledger import FUNDS, NON_FISCAL, Ledger
from .model import Cell, Fact, head, plain

FUND_WORDS = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
INCOME = [w + "收入" for w in FUND_WORDS] + ["上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"]
INCOME_FUNDS = list(FUNDS) + ["superior", "business", "operating", "affiliated", "other"]


def money(style, fen, row, column, unit=None):
    """A right-aligned amount; `row` is (side, line_no, code, name), `column` (path, no, key)."""
    text = style.amount(fen)
    side, line, code, name = row
    path, number, key = column
    fact = Fact(side, line, code, plain(name), plain(path), number, key, unit or style.unit, text)
    return Cell(text, align="r", fact=fact)


def sum_or_blank(values, style):
    """A sum, blank where nothing is behind it."""
    total = sum(values)
    return total if total or style.zero else None


OLDER = {"207": "文化体育与传媒支出", "210": "医疗卫生与计划生育支出", "215": "资源勘探信息等支出", "220": "国土海洋气象等支出"}


def class_lines(lines):
    """The functional lines of 01 and 04: 26 of them, 24 without 债务还本/付息, or the 23 of FY2018."""
    classes = [c for c in CLASSES if lines != 24 or c[0] not in ("231", "232")]
    if lines == 23:
        classes = [(c, OLDER.get(c, name)) for c, name in CLASSES if c not in ("223", "224", "234")]
    return [(code, f"{ORDINALS[k]}、{name}") for k, (code, name) in enumerate(classes)]


def total_rows(ledger, n):
    """Left and right lines of 01 as (label, fen or None, is_total); None label is a filler."""
    left = [(f"{ORDINALS[k]}、{w}", sum(i.received for i in ledger.of(f))) for k, (w, f) in enumerate(zip(INCOME, INCOME_FUNDS))]
    if n == 23:  # before the 国资 budget: one line for all 财政拨款, the fund's part below it
        left = [("一、财政拨款收入", sum(i.received for i in ledger.of(*FUNDS))), ("　　其中：政府性基金预算财政拨款", sum(i.received for i in ledger.of("gov_fund")))]
        left += [(f"{ORDINALS[k]}、{w}", sum(i.received for i in ledger.of(f))) for k, (w, f) in enumerate(zip(INCOME[3:], INCOME_FUNDS[3:]), 1)]
    right = [(label, sum(i.spent for i in Ledger.under(ledger.items, code))) for code, label in class_lines(n)]
    left += [(None, None)] * (n - len(left))
    income = sum(i.received for i in ledger.items)
    spent = sum(i.spent for i in ledger.items)
    opening = sum(i.opening for i in ledger.items)
    closing = sum(i.closing for i in ledger.items) + ledger.use_nonfiscal - ledger.distribution
    left += [("本年收入合计", income), (ledger_word(ledger, n), ledger.use_nonfiscal), ("年初结转和结余", opening)]
    right += [("本年支出合计", spent), ("结余分配", ledger.distribution), ("年末结转和结余", closing)]
    if n == 26:
        left.append((None, None))
        right.append((None, None))
    left.append(("总计", income + ledger.use_nonfiscal + opening))
    right.append(("总计", spent + ledger.distribution + closing))
    return left, right


def ledger_word(_ledger, n):
    """The wording of line 28 goes with the form."""
    if n == 23:
        return "用事业基金弥补收支差额"
    return "使用非财政拨款结余（含专用结余）" if n == 26 else "使用非财政拨款结余"


def centred(label):
    """Total labels are centred and bold, the others stand left."""
    wide = label in ("本年收入合计", "本年支出合计", "总计", "合计")
    return Cell(label, align="c" if wide else "l", bold=wide)


def table01(ledger, style, opt):
    """收入支出决算总表"""
    n = opt.get("lines", 26)
    word = opt.get("amount_word", "金额")
    numbered = opt.get("line_no", True)
    left, right = total_rows(ledger, n)
    width = 3 if numbered else 2
    names = ["项目", "行次", word] if numbered else ["项目", word]
    header = [[head(opt.get("income", "收入"), width), head(opt.get("outlay", "支出"), width)],
              [head(t) for t in names * 2]]
    if opt.get("column_no", True) and numbered:
        header.append([head(t) for t in ("栏次", "", "1", "栏次", "", "2")])
    body = []
    for k, (l, r) in enumerate(zip(left, right)):
        row = []
        for side, (label, fen), offset in (("L", l, 1), ("R", r, len(left) + 1)):
            line = str(k + offset) if numbered else ""
            row.append(centred(label) if label else Cell())
            if numbered:
                row.append(Cell(line, align="c"))
            if label is None:
                row.append(Cell())
                continue
            number = ("1" if side == "L" else "2") if len(header) == 3 else ""
            path = ("收入/" if side == "L" else "支出/") + word
            row.append(money(style, fen, (side, line, "", label), (path, number, "amount")))
        body.append(row)
    widths = [30, 6, 14, 30, 6, 14] if numbered else [34, 16, 34, 16]
    return widths, header, body


def table04(ledger, style, opt):
    """财政拨款收入支出决算总表"""
    n = opt.get("lines", 26)
    numbered = opt.get("line_no", True)
    word = opt.get("amount_word", "金额")
    funds = FUNDS[:2] if n == 23 else FUNDS
    words = FUND_WORDS[:len(funds)]
    columns = ["合计"] + list(words)
    left = [(f"{ORDINALS[k]}、{w}", sum(i.received for i in ledger.of(f))) for k, (w, f) in enumerate(zip(words, funds))]
    left += [(None, None)] * (n - len(funds))
    received = sum(v for _, v in left if v)
    opening = [sum(i.opening for i in ledger.of(f)) for f in funds]
    prefix = ["", "", ""] if numbered else ["一、", "二、", "三、"]
    left += [("本年收入合计", received), ("年初财政拨款结转和结余", sum(opening))]
    left += [(p + w, v) for p, w, v in zip(prefix, words, opening)]
    left += [("总计", received + sum(opening))]
    right = []
    for code, label in class_lines(n):
        by = [sum(i.spent for i in Ledger.under(ledger.of(f), code)) for f in funds]
        right.append((label, [sum(by)] + by))
    spent = [sum(i.spent for i in ledger.of(f)) for f in funds]
    closing = [sum(i.closing for i in ledger.of(f)) for f in funds]
    right += [("本年支出合计", [sum(spent)] + spent), ("年末财政拨款结转和结余", [sum(closing)] + closing)]
    right += [(None, None)] * len(funds)
    both = [a + b for a, b in zip(spent, closing)]
    right += [("总计", [sum(both)] + both)]
    width = 3 if numbered else 2
    names = ["项目", "行次", word] if numbered else ["项目", word]
    header = [[head(opt.get("income", "收入"), width), head(opt.get("outlay", "支出"), width + len(funds))],
              [head(t) for t in names + names[:-1] + columns]]
    if opt.get("column_no", True) and numbered:
        header.append([head(t) for t in ("栏次", "", "1", "栏次", "", "2", "3", "4", "5")[:6 + len(funds)]])
    body = []
    keys = ["total"] + list(funds)
    for k, ((llabel, lfen), (rlabel, rfen)) in enumerate(zip(left, right)):
        row = [centred(llabel) if llabel else Cell()]
        line = str(k + 1) if numbered else ""
        if numbered:
            row.append(Cell(line, align="c"))
        number = "1" if len(header) == 3 else ""
        row.append(money(style, lfen, ("L", line, "", llabel), ("收入/" + word, number, "amount")) if llabel else Cell())
        line = str(k + 1 + len(left)) if numbered else ""
        row.append(centred(rlabel) if rlabel else Cell())
        if numbered:
            row.append(Cell(line, align="c"))
        for j, name in enumerate(columns):
            if rlabel is None:
                row.append(Cell())
                continue
            number = str(j + 2) if len(header) == 3 else ""
            row.append(money(style, rfen[j], ("R", line, "", rlabel), ("支出/" + name, number, keys[j])))
        body.append(row)
    widths = ([25, 5, 12, 25, 5] if numbered else [27, 13, 27]) + [12] * len(columns)
    return widths, header, body


def code_cells(code, opt):
    """The code in one column, or in three (类|款|项)."""
    if not opt.get("split", False):
        return [Cell(code, align=opt.get("code_align", "l"))]
    return [Cell(part, align="c") for part in (code[:3], code[3:5], code[5:7])]


def code_header(columns, opt, groups):
    """Header rows of a table by code; `columns` are (group or "", word)."""
    split = opt.get("split", False)
    k = 3 if split else 1
    item = opt.get("item_word", "项目")
    code_word = opt.get("code_word", "科目代码")
    name_word = opt.get("name_word", "科目名称")
    top, second = [head(item, k + 1)], [head(code_word, k), head(name_word)]
    deep = 2
    seen = set()
    for group, word in columns:
        if not group:
            top.append(head(word, 1, deep))
        elif group not in seen:
            seen.add(group)
            top.append(head(group, sum(1 for g, _ in columns if g == group)))
        if group:
            second.append(head(word))
    rows = [top, second]
    if split and opt.get("split_row", True):
        rows[1] = [head(code_word, 3), head(name_word, 1, 2)] + [Cell(c.text, c.cs, 2, c.align) for c in second[2:]]
        for cell in top[1:]:
            if cell.rs == 2:
                cell.rs = 3
        rows.append([head("类"), head("款"), head("项")])
    if opt.get("column_no", True):
        rows.append([head("栏次", k + 1)] + [head(str(j + 1)) for j in range(len(columns))])
    return rows


def by_code(ledger, items, style, opt, columns):
    """A table by function code. `columns`: (group, word, key, value of a list of items)."""
    header = code_header([(g, w) for g, w, _, _ in columns], opt, None)
    numbered = opt.get("column_no", True)
    k = 3 if opt.get("split", False) else 1

    def line(code, name, cells, under):
        row = list(cells)
        for j, (group, word, key, value) in enumerate(columns):
            path = f"{group}/{word}" if group else word
            row.append(money(style, value(under), ("", "", code, name), (path, str(j + 1) if numbered else "", key)))
        return row

    total = line("", "合计", [Cell("合计", k + 1, align="c", bold=True)], items)
    rows = []
    depth = opt.get("depth", 7)
    for code in ledger.tree(items):
        if len(code) > depth:
            continue
        name = OLDER.get(code, FUNCTION[code]) if opt.get("lines") == 23 else FUNCTION[code]
        indent = {3: 0, 5: 1, 7: 2}[len(code)] if opt.get("indent", False) else 0
        rows.append(line(code, name, code_cells(code, opt) + [Cell(name, indent=indent)], Ledger.under(items, code)))
    body = rows + [total] if opt.get("total_last", False) else [total] + rows
    if not items and opt.get("filler", 0):
        body += [[Cell() for _ in range(k + 1 + len(columns))] for _ in range(opt["filler"])]
    widths = ([5, 5, 5, 26] if k == 3 else [14, 29]) + [13] * len(columns)
    return widths, header, body


def total_of(name):
    """A column that sums an attribute of the items."""
    return lambda items: sum(getattr(i, name) for i in items)


def received_from(*funds):
    """A column that sums what was received from some funds."""
    return lambda items: sum(i.received for i in items if i.fund in funds)


def table02(ledger, style, opt):
    """收入决算表"""
    columns = [("", "本年收入合计", "total", total_of("received")), ("", "财政拨款收入", "fiscal", received_from(*FUNDS)),
               ("", "上级补助收入", "superior", received_from("superior"))]
    if opt.get("education_fee", False):
        columns += [("事业收入", "小计", "business", received_from("business")),
                    ("事业收入", "其中：教育收费", "education_fee", lambda items: sum(i.received for i in items if i.fund == "business" and i.code.startswith("205")))]
    else:
        columns += [("", "事业收入", "business", received_from("business"))]
    columns += [("", "经营收入", "operating", received_from("operating")), ("", "附属单位上缴收入", "affiliated", received_from("affiliated")),
                ("", "其他收入", "other", received_from("other"))]
    return by_code(ledger, ledger.items, style, opt, columns)


def table03(ledger, style, opt):
    """支出决算表"""
    return by_code(ledger, ledger.items, style, opt, [
        ("", "本年支出合计", "total", total_of("spent")), ("", "基本支出", "basic", total_of("basic")),
        ("", "项目支出", "project", total_of("project")), ("", "上缴上级支出", "to_superior", total_of("to_superior")),
        ("", "经营支出", "operating", total_of("operating")), ("", "对附属单位补助支出", "to_affiliated", total_of("to_affiliated"))])


def six_columns(opening_word="年初结转和结余", closing_word="年末结转和结余", subtotal="小计"):
    """The columns of a 收入支出 table: opening, revenue, spending, closing."""
    return [("", opening_word, "opening", total_of("opening")), ("", "本年收入", "revenue", total_of("received")),
            ("本年支出", subtotal, "total", total_of("spent")), ("本年支出", "基本支出", "basic", total_of("basic")),
            ("本年支出", "项目支出", "project", total_of("project")), ("", closing_word, "closing", total_of("closing"))]


def spending_columns(subtotal="小计"):
    """The columns of a 支出 table."""
    return [("本年支出", subtotal, "total", total_of("spent")), ("本年支出", "基本支出", "basic", total_of("basic")),
            ("本年支出", "项目支出", "project", total_of("project"))]


def table05(ledger, style, opt):
    """一般公共预算财政拨款支出决算表"""
    columns = six_columns() if opt.get("t05", "plain") == "revexp" else spending_columns(opt.get("t05_word", "小计"))
    return by_code(ledger, ledger.of("general"), style, opt, columns)


def table07(ledger, style, opt):
    """政府性基金预算财政拨款收入支出决算表"""
    return by_code(ledger, ledger.of("gov_fund"), style, dict(opt, filler=opt.get("filler", 3)), six_columns())


def table08(ledger, style, opt):
    """国有资本经营预算财政拨款支出决算表"""
    columns = six_columns() if opt.get("t08", "plain") == "revexp" else spending_columns("合计")
    return by_code(ledger, ledger.of("state_capital"), style, dict(opt, filler=opt.get("filler", 3)), columns)


def unkeyed(columns):
    """Columns of a table that has no canonical keys."""
    return [(g, w, "", v) for g, w, _, v in columns]


def extra_fiscal(ledger, style, opt):
    """财政拨款支出决算明细表: all three funds by code."""
    return by_code(ledger, ledger.of(*FUNDS), style, opt, unkeyed(spending_columns("合计")))


def extra_general(ledger, style, opt):
    """一般公共预算财政拨款支出决算明细表"""
    return by_code(ledger, ledger.of("general"), style, opt, unkeyed(spending_columns("合计")))


def extra_project(ledger, style, opt):
    """一般公共预算财政拨款项目支出决算表: only items with projects."""
    items = [i for i in ledger.of("general") if i.project]
    return by_code(ledger, items, style, opt, [("", "项目支出", "", total_of("project"))])
