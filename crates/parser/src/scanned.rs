//! Pages that were read from a picture: what is different about their headers and numbers,
//! and how far these can be believed.
//!
//! What a line says of a number is chosen by identities ([`choose`]) and weighed ([`trust`]).

pub(crate) mod choose;
pub(crate) mod headings;
pub(crate) mod mark;
pub(crate) mod place;
pub(crate) mod trust;

#[cfg(test)]
mod tests;
