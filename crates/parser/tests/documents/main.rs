//! Whole documents, from bytes to what they say: the samples, and published ones where they
//! are at hand. One program for all of it, so that it is linked once and a document that many
//! tests ask about is read once.

mod budget;
mod chapters;
mod everywhere;
mod fields;
mod form_identities;
mod forms;
mod identities;
mod leaves;
mod narrative;
mod reading;
mod silence;
mod snapshots;
mod structure;
mod truth;
