//! One document as one file that can be mailed.

use crate::document::{self, Plan};
use crate::error::Error;
use crate::illustrate::illustrate;
use crate::sheet::Reading;
use extractor::Views;
use publisher::Lang;
use std::collections::BTreeMap;

/// Pixels per inch, the finest first.
const DPI: [f32; 3] = [110.0, 84.0, 64.0];
/// Characters of all pictures together; a mail of more comes back.
const MOST: usize = 8_000_000;

/// A document as one file of HTML, with its pictures in it; a long one has coarser pictures.
pub fn inspect(
    reading: Reading<'_>,
    views: Option<&Views>,
    lang: Lang,
) -> Result<String, Error> {
    let pages = document::shown(reading.paper);
    let mut pictures = BTreeMap::new();
    for dpi in DPI {
        pictures =
            illustrate(reading, views, &pages, dpi, lang, |_, e| Ok(e.data_url()))?;
        if pictures.values().map(|p| p.href.len()).sum::<usize>() <= MOST {
            break;
        }
    }
    let plan = Plan { lang, home: "", name: "", plots: &|_| String::new(), pictures };
    let built = document::build(reading.paper, &plan);
    Ok(built.files.into_iter().map(|(_, text)| text).collect())
}
