"""From books and options to a document: cover, 目录, tables, narrative."""
from . import details, tables
from .model import Para, Sheet

TITLES = {
    "final.01": "收入支出决算总表", "final.02": "收入决算表", "final.03": "支出决算表",
    "final.04": "财政拨款收入支出决算总表", "final.05": "一般公共预算财政拨款支出决算表",
    "final.06": "一般公共预算财政拨款基本支出决算明细表",
    "final.07": "政府性基金预算财政拨款收入支出决算表",
    "final.08": "国有资本经营预算财政拨款支出决算表",
    "final.09": "财政拨款“三公”经费支出决算表", "final.10": "部门决算公开相关信息统计表",
}
NOTES = {
    "final.01": "注：本表反映部门本年度的总收支和年末结转结余情况。",
    "final.02": "注：本表反映部门本年度取得的各项收入情况。",
    "final.03": "注：本表反映部门本年度各项支出情况。",
    "final.04": "注：本表反映部门本年度一般公共预算财政拨款、政府性基金预算财政拨款和国有资本经营预算财政拨款的总收支和年末结转结余情况。",
    "final.05": "注：本表反映部门本年度一般公共预算财政拨款支出情况。",
    "final.06": "注：本表反映部门本年度一般公共预算财政拨款基本支出明细情况。",
    "final.07": "注：本表反映部门本年度政府性基金预算财政拨款收入、支出及结转和结余情况。",
    "final.08": "注：本表反映部门本年度国有资本经营预算财政拨款支出情况。",
    "final.09": "注：本表反映部门本年度“三公”经费支出预决算情况。其中，预算数为“三公”经费全年预算数，反映按规定程序调整后的预算数；决算数是包括当年财政拨款和以前年度结转资金安排的实际支出。",
    "final.10": "注：本表反映部门本年度政府采购、机关运行经费和国有资产占用情况。",
}
EXTRA = {  # tables some provinces add; they belong to none of the ten
    "other.fiscal": "财政拨款支出决算明细表", "other.general": "一般公共预算财政拨款支出决算明细表",
    "other.project": "一般公共预算财政拨款项目支出决算表", "other.capital": "国有资本经营预算财政拨款支出决算表",
}
TITLES.update({k: v for k, v in EXTRA.items() if k != "other.capital"})
MAKERS = {"final.01": tables.table01, "final.02": tables.table02, "final.03": tables.table03, "final.04": tables.table04,
          "final.05": tables.table05, "final.06": details.table06, "final.07": tables.table07, "final.08": tables.table08,
          "final.09": details.table09, "final.10": details.table10, "other.fiscal": tables.extra_fiscal, "other.general": tables.extra_general, "other.project": tables.extra_project}
NATIONAL = [f"final.{n:02}" for n in range(1, 10)]
THREE_SEVENTH = NATIONAL[:6] + ["final.09", "final.07", "final.08"]


def is_empty(table, ledger):
    """Nothing to print in this table."""
    if table == "final.06":
        return not ledger.economic
    if table in ("final.05", "final.07", "final.08"):
        return not ledger.of({"final.05": "general", "final.07": "gov_fund", "final.08": "state_capital"}[table])
    if table == "final.09":
        return not any(ledger.budget.values()) and not any(ledger.final.values())
    return False


def caption_of(form, title, label, entity, year, unit):
    """The lines above a table, in the wordings and places seen in print."""
    word = f"{unit}"
    if form == "national":      # label right above, entity left, unit right
        return [("T", title), ("L", "", "", label), ("L", f"部门：{entity}", "", f"金额单位：{word}")]
    if form == "year":          # entity, year and unit on one line
        return [("T", title), ("L", "", "", label), ("L", f"部门名称：{entity}", f"{year}年度", f"金额单位：{word}")]
    if form == "numbered":      # the number before the title
        return [("T", f"{label}{title}"), ("L", f"填报单位：{entity}", f"{year}年度", f"单位：{word}")]
    if form == "left":          # label left above the title
        return [("L", label, "", ""), ("T", title), ("L", f"部门名称：{entity}", "", f"单位：{word}")]
    if form == "oneline":       # everything in one left-hand text
        return [("L", label, "", ""), ("T", title), ("L", f"编制单位：{entity}　　　　　　单位：{word}", "", "")]
    if form == "bracket":       # label in the title
        return [("T", f"{title}（{label}）"), ("L", f"编制部门：{entity}", f"（{year}年度）", f"单位：{word}")]
    if form == "bare":          # no label, no entity
        return [("T", title), ("L", "", "", f"单位：{word}")]
    if form == "yeartitle":     # the year in the title
        return [("L", "", "", label), ("T", f"{year}年度{title}"), ("L", f"公开部门：{entity}", "", f"金额单位：人民币{word}")]
    raise ValueError(form)


