//! `gongkai check --annotate`: the original PDF with its findings marked.

use crate::args::Check;
use crate::exit::Usage;
use crate::{inputs, ocr, reading, talk, words};
use extractor::SourceKind;
use reporter::Paper;
use std::fs;
use std::path::{Path, PathBuf};

/// The one PDF that is to be marked, before anything is read.
pub(super) fn subject(args: &Check) -> anyhow::Result<Option<(PathBuf, PathBuf)>> {
    let Some(out) = &args.annotate else { return Ok(None) };
    let hint = "name one PDF: `gongkai check FILE.pdf --annotate marked.pdf`";
    match args.inputs.as_slice() {
        [file] if file.is_file() && inputs::source_kind(file) == SourceKind::Pdf => {
            let same = |path: &Path| path.canonicalize().ok();
            if same(file).is_some() && same(file) == same(out) {
                let message = "the original would be written over";
                return Err(Usage::new(message, "give --annotate another name").into());
            }
            Ok(Some((file.clone(), out.clone())))
        }
        _ => Err(Usage::new("only one PDF can be annotated", hint).into()),
    }
}

/// Marks the findings of a PDF in a copy of it.
pub(super) fn write(
    (file, out): &(PathBuf, PathBuf),
    args: &Check,
) -> anyhow::Result<()> {
    let unreadable = |failure| reading::unreadable(file, failure);
    let ocr = ocr::of(&args.ocr.options(), args.jobs);
    let (document, disclosure) =
        reading::read(file, SourceKind::Pdf, ocr.as_ref(), args.apart.watch())
            .map_err(unreadable)?;
    let paper = Paper::of(&inputs::base_name(file), &document, &disclosure);
    let bytes = reading::bytes(file).map_err(unreadable)?;
    let (bytes, count) = reporter::annotate(&bytes, &paper, words::lang().into())?;
    fs::write(out, bytes).map_err(reporter::Error::io("write", out))?;
    if !args.quiet {
        talk::line(&format!("{count} findings marked in {}", out.display()));
    }
    Ok(())
}
