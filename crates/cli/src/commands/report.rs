//! `gongkai report`: a bundle as a folder of pages to open.

use crate::args::draw::Report;
use crate::exit::Exit;
use crate::{inputs, ocr, reading, talk, words};
use reporter::Site;
use std::path::Path;
use std::time::Instant;

pub(crate) fn run(args: Report) -> anyhow::Result<Exit> {
    reading::silence_panics();
    let start = Instant::now();
    let ocr = ocr::of(&args.ocr.options(), 0);
    let read = |path: &Path| {
        let kind = inputs::source_kind(path);
        let (document, disclosure) =
            reading::read(path, kind, ocr.as_ref(), args.apart.watch()).ok()?;
        Some((reading::bytes(path).ok()?, document, disclosure))
    };
    let told = |name: &str| {
        talk::document();
        if !args.quiet {
            talk::line(name);
        }
    };
    let site = Site {
        to: &args.to,
        originals: &args.files,
        lang: words::lang().into(),
        read: &read,
        told: &told,
        drawn: talk::page,
    };
    let written = site.write(&args.dir)?;
    ocr::report(ocr.as_ref().and_then(|ocr| ocr.problem()));
    if args.quiet {
        return Ok(Exit::Done);
    }
    let missing = written.documents - written.with_pictures;
    if missing > 0 {
        talk::line(&format!(
            "{missing} of {} documents have no pictures of their pages: those that were not read, \
             and those whose files were not found; --files says where these are",
            written.documents
        ));
    }
    talk::line(&format!(
        "{} documents, {} files, {:.1} MB in {:.1} s: open {}",
        written.documents,
        written.files,
        written.bytes as f64 / 1e6,
        start.elapsed().as_secs_f64(),
        args.to.join("index.html").display()
    ));
    Ok(Exit::Done)
}
