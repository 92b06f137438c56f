//! Fetching from a server on this machine that plays every quirk we know of.

mod conduct;
mod damage;
mod documents;
mod memory;
mod pages;
mod server;
mod table;
mod thousand;
mod tls;
mod trial;
