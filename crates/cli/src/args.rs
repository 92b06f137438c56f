//! All of the command line's grammar, and nothing else.

pub(crate) mod draw;
pub(crate) mod fetch;
mod flags;
pub(crate) mod formats;
pub(crate) mod store;

pub(crate) use flags::ProgressKind;

use crate::words::Lang;
use crate::workers::{Isolation, Settings, Subject};
use clap::{Parser, Subcommand, ValueEnum};
use flags::{Apart, EXIT_CODES, Limits, Ocr};
use std::path::PathBuf;

/// Reads Chinese government budget disclosures (部门决算公开) and writes tables in which
/// every number keeps its page, its place, its printed form and its unit.
#[derive(Debug, Parser)]
#[command(name = "gongkai", version, after_help = EXIT_CODES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// What is said on stderr: text for people, or one JSON object a line with its time
    #[arg(long, global = true, value_enum, default_value_t = Log::Text, value_name = "FORM")]
    pub(crate) log: Log,

    /// Language of help, messages, findings, pages and captions [default: that of LC_ALL,
    /// LC_MESSAGES or LANG]; sheets of gongkai.xlsx are Chinese unless this says en, the columns
    /// of wide/ are headed in Chinese where it says zh. Nothing else in CSV, SQLite, Parquet and
    /// JSON changes with it
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    pub(crate) lang: Option<Lang>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Log {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read documents and write the tables (CSV and datapackage.json)
    Parse(Parse),
    /// Read documents and print what in them does not agree
    Check(Check),
    /// Print what one stage sees in a file
    Show(Show),
    /// Draw a page as it looks, with a number or an identity marked, as SVG, PNG or PDF
    Draw(draw::Draw),
    /// Put a document with its pages and everything read of it into one HTML file
    Inspect(draw::Inspect),
    /// Make a folder of pages to open: an overview, and every document beside its pictures
    Report(draw::Report),
    /// Compare two versions of a document, or two outputs, number by number
    Diff(draw::Diff),
    /// Explain a table (final.03), a rule (B10) or a diagnostic code
    Explain(Explain),
    /// Print the data dictionary
    Schema(Schema),
    /// Bring what is new from the sites of SOURCES.toml into a store
    Fetch(fetch::Fetch),
    /// Keep documents in a store and read those that are not read yet
    Ingest(store::Ingest),
    /// Write the tables of what was read from a store, or a bundle in other formats
    Export(store::Export),
    /// Say how a store stands
    Status(store::Status),
    /// Say what there is to read in a store, and why
    Plan(store::Plan),
    /// Read documents of a store again
    Retry(store::Retry),
    /// Check that a store is what it says
    Verify(store::Verify),
    /// Read documents for another process of this program
    #[command(hide = true)]
    Worker,
}

impl Command {
    /// The file that the whole command is about and how it is read, where another process does
    /// the command: one that cannot go on with other documents if it loses this one.
    pub(crate) fn apart(&self) -> Option<(Subject<'_>, Settings)> {
        let (path, jobs, apart, ocr) = match self {
            // What is marked is read twice; of several documents each has a process anyway.
            Command::Check(args) if args.annotate.is_some() => {
                (args.inputs.first()?, args.jobs, &args.apart, &args.ocr)
            }
            Command::Show(args) => (&args.file, 0, &args.apart, &args.ocr),
            Command::Draw(args) => (&args.file, 1, &args.apart, &args.ocr),
            Command::Inspect(args) => (&args.file, 0, &args.apart, &args.ocr),
            Command::Report(args) => (&args.dir, 0, &args.apart, &args.ocr),
            // Folders hold rows, which are as many as they are.
            Command::Diff(args) if !args.old.is_dir() => {
                (&args.old, 0, &args.apart, &args.ocr)
            }
            _ => return None,
        };
        let settings = Settings {
            jobs,
            isolation: Isolation::Workers,
            limits: (&apart.limits).into(),
            ocr: ocr.options(),
            options: exporter::Options::default(),
        };
        let reads_one = !matches!(self, Command::Report(_) | Command::Diff(_));
        (!apart.in_process).then_some((Subject { path, reads_one }, settings))
    }

    /// From now on all of it is done by this process.
    pub(crate) fn stay(&mut self) {
        let apart = match self {
            Command::Check(args) => &mut args.apart,
            Command::Show(args) => &mut args.apart,
            Command::Draw(args) => &mut args.apart,
            Command::Inspect(args) => &mut args.apart,
            Command::Report(args) => &mut args.apart,
            Command::Diff(args) => &mut args.apart,
            _ => return,
        };
        apart.in_process = true;
    }
}

