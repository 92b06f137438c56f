//! Documents of the store that are to be read → extractions, each committed when it is done.

use crate::exit::Interrupted;
use crate::inputs::{Input, Task};
use crate::limits::Limits;
use crate::progress::Progress;
use crate::reading::Item;
use crate::run::Run;
use crate::workers::{Done, Isolation, Pool, Settings};
use crate::{ocr, reading};
use anyhow::Context;
use exporter::{Options, Rendered, Written};
use extractor::SourceKind;
use extractor::recogniser::models;
use std::time::Duration;
use store::{Capability, NewExtraction, Planned};

/// What a run with these options can do.
pub(crate) fn capability(ocr: &ocr::Options) -> Capability {
    Capability {
        extractor: extractor(),
        ocr: (!ocr.is_off).then(|| models::present(ocr.models.as_deref())).flatten(),
    }
}

/// How documents of a store are read: contacts are never kept.
pub(crate) fn settings(
    jobs: usize,
    in_process: bool,
    limits: Limits,
    ocr: &ocr::Options,
) -> Settings {
    let isolation = if in_process { Isolation::InProcess } else { Isolation::Workers };
    Settings { jobs, isolation, limits, ocr: ocr.clone(), options: Options::default() }
}

/// The version of the extractor, and the form of the rows it writes.
pub(crate) fn extractor() -> String {
    format!("{}+{}", exporter::records::VERSION, exporter::rendered::format())
}

/// Reads documents and commits each as soon as it is done.
///
/// A run that is interrupted commits what is done and counts what is left.
pub(crate) fn read(
    run: &mut Run,
    planned: &[Planned],
    capability: &Capability,
    settings: Settings,
) -> anyhow::Result<()> {
    reading::silence_panics();
    run.heartbeat.stage("reading", planned.len());
    for planned in planned {
        *run.summary.due.entry(planned.reason.word().to_owned()).or_default() += 1;
    }
    let (there, missing): (Vec<&Planned>, Vec<&Planned>) =
        planned.iter().partition(|planned| planned.path.is_file());
    for planned in missing {
        run.summary.missing(&planned.document, &planned.file_name);
        run.heartbeat.done(true);
    }
    let items: Vec<Item> = there.iter().map(|planned| item(planned)).collect();
    let pool = Pool::new(settings);
    let mut progress = Progress::new(items.len(), run.progress, run.quiet);
    pool.as_done(
        &items,
        |rendered| NewExtraction::of(&rendered).map(|extraction| (rendered, extraction)),
        |index, done| match done {
            Ok(Done { made, took }) => {
                let (rendered, extraction) =
                    made.context("packing the rows of a document")?;
                keep(run, there[index], &rendered, &extraction, took, capability)?;
                progress.document(&rendered, &Written::New);
                Ok(())
            }
            Err(error) if error.is::<Interrupted>() => {
                run.summary.left += 1;
                Ok(())
            }
            Err(error) => Err(error),
        },
    )?;
    progress.finish();
    ocr::report(pool.problem());
    Ok(())
}

fn item(planned: &Planned) -> Item {
    let kind = match planned.kind.as_str() {
        "png" | "jpg" | "tif" => SourceKind::Image,
        "txt" | "csv" => SourceKind::Text,
        _ => SourceKind::Pdf,
    };
    let input = Input {
        path: planned.path.clone(),
        name: planned.file_name.clone(),
        task: Task::Read(kind),
    };
    Item { input, source_url: String::new(), retrieved_at: String::new() }
}

fn keep(
    run: &mut Run,
    planned: &Planned,
    rendered: &Rendered,
    extraction: &NewExtraction,
    took: Duration,
    capability: &Capability,
) -> anyhow::Result<()> {
    // Rows are of the bytes that were read, which should be those that came.
    if rendered.doc_id() != exporter::doc_id(&planned.document) {
        run.summary.damaged(&planned.document, &planned.file_name);
        run.heartbeat.done(true);
        return Ok(());
    }
    // Models that are there and read nothing do not work: pages still wait.
    let able = match extraction.needs_ocr() {
        true => &Capability { ocr: None, ..capability.clone() },
        false => capability,
    };
    run.store.record_extraction(
        &planned.document,
        &capability.extractor,
        &able.settings(extraction.pictures()),
        extraction,
        took,
    )?;
    run.summary.read(&planned.document, rendered, extraction.code());
    run.summary.needs_ocr += usize::from(extraction.needs_ocr());
    run.heartbeat.done(rendered.has_failed);
    Ok(())
}
