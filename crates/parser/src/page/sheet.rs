//! A page as every later stage is handed it: which glyphs can be read, and the lines they make.

use crate::disclosure::Method;
use crate::page::evenness::{Evenness, MOST_GLYPHS};
use crate::page::grid::Grid;
use crate::page::lines::{self, Line, glyph_in, is_legible};
use crate::page::recognised;
use extractor::{Page, Rect};
use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::ops::Deref;

/// A page whose glyphs have been told apart once, and put into lines once.
///
/// What differs on a page that was read from a picture is decided here.
#[derive(Debug)]
pub(crate) struct Sheet<'a> {
    page: &'a Page,
    /// How its marks became text.
    pub(crate) method: Method,
    /// Indices of the glyphs that take part in reading, in drawing order.
    pub(crate) legible: Vec<usize>,
    lines: OnceCell<Vec<Vec<usize>>>,
    evenness: OnceCell<Evenness>,
    /// What is left out because there is too much of it.
    limits: RefCell<BTreeSet<String>>,
}

impl<'a> Sheet<'a> {
    /// Tells the glyphs of a page apart.
    pub(crate) fn of(page: &'a Page) -> Self {
        let legible =
            (0..page.glyphs.len()).filter(|&g| is_legible(&page.glyphs[g])).collect();
        Self {
            page,
            method: recognised::method(page),
            legible,
            lines: OnceCell::new(),
            evenness: OnceCell::new(),
            limits: RefCell::default(),
        }
    }

    /// Notes that something of the page is left out because there is too much of it.
    pub(crate) fn meet(&self, limit: String) {
        self.limits.borrow_mut().insert(limit);
    }

    /// Notes that so many characters are too many to be compared with each other.
    pub(crate) fn meet_glyphs(&self, count: usize) {
        // Of text input nothing lies over anything: its lines have no height.
        let is_text = self.glyphs.first().is_some_and(|g| g.rect.y0 == g.rect.y1);
        if count > MOST_GLYPHS && !is_text {
            let most =
                format!("more than {MOST_GLYPHS} characters in one table or beside them");
            self.meet(format!("{most}, compared with each other"));
        }
    }

    /// What was left out because there is too much of it.
    pub(crate) fn met(&self) -> Vec<String> {
        self.limits.borrow().iter().cloned().collect()
    }

    /// The printed lines of all legible glyphs from top to bottom, each from left to right.
    pub(crate) fn lines(&self) -> &[Vec<usize>] {
        self.lines
            .get_or_init(|| lines::cluster_lines(&self.glyphs, self.legible.clone()))
    }

    /// The parts of these lines that some glyphs make; lines without any are left out.
    fn lines_of(&self, wanted: impl Fn(usize) -> bool) -> Vec<Vec<usize>> {
        let part =
            |line: &Vec<usize>| line.iter().copied().filter(|&g| wanted(g)).collect();
        self.lines()
            .iter()
            .map(part)
            .filter(|line: &Vec<usize>| !line.is_empty())
            .collect()
    }

    /// The lines in a rectangle without note marks, which widen what they stand behind.
    pub(crate) fn lines_in(&self, region: &Rect) -> Vec<Vec<usize>> {
        let marks = self.evenness.get_or_init(|| Evenness::of(self.page, &self.legible));
        self.lines_of(|g| lines::glyph_in(&self.glyphs[g], region) && !marks.is_mark(g))
    }

    /// The independent pieces of the lines that stand in none of the grids, without note
    /// marks; those of a picture by the lines that were read.
    pub(crate) fn around(&self, grids: &[Grid]) -> Vec<Line> {
        let outside = outside(self, grids);
        if self.scan.is_some() {
            let pieces = recognised::pieces(self, &outside);
            return lines::lines(&pieces, (0..pieces.len()).collect());
        }
        self.meet_glyphs(outside.len());
        let even = Evenness::of(self, &outside);
        let mut wanted = vec![false; self.glyphs.len()];
        outside.iter().for_each(|&g| wanted[g] = !even.is_mark(g));
        lines::pieces(&self.glyphs, &self.lines_of(|g| wanted[g]))
    }
}

impl Deref for Sheet<'_> {
    type Target = Page;

    fn deref(&self) -> &Page {
        self.page
    }
}

/// Letters this many times larger than the usual ones of a table, and at least this high,
/// are a watermark over it.
const WATERMARK: f32 = 2.5;

/// Smaller letters are none.
const WATERMARK_SIZE: f32 = 28.0;

/// Indices of the legible glyphs whose middle lies in a rectangle, watermarks left out.
///
/// A line that was read from a picture is inside or outside as a whole: where its characters
/// stand is known only to about one of them.
pub(crate) fn inside(page: &Sheet<'_>, rect: &Rect) -> Vec<usize> {
    let stands_in = members(page, rect);
    let mut inside: Vec<usize> =
        page.legible.iter().copied().filter(|&i| stands_in[i]).collect();
    let mut sizes: Vec<f32> = inside.iter().map(|&i| page.glyphs[i].size).collect();
    sizes.sort_by(f32::total_cmp);
    if let Some(&usual) = sizes.get(sizes.len() / 2) {
        let most = (usual * WATERMARK).max(WATERMARK_SIZE);
        inside.retain(|&i| page.glyphs[i].size <= most);
    }
    inside
}

/// Indices of the legible glyphs that stand in none of the grids.
pub(crate) fn outside(page: &Sheet<'_>, grids: &[Grid]) -> Vec<usize> {
    let mut free = vec![true; page.glyphs.len()];
    for grid in grids {
        for (free, inside) in free.iter_mut().zip(members(page, &grid.rect)) {
            *free &= !inside;
        }
    }
    page.legible.iter().copied().filter(|&i| free[i]).collect()
}

/// For every glyph of the page whether it stands in a rectangle.
fn members(page: &Page, rect: &Rect) -> Vec<bool> {
    let mut inside: Vec<bool> = page.glyphs.iter().map(|g| glyph_in(g, rect)).collect();
    for run in page.scan.iter().flat_map(|scan| &scan.runs) {
        let glyphs = recognised::legible(page, run);
        let home: Vec<Option<usize>> =
            glyphs.iter().map(|&g| inside[g].then_some(0)).collect();
        if let Some(all) = recognised::common_home(page, &glyphs, &home) {
            glyphs.iter().for_each(|&g| inside[g] = all.is_some());
        }
    }
    inside
}
