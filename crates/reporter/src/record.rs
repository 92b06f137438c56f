//! A row of a relation by the names of its columns.

use std::fmt;
use std::sync::Arc;

/// A row of a relation by the names of its columns.
#[derive(Clone)]
pub struct Record {
    names: Arc<[String]>,
    cells: Vec<String>,
}

impl Record {
    /// A row with the names of its columns, in the same order.
    pub fn new(names: Arc<[String]>, cells: Vec<String>) -> Record {
        Record { names, cells }
    }

    /// A cell; empty where there is no such column.
    pub fn get(&self, name: &str) -> &str {
        let position = self.names.iter().position(|known| known == name);
        position.and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }

    /// A cell as a number for people to look at, never for sums.
    pub fn number(&self, name: &str) -> Option<f32> {
        self.get(name).parse().ok()
    }

    /// The page it stands on.
    pub fn page(&self) -> Option<u32> {
        self.get("page").parse().ok()
    }

    /// Where on the page as displayed it stands.
    pub fn rect(&self) -> Option<extractor::Rect> {
        let [x0, y0, x1, y1] = ["x0", "y0", "x1", "y1"].map(|name| self.number(name));
        Some(extractor::Rect { x0: x0?, y0: y0?, x1: x1?, y1: y1? })
    }

    /// The parts of a list.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.get(name).split(';').filter(|part| !part.is_empty())
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.names.iter().zip(&self.cells)).finish()
    }
}
