//! The reader of pictures that a command's flags ask for.

use crate::{args, talk};
use extractor::Ocr;
use extractor::recogniser::{self, Recogniser};

/// The reader of pages that are only pictures; `jobs` of them are read at once, 0 for one
/// per processor. Its models are loaded when the first such page comes.
pub(crate) fn of(args: &args::Ocr, jobs: usize) -> Option<Ocr> {
    let jobs = match jobs {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        jobs => jobs,
    };
    let folder = args.ocr_models.clone();
    let load = move || {
        let model =
            recogniser::models::load(folder.as_deref()).map_err(|e| e.to_string())?;
        Ok(Box::new(model) as Box<dyn Recogniser>)
    };
    (!args.no_ocr).then(|| Ocr::new(load, jobs))
}

/// Says why pictures were not read, if one was met.
pub(crate) fn report(problem: Option<&str>) {
    if let Some(problem) = problem {
        talk::line(&format!("pages that are only pictures were not read: {problem}"));
    }
}
