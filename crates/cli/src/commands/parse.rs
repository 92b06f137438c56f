//! `gongkai parse`: documents in, the output folder out.

use crate::args::Parse;
use crate::exit::{Exit, Usage};
use crate::progress::Progress;
use crate::report::Report;
use crate::{batch, inputs, ocr, reading, talk};
use exporter::sources::Sources;
use exporter::{Bundle, Options};
use std::fs::File;
use std::time::Instant;

pub(crate) fn run(args: Parse) -> anyhow::Result<Exit> {
    let start = Instant::now();
    let sources = match &args.sources {
        Some(path) => File::open(path)
            .map_err(anyhow::Error::from)
            .and_then(|file| Ok(Sources::read(file)?))
            .map_err(|error| {
                let message = format!("the sources 「{}」: {error}", path.display());
                Usage::new(message, "give a CSV with file_name,source_url,retrieved_at")
            })?,
        None => Sources::default(),
    };
    let inputs = inputs::expand(&args.inputs)?;
    reading::silence_panics();
    let options = Options { no_bom: args.no_bom, contacts: args.contacts };
    let ocr = ocr::of(&args.ocr, args.jobs);
    let mut bundle = Bundle::create(&args.out, options)?;
    let mut progress = Progress::new(inputs.len(), args.quiet);
    let mut report = Report::default();
    batch::in_order(
        args.jobs,
        &inputs,
        |input| reading::render(input, &sources, ocr.as_ref(), options),
        |rendered| {
            let written = bundle.write(&rendered)?;
            progress.document(&rendered, &written);
            report.add(&rendered, &written);
            Ok(())
        },
    )?;
    progress.finish();
    ocr::report(ocr.as_ref());
    report.add_late(&bundle.finish()?);
    if args.json {
        talk::data(&format!("{:#}\n", report.json(start.elapsed())))?;
    } else if !args.quiet {
        talk::line(&report.text(start.elapsed()));
    }
    Ok(if args.strict && report.contradicts() {
        Exit::Contradiction
    } else if report.has_failures {
        Exit::SomeFailed
    } else {
        Exit::Done
    })
}
