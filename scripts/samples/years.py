"""Fictional budgets (部门预算) whose 三公 stand in more than one year."""
import random

from .details import VEHICLES
from .model import Cell, Doc, Fact, Para, Sheet, Style, head, plain
from .tables import money

PARTS = ("abroad", "vehicle_purchase", "vehicle_running", "reception")
FUNDS = (("一般公共预算", 1.0), ("政府性基金预算", 0.15), ("国有资本经营预算", 0.0))
# The subjects in printed order with their header paths.
SUBJECTS = (("总计", "total"), ("因公出国（境）费", "abroad"), ("公务接待费", "reception"),
            (f"{VEHICLES}/小计", "vehicle"), (f"{VEHICLES}/公务用车购置费", "vehicle_purchase"),
            (f"{VEHICLES}/公务用车运行维护费", "vehicle_running"))


def summed(values):
    """The four leaves with their sums, in fen."""
    out = dict(values)
    out["vehicle"] = out["vehicle_purchase"] + out["vehicle_running"]
    out["total"] = out["abroad"] + out["vehicle"] + out["reception"]
    return out


def drawn(rng, most):
    """What a body spends on each leaf, whole hundreds of yuan; some on nothing."""
    return {part: rng.choice((0, 1, 1)) * rng.randrange(1, most) * 10_000 for part in PARTS}


def difference(new, old):
    """How much each amount differs."""
    return {key: new[key] - old[key] for key in new}


def added(all_values):
    """The sums over bodies."""
    return {key: sum(values[key] for values in all_values) for key in all_values[0]}


def year_rows():
    """Bodies in rows, each with a row for last year, this year and the change; three budgets in columns."""
    doc = Doc("yearrows-audit-2026", "reportlab, WenQuanYi Zen Hei embedded", "东洲省临江市审计局", 2026, "budget; 三公 with a row for each body and year",
              "年度 in a column of its own, the body printed once for three rows, a change that begins a page, one column for each budget that pays", font="zenhei")
    rng = random.Random(401)
    bodies = ["东洲省临江市审计局（本级）", "临江市审计服务中心", "临江市计算机审计中心"]
    own = {body: [[drawn(rng, int(60 * share) + 2) if share else drawn(rng, 2) | dict.fromkeys(PARTS, 0) for _, share in FUNDS] for _ in range(2)] for body in bodies}
    books = {body: [[summed(fund) for fund in year] for year in years] for body, years in own.items()}
    whole = [[added([books[body][y][f] for body in bodies]) for f in range(3)] for y in range(2)]
    header = [[head("预算单位", 1, 3), head("年度", 1, 3), head("总计", 3, 2), head("因公出国（境）费", 3, 2), head("公务接待费", 3, 2), head(VEHICLES, 9)],
              [head("小计", 3), head("公务用车购置费", 3), head("公务用车运行维护费", 3)],
              [head(fund) for _ in SUBJECTS for fund, _ in FUNDS]]
    body_rows = []
    style = Style(zero="0.00")
    for body, (last, this) in [(doc.entity, whole)] + list(books.items()):
        for n, (year, values) in enumerate((("2025年", last), ("2026年", this), ("增减变化金额", [difference(a, b) for a, b in zip(this, last)]))):
            fact = Fact("", "", "", plain(body), "年度", "", "", style.unit, year)
            row = [Cell(body if n == 0 else ""), Cell(year, align="c", fact=fact)]
            for path, key in SUBJECTS:
                for (fund, _), amounts in zip(FUNDS, values):
                    prefix = "change" if n == 2 else "budget"
                    row.append(money(style, amounts[key], ("", "", "", body), (f"{path}/{fund}", "", f"{prefix}_{key}")))
            body_rows.append(row)
    caption = [("T", "财政拨款“三公”经费支出表"), ("L", f"单位名称：{doc.entity}", "", "单位：万元")]
    sheet = Sheet("budget.07", "财政拨款“三公”经费支出表", caption, [22, 12] + [8] * 18, header, body_rows, [], "", "万元", doc.entity, "", "data", landscape=True, size=6.0, row_height=16.0)
    sheet.breaks = [5]
    doc.items = [Para(f"{doc.entity}\n2026年部门预算", "cover"), sheet]
    return doc


def year_columns():
    """Bodies in rows, last year, this year and the change in columns; 合计 holds 会议费 and 培训费 too."""
    doc = Doc("yearcolumns-housing-2026", "reportlab, AR PL UMing embedded", "秦川省柞山市住房保障局", 2026, "budget; 三公, 会议费, 培训费 of two years and their change in columns",
              "合计 that is no total of 三公; 增减变化情况 beside 上年 and 当年", font="uming")
    rng = random.Random(402)
    bodies = ["柞山市住房保障局", "柞山市保障房管理中心"]
    group = "一般公共预算拨款安排的“三公”经费预算"
    subjects = (("合计", "grand_total"), (f"{group}/小计", "total"), (f"{group}/因公出国（境）费用", "abroad"), (f"{group}/公务接待费", "reception"),
                (f"{group}/{VEHICLES}/小计", "vehicle"), (f"{group}/{VEHICLES}/公务用车购置费", "vehicle_purchase"),
                (f"{group}/{VEHICLES}/公务用车运行维护费", "vehicle_running"), ("会议费", "meeting"), ("培训费", "training"))
    phases = (("上年", "prior"), ("当年", "budget"), ("增减变化情况", "change"))

    def amounts():
        values = summed(drawn(rng, 50))
        values |= {"meeting": rng.randrange(0, 90) * 10_000, "training": rng.randrange(1, 90) * 10_000}
        values["grand_total"] = values["total"] + values["meeting"] + values["training"]
        return values

    books = {body: (amounts(), amounts()) for body in bodies}
    total = tuple(added([books[body][y] for body in bodies]) for y in range(2))
    header = [[head("单位编码", 1, 4), head("单位名称", 1, 4)] + [head(word, 9) for word, _ in phases],
              [cell for _ in phases for cell in (head("合计", 1, 3), head(group, 6), head("会议费", 1, 3), head("培训费", 1, 3))],
              [cell for _ in phases for cell in (head("小计", 1, 2), head("因公出国（境）费用", 1, 2), head("公务接待费", 1, 2), head(VEHICLES, 3))],
              [head(word) for _ in phases for word in ("小计", "公务用车购置费", "公务用车运行维护费")]]
    style = Style(unit="元", zero="0.00")
    rows = []
    for code, body, (last, this) in [("", "合计", total)] + [(f"31700{k}", body, books[body]) for k, body in enumerate(bodies, 1)]:
        row = [Cell(code, align="c"), Cell(body)]
        for (word, prefix), values in zip(phases, (last, this, difference(this, last))):
            for path, key in subjects:
                row.append(money(style, values[key], ("", "", code, body), (f"{word}/{path}", "", f"{prefix}_{key}")))
        rows.append(row)
    title = "部门综合预算一般公共预算拨款“三公”经费及会议费、培训费支出预算表"
    caption = [("T", title), ("L", f"编制部门：{doc.entity}", "", "单位：元")]
    sheet = Sheet("budget.07", title, caption, [9, 16] + [9.5] * 27, header, rows, [], "", "元", doc.entity, "", "data", landscape=True, size=4.6, row_height=16.0, pad=1.0)
    doc.items = [Para(f"{doc.entity}\n2026年部门综合预算", "cover"), sheet]
    return doc


DOCUMENTS = [year_rows, year_columns]
