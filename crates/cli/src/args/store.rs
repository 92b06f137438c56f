//! The commands that work on a store.

use super::flags::{EXIT_CODES, Limits, Ocr, ProgressKind};
use super::formats::Formats;
use crate::run::threshold::Threshold;
use clap::{ArgGroup, ValueEnum};
use std::path::PathBuf;
use std::time::Duration;

/// Which store.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Place {
    /// Folder of the store: the documents, and a catalog of what was read of them
    #[arg(long, value_name = "DIR", env = "GONGKAI_STORE")]
    pub(crate) store: PathBuf,
}

/// How a run that nobody watches behaves.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Unattended {
    /// Exit with 5 when more documents fail than this: a number, or a share of those read
    /// (5%)
    #[arg(long, value_name = "N|P%")]
    pub(crate) max_failures: Option<Threshold>,

    /// Command to run at the end, by the shell; it finds run.json on its stdin, its path in
    /// GONGKAI_RUN and the exit code in GONGKAI_EXIT
    ///
    /// Nothing of the documents becomes part of the command. When it fails, that is said,
    /// and the exit code stays.
    #[arg(long, value_name = "COMMAND")]
    pub(crate) notify_cmd: Option<String>,

    /// Write heartbeat.json in the store as often as this, with how far the run is
    #[arg(long, value_name = "TIME", default_value = "10s", value_parser = duration)]
    pub(crate) heartbeat: Duration,

    /// How progress is shown on stderr
    #[arg(long, value_enum, default_value_t = ProgressKind::Auto, value_name = "KIND")]
    pub(crate) progress: ProgressKind,

    /// No progress and no summary; errors are still shown
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Print run.json on stdout
    #[arg(long)]
    pub(crate) json: bool,
}

/// Documents are kept by their content, and what was read of them is kept too: what is done
/// is not done again. A run that is interrupted or killed is continued by the next one.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Ingest {
    /// Files, folders (searched for PDFs and pictures), globs, or - for a list of paths on
    /// stdin; without any, what is in the store and not read yet is read
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) place: Place,

    /// Number of threads; 0 for one per processor. The result is the same for any number
    #[arg(short, long, value_name = "N", default_value_t = 0)]
    pub(crate) jobs: usize,

    /// CSV with file_name,source_url,retrieved_at for the inputs
    #[arg(long, value_name = "FILE")]
    pub(crate) sources: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) unattended: Unattended,

    #[command(flatten)]
    pub(crate) ocr: Ocr,

    /// Read in this process instead of several: a document that crashes, hangs or explodes
    /// takes the run along
    #[arg(long)]
    pub(crate) in_process: bool,

    #[command(flatten)]
    pub(crate) limits: Limits,
}

/// Reads documents again that were read before.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
#[command(group = ArgGroup::new("which").required(true).args(["failed", "all"]))]
pub(crate) struct Retry {
    /// Those that failed, as a whole or in some pages
    #[arg(long)]
    pub(crate) failed: bool,

    /// All of them
    #[arg(long)]
    pub(crate) all: bool,

    #[command(flatten)]
    pub(crate) place: Place,

    /// Number of threads; 0 for one per processor. The result is the same for any number
    #[arg(short, long, value_name = "N", default_value_t = 0)]
    pub(crate) jobs: usize,

    #[command(flatten)]
    pub(crate) unattended: Unattended,

    #[command(flatten)]
    pub(crate) ocr: Ocr,

    /// Read in this process instead of several: a document that crashes, hangs or explodes
    /// takes the run along
    #[arg(long)]
    pub(crate) in_process: bool,

    #[command(flatten)]
    pub(crate) limits: Limits,
}

/// Of a store: writes the tables of what was read, in the order of the file names; all
/// conditions must hold. Of a bundle: writes it in other formats, beside its CSV files.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Export {
    /// A store, or a bundle: a folder that `parse` or `export` wrote
    #[arg(value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,

    /// Folder of the store, as another way to name it
    #[arg(long, value_name = "DIR", env = "GONGKAI_STORE")]
    pub(crate) store: Option<PathBuf>,

    /// Folder to write to, made if need be [default: out]; a bundle stays where it is
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) formats: Formats,

    /// Only this department: its code, or a part of the name of the body
    #[arg(long, value_name = "CODE|NAME")]
    pub(crate) department: Option<String>,

    /// Only these years (2023,2024)
    #[arg(long = "year", value_name = "YEAR", value_delimiter = ',')]
    pub(crate) years: Vec<u16>,

    /// Only documents that are exported otherwise than before that time: 2026-11-27, with a time
    /// (2026-11-27T02:00:00Z), or how long ago (36h, 7d); changes.csv says how, and names what
    /// was withdrawn
    #[arg(long, value_name = "TIME")]
    pub(crate) changed_since: Option<String>,

    /// Also versions that their publisher has replaced, not only the newest of each address
    #[arg(long)]
    pub(crate) all_versions: bool,

    /// Write no byte-order mark (Excel needs it, cut and awk do not)
    #[arg(long)]
    pub(crate) no_bom: bool,

    /// No summary; errors are still shown
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Print the summary as JSON on stdout
    #[arg(long)]
    pub(crate) json: bool,

    /// Exit with 4 when a document contradicts itself (a rule of kind table, cross, narrative
    /// or form is violated)
    #[arg(long)]
    pub(crate) strict: bool,
}

/// The last run, and how many documents stand how.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Status {
    #[command(flatten)]
    pub(crate) place: Place,

    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Exit with 5 when no run has succeeded for longer than this (36h, 7d): a fetch where the
    /// store was ever fetched into, and an ingest where it was ever ingested into
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) max_age: Option<Duration>,

    /// Only runs of this command count
    #[arg(long, value_enum, value_name = "COMMAND")]
    pub(crate) command: Option<Work>,

    /// Also each source by itself: when it was last walked to its end, and why not since
    #[arg(long)]
    pub(crate) per_source: bool,
}

/// A command whose runs are asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Work {
    /// Bringing documents
    Fetch,
    /// Reading them
    Ingest,
}

impl Work {
    /// Its name in the catalog.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Work::Fetch => "fetch",
            Work::Ingest => "ingest",
        }
    }
}

/// What the next `ingest` with the same options would read, and why.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Plan {
    #[command(flatten)]
    pub(crate) place: Place,

    /// As JSON, one object per document
    #[arg(long)]
    pub(crate) json: bool,

    /// Also documents that are done
    #[arg(long)]
    pub(crate) all: bool,

    #[command(flatten)]
    pub(crate) ocr: Ocr,
}

/// Checks the bytes of documents and pages, the rows kept of them, captures, counts and
/// references; exits with 1 when anything is not as the catalog says. Nothing is changed; a run
/// may work on the store meanwhile.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) place: Place,

    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,
}

fn duration(written: &str) -> Result<Duration, String> {
    humantime::parse_duration(written)
        .map_err(|error| format!("{error}; write it as 90s, 36h or 7d"))
}
