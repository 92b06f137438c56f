//! The front door: the binary `gongkai`.
//!
//! stdout is data, stderr is talk, exit codes are promises.

mod archive;
mod args;
mod attachment;
mod batch;
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

use args::{Command, Log};
use exit::Exit;
use std::process::ExitCode;

fn main() -> ExitCode {
    words::speak(words::asked_for(std::env::args_os()));
    let args = match help::parse() {
        Ok(args) => args,
        Err(error) => {
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            return match help::print(&error) {
                Ok(()) => exit,
                Err(e) if exit == Exit::Done => exit::of_stdout(&e),
                Err(_) => exit,
            }
            .into();
        }
    };
    words::speak(args.lang);
    if args.log == Log::Json {
        talk::structure();
    }
    let result = match args.command {
        Command::Parse(args) => commands::parse::run(args),
        Command::Check(args) => commands::check::run(args),
        Command::Show(args) => commands::show::run(args),
        Command::Draw(args) => commands::draw::run(args),
        Command::Inspect(args) => commands::inspect::run(args),
        Command::Diff(args) => commands::diff::run(args),
        Command::Report(args) => commands::report::run(args),
        Command::Explain(args) => commands::explain::run(args),
        Command::Schema(args) => commands::schema::run(args),
        Command::Worker => workers::serve().map(|()| Exit::Done),
        Command::Fetch(args) => commands::fetch::run(args),
        Command::Ingest(args) => commands::ingest::run(args),
        Command::Export(args) => commands::export::run(args),
        Command::Status(args) => commands::status::run(args),
        Command::Plan(args) => commands::plan::run(args),
        Command::Retry(args) => commands::retry::run(args),
        Command::Verify(args) => commands::verify::run(args),
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
    .into()
}