def make_sheet(table, ledger, style, opt, entity, year, label):
    """One published table; `final.08#2` is a second form of the same table."""
    own = opt.get("only", {}).get(table, {})
    title = opt.get("titles", {}).get(table, TITLES[table.split("#")[0]])
    table = table.split("#")[0]
    opt = dict(opt, **own)
    widths, header, body = MAKERS[table](ledger, style, opt)
    empty = is_empty(table, ledger)
    if table == "final.10" and opt.get("t10_empty"):
        empty = True
    notes = [] if opt.get("no_notes") else [opt.get("note_words", {}).get(table, NOTES.get(table, "注：本表反映部门本年度财政拨款支出明细情况。"))]
    if table == "final.01" and style.unit == "万元" and notes:
        notes[0] += "本套报表金额单位转换时可能存在尾数误差。"
    if empty and opt.get("empty_note", "说明：本表无数据"):
        notes.append(opt.get("empty_note", "说明：本表无数据").format(entity=entity, what={
            "final.07": "政府性基金预算财政拨款收入和支出", "final.08": "国有资本经营预算财政拨款收入和支出",
            "final.06": "一般公共预算财政拨款基本支出", "final.09": "财政拨款“三公”经费支出"}.get(table, "相关收支")))
    caption = caption_of(opt.get("caption", "national"), title, label, entity, year, style.unit)
    if opt.get("spaced", False):
        header = [[type(c)(spaced(c.text), c.cs, c.rs, c.align, c.bold) for c in row] for row in header]
    if table == "final.02" and opt.get("broken_label"):  # 公开02 and 表 on two lines
        at = caption.index(("L", "", "", label))
        caption[at:at + 1] = [("L", "", "", label[:-1]), ("L", "", "", label[-1:])]
    if len(title) > 26 and opt.get("broken_title"):
        at = caption.index(("T", title))
        caption[at:at + 1] = [("T", title[:-5]), ("T", title[-5:])]
    sheet = Sheet("other" if table.startswith("other") else table, title, caption, widths, header, body, notes, label, style.unit, entity, str(year),
                  "empty" if empty else "data")
    sheet.landscape = table in opt.get("landscape", ("final.02", "final.03", "final.04", "final.06", "final.09"))
    sheet.rules = opt.get("rules", "grid")
    sheet.cont = opt.get("cont", "none")
    sheet.size = opt.get("size", 9.0) if table != "final.06" or opt.get("blocks") == "list" else opt.get("size06", 7.5)
    sheet.row_height = opt.get("row_height", 16.0) if table != "final.09" else opt.get("row_height", 24.0)
    sheet.pad = opt.get("pad", 3.0)
    sheet.follows = table in opt.get("follows", ())
    sheet.breaks = list(opt.get("breaks", {}).get(table, []))
    return sheet


def spaced(text):
    """Letter-spaced words, as some offices set their headers: 因 公 出 国 （ 境 ） 费."""
    return " ".join(text) if 2 <= len(text) <= 11 else text


def labels_of(order, form):
    """The printed number of each table: 公开NN表, 表N, 附表1-N, none."""
    out = {}
    for k, table in enumerate(order, 1):
        cn = "一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四".split()[k - 1]
        out[table] = {"gk": f"公开{k:02}表", "b": f"表{k}", "fb": f"附表1-{k}", "gkb": f"公开表 {k}", "cn": f"表{cn}", "plain": f"{cn}、", "": ""}[form]
    return out


def contents(order, titles, after):
    """目录 entries."""
    items = [Para("目录", "center"), Para("第一部分 概况", "toc"), Para("第二部分 决算表", "toc")]
    for k, table in enumerate(order):
        number = "一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四".split()[k]
        items.append(Para(f"{number}、{titles.get(table) or TITLES[table.split('#')[0]]}", "toc"))
    return items + [Para("第三部分 情况说明", "toc")] + [Para(f"第四部分 {after}", "toc")]


def cover(entity, year, scope):
    """封面"""
    return [Para(f"{entity}\n{year}年度{'单位' if scope == 'unit' else '部门'}决算", "cover")]


def about(entity, scope):
    """第一部分 概况"""
    word = "单位" if scope == "unit" else "部门"
    return [Para("第一部分 概况", "title", True), Para(f"一、{word}职责", "heading"),
            Para(f"{entity}贯彻落实上级有关方针政策和决策部署，承担本辖区内相关行政管理和公共服务职责，完成交办的其他任务。"),
            Para("二、机构设置", "heading"),
            Para(f"{entity}内设办公室、综合科、业务科等科室，编制人员由机构编制部门核定。以上内容及本文件中的地名、单位和数字均为虚构。")]


def glossary():
    """第四部分 名词解释"""
    return [Para("第四部分 名词解释", "title", True),
            Para("一、财政拨款收入：指单位从同级财政部门取得的财政预算资金。"),
            Para("二、事业收入：指事业单位开展专业业务活动及辅助活动取得的收入。"),
            Para("三、基本支出：指为保障机构正常运转、完成日常工作任务而发生的人员支出和公用经费支出。"),
            Para("四、项目支出：指在基本支出之外为完成特定行政任务和事业发展目标所发生的支出。"),
            Para("五、“三公”经费：指用财政拨款安排的因公出国（境）费、公务用车购置及运行维护费和公务接待费支出。")]


