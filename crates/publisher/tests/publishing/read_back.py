"""Reads a published bundle back with other people's tools and compares every value.

Usage: python read_back.py FOLDER xlsx|sqlite|parquet|duckdb|queries|frictionless [zh|en]

CSV is what the others are compared with. Prints a line per format; exits with 1 and says where
when anything differs.
"""

import csv
import json
import os
import re
import sys
from decimal import Decimal

GUARDED = re.compile(r"^'[=+\-@\t\r＝＋－＠]")
NUMBER = re.compile(r"^[+-]?[\d,.]+%?$")
DASHES = set("-－–—―─−")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


def original(text):
    """Text as it was before it went into CSV."""
    if GUARDED.match(text):
        body = text[1:]
        if not NUMBER.match(body) and not set(body) <= DASHES:
            text = body
    return CONTROL.sub("", text)


def fail(message):
    print("DIFFERS:", message)
    sys.exit(1)


class Bundle:
    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, "datapackage.json"), encoding="utf-8") as f:
            self.descriptor = json.load(f)
        self.resources = self.descriptor["resources"]
        self.version = self.descriptor["schema_version"]

    def rows(self, resource):
        kinds = {f["name"]: f["type"] for f in resource["schema"]["fields"]}
        path = os.path.join(self.folder, resource["path"])
        with open(path, encoding="utf-8-sig", newline="") as f:
            for row in csv.DictReader(f):
                yield {k: value(kinds[k], v) for k, v in row.items()}

    def named(self, name):
        return next(r for r in self.resources if r["name"] == name)


def value(kind, text):
    if text == "":
        return None
    if kind == "integer":
        return int(text)
    if kind == "number":
        return Decimal(text)
    if kind == "boolean":
        return text == "true"
    return original(text)


def is_money(field):
    return field["type"] == "number" and field.get("unit") == "yuan" and field["name"] != "unit_factor"


def plain(name):
    return name.replace(".", "_").replace("-", "_")


def fen_name(name):
    return re.sub("_yuan$", "", name) + "_fen"


def same(one, other):
    if one is None or other is None:
        return one is None and other is None
    if isinstance(one, Decimal) or isinstance(other, Decimal):
        return Decimal(str(one)) == Decimal(str(other))
    return one == other


def ordered(rows):
    return sorted(rows, key=lambda row: repr([(k, str(v)) for k, v in sorted(row.items())]))


def normal(row):
    """Decimals of one length, so that rows can be put in one order."""
    out = {}
    for key, cell in row.items():
        if isinstance(cell, Decimal):
            cell = Decimal(format(cell.normalize(), "f")) if cell else Decimal(0)
        out[key] = cell
    return out


def compare(where, expected, got):
    """Every value of every row, in the same order or, where that is another, in one of its own."""
    expected, got = [normal(r) for r in expected], [normal(r) for r in got]
    if len(expected) != len(got):
        fail(f"{where}: {len(expected)} rows, {len(got)} read back")
    if expected and set(expected[0]) != set(got[0]):
        fail(f"{where}: columns {sorted(set(expected[0]) ^ set(got[0]))}")
    for one, other in zip(expected, got):
        if any(not same(one[k], other[k]) for k in one):
            break
    else:
        return len(expected), len(expected) * len(expected[0]) if expected else 0
    for one, other in zip(ordered(expected), ordered(got)):
        for key in one:
            if not same(one[key], other[key]):
                fail(f"{where}.{key}: {one[key]!r} is {other[key]!r} ({one})")
    return len(expected), len(expected) * len(expected[0])


def sums(resource, rows):
    fields = [f["name"] for f in resource["schema"]["fields"] if is_money(f)]
    return {f: sum((r[f] for r in rows if r[f] is not None), Decimal(0)) for f in fields}


def report(tool, rows, values, money):
    print(f"{tool}: {rows} rows, {values} values, {money} sums of money equal")


