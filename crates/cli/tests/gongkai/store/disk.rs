//! Disks that are full or may not be written: exit 7, and nothing torn.

use super::{ingest, outside_of_a_store, paper, samples};
use crate::{command, folder, gongkai, tree};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use workspace::say;

/// A small disk in memory; gone when it is dropped.
struct Disk(PathBuf);

impl Disk {
    /// Needs rights that tests rarely have; says so when it has not.
    fn mount(at: &Path, size: &str) -> Option<Disk> {
        fs::create_dir_all(at).expect("a folder");
        let size = format!("size={size}");
        let args = ["-t", "tmpfs", "-o", &size, "none"];
        let mounted = Command::new("mount").args(args).arg(at).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Disk(at.to_owned()));
        }
        say("skipped: no disk can be mounted here");
        None
    }

    fn remount(&self, options: &str) {
        let options = format!("remount,{options}");
        let status = Command::new("mount").args(["-o", &options]).arg(&self.0).status();
        assert!(status.expect("mount runs").success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

fn documents() -> tempfile::TempDir {
    let files = samples(&[
        "fullwidth-cooperative-2023.pdf",
        "guangdong-market-2021.pdf",
        "hunan-roads-2024.pdf",
        "shaanxi-culture-2020.pdf",
    ]);
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    folder(&files)
}

/// The files an uninterrupted run leads to.
fn wanted(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let args = ["parse", "in", "--out", "parsed", "--no-ocr", "-q"];
    assert_eq!(gongkai(dir, &args).code, 0);
    outside_of_a_store(tree(&dir.join("parsed")))
}

/// What is there is whole, though the catalog may not speak of it yet; the next run goes on,
/// and nothing shows of the one before.
fn assert_goes_on(dir: &Path) {
    let verified = gongkai(dir, &["verify", "--store", "store"]);
    let is_orphan = |line: &str| line.starts_with("orphan documents/");
    assert!(verified.stdout.lines().all(is_orphan), "{}", verified.stdout);
    assert_eq!(ingest(dir, &["in"]).0.code, 0);
    let verified = gongkai(dir, &["verify", "--store", "store"]);
    assert_eq!(verified.code, 0, "{}{}", verified.stdout, verified.stderr);
    let out = ["export", "--store", "store", "--out", "out", "-q"];
    assert_eq!(gongkai(dir, &out).code, 0);
    assert!(outside_of_a_store(tree(&dir.join("out"))) == wanted(dir));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_7_and_the_store_goes_on_when_there_is_room() {
    let dir = documents();
    let Some(disk) = Disk::mount(&dir.path().join("store"), "300k") else { return };
    let args = ["ingest", "in", "--store", "store", "--no-ocr", "-q"];
    let run = gongkai(dir.path(), &args);
    assert_eq!(run.code, 7, "{}", run.stderr);
    assert!(run.stderr.contains("hint: free some space"), "{}", run.stderr);
    disk.remount("size=20m");
    assert_goes_on(dir.path());
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_may_not_be_written_is_7_and_can_be_looked_at() {
    let dir = documents();
    let Some(disk) = Disk::mount(&dir.path().join("store"), "20m") else { return };
    assert_eq!(ingest(dir.path(), &["in"]).0.code, 0);
    disk.remount("ro");
    let args = ["ingest", "in", "--store", "store", "--no-ocr", "-q"];
    let run = gongkai(dir.path(), &args);
    assert_eq!(run.code, 7, "{}", run.stderr);
    for look in ["status", "plan", "verify"] {
        let run = gongkai(dir.path(), &[look, "--store", "store"]);
        assert_eq!(run.code, 0, "{look}: {}", run.stderr);
    }
    let out = ["export", "--store", "store", "--out", "out", "-q"];
    let run = gongkai(dir.path(), &out);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(outside_of_a_store(tree(&dir.path().join("out"))) == wanted(dir.path()));
}

#[cfg(target_os = "linux")]
#[test]
fn an_export_to_a_full_disk_is_7_and_leaves_what_was_there() {
    let dir = folder(&[("a.pdf", &paper("a")), ("out/facts.csv", b"precious")]);
    ingest(dir.path(), &["a.pdf"]);
    std::os::unix::fs::symlink("/dev/full", dir.path().join("out/.facts.csv.part"))
        .expect("a link");
    let run = gongkai(dir.path(), &["export", "--store", "store", "-q"]);
    assert_eq!(run.code, 7, "{}", run.stderr);
    assert_eq!(fs::read(dir.path().join("out/facts.csv")).expect("kept"), b"precious");
}

/// Files that may not grow stand for a disk without room where none can be mounted.
#[cfg(unix)]
#[test]
fn a_file_that_cannot_grow_is_7_and_loses_nothing() {
    let dir = documents();
    let program = env!("CARGO_BIN_EXE_gongkai");
    // In blocks of 512 bytes: room for some documents, not for the catalog of all.
    let limited = format!(
        "trap '' XFSZ; ulimit -f 160; exec '{program}' ingest in --store store --no-ocr -q"
    );
    let run = Command::new("/bin/sh")
        .args(["-c", &limited])
        .current_dir(dir.path())
        .output()
        .expect("a shell");
    assert_eq!(run.status.code(), Some(7), "{}", String::from_utf8_lossy(&run.stderr));
    assert_goes_on(dir.path());
}

#[test]
fn a_file_in_the_way_is_7() {
    let dir = folder(&[("a.pdf", &paper("a")), ("store", b"in the way")]);
    let output = command(dir.path(), &["ingest", "a.pdf", "--store", "store"]).output();
    let output = output.expect("the program runs");
    assert_eq!(output.status.code(), Some(7));
    assert_eq!(fs::read(dir.path().join("store")).expect("kept"), b"in the way");
}
