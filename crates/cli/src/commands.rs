//! One file per command, each with `run(args) -> anyhow::Result<Exit>`.

pub(crate) mod check;
pub(crate) mod draw;
pub(crate) mod explain;
pub(crate) mod parse;
pub(crate) mod schema;
pub(crate) mod show;
