//! `views/*.csv`: what people ask for first, made of the relations.
//!
//! Each view is one pass over the files it is made of, which stand in the order of their
//! documents: what is kept in memory is one document's part of a view, and a line per document
//! for its name.

mod documents;
mod findings;
pub(crate) mod line;
mod projects;
mod sangong;
mod spending;

use crate::error::Error;
use crate::files;
use crate::package::{self, DESCRIPTOR, Package};
use documents::Documents;
use exporter::Unfinished;
use line::Output;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Writes the views that have rows, removes those that have none, and describes them.
pub(crate) fn write(dir: &Path, unfinished: &Unfinished) -> Result<Vec<String>, Error> {
    let mut descriptor = package::descriptor(dir)?;
    let package = Package::open(dir)?;
    let documents = Documents::read(&package)?;
    let with_bom = has_bom(&package);
    let mut written = Vec::new();
    let mut resources = Vec::new();
    for view in exporter::schema::views() {
        let path = view.path();
        let part = files::part(unfinished, &dir.join(&path))?;
        let mut output =
            Output::new(part.create()?, &view.fields, with_bom, &dir.join(&path))?;
        match view.name {
            "views.sangong" => sangong::write(&package, &documents, &mut output)?,
            "views.spending_by_class" => {
                spending::write(&package, &documents, &mut output)?
            }
            "views.projects" => projects::write(&package, &documents, &mut output)?,
            "views.findings" => findings::write(&package, &documents, &mut output)?,
            _ => {}
        }
        if output.finish()? == 0 {
            drop(part);
            files::remove(&dir.join(&path))?;
            continue;
        }
        part.finish()?;
        resources.push(exporter::package::of_view(view));
        written.push(path);
    }
    // Only where it is empty.
    let _ = fs::remove_dir(dir.join("views"));
    describe(&mut descriptor, resources);
    let mut text = serde_json::to_string_pretty(&descriptor).unwrap_or_default();
    text.push('\n');
    files::write(unfinished, &dir.join(DESCRIPTOR), text.as_bytes())?;
    Ok(written)
}

/// Puts the views behind the other files, in the place of those of an earlier run.
fn describe(descriptor: &mut Value, views: Vec<Value>) {
    let version = exporter::schema::SCHEMA_VERSION;
    if descriptor["schema_version"].is_null() {
        descriptor["schema_version"] = version.into();
    }
    if let Some(resources) = descriptor["resources"].as_array_mut() {
        resources.retain(|resource| {
            !resource["name"].as_str().unwrap_or_default().starts_with("views.")
        });
        resources.extend(views);
    }
}

fn has_bom(package: &Package) -> bool {
    let documents = package.resource("documents").map(|r| package.dir().join(&r.path));
    let mut start = [0; 3];
    let read = documents.and_then(|path| {
        let mut file = fs::File::open(path).ok()?;
        std::io::Read::read_exact(&mut file, &mut start).ok()
    });
    read.is_some() && start == exporter::csv::BOM
}
