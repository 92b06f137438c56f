//! `gongkai export`: the tables of what was read, from the store, or a bundle in other formats.

use crate::args::store::Export;
use crate::exit::{Exit, Usage};
use crate::report::Report;
use crate::{interrupt, publishing, talk};
use exporter::{Bundle, Options};
use std::path::Path;
use std::time::{Instant, SystemTime};
use store::{Selection, Store, clock};

pub(crate) fn run(args: Export) -> anyhow::Result<Exit> {
    let start = Instant::now();
    let dir = match (&args.dir, &args.store) {
        (Some(dir), _) if is_bundle(dir) => return bundle(dir, &args),
        (Some(dir), _) | (None, Some(dir)) => dir,
        (None, None) => {
            let hint = "give the folder of a store, or one that `gongkai parse` wrote";
            return Err(Usage::new("there is nothing to export", hint).into());
        }
    };
    let out = args.out.as_deref().unwrap_or(Path::new("out"));
    let selection = Selection {
        department: args.department.clone(),
        years: args.years.clone(),
        changed_since: args.changed_since.as_deref().map(moment).transpose()?,
        all_versions: args.all_versions,
    };
    let store = Store::view(dir)?;
    // A run that works meanwhile changes nothing of this export.
    store.freeze()?;
    let entries = store.select(&selection)?;
    if !args.quiet {
        tell_what_is_left_out(&store, &selection)?;
    }
    let options = Options { no_bom: args.no_bom, ..Options::default() };
    let mut bundle = Bundle::create(out, options)?;
    interrupt::listen();
    let unfinished = bundle.unfinished();
    interrupt::at_once({
        let unfinished = unfinished.clone();
        move || unfinished.remove()
    });
    let mut report = Report::default();
    for entry in &entries {
        let rendered = store.rendered(entry)?;
        let written = bundle.write(&rendered)?;
        report.add(&rendered, &written);
    }
    report.add_late(&bundle.finish()?);
    publishing::publish(out, &args.formats, true, args.quiet, &unfinished)?;
    if args.json {
        talk::data(&format!("{:#}\n", report.json(start.elapsed())))?;
    } else if !args.quiet {
        talk::line(&report.text(start.elapsed()));
    }
    Ok(if args.strict && report.contradicts() { Exit::Contradiction } else { Exit::Done })
}

fn is_bundle(dir: &Path) -> bool {
    dir.join(publisher::package::DESCRIPTOR).is_file()
}

/// A bundle gets other formats beside its CSV files, which stay as they are.
fn bundle(dir: &Path, args: &Export) -> anyhow::Result<Exit> {
    let asks_for_a_store = args.out.is_some()
        || args.department.is_some()
        || !args.years.is_empty()
        || args.changed_since.is_some()
        || args.all_versions
        || args.no_bom;
    if asks_for_a_store {
        let message = format!("「{}」 is a bundle, not a store", dir.display());
        let hint =
            "of a bundle only formats can be chosen: --format, --partition, --lang";
        return Err(Usage::new(message, hint).into());
    }
    interrupt::listen();
    let unfinished = publisher::Unfinished::default();
    let leave = unfinished.clone();
    interrupt::at_once(move || leave.remove());
    publishing::publish(dir, &args.formats, false, args.quiet, &unfinished)?;
    Ok(Exit::Done)
}

fn moment(written: &str) -> anyhow::Result<SystemTime> {
    clock::moment(written).ok_or_else(|| {
        let hint = "write 2026-11-27, 2026-11-27T02:00:00Z, or how long ago: 36h, 7d";
        Usage::new(format!("「{written}」 is no time"), hint).into()
    })
}

fn tell_what_is_left_out(store: &Store, selection: &Selection) -> anyhow::Result<()> {
    match store.replaced(selection)? {
        0 => {}
        n => talk::line(&format!(
            "{n} older versions of files that were replaced are left out; --all-versions \
             exports them too"
        )),
    }
    match store.status(&crate::work::extractor())?.pending {
        0 => {}
        n => talk::line(&format!(
            "{n} documents were not read by this version yet; `gongkai ingest --store {}` \
             reads them",
            store.dir().display()
        )),
    }
    Ok(())
}
