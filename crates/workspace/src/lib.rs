//! For tests only: where the project's documents lie.

use std::path::{Path, PathBuf};

/// The root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file or folder of the material that lies beside the project; it may not be copied into
/// it and is not everywhere.
///
/// Where it is not there this says so and gives nothing: the test has nothing to do then.
pub fn shared(path: &str) -> Option<PathBuf> {
    here(root().join("../shared").join(path))
}

/// The PDFs of a folder of the project (`samples`, `../shared/real`), in the order of their
/// names; of one that is not there this says so.
pub fn documents(folder: &str) -> Vec<PathBuf> {
    let entries = here(root().join(folder)).and_then(|folder| folder.read_dir().ok());
    let mut files: Vec<PathBuf> = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "pdf"))
        .collect();
    files.sort();
    files
}

fn here(path: PathBuf) -> Option<PathBuf> {
    let is_here = path.exists();
    if !is_here {
        say(&format!("skipped: {} is not here", path.display()));
    }
    is_here.then_some(path)
}

/// Says what a test did or measured, or why it did nothing.
#[expect(clippy::print_stdout, reason = "a test's report is read with --nocapture")]
pub fn say(words: &str) {
    println!("{words}");
}
