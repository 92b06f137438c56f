"""facts.csv and tables.csv against what the scanned tables print."""
from collections import Counter, defaultdict

from . import exports, text

TWO_SIDED = ("final.01", "final.04")  # elsewhere the truth leaves the side empty


def place(row):
    """Where a true cell stands: the group it is looked for in, and its own address there."""
    return (row["table"], row["page"], row["side"], row["key"]), (row["line_no"], row["code"], text.plain(row["name"]))


def found_place(fact):
    """The same of a fact."""
    side = {"revenue": "L", "expenditure": "R"}.get(fact["side"], "") if fact["table"] in TWO_SIDED else ""
    return (fact["table"], fact["page"], side, fact["column"]), (fact["line_no"], fact["code"], exports.unguarded(fact["label"]))


def alike(a, b):
    """How alike two addresses are; line numbers and codes count more than names."""
    if a == b:
        return 9.0
    line, code, name = (x == y and x != "" for x, y in zip(a, b))
    return 2.0 * code + 1.5 * line + exports.likeness(a[2], b[2])


def score(truth, facts, profiles, tell):
    """Counts by profile for one document."""
    out = defaultdict(Counter)
    mine, theirs = defaultdict(list), defaultdict(list)
    for row in truth:
        if row["table"] != "other":
            group, address = place(row)
            mine[group].append((address, row))
    for fact in facts:
        if fact["table"] != "other":
            group, address = found_place(fact)
            theirs[group].append((address, fact))
    for group in list(mine) + [g for g in theirs if g not in mine]:
        n = out[profiles.get(group[1], "?")]
        want, have = mine[group], theirs[group]
        pairs = exports.paired([a for a, _ in want], [a for a, _ in have], alike, 0.7)
        for k, (address, row) in enumerate(want):
            fact = have[pairs[k]][1] if k in pairs else None
            word = exports.verdict(row["printed"], row["unit"], fact)
            n[word] += 1
            number = exports.worth(row["printed"], row["unit"]) is not None
            n["amounts"] += number
            if fact is not None and number:
                n["elsewhere"] += word == "right" and have[pairs[k]][0] != address
                n["doubted"] += word == "right" and exports.flagged(fact)
                n["proved"] += word == "right" and fact["proofs"] not in ("", "0")
                n["silent proved"] += word == "silent" and fact["proofs"] not in ("", "0")
                if exports.read_as(fact) is not None:
                    step = step_of(fact["confidence"])
                    n["given", step] += 1
                    n["wrong", step] += word != "right"
            if word not in ("right", "nothing"):
                tell(word, (*group, *address), row["printed"], "" if fact is None else f"{fact['printed']} {fact['value_state']} {fact['confidence']}")
        for j, (address, fact) in enumerate(have):
            if j not in pairs.values():
                n["extra"] += 1
                silent = exports.read_as(fact) is not None and not exports.flagged(fact)
                n["extra numbers"] += silent
                tell("extra", (*group, *address), "", fact["printed"])
    return out


def tables(truth, found, tell):
    """Tables found at their page, and their units and bodies."""
    n = Counter()
    at = {(t["table"], t["page_from"]): t for t in found}
    for t in truth:
        if t["table"] == "other":
            continue
        n["tables"] += 1
        row = at.get((t["table"], t["page_from"]))
        if row is None:
            tell("table", (t["table"], t["page_from"]), t["title"], "")
            continue
        n["found"] += 1
        for column, name in (("unit_printed", "unit"), ("entity_printed", "entity"), ("title_printed", "title")):
            want, have = text.plain(t[name]), exports.unguarded(row[column])
            # A number or year may stand before the title; not every caption names the body.
            right = have.endswith(want) if name == "title" else have == want
            n[name] += right
            n["no entity"] += name == "entity" and not have
            if not right and (have or name != "entity"):
                tell(f"table's {name}", (t["table"], t["page_from"]), t[name], row[column])
    return n


# Lower ends of the steps of confidence that the readme documents.
STEPS = (0.99, 0.9, 0.85, 0.8, 0.6, 0.0)


def step_of(confidence):
    """The step that a printed confidence falls in; none counts as the highest."""
    value = float(confidence or 1)
    return next(step for step in STEPS if value >= step)


def steps(n):
    """Lines of how many of a thousand given amounts are wrong at each step."""
    top = 1.0
    for step in STEPS:
        given, wrong = n["given", step], n["wrong", step]
        share = f"{1000 * wrong / given:.1f}" if given else "–"
        yield f"confidence {step:.2f} to {top:.2f}: {given} amounts given, {wrong} wrong, {share} of a thousand"
        top = step


COLUMNS = [("amounts", "amounts"), ("right %", "right"), ("silent", "silent"), ("/10⁴", "silent"), ("flagged", "flagged"), ("blank", "blank"), ("missing", "missing"),
           ("invented", "invented"), ("extra", "extra"), ("elsewhere", "elsewhere"), ("doubted %", "doubted"), ("proved %", "proved")]


def heading():
    """The heads over `line`."""
    return " ".join([f"{'':<14}"] + [f"{h:>{max(len(h), 7)}}" for h, _ in COLUMNS])


def line(name, n):
    """One line of scores."""
    out = [f"{name:<14}"]
    for head, key in COLUMNS:
        if head.endswith("%"):
            shown = f"{100 * n[key] / n['amounts']:.2f}" if n["amounts"] else "–"
        elif head == "/10⁴":
            shown = f"{10_000 * n[key] / n['amounts']:.1f}" if n["amounts"] else "–"
        else:
            shown = str(n[key])
        out.append(f"{shown:>{max(len(head), 7)}}")
    return " ".join(out)