def parquet(bundle):
    import duckdb
    import pandas
    import pyarrow.parquet

    for tool in ("DuckDB", "pandas"):
        rows_read = values = money = 0
        for resource in bundle.resources:
            folder = os.path.join(bundle.folder, "parquet", resource["name"])
            expected = list(bundle.rows(resource))
            names = [f["name"] for f in resource["schema"]["fields"]]
            if not os.path.isdir(folder):
                # Split by year, no rows make no file.
                if expected:
                    fail(f"parquet {resource['name']} is missing")
                continue
            if tool == "DuckDB":
                source = f"read_parquet('{folder}/**/*.parquet', hive_partitioning = true)"
                columns = ", ".join(f'"{n}"' for n in names)
                cursor = duckdb.execute(f"SELECT {columns} FROM {source}")
                got = [dict(zip(names, row)) for row in cursor.fetchall()]
                for column, expected_sum in sums(resource, expected).items():
                    total = duckdb.execute(f'SELECT sum("{column}") FROM {source}').fetchone()[0]
                    if (total or Decimal(0)) != expected_sum:
                        fail(f"{resource['name']}.{column}: sum {expected_sum}, DuckDB {total}")
                    money += 1
            else:
                frame = pandas.read_parquet(folder, dtype_backend="pyarrow")
                got = [
                    {n: None if c is pandas.NA or c is None else c for n, c in zip(names, row)}
                    for row in frame[names].itertuples(index=False, name=None)
                ]
                for column, expected_sum in sums(resource, expected).items():
                    total = sum((r[column] for r in got if r[column] is not None), Decimal(0))
                    if total != expected_sum:
                        fail(f"{resource['name']}.{column}: sum {expected_sum}, pandas {total}")
                    money += 1
            for row in got:
                year = row.get("fiscal_year")
                if year is not None:
                    row["fiscal_year"] = int(year)
                for key, cell in row.items():
                    if hasattr(cell, "isoformat"):
                        row[key] = cell.isoformat()
            count, cells = compare(f"parquet {resource['name']} by {tool}", expected, got)
            rows_read, values = rows_read + count, values + cells
        report(f"parquet by {tool}", rows_read, values, money)
    facts = os.path.join(bundle.folder, "parquet", "facts")
    for folder, _, files in os.walk(facts):
        for file in files:
            read = pyarrow.parquet.ParquetFile(os.path.join(folder, file))
            kinds = {f.name: str(f.type) for f in read.schema_arrow}
            if not kinds["amount_yuan"].startswith(("decimal128(18, 2)", "decimal128(")):
                fail(f"amount_yuan is {kinds['amount_yuan']}")
            said = read.schema_arrow.metadata or {}
            if said.get(b"gongkai.schema_version", b"").decode() != bundle.version:
                fail("schema_version in Parquet")
            group = read.metadata.row_group(0)
            if group.column(0).compression != "ZSTD":
                fail(f"compression is {group.column(0).compression}")
            label = next(
                group.column(i) for i in range(group.num_columns)
                if group.column(i).path_in_schema == "label"
            )
            if "RLE_DICTIONARY" not in label.encodings:
                fail(f"label is {label.encodings}")


def connect(bundle):
    import sqlite3

    path = os.path.join(bundle.folder, "gongkai.sqlite")
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def sqlite(bundle):
    db = connect(bundle)
    if db.execute("PRAGMA integrity_check").fetchone() != ("ok",):
        fail("integrity_check")
    wrong = db.execute("PRAGMA foreign_key_check").fetchall()
    if wrong:
        fail(f"foreign keys: {wrong[:3]}")
    rows_read = values = money = 0
    for resource in bundle.resources:
        table = plain(resource["name"])
        fields = resource["schema"]["fields"]
        names = [f["name"] for f in fields]
        expected = list(bundle.rows(resource))
        columns = ", ".join(f'"{n}"' for n in names)
        got = []
        for row in db.execute(f'SELECT {columns} FROM "{table}" ORDER BY rowid'):
            out = {}
            for field, cell in zip(fields, row):
                if cell is not None and field["type"] == "number":
                    cell = Decimal(str(cell))
                elif cell is not None and field["type"] == "boolean":
                    cell = bool(cell)
                out[field["name"]] = cell
            got.append(out)
        for field in filter(is_money, fields):
            name, fen = field["name"], fen_name(field["name"])
            held = db.execute(f'SELECT "{name}", "{fen}", typeof("{name}") FROM "{table}"')
            for text, number, kind in held:
                if text is None:
                    continue
                exact = Decimal(text) * 100
                whole = exact == exact.to_integral_value() and abs(exact) < 10**18
                if kind != "text" or number != (exact if whole else None):
                    fail(f"{table}.{name}: {text!r} ({kind}) and {number!r} fen")
            held = db.execute(f'SELECT count("{name}") = count("{fen}") FROM "{table}"')
            if held.fetchone()[0]:
                total = db.execute(f'SELECT sum("{fen}") FROM "{table}"').fetchone()[0] or 0
                if Decimal(total) / 100 != sums(resource, expected)[name]:
                    fail(f"{table}.{name}: sum {sums(resource, expected)[name]}, {total} fen")
                money += 1
        key = db.execute(f'SELECT count(*) FROM pragma_table_info("{table}") WHERE pk > 0').fetchone()
        if key[0] != len(resource["schema"].get("primaryKey", [])):
            fail(f"{table}: key of {key[0]} columns")
        count, cells = compare(f"sqlite {table}", expected, got)
        rows_read, values = rows_read + count, values + cells
    held = db.execute("SELECT value FROM bundle WHERE name = 'schema_version'").fetchone()
    if held != (bundle.version,):
        fail(f"schema_version in SQLite: {held}")
    for name in names_of_plain(db):
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({name})")]
        db.execute(f"SELECT {', '.join(columns)} FROM {name} LIMIT 1")
    report("sqlite by sqlite3", rows_read, values, money)


