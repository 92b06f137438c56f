//! `gongkai parse`: documents in, the output folder out.

use crate::args::{Parse, ProgressKind};
use crate::exit::{Exit, Usage};
use crate::progress::Progress;
use crate::reading::Item;
use crate::report::{Example, Report};
use crate::talk::Level;
use crate::workers::{Isolation, Pool, Settings};
use crate::{inputs, interrupt, ocr, publishing, reading, report, sources, talk, words};
use exporter::{Bundle, Options, Status};
use std::time::Instant;

pub(crate) fn run(args: Parse) -> anyhow::Result<Exit> {
    let start = Instant::now();
    let sources = sources::of(args.sources.as_deref())?;
    let items: Vec<Item> = inputs::expand(&args.inputs)?
        .into_iter()
        .map(|input| {
            let (source_url, retrieved_at) = sources.of(&input.name);
            let (source_url, retrieved_at) = (source_url.into(), retrieved_at.into());
            Item { input, source_url, retrieved_at }
        })
        .collect();
    refuse_mistyped(&items)?;
    reading::silence_panics();
    let options = Options {
        no_bom: args.no_bom,
        contacts: args.contacts,
        chinese_headings: words::heads_in_chinese(),
    };
    let in_process = args.in_process;
    let pool = Pool::new(Settings {
        jobs: args.jobs,
        isolation: if in_process { Isolation::InProcess } else { Isolation::Workers },
        limits: (&args.limits).into(),
        ocr: args.ocr.options(),
        options,
    });
    let holds_a_bundle = args.out.join(publisher::package::DESCRIPTOR).is_file();
    let mut bundle = Bundle::create(&args.out, options)?;
    interrupt::listen();
    let unfinished = bundle.unfinished();
    let leave = {
        let unfinished = unfinished.clone();
        move || unfinished.remove()
    };
    if in_process {
        interrupt::at_once(leave.clone());
    }
    let mut progress = Progress::new(items.len(), args.progress, args.quiet);
    let mut report = Report::default();
    // The first whose findings are worth a look, else the first that was read.
    let mut example: Option<Example> = None;
    let mut at = 0;
    pool.in_order(&items, |rendered| {
        let path = &items[at].input.path;
        at += 1;
        let has_findings = rendered.stats.findings > 0;
        let is_better = example.as_ref().is_none_or(|e| has_findings && !e.has_findings);
        if is_better && !matches!(rendered.status, Status::Failed(_)) {
            example = Some(Example { path: path.clone(), has_findings });
        }
        let written = bundle.write(&rendered)?;
        progress.document(&rendered, &written);
        report.add(&rendered, &written);
        Ok(())
    })?;
    progress.finish();
    ocr::report(pool.problem());
    if holds_a_bundle && !report.has_read_any() {
        // Dropped unfinished, it leaves everything as it was.
        drop(bundle);
        talk::say(
            Level::Error,
            &format!(
                "nothing could be read: what an earlier run wrote to 「{}」 stays as it was",
                args.out.display()
            ),
        );
        return Ok(Exit::SomeFailed);
    }
    report.add_late(&bundle.finish()?);
    if !in_process {
        interrupt::at_once(leave);
    }
    publishing::publish(&args.out, &args.formats, true, args.quiet, &unfinished)?;
    if args.json {
        talk::data(&format!("{:#}\n", report.json(start.elapsed())))?;
    } else if args.quiet {
        // Nothing is wanted but errors.
    } else if talk::is_structured() || args.progress == ProgressKind::Json {
        let mut summary = report.json(start.elapsed());
        summary["event"] = "run".into();
        talk::object(Level::Info, summary);
    } else {
        talk::line(&report.text(start.elapsed()));
        talk::line(&report::next(&args.out, example.as_ref()));
    }
    Ok(if args.strict && report.contradicts() {
        Exit::Contradiction
    } else if report.has_failures {
        Exit::SomeFailed
    } else {
        Exit::Done
    })
}

/// Where nothing that was named is there, a name is mistyped: nothing is written. One of several
/// is a row of its own.
fn refuse_mistyped(items: &[Item]) -> anyhow::Result<()> {
    match items {
        [first, ..] if items.iter().all(|item| item.input.is_missing()) => {
            let name = first.input.path.display();
            let message = match items.len() {
                1 => format!("there is no 「{name}」"),
                count => {
                    format!("none of {count} inputs is there, the first is 「{name}」")
                }
            };
            let hint = "check the path; nothing was written";
            Err(Usage::new(message, hint).into())
        }
        _ => Ok(()),
    }
}
