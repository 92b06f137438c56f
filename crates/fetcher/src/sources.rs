//! SOURCES.toml: who asks, and where disclosures are published.

mod form;
mod read;
mod source;

pub use source::{
    LinkRule, Manners, Next, Pager, Private, Source, Sources, SourcesError,
};

#[cfg(test)]
mod tests;
