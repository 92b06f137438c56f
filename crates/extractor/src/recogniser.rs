//! What reads one line of text: the door behind which a model stands.
//!
//! ```text
//! line ──▶ strips ──▶ model ──▶ what each step shows ──▶ texts, most probable first
//!                                                    └──▶ the line as a number
//! ```

mod boxes;
mod ctc;
pub mod models;
mod numbers;
mod paddle;
mod places;
mod reading;
mod strips;

pub use models::ModelError;
pub use paddle::{Paddle, UNREAD};
pub use reading::{Character, LineReading, Reading, Recogniser};
