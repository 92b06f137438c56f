"""Grids printed by `gongkai show --stage grid --json` against the cells that were printed."""
import json
import os
import re
import subprocess
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field

from . import text

CERTAIN = 0.9  # a reading below this confidence counts as flagged


@dataclass
class Page:
    """One scanned page: its file, the grids on it, each `{(row, col): (row span, col span, text)}`."""
    name: str
    path: str
    page: int
    profile: str
    kind: str
    grids: list = field(default_factory=list)


@dataclass
class Cost:
    """What reading one file took."""
    cpu: float = 0.0
    wall: float = 0.0
    memory: float = 0.0
    problem: str = ""


def of_manifest(folder, wanted):
    """The pages of a folder whose manifest.json pairs images with truth."""
    with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as f:
        entries = json.load(f)
    for e in entries:
        if wanted and not any(w in (e["id"], e["profile"], e.get("kind"), e.get("set")) for w in wanted):
            continue
        with open(os.path.join(folder, e["gt"]), encoding="utf-8") as f:
            truth = cells(json.load(f)["cells"])
        yield Page(e["id"], os.path.join(folder, e["image"]), e.get("page", 1), e["profile"], e.get("kind", ""), [truth])


def of_samples(folder, wanted):
    """The pages of the scan samples, from `truth/*.cells.json`."""
    base = os.path.join(folder, "truth")
    for entry in sorted(os.listdir(base)):
        if not entry.endswith(".cells.json"):
            continue
        slug = entry[:-len(".cells.json")]
        with open(os.path.join(base, entry), encoding="utf-8") as f:
            told = json.load(f)
        for p in told["pages"]:
            profile = p["profile"] + (str(p["dpi"]) if p["dpi"] else "")
            if wanted and not any(w in (slug, p["profile"], profile, p.get("kind")) for w in wanted):
                continue
            yield Page(f"{slug}:{p['page']}", os.path.join(folder, told["file"]), p["page"], profile, p.get("kind", ""), [cells(g["cells"]) for g in p["grids"]])


def cells(listed):
    """Cells by their place."""
    return {(c["r"], c["c"]): (c["rs"], c["cs"], c["text"]) for c in listed}


class Reader:
    """Runs the program once per file, or takes what an earlier run kept."""

    def __init__(self, command, extra=(), kept=None, keep=None):
        self.command, self.extra, self.kept, self.keep = command, list(extra), kept, keep
        self.files = {}

    def grids(self, page):
        """The grids of a page and what reading the file cost (the first page asked for pays)."""
        cost = Cost()
        if page.path not in self.files:
            self.files[page.path], cost = self.read(page.path)
        return [g for g in self.files[page.path] if g.get("page", 1) == page.page], cost

    def read(self, path):
        """All grids of a file."""
        name = os.path.basename(path) + ".grids.json"
        if self.kept:
            earlier = os.path.join(self.kept, name)
            if not os.path.exists(earlier):
                return [], Cost(problem="nothing was kept")
            with open(earlier, encoding="utf-8") as f:
                return json.load(f), Cost()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            start = time.perf_counter()
            child = subprocess.Popen([*self.command, "show", path, "--stage", "grid", "--json", *self.extra], stdout=out, stderr=err)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
            cost = Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024)
            out.seek(0)
            err.seek(0)
            said = err.read().decode("utf-8", "replace").strip()
            data = out.read()
        if child.returncode:
            cost.problem = f"exit {child.returncode}: {said.splitlines()[0] if said else ''}"
        try:
            found = json.loads(data)
        except ValueError:
            cost.problem = cost.problem or "no JSON"
            return [], cost
        if self.keep:
            os.makedirs(self.keep, exist_ok=True)
            with open(os.path.join(self.keep, name), "wb") as f:
                f.write(data)
        return found, cost


def found_cells(grid):
    """Cells by their place: (row span, col span, text, confidence, raw text)."""
    return {(c["row"], c["col"]): (c["row_span"], c["col_span"], c["text"], c.get("confidence"), c.get("read_first") or c["text"]) for c in grid["cells"]}


def paired(truths, grids):
    """For each true grid the found grid with most cells in their place, each used once."""
    found = [found_cells(g) for g in grids]
    ranks = []
    for i, truth in enumerate(truths):
        for j, mine in enumerate(found):
            placed = sum(k in mine and mine[k][:2] == v[:2] for k, v in truth.items())
            same = sum(k in mine and text.plain(mine[k][2]) == text.plain(v[2]) != "" for k, v in truth.items())
            ranks.append((-same - placed, -placed, i, j))
    taken, partner = set(), {}
    for _, _, i, j in sorted(ranks):
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    return [found[partner[i]] if i in partner else {} for i in range(len(truths))], len(found) - len(taken)


