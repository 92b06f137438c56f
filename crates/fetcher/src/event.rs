//! What whoever watches is told.

use crate::capture::{Capture, Member};

/// Something that happened, for whoever watches.
#[derive(Debug)]
pub enum Event<'a> {
    /// An address was dealt with.
    Captured {
        /// What came.
        capture: &'a Capture,
        /// What was in it.
        members: &'a [Member],
    },
    /// A file would be fetched, if this were no rehearsal.
    Would {
        /// The source's name.
        source: &'a str,
        /// The file's address.
        url: &'a str,
        /// What its link reads.
        title: &'a str,
        /// Its year; may be empty.
        year: &'a str,
        /// Whether it is there already.
        is_known: bool,
    },
}

/// Is told what happens, from several threads.
pub type Watch<'a> = dyn Fn(&Event<'_>) + Sync + 'a;
