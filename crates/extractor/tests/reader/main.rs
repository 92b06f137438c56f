//! The reader on small PDFs built here, each for one thing that goes wrong in the wild; on
//! published ones, where they are at hand; and the recogniser on drawn lines, where its models
//! are.

mod corpus;
mod damage;
mod layout;
mod lines;
mod paper;
mod recogniser;
mod seen;
mod text_input;
mod unicode;
