//! How what lies at a place stands, now or at an earlier moment.

use crate::error::Error;
use crate::store::Store;
use rusqlite::Row;
use std::collections::HashMap;

/// How a document stands at its place; the best comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// 现行: it is what lies there, as far as anybody knows.
    Current,
    /// 已撤下: the server says that it is no more, or its archive is without it.
    Gone,
    /// 已被替换: other bytes took its place.
    Replaced,
}

impl Standing {
    /// The word of `documents.csv`.
    pub fn word(self) -> &'static str {
        match self {
            Standing::Current => "current",
            Standing::Gone => "gone",
            Standing::Replaced => "replaced",
        }
    }

    /// The standing called `word`.
    pub(crate) fn named(word: &str) -> Option<Standing> {
        let all = [Standing::Current, Standing::Gone, Standing::Replaced];
        all.into_iter().find(|standing| standing.word() == word)
    }
}

/// Where and when something was seen at a place, or seen to be gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sight {
    pub(crate) at: String,
    pub(crate) is_gone: bool,
}

impl Store {
    /// What was seen at the places where something was gone once, in order of time. Requests
    /// that were refused, or failed, say nothing.
    pub(crate) fn sights(&self) -> Result<HashMap<String, Vec<Sight>>, Error> {
        let sight = |row: &Row<'_>| -> rusqlite::Result<(String, Sight)> {
            Ok((row.get(0)?, Sight { at: row.get(1)?, is_gone: row.get(2)? }))
        };
        let all: rusqlite::Result<Vec<(String, Sight)>> = self
            .connection
            .prepare(
                "SELECT origin, captured_at, state = 'gone' FROM captures
                 WHERE state IN ('stored', 'unsupported', 'unpacked', 'unchanged', 'gone',
                     'vanished')
                   AND origin IN (SELECT origin FROM captures WHERE state = 'gone')
                 ORDER BY id",
            )
            .and_then(|mut select| select.query_map([], sight)?.collect());
        let mut sights: HashMap<String, Vec<Sight>> = HashMap::new();
        for (origin, sight) in all.map_err(Error::catalog("look up what is gone"))? {
            sights.entry(origin).or_default().push(sight);
        }
        Ok(sights)
    }
}

/// Whether what lies at a place was gone before a moment, or is now.
pub(crate) fn is_gone(sights: Option<&Vec<Sight>>, before: Option<&str>) -> bool {
    let seen = sights.into_iter().flatten();
    let mut seen =
        seen.filter(|sight| before.is_none_or(|before| sight.at.as_str() < before));
    seen.next_back().is_some_and(|sight| sight.is_gone)
}
