//! `--max-failures`: how many documents may fail before a run counts as failed.

use std::str::FromStr;

/// As many failures are tolerated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Threshold {
    /// A number of documents.
    Number(usize),
    /// A share of the documents that were read, in percent.
    Percent(f64),
}

impl Threshold {
    /// Whether more have failed than are tolerated.
    pub(crate) fn is_exceeded(self, failed: usize, read: usize) -> bool {
        match self {
            Threshold::Number(most) => failed > most,
            Threshold::Percent(most) => failed as f64 * 100.0 > most * read as f64,
        }
    }
}

impl FromStr for Threshold {
    type Err = String;

    fn from_str(written: &str) -> Result<Threshold, String> {
        let wrong =
            || format!("「{written}」 is neither a number nor a share such as 5%");
        match written.strip_suffix('%') {
            None => written.parse().map(Threshold::Number).map_err(|_| wrong()),
            Some(share) => match share.trim().parse::<f64>() {
                Ok(share) if (0.0..=100.0).contains(&share) => {
                    Ok(Threshold::Percent(share))
                }
                _ => Err(wrong()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_shares() {
        for (written, failed, read, expected) in [
            ("0", 0, 10, false),
            ("0", 1, 10, true),
            ("5", 5, 10, false),
            ("10%", 1, 10, false),
            ("10%", 2, 10, true),
            ("0.5%", 1, 100, true),
            ("0%", 0, 0, false),
        ] {
            let threshold: Threshold = written.parse().expect("valid");
            assert_eq!(threshold.is_exceeded(failed, read), expected, "{written}");
        }
        for written in ["", "%", "-1", "101%", "many", "1.5", "NaN%"] {
            assert!(written.parse::<Threshold>().is_err(), "{written}");
        }
    }
}
