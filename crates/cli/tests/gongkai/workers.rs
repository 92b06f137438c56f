//! Documents that bring their reader down cost their own row and nothing else.

use crate::paper::pdf;
use crate::{Csv, command, folder, gongkai, tree};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

/// What makes the worker have the accidents that names of documents ask for.
pub(crate) const REHEARSE: &str = "GONGKAI_REHEARSE_ACCIDENTS";

fn sample(name: &str) -> Vec<u8> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    fs::read(samples.join(name)).expect("the sample")
}

/// Good documents and, between them, one for each accident.
fn with_accidents(accidents: &[&str]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    fs::create_dir(dir.path().join("in")).expect("a folder");
    for good in ["shaanxi-culture-2020.pdf", "hunan-roads-2024.pdf"] {
        fs::write(dir.path().join("in").join(good), sample(good)).expect("written");
    }
    for accident in accidents {
        let bytes = pdf(&[&[&format!("Total {accident}")]]);
        fs::write(dir.path().join(format!("in/k.{accident}.pdf")), bytes)
            .expect("written");
    }
    dir
}

/// Rows of the first that are not in the second, in order; the second may have more.
pub(crate) fn lost(before: &Csv, after: &Csv) -> Vec<Vec<String>> {
    let mut after = after.rows.iter();
    before.rows.iter().filter(|row| !after.any(|other| other == *row)).cloned().collect()
}

/// Every CSV of the second folder has the rows of the first, unchanged and in order.
pub(crate) fn has_all_rows(before: &Path, after: &Path) {
    let mut compared = 0;
    for (name, _) in tree(before) {
        if name.ends_with(".csv") {
            let lost =
                lost(&Csv::read(&before.join(&name)), &Csv::read(&after.join(&name)));
            assert!(lost.is_empty(), "{name}: {lost:?}");
            compared += 1;
        }
    }
    assert!(compared > 11);
}

#[test]
fn every_accident_is_a_row_and_nothing_else_is_lost() {
    let dir = with_accidents(&["abort", "claim", "exit", "explode", "hang", "recurse"]);
    let good = gongkai(
        dir.path(),
        &["parse", "in/hunan-roads-2024.pdf", "in/shaanxi-culture-2020.pdf"],
    );
    assert_eq!(good.code, 0, "{}", good.stderr);
    for jobs in ["1", "2"] {
        let args = ["parse", "in", "--out", jobs, "-j", jobs];
        let limits = ["--timeout", "4", "--memory", "300", "--no-ocr"];
        let output = command(dir.path(), &[&args[..], &limits].concat())
            .env(REHEARSE, "1")
            .output()
            .expect("the program runs");
        assert_eq!(output.status.code(), Some(3));
        let documents = Csv::read(&dir.path().join(jobs).join("documents.csv"));
        let status = documents.column("status");
        assert_eq!(
            status,
            ["ok", "failed", "failed", "failed", "failed", "failed", "failed", "ok"]
        );
        let diagnostics = Csv::read(&dir.path().join(jobs).join("diagnostics.csv"));
        let severe: Vec<(&str, &str)> = diagnostics
            .column("code")
            .into_iter()
            .zip(diagnostics.column("message"))
            .zip(diagnostics.column("severity"))
            .filter(|(_, severity)| *severity == "error")
            .map(|(told, _)| told)
            .collect();
        let codes: Vec<&str> = severe.iter().map(|(code, _)| *code).collect();
        assert_eq!(
            codes,
            ["crashed", "memory", "crashed", "memory", "timeout", "crashed"],
            "{severe:?}"
        );
        assert!(severe[5].1.contains("stack overflowed"), "{severe:?}");
        assert!(severe[4].1.contains("4 s"), "{severe:?}");
        assert!(severe[3].1.contains("300 MiB"), "{severe:?}");
        has_all_rows(&dir.path().join("out"), &dir.path().join(jobs));
    }
    assert!(tree(&dir.path().join("1")) == tree(&dir.path().join("2")));
}

#[test]
fn isolation_changes_no_byte() {
    let dir = with_accidents(&[]);
    for (name, bytes) in [
        ("b.pdf", b"no PDF".to_vec()),
        ("c.txt", sample("seed-police-devzone-2024.txt")),
        ("d.pdf", sample("hunan-roads-2024.pdf")),
        ("e.png", sample("scans/liuxi-culture-2023-clean150.png")),
    ] {
        fs::write(dir.path().join(name), bytes).expect("written");
    }
    let sources = "file_name,source_url,retrieved_at\nd.pdf,https://example.org/d,2025\n";
    fs::write(dir.path().join("sources.csv"), sources).expect("written");
    let inputs = ["parse", "in", "b.pdf", "c.txt", "d.pdf", "e.png", "gone.pdf"];
    let always = ["--no-ocr", "--contacts", "--sources", "sources.csv", "--out"];
    for (out, how) in [
        ("here", &["--in-process"][..]),
        ("one", &["-j", "1"]),
        ("three", &["-j", "3"]),
        ("nine", &["-j", "9"]),
    ] {
        let run = gongkai(dir.path(), &[&inputs[..], &always, &[out], how].concat());
        assert_eq!(run.code, 3, "{}", run.stderr);
        let (here, there) = (tree(&dir.path().join("here")), tree(&dir.path().join(out)));
        for (one, other) in here.iter().zip(&there) {
            assert!(one == other, "{out}: {} differs", one.0);
        }
        assert_eq!(here.len(), there.len());
    }
}

