"""What `gongkai parse` wrote, by document; and whether a row admits that it may be wrong."""
import csv
import json
import os
from collections import defaultdict
from decimal import Decimal

from . import text
from .grids import CERTAIN

FACTORS = {"元": 1, "万元": 10_000}


def rows(path):
    """The rows of a CSV file; none where there is no file."""
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def unguarded(printed):
    """Text without the guard against formulas, plain."""
    return text.plain(printed[1:] if printed[:1] == "'" else printed)


def flagged(row):
    """Whether a row with a number says that it may be wrong: unreadable, unsure, or without an amount."""
    confidence = row.get("confidence") or "1"
    return row["value_state"] == "unreadable" or Decimal(confidence) < Decimal(str(CERTAIN))


def worth(printed, unit):
    """What a printed amount is in yuan, or a count by itself; `None` for blanks, dashes and words."""
    found = text.value(text.plain(printed))
    return None if found is None else found[0] * FACTORS.get(unit, 1)


def read_as(row):
    """What a row of facts or funding says: its amount in yuan or its quantity, `None` without either."""
    for column in ("amount_yuan", "quantity"):
        if row.get(column):
            return Decimal(row[column])
    return None


class Export:
    """The output folder, its rows by slug (the file name without its ending)."""

    def __init__(self, folder):
        self.folder = folder
        self.slugs = {d["doc_id"]: os.path.splitext(os.path.basename(d["file_name"]))[0] for d in rows(os.path.join(folder, "documents.csv"))}

    def by_slug(self, name):
        """The rows of `<name>.csv` by slug, in the file's order."""
        out = defaultdict(list)
        for row in rows(os.path.join(self.folder, name + ".csv")):
            out[self.slugs.get(row["doc_id"], "")].append(row)
        return out

    def by_project(self, name):
        """The rows of `<name>.csv` by project."""
        out = defaultdict(list)
        for row in rows(os.path.join(self.folder, name + ".csv")):
            out[row["project_id"]].append(row)
        return out


class Truth:
    """The truth of one folder of samples."""

    def __init__(self, folder):
        self.base = os.path.join(folder, "truth")
        self.slugs = sorted(f[:-len(".cells.json")] for f in os.listdir(self.base) if f.endswith(".cells.json"))

    def rows(self, slug, kind=""):
        """`<slug>.csv`, or `<slug>.<kind>.csv`."""
        return rows(os.path.join(self.base, f"{slug}.{kind}.csv" if kind else slug + ".csv"))

    def profiles(self, slug):
        """Profile and resolution of every page, by its number as text."""
        with open(os.path.join(self.base, slug + ".cells.json"), encoding="utf-8") as f:
            return {str(p["page"]): p["profile"] + (str(p["dpi"]) if p["dpi"] else "") for p in json.load(f)["pages"]}


def likeness(a, b):
    """1 for equal texts, 0 for texts with nothing in common."""
    longest = max(len(a), len(b))
    return 1.0 if not longest else 1 - text.distance(a, b) / longest


def paired(truth, found, alike, least):
    """Which of `found` (by index) belongs to which of `truth`: most alike first, each used once, none below `least`."""
    ranks = [(alike(t, f), i, j) for i, t in enumerate(truth) for j, f in enumerate(found)]
    out, taken = {}, set()
    for like, i, j in sorted(ranks, key=lambda r: (-r[0], r[1], r[2])):
        if like < least:
            break
        if i not in out and j not in taken:
            out[i] = j
            taken.add(j)
    return out


def verdict(printed, unit, row):
    """One word about a printed value and the row read for it (`None`: no row).

    right · silent (another number, no flag) · flagged (another number or none, with a flag) · blank (nothing where
    a number is) · missing; for blanks, dashes and words: nothing (as printed), invented, invented-flagged, other.
    """
    want = worth(printed, unit)
    if want is None:
        if row is None:
            return "nothing" if not text.plain(printed) else "missing-other"
        if read_as(row) is not None and text.is_number(unguarded(row["printed"])):
            return "invented-flagged" if flagged(row) else "invented"
        return "nothing" if unguarded(row["printed"]) == text.plain(printed) else "other"
    if row is None:
        return "missing"
    have = read_as(row)
    if have is not None and have == want:
        return "right"
    if have is None and row["value_state"] in ("blank", "dash"):
        return "blank"
    return "flagged" if have is None or flagged(row) else "silent"
