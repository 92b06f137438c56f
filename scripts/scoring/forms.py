"""projects.csv, funding.csv and indicators.csv against what the scanned forms print."""
from collections import Counter

from . import exports, text

FIELDS = {"form": "form", "title": "title_printed", "year": "form_year", "unit": "unit_printed", "project_name": "project_name", "implementing_unit": "implementing_unit",
          "attribute": "attribute", "term_printed": "term_printed", "overview": "overview", "basis": "basis", "necessity": "necessity", "measures": "measures", "plan": "plan",
          "goal_full": "goal_full", "goal_annual": "goal_annual", "goal_actual": "goal_actual", "self_score": "self_score", "contact_present": "contact_present",
          "page_from": "page_from", "page_to": "page_to"}
INDICATOR = ("horizon", "level1", "level2", "level3", "value_printed", "actual_printed", "weight", "score", "deviation")


def cell(printed):
    """A field for comparison."""
    return exports.unguarded(printed)


def target(printed):
    """A target value; the wide lists keep operator|value|unit, where 定性 is no operator."""
    parts = printed.split("|")
    if len(parts) == 3:
        printed = ("" if "定" in parts[0] else parts[0]) + parts[1] + parts[2]
    return cell(printed)


def department(form):
    """Code and name of a true form's department, or only the name where the truth parts them."""
    return cell(form["department_name"] or form["department"].translate({ord(c): None for c in "[]-"}))


def of_forms(truth, found, tell):
    """Pairs of a true form and the project read for it, and the counts of their fields."""
    n = Counter(forms=len(truth), others=0)
    near = lambda t, f: 2.0 * (t["page_from"] == f["page_from"]) + exports.likeness(cell(t["project_name"]), cell(f["project_name"]))
    pairs = exports.paired(truth, found, near, 1.0)
    n["others"] = len(found) - len(pairs)
    for i, form in enumerate(truth):
        if i not in pairs:
            tell("form", (form["seq"],), form["project_name"], "")
            n["fields"] += sum(1 for name in FIELDS if form[name]) + 1
            continue
        project = found[pairs[i]]
        n["forms read"] += 1
        wrong = 0
        read = project["department_name"] if form["department_name"] else project["department_code"] + project["department_name"]
        checked = [("department", department(form), cell(read))] + [(name, cell(form[name]), cell(project[column])) for name, column in FIELDS.items()]
        for name, want, have in checked:
            if not want:
                n["fields invented"] += bool(have) and name not in ("term_printed",)
                continue
            n["fields"] += 1
            right = want == have or name == "attribute" and have.startswith(want)
            n["fields right"] += right
            n["field Han"] += len(text.han(want))
            n["field Han wrong"] += text.distance(text.han(want), text.han(have))
            wrong += not right
            if not right:
                tell("field", (form["seq"], name), want, have)
        n["forms right"] += not wrong
    return n, {truth[i]["seq"]: found[j] for i, j in pairs.items()}


def of_funding(truth, found, unit, tell):
    """Counts of one form's amounts."""
    n = Counter()
    same = lambda t, f: -1.0 if (t["horizon"], t["stage"]) != (f["horizon"], f["stage"]) else exports.likeness(cell(t["source_printed"]), cell(f["source_printed"]))
    pairs = exports.paired(truth, found, same, 0.5)
    for k, line in enumerate(truth):
        row = found[pairs[k]] if k in pairs else None
        word = exports.verdict(line["printed"], unit, row)
        n["amounts"] += exports.worth(line["printed"], unit) is not None
        n[word] += 1
        if word not in ("right", "nothing"):
            tell(word, (line["seq"], line["horizon"], line["stage"], line["source_printed"]), line["printed"], "" if row is None else f"{row['printed']} {row['value_state']} {row['confidence']}")
    for j, row in enumerate(found):
        if j not in pairs.values() and exports.read_as(row) is not None:
            n["extra"] += 1
            tell("extra amount", (row["horizon"], row["stage"], row["source_printed"]), "", row["printed"])
    return n


def of_indicators(truth, found, tell):
    """Counts of one form's indicators; empty ones need not be found."""
    n = Counter()
    want = [tuple(target(i[c]) if c == "value_printed" else cell(i[c]) for c in INDICATOR) for i in truth]
    have = [tuple(cell(i[c]) for c in INDICATOR) for i in found]
    near = lambda t, f: -1.0 if t[0] != f[0] else 9.0 if t == f else sum(exports.likeness(a, b) for a, b in zip(t[2:6], f[2:6]))
    pairs = exports.paired(want, have, near, 2.0)
    for k, row in enumerate(want):
        empty = not any(row[3:5])
        if k not in pairs:
            n["indicators"] += not empty
            n["missing"] += not empty
            if not empty:
                tell("indicator", (truth[k]["seq"], *row[:3]), " | ".join(row[3:]), "")
            continue
        read = have[pairs[k]]
        n["indicators"] += 1
        n["right"] += row == read
        for name, a, b in zip(INDICATOR[1:], row[1:], read[1:]):
            n["fields"] += 1
            n["fields right"] += a == b
            if text.is_number(b) and text.value(a) != text.value(b) and not exports.flagged(found[pairs[k]]):
                n["silent"] += 1
                tell("silent", (truth[k]["seq"], row[3], name), a, b)
        if row != read:
            tell("indicator", (truth[k]["seq"], *row[:3]), " | ".join(row[3:]), " | ".join(read[1:]))
    n["others"] = sum(1 for j in range(len(have)) if j not in pairs.values() and any(have[j][3:5]))
    return n
