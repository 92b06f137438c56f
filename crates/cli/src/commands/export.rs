//! `gongkai export`: the tables of what was read, from the store.

use crate::args::store::Export;
use crate::exit::{Exit, Usage};
use crate::report::Report;
use crate::{interrupt, talk};
use exporter::{Bundle, Options};
use std::time::{Instant, SystemTime};
use store::{Selection, Store, clock};

pub(crate) fn run(args: Export) -> anyhow::Result<Exit> {
    let start = Instant::now();
    let selection = Selection {
        department: args.department.clone(),
        years: args.years.clone(),
        changed_since: args.changed_since.as_deref().map(moment).transpose()?,
        all_versions: args.all_versions,
    };
    let store = Store::view(&args.place.store)?;
    // A run that works meanwhile changes nothing of this export.
    store.freeze()?;
    let entries = store.select(&selection)?;
    if !args.quiet {
        tell_what_is_left_out(&store, &selection)?;
    }
    let options = Options { no_bom: args.no_bom, ..Options::default() };
    let mut bundle = Bundle::create(&args.out, options)?;
    interrupt::listen();
    let unfinished = bundle.unfinished();
    interrupt::at_once(move || unfinished.remove());
    let mut report = Report::default();
    for entry in &entries {
        let rendered = store.rendered(entry)?;
        let written = bundle.write(&rendered)?;
        report.add(&rendered, &written);
    }
    report.add_late(&bundle.finish()?);
    if args.json {
        talk::data(&format!("{:#}\n", report.json(start.elapsed())))?;
    } else if !args.quiet {
        talk::line(&report.text(start.elapsed()));
    }
    Ok(if args.strict && report.contradicts() { Exit::Contradiction } else { Exit::Done })
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
