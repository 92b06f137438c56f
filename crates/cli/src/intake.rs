//! Inputs of a run → documents and captures of the store.

use crate::inputs::{self, Input, Task};
use crate::run::Run;
use crate::{batch, interrupt, reading, talk};
use exporter::sources::Sources;
use parser::mask::mask;
use std::fs;
use std::path::Path;
use store::{NewCapture, Shelved};

/// What became of an input on its thread.
enum Taken<'a> {
    Shelved(&'a Input, Shelved),
    Unreadable {
        input: &'a Input,
        code: &'static str,
        reason: String,
    },
    /// The run was asked to stop.
    Left,
}

/// Puts the bytes of all inputs into the store, and notes where they were found.
pub(crate) fn take_in(
    run: &mut Run,
    inputs: &[Input],
    sources: &Sources,
    jobs: usize,
) -> anyhow::Result<()> {
    run.heartbeat.stage("taking in", inputs.len());
    run.summary.inputs = inputs.len();
    let shelf = run.store.shelf();
    batch::as_done(
        jobs,
        inputs,
        |input| {
            if interrupt::is_requested() {
                return Ok(Taken::Left);
            }
            let bytes = match bytes(input) {
                Ok(bytes) => bytes,
                Err((code, reason)) => {
                    return Ok(Taken::Unreadable { input, code, reason });
                }
            };
            Ok(Taken::Shelved(input, shelf.shelve(&bytes, &input.name)?))
        },
        |taken: Result<Taken<'_>, store::Error>| note(run, taken?, sources),
    )
}

fn bytes(input: &Input) -> Result<Vec<u8>, (&'static str, String)> {
    let told = |task: &Task| match task {
        Task::Report { code, reason, .. } => (*code, reason.clone()),
        Task::Read(_) => (inputs::CANNOT_OPEN, "cannot open it".to_owned()),
    };
    match &input.task {
        Task::Read(_) if is_too_long(&input.path) => {
            let limit = reading::MOST_BYTES >> 20;
            Err((reading::OVER_BUDGET, format!("it is longer than {limit} MiB")))
        }
        Task::Read(_) => {
            fs::read(&input.path).map_err(|error| told(&inputs::cannot_open(&error)))
        }
        task => Err(told(task)),
    }
}

fn is_too_long(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| found.len() > reading::MOST_BYTES)
}

fn note(run: &mut Run, taken: Taken<'_>, sources: &Sources) -> anyhow::Result<()> {
    match taken {
        Taken::Left => run.summary.left += 1,
        Taken::Unreadable { input, code, reason } => {
            let told = format!("error 「{}」: {}", mask(&input.name), mask(&reason));
            talk::say(talk::Level::Error, &told);
            run.summary.unreadable(&input.name, code, &reason);
            run.heartbeat.done(true);
        }
        Taken::Shelved(input, shelved) => {
            run.summary.healed += usize::from(shelved.is_healed);
            let place = input.path.canonicalize().unwrap_or_else(|_| input.path.clone());
            let origin = place.to_string_lossy();
            let (source_url, retrieved_at) = sources.of(&input.name);
            // Both or neither: a document that came from nowhere is never read.
            let (is_new, version) = run.store.at_once(|store| {
                let added = store.enter(&shelved)?;
                let version = store.record_capture(&NewCapture {
                    origin: &origin,
                    document: Some(&added.sha256),
                    file_name: &input.name,
                    source_url,
                    retrieved_at,
                    ..NewCapture::default()
                })?;
                Ok((added.is_new, version))
            })?;
            match is_new {
                true => run.summary.new += 1,
                false => run.summary.known += 1,
            }
            if is_new && version > Some(1) {
                run.summary.replaced += 1;
            }
            run.heartbeat.done(false);
        }
    }
    Ok(())
}
