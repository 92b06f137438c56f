"""A department's books: leaf amounts in fen from a seeded generator, everything else derived."""
import random

from .catalog import ECONOMIC, PERSONNEL

FUNDS = ("general", "gov_fund", "state_capital")
NON_FISCAL = ("superior", "business", "operating", "affiliated", "other")
CURRENT_PERSONNEL = "30101 30102 30103 30107 30108 30109 30110 30112 30113 30199 30302 30305 30399".split()
CURRENT_PUBLIC = "30201 30202 30205 30206 30207 30209 30211 30213 30215 30216 30217 30226 30227 30228 30229 30231 30239 30299 31002".split()


class Item:
    """What one 项 received and spent out of one fund."""

    def __init__(self, code, fund, basic=0, project=0, operating=0, opening=0, closing=0):
        self.code, self.fund = code, fund
        self.basic, self.project, self.operating = basic, project, operating
        self.opening, self.closing = opening, closing
        self.to_superior = self.to_affiliated = 0

    @property
    def spent(self):
        """本年支出"""
        return self.basic + self.project + self.operating + self.to_superior + self.to_affiliated

    @property
    def received(self):
        """本年收入"""
        return self.spent + self.closing - self.opening


class Ledger:
    """Items, economic leaves, 三公 and the counts of one unit and year."""

    def __init__(self, seed, spec, scale=1.0, whole=False, public=True):
        """`spec` lists `CODE:KIND[:FUND]`; KIND holds b, p, o (basic, project, operating)
        and + - for an opening and a closing balance. `whole` gives amounts without a
        residue in 万元."""
        self.rng = random.Random(seed)
        self.step = 10_000 if whole else 1
        self.items = []
        self.use_nonfiscal = self.distribution = 0
        for entry in spec.split():
            code, kind, *rest = entry.split(":")
            fund = rest[0] if rest else "general"
            item = Item(code, fund)
            for mark in kind:
                value = self.draw(scale)
                if mark == "b":
                    item.basic = value
                elif mark == "p":
                    item.project = value
                elif mark == "o":
                    item.operating = value
                elif mark == "+":
                    item.opening = value // 9 // self.step * self.step
                elif mark == "-":
                    item.closing = value // 12 // self.step * self.step
                elif mark == "t":
                    item.to_affiliated = value
            if item.received < 0:
                item.closing += -item.received
            self.items.append(item)
        self.economic = {}
        self.spread_basic()
        self.set_three_public(public)
        self.set_other_info()

    def draw(self, scale):
        """An amount between 3 and 900 万元, skewed to the small side."""
        fen = int((3 + 900 * self.rng.random() ** 2) * scale * 1_000_000)
        return fen // self.step * self.step

    def spread_basic(self):
        """Splits the general budget's basic spending over economic 款."""
        total = sum(i.basic for i in self.items if i.fund == "general")
        if not total:
            return
        people = int(total * (0.72 + 0.2 * self.rng.random())) // self.step * self.step
        for amount, codes in ((people, CURRENT_PERSONNEL), (total - people, CURRENT_PUBLIC)):
            weights = [self.rng.random() ** 2 + 0.01 for _ in codes]
            left = amount
            for code, weight in list(zip(codes, weights))[1:]:
                part = int(amount * weight / sum(weights)) // self.step * self.step
                if part and self.rng.random() < 0.85:
                    self.economic[code] = part
                    left -= part
            self.economic[codes[0]] = left

    def set_three_public(self, public):
        """“三公”经费: budget and final, in fen, plus 会议费 and 培训费."""
        r = self.rng
        def pick(top):
            return int(r.random() * top * 1_000_000) // 10_000 * 10_000
        if not public:
            self.budget = {k: 0 for k in ("abroad", "vehicle_purchase", "vehicle_running", "reception", "meeting", "training")}
            self.final = dict(self.budget)
            return
        running = self.economic.get("30231", 0)
        reception = self.economic.get("30217", 0)
        self.final = {"abroad": pick(9) if r.random() < 0.4 else 0,
                      "vehicle_purchase": pick(40) if r.random() < 0.3 else 0,
                      "vehicle_running": running, "reception": reception,
                      "meeting": self.economic.get("30215", 0), "training": self.economic.get("30216", 0)}
        self.budget = {k: (v + pick(3) if v else (pick(2) if k == "reception" else 0)) for k, v in self.final.items()}

    def set_other_info(self):
        """政府采购, 机关运行经费 and 国有资产 counts for 公开10表."""
        r = self.rng
        def pick(top):
            return int(r.random() * top * 1_000_000) // self.step * self.step
        self.procurement = [pick(300), pick(500) if r.random() < 0.5 else 0, pick(400)]
        self.running_cost = [self.public_total(), 0]
        self.vehicles = [0, r.randrange(0, 2), r.randrange(0, 4), r.randrange(0, 3), r.randrange(0, 9), r.randrange(0, 3), 0, r.randrange(0, 2)]
        self.equipment = r.randrange(0, 6)

    def public_total(self):
        """公用经费合计"""
        return sum(v for k, v in self.economic.items() if k[:3] not in PERSONNEL)

    def personnel_total(self):
        """人员经费合计"""
        return sum(v for k, v in self.economic.items() if k[:3] in PERSONNEL)

    def economic_value(self, code):
        """A 款's amount, or the sum of a 类."""
        return sum(v for k, v in self.economic.items() if k.startswith(code))

    def of(self, *funds):
        """The items of some funds; all without an argument."""
        return [i for i in self.items if not funds or i.fund in funds]

    def tree(self, items):
        """Every printed code of these items: 类, 款 and 项, in order."""
        codes = set()
        for item in items:
            codes |= {item.code[:3], item.code[:5], item.code}
        return sorted(codes)

    @staticmethod
    def under(items, code):
        """The items below a code; everything below the empty code."""
        return [i for i in items if i.code.startswith(code)]

    def economic_rows(self):
        """The printed economic list with amounts in fen."""
        return [(code, name, self.economic_value(code)) for code, name in ECONOMIC]


def merge(*ledgers):
    """部门汇总: the books of several units together."""
    total = Ledger.__new__(Ledger)
    total.rng, total.step = ledgers[0].rng, ledgers[0].step
    total.items = [i for l in ledgers for i in l.items]
    total.use_nonfiscal = sum(l.use_nonfiscal for l in ledgers)
    total.distribution = sum(l.distribution for l in ledgers)
    total.economic = {}
    for l in ledgers:
        for code, value in l.economic.items():
            total.economic[code] = total.economic.get(code, 0) + value
    total.budget = {k: sum(l.budget[k] for l in ledgers) for k in ledgers[0].budget}
    total.final = {k: sum(l.final[k] for l in ledgers) for k in ledgers[0].final}
    total.procurement = [sum(x) for x in zip(*(l.procurement for l in ledgers))]
    total.running_cost = [sum(x) for x in zip(*(l.running_cost for l in ledgers))]
    total.vehicles = [sum(x) for x in zip(*(l.vehicles for l in ledgers))]
    total.equipment = sum(l.equipment for l in ledgers)
    return total
