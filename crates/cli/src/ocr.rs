//! The reader of pictures that a command's flags ask for.

use crate::talk;
use extractor::Ocr;
use extractor::recogniser::{self, Recogniser};
use std::path::PathBuf;

/// How pages that are only pictures are read.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// Folder with the models; without it they are where `scripts/ocr-models` puts them.
    pub(crate) models: Option<PathBuf>,
    /// Whether such pages are left alone.
    pub(crate) is_off: bool,
}

/// The reader of pages that are only pictures; `jobs` of them are read at once, 0 for one
/// per processor. Its models are loaded when the first such page comes.
pub(crate) fn of(options: &Options, jobs: usize) -> Option<Ocr> {
    let jobs = match jobs {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        jobs => jobs,
    };
    let folder = options.models.clone();
    let load = move || {
        let model =
            recogniser::models::load(folder.as_deref()).map_err(|e| e.to_string())?;
        Ok(Box::new(model) as Box<dyn Recogniser>)
    };
    (!options.is_off).then(|| Ocr::new(load, jobs))
}

/// Says why pictures were not read, if one was met.
pub(crate) fn report(problem: Option<&str>) {
    if let Some(problem) = problem {
        talk::line(&format!("pages that are only pictures were not read: {problem}"));
    }
}
