//! The command that brings new documents.

use super::flags::EXIT_CODES;
use super::store::Unattended;
use std::path::PathBuf;

/// Asks the sites of SOURCES.toml for what is new, politely, and keeps it in a store;
/// `gongkai ingest --store DIR` reads it then.
///
/// `samples/sources.toml` shows all that can be said of a source. Robots.txt is obeyed, a host
/// has one connection and a pace, what has not changed is not sent again. A run that is
/// interrupted, or reaches a limit, is continued by the next one.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Fetch {
    /// Who asks, and where disclosures are published
    #[arg(value_name = "SOURCES.toml")]
    pub(crate) sources: PathBuf,

    /// Folder of the store: the documents, and a catalog of where they came from
    #[arg(
        long,
        value_name = "DIR",
        env = "GONGKAI_STORE",
        required_unless_present_any = ["check", "dry_run"]
    )]
    pub(crate) store: Option<PathBuf>,

    /// Only this source; may be given several times
    #[arg(long = "source", value_name = "NAME")]
    pub(crate) only: Vec<String>,

    /// Only say whether SOURCES.toml can be used; nobody is asked
    #[arg(long)]
    pub(crate) check: bool,

    /// Read lists and pages and print which files would be fetched; keep nothing
    #[arg(long, conflicts_with = "check")]
    pub(crate) dry_run: bool,

    #[command(flatten)]
    pub(crate) unattended: Unattended,
}
