//! `gongkai diff`: two versions, number by number.

use crate::args::draw::Diff;
use crate::exit::{Exit, Usage};
use crate::{inputs, ocr, reading, talk, words};
use extractor::{Ocr, Watch};
use reporter::Paper;
use reporter::diff::{self, Version};
use std::fs;
use std::path::Path;

pub(crate) fn run(args: Diff) -> anyhow::Result<Exit> {
    reading::silence_panics();
    if args.old.is_dir() != args.new.is_dir() {
        let hint = "give two files, or two folders that `gongkai parse` wrote";
        return Err(Usage::new("a file cannot be compared with a folder", hint).into());
    }
    let ocr = ocr::of(&args.ocr.options(), 0);
    let old = version(&args.old, ocr.as_ref(), args.apart.watch())?;
    talk::document();
    let new = version(&args.new, ocr.as_ref(), args.apart.watch())?;
    ocr::report(ocr.as_ref().and_then(Ocr::problem));
    let differences = diff::compare(&old, &new);
    if let Some(out) = &args.csv {
        let bytes = diff::csv(&differences)?;
        fs::write(out, bytes).map_err(reporter::Error::io("write", out))?;
    }
    talk::data(&diff::text(&differences, words::lang().into()))?;
    Ok(Exit::Done)
}

fn version(path: &Path, ocr: Option<&Ocr>, watch: Watch<'_>) -> anyhow::Result<Version> {
    if path.is_dir() {
        return Ok(Version::of_bundle(path)?);
    }
    let kind = inputs::source_kind(path);
    let (document, disclosure) = reading::read(path, kind, ocr, watch)
        .map_err(|failure| reading::unreadable(path, failure))?;
    let name = inputs::base_name(path);
    Ok(Version::of_document(&Paper::of(&name, &document, &disclosure)))
}
