//! Writing to stderr and stdout without ever panicking.

use crate::exit::{self, Stdout};
use crate::plain;
use crate::words;
use serde_json::{Map, Value, json};
use std::io::{self, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

/// Whether each line on stderr is a JSON object.
static STRUCTURED: AtomicBool = AtomicBool::new(false);

/// Who is told instead of stdout and stderr.
static ELSEWHERE: OnceLock<fn(Said<'_>)> = OnceLock::new();

/// What a command says, and how far it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Said<'a> {
    /// For stdout.
    Data(&'a [u8]),
    /// A line for stderr.
    Line(&'a str),
    /// A page is done, of so many.
    Page(usize, usize),
    /// The marks of a page are begun, or with 0 none any more.
    Begun(usize),
    /// The next of several documents is begun.
    Document,
}

/// From now on nothing goes to stdout and stderr: somebody else is told.
pub(crate) fn elsewhere(told: fn(Said<'_>)) {
    // A process has one teller for all its life.
    let _ = ELSEWHERE.set(told);
}

/// A page is done, of so many; only who watches another process wants to know.
pub(crate) fn page(page: usize, pages: usize) {
    if let Some(told) = ELSEWHERE.get() {
        told(Said::Page(page, pages));
    }
}

/// The marks of a page are begun; with 0 those of the last one are done.
pub(crate) fn begun(page: usize) {
    if let Some(told) = ELSEWHERE.get() {
        told(Said::Begun(page));
    }
}

/// The next of several documents is begun.
pub(crate) fn document() {
    if let Some(told) = ELSEWHERE.get() {
        told(Said::Document);
    }
}

/// A line as it is, on stderr; a closed stderr is nobody's business.
pub(crate) fn whole_line(text: &str) {
    match ELSEWHERE.get() {
        Some(told) => told(Said::Line(text)),
        None => drop(writeln!(io::stderr().lock(), "{text}")),
    }
}

/// How much something that is said matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Info,
    Error,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Level::Info => "info",
            Level::Error => "error",
        }
    }
}

/// From now on each line on stderr is a JSON object.
pub(crate) fn structure() {
    STRUCTURED.store(true, Ordering::Relaxed);
}

/// Whether each line on stderr is a JSON object.
pub(crate) fn is_structured() -> bool {
    STRUCTURED.load(Ordering::Relaxed)
}

/// One line on stderr, in the language people are spoken to in; a closed stderr is nobody's
/// business.
pub(crate) fn line(text: &str) {
    say(Level::Info, text);
}

/// The same, with how much it matters.
pub(crate) fn say(level: Level, text: &str) {
    if is_structured() {
        object(level, json!({ "message": text }));
    } else {
        whole_line(&plain::shown(&words::told(text)));
    }
}

/// An object on a line of stderr, with the time and how much it matters in front.
pub(crate) fn object(level: Level, fields: Value) {
    let now = humantime::format_rfc3339_millis(SystemTime::now());
    let mut object = Map::new();
    object.insert("time".into(), now.to_string().into());
    object.insert("level".into(), level.name().into());
    if let Value::Object(fields) = fields {
        object.extend(fields);
    }
    whole_line(&plain::escaped(&Value::Object(object).to_string()));
}

/// An error that ends the run, with its causes and a hint.
pub(crate) fn error(error: &anyhow::Error) {
    let hint = exit::hint(error).filter(|hint| !hint.is_empty());
    if is_structured() {
        let causes: Vec<String> =
            error.chain().skip(1).map(ToString::to_string).collect();
        let message = error.to_string();
        object(
            Level::Error,
            json!({ "message": message, "causes": causes, "hint": hint }),
        );
        return;
    }
    line(&format!("error: {error}"));
    for cause in error.chain().skip(1) {
        line(&format!("cause: {cause}"));
    }
    if let Some(hint) = hint {
        line(&format!("hint: {hint}"));
    }
}

/// Text for people on stdout, in their language.
pub(crate) fn text(text: &str) -> anyhow::Result<()> {
    data(&words::told(text))
}

/// Data on stdout; control characters that documents bring along are shown, in JSON escaped.
pub(crate) fn data(text: &str) -> anyhow::Result<()> {
    let text = match text.trim_start().starts_with(['{', '[']) {
        true => plain::escaped(text),
        false => plain::shown(text),
    };
    bytes(text.as_bytes())
}

/// The same as bytes, as they are.
pub(crate) fn bytes(data: &[u8]) -> anyhow::Result<()> {
    if let Some(told) = ELSEWHERE.get() {
        told(Said::Data(data));
        return Ok(());
    }
    let mut out = io::stdout().lock();
    out.write_all(data).and_then(|()| out.flush()).map_err(Stdout)?;
    Ok(())
}
