//! Flags that several commands have, and what all say at their end.

use crate::{limits, ocr, reading, talk};
use clap::builder::RangedU64ValueParser;
use clap::{ValueEnum, value_parser};
use extractor::Watch;
use std::path::PathBuf;
use std::time::Duration;

/// Exit codes, shown at the end of every `--help`.
pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    unexpected error
  2    wrong use
  3    done, some documents failed, as a whole or in some pages
  4    --strict and a document contradicts itself
  5    a source incomplete, or more failures than the threshold
  6    another run holds the lock
  7    output could not be written
  130  interrupted, can be resumed
The highest of 7, 5, 4, 3 that applies wins. A broken pipe is 0.";

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressKind {
    /// A bar on a terminal, a line per document elsewhere
    Auto,
    /// A bar, which needs a terminal
    Bar,
    /// A line per document
    Plain,
    /// A JSON object per document
    Json,
    /// Only documents that failed
    None,
}

/// What one document may cost; more is a row with the reason, not the end of the run.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Limits of a document")]
pub(crate) struct Limits {
    /// Seconds without a page being finished
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    #[arg(value_parser = value_parser!(u64).range(1..))]
    pub(crate) timeout: u64,

    /// Seconds for the whole document; a scanned page takes up to 15
    #[arg(long, value_name = "SECONDS", default_value_t = 6 * 3600)]
    #[arg(value_parser = value_parser!(u64).range(1..))]
    pub(crate) document_timeout: u64,

    /// MiB of memory
    #[arg(long, value_name = "MIB", default_value_t = 2048)]
    #[arg(value_parser = value_parser!(u64).range(1..))]
    pub(crate) memory: u64,

    /// Pages
    #[arg(long, value_name = "N", default_value_t = extractor::MOST_PAGES)]
    #[arg(value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    pub(crate) max_pages: usize,
}

/// Where a command reads documents that has no other use for processes.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Apart {
    /// Read in this process, without limits on time and memory
    #[arg(long)]
    pub(crate) in_process: bool,

    #[command(flatten)]
    pub(crate) limits: Limits,
}

impl Apart {
    /// What a reading in this process may cost, and who hears how far it is.
    pub(crate) fn watch(&self) -> Watch<'static> {
        let max_pages = self.limits.max_pages;
        Watch {
            max_pages,
            page: &talk::page,
            begun: &talk::begun,
            skip: reading::skipped(),
            ..Watch::default()
        }
    }
}

impl From<&Limits> for limits::Limits {
    fn from(limits: &Limits) -> limits::Limits {
        limits::Limits {
            page: Duration::from_secs(limits.timeout),
            document: Duration::from_secs(limits.document_timeout),
            memory: limits.memory.saturating_mul(1 << 20),
            pages: limits.max_pages,
        }
    }
}

/// How pages that are only pictures are read.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Ocr {
    /// Folder with the models that read pictures of text; `scripts/ocr-models` puts them
    /// where they are looked for without this
    #[arg(long, value_name = "DIR", env = "GONGKAI_OCR_MODELS")]
    pub(crate) ocr_models: Option<PathBuf>,

    /// Leave pages alone that are only pictures
    #[arg(long)]
    pub(crate) no_ocr: bool,
}

impl Ocr {
    /// What the reader of pictures needs to know of the flags.
    pub(crate) fn options(&self) -> ocr::Options {
        ocr::Options { models: self.ocr_models.clone(), is_off: self.no_ocr }
    }
}
