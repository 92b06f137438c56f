//! The real binary: commands, stdout, stderr, exit codes and the files it leaves.

mod check;
mod corpus;
mod fetch;
mod formats;
mod front;
mod nights;
mod pages;
mod paper;
mod parse;
mod poison;
mod reports;
mod scans;
mod schedule;
mod show;
mod store;
mod versions;
mod walls;
mod words;
mod workers;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What a run left behind.
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Run {
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
        }
    }
}

fn command(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongkai"));
    command.current_dir(dir).args(args).env("LC_ALL", "C");
    command
}

/// Runs the program in a folder.
fn gongkai(dir: &Path, args: &[&str]) -> Run {
    command(dir, args).output().expect("the program runs").into()
}

/// Runs the program in a folder with something on stdin.
fn gongkai_with(dir: &Path, args: &[&str], stdin: &str) -> Run {
    let mut child = command(dir, args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut pipe = child.stdin.take().expect("a pipe");
    pipe.write_all(stdin.as_bytes()).expect("written");
    drop(pipe);
    child.wait_with_output().expect("the program ends").into()
}

/// A folder with the given files.
fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }
    dir
}

/// Every file of an output folder with its bytes, in order.
fn tree(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let folders = [dir.to_owned(), dir.join("wide"), dir.join("views")];
    for folder in folders.iter().filter(|folder| folder.exists()) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                let name = path.strip_prefix(dir).expect("inside").display().to_string();
                files.push((name, fs::read(&path).expect("readable")));
            }
        }
    }
    files.sort();
    files
}

/// The rows of a CSV file by column name, in order.
struct Csv {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Csv {
    fn read(path: &Path) -> Csv {
        let text = fs::read_to_string(path).expect("the file was written");
        let text = text.trim_start_matches('\u{FEFF}');
        let mut rows = records(text);
        let header = rows.remove(0);
        assert!(rows.iter().all(|row| row.len() == header.len()), "{}", path.display());
        Csv { header, rows }
    }

    fn column(&self, name: &str) -> Vec<&str> {
        let index =
            self.header.iter().position(|n| n == name).expect("the column exists");
        self.rows.iter().map(|row| row[index].as_str()).collect()
    }
}

/// A reader of its own, so that a mistake of the writer is not repeated here.
fn records(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let row = rows.last_mut().expect("a row");
        let cell = row.last_mut().expect("a cell");
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => rows.push(vec![String::new()]),
            c => cell.push(c),
        }
    }
    rows.pop();
    rows
}
