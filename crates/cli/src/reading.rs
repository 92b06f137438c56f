//! One file → marks and what they say; whatever happens, the run goes on.

use crate::exit::Unreadable;
use crate::inputs::{self, Input, Task};
use exporter::{Failure, Outcome, Rendered};
use extractor::{Document, Ocr, SourceKind};
use parser::Disclosure;
use std::cell::RefCell;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Code for a document that made the program fall over.
pub(crate) const INTERNAL_ERROR: &str = "internal-error";

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

/// Reads one input and renders its rows.
pub(crate) fn render(
    input: &Input,
    sources: &exporter::sources::Sources,
    ocr: Option<&Ocr>,
    options: exporter::Options,
) -> Rendered {
    let (source_url, retrieved_at) = sources.of(&input.name);
    let render = |outcome: Outcome<'_>| {
        let file_name = &input.name;
        let input = exporter::Input { file_name, source_url, retrieved_at, outcome };
        exporter::render(&input, options)
    };
    let kind = match &input.task {
        Task::Read(kind) => *kind,
        Task::Report { code, reason, hint } => {
            return render(Outcome::Unreadable(&Failure {
                code: (*code).into(),
                reason: reason.clone(),
                hint: (*hint).to_owned(),
            }));
        }
    };
    let failure = match read(&input.path, kind, ocr) {
        Ok((document, disclosure)) => {
            let outcome = Outcome::Read { document: &document, disclosure: &disclosure };
            match guarded(|| render(outcome)) {
                Ok(rendered) => return rendered,
                Err(failure) => failure,
            }
        }
        Err(failure) => failure,
    };
    // The bytes were handed on; failures are rare enough to read them again.
    match fs::read(&input.path) {
        Ok(bytes) if failure.code != inputs::CANNOT_OPEN => {
            let sha256 = exporter::sha256(&bytes);
            let byte_size = bytes.len() as u64;
            render(Outcome::Failed { sha256: &sha256, byte_size, failure: &failure })
        }
        _ => render(Outcome::Unreadable(&failure)),
    }
}

/// Reads the marks and the disclosure of a file.
pub(crate) fn read(
    path: &Path,
    kind: SourceKind,
    ocr: Option<&Ocr>,
) -> Result<(Document, Disclosure), Failure> {
    let document = document(path, kind, ocr)?;
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
) -> Result<Document, Failure> {
    let bytes = fs::read(path).map_err(|error| match inputs::cannot_open(&error) {
        Task::Report { code, reason, hint } => {
            Failure { code: code.into(), reason, hint: hint.to_owned() }
        }
        Task::Read(_) => internal(error.to_string()),
    })?;
    guarded(|| extractor::read_with(bytes, kind, ocr))?.map_err(|error| Failure {
        code: error.code().into(),
        reason: error.to_string(),
        hint: error.hint().to_owned(),
    })
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
