//! The lines of a page, cut where white space parts independent stretches.

use crate::catalog::catalog;
use crate::page::lines::line_text;
use crate::page::sheet::Sheet;
use crate::words::amount;
use crate::words::normal::normalise;
use crate::words::wording;
use extractor::Rect;

/// White space this wide, in font sizes, parts two columns.
pub(crate) const COLUMN_GAP: f32 = 0.6;

/// A stretch of a printed line between two gaps.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Segment {
    pub(crate) x0: f32,
    pub(crate) x1: f32,
    pub(crate) text: String,
}

impl Segment {
    pub(crate) fn center(&self) -> f32 {
        (self.x0 + self.x1) / 2.0
    }
}

/// One line of text inside a region.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) y0: f32,
    pub(crate) y1: f32,
    pub(crate) segments: Vec<Segment>,
}

impl Row {
    pub(crate) fn center(&self) -> f32 {
        (self.y0 + self.y1) / 2.0
    }
}

/// Lines closer than this share of the usual distance are one row with a wrapped label.
pub(crate) const WRAPPED: f32 = 0.7;

/// Joins the lines of wrapped labels with the line of their row.
pub(crate) fn joined(rows: Vec<Row>) -> Vec<Row> {
    let full: Vec<&Row> = rows.iter().filter(|r| r.segments.len() > 1).collect();
    let mut pitch: Vec<f32> =
        full.windows(2).map(|p| p[1].center() - p[0].center()).collect();
    pitch.sort_by(f32::total_cmp);
    let Some(usual) = pitch.get(pitch.len() / 2).copied() else { return rows };
    let rows = with_rests(rows);
    let mut out: Vec<Row> = Vec::with_capacity(rows.len());
    let mut last = f32::MIN;
    for row in rows {
        let center = row.center();
        match out.last_mut() {
            Some(open) if center - last < usual * WRAPPED => {
                open.y0 = open.y0.min(row.y0);
                open.y1 = open.y1.max(row.y1);
                open.segments.extend(row.segments);
            }
            _ => out.push(row),
        }
        last = center;
    }
    out
}

/// In a table whose rows all print a number or a code, a line with words alone is the rest
/// of a wrapped label: it goes to the nearest row.
pub(crate) fn with_rests(rows: Vec<Row>) -> Vec<Row> {
    let is_rest = |r: &Row| {
        r.segments.len() == 1
            && !amount::is_number(&r.segments[0].text)
            && wording::strip_ordinal(&normalise(&r.segments[0].text))
                == normalise(&r.segments[0].text)
            && !catalog().is_total(&normalise(&r.segments[0].text))
    };
    let rests = rows.iter().filter(|r| is_rest(r)).count();
    if rests == 0 || (rows.len() - rests) < 4 || rests * 3 > rows.len() {
        return rows;
    }
    let (rests, mut full): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(is_rest);
    for rest in rests {
        let gap = |r: &Row| (r.y0 - rest.y1).max(rest.y0 - r.y1);
        let near = full
            .iter_mut()
            .min_by(|a, b| gap(a).total_cmp(&gap(b)))
            .filter(|r| gap(r) < rest.y1 - rest.y0);
        if let Some(row) = near {
            row.y0 = row.y0.min(rest.y0);
            row.y1 = row.y1.max(rest.y1);
        }
    }
    full
}

/// Lines of text in a region, parted at wide gaps.
pub(crate) fn rows(page: &Sheet<'_>, region: &Rect) -> Vec<Row> {
    rows_cut(page, region, &[])
}

/// Lines of text in a region, parted at wide gaps, and at narrow ones where a border is.
pub(crate) fn rows_cut(page: &Sheet<'_>, region: &Rect, borders: &[f32]) -> Vec<Row> {
    let glyphs = &page.glyphs;
    page.lines_in(region)
        .into_iter()
        .map(|line| {
            let mut segments = Vec::new();
            let mut start = 0;
            for i in 1..=line.len() {
                let cut = i == line.len() || {
                    let (a, b) = (&glyphs[line[i - 1]], &glyphs[line[i]]);
                    let gap = b.rect.x0 - a.rect.x1;
                    let size = a.size.max(b.size);
                    let at_border = || {
                        borders
                            .iter()
                            .any(|x| *x > a.rect.x1 - 0.5 && *x < b.rect.x0 + 0.5)
                    };
                    gap > size * COLUMN_GAP || gap > size * BORDER_GAP && at_border()
                };
                if cut {
                    let piece = &line[start..i];
                    segments.push(Segment {
                        x0: glyphs[piece[0]].rect.x0,
                        x1: glyphs[piece[piece.len() - 1]].rect.x1,
                        text: line_text(glyphs, piece),
                    });
                    start = i;
                }
            }
            let y0 = line.iter().map(|&g| glyphs[g].rect.y0).fold(f32::MAX, f32::min);
            let y1 = line.iter().map(|&g| glyphs[g].rect.y1).fold(0.0, f32::max);
            Row { y0, y1, segments }
        })
        .collect()
}

/// At a border of the body a narrower gap parts two labels of the header.
pub(crate) const BORDER_GAP: f32 = 0.08;
