//! How a worker was lost, and what the row of its document says.

use crate::limits::Limits;
use exporter::Failure;
use std::process::ExitStatus;
use std::time::Duration;

const CRASHED: &str = "crashed";
const TIMEOUT: &str = "timeout";
const MEMORY: &str = "memory";

/// The codes of documents that cost their worker: code, summary, detail.
pub(crate) const CODES: &[(&str, &str, &str)] = &[
    (
        CRASHED,
        "the process that read this document died",
        "Every document is read in a process of its own kind, so that no other is affected. A \
         bug worth reporting with the file. Printing the file to a new PDF may help.",
    ),
    (
        TIMEOUT,
        "reading took longer than allowed",
        "A document has 120 seconds for each page (--timeout) and six hours for all of them \
         (--document-timeout). Broken and hostile files can ask for endless work; a scan on a \
         busy machine may only need more time.",
    ),
    (
        MEMORY,
        "reading took more memory than allowed",
        "A document has 2,048 MiB (--memory). Broken and hostile files can unpack to any size; \
         a long document may only need more. Splitting the file helps as well.",
    ),
];

/// How a worker was lost.
#[derive(Debug)]
pub(crate) enum Lost {
    /// No page was finished for too long.
    Page {
        /// The last that was.
        last: Option<(usize, usize)>,
    },
    /// The marks of a page take longer than any page does.
    Stuck {
        /// Its number.
        page: usize,
    },
    /// The whole document took too long.
    Document,
    /// It took more memory than allowed.
    Memory,
    /// It died.
    Died {
        /// What the system says.
        status: Option<ExitStatus>,
        /// What it said.
        words: String,
        /// Whether it had taken much memory before.
        was_large: bool,
    },
    /// No process could be started to do it.
    NeverBegan {
        /// What the system says.
        why: String,
    },
    /// It was ended because nobody wants the document any more.
    Stopped,
}

impl Lost {
    /// Whether what the worker had read before may be the reason.
    pub(super) fn may_be_inherited(&self) -> bool {
        matches!(self, Lost::Memory | Lost::Died { .. })
    }

    /// What the row of the document says.
    pub(super) fn failure(&self, limits: &Limits) -> Failure {
        let seconds = |time: Duration| time.as_secs();
        match self {
            Lost::Page { last } => {
                let after = match last {
                    Some((page, pages)) => format!(" after page {page} of {pages}"),
                    None => String::new(),
                };
                let allowed = seconds(limits.page);
                failure(
                    TIMEOUT,
                    format!("no page was finished for {allowed} s{after}"),
                    "raise --timeout, or split the file and see which page it is",
                )
            }
            Lost::Stuck { page } => failure(
                TIMEOUT,
                format!("page {page} and others take longer than a page may"),
                "split the file and see which pages can be read",
            ),
            Lost::Document => failure(
                TIMEOUT,
                format!("reading took longer than {} s", seconds(limits.document)),
                "raise --document-timeout, or split the file",
            ),
            Lost::Memory => memory(limits),
            Lost::Died { words, was_large, status } => {
                died(words, *was_large, *status, limits)
            }
            Lost::NeverBegan { why } => failure(
                CRASHED,
                format!("no process could be started to read it: {why}"),
                "use fewer jobs (-j), or raise the limits of the system (`ulimit -a`)",
            ),
            Lost::Stopped => failure(CRASHED, "reading was interrupted".into(), ""),
        }
    }
}

/// What is said of a worker whose answer is not understood.
pub(super) fn garbled() -> Failure {
    let reason = "the process that read it gave an answer that is not understood";
    failure(CRASHED, reason.into(), "report the file and this message")
}

/// What is said of a document whose thread fell over in the program itself.
pub(super) fn fell_over(what: &str) -> Failure {
    let reason = format!("the program fell over while it waited for it: {what}");
    failure(CRASHED, reason, "report this message; the other documents are read")
}

fn failure(code: &'static str, reason: String, hint: &str) -> Failure {
    Failure { code: code.into(), reason, hint: hint.into() }
}

fn memory(limits: &Limits) -> Failure {
    failure(
        MEMORY,
        format!("reading took more than {} MiB of memory", limits.memory >> 20),
        "raise --memory, or split the file",
    )
}

fn died(
    words: &str,
    was_large: bool,
    status: Option<ExitStatus>,
    limits: &Limits,
) -> Failure {
    const REPORT: &str =
        "report the file and this message; printing it to a new PDF may help";
    if words.contains("memory allocation of") {
        return memory(limits);
    }
    if words.contains("has overflowed its stack") {
        let reason = "what it contains is nested so deeply that the stack overflowed";
        return failure(CRASHED, reason.into(), REPORT);
    }
    let how = match status {
        Some(status) if is_killed(status) => {
            if was_large {
                return failure(
                    MEMORY,
                    "its reader was killed by the system, which was short of memory"
                        .into(),
                    "use fewer jobs (-j) or a smaller --memory, so that all fit",
                );
            }
            "it was killed from outside".to_owned()
        }
        Some(status) => status.to_string(),
        None => "nobody knows how".to_owned(),
    };
    let said = match words.lines().rev().find(|line| !line.trim().is_empty()) {
        Some(line) => format!("; it said: {}", line.trim()),
        None => String::new(),
    };
    failure(CRASHED, format!("the process that read it died: {how}{said}"), REPORT)
}

#[cfg(unix)]
fn is_killed(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt;
    const SIGKILL: i32 = 9;
    status.signal() == Some(SIGKILL)
}

#[cfg(not(unix))]
fn is_killed(_: ExitStatus) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        page: Duration::from_secs(120),
        document: Duration::from_secs(3600),
        memory: 2048 << 20,
        pages: 100,
    };

    fn said(words: &str) -> Failure {
        let words = words.to_owned();
        Lost::Died { status: None, words, was_large: false }.failure(&LIMITS)
    }

    #[test]
    fn last_words_tell_the_ends_apart() {
        let memory = said("memory allocation of 40000000000 bytes failed\n");
        assert_eq!(memory.code, "memory");
        assert_eq!(memory.reason, "reading took more than 2048 MiB of memory");
        let stack = said("\nthread 'main' (1) has overflowed its stack\nfatal\n");
        assert_eq!(stack.code, "crashed");
        assert!(stack.reason.ends_with("the stack overflowed"), "{}", stack.reason);
        let other = said("first\nlast words \n\n");
        assert_eq!(other.code, "crashed");
        assert!(other.reason.ends_with("it said: last words"), "{}", other.reason);
    }

    #[test]
    fn a_timeout_says_how_far_it_came() {
        let failure = Lost::Page { last: Some((6, 40)) }.failure(&LIMITS);
        assert_eq!(failure.code, "timeout");
        assert_eq!(failure.reason, "no page was finished for 120 s after page 6 of 40");
        assert!(failure.hint.contains("--timeout"));
    }

    #[test]
    fn every_code_is_explained() {
        for code in [CRASHED, TIMEOUT, MEMORY] {
            assert!(CODES.iter().any(|known| known.0 == code), "{code}");
        }
    }
}