#[test]
fn too_many_pages_are_not_begun() {
    let page: &[&str] = &["Total 1.00"];
    let dir =
        folder(&[("in/long.pdf", &pdf(&[page; 30])), ("in/short.pdf", &pdf(&[page; 3]))]);
    for how in ["--in-process", "--no-ocr"] {
        let run = gongkai(dir.path(), &["parse", "in", "--max-pages", "29", how]);
        assert_eq!(run.code, 3, "{}", run.stderr);
        let documents = Csv::read(&dir.path().join("out/documents.csv"));
        assert_eq!(documents.column("status"), ["failed", "ok"]);
        let reason = "the document has more than 29 pages";
        assert_eq!(documents.column("status_reason")[0], reason);
        let diagnostics = Csv::read(&dir.path().join("out/diagnostics.csv"));
        assert!(diagnostics.column("code").contains(&"too-many-pages"));
    }
}

#[test]
fn no_limit_is_nothing_or_without_end() {
    let page: &[&str] = &["Total 1.00"];
    let dir = folder(&[("in/a.pdf", &pdf(&[page])), ("in/b.pdf", &pdf(&[page; 2]))]);
    for flag in ["--timeout", "--document-timeout", "--memory", "--max-pages"] {
        let run = gongkai(dir.path(), &["parse", "in", flag, "0"]);
        assert_eq!(run.code, 2, "{flag}: {}", run.stderr);
        let most = u64::MAX.to_string();
        let run = gongkai(dir.path(), &["parse", "in", flag, &most]);
        assert_eq!(run.code, 0, "{flag}: {}", run.stderr);
    }
}

#[test]
fn every_code_is_explained() {
    let dir = tempfile::tempdir().expect("a folder");
    for code in ["crashed", "timeout", "memory", "too-many-pages"] {
        let run = gongkai(dir.path(), &["explain", code]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(run.stdout.starts_with(code));
    }
}

/// Starts a run that hangs in its second document.
#[cfg(unix)]
fn hanging(dir: &Path, out: &str) -> Child {
    let mut child = command(dir, &["parse", "in", "--out", out, "-j", "1", "--no-ocr"])
        .env(REHEARSE, "1")
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    // Its first line says that the first document is written.
    let mut line = Vec::new();
    let stderr = child.stderr.as_mut().expect("a pipe");
    while line.last() != Some(&b'\n') {
        let mut byte = [0];
        stderr.read_exact(&mut byte).expect("a line");
        line.push(byte[0]);
    }
    child
}

#[cfg(unix)]
pub(crate) fn signal(child: &Child, name: &str) {
    send(name, &child.id().to_string());
}

/// Sends a signal to a process by its number.
#[cfg(unix)]
pub(crate) fn send(name: &str, id: &str) {
    let sent = std::process::Command::new("kill").args(["-s", name, id]).status();
    assert!(sent.is_ok_and(|status| status.success()));
}

/// Processes of which the given one is the parent.
#[cfg(target_os = "linux")]
pub(crate) fn children(parent: u32) -> Vec<PathBuf> {
    let is_child = |process: &PathBuf| {
        let stat = fs::read_to_string(process.join("stat")).unwrap_or_default();
        // Behind the name in brackets: state, parent.
        let rest = stat.rsplit(')').next().unwrap_or_default();
        rest.split_whitespace().nth(1) == Some(parent.to_string().as_str())
    };
    let entries = fs::read_dir("/proc").expect("/proc").flatten();
    entries.map(|entry| entry.path()).filter(is_child).collect()
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing_half_done() {
    let dir = with_accidents(&["hang"]);
    for name in ["INT", "TERM"] {
        let mut child = hanging(dir.path(), name);
        signal(&child, name);
        assert_eq!(child.wait().expect("it ends").code(), Some(130));
        assert!(tree(&dir.path().join(name)).is_empty(), "SIG{name}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn workers_end_with_the_program() {
    let dir = with_accidents(&["hang"]);
    let mut child = hanging(dir.path(), "out");
    let workers = children(child.id());
    assert!(!workers.is_empty());
    child.kill().expect("killed");
    child.wait().expect("it ends");
    // They notice when their pipe closes; how soon is up to the system.
    for _ in 0..200 {
        if workers.iter().all(|process| has_ended(process)) {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("workers are left");
}

/// Gone, or dead and only waiting to be counted.
#[cfg(target_os = "linux")]
fn has_ended(process: &Path) -> bool {
    match fs::read_to_string(process.join("stat")) {
        Ok(stat) => stat.rsplit(')').next().unwrap_or_default().trim().starts_with('Z'),
        Err(_) => true,
    }
}

#[test]
fn nobody_needs_to_call_a_worker() {
    let dir = tempfile::tempdir().expect("a folder");
    let run = crate::gongkai_with(dir.path(), &["worker"], "");
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("not by hand"), "{}", run.stderr);
    let help = gongkai(dir.path(), &["--help"]);
    assert!(!help.stdout.contains("worker"), "{}", help.stdout);
}
