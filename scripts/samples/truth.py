"""Writes PDFs, truth files and the manifest."""
import csv
import json
import os

import pikepdf

from . import paper, web

CELL_COLUMNS = ["table", "page", "side", "line_no", "code", "name", "column", "column_no", "printed", "unit", "key", "sequence", "entity"]
ROW_COLUMNS = ["table", "page", "code", "name", "entity", "entity_code", "scope", "other_code", "other_label"]
FIELD_COLUMNS = ["seq", "form", "title", "page_from", "page_to", "year", "unit", "project_name", "department", "department_code",
                 "department_name", "implementing_unit", "attribute", "term_printed", "overview", "basis", "necessity", "measures",
                 "plan", "goal_full", "goal_annual", "goal_actual", "filled_on", "contact_present", "total_weight", "self_score"]
FUNDING_COLUMNS = ["seq", "project_name", "horizon", "source_printed", "stage", "printed", "unit", "weight", "execution_rate", "score", "page"]
INDICATOR_COLUMNS = ["seq", "project_name", "horizon", "level1", "level2", "level3", "value_printed", "actual_printed", "weight", "score", "deviation", "page"]


def table_rows(path, columns, rows):
    """One CSV file."""
    with open(path, "w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, columns, lineterminator="\n", restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def number_sheets(doc):
    """(sheet, sequence) with the sequence counted per table."""
    seen = {}
    for sheet in doc.sheets():
        if sheet.part:
            continue
        seen[sheet.table] = seen.get(sheet.table, 0) + 1
        yield sheet, seen[sheet.table]


def write_truth(doc, folder):
    """The truth files of one document."""
    cells, tables = [], []
    for sheet, sequence in number_sheets(doc):
        for fact in sheet.facts():
            cells.append(dict(vars(fact), table=sheet.table, sequence=sequence, entity=sheet.entity))
        tables.append({"table": sheet.table, "sequence": sequence, "title": sheet.title, "label": sheet.label, "unit": sheet.unit,
                       "entity": sheet.entity, "year": sheet.year, "state": sheet.state,
                       "rows": sum(1 for row in sheet.body if any(c.fact is not None for c in row)),
                       "page_from": sheet.pages[0] if sheet.pages else "", "page_to": sheet.pages[-1] if sheet.pages else ""})
    base = os.path.join(folder, doc.slug)
    table_rows(base + ".csv", CELL_COLUMNS, cells)
    table_rows(base + ".tables.csv", ["table", "sequence", "title", "label", "unit", "entity", "year", "state", "rows", "page_from", "page_to"], tables)
    write_rows(doc, base + ".rows.csv")
    if not doc.forms:
        return
    forms, funding, indicators = [], [], []
    for k, form in enumerate(doc.forms, 1):
        marks = [m["page"] for m in form.indicators + form.funding + [form.fields] if m.get("page")]
        row = dict(form.fields, seq=k, form=form.form, title=form.title)
        row["page_from"], row["page_to"] = (min(marks), max(marks)) if marks else ("", "")
        forms.append(row)
        name = form.fields["project_name"]
        funding += [dict(f, seq=k, project_name=name, unit=form.fields["unit"]) for f in form.funding]
        indicators += [dict(i, seq=k, project_name=name) for i in form.indicators]
    table_rows(base + ".forms.csv", FIELD_COLUMNS, forms)
    table_rows(base + ".funding.csv", FUNDING_COLUMNS, funding)
    table_rows(base + ".indicators.csv", INDICATOR_COLUMNS, indicators)


def write_rows(doc, path):
    """Whose each row is and what it classifies besides, of documents whose rows say so."""
    rows = []
    for sheet in doc.sheets():
        for cells in sheet.body:
            fact = next((cell.fact for cell in cells if cell.fact is not None), None)
            if fact is None or not (fact.body or fact.other):
                continue
            entity, code, scope = fact.body or ("", "", "")
            other = list(zip(*fact.other)) or [(), ()]
            rows.append({"table": sheet.table, "page": fact.page, "code": fact.code, "name": fact.name, "entity": entity, "entity_code": code,
                         "scope": scope, "other_code": ";".join(other[0]), "other_label": ";".join(other[1])})
    if rows:
        table_rows(path, ROW_COLUMNS, rows)


def toml(value):
    """A TOML value."""
    return json.dumps(value, ensure_ascii=False)


def write_manifest(docs, scans, path):
    """`samples/manifest.toml`, one entry per document and per scanned one."""
    out = ["# Written by scripts/make-samples. Places, offices and figures are fictional, except for the seed document.\n"]
    for doc in docs:
        out.append("[[sample]]")
        pairs = {"slug": doc.slug, "file": doc.slug + (".txt" if doc.producer == "text" else ".pdf"), "producer": doc.producer_word,
                 "entity": doc.entity, "fiscal_year": doc.year, "scope": doc.scope, "layout": doc.family, "why": doc.why,
                 "deliberate_errors": doc.errors}
        if doc.pages:
            pairs["pages"] = doc.pages
        out += [f"{k} = {toml(v)}" for k, v in pairs.items()]
        out.append("")
    for doc, file, pages in scans:
        ways = [p["profile"] + (str(p["dpi"]) if p["dpi"] else "") for p in pages]
        pairs = {"slug": doc.slug, "file": file, "producer": doc.producer_word, "entity": doc.entity, "fiscal_year": doc.year, "scope": doc.scope,
                 "layout": doc.family, "why": doc.why, "deliberate_errors": doc.errors, "pages": len(pages), "profiles": ways}
        out.append("[[scan]]")
        out += [f"{k} = {toml(v)}" for k, v in pairs.items()]
        out.append("")
    with open(path, "w", encoding="utf-8") as f:
        f.write("\n".join(out))


WORDS = {"chromium": "Chromium (HTML)", "libreoffice": "LibreOffice (ODT)", "text": "plain text, tab-separated"}


def write_all(makers, folder, wanted, write_scans):
    """Every document, or the wanted ones, and the scans; the manifest names all."""
    os.makedirs(os.path.join(folder, "truth"), exist_ok=True)
    docs = []
    for make in makers:
        doc = make()
        engine = doc.producer
        doc.producer_word = WORDS.get(engine) or engine
        docs.append(doc)
        path = os.path.join(folder, doc.slug + (".txt" if engine == "text" else ".pdf"))
        count = os.path.join(folder, "truth", doc.slug + ".tables.csv")
        if wanted and doc.slug not in wanted:
            if path.endswith(".pdf") and os.path.exists(path):
                with pikepdf.open(path) as pdf:
                    doc.pages = len(pdf.pages)
            continue
        if engine == "text":
            data = doc.text.encode("utf-8")
        elif engine in ("chromium", "libreoffice"):
            data = web.render(doc, engine)
        else:
            data = paper.render(doc)
        with open(path, "wb") as f:
            f.write(data)
        write_truth(doc, os.path.join(folder, "truth"))
        print(f"{doc.slug}: {doc.pages or '-'} pages, {len(data) // 1024} KB, {sum(1 for _ in open(count)) - 1} tables, {len(doc.forms)} forms, {doc.producer_word}", flush=True)
    scans = write_scans(os.path.join(folder, "scans"), wanted)
    write_manifest(docs, scans, os.path.join(folder, "manifest.toml"))