def percent(part, whole):
    """A share with two decimals, as printed."""
    if not whole:
        return "0.00%"
    n = (part * 1_000_000 // whole * 2 + 100) // 200
    return f"{n // 100}.{n % 100:02}%"


def narrative(ledger, style, year):
    """第三部分 情况说明, its amounts from the same books."""
    say = lambda fen: (style.amount(fen) if fen else "0") + style.unit
    income = sum(i.received for i in ledger.items)
    spent = sum(i.spent for i in ledger.items)
    opening = sum(i.opening for i in ledger.items)
    total = income + opening + ledger.use_nonfiscal
    last = total * 94 // 100 // 10_000 * 10_000
    fiscal = sum(i.received for i in ledger.of(*tables.FUNDS))
    basic, project = sum(i.basic for i in ledger.items), sum(i.project for i in ledger.items)
    general = sum(i.spent for i in ledger.of("general"))
    budget, final = details.three_public(ledger.budget), details.three_public(ledger.final)
    out = [Para("第三部分 情况说明", "title", True), Para("一、收入支出决算总体情况说明", "heading"),
           Para(f"{year}年度收入总计{say(total)}，支出总计{say(total)}。与上年相比，收入总计增加{say(total - last)}，增长{percent(total - last, last)}。主要原因是项目安排变化。"),
           Para("二、收入决算情况说明", "heading"),
           Para(f"{year}年度收入合计{say(income)}，其中：财政拨款收入{say(fiscal)}，占比{percent(fiscal, income)}。"),
           Para("三、支出决算情况说明", "heading"),
           Para(f"{year}年度支出合计{say(spent)}，其中：基本支出{say(basic)}，占比{percent(basic, spent)}；项目支出{say(project)}，占比{percent(project, spent)}。"),
           Para("五、一般公共预算财政拨款支出决算情况说明", "heading"),
           Para(f"{year}年度一般公共预算财政拨款支出{say(general)}，占本年支出合计的{percent(general, spent)}。主要用于以下方面：")]
    for code, name in tables.CLASSES:
        part = sum(i.spent for i in ledger.under(ledger.of("general"), code))
        if part:
            out.append(Para(f"{name}（类）{say(part)}，占比{percent(part, general)}。"))
    out += [Para("六、一般公共预算财政拨款基本支出决算情况说明", "heading"),
            Para(f"{year}年度一般公共预算财政拨款基本支出{say(sum(i.basic for i in ledger.of('general')))}，其中：人员经费{say(ledger.personnel_total())}，公用经费{say(ledger.public_total())}。"),
            Para("九、财政拨款“三公”经费支出决算情况说明", "heading"),
            Para(f"{year}年度“三公”经费财政拨款支出全年预算{say(budget['total'])}，支出决算{say(final['total'])}。其中：因公出国（境）费支出{say(final['abroad'])}；公务用车购置及运行维护费支出{say(final['vehicle'])}；公务接待费支出{say(final['reception'])}。"),
            Para("十、其他重要事项情况说明", "heading"),
            Para(f"本年度机关运行经费支出{say(sum(ledger.running_cost))}。政府采购支出总额{say(sum(ledger.procurement))}。截至{year}年12月31日，共有车辆{sum(ledger.vehicles)}辆，单价100万元（含）以上设备（不含车辆）{ledger.equipment}台（套）。")]
    return out


def compose(doc, ledger, style, opt, forms=()):
    """Fills a document with everything in its usual order; `forms` are (form, sheet) pairs."""
    order = opt.get("order", NATIONAL)
    labels = labels_of(order, opt.get("labels", "gk"))
    labels.update(opt.get("label_of", {}))
    sheets = [make_sheet(t, ledger, style, opt, doc.entity, doc.year, labels[t]) for t in order]
    for s in sheets:
        for error in opt.get("errors", []):
            apply_error(doc, s, error)
    if opt.get("tables_only"):
        doc.items = (cover(doc.entity, doc.year, doc.scope) if opt.get("cover") else []) + list(sheets)
        return doc
    front = cover(doc.entity, doc.year, doc.scope)
    front += [Para("目　录", "title", True)] + contents(order, opt.get("titles", {}), opt.get("after", "名词解释"))[1:]
    text = narrative(ledger, style, doc.year)
    if opt.get("tables_last"):
        doc.items = front + about(doc.entity, doc.scope) + text + glossary() + list(sheets)
    else:
        doc.items = front + about(doc.entity, doc.scope) + [Para("第二部分 决算表", "title", True)] + list(sheets) + text + glossary()
    if forms:
        doc.forms = [form for form, _ in forms if form is not None]
        doc.items += [Para("第五部分 附件", "title", True)] + [sheet for _, sheet in forms if sheet is not None]
    return doc


def apply_error(doc, sheet, error):
    """Prints a figure wrong on purpose: (table, code or label, key, printed, remark)."""
    table, row, key, printed, remark = error
    if sheet.table != table:
        return
    for cells in sheet.body:
        for cell in cells:
            f = cell.fact
            if f is not None and f.key == key and row in (f.code, f.name):
                doc.errors.append(f"{table} {row} {key}: printed {printed} instead of {f.printed or 'blank'} ({remark})")
                cell.text = f.printed = printed
                return
    raise ValueError(f"{doc.slug}: no cell for {error}")