#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Parse {
    /// Files, folders (searched for PDFs and pictures), globs, or - for a list of paths on
    /// stdin
    ///
    /// Pictures are PNG, JPEG and TIFF. Plain text (.txt with tab-separated tables) is read
    /// when it is named. Other files in a folder are left alone.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// Folder to write to, made if need be
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub(crate) out: PathBuf,

    /// Number of threads; 0 for one per processor. The output is the same for any number
    #[arg(short, long, value_name = "N", default_value_t = 0)]
    pub(crate) jobs: usize,

    /// Write no byte-order mark (Excel needs it, cut and awk do not)
    #[arg(long)]
    pub(crate) no_bom: bool,

    /// Export named contacts of performance forms, which are withheld otherwise
    #[arg(long)]
    pub(crate) contacts: bool,

    /// CSV with file_name,source_url,retrieved_at for the inputs
    #[arg(long, value_name = "FILE")]
    pub(crate) sources: Option<PathBuf>,

    /// No progress and no summary; errors are still shown
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Print the summary as JSON on stdout
    #[arg(long)]
    pub(crate) json: bool,

    /// Exit with 4 when a document contradicts itself (a rule of kind table, cross, narrative
    /// or form is violated)
    #[arg(long)]
    pub(crate) strict: bool,

    /// How progress is shown on stderr
    #[arg(long, value_enum, default_value_t = ProgressKind::Auto, value_name = "KIND")]
    pub(crate) progress: ProgressKind,

    /// Read in this process instead of several: a document that crashes, hangs or explodes
    /// takes the run along
    #[arg(long)]
    pub(crate) in_process: bool,

    #[command(flatten)]
    pub(crate) formats: formats::Formats,

    #[command(flatten)]
    pub(crate) ocr: Ocr,

    #[command(flatten)]
    pub(crate) limits: Limits,
}

/// Every finding names the document, the page, the table, the printed words and the
/// arithmetic; identities that fail for one cause are one finding.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Check {
    /// Files, folders (searched for PDFs and pictures), globs, or - for a list of paths on
    /// stdin
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,

    /// Only these rules (A08,B10); `gongkai explain` lists them
    #[arg(long = "rule", value_name = "ID", value_delimiter = ',')]
    pub(crate) rules: Vec<String>,

    /// Show inferences too, which may well be wrong
    #[arg(long)]
    pub(crate) hints: bool,

    /// Show every check, also those that hold and those that could not be evaluated
    #[arg(long)]
    pub(crate) all: bool,

    /// Print the findings as a JSON array, both languages in each
    #[arg(long)]
    pub(crate) json: bool,

    /// Write the PDF again with its findings as highlights and notes; of one PDF only
    #[arg(long, value_name = "FILE")]
    pub(crate) annotate: Option<PathBuf>,

    /// Exit with 4 when a document contradicts itself (a rule of kind table, cross, narrative
    /// or form is violated)
    #[arg(long)]
    pub(crate) strict: bool,

    /// Number of threads; 0 for one per processor. The output is the same for any number
    #[arg(short, long, value_name = "N", default_value_t = 0)]
    pub(crate) jobs: usize,

    /// No line per document on stderr; errors are still shown
    #[arg(short, long)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) ocr: Ocr,

    #[command(flatten)]
    pub(crate) apart: Apart,
}

#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Show {
    /// The file
    pub(crate) file: PathBuf,

    /// Which stage
    #[arg(long, value_enum, default_value_t = Stage::Grid)]
    pub(crate) stage: Stage,

    /// Only this page, from 1
    #[arg(long, value_name = "N")]
    pub(crate) page: Option<u32>,

    /// As JSON
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) ocr: Ocr,

    #[command(flatten)]
    pub(crate) apart: Apart,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// Characters with their rectangles
    Glyphs,
    /// Lines that may belong to a table
    Rulings,
    /// Grids found before any table is recognised
    Grid,
    /// Recognised tables
    Tables,
    /// Their data cells
    Facts,
    /// Chapters of the text
    Sections,
    /// Numbers stated in the text
    Statements,
    /// Evaluated identities
    Checks,
}

#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Explain {
    /// A table (final.03), a rule (B10) or a diagnostic code; without it, all names are listed
    pub(crate) name: Option<String>,

    /// All words that a table is known by, not only as many as a screen shows
    #[arg(long)]
    pub(crate) all: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Schema {
    /// As a Data Package descriptor
    #[arg(long)]
    pub(crate) json: bool,
}
