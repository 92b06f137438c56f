//! `gongkai export`: the tables of what was read, from the store, or a bundle in other formats.

use crate::args::store::Export;
use crate::exit::{Exit, Usage};
use crate::report::Report;
use crate::{attachment, interrupt, publishing, talk, words};
use exporter::{Bundle, Change, ChangeKind, Options, Written};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Instant, SystemTime};
use store::{Entry, Exported, Selection, Store, clock};

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
    if !args.quiet {
        tell_what_is_left_out(&store, &selection)?;
    }
    let options = Options {
        no_bom: args.no_bom,
        chinese_headings: words::heads_in_chinese(),
        ..Options::default()
    };
    let mut bundle = Bundle::create(out, options)?;
    interrupt::listen();
    let unfinished = bundle.unfinished();
    interrupt::at_once({
        let unfinished = unfinished.clone();
        move || unfinished.remove()
    });
    let mut report = Report::default();
    let written = write(&store, &selection, out, options, &mut bundle, &mut report)?;
    report.add_late(&bundle.finish()?);
    publishing::publish(out, &args.formats, true, args.quiet, &unfinished)?;
    if let Some(documents) = &written.remembered {
        remember(&store, &selection, out, documents, args.quiet);
    }
    if args.json {
        let mut value = report.json(start.elapsed());
        value["changes"] = written.counts().into_iter().collect();
        talk::data(&format!("{value:#}\n"))?;
    } else if !args.quiet {
        talk::line(&report.text(start.elapsed()));
        talk::line(&written.text());
    }
    if written.is_nothing {
        talk::say(talk::Level::Error, &nothing(&selection));
    }
    Ok(if args.strict && report.contradicts() {
        Exit::Contradiction
    } else if report.has_failures || written.is_nothing {
        Exit::SomeFailed
    } else {
        Exit::Done
    })
}

/// What was written besides the documents' own rows.
struct Outcome {
    /// Whether nothing at all meets the conditions.
    is_nothing: bool,
    changes: Vec<Change>,
    /// What a later export is to be compared with; none for one of changes only.
    remembered: Option<Exported>,
}

impl Outcome {
    fn counts(&self) -> BTreeMap<String, usize> {
        let all = [ChangeKind::Added, ChangeKind::Replaced, ChangeKind::Withdrawn];
        let count =
            |kind| self.changes.iter().filter(|change| change.kind == kind).count();
        all.into_iter().map(|kind| (kind.word().to_owned(), count(kind))).collect()
    }

    fn text(&self) -> String {
        let counts = self.counts().into_iter();
        let counts: Vec<String> =
            counts.map(|(what, count)| format!("{count} {what}")).collect();
        format!("changes     {:7}  {}", self.changes.len(), counts.join(", "))
    }
}

/// Writes the rows of what is selected, and what is otherwise than before.
fn write(
    store: &Store,
    selection: &Selection,
    out: &Path,
    options: Options,
    bundle: &mut Bundle,
    report: &mut Report,
) -> anyhow::Result<Outcome> {
    let mut entries = store.select(selection)?;
    let is_nothing = entries.is_empty();
    if selection.changed_since.is_some() {
        let changes = store.changes_since(selection)?;
        entries
            .retain(|entry| changes.iter().any(|change| change.doc_id == entry.doc_id()));
        for entry in &entries {
            write_entry(store, entry, options, bundle, report)?;
        }
        bundle.changes(changes.clone());
        return Ok(Outcome { is_nothing, changes, remembered: None });
    }
    let mut written: Vec<(Entry, String)> = Vec::new();
    let mut documents = Exported::new();
    for entry in entries {
        if let Some(rows) = write_entry(store, &entry, options, bundle, report)? {
            documents.insert(entry.doc_id(), (entry.standing, rows.clone()));
            written.push((entry, rows));
        }
    }
    let before = store.last_export(selection, out).unwrap_or_default();
    let changes = store.changes(&before, &written)?;
    bundle.changes(changes.clone());
    Ok(Outcome { is_nothing, changes, remembered: Some(documents) })
}

/// Writes the rows of one document; their fingerprint, unless equal bytes were written before.
fn write_entry(
    store: &Store,
    entry: &Entry,
    options: Options,
    bundle: &mut Bundle,
    report: &mut Report,
) -> anyhow::Result<Option<String>> {
    let rendered = match store.rendered(entry)? {
        Some(rendered) => rendered,
        None => attachment::rendered(entry, options),
    };
    let written = bundle.write(&rendered)?;
    report.add(&rendered, &written);
    Ok((written == Written::New).then(|| rendered.fingerprint()))
}

/// A store that cannot be written is exported all the same.
fn remember(
    store: &Store,
    selection: &Selection,
    out: &Path,
    documents: &Exported,
    is_quiet: bool,
) {
    if let Err(error) = store.remember_export(selection, out, documents)
        && !is_quiet
    {
        talk::line(&format!(
            "the next export will not know of this one, and its changes.csv will compare with \
             the one before: {error}"
        ));
    }
}

fn nothing(selection: &Selection) -> String {
    let is_chosen = selection.department.is_some() || !selection.years.is_empty();
    match is_chosen {
        true => {
            "nothing was exported: no document of the store meets the conditions".into()
        }
        false => "nothing was exported: no document of the store was read yet; \
                  `gongkai ingest --store DIR` reads them"
            .into(),
    }
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
