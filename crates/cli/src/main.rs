//! The front door: the binary `gongkai`.
//!
//! stdout is data, stderr is talk, exit codes are promises.

mod archive;
mod args;
mod attachment;
mod batch;
mod checking;
mod commands;
mod exit;
mod finding;
mod help;
mod inputs;
mod intake;
mod interrupt;
mod limits;
mod ocr;
mod pages;
mod plain;
mod progress;
mod publishing;
mod reading;
mod rehearsal;
mod report;
mod run;
mod screen;
mod shell;
mod sources;
mod talk;
mod words;
mod work;
mod workers;

use args::{Args, Command, Log};
use clap::Parser;
use exit::Exit;
use std::ffi::OsString;
use std::process::ExitCode;
use workers::Pool;

fn main() -> ExitCode {
    words::speak(words::asked_for(std::env::args_os()));
    let exit = match help::parse() {
        Ok(args) => run(args, std::env::args_os().collect()),
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            match help::print(&error) {
                Ok(()) => exit,
                Err(e) if exit == Exit::Done => exit::of_stdout(&e),
                Err(_) => exit,
            }
        }
    };
    exit.into()
}

/// Runs the program in a worker, which hands nothing on to another process.
fn in_worker(arguments: Vec<OsString>) -> Exit {
    match Args::try_parse_from(&arguments) {
        Ok(mut args) => {
            args.command.stay();
            run(args, arguments)
        }
        // Whoever asked has understood the same words.
        Err(_) => Exit::Unexpected,
    }
}

fn run(args: Args, arguments: Vec<OsString>) -> Exit {
    words::speak(args.lang);
    if args.log == Log::Json {
        talk::structure();
    }
    let result = match args.command.apart() {
        Some((subject, settings)) => Pool::new(settings).command(arguments, subject),
        None => command(args.command),
    };
    match result {
        Ok(exit) => exit,
        Err(error) => {
            let exit = exit::of(&error);
            if exit != Exit::Done {
                talk::error(&error);
            }
            exit
        }
    }
}

fn command(command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Parse(args) => commands::parse::run(args),
        Command::Check(args) => commands::check::run(args),
        Command::Show(args) => commands::show::run(args),
        Command::Draw(args) => commands::draw::run(args),
        Command::Inspect(args) => commands::inspect::run(args),
        Command::Diff(args) => commands::diff::run(args),
        Command::Report(args) => commands::report::run(args),
        Command::Explain(args) => commands::explain::run(args),
        Command::Schema(args) => commands::schema::run(args),
        Command::Worker => workers::serve(in_worker).map(|()| Exit::Done),
        Command::Fetch(args) => commands::fetch::run(args),
        Command::Ingest(args) => commands::ingest::run(args),
        Command::Export(args) => commands::export::run(args),
        Command::Status(args) => commands::status::run(args),
        Command::Plan(args) => commands::plan::run(args),
        Command::Retry(args) => commands::retry::run(args),
        Command::Verify(args) => commands::verify::run(args),
    }
}
