//! Exit codes, and which error means which.

use std::fmt;
use std::io;
use std::process::ExitCode;

/// How a run ended; the numbers are part of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was done.
    Done = 0,
    /// A bug, or something nobody thought of.
    Unexpected = 1,
    /// The command line makes no sense.
    Usage = 2,
    /// Done, but some documents could not be read.
    SomeFailed = 3,
    /// `--strict`, and a document contradicts itself.
    Contradiction = 4,
    /// A source is incomplete, or more documents failed than are tolerated.
    Incomplete = 5,
    /// Another run writes to the same folder.
    Locked = 6,
    /// The output could not be written.
    Output = 7,
    /// Somebody asked the run to stop; the next one goes on.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// What an exit code means; one that is none of ours is unexpected.
pub(crate) fn of_code(code: u8) -> Exit {
    use Exit::*;
    [Done, Usage, SomeFailed, Contradiction, Incomplete, Locked, Output, Interrupted]
        .into_iter()
        .find(|exit| *exit as u8 == code)
        .unwrap_or(Unexpected)
}

/// The command line makes no sense.
#[derive(Debug)]
pub(crate) struct Usage {
    /// What is wrong.
    pub(crate) message: String,
    /// What to try.
    pub(crate) hint: String,
}

impl Usage {
    pub(crate) fn new(message: impl Into<String>, hint: impl Into<String>) -> Usage {
        Usage { message: message.into(), hint: hint.into() }
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Usage {}

/// The one document of the command could not be read.
#[derive(Debug)]
pub(crate) struct Unreadable {
    /// What is wrong.
    pub(crate) message: String,
    /// What to try.
    pub(crate) hint: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Unreadable {}

/// stdout could not be written.
#[derive(Debug)]
pub(crate) struct Stdout(pub(crate) io::Error);

impl fmt::Display for Stdout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write to stdout: {}", self.0)
    }
}

impl std::error::Error for Stdout {}

/// The user wants the run to end.
#[derive(Debug)]
pub(crate) struct Interrupted;

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("interrupted")
    }
}

impl std::error::Error for Interrupted {}

/// The exit code of an error that ended the run.
pub(crate) fn of(error: &anyhow::Error) -> Exit {
    if let Some(Stdout(error)) = error.downcast_ref() {
        return of_stdout(error);
    }
    if error.is::<Interrupted>() {
        return Exit::Interrupted;
    }
    if error.is::<Usage>() {
        return Exit::Usage;
    }
    if error.is::<Unreadable>() {
        return Exit::SomeFailed;
    }
    if let Some(error) = error.downcast_ref::<store::Error>() {
        return of_store(error);
    }
    if let Some(error) = error.downcast_ref::<publisher::Error>() {
        return of_publisher(error);
    }
    if let Some(error) = error.downcast_ref::<reporter::Error>() {
        return of_reporter(error);
    }
    match error.downcast_ref::<exporter::bundle::Error>() {
        Some(exporter::bundle::Error::Locked { .. }) => Exit::Locked,
        Some(_) => Exit::Output,
        None => Exit::Unexpected,
    }
}

fn of_publisher(error: &publisher::Error) -> Exit {
    match error {
        publisher::Error::Locked { .. } => Exit::Locked,
        publisher::Error::NotABundle { .. } => Exit::Usage,
        error if error.is_output() => Exit::Output,
        _ => Exit::Unexpected,
    }
}

fn of_reporter(error: &reporter::Error) -> Exit {
    match error {
        reporter::Error::NotThere { .. } | reporter::Error::Format { .. } => Exit::Usage,
        reporter::Error::Bundle(error) => of_publisher(error),
        error if error.is_output() => Exit::Output,
        _ => Exit::Unexpected,
    }
}

fn of_store(error: &store::Error) -> Exit {
    match error {
        store::Error::Locked { .. } => Exit::Locked,
        store::Error::NotAStore { .. } => Exit::Usage,
        error if error.is_output() => Exit::Output,
        _ => Exit::Unexpected,
    }
}

/// A reader that has seen enough is no error of ours.
pub(crate) fn of_stdout(error: &io::Error) -> Exit {
    if error.kind() == io::ErrorKind::BrokenPipe { Exit::Done } else { Exit::Output }
}

/// What to try about an error.
pub(crate) fn hint(error: &anyhow::Error) -> Option<&str> {
    if let Some(usage) = error.downcast_ref::<Usage>() {
        return Some(&usage.hint);
    }
    if let Some(unreadable) = error.downcast_ref::<Unreadable>() {
        return Some(&unreadable.hint);
    }
    if let Some(error) = error.downcast_ref::<store::Error>() {
        return Some(error.hint());
    }
    if let Some(error) = error.downcast_ref::<publisher::Error>() {
        return Some(error.hint());
    }
    if let Some(error) = error.downcast_ref::<reporter::Error>() {
        return Some(error.hint());
    }
    error.downcast_ref::<exporter::bundle::Error>().map(exporter::bundle::Error::hint)
}
