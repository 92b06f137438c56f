//! A page to its grids: ruled ones, unruled ones, and tab-separated text.

use crate::catalog::catalog;
use crate::page::grid::{Grid, GridOrigin};
use crate::page::lattice;
use crate::page::recognised;
use crate::page::sheet::Sheet;
use crate::page::stream;
use extractor::{Axis, Page, Rect, SourceKind, walls};

/// All grids of a page, from top to bottom.
///
/// Found from rulings where there are any, from the alignment of text elsewhere. Rectangles
/// are those of the page as displayed; in a scanned page only `xs` and `ys` are not.
pub fn grids(page: &Page, source: SourceKind) -> Vec<Grid> {
    let mut grids = straight(&Sheet::of(page), source);
    grids.iter_mut().for_each(|grid| recognised::display_grid(grid, page));
    grids
}

/// The same where the page's marks stand: on straight paper, if it was scanned.
pub(crate) fn straight(page: &Sheet<'_>, source: SourceKind) -> Vec<Grid> {
    match source {
        SourceKind::Text => tabbed(page),
        SourceKind::Pdf | SourceKind::Image => {
            let groups = walls::groups(&page.rulings);
            let mut grids = lattice::grids(page, &groups, GridOrigin::Ruled);
            let aligned = stream::grids(page, &groups, &grids, catalog());
            grids.extend(aligned);
            grids.sort_by(|a, b| {
                a.rect.y0.total_cmp(&b.rect.y0).then(a.rect.x0.total_cmp(&b.rect.x0))
            });
            grids.into_iter().map(|g| stream::part_rows(page, g)).collect()
        }
    }
}

/// Text lines are one unit apart; the lattice thinks in points.
const POINTS_A_LINE: f32 = 16.0;

/// Grids of tab-separated text: its lines are drawn apart, read, and put back.
fn tabbed(page: &Sheet<'_>) -> Vec<Grid> {
    let mut drawn = Page::clone(page);
    let scale = |rect: &mut Rect, by: f32| {
        rect.y0 *= by;
        rect.y1 *= by;
    };
    for glyph in &mut drawn.glyphs {
        scale(&mut glyph.rect, POINTS_A_LINE);
    }
    for ruling in &mut drawn.rulings {
        match ruling.axis {
            Axis::Horizontal => ruling.at *= POINTS_A_LINE,
            Axis::Vertical => {
                ruling.span.start *= POINTS_A_LINE;
                ruling.span.end *= POINTS_A_LINE;
            }
        }
    }
    let sheet = Sheet::of(&drawn);
    let groups = walls::groups(&drawn.rulings);
    let mut grids = lattice::grids(&sheet, &groups, GridOrigin::Tabbed);
    sheet.met().into_iter().for_each(|limit| page.meet(limit));
    for grid in &mut grids {
        scale(&mut grid.rect, 1.0 / POINTS_A_LINE);
        grid.ys.iter_mut().for_each(|y| *y /= POINTS_A_LINE);
        for cell in &mut grid.cells {
            scale(&mut cell.rect, 1.0 / POINTS_A_LINE);
            scale(&mut cell.ink, 1.0 / POINTS_A_LINE);
        }
    }
    grids
}
