//! The file of `--sources`.

use crate::exit::Usage;
use exporter::sources::Sources;
use std::fs::File;
use std::path::Path;

/// Where the inputs came from, if a file says so.
pub(crate) fn of(path: Option<&Path>) -> anyhow::Result<Sources> {
    let Some(path) = path else { return Ok(Sources::default()) };
    File::open(path)
        .map_err(anyhow::Error::from)
        .and_then(|file| Ok(Sources::read(file)?))
        .map_err(|error| {
            let message = format!("the sources 「{}」: {error}", path.display());
            Usage::new(message, "give a CSV with file_name,source_url,retrieved_at")
                .into()
        })
}
