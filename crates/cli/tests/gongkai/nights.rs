//! A week of nights on a site on this machine: files appear, change, vanish and come back, one
//! source fails two nights; and what every morning said of it.

use crate::fetch::{Site, list, paper};
use crate::{Csv, folder, gongkai};
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime};

/// Two sources on one host; the second fails two nights.
fn configuration(site: &Site) -> tempfile::TempDir {
    let source = |name: &str| {
        format!(
            "[[source]]\nname = \"{name}\"\ndepartment = \"{name} office\"\nyear = 2023\n\
             allow_private = true\n\
             manners = {{ interval_seconds = 0, recheck_hours = 0, tries = 1 }}\n\
             lists = [\"{}/{name}/list\"]\nlink = {{ select = \"li a\" }}\n",
            site.base
        )
    };
    let text = format!(
        "[agent]\ncontact = \"mailto:data@office.test\"\nat_once = 1\n{}{}",
        source("county"),
        source("town")
    );
    folder(&[("sources.toml", text.as_bytes())])
}

/// The documents of the week, by what is in them.
fn names() -> BTreeMap<String, &'static str> {
    let sheet: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1......";
    let papers = ["a1", "a2", "b", "d", "t"].map(|name| (name, paper(name)));
    papers
        .into_iter()
        .chain([("c", sheet.to_vec())])
        .map(|(name, bytes)| (format!("d{}", &exporter::sha256(&bytes)[..16]), name))
        .collect()
}

/// A machine that loads tables: what it holds of `documents.csv`, by `doc_id`.
#[derive(Default)]
struct Loader {
    rows: BTreeMap<String, Vec<String>>,
}

impl Loader {
    /// Takes out what changes.csv names, and puts in what is there.
    fn load(&mut self, out: &Path) {
        let changes = Csv::read(&out.join("changes.csv"));
        for row in &changes.rows {
            self.rows.remove(&row[0]);
            for replaced in row[2].split(';') {
                self.rows.remove(replaced);
            }
        }
        for row in Csv::read(&out.join("documents.csv")).rows {
            self.rows.insert(row[0].clone(), row);
        }
    }
}

/// The folder in which the week is played, and whoever loads its exports.
struct Week {
    dir: tempfile::TempDir,
    names: BTreeMap<String, &'static str>,
    loader: Loader,
}

impl Week {
    fn run(&self, args: &[&str]) -> i32 {
        let run = gongkai(self.dir.path(), args);
        assert!(matches!(run.code, 0 | 3 | 5), "{args:?}: {}{}", run.stdout, run.stderr);
        run.code
    }

    fn changes(&self, out: &str) -> String {
        let csv = Csv::read(&self.dir.path().join(out).join("changes.csv"));
        let name = |id: &str| *self.names.get(id).unwrap_or(&"?");
        let told = csv.rows.iter().map(|row| match row[2].as_str() {
            "" => format!("{} {} ({})", name(&row[0]), row[1], row[3]),
            others => {
                let others: Vec<&str> = others.split(';').map(name).collect();
                let others = others.join("+");
                format!("{} {} {others} ({})", name(&row[0]), row[1], row[3])
            }
        });
        told.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
    }

    /// One night and the morning after it, in one line.
    fn night(&mut self) -> String {
        let dir = self.dir.path().to_owned();
        if dir.join("store").exists() {
            // A day goes by: for the runs, whose age is what is asked about.
            let catalog =
                Connection::open(dir.join("store/catalog.sqlite")).expect("opened");
            catalog
                .execute_batch(
                    "UPDATE runs SET
                         started_at = strftime('%Y-%m-%dT%H:%M:%SZ', started_at, '-1 day'),
                         ended_at = strftime('%Y-%m-%dT%H:%M:%SZ', ended_at, '-1 day')",
                )
                .expect("moved");
        }
        // Moments are told to the second.
        thread::sleep(Duration::from_millis(1_100));
        let evening = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
        let rehearsed =
            gongkai(&dir, &["fetch", "sources.toml", "--store", "store", "--dry-run"]);
        let fetch = gongkai(&dir, &["fetch", "sources.toml", "--store", "store"]);
        assert_eq!(rehearsed.code, fetch.code, "{}{}", rehearsed.stderr, fetch.stderr);
        let ingest = self.run(&["ingest", "--store", "store", "--no-ocr", "-q"]);
        let export = self.run(&["export", "--store", "store", "--out", "out", "-q"]);
        let since =
            ["export", "--store", "store", "--out", "delta", "-q", "--changed-since"];
        self.run(&[&since[..], &[&evening]].concat());
        assert_eq!(self.changes("delta"), self.changes("out"), "since {evening}");
        self.loader.load(&dir.join("delta"));
        let whole = Csv::read(&dir.join("out/documents.csv")).rows;
        let whole: BTreeMap<String, Vec<String>> =
            whole.into_iter().map(|row| (row[0].clone(), row)).collect();
        assert_eq!(self.loader.rows, whole, "loading what has changed is loading all");
        let status = |args: &[&str]| {
            self.run(
                &[&["status", "--store", "store", "--max-age", "36h"], args].concat(),
            )
        };
        format!(
            "fetch {} ingest {ingest} export {export} | status {} fetch {} ingest {} sources {} | {}",
            fetch.code,
            status(&[]),
            status(&["--command", "fetch"]),
            status(&["--command", "ingest"]),
            status(&["--per-source"]),
            self.changes("out"),
        )
    }

