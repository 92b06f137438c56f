//! A [`Rendered`] as bytes, for another process or a database.
//!
//! ```text
//! "gongkai" 1 │ fingerprint of the schema │ checksum of the rest │ the rest
//!     8 bytes │                   8 bytes │              8 bytes │ postcard
//! ```

use super::document::{Body, Rendered};
use super::rows::layout;
use crate::options::Options;
use crate::records::VERSION;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// What the bytes begin with; the last byte counts changes of what follows.
const MAGIC: [u8; 8] = *b"gongkai\x01";
/// Length of the fingerprint and of the checksum.
const DIGEST: usize = 8;
const HEAD: usize = MAGIC.len() + 2 * DIGEST;

/// Why bytes are no document that this program can append.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unusable {
    /// Cut off, changed, or never ours.
    #[error("the stored rows are damaged")]
    Damaged,
    /// Written by a program whose files have other columns.
    #[error("the stored rows are those of another version of the program")]
    OtherVersion,
}

/// Tells programs apart whose rows do not go into the same files.
static FINGERPRINT: LazyLock<[u8; DIGEST]> = LazyLock::new(|| {
    let mut columns = VERSION.to_owned();
    for (path, fields) in layout(Options::default()) {
        columns.push_str(&path);
        for field in fields {
            columns.push(',');
            columns.push_str(field.name);
        }
    }
    digest(columns.as_bytes())
});

/// Names the form of the bytes that this program writes: 16 hex digits, others where the
/// version or a column differs.
pub fn format() -> String {
    FINGERPRINT.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Rendered {
    /// The document as bytes; [`Rendered::from_bytes`] of a program of the same version reads
    /// them.
    pub fn to_bytes(&self) -> Vec<u8> {
        let head = vec![0; HEAD];
        let mut bytes =
            postcard::to_extend(self, head).expect("plain data fits into memory");
        let checksum = digest(&bytes[HEAD..]);
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..16].copy_from_slice(&*FINGERPRINT);
        bytes[16..HEAD].copy_from_slice(&checksum);
        bytes
    }

    /// The document of [`Rendered::to_bytes`].
    ///
    /// # Errors
    ///
    /// Whatever bytes are given: those that were not written by this version of the program,
    /// or not all of them, are refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Rendered, Unusable> {
        let (head, rest) = bytes.split_at_checked(HEAD).ok_or(Unusable::Damaged)?;
        if !head.starts_with(&MAGIC[..7]) {
            return Err(Unusable::Damaged);
        }
        if head[..8] != MAGIC || head[8..16] != *FINGERPRINT {
            return Err(Unusable::OtherVersion);
        }
        if head[16..] != digest(rest) {
            return Err(Unusable::Damaged);
        }
        let (rendered, left): (Rendered, _) =
            postcard::take_from_bytes(rest).map_err(|_| Unusable::Damaged)?;
        let fits = match &rendered.body {
            Body::Rows(files) => files.len() == layout(Options::default()).len(),
            Body::Unreadable(_) => true,
        };
        if fits && left.is_empty() { Ok(rendered) } else { Err(Unusable::Damaged) }
    }
}

fn digest(bytes: &[u8]) -> [u8; DIGEST] {
    let mut short = [0; DIGEST];
    short.copy_from_slice(&Sha256::digest(bytes)[..DIGEST]);
    short
}
