//! `gongkai inspect`: a document as one file that can be mailed.

use crate::args::draw::Inspect;
use crate::exit::Exit;
use crate::{inputs, ocr, reading, talk, words};
use extractor::Views;
use reporter::{Paper, Reading};
use std::fs;

pub(crate) fn run(args: Inspect) -> anyhow::Result<Exit> {
    reading::silence_panics();
    let kind = inputs::source_kind(&args.file);
    let ocr = ocr::of(&args.ocr.options(), 0);
    let unreadable = |failure| reading::unreadable(&args.file, failure);
    let (document, disclosure) =
        reading::read(&args.file, kind, ocr.as_ref(), args.apart.watch())
            .map_err(unreadable)?;
    ocr::report(ocr.as_ref().and_then(|ocr| ocr.problem()));
    let paper = Paper::of(&inputs::base_name(&args.file), &document, &disclosure);
    let bytes = reading::bytes(&args.file).map_err(unreadable)?;
    // Plain text has no pages to show; its rows are shown all the same.
    let views = Views::open(bytes, &document).ok();
    let views = views.map(|views| views.watched(talk::page));
    let reading = Reading { document: &document, disclosure: &disclosure, paper: &paper };
    let text = reporter::inspect(reading, views.as_ref(), words::lang().into())?;
    match &args.out {
        None => talk::data(&text)?,
        Some(out) => fs::write(out, text).map_err(reporter::Error::io("write", out))?,
    }
    Ok(Exit::Done)
}
