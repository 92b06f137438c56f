//! `fetch`: from a site on this machine into a store, and from there to tables.

use crate::paper::pdf;
use crate::{Csv, Run, command, folder, gongkai};
use rusqlite::Connection;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Most connections that a site takes.
const MOST: usize = 200;

/// Status and bytes by path.
type Files = Mutex<BTreeMap<String, (u16, Vec<u8>)>>;

/// A site on this machine: bytes by path, everything else is not there.
pub(crate) struct Site {
    pub(crate) base: String,
    files: Arc<Files>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    pub(crate) fn start(files: &[(&str, Vec<u8>)]) -> Site {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let site = Site { base, files: Arc::default(), asked: Arc::default() };
        for (path, bytes) in files {
            site.put(path, 200, bytes);
        }
        let (files, asked) = (Arc::clone(&site.files), Arc::clone(&site.asked));
        thread::spawn(move || {
            for stream in listener.incoming().take(MOST).flatten() {
                let (files, asked) = (Arc::clone(&files), Arc::clone(&asked));
                thread::spawn(move || serve(&stream, &files, &asked));
            }
        });
        site
    }

    pub(crate) fn put(&self, path: &str, status: u16, bytes: &[u8]) {
        self.files
            .lock()
            .expect("held")
            .insert(path.to_owned(), (status, bytes.to_vec()));
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("held").clone()
    }
}

/// Answers with an ETag that is made of the bytes.
fn serve(mut stream: &TcpStream, files: &Files, asked: &Mutex<Vec<String>>) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(20)));
    let mut reader = BufReader::new(stream);
    loop {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            match reader.read_line(&mut line) {
                Ok(n) if n > 2 => lines.push(line.trim_end().to_ascii_lowercase()),
                Ok(_) if !lines.is_empty() => break,
                _ => return,
            }
        }
        let path = lines[0].split(' ').nth(1).unwrap_or_default().to_owned();
        asked.lock().expect("held").push(path.clone());
        let found = files.lock().expect("held").get(&path).cloned();
        let (mut status, mut bytes) = found.unwrap_or((404, Vec::new()));
        let tag = format!("\"{}\"", exporter::sha256(&bytes));
        if lines.contains(&format!("if-none-match: {tag}")) {
            (status, bytes) = (304, Vec::new());
        }
        let length = match status {
            304 => String::new(),
            _ => format!("Content-Length: {}\r\n", bytes.len()),
        };
        let head = format!("HTTP/1.1 {status} Word\r\nETag: {tag}\r\n{length}\r\n");
        let answer = [head.as_bytes(), &bytes].concat();
        if stream.write_all(&answer).is_err() {
            return;
        }
    }
}

/// A folder with a SOURCES.toml for a site; `source` is added to its one source.
pub(crate) fn sources(site: &Site, source: &str) -> tempfile::TempDir {
    let text = format!(
        "[agent]\ncontact = \"mailto:data@office.test\"\n[[source]]\nname = \"county\"\n\
         allow_private = true\nmanners = {{ interval_seconds = 0, recheck_hours = 0, tries = 1 }}\n\
         {source}"
    );
    let text = text.replace("BASE", &site.base);
    folder(&[("sources.toml", text.as_bytes())])
}

pub(crate) const LIST: &str = "lists = [\"BASE/list\"]\nlink = { select = \"li a\" }\n";

pub(crate) fn list(paths: &[&str]) -> Vec<u8> {
    let items =
        paths.iter().map(|path| format!("<li><a href=\"{path}\">某局决算</a></li>"));
    format!("<html><ul>{}</ul></html>", items.collect::<String>()).into_bytes()
}

pub(crate) fn paper(line: &str) -> Vec<u8> {
    pdf(&[&[line]])
}

/// Runs `fetch` and returns what run.json says.
pub(crate) fn fetch(dir: &Path, args: &[&str]) -> (Run, Value) {
    let mut all = vec!["fetch", "sources.toml", "--store", "store"];
    all.extend(args);
    let run = gongkai(dir, &all);
    let report = fs::read_to_string(dir.join("store/run.json")).expect("run.json");
    (run, serde_json::from_str(&report).expect("JSON"))
}

pub(crate) fn catalog(dir: &Path, select: &str) -> Vec<String> {
    let catalog = Connection::open(dir.join("store/catalog.sqlite")).expect("opened");
    let mut select = catalog.prepare(select).expect("prepared");
    let rows = select.query_map([], |row| row.get(0)).expect("listed");
    rows.collect::<Result<_, _>>().expect("read")
}