def names_of_plain(db):
    views = [r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type = 'view'")]
    tables = [r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return [v for v in views] + [
        t for t in tables
        if f"plain_{t}" not in views and not t.startswith(("search", "sqlite_"))
    ]


def search(bundle):
    """Words of two characters, and longer ones than the index has."""
    db = connect(bundle)
    with open(os.path.join(bundle.folder, "metadata.json"), encoding="utf-8") as f:
        asked = json.load(f)["databases"]["gongkai"]["queries"]["search"]["sql"]
    told = []
    for word in sys.argv[3:]:
        there = {r[0] for r in db.execute("SELECT search_id FROM search WHERE instr(content, ?) > 0", [word])}
        short = {r[0] for r in db.execute(
            "SELECT rowid FROM search_index WHERE search_index MATCH ?", ['"' + word[:4] + '"'])}
        if not there <= short:
            fail(f"search {word}: {len(there - short)} of {len(there)} not found")
        if len(word) <= 4 and short != there:
            fail(f"search {word}: {len(short)} found, {len(there)} are there")
        rows = db.execute(asked, {"words": word}).fetchall()
        if len(rows) != min(500, len(there)) or not all(word in r[-1] for r in rows):
            fail(f"search {word} by the canned query: {len(rows)} of {len(there)}")
        told.append(f"{word} {len(there)}")
    db.execute(asked, {"words": '"*NEAR(('})
    print("search finds", ", ".join(told))


def xlsx(bundle):
    import openpyxl

    path = os.path.join(bundle.folder, "gongkai.xlsx")
    book = openpyxl.load_workbook(path, read_only=False)
    if dict((p.name, p.value) for p in book.custom_doc_props.props).get("schema_version") != bundle.version:
        fail("schema_version in XLSX")
    dictionary = book[book.sheetnames[-1]]
    lines = list(dictionary.iter_rows(min_row=2, values_only=True))
    paths = {r["path"]: r for r in bundle.resources}
    rows_read = values = money = 0
    for title in dict.fromkeys(line[0] for line in lines if line[0]):
        columns = [line for line in lines if line[0] == title]
        resource = paths[next(line[2] for line in columns if line[2])]
        sheets = [s for s in book.sheetnames if s == title or s.startswith(title + " ")]
        # The headings in the sheet are those of the dictionary.
        got = []
        for sheet in sheets:
            ws = book[sheet]
            if ws.freeze_panes != "A2" or not ws.auto_filter.ref:
                fail(f"{sheet}: header is not frozen or has no filter")
            cells = ws.iter_rows()
            header = [c.value for c in next(cells)]
            if header != [line[1] for line in columns]:
                fail(f"{sheet}: headings {header}")
            for row in cells:
                out = {}
                for line, cell in zip(columns, row):
                    if cell.data_type == "f" and not str(cell.value).startswith("=HYPERLINK("):
                        fail(f"{sheet} {cell.coordinate}: a formula: {cell.value}")
                    if not line[3]:
                        continue
                    out[line[3]] = of_cell(line[4], cell)
                got.append(out)
        expected = list(bundle.rows(resource))
        names = [line[3] for line in columns if line[3]]
        if set(names) != {f["name"] for f in resource["schema"]["fields"]}:
            fail(f"{title}: columns")
        count, cells = compare(f"xlsx {title}", expected, got)
        for name, total in sums(resource, expected).items():
            mine = sum((r[name] for r in got if r[name] is not None), Decimal(0))
            if mine != total:
                fail(f"xlsx {title}.{name}: sum {total}, {mine}")
            money += 1
        rows_read, values = rows_read + count, values + cells
    report("xlsx by openpyxl", rows_read, values, money)


def of_cell(kind, cell):
    content = cell.value
    if content is None:
        return None
    if kind == "number":
        if isinstance(content, str):
            return Decimal(content)
        return Decimal(repr(content))
    if kind == "integer":
        return int(content)
    if kind == "boolean":
        return bool(content)
    if cell.data_type == "f":
        return re.match(r'=HYPERLINK\("([^"]*)"', content).group(1)
    if not isinstance(content, str):
        fail(f"{cell.coordinate}: {content!r} is no text")
    return content


def typed(bundle):
    """The CSV files through duckdb.sql."""
    import duckdb

    db = duckdb.connect()
    os.chdir(bundle.folder)
    with open("duckdb.sql", encoding="utf-8") as f:
        db.execute(f.read())
    rows_read = values = money = 0
    for resource in bundle.resources:
        table = plain(resource["name"])
        names = [f["name"] for f in resource["schema"]["fields"]]
        expected = list(bundle.rows(resource))
        columns = ", ".join(f'"{n}"' for n in names)
        got = []
        for row in db.execute(f'SELECT {columns} FROM "{table}"').fetchall():
            out = {}
            for name, cell in zip(names, row):
                if isinstance(cell, str):
                    cell = original(cell)
                elif hasattr(cell, "isoformat"):
                    cell = cell.isoformat()
                out[name] = cell
            got.append(out)
        for field in filter(is_money, resource["schema"]["fields"]):
            total = db.execute(f'SELECT sum("{field["name"]}") FROM "{table}"').fetchone()[0]
            if (total or Decimal(0)) != sums(resource, expected)[field["name"]]:
                fail(f"{table}.{field['name']}: {total}")
            money += 1
        count, cells = compare(f"duckdb.sql {table}", expected, got)
        rows_read, values = rows_read + count, values + cells
    report("csv by DuckDB", rows_read, values, money)
    return db


def queries(bundle):
    db = typed(bundle)
    other = connect(bundle)
    with open("queries.sql", encoding="utf-8") as f:
        text = f.read()
    parts = [part for part in text.split(";\n") if "SELECT" in part]
    told = []
    for number, question in enumerate(parts, 1):
        one = db.execute(question).fetchall()
        two = other.execute(question).fetchall()
        shown = lambda rows: [tuple(round(float(c), 2) if isinstance(c, (float, Decimal)) else c for c in r) for r in rows]
        if shown(one) != shown(two):
            pair = next((a, b) for a, b in zip(shown(one) + [None], shown(two) + [None]) if a != b)
            fail(f"question {number}: {len(one)} and {len(two)} rows; {pair}")
        told.append(str(len(one)))
    print(f"{len(parts)} questions answered alike by DuckDB and SQLite; rows:", " ".join(told))


def packaged(bundle):
    """frictionless: valid, and into SQLite."""
    import frictionless

    os.chdir(bundle.folder)
    package = frictionless.Package("datapackage.json")
    result = package.validate()
    if not result.valid:
        fail(result.flatten(["title", "message"])[:3])
    if os.path.exists("by-frictionless.sqlite"):
        os.remove("by-frictionless.sqlite")
    package.publish("sqlite:///by-frictionless.sqlite")
    import sqlite3

    db = sqlite3.connect("by-frictionless.sqlite")
    for resource in bundle.resources:
        count = db.execute(f'SELECT count(*) FROM "{resource["name"]}"').fetchone()[0]
        if count != len(list(bundle.rows(resource))):
            fail(f"{resource['name']} by frictionless: {count} rows")
    os.remove("by-frictionless.sqlite")
    ddl = postgres(bundle)
    print(f"frictionless: valid, in SQLite too; {ddl} tables for PostgreSQL")


def postgres(bundle):
    """The tables that frictionless would make in PostgreSQL, as SQL: no server is needed."""
    from frictionless.formats.sql import SqlMapper
    from sqlalchemy import MetaData, create_mock_engine
    from sqlalchemy.schema import CreateTable
    from frictionless import Package

    statements = []
    metadata = MetaData()
    engine = create_mock_engine("postgresql+psycopg2://", lambda *a, **k: None)
    mapper = SqlMapper(engine.dialect.name)
    for resource in Package("datapackage.json").resources:
        table = mapper.write_schema(resource.schema, table_name=resource.name)
        table = table.to_metadata(metadata)
    for table in metadata.sorted_tables:
        sql = str(CreateTable(table).compile(dialect=engine.dialect))
        if "REGEXP" in sql:
            fail(f"PostgreSQL: {sql}")
        statements.append(sql)
    return len(statements)


if __name__ == "__main__":
    what = {
        "xlsx": xlsx, "sqlite": sqlite, "parquet": parquet, "duckdb": typed, "search": search,
        "queries": queries, "frictionless": packaged,
    }
    what[sys.argv[2]](Bundle(os.path.abspath(sys.argv[1])))
