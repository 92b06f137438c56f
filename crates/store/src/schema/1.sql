-- Moments are UTC to the second (2026-11-27T19:21:30Z), so that they sort as text.

-- One run of a command that changes the store. A run that was killed has no `ended_at`.
CREATE TABLE runs (
    id          TEXT PRIMARY KEY,       -- 20261127T192130Z-0f3a9c
    command     TEXT NOT NULL,          -- ingest, retry, fetch …
    version     TEXT NOT NULL,          -- of the program
    pid         INTEGER NOT NULL,
    started_at  TEXT NOT NULL,
    ended_at    TEXT,
    exit        INTEGER,
    report      TEXT                    -- what run.json said
) STRICT;

-- One document: bytes, whatever they are called and wherever they came from.
CREATE TABLE documents (
    sha256      TEXT PRIMARY KEY,
    byte_size   INTEGER NOT NULL,
    kind        TEXT NOT NULL,          -- by its first bytes; the ending of its file
    file_name   TEXT NOT NULL,          -- as it was called first
    added_at    TEXT NOT NULL
) STRICT;

-- One look at one place: a local file, an address, a file in an archive.
CREATE TABLE captures (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    origin        TEXT NOT NULL,        -- address, or absolute path; `!/` before a name inside
    medium        TEXT NOT NULL CHECK (medium IN ('file', 'web')),
    captured_at   TEXT NOT NULL,
    seen_at       TEXT NOT NULL,        -- when the same bytes were seen there last
    state         TEXT NOT NULL,
    status        INTEGER,              -- of HTTP
    headers       TEXT NOT NULL,        -- JSON, those that are kept
    etag          TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    note          TEXT NOT NULL,        -- why, where it is not as one would wish
    document      TEXT REFERENCES documents (sha256),
    version       INTEGER,              -- of what is at the origin, from 1
    parent        TEXT REFERENCES documents (sha256),   -- the archive it was in
    file_name     TEXT NOT NULL,        -- as it is exported
    source_url    TEXT NOT NULL,
    retrieved_at  TEXT NOT NULL,
    run           TEXT REFERENCES runs (id)
) STRICT;
CREATE INDEX captures_by_origin ON captures (origin, id);
CREATE INDEX captures_by_document ON captures (document);

-- What was read of a document, by which version, with which settings.
CREATE TABLE extractions (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    document        TEXT NOT NULL REFERENCES documents (sha256),
    extractor       TEXT NOT NULL,
    settings        TEXT NOT NULL,      -- what the result depends on besides
    is_current      INTEGER NOT NULL CHECK (is_current IN (0, 1)),
    status          TEXT NOT NULL CHECK (status IN ('ok', 'partial', 'failed')),
    code            TEXT NOT NULL,      -- of the failure
    reason          TEXT NOT NULL,
    has_failed      INTEGER NOT NULL,
    needs_ocr       INTEGER NOT NULL,
    doc_kind        TEXT NOT NULL,
    entity          TEXT NOT NULL,
    department_code TEXT NOT NULL,
    fiscal_year     TEXT NOT NULL,
    pages           INTEGER NOT NULL,
    tables_found    INTEGER NOT NULL,
    facts           INTEGER NOT NULL,
    forms           INTEGER NOT NULL,
    findings        INTEGER NOT NULL,
    contradicts     INTEGER NOT NULL,
    attempts        INTEGER NOT NULL,
    seconds         REAL NOT NULL,      -- of one worker
    read_at         TEXT NOT NULL,
    run             TEXT REFERENCES runs (id),
    UNIQUE (document, extractor, settings)
) STRICT;
CREATE UNIQUE INDEX extractions_current ON extractions (document) WHERE is_current;

-- The rows that a current extraction contributes to the output, compressed.
CREATE TABLE renderings (
    extraction  INTEGER PRIMARY KEY REFERENCES extractions (id) ON DELETE CASCADE,
    byte_size   INTEGER NOT NULL,       -- not compressed
    content     BLOB NOT NULL           -- Zstandard, with its checksum
) STRICT;

-- Evaluated identities of an extraction, counted.
CREATE TABLE checks (
    extraction  INTEGER NOT NULL REFERENCES extractions (id) ON DELETE CASCADE,
    rule        TEXT NOT NULL,
    result      TEXT NOT NULL,
    count       INTEGER NOT NULL,
    PRIMARY KEY (extraction, rule, result)
) STRICT, WITHOUT ROWID;
