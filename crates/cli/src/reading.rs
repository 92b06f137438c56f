//! One file → marks and what they say; whatever happens, the run goes on.

use crate::exit::Unreadable;
use crate::inputs::{self, Input, Task};
use exporter::{Failure, Outcome, Rendered};
use extractor::{Document, Ocr, SourceKind, Watch};
use parser::Disclosure;
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::OnceLock;

/// Code for a document that made the program fall over.
pub(crate) const INTERNAL_ERROR: &str = "internal-error";
/// Code for a file that asks for too much; the extractor's own.
pub(crate) const OVER_BUDGET: &str = "over-budget";

/// The longest disclosures are scans of some 200 MB.
pub(crate) const MOST_BYTES: u64 = 1 << 30;

/// Pages, from 1, that this process does not begin.
static SKIP: OnceLock<Vec<usize>> = OnceLock::new();

/// From now on these pages are not begun by what reads with [`skipped`].
pub(crate) fn skip(pages: Vec<usize>) {
    // A process runs one command.
    let _ = SKIP.set(pages);
}

/// Pages, from 1, that this process does not begin.
pub(crate) fn skipped() -> &'static [usize] {
    SKIP.get().map_or(&[], Vec::as_slice)
}

thread_local! {
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps panics of documents off the terminal; they become diagnostics.
pub(crate) fn silence_panics() {
    std::panic::set_hook(Box::new(|info| {
        let message = info.payload_as_str().unwrap_or("no message");
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        PANIC.with_borrow_mut(|last| *last = format!("{message} ({place})"));
    }));
}

/// What the last panic of this thread said.
pub(crate) fn last_panic() -> String {
    PANIC.take()
}

/// One input and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    /// The file, and its name in the output.
    pub(crate) input: Input,
    /// Its address, empty if unknown.
    pub(crate) source_url: String,
    /// When it was retrieved, empty if unknown.
    pub(crate) retrieved_at: String,
}

impl From<Input> for Item {
    /// An input of which nobody knows where it came from.
    fn from(input: Input) -> Item {
        Item { input, source_url: String::new(), retrieved_at: String::new() }
    }
}

impl Item {
    /// The rows of what became of it.
    pub(crate) fn render(
        &self,
        outcome: Outcome<'_>,
        options: exporter::Options,
    ) -> Rendered {
        let input = exporter::Input {
            file_name: &self.input.name,
            source_url: &self.source_url,
            retrieved_at: &self.retrieved_at,
            outcome,
        };
        exporter::render(&input, options)
    }
}

/// Reads one input and renders its rows.
pub(crate) fn render(
    item: &Item,
    ocr: Option<&Ocr>,
    watch: Watch<'_>,
    options: exporter::Options,
) -> Rendered {
    let input = &item.input;
    let kind = match &input.task {
        Task::Read(kind) => *kind,
        Task::Report { code, reason, hint } => {
            let failure = Failure {
                code: (*code).into(),
                reason: reason.clone(),
                hint: (*hint).to_owned(),
            };
            return item.render(Outcome::Unreadable(&failure), options);
        }
    };
    let failure = match read(&input.path, kind, ocr, watch) {
        Ok((document, disclosure)) => {
            let outcome = Outcome::Read { document: &document, disclosure: &disclosure };
            match guarded(|| item.render(outcome, options)) {
                Ok(rendered) => return rendered,
                Err(failure) => failure,
            }
        }
        Err(failure) => failure,
    };
    failed(item, &failure, options)
}

/// The rows of a document that could not be read; its bytes were handed on and are only
/// counted and hashed.
pub(crate) fn failed(
    item: &Item,
    failure: &Failure,
    options: exporter::Options,
) -> Rendered {
    let path = &item.input.path;
    let could_open = failure.code != inputs::CANNOT_OPEN && path.is_file();
    let file = File::open(path).ok().filter(|_| could_open);
    match file.and_then(|file| exporter::sha256_of(file).ok()) {
        Some((sha256, byte_size)) => {
            let outcome = Outcome::Failed { sha256: &sha256, byte_size, failure };
            item.render(outcome, options)
        }
        None => item.render(Outcome::Unreadable(failure), options),
    }
}

/// Reads the marks and the disclosure of a file.
pub(crate) fn read(
    path: &Path,
    kind: SourceKind,
    ocr: Option<&Ocr>,
    watch: Watch<'_>,
) -> Result<(Document, Disclosure), Failure> {
    let document = document(path, kind, ocr, watch)?;
    let disclosure = disclosure(&document)?;
    Ok((document, disclosure))
}

/// Reads what the marks say.
pub(crate) fn disclosure(document: &Document) -> Result<Disclosure, Failure> {
    guarded(|| parser::parse(document))
}

/// Reads the marks of a file.
pub(crate) fn document(
    path: &Path,
    kind: SourceKind,
    ocr: Option<&Ocr>,
    watch: Watch<'_>,
) -> Result<Document, Failure> {
    let bytes = bytes(path)?;
    guarded(|| extractor::read_with(bytes, kind, ocr, watch))?.map_err(|error| Failure {
        code: error.code().into(),
        reason: error.to_string(),
        hint: error.hint().to_owned(),
    })
}

/// The bytes of a file, if there are not too many.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let cannot_open = |error: io::Error| match inputs::cannot_open(&error) {
        Task::Report { code, reason, hint } => {
            Failure { code: code.into(), reason, hint: hint.to_owned() }
        }
        Task::Read(_) => internal(error.to_string()),
    };
    // Opening a pipe would wait for whoever writes into it.
    inputs::regular(path).map_err(cannot_open)?;
    let file = File::open(path).map_err(cannot_open)?;
    let length = file.metadata().map_or(0, |data| data.len());
    let mut bytes = Vec::new();
    if length <= MOST_BYTES {
        bytes.reserve_exact(length as usize);
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(cannot_open)?;
    }
    if length.max(bytes.len() as u64) > MOST_BYTES {
        return Err(Failure {
            code: OVER_BUDGET.into(),
            reason: format!("the file is longer than {} MiB", MOST_BYTES >> 20),
            hint: "split the file, for instance with `qpdf --split-pages`".into(),
        });
    }
    Ok(bytes)
}

/// The failure of a command that has only this one file.
pub(crate) fn unreadable(path: &Path, failure: Failure) -> anyhow::Error {
    let message = format!("「{}」: {}", path.display(), failure.reason);
    Unreadable { message, hint: failure.hint }.into()
}

pub(crate) fn guarded<R>(work: impl FnOnce() -> R) -> Result<R, Failure> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| internal(PANIC.take()))
}

fn internal(what: String) -> Failure {
    Failure {
        code: INTERNAL_ERROR.into(),
        reason: format!("the program fell over this document: {what}"),
        hint: "report the file and this message; other documents are not affected".into(),
    }
}
