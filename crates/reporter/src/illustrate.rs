//! The sheets of a document as pictures, for pages that show them.

use crate::document::Picture;
use crate::encode::{self, Encoded};
use crate::error::Error;
use crate::outline;
use crate::sheet::{Reading, Sheet};
use extractor::{Page, Views};
use publisher::Lang;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Draws the pages on which something stands; `keep` puts a picture where it belongs and says
/// its address.
pub(crate) fn illustrate(
    reading: Reading<'_>,
    views: Option<&Views>,
    pages: &BTreeSet<u32>,
    dpi: f32,
    lang: Lang,
    keep: impl Fn(u32, &Encoded) -> Result<String, Error> + Sync,
) -> Result<BTreeMap<u32, Picture>, Error> {
    let wanted: Vec<&Page> =
        pages.iter().filter_map(|page| reading.page(*page)).collect();
    let drawn = wanted.par_iter().map(|page| {
        let grids = reading.grids(page);
        let sheet = Sheet::of(reading, page, &grids, views, dpi);
        let mut picture = Picture {
            size: page.displayed_size(),
            layers: outline::of(page, &grids),
            notes: sheet.notes(lang),
            ..Picture::default()
        };
        if let Some(pixels) = &sheet.picture {
            picture.pixels = pixels.dimensions();
            picture.href = keep(page.number, &encode::encode(pixels))?;
        }
        Ok((page.number, picture))
    });
    drawn.collect()
}

/// Empty sheets, for pages whose file is not there: as large as the bundle says.
pub(crate) fn blank(
    paper: &crate::Paper,
    pages: &BTreeSet<u32>,
    lang: Lang,
) -> BTreeMap<u32, Picture> {
    let sheet = |row: &crate::Record| {
        let page = row.page().filter(|page| pages.contains(page))?;
        let size = (row.number("width")?, row.number("height")?);
        let note = lang.of(
            "原文件不在手边，只画出数字的位置",
            "the file is not at hand: only the places of the numbers are drawn",
        );
        Some((page, Picture { size, notes: vec![note.to_owned()], ..Picture::default() }))
    };
    paper.rows("pages").iter().filter_map(sheet).collect()
}
