//! What the identities prove on whole documents, and what they notice when something is wrong.

mod corpus;
mod cost;
mod digits;
mod proofs;
mod structure;
