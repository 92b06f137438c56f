//! One file per command, each with `run(args) -> anyhow::Result<Exit>`.

mod annotate;
pub(crate) mod check;
pub(crate) mod diff;
pub(crate) mod draw;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod fetch;
pub(crate) mod ingest;
pub(crate) mod inspect;
pub(crate) mod parse;
pub(crate) mod plan;
pub(crate) mod report;
pub(crate) mod retry;
pub(crate) mod schema;
pub(crate) mod show;
pub(crate) mod status;
pub(crate) mod verify;
