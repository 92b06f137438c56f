//! A bundle as a folder of pages: an overview, and every document.

mod entry;
mod list;
mod manifest;
mod overview;

use crate::document::{self, Plan};
use crate::encode::Encoded;
use crate::error::Error;
use crate::illustrate::{blank, illustrate};
use crate::originals::Originals;
use crate::paper::Paper;
use crate::papers::Papers;
use crate::sheet::Reading;
use entry::Entry;
use extractor::{Document, Views};
use parser::Disclosure;
use publisher::{Lang, Package};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Pixels per inch of a page's picture.
const DPI: f32 = 110.0;

/// Reads a file again: its bytes, its marks and what they say; none where it cannot be read.
pub type Read<'a> = dyn Fn(&Path) -> Option<(Vec<u8>, Document, Disclosure)> + Sync + 'a;

/// What to write, and where the files are that a bundle was read from.
pub struct Site<'a> {
    /// The folder to write to.
    pub to: &'a Path,
    /// Files and folders to look for the originals in.
    pub originals: &'a [PathBuf],
    /// Language of the pages.
    pub lang: Lang,
    /// Reads a file again.
    pub read: &'a Read<'a>,
    /// Told after each document, with its name.
    pub told: &'a (dyn Fn(&str) + Sync),
    /// Told of every page that was drawn, with its number and how many there are.
    pub drawn: fn(usize, usize),
}

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Documents of the bundle.
    pub documents: usize,
    /// Of these, those whose pages are shown as they look.
    pub with_pictures: usize,
    /// Files.
    pub files: usize,
    /// Bytes of all files.
    pub bytes: u64,
}

/// What was written so far.
#[derive(Debug, Default)]
struct Tally {
    written: Written,
    /// Names of the files, below the folder.
    names: BTreeSet<String>,
}

impl Site<'_> {
    /// Writes the pages of a bundle; one document at a time for each processor is in memory.
    /// Pages of an earlier report that are not written again go.
    pub fn write(&self, bundle: &Path) -> Result<Written, Error> {
        let package = Package::open(bundle)?;
        let mut papers = Papers::open(&package)?;
        let count = papers.len();
        for folder in [self.to.to_owned(), self.to.join("d"), self.to.join("img")] {
            fs::create_dir_all(&folder).map_err(Error::io("make", &folder))?;
        }
        let beside = [PathBuf::from("."), bundle.join("..")];
        let originals = Originals::of(self.originals, &beside);
        let before = manifest::of(self.to);
        let total = Mutex::new(Tally::default());
        let mut next = 0;
        let of_bundle = std::iter::from_fn(|| {
            next += 1;
            papers.advance().transpose().map(|paper| (next, paper))
        });
        let made: Result<Vec<(usize, Entry)>, Error> = of_bundle
            .par_bridge()
            .map(|(at, paper)| Ok((at, self.document(&paper?, &originals, &total)?)))
            .collect();
        let mut made = made?;
        made.sort_by_key(|(at, _)| *at);
        let entries: Vec<Entry> = made.into_iter().map(|(_, entry)| entry).collect();
        let title =
            self.lang.of("公开：预决算公开文件所载", "gongkai: what disclosures say");
        for (name, text) in overview::build(&entries, title, self.lang) {
            self.put(&name, text.as_bytes(), &total)?;
        }
        let total = total.into_inner().unwrap_or_else(PoisonError::into_inner);
        manifest::replace(self.to, &before, &total.names)?;
        let mut written = total.written;
        written.documents = count;
        written.with_pictures = entries.iter().filter(|entry| entry.has_pictures).count();
        Ok(written)
    }

    fn document(
        &self,
        paper: &Paper,
        originals: &Originals,
        total: &Mutex<Tally>,
    ) -> Result<Entry, Error> {
        let row = &paper.document;
        let doc_id = row.get("doc_id");
        let pages = document::shown(paper);
        // What could not be read is not tried again.
        let is_read = row.get("status") != "failed";
        let size = row.get("byte_size").parse().ok().filter(|_| is_read);
        let path = size.and_then(|size| {
            originals.find(row.get("file_name"), size, row.get("sha256"))
        });
        let mut pictures = None;
        if let Some((bytes, document, disclosure)) =
            path.and_then(|path| (self.read)(&path))
        {
            let views = Views::open(bytes, &document).ok();
            let views = views.map(|views| views.watched(self.drawn));
            let reading = Reading { document: &document, disclosure: &disclosure, paper };
            let keep = |page: u32, encoded: &Encoded| {
                let name = format!("{doc_id}-{page}.{}", encoded.ending);
                self.put(&format!("img/{name}"), &encoded.bytes, total)?;
                Ok(format!("../img/{name}"))
            };
            let drawn =
                illustrate(reading, views.as_ref(), &pages, DPI, self.lang, keep)?;
            pictures = Some(drawn).filter(|drawn| !drawn.is_empty());
        }
        let has_pictures = pictures.is_some();
        let pictures: BTreeMap<_, _> =
            pictures.unwrap_or_else(|| blank(paper, &pages, self.lang));
        let plan = Plan {
            lang: self.lang,
            home: "../index.html",
            name: doc_id,
            plots: &|address| entry::plots(paper, self.lang, address),
            pictures,
        };
        let built = document::build(paper, &plan);
        for (name, text) in &built.files {
            self.put(&format!("d/{name}"), text.as_bytes(), total)?;
        }
        (self.told)(row.get("file_name"));
        Ok(Entry::of(paper, &built, has_pictures, self.lang))
    }

    fn put(&self, name: &str, bytes: &[u8], total: &Mutex<Tally>) -> Result<(), Error> {
        let path = self.to.join(name);
        fs::write(&path, bytes).map_err(Error::io("write", &path))?;
        let mut total = total.lock().unwrap_or_else(PoisonError::into_inner);
        total.written.files += 1;
        total.written.bytes += bytes.len() as u64;
        total.names.insert(name.to_owned());
        Ok(())
    }
}
