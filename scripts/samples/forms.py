"""Performance forms (绩效表): what they say, and the sheets they are printed as."""
from .model import Cell, Form, Sheet, head

AREAS = (("产出指标", ("数量指标", "质量指标", "时效指标", "成本指标")),
         ("效益指标", ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标")),
         ("满意度指标", ("服务对象满意度指标",)))


def spans(values):
    """(start, length) of every run of equal values."""
    out = []
    for k, value in enumerate(values):
        if k and value == values[k - 1]:
            out[-1][1] += 1
        else:
            out.append([k, 1])
    return {start: length for start, length in out}


def form_sheet(form, caption, widths, rows, kind, **more):
    """The sheet of one form."""
    sheet = Sheet(kind, form.title, caption, widths, [], rows, part=1, **more)
    sheet.rules = more.get("rules", "grid")
    return sheet


def text_row(label, text, label_cs, cs, mark=None):
    """A label with a long text beside it."""
    return [head(label, label_cs), Cell(text, cs, mark=mark)]


def target_sheet(form, rows, breaks=()):
    """项目支出绩效目标申报表: 实施期 left, 年度 right. `rows` are
    (level1, level2, left level3, left value, right level3, right value, right level2)."""
    f = form.fields
    full = [x for x in form.funding if x["horizon"] == "full"]
    annual = [x for x in form.funding if x["horizon"] == "annual"]
    body = [text_row("项目名称", f["project_name"], 2, 6, f),
            [head("主管部门及代码", 2), Cell(f["department"], 2), head("实施单位", 2), Cell(f["implementing_unit"], 2)],
            [head("项目属性", 2), Cell(f["attribute"], 2), head("项目期", 2), Cell(f["term_printed"], 2)]]
    for k, (a, b) in enumerate(zip(full, annual)):
        row = [head(f"项目资金\n（{f['unit']}）", 2, len(full))] if k == 0 else []
        row += [Cell(a["source_printed"]), Cell(a["printed"], 2, align="r", mark=a), Cell(b["source_printed"]), Cell(b["printed"], 2, align="r", mark=b)]
        body.append(row)
    for label, key in (("项目概况", "overview"), ("立项依据", "basis"), ("项目设立必要性", "necessity"),
                       ("保证项目实施的制度、措施", "measures"), ("项目实施计划", "plan")):
        body.append(text_row(label, f[key], 2, 6))
    body.append([head("总体目标", 2, 2), head("实施期目标", 3), head("年度目标", 3)])
    body.append([Cell(f["goal_full"], 3), Cell(f["goal_annual"], 3)])
    body.append([head("绩效\n指标", 1, len(rows) + 1)] + [head(t) for t in ("一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值")])
    first, second = spans([r[0] for r in rows]), spans([(r[0], r[1]) for r in rows])
    for k, (level1, level2, left3, left, right3, right, right2) in enumerate(rows):
        row = [head(level1, 1, first[k])] if k in first else []
        for horizon, name2, name3, value in (("full", level2, left3, left), ("annual", right2, right3, right)):
            truth = {"horizon": horizon, "level1": level1, "level2": name2, "level3": name3, "value_printed": value}
            form.indicators.append(truth)
            if k in second:
                row.append(head(name2, 1, second[k]))
            row += [Cell(name3, mark=truth), Cell(value)]
        body.append(row)
    form.indicators.sort(key=lambda i: i["horizon"] != "full")
    body.append([Cell("负责人:", 2), Cell("经办人:"), Cell("某某"), Cell("联系电话:"), Cell("13000000000"), Cell("填报日期:"), Cell(f["filled_on"])])
    caption = [("T", form.title), ("L", "", f"({f['year']}年度)", "")]
    return form_sheet(form, caption, [7, 10, 15, 17, 13, 15, 17, 13], body, "perf.target", breaks=list(breaks))


def fields(form_word, **known):
    """Form fields with nothing in those that are not printed."""
    return dict({"form_word": form_word, "contact_present": "false"}, **known)


def indicator_list(rng, cost_first=False):
    """A few indicators with targets and results, weights summing to 90."""
    pool = [("产出指标", "数量指标", "开展专项检查次数", "≥12次", "14次", 10), ("产出指标", "数量指标", "培训人数", "≥300人", "286人", 10),
            ("产出指标", "质量指标", "项目验收合格率", "≥95%", "98%", 10), ("产出指标", "质量指标", "资料归档完整率", "100%", "100%", 5),
            ("产出指标", "时效指标", "项目按期完成率", "100%", "92.5%", 5), ("产出指标", "成本指标", "项目成本控制", "≤预算数", "未超预算", 10),
            ("效益指标", "社会效益指标", "公共服务能力", "有效提升", "有所提升", 15), ("效益指标", "可持续影响指标", "长效管理机制健全性", "健全", "基本健全", 15),
            ("满意度指标", "服务对象满意度指标", "服务对象满意度", "≥90%", "93.6%", 10)]
    if cost_first:
        pool = [("成本指标", "经济成本指标", "人均培训成本", "≤400元/人·天", "385元/人·天", 20)] + [p if p[1] != "成本指标" else p[:5] + (0,) for p in pool]
        pool = [(a, b, c, d, e, w) for a, b, c, d, e, w in pool if w]
        weights = [20, 10, 10, 10, 5, 5, 10, 10, 10]
        pool = [p[:5] + (w,) for p, w in zip(pool, weights)]
    out = []
    for level1, level2, level3, target, actual, weight in pool:
        short = level3 in ("培训人数", "项目按期完成率", "公共服务能力") and rng.random() < 0.8
        score = weight - (1 if short else 0)
        out.append({"horizon": "annual", "level1": level1, "level2": level2, "level3": level3, "value_printed": target, "actual_printed": actual,
                    "weight": str(weight), "score": str(score), "deviation": "受工作安排调整影响，后续将细化进度管理" if short else ""})
    return out


def plain_number(cents):
    """A score in hundredths, without needless zeros."""
    text = f"{cents // 100}.{cents % 100:02}"
    return text.rstrip("0").rstrip(".")


def selfeval(rng, year, department, unit_name, name, yuan10k, title="项目支出绩效自评表", cost_first=False):
    """项目绩效自评表: `yuan10k` is the initial budget in 万元 hundredths."""
    initial = yuan10k
    adjusted = initial - initial // 11 if rng.random() < 0.5 else initial
    executed = adjusted - rng.randrange(0, adjusted // 6 + 1)
    carried = adjusted // 9 if rng.random() < 0.5 else 0
    money = lambda n: f"{n // 100:,}.{n % 100:02}"
    rate = (executed * 20_000 // adjusted + 1) // 2
    score10 = min(1000, (rate * 2 // 10 * 10 + 10) // 20)
    rate_text = f"{rate // 100}.{rate % 100:02}%"
    form = Form("selfeval", title, fields("selfeval", year=str(year), unit="万元", project_name=name, department=department,
                                         implementing_unit=unit_name, goal_annual="按计划完成年度各项任务，保障工作正常开展。",
                                         goal_actual="年度任务基本完成，资金使用规范，群众满意度较高。"), [], indicator_list(rng, cost_first))
    lines = (("年度资金总额", initial, adjusted, executed, "10", rate_text, plain_number(score10)),
             ("其中：当年财政拨款", initial, adjusted - carried, executed - carried, "—", "", "—"),
             ("上年结转资金", 0, carried, carried, "—", "", "—"), ("其他资金", 0, 0, 0, "—", "", "—"))
    body = [text_row("项目名称", name, 1, 8, form.fields),
            [head("主管部门"), Cell(department, 3), head("实施单位"), Cell(unit_name, 4)],
            [head("项目资金\n（万元）", 1, 5), head("", 2)] + [head(t) for t in ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")]]
    for label, a, b, c, weight, rate_cell, score in lines:
        cells = []
        for stage, value in (("initial", a), ("adjusted", b), ("executed", c)):
            truth = {"horizon": "annual", "source_printed": label, "stage": stage, "printed": money(value)}
            if stage == "executed":
                truth.update(weight=weight, execution_rate=rate_cell, score=score)
            form.funding.append(truth)
            cells.append(Cell(money(value), align="r", mark=truth))
        body.append([Cell(label, 2)] + cells + [head(weight), head(rate_cell), head(score)])
    body.append([head("年度\n总体\n目标", 1, 2), head("预期目标", 4), head("实际完成情况", 4)])
    body.append([Cell(form.fields["goal_annual"], 4), Cell(form.fields["goal_actual"], 4)])
    body.append([head("绩\n效\n指\n标", 1, len(form.indicators) + 1)] +
                [head(t) for t in ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")])
    first = spans([i["level1"] for i in form.indicators])
    second = spans([(i["level1"], i["level2"]) for i in form.indicators])
    for k, i in enumerate(form.indicators):
        row = [head(i["level1"], 1, first[k])] if k in first else []
        row += [head(i["level2"], 1, second[k])] if k in second else []
        row += [Cell(i["level3"], mark=i)] + [head(i[key]) for key in ("value_printed", "actual_printed", "weight", "score")] + [Cell(i["deviation"])]
        body.append(row)
    total = score10 + 100 * sum(int(i["score"]) for i in form.indicators)
    form.fields.update(total_weight="100", self_score=plain_number(total))
    body.append([head("总分", 6), head("100"), head(plain_number(total)), Cell()])
    caption = [("T", title), ("L", "", f"（{year}年度）", "")]
    return form, form_sheet(form, caption, [7, 11, 12, 17, 13, 13, 9, 9, 17], body, "perf.selfeval", size=8.5)


def report(rng, year, department, name, yuan, nature="经常性项目"):
    """财政项目支出绩效目标填报表: title inside the grid, two goals, one indicator tree."""
    title = "财政项目支出绩效目标填报表"
    money = lambda n: f"{n:,}.00"
    form = Form("target", title, fields("target", year=str(year), unit="元", project_name=name, department=department, implementing_unit=department,
                                       attribute=nature, goal_full="通过项目实施，改善公共服务条件，提升服务水平。",
                                       goal_annual="完成年度建设和服务任务，受益群众满意。"), [], [])
    carried = yuan // 20 * (rng.random() < 0.5)
    def fund(horizon, label, value):
        truth = {"horizon": horizon, "source_printed": label, "stage": "requested", "printed": money(value)}
        form.funding.append(truth)
        return truth
    total = yuan * (3 if nature != "经常性项目" else 1)
    f = form.fields
    left = [fund("full", "项目资金总额", total), fund("full", "其中：财政资金", total), fund("full", "其他资金", 0)]
    right = [fund("annual", "年度资金申请总额", yuan), fund("annual", "其中：当年财政拨款", yuan - carried), fund("annual", "上年结转资金", carried), fund("annual", "其他资金", 0)]
    put = lambda t, cs, rs=1: [Cell(t["source_printed"], cs, rs), Cell(t["printed"], 1, rs, align="r", mark=t)]
    body = [[Cell(title, 7, align="c", bold=True)], [Cell(f"（{year}年度）", 7, align="c")],
            [head("项目名称", 2), Cell(name, 1, align="c", mark=f), head("项目性质"), Cell(nature, 1, align="c"), head("项目类别"), Cell("特定目标类", align="c")],
            [head("主管部门", 2), Cell(department, 1, align="c"), head("实施单位"), Cell(department, 3, align="c")],
            [head("计划开始日期", 2), Cell(f"{year}-01-01", align="c"), head("计划完成日期"), Cell(f"{year}-12-31", 3, align="c")],
            [head("项目资金\n（元）", 2, 4)] + put(left[0], 1) + put(right[0], 2),
            put(left[1], 1, 2) + put(right[1], 2), put(right[2], 2), put(left[2], 1) + put(right[3], 2),
            [head("项目\n绩效\n目标", 2, 2), head("项目总目标", 2), head("年度总体目标", 3)],
            [Cell(f["goal_full"], 2), Cell(f["goal_annual"], 3)],
            [head("", 1), head("一级指标"), head("二级指标"), head("三级指标", 2), head("年度（/项目）指标值", 2)]]
    items = [("产出指标", "数量指标", "规划建设面积", f"≥{rng.randrange(2, 90) * 100}.00(平方米)"), ("产出指标", "质量指标", "验收合格率", "=100.00(%)"),
             ("产出指标", "成本指标", "预算内经费", "合规"), ("效益指标", "社会效益指标", "公共设施完善率", "完善"), ("满意度指标", "服务对象满意度指标", "居民满意度", "≥80.00(%)")]
    first = spans([i[0] for i in items])
    for k, (a, b, c, v) in enumerate(items):
        truth = {"horizon": "annual", "level1": a, "level2": b, "level3": c, "value_printed": v}
        form.indicators.append(truth)
        row = [head("绩效指标", 1, len(items))] if k == 0 else []
        row += [head(a, 1, first[k])] if k in first else []
        body.append(row + [head(b), Cell(c, 2, align="c", mark=truth), Cell(v, 2, align="c")])
    return form, form_sheet(form, [], [9, 11, 22, 17, 9, 13, 16], body, "perf.target", row_height=22.0)


def overall(year, code, department, ledger_total, basic, project):
    """部门整体支出绩效目标表: one wide row with the indicators beside it."""
    title = f"{year}年部门整体支出绩效目标表"
    money = lambda fen: f"{(fen + 5000) // 1_000_000:,}.{(fen + 5000) // 10_000 % 100:02}"
    form = Form("overall", title, fields("overall", year=str(year), unit="万元", project_name="", department=department, department_code=code,
                                        department_name=department, goal_annual="1.完善基础设施，提升公共服务水平。\n2.规范资金管理，提高资金使用效益。\n3.加强队伍建设，保障机构正常运转。"), [], [])
    columns = (("资金总额", ledger_total, "total"), ("一般公共预算", ledger_total, "general"), ("政府性基金拨款", None, ""), ("其他资金", None, ""), ("基本支出", basic, "basic"), ("项目支出", project, "project"))
    header = [[head("单位编码", 1, 3), head("单位名称", 1, 3), head("年度预算申请", 6), head("整体绩效目标", 1, 3), head("部门整体支出年度绩效目标", 7)],
              [head("资金总额", 1, 2), head("按收入性质分", 3), head("按支出性质分", 2)] + [head(t, 1, 2) for t in ("一级指标", "二级指标", "三级指标", "指标值类型", "指标值", "计量单位", "评（扣）分标准")],
              [head(t) for t in ("一般公共预算", "政府性基金拨款", "其他资金", "基本支出", "项目支出")]]
    items = [("产出指标", "数量指标", "公路养护里程", "≥", "186", "公里"), ("产出指标", "数量指标", "巡查次数", "≥", "52", "次"), ("产出指标", "质量指标", "路面合格率", "≥", "95", "%"),
             ("产出指标", "时效指标", "任务按期完成率", "=", "100", "%"), ("产出指标", "成本指标", "预算控制率", "≤", "100", "%"), ("效益指标", "社会效益指标", "通行条件", "定性", "改善", ""),
             ("效益指标", "生态效益指标", "绿化养护", "定性", "良好", ""), ("效益指标", "可持续影响指标", "长效机制", "定性", "健全", ""), ("满意度指标", "服务对象满意度指标", "群众满意度", "≥", "90", "%")]
    n = len(items)
    first, second = spans([i[0] for i in items]), spans([(i[0], i[1]) for i in items])
    body = []
    for k, (a, b, c, op, v, u) in enumerate(items):
        row = []
        if k == 0:
            row = [Cell(code, 1, n, "c"), Cell(department, 1, n, "c", mark=form.fields)]
            for label, value, _ in columns:
                text = "" if value is None else money(value)
                truth = {"horizon": "annual", "source_printed": label, "stage": "requested", "printed": text}
                form.funding.append(truth)
                row.append(Cell(text, 1, n, "r", mark=truth))
            row.append(Cell(form.fields["goal_annual"], 1, n))
        row += [head(a, 1, first[k])] if k in first else []
        row += [head(b, 1, second[k])] if k in second else []
        truth = {"horizon": "annual", "level1": a, "level2": b, "level3": c, "value_printed": f"{op}|{v}|{u}"}
        form.indicators.append(truth)
        body.append(row + [Cell(c, mark=truth), head(op), head(v), head(u), Cell("未完成按比例扣分")])
    caption = [("T", title), ("L", f"部门名称：{department}", "", "单位：万元")]
    sheet = Sheet("perf.overall", title, caption, [8, 12, 11, 11, 11, 9, 11, 11, 20, 9, 10, 12, 8, 8, 7, 14], header, body, part=1, landscape=True, size=7.5, row_height=26.0, cont="header", breaks=[5])
    return form, sheet


def wide_list(rng, year, department, projects):
    """项目支出绩效目标表 as a list: one indicator per row, project cells merged over pages."""
    title = "项目支出绩效目标表"
    header = [[head(t) for t in ("项目名称", "预算数", "财政拨款", "其他资金", "绩效目标", "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位")]]
    body, forms = [], []
    for code, name, cents in projects:
        text = f"{cents // 100}.{cents % 100:02}0000"
        form = Form("target", title, fields("target", year=str(year), unit="万元", project_name=f"{code}-{name}", department=department,
                                           goal_annual=f"开展{name}相关工作，规范组织实施，按期完成年度任务，提升管理效能。"), [], [])
        forms.append(form)
        items = [("产出指标", "数量指标", "完成工作任务数", "≥", str(rng.randrange(2, 40)), "项"), ("产出指标", "质量指标", "成果合格率", "＝", "100", "%"),
                 ("产出指标", "时效指标", "11月底前完成率", "≥", "95", "%"), ("成本指标", "经济成本指标", "预算成本控制数", "≤", text.rstrip("0").rstrip("."), "万元"),
                 ("效益指标", "社会效益指标", "提升公共管理水平", "定性", "优", ""), ("满意度指标", "服务对象满意度指标", "服务对象满意度", "≥", "90", "%")]
        items = items[:rng.randrange(4, 7)]
        for k, (a, b, c, op, v, u) in enumerate(items):
            row = []
            if k == 0:
                row.append(Cell(f"{code}-{name}", 1, len(items), mark=form.fields))
                for label, value in (("预算数", text), ("财政拨款", text), ("其他资金", "")):
                    truth = {"horizon": "annual", "source_printed": label, "stage": "requested", "printed": value}
                    form.funding.append(truth)
                    row.append(Cell(value, 1, len(items), "r", mark=truth))
                row.append(Cell(form.fields["goal_annual"], 1, len(items)))
            truth = {"horizon": "annual", "level1": a, "level2": b, "level3": c, "value_printed": f"{op}|{v}|{u}"}
            form.indicators.append(truth)
            body.append(row + [Cell(a), Cell(b), Cell(c, mark=truth), Cell(op), Cell(v), Cell(u)])
    caption = [("T", title), ("L", f"部门：{department}", f"{year}年度", "金额单位：万元")]
    sheet = Sheet("perf.target", title, caption, [16, 10, 10, 8, 22, 10, 12, 16, 7, 8, 7], header, body, part=1, landscape=True, size=8.0, row_height=17.0)
    return forms, sheet