#[test]
fn from_a_site_to_tables_and_only_what_is_new() {
    let site = Site::start(&[
        ("/list", list(&["/a.pdf", "/b.pdf", "/c.xls"])),
        ("/a.pdf", paper("Total 1.00")),
        ("/b.pdf", paper("Total 2.00")),
        ("/c.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1......".to_vec()),
    ]);
    let labels = "department = \"某县财政局\"\nyear = 2023\n";
    let dir = sources(&site, &format!("{labels}{LIST}"));
    let (run, report) = fetch(dir.path(), &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("county: 3 new, 0 replaced, 0 known, 0 failed"),
        "{}",
        run.stderr
    );
    assert_eq!((&report["command"], &report["exit"]), (&"fetch".into(), &0.into()));
    assert_eq!(report["sources"][0]["new"], 3);
    assert_eq!(report["sources"][0]["is_complete"], true);

    let run = gongkai(dir.path(), &["ingest", "--store", "store", "--no-ocr", "-q"]);
    assert!(matches!(run.code, 0 | 3), "{}", run.stderr);
    let run = gongkai(dir.path(), &["export", "--store", "store", "-q"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let documents = Csv::read(&dir.path().join("out/documents.csv"));
    assert_eq!(
        documents.column("file_name"),
        ["county/a.pdf", "county/b.pdf", "county/c.xls"]
    );
    let urls = ["a.pdf", "b.pdf", "c.xls"].map(|name| format!("{}/{name}", site.base));
    assert_eq!(documents.column("source_url"), urls);
    assert_eq!(documents.column("state"), ["current"; 3]);
    assert_eq!(documents.column("link_label"), ["某局决算"; 3]);
    let article = format!("{}/list", site.base);
    assert_eq!(documents.column("article_url"), [article.as_str(); 3]);
    assert_eq!(documents.column("source_name"), ["county"; 3]);
    assert_eq!(documents.column("source_department"), ["某县财政局"; 3]);
    assert_eq!(documents.column("source_year"), ["2023"; 3]);
    let reasons = documents.column("status_reason");
    assert_eq!(reasons[2], "kept, not read: an Excel workbook (xls)");
    let diagnostics = Csv::read(&dir.path().join("out/diagnostics.csv"));
    assert!(diagnostics.column("code").contains(&"kept-unread"));

    let before = site.asked().len();
    let (run, report) = fetch(dir.path(), &["-q"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(
        site.asked()[before..],
        ["/robots.txt", "/list", "/a.pdf", "/b.pdf", "/c.xls"]
    );
    let source = &report["sources"][0];
    assert_eq!((&source["not_modified"], &source["bytes"]), (&4.into(), &0.into()));
    let run = gongkai(dir.path(), &["verify", "--store", "store"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

#[test]
fn pages_that_led_to_documents_are_verified_too() {
    let site =
        Site::start(&[("/list", list(&["/a.pdf"])), ("/a.pdf", paper("Total 1.00"))]);
    let dir = sources(&site, LIST);
    assert_eq!(fetch(dir.path(), &[]).0.code, 0);
    let page = list(&["/a.pdf"]);
    let hash = exporter::sha256(&page);
    let path = dir.path().join(format!("store/pages/{}/{hash}", &hash[..2]));
    let verify = || gongkai(dir.path(), &["verify", "--store", "store"]);
    assert_eq!(verify().code, 0, "{}", verify().stdout);
    fs::write(&path, &page[1..]).expect("written");
    assert!(verify().stdout.starts_with("bytes pages/"), "{}", verify().stdout);
    fs::remove_file(&path).expect("removed");
    assert!(verify().stdout.starts_with("missing pages/"), "{}", verify().stdout);
    assert_eq!(verify().code, 1);
    // A list that is not there is asked for as if it had never come.
    assert_eq!(fetch(dir.path(), &[]).0.code, 0);
    assert_eq!(verify().code, 0, "{}", verify().stdout);
}

#[test]
fn what_was_in_an_archive_goes_and_comes_with_it() {
    let archive = |names: &[&str]| {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for name in names {
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(*name, options).expect("begun");
            archive.write_all(&paper(name)).expect("written");
        }
        archive.finish().expect("finished").into_inner()
    };
    let both = archive(&["a.pdf", "b.pdf"]);
    let site = Site::start(&[("/all.zip", both.clone())]);
    let dir = sources(&site, "urls = [\"BASE/all.zip\"]");
    let morning = || -> (Vec<String>, Vec<String>) {
        fetch(dir.path(), &["-q"]);
        for command in ["ingest", "export"] {
            let args = [command, "--store", "store", "-q"];
            assert_eq!(gongkai(dir.path(), &args).code, 0);
        }
        let read = |file: &str| Csv::read(&dir.path().join("out").join(file));
        let own = |column: Vec<&str>| column.into_iter().map(str::to_owned).collect();
        let (documents, changes) = (read("documents.csv"), read("changes.csv"));
        let mut reasons: Vec<String> = own(changes.column("reason"));
        reasons.sort();
        (own(documents.column("state")), reasons)
    };
    let told = |states: &[&str], reasons: &[&str]| {
        let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        (own(states), own(reasons))
    };
    assert_eq!(morning(), told(&["current", "current"], &["new", "new"]));
    site.put("/all.zip", 404, b"");
    assert_eq!(morning(), told(&["gone", "gone"], &["gone", "gone"]));
    site.put("/all.zip", 200, &both);
    assert_eq!(morning(), told(&["current", "current"], &["returned", "returned"]));
    site.put("/all.zip", 200, &archive(&["a.pdf"]));
    assert_eq!(morning(), told(&["current", "gone"], &["gone"]));
    site.put("/all.zip", 200, &both);
    assert_eq!(morning(), told(&["current", "current"], &["returned"]));
    let run = gongkai(dir.path(), &["verify", "--store", "store"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
}

#[test]
fn replaced_and_gone_files_leave_what_was_there() {
    let site = Site::start(&[
        ("/list", list(&["/a.pdf", "/b.pdf"])),
        ("/a.pdf", paper("Total 1.00")),
        ("/b.pdf", paper("Total 2.00")),
    ]);
    let dir = sources(&site, LIST);
    assert_eq!(fetch(dir.path(), &[]).0.code, 0);
    site.put("/a.pdf", 200, &paper("Total 3.00"));
    site.put("/b.pdf", 404, b"");
    let (run, report) = fetch(dir.path(), &[]);
    assert_eq!((run.code, &report["sources"][0]["replaced"]), (0, &1.into()));
    assert!(run.stderr.contains("replaced  「a.pdf」"), "{}", run.stderr);
    let select =
        "SELECT substr(origin, -6) || ' ' || state || ' ' || coalesce(version, '')
                  FROM captures WHERE origin LIKE '%.pdf' ORDER BY id";
    assert_eq!(
        catalog(dir.path(), select),
        ["/a.pdf stored 1", "/b.pdf stored 1", "/a.pdf stored 2", "/b.pdf gone "]
    );
    assert_eq!(catalog(dir.path(), "SELECT sha256 FROM documents").len(), 3);
}

#[test]
fn what_is_in_an_archive_is_read() {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, bytes) in
        [("决算/a.pdf", paper("Total 1.00")), ("b.xlsx", b"PK\x05\x06".to_vec())]
    {
        archive.start_file(name, options).expect("begun");
        archive.write_all(&bytes).expect("written");
    }
    let archive = archive.finish().expect("finished").into_inner();
    let site = Site::start(&[("/a.zip", archive)]);
    let dir = sources(&site, "urls = [\"BASE/a.zip\"]");
    assert_eq!(fetch(dir.path(), &[]).0.code, 0);
    let select =
        "SELECT state || ' ' || file_name FROM captures WHERE origin LIKE '%.zip%'
                  ORDER BY id";
    assert_eq!(
        catalog(dir.path(), select),
        [
            "unpacked county/a.zip",
            "stored county/a.zip/决算/a.pdf",
            "unsupported county/a.zip/b.xlsx"
        ]
    );
    let run = gongkai(dir.path(), &["plan", "--store", "store"]);
    assert!(
        run.stdout.contains("a.pdf") && run.stdout.lines().count() == 1,
        "{}",
        run.stdout
    );
}

#[test]
fn exit_codes() {
    let site = Site::start(&[(
        "/list",
        list(&["/a.pdf", "/b.pdf", "/c.pdf", "/d.pdf", "/e.pdf", "/f.pdf", "/g.pdf"]),
    )]);
    for path in ["/a.pdf", "/b.pdf", "/c.pdf", "/d.pdf", "/e.pdf", "/f.pdf"] {
        site.put(path, 200, &paper(path));
    }
    site.put("/g.pdf", 200, b"<html><title>error</title></html>");
    let dir = sources(&site, LIST);
    let (run, report) = fetch(dir.path(), &[]);
    assert_eq!(
        (run.code, &report["exit"]),
        (3, &3.into()),
        "one of seven: {}",
        run.stderr
    );
    assert!(run.stderr.contains("not-a-document 「g.pdf」"), "{}", run.stderr);
    let (run, _) = fetch(dir.path(), &["--progress", "json"]);
    let lines = run.stderr.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    let objects: Vec<Value> = lines.collect();
    let last = objects.last().expect("an object");
    assert_eq!((&last["event"], &last["exit"]), (&"run".into(), &3.into()));
    let page =
        objects.iter().find(|object| object["file_name"] == "g.pdf").expect("told");
    assert_eq!(
        (&page["state"], &page["level"]),
        (&"not-a-document".into(), &"error".into())
    );
    let (run, _) = fetch(dir.path(), &["--max-failures", "0"]);
    assert_eq!(run.code, 5, "{}", run.stderr);
    site.put("/list", 521, b"<script>x</script>");
    let (run, report) = fetch(dir.path(), &[]);
    assert_eq!((run.code, &report["sources"][0]["is_complete"]), (5, &false.into()));
    assert!(
        run.stderr.contains("incomplete: ") && run.stderr.contains("status 521"),
        "{}",
        run.stderr
    );

    let (run, _) = fetch(dir.path(), &["--quiet"]);
    assert!(
        run.stderr.contains("county: incomplete: "),
        "errors are told: {}",
        run.stderr
    );

    let held = store::Store::open(&dir.path().join("store"), "ingest").expect("opened");
    assert_eq!(
        gongkai(dir.path(), &["fetch", "sources.toml", "--store", "store"]).code,
        6
    );
    drop(held);
    let run = gongkai(dir.path(), &["fetch", "sources.toml", "--store", "sources.toml"]);
    assert_eq!(run.code, 7, "{}", run.stderr);
}

#[test]
fn what_cannot_be_used_is_named() {
    let site = Site::start(&[]);
    let dir = sources(&site, "lists = [\"BASE/list\"]\nlinks = 1\n");
    let run = gongkai(dir.path(), &["fetch", "sources.toml", "--store", "store"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("sources.toml, line 8: unknown field `links`"),
        "{}",
        run.stderr
    );
    let dir = sources(&site, LIST);
    for (args, code, part) in [
        (
            vec!["fetch", "sources.toml", "--check"],
            0,
            "1 sources can be used, as gongkai/",
        ),
        (vec!["fetch", "sources.toml"], 2, "--store"),
        (vec!["fetch", "nowhere.toml", "--check"], 2, "cannot read"),
        (
            vec!["fetch", "sources.toml", "--check", "--source", "x"],
            2,
            "no source is called",
        ),
    ] {
        let run = gongkai(dir.path(), &args);
        assert_eq!(run.code, code, "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains(part), "{args:?}: {}", run.stderr);
    }
    assert!(site.asked().is_empty(), "{:?}", site.asked());
}

#[test]
fn a_rehearsal_tells_and_keeps_nothing() {
    let site =
        Site::start(&[("/list", list(&["/a.pdf"])), ("/a.pdf", paper("Total 1.00"))]);
    let dir = sources(&site, LIST);
    let run = gongkai(dir.path(), &["fetch", "sources.toml", "--dry-run"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.stdout, format!("new\tcounty\t\t某局决算\t{}/a.pdf\n", site.base));
    assert_eq!(site.asked(), ["/robots.txt", "/list"]);
    assert_eq!(fs::read_dir(dir.path()).expect("listed").count(), 1);
    fetch(dir.path(), &[]);
    let run =
        gongkai(dir.path(), &["fetch", "sources.toml", "--dry-run", "--store", "store"]);
    assert!(run.stdout.starts_with("known\t"), "{}", run.stdout);
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_is_gone_on_with() {
    let site = Site::start(&[("/a.pdf", paper("1")), ("/b.pdf", paper("2"))]);
    let dir = sources(&site, "urls = [\"BASE/a.pdf\", \"BASE/b.pdf\"]\n");
    let path = dir.path().join("sources.toml");
    let quick = fs::read_to_string(&path).expect("read");
    fs::write(&path, quick.replace("interval_seconds = 0", "interval_seconds = 30"))
        .expect("written");
    let args = ["fetch", "sources.toml", "--store", "store"];
    let mut child = command(dir.path(), &args).spawn().expect("the program runs");
    // robots.txt and the first file, then a pause.
    for _ in 0..2_000 {
        if site.asked().len() > 1 {
            break;
        }
        thread::sleep(Duration::from_millis(10));
    }
    let killed = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(killed.expect("kill runs").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert!(!site.asked().contains(&"/b.pdf".to_owned()));
    fs::write(&path, quick).expect("written");
    let (run, _) = fetch(dir.path(), &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(catalog(dir.path(), "SELECT sha256 FROM documents").len(), 2);
}
