//! The reader on small PDFs built here, each for one thing that goes wrong in the wild.

mod damage;
mod layout;
mod lines;
mod paper;
mod seen;
mod text_input;
mod unicode;
