//! What there is to do, and why.

use crate::error::Error;
use crate::folder;
use crate::store::Store;
use rusqlite::Row;
use std::fmt;
use std::path::PathBuf;

/// What a result depends on that is not the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capability {
    /// Version of the extractor.
    pub extractor: String,
    /// What reads pictures; `None` where pictures are left alone or nothing is there.
    pub ocr: Option<String>,
}

/// The settings of documents that no picture was read of: any reader gives the same.
pub(crate) const TEXT: &str = "text";
/// The settings of documents with pictures that nothing read.
const NO_OCR: &str = "no-ocr";

impl Capability {
    /// What the result for a document depends on; `pictures` is how many of its pages have
    /// no usable text.
    pub fn settings(&self, pictures: usize) -> String {
        match (&self.ocr, pictures) {
            (_, 0) => TEXT.to_owned(),
            (None, _) => NO_OCR.to_owned(),
            (Some(ocr), _) => format!("ocr:{ocr}"),
        }
    }
}

/// Why a document is to be read, or is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It was never read.
    New,
    /// Another version of the extractor read it.
    Version {
        /// Which.
        was: String,
    },
    /// Its rows cannot be used: they are missing, or were written in another form.
    Unusable,
    /// It has pictures of text, and what reads them is there now.
    Models,
    /// It has pictures of text that something else read.
    Settings {
        /// What read it.
        was: String,
    },
    /// It failed, and is read again only when asked for.
    Failed {
        /// Code of the failure.
        code: String,
    },
    /// It is done.
    Done,
}

impl Reason {
    /// Its word.
    pub fn word(&self) -> &'static str {
        match self {
            Reason::New => "new",
            Reason::Version { .. } => "version",
            Reason::Unusable => "unusable",
            Reason::Models => "models",
            Reason::Settings { .. } => "settings",
            Reason::Failed { .. } => "failed",
            Reason::Done => "done",
        }
    }

    /// Whether the next run reads the document.
    pub fn is_due(&self) -> bool {
        !matches!(self, Reason::Done | Reason::Failed { .. })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::New => f.write_str("new: it was never read"),
            Reason::Version { was } => {
                write!(f, "version: {was} read it, this is another extractor")
            }
            Reason::Unusable => f.write_str("unusable: its rows are missing or damaged"),
            Reason::Models => {
                f.write_str("models: it has pictures of text, and can be read now")
            }
            Reason::Settings { was } => {
                write!(f, "settings: its pictures were read with other models ({was})")
            }
            Reason::Failed { code } => {
                write!(
                    f,
                    "failed before ({code}): `gongkai retry --failed` reads it again"
                )
            }
            Reason::Done => f.write_str("done"),
        }
    }
}

/// A document and what is to be done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// SHA-256.
    pub document: String,
    /// What it is, by its first bytes.
    pub kind: String,
    /// As it was called first.
    pub file_name: String,
    /// Where its bytes are.
    pub path: PathBuf,
    /// Why it is to be read, or is not.
    pub reason: Reason,
}

/// A current extraction as far as a plan must know it.
struct Past {
    extractor: String,
    settings: String,
    status: String,
    code: String,
    has_failed: bool,
    has_rows: bool,
}

impl Store {
    /// Every document that may be read, in the order of its name, and why it is to be.
    pub fn plan(&self, capability: &Capability) -> Result<Vec<Planned>, Error> {
        let planned = |row: &Row<'_>| -> rusqlite::Result<Planned> {
            let (document, kind): (String, String) = (row.get(0)?, row.get(1)?);
            let past = match row.get::<_, Option<String>>(3)? {
                None => None,
                Some(extractor) => Some(Past {
                    extractor,
                    settings: row.get(4)?,
                    status: row.get(5)?,
                    code: row.get(6)?,
                    has_failed: row.get(7)?,
                    has_rows: row.get(8)?,
                }),
            };
            Ok(Planned {
                path: self.dir.join(folder::document(&document, &kind)),
                document,
                kind,
                file_name: row.get(2)?,
                reason: reason(past, capability),
            })
        };
        self.connection
            .prepare(
                "SELECT d.sha256, d.kind, d.file_name, e.extractor, e.settings, e.status,
                        e.code, e.has_failed, r.extraction IS NOT NULL
                 FROM documents d
                 LEFT JOIN extractions e ON e.document = d.sha256 AND e.is_current
                 LEFT JOIN renderings r ON r.extraction = e.id
                 WHERE EXISTS (
                     SELECT 1 FROM captures c
                     WHERE c.document = d.sha256 AND c.state = 'stored')
                 ORDER BY d.file_name, d.sha256",
            )
            .and_then(|mut select| select.query_map([], planned)?.collect())
            .map_err(Error::catalog("make a plan"))
    }
}

fn reason(past: Option<Past>, capability: &Capability) -> Reason {
    let Some(past) = past else { return Reason::New };
    if past.extractor != capability.extractor {
        return Reason::Version { was: past.extractor };
    }
    if !past.has_rows {
        return Reason::Unusable;
    }
    let present = capability.ocr.as_ref().map(|_| capability.settings(1));
    match present {
        // What was read with models is not made worse by a run that has none.
        Some(present) if past.settings != TEXT && past.settings != present => {
            if past.settings == NO_OCR {
                Reason::Models
            } else {
                Reason::Settings { was: past.settings }
            }
        }
        _ if past.has_failed || past.status == "failed" => {
            Reason::Failed { code: past.code }
        }
        _ => Reason::Done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(settings: &str, status: &str) -> Option<Past> {
        Some(Past {
            extractor: "0.1.0".into(),
            settings: settings.into(),
            status: status.into(),
            code: "timeout".into(),
            has_failed: status == "failed",
            has_rows: true,
        })
    }

    #[test]
    fn a_plan_gives_reasons() {
        let with = |extractor: &str, ocr: Option<&str>| Capability {
            extractor: extractor.into(),
            ocr: ocr.map(str::to_owned),
        };
        let failed = || Reason::Failed { code: "timeout".into() };
        for (past, now, expected) in [
            (None, with("0.1.0", None), Reason::New),
            (past("text", "ok"), with("0.1.0", None), Reason::Done),
            (past("text", "ok"), with("0.1.0", Some("m1")), Reason::Done),
            (
                past("text", "ok"),
                with("0.2.0", None),
                Reason::Version { was: "0.1.0".into() },
            ),
            (past("text", "failed"), with("0.1.0", Some("m1")), failed()),
            (past("no-ocr", "failed"), with("0.1.0", None), failed()),
            (past("no-ocr", "partial"), with("0.1.0", None), Reason::Done),
            (past("no-ocr", "partial"), with("0.1.0", Some("m1")), Reason::Models),
            (past("ocr:m1", "ok"), with("0.1.0", Some("m1")), Reason::Done),
            (past("ocr:m1", "ok"), with("0.1.0", None), Reason::Done),
            (
                past("ocr:m1", "ok"),
                with("0.1.0", Some("m2")),
                Reason::Settings { was: "ocr:m1".into() },
            ),
        ] {
            assert_eq!(reason(past, &now), expected, "{now:?}");
        }
    }
}