    /// How the documents of the export stand, as far as they are not current.
    fn states(&self) -> String {
        let csv = Csv::read(&self.dir.path().join("out/documents.csv"));
        let ids = csv.column("doc_id");
        let states = ids.iter().zip(csv.column("state"));
        let states = states.filter(|(_, state)| *state != "current");
        states
            .map(|(id, state)| format!("{} {state}", self.names[*id]))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

#[test]
fn a_week_of_nights() {
    let site = Site::start(&[
        ("/county/list", list(&["/a.pdf", "/b.pdf", "/c.xls"])),
        ("/town/list", list(&["/t.pdf"])),
        ("/a.pdf", paper("a1")),
        ("/b.pdf", paper("b")),
        ("/c.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1......".to_vec()),
        ("/d.pdf", paper("d")),
        ("/t.pdf", paper("t")),
    ]);
    let mut week =
        Week { dir: configuration(&site), names: names(), loader: Loader::default() };
    let all_is_well = "fetch 0 ingest 0 export 0 | status 0 fetch 0 ingest 0 sources 0";

    let monday = week.night();
    assert_eq!(
        monday,
        format!(
            "{all_is_well} | a1 added (new), b added (new), c added (new), t added (new)"
        )
    );

    // The town's list fails for the first time: what is there stays, and nobody is alarmed yet.
    site.put("/town/list", 500, b"");
    let tuesday = week.night();
    assert_eq!(
        tuesday,
        "fetch 5 ingest 0 export 0 | status 0 fetch 0 ingest 0 sources 0 | "
    );

    // And again, which is more than 36 hours; a file of the county is replaced meanwhile.
    site.put("/a.pdf", 200, &paper("a2"));
    let wednesday = week.night();
    assert_eq!(
        wednesday,
        "fetch 5 ingest 0 export 0 | status 5 fetch 5 ingest 0 sources 5 | \
         a2 replaced a1 (new_version)"
    );
    let told = gongkai(week.dir.path(), &["status", "--store", "store", "--per-source"]);
    let source = |name: &str| {
        told.stdout.lines().find(|line| line.starts_with(&format!("source      {name}")))
    };
    assert!(told.stdout.contains("500"), "{}", told.stdout);
    let both = ["--command", "ingest", "--per-source", "--max-age", "36h"];
    let run =
        gongkai(week.dir.path(), &[&["status", "--store", "store"], &both[..]].concat());
    assert_eq!(run.code, 5);
    assert_eq!(run.stderr, "stale: the source town was not complete for 1day 12h\n");
    assert!(source("town").is_some_and(|line| line.contains("2days")), "{}", told.stdout);
    assert!(
        source("county").is_some_and(|line| !line.contains("day")),
        "{}",
        told.stdout
    );

    // The town is back; a file answers 404 though its list still links to it.
    site.put("/town/list", 200, &list(&["/t.pdf"]));
    site.put("/b.pdf", 404, b"");
    let thursday = week.night();
    assert_eq!(thursday, format!("{all_is_well} | b withdrawn (gone)"));
    assert_eq!(week.states(), "b gone");

    // One appears; one vanishes with its link.
    site.put("/county/list", 200, &list(&["/a.pdf", "/b.pdf", "/d.pdf"]));
    site.put("/c.xls", 410, b"");
    let friday = week.night();
    assert_eq!(friday, format!("{all_is_well} | c withdrawn (gone), d added (new)"));
    assert_eq!(week.states(), "b gone, c gone");

    // What was gone is there again, as it was. Another is not linked to any more, and still
    // answers: it is not gone.
    site.put("/b.pdf", 200, &paper("b"));
    site.put("/county/list", 200, &list(&["/a.pdf", "/b.pdf"]));
    let saturday = week.night();
    assert_eq!(saturday, format!("{all_is_well} | b added (returned)"));
    assert_eq!(week.states(), "c gone");

    let sunday = week.night();
    assert_eq!(sunday, format!("{all_is_well} | "));

    let verified = gongkai(week.dir.path(), &["verify", "--store", "store"]);
    assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
    // `gone` is told of files that answered so, not of the robots.txt that is not there.
    let told = gongkai(week.dir.path(), &["status", "--store", "store", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&told.stdout).expect("JSON");
    assert_eq!(told["captures"]["gone"], 3, "b two nights, c once: {told:#}");
    assert_eq!(told["captures"]["vanished"], 1);
    assert!(told["captures"]["absent"].as_u64() >= Some(1));
    let out = week.dir.path().join("out/changes.csv");
    assert!(fs::read(out).expect("written").starts_with(b"\xEF\xBB\xBF"));
}
