//! Writing to stderr and stdout without ever panicking.

use crate::exit::{self, Stdout};
use std::io::{self, Write};

/// One line on stderr; a closed stderr is nobody's business.
pub(crate) fn line(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// An error that ends the run, with its causes and a hint.
pub(crate) fn error(error: &anyhow::Error) {
    line(&format!("error: {error}"));
    for cause in error.chain().skip(1) {
        line(&format!("cause: {cause}"));
    }
    if let Some(hint) = exit::hint(error).filter(|hint| !hint.is_empty()) {
        line(&format!("hint: {hint}"));
    }
}

/// Data on stdout.
pub(crate) fn data(text: &str) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Stdout)?;
    Ok(())
}
