//! `--notify-cmd`: tells somebody how a run ended.

use crate::talk;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A command that takes longer is ended: a run must not hang on its last word.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often to look whether it has ended.
const LOOK: Duration = Duration::from_millis(20);

/// Runs the command with the report on its stdin; says when that fails, and nothing more.
pub(crate) fn notify(command: &str, path: &Path, report: &str, exit: u8) {
    if let Err(problem) = run(command, path, report, exit) {
        talk::line(&format!("the command of --notify-cmd {problem}"));
    }
}

fn run(command: &str, path: &Path, report: &str, exit: u8) -> Result<(), String> {
    let mut child = shell(command)
        .env("GONGKAI_RUN", path)
        .env("GONGKAI_EXIT", exit.to_string())
        .stdin(Stdio::piped())
        // stdout is for data; what the command says is talk.
        .stdout(std::io::stderr())
        .spawn()
        .map_err(|error| format!("could not be run: {error}"))?;
    let stdin = child.stdin.take();
    let report = report.to_owned();
    // A command that does not read must not stop us; its end closes the pipe.
    thread::spawn(move || stdin.map(|mut pipe| pipe.write_all(report.as_bytes())));
    wait(&mut child)
}

fn wait(child: &mut Child) -> Result<(), String> {
    let begun = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(format!("failed: {status}")),
            Ok(None) if begun.elapsed() < PATIENCE => thread::sleep(LOOK),
            Ok(None) => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!(
                    "took longer than {} s and was ended",
                    PATIENCE.as_secs()
                ));
            }
            Err(error) => return Err(format!("was lost: {error}")),
        }
    }
}

/// The command is the user's own and is given to the shell as it is; what the documents say
/// travels beside it, never in it.
fn shell(command: &str) -> Command {
    let (program, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("/bin/sh", "-c") };
    let mut shell = Command::new(program);
    shell.args([flag, command]);
    shell
}
