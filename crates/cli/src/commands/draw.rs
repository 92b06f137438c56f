//! `gongkai draw`: the page beside a number, with the number marked.

use crate::args::draw::Draw;
use crate::exit::{Exit, Usage};
use crate::{inputs, ocr, reading, talk, words};
use extractor::{SourceKind, Views};
use reporter::figure::Options;
use reporter::{Figure, Format, Paper, Reading, Subject};
use std::fs;

pub(crate) fn run(args: Draw) -> anyhow::Result<Exit> {
    reading::silence_panics();
    let format = match &args.out {
        Some(out) => Format::of(out)?,
        None => Format::Svg,
    };
    let kind = inputs::source_kind(&args.file);
    if kind == SourceKind::Text {
        let hint = "use `gongkai show` for text, or draw a PDF";
        return Err(Usage::new("plain text has no pages to draw", hint).into());
    }
    let ocr = ocr::of(&args.ocr.options(), 1);
    let unreadable = |failure| reading::unreadable(&args.file, failure);
    let (document, disclosure) =
        reading::read(&args.file, kind, ocr.as_ref(), args.apart.watch())
            .map_err(unreadable)?;
    let subject = subject(&args);
    if let Subject::Page(page) = subject {
        super::show::pages(&document, Some(page))?;
    }
    let paper = Paper::of(&inputs::base_name(&args.file), &document, &disclosure);
    let bytes = reading::bytes(&args.file).map_err(unreadable)?;
    let views = match args.bare {
        true => None,
        false => Some(Views::open(bytes, &document).map_err(anyhow::Error::from)?),
    };
    let reading = Reading { document: &document, disclosure: &disclosure, paper: &paper };
    let options = Options {
        crop: args.crop,
        layers: args.layers(),
        is_bare: args.bare,
        dpi: args.dpi as f32,
        lang: words::lang().into(),
    };
    let figure = Figure::of(reading, views.as_ref(), &subject, &options)?;
    let bytes = figure.write(format)?;
    match &args.out {
        None => talk::data(&String::from_utf8_lossy(&bytes))?,
        Some(out) => {
            fs::write(out, bytes).map_err(reporter::Error::io("write", out))?;
        }
    }
    for note in figure.notes() {
        talk::line(note);
    }
    Ok(Exit::Done)
}

fn subject(args: &Draw) -> Subject {
    match (&args.fact, &args.check) {
        (Some(id), _) => Subject::Fact(id.clone()),
        (None, Some(id)) => Subject::Check(id.clone(), args.page),
        (None, None) => Subject::Page(args.page.unwrap_or(1)),
    }
}
