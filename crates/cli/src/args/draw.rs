//! Grammar of what shows pages: `draw`, `inspect`, `report`, `diff`.

use super::flags::{Apart, EXIT_CODES, Ocr};
use clap::ValueEnum;
use std::path::PathBuf;

/// Draws the page as it looks, marks what is asked for, and says below it what it is: the file,
/// the page, its printed number, what is printed and its unit. A scan is shown as it was scanned;
/// what is about people is covered.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Draw {
    /// The file
    pub(crate) file: PathBuf,

    /// The page, from 1; with --check the page of several that it is about
    #[arg(long, value_name = "N", conflicts_with = "fact")]
    pub(crate) page: Option<u32>,

    /// Mark a number, by its id in facts.csv, statements.csv or indicators.csv
    #[arg(long, value_name = "ID", conflicts_with = "check")]
    pub(crate) fact: Option<String>,

    /// Mark all numbers of an identity, by its id in checks.csv
    #[arg(long, value_name = "ID")]
    pub(crate) check: Option<String>,

    /// Where to write it: page.png, page.svg or page.pdf; without this SVG on stdout
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    /// Only what is around the marks; without marks, the tables of the page
    #[arg(long)]
    pub(crate) crop: bool,

    /// Lay over it what was seen on the page; without names all of it
    #[arg(long, value_enum, value_delimiter = ',', num_args = 0.., value_name = "LAYER")]
    #[arg(require_equals = true)]
    pub(crate) layers: Option<Vec<Layer>>,

    /// Draw what was seen, without the page under it
    #[arg(long)]
    pub(crate) bare: bool,

    /// Pixels per inch
    #[arg(long, value_name = "N", default_value_t = 150)]
    #[arg(value_parser = clap::value_parser!(u32).range(36..=600))]
    pub(crate) dpi: u32,

    #[command(flatten)]
    pub(crate) ocr: Ocr,

    #[command(flatten)]
    pub(crate) apart: Apart,
}

/// One file of HTML with everything that was read of a document beside the pictures of its
/// pages: it needs no network, no other file and no program, and can be mailed. For a document
/// as long as a book use `gongkai report`.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Inspect {
    /// The file
    pub(crate) file: PathBuf,

    /// Where to write it; without this HTML on stdout
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) ocr: Ocr,

    #[command(flatten)]
    pub(crate) apart: Apart,
}

/// A folder of pages made of what `gongkai parse` or `gongkai export` wrote: an overview with
/// the findings first, and every document with the pictures of its pages beside the tables. It
/// opens from the disk, without network.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Report {
    /// The folder that `gongkai parse` or `gongkai export` wrote
    pub(crate) dir: PathBuf,

    /// Folder to write to, made if need be
    #[arg(long, value_name = "DIR")]
    pub(crate) to: PathBuf,

    /// Files and folders with the documents that were read; they are known by their content,
    /// and without them places are shown on empty sheets
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub(crate) files: Vec<PathBuf>,

    /// No line per document and no summary
    #[arg(short, long)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) ocr: Ocr,

    #[command(flatten)]
    pub(crate) apart: Apart,
}

/// Two versions of a document, or two folders that `gongkai parse` or `gongkai export` wrote,
/// number by number: what changed, what is gone, what is new, and what stands at another place.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Diff {
    /// The older document, or the older folder
    pub(crate) old: PathBuf,

    /// The newer one
    pub(crate) new: PathBuf,

    /// Write the differences as CSV too
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) ocr: Ocr,

    #[command(flatten)]
    pub(crate) apart: Apart,
}

/// Something that was seen on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Layer {
    /// Where pictures stand
    Images,
    /// Cells of grids
    Cells,
    /// Characters with their boxes
    Glyphs,
    /// Lines
    Rulings,
    /// Values that were recognised
    Values,
}

impl Draw {
    /// What to lay over the page.
    pub(crate) fn layers(&self) -> Vec<reporter::Layer> {
        let named = |layer: &Layer| match layer {
            Layer::Images => reporter::Layer::Images,
            Layer::Cells => reporter::Layer::Cells,
            Layer::Glyphs => reporter::Layer::Glyphs,
            Layer::Rulings => reporter::Layer::Rulings,
            Layer::Values => reporter::Layer::Values,
        };
        match &self.layers {
            None if !self.bare => Vec::new(),
            Some(layers) if !layers.is_empty() => layers.iter().map(named).collect(),
            _ => reporter::Layer::ALL.to_vec(),
        }
    }
}
