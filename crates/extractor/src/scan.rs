//! A page that is only a picture: what was found of it, and where that stands on paper.

mod binary;
mod blobs;
mod course;
mod faint;
mod gray;
mod lattice;
mod lines;
mod look;
mod read;
mod record;
mod rooms;
mod rulings;
mod runs;
mod skew;
mod straight;
mod unbend;
mod upright;
mod warp;

#[cfg(test)]
mod tests;

pub(crate) use read::{Found, read};
pub use record::{Run, Scan};
pub use warp::Warp;