def score(page, grids, tell=None):
    """Counts for one page; `tell(kind, place, printed, read)` hears of everything that is not right."""
    tell = tell or (lambda *_: None)
    total = Counter(pages=1)
    mine, total["extra grids"] = paired(page.grids, grids)
    for truth, read in zip(page.grids, mine):
        total.update(score_grid(truth, read, tell))
    return total


def score_grid(truth, read, tell):
    """Counts for one grid."""
    n = Counter(grids=1, cells=len(truth))
    n["grids right"] = int({k: v[:2] for k, v in truth.items()} == {k: v[:2] for k, v in read.items()})
    n["cells extra"] = len(set(read) - set(truth))
    grouped = text.grouping([text.plain(v[2]) for v in read.values()])
    anywhere = Counter(text.repaired(text.plain(v[2]), grouped) for v in read.values())
    for place, (rs, cs, printed) in sorted(truth.items()):
        want = text.plain(printed)
        got = read.get(place)
        if got is not None and got[:2] == (rs, cs):
            n["cells placed"] += 1
        else:
            tell("place", place, f"{rs}×{cs} {printed}", "" if got is None else f"{got[0]}×{got[1]} {got[2]}")
        first, said = (text.plain(got[4]), text.plain(got[2])) if got is not None else ("", "")
        fixed = text.repaired(said, grouped)
        n["text right"] += said == want
        n["text repaired"] += fixed == text.repaired(want, grouped)
        n["han"] += len(text.han(printed))
        n["han wrong"] += text.distance(text.han(printed), text.han(got[2] if got is not None else ""))
        sure = got is not None and (got[3] is None or got[3] >= CERTAIN)
        if text.is_number(want):
            n["numbers"] += 1
            n["numbers raw"] += first == want
            n["numbers repaired"] += fixed == want
            n["numbers anywhere"] += anywhere[want] > 0
            anywhere[want] -= anywhere[want] > 0
            if text.is_amount(want):
                n["amounts"] += 1
                n["amounts raw"] += first == want
                n["amounts repaired"] += fixed == want
            if text.is_number(fixed) and text.value(fixed) != text.value(want):
                n["well-formed but wrong"] += 1
                n["silent"] += sure
                tell("silent" if sure else "flagged", place, printed, got[2])
            elif fixed != want:
                tell("number", place, printed, "" if got is None else got[2])
        else:
            if text.is_number(fixed):
                n["invented"] += 1
                n["invented unflagged"] += sure
                tell("invented", place, printed, got[2])
            elif fixed != text.repaired(want, grouped):
                tell("text", place, printed, "" if got is None else got[2])
    return n


COLUMNS = [("pages", "pages"), ("grids", "grids right"), ("placed %", "cells placed"), ("text %", "text repaired"), ("numbers", "numbers"),
           ("raw %", "numbers raw"), ("rep. %", "numbers repaired"), ("amounts", "amounts"), ("raw %", "amounts raw"), ("rep. %", "amounts repaired"),
           ("silent", "silent"), ("/10⁴", "silent"), ("invented", "invented unflagged"), ("Han %", "han wrong"), ("CPU s/page", "cpu")]
PARTS = {"cells placed": "cells", "text repaired": "cells", "numbers raw": "numbers", "numbers repaired": "numbers", "amounts raw": "amounts", "amounts repaired": "amounts"}


def line(name, n):
    """One line of the table of scores."""
    out = [f"{name:<14}"]
    for head, key in COLUMNS:
        if key in PARTS:
            shown = f"{100 * n[key] / n[PARTS[key]]:.2f}" if n[PARTS[key]] else "–"
        elif head == "grids":
            shown = f"{n[key]}/{n['grids']}"
        elif head == "/10⁴":
            shown = f"{10_000 * n[key] / n['numbers']:.1f}" if n["numbers"] else "–"
        elif key == "han wrong":
            shown = f"{100 - 100 * n[key] / n['han']:.2f}" if n["han"] else "–"
        elif key == "cpu":
            shown = f"{n[key] / n['pages']:.2f}"
        else:
            shown = str(n[key])
        out.append(f"{shown:>{max(len(head), 7)}}")
    return " ".join(out)


def heading():
    """The heads over `line`."""
    return " ".join([f"{'':<14}"] + [f"{h:>{max(len(h), 7)}}" for h, _ in COLUMNS])


def dpi(profile):
    """The resolution at the end of a profile's name."""
    found = re.search(r"(\d{2,3})$", profile)
    return f"{found[1]} dpi" if found else "other"
