//! A page with missing rulings to grids: the alignment of text tells where they would be.
//!
//! Three-line tables, tables without any line, and ruled tables whose rows are not parted:
//! the lines that the print leaves out are drawn, and the lattice reads the result.

use crate::catalog::Catalog;
use crate::page::caption;
use crate::page::columns::{Column, borders, columns, is_body, is_number_row};
use crate::page::grid::{Grid, GridOrigin};
use crate::page::heading;
use crate::page::label::{self, Label};
use crate::page::lattice;
use crate::page::segments::{self, Row, Segment, joined, rows, rows_cut};
use crate::page::sheet::Sheet;
use crate::words::amount;
use crate::words::normal::normalise;
use crate::words::wording;
use extractor::walls::{self, Group};
use extractor::{Axis, Page, Rect, Ruling, Span};

/// Horizontal lines shorter than this part of the page do not frame a table.
const FRAME_SHARE: f32 = 0.3;

/// More wide lines than this on a page are hatching.
const MOST_FRAMES: usize = 1_000;

/// Ends of the lines that frame one table agree within this.
const SAME_END: f32 = 6.0;

/// A header without a body is that of a table from so many labels on.
const LEAST_LABELS: usize = 3;
/// A header has at most so many lines.
const MOST_HEADER: usize = 30;
/// A table that has a line for this share of its rows has one for each.
const RULED_ROWS: f32 = 0.6;
/// Words that reach this far over a border run over it, in points.
const CROSSED: f32 = 1.5;
/// Title, number, entity, year and unit stand on at most so many lines.
const MOST_CAPTION: usize = 5;
/// The rest of a table begins above this share of the page's height.
const TOP_OF_PAGE: f32 = 0.2;

/// Grids that alignment finds outside the ruled ones.
pub(crate) fn grids(
    page: &Sheet<'_>,
    groups: &[Group],
    ruled: &[Grid],
    catalog: &Catalog,
) -> Vec<Grid> {
    let mut regions = framed(page, groups, ruled, catalog);
    regions.extend(titled(page, ruled, catalog));
    let mut out: Vec<Grid> = Vec::new();
    // The line under a header may be the last on the page: what has a body goes first.
    for draw in [drawn, bodiless] {
        for region in &regions {
            if !out.iter().any(|g| g.rect.overlaps(&region.rect)) {
                out.extend(draw(page, region, catalog));
            }
        }
    }
    out.sort_by(|a, b| a.rect.y0.total_cmp(&b.rect.y0));
    out
}

/// Where an unruled table stands, and the horizontal lines that it has.
#[derive(Debug, Clone, PartialEq)]
struct Region {
    rect: Rect,
    ys: Vec<f32>,
}

/// Regions between horizontal lines of one width: three-line tables.
fn framed(
    page: &Sheet<'_>,
    groups: &[Group],
    ruled: &[Grid],
    catalog: &Catalog,
) -> Vec<Region> {
    let mut lines: Vec<Ruling> = groups
        .iter()
        .filter(|g| !g.has_columns())
        .flat_map(|g| g.horizontal())
        .filter(|r| r.span.len() >= page.width * FRAME_SHARE)
        .filter(|r| {
            let middle = (r.span.start + r.span.end) / 2.0;
            !ruled.iter().any(|g| g.rect.inflate(2.0).contains(middle, r.at))
        })
        .copied()
        .collect();
    if lines.len() > MOST_FRAMES {
        page.meet(format!("more than {MOST_FRAMES} lines across it that frame no cells"));
        return Vec::new();
    }
    lines.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut out: Vec<Region> = Vec::new();
    let mut used = vec![false; lines.len()];
    let titles = titles(page, catalog);
    for i in 0..lines.len() {
        if used[i] {
            continue;
        }
        let first = lines[i];
        let mut last = first;
        let mut ys = Vec::new();
        for (j, line) in lines.iter().enumerate().skip(i) {
            if (line.span.start - first.span.start).abs() <= SAME_END
                && (line.span.end - first.span.end).abs() <= SAME_END
            {
                let between =
                    Rect::new(first.span.start, last.at, first.span.end, line.at);
                if ruled.iter().any(|g| g.rect.overlaps(&between))
                    || titles.iter().any(|y| *y > last.at && *y < line.at)
                {
                    break;
                }
                used[j] = true;
                last = *line;
                ys.push(line.at);
            }
        }
        if ys.len() >= 2 && last.at - first.at > 20.0 {
            let mut rect = Rect::new(first.span.start, first.at, first.span.end, last.at);
            // Cut by the foot of the page the table has no closing line.
            let strip = Rect::new(rect.x0, rect.y1, rect.x1, page.height);
            let below = rows(page, &strip);
            let end = end_of_table(&below, 0, ruled, catalog);
            let goes_on = end > 0
                && end + 2 >= below.len()
                && below[..end].iter().filter(|r| r.segments.len() > 1).count() * 3 > end
                && below[0].y0 - rect.y1 < 20.0;
            if goes_on {
                rect.y1 = below[end - 1].y1 + 1.0;
            }
            out.push(Region { rect, ys });
        }
    }
    out
}

/// Middles of the lines that are known titles of tables.
fn titles(page: &Sheet<'_>, catalog: &Catalog) -> Vec<f32> {
    rows(page, &Rect::new(0.0, 0.0, page.width, page.height))
        .iter()
        .filter(|row| is_title(row, catalog))
        .map(Row::center)
        .collect()
}

/// Whether a line is a known title of a table.
fn is_title(row: &Row, catalog: &Catalog) -> bool {
    let text: String = row.segments.iter().map(|s| s.text.as_str()).collect();
    // Most lines are prose; reading them as captions would cost more than all else.
    if !text.contains('表') || text.chars().count() > 80 {
        return false;
    }
    let line = crate::page::lines::Line { text, ..Default::default() };
    caption::read(std::slice::from_ref(&line), catalog, None).known
        && !wording::is_contents_entry(&line.text)
}

/// Whether a line prints nothing but marks of a table: its number, entity, year or unit.
fn is_marks(row: &Row, catalog: &Catalog) -> bool {
    row.segments.iter().all(|s| {
        let line =
            crate::page::lines::Line { text: s.text.clone(), ..Default::default() };
        let read = caption::read(&[line], catalog, None);
        read.other.is_empty() && (!read.is_empty() || !read.year.is_empty())
    })
}

/// Regions under a known title that no grid follows: tables without any line.
fn titled(page: &Sheet<'_>, ruled: &[Grid], catalog: &Catalog) -> Vec<Region> {
    let lines = rows(page, &Rect::new(0.0, 0.0, page.width, page.height));
    let mut out = Vec::new();
    for (i, row) in lines.iter().enumerate() {
        if !is_title(row, catalog) {
            continue;
        }
        // Number, entity and unit stand between the title and the table.
        let mut from = i + 1;
        while from < lines.len() && from < i + 5 && is_marks(&lines[from], catalog) {
            from += 1;
        }
        // A table without lines prints its unit above; prose has none.
        let above = i
            .checked_sub(1)
            .map_or(i, |n| if is_marks(&lines[n], catalog) { n } else { i });
        let has_unit = lines[above..from]
            .iter()
            .any(|l| l.segments.iter().any(|s| caption::unit_in(&s.text).is_some()));
        if !has_unit || from >= lines.len() {
            continue;
        }
        let top = (lines[from - 1].y1 + lines[from].y0) / 2.0;
        let end = end_of_table(&lines, from, ruled, catalog);
        if end < from + 2 {
            continue;
        }
        let bottom = lines[end - 1].y1 + 1.0;
        let x0 = lines[from..end].iter().filter_map(|l| l.segments.first()).map(|s| s.x0);
        let x1 = lines[from..end].iter().filter_map(|l| l.segments.last()).map(|s| s.x1);
        let (x0, x1) = (x0.fold(f32::MAX, f32::min), x1.fold(0.0, f32::max));
        let rect = Rect::new(x0 - 2.0, top, x1 + 2.0, bottom);
        out.push(Region { rect, ys: Vec::new() });
    }
    out
}

/// Where a table that begins with line `from` ends: before its note, the next title, prose,
/// a ruled grid or the page number.
fn end_of_table(lines: &[Row], from: usize, ruled: &[Grid], catalog: &Catalog) -> usize {
    let mut end = from;
    while end < lines.len() {
        let line = &lines[end];
        let first = line.segments.first().map_or("", |s| s.text.as_str());
        let prose = line.segments.len() == 1
            && (first.contains('。') || first.chars().count() > 40);
        let next_title = is_title(line, catalog);
        if next_title {
            // The number of the next table may stand above its title.
            while end > from && is_marks(&lines[end - 1], catalog) {
                end -= 1;
            }
        }
        if prose
            || next_title
            || wording::is_note(first)
            || ruled.iter().any(|g| g.rect.y0 <= line.y1 && g.rect.y1 >= line.y0)
        {
            break;
        }
        end += 1;
    }
    let at_foot = end > from && end == lines.len();
    if at_foot
        && lines[end - 1].segments.len() == 1
        && wording::is_page_number(&lines[end - 1].segments[0].text)
    {
        end -= 1;
    }
    end
}

/// Draws the lines that the print leaves out and reads the grid they make.
fn drawn(page: &Sheet<'_>, region: &Region, catalog: &Catalog) -> Option<Grid> {
    let rect = &region.rect;
    let rows = segments::body(page, rect);
    let mut start = rows.iter().position(|r| is_body(r, catalog))?;
    // A wrapped label may begin above the first number: the line over it says where.
    if let Some(y) = region.ys.iter().rev().find(|y| **y < rows[start].center())
        && *y > rect.y0 + 1.0
    {
        start = rows.iter().position(|r| r.center() > *y).unwrap_or(start);
    }
    if start > MOST_HEADER {
        return None;
    }
    let top = match start.checked_sub(1) {
        Some(last) => {
            let (above, below) = (rows[last].center(), rows[start].center());
            let own = region.ys.iter().find(|y| **y > above && **y < below);
            own.copied().unwrap_or((rows[last].y1 + rows[start].y0) / 2.0)
        }
        None => rect.y0,
    };
    let over = Rect::new(rect.x0, rect.y0, rect.x1, top);
    let mut labels = label::labels(&segments::header(page, &over), catalog);
    let counted = is_number_row(&rows[start], catalog);
    let first = start + usize::from(counted);
    if counted {
        numbers_as_labels(&rows[start], &mut labels);
    }
    let columns = columns(&rows[first..], &labels, counted)?;
    let borders = borders(page, rect, &columns);
    let edges: Vec<f32> =
        [rect.x0].into_iter().chain(borders.iter().copied()).chain([rect.x1]).collect();
    let bands = bands(region, &rows, start, counted, top);
    let mut lines: Vec<Ruling> = Vec::new();
    for y in bands.iter().map(|b| b.0).chain([rect.y0, rect.y1]) {
        lines.push(invisible(Axis::Horizontal, y, rect.x0, rect.x1));
    }
    for x in [rect.x0, rect.x1] {
        lines.push(invisible(Axis::Vertical, x, rect.y0, rect.y1));
    }
    // Where each inner border begins: below the lowest label that spans it.
    let tops = header_lines(rect.y0, &labels, &columns, &edges, top, &mut lines);
    for (k, (x, from)) in borders.iter().zip(&tops).enumerate() {
        if *from < top {
            lines.push(invisible(Axis::Vertical, *x, *from, top));
        }
        for (y0, y1) in &bands {
            let inside = |r: &&Row| r.center() > *y0 && r.center() < *y1;
            let band: Vec<&Segment> =
                rows.iter().filter(inside).flat_map(|r| &r.segments).collect();
            let banner = start == 0 && is_banner(&band, edges[1]);
            if !banner && !is_crossed(&band, &edges, k + 1) {
                lines.push(invisible(Axis::Vertical, *x, *y0, *y1));
            }
        }
    }
    read_drawn(page, lines)
}

/// The grid of a table that prints a header and nothing below it: one blank row.
fn bodiless(page: &Sheet<'_>, region: &Region, catalog: &Catalog) -> Option<Grid> {
    let rows = segments::body(page, &region.rect);
    let last = rows.last()?;
    let is_header = !rows.iter().any(|r| is_body(r, catalog))
        && rows.len() <= MOST_HEADER
        && rows.iter().any(|r| r.segments.len() >= LEAST_LABELS)
        && rows.iter().all(|r| !r.segments.iter().any(|s| s.text.contains(['。', '；'])));
    if !is_header {
        return None;
    }
    let own = region.ys.iter().copied().find(|y| *y >= last.center());
    let top = own.filter(|y| *y < region.rect.y1 - 1.0).unwrap_or(last.y1 + 1.0);
    let rect = Rect { y1: region.rect.y1.max(top + last.y1 - last.y0), ..region.rect };
    let over = Rect { y1: top, ..rect };
    let labels = label::labels(&segments::header(page, &over), catalog);
    let columns = columns(&[], &labels, false)?;
    if columns.len() < LEAST_LABELS {
        return None;
    }
    let borders = borders(page, &over, &columns);
    let edges: Vec<f32> =
        [rect.x0].into_iter().chain(borders.iter().copied()).chain([rect.x1]).collect();
    let mut lines: Vec<Ruling> = [rect.y0, top, rect.y1]
        .map(|y| invisible(Axis::Horizontal, y, rect.x0, rect.x1))
        .to_vec();
    lines.extend(
        [rect.x0, rect.x1].map(|x| invisible(Axis::Vertical, x, rect.y0, rect.y1)),
    );
    let tops = header_lines(rect.y0, &labels, &columns, &edges, top, &mut lines);
    for (x, from) in borders.iter().zip(&tops) {
        lines.push(invisible(Axis::Vertical, *x, *from, rect.y1));
    }
    read_drawn(page, lines)
}

/// Draws the lines below the labels that span several columns; where each inner border begins.
fn header_lines(
    from: f32,
    labels: &[Label],
    columns: &[Column],
    edges: &[f32],
    top: f32,
    lines: &mut Vec<Ruling>,
) -> Vec<f32> {
    let mut tops = vec![from; edges.len().saturating_sub(2)];
    for (first, last, below) in heading::spans(labels, columns, edges, top) {
        lines.push(invisible(Axis::Horizontal, below, edges[first], edges[last + 1]));
        for y in &mut tops[first..last] {
            *y = y.max(below);
        }
    }
    tops
}

/// Numbers of columns that stand under no label of their own are labels themselves.
fn numbers_as_labels(row: &Row, labels: &mut Vec<Label>) {
    for s in row.segments.iter().filter(|s| amount::is_number(&s.text)) {
        if labels.iter().any(|l| l.is_leaf && s.over(l.x0, l.x1)) {
            continue;
        }
        labels.push(Label {
            x0: s.x0,
            x1: s.x1,
            y0: row.y0,
            y1: row.y1,
            text: s.text.clone(),
            is_leaf: true,
        });
    }
}

/// Top and bottom of every row below the header: from the table's own lines where it has
/// them, else from the distance of its texts.
fn bands(
    region: &Region,
    rows: &[Row],
    start: usize,
    counted: bool,
    top: f32,
) -> Vec<(f32, f32)> {
    let first = start + usize::from(counted);
    let mut texts: Vec<Row> = rows[start..first].to_vec();
    texts.extend(joined(rows[first..].to_vec()));
    let own: Vec<f32> = region
        .ys
        .iter()
        .copied()
        .filter(|y| *y > top && *y < region.rect.y1 - 1.0)
        .collect();
    let between: Vec<f32> = if own.len() as f32 > texts.len() as f32 * RULED_ROWS {
        own
    } else {
        texts.windows(2).map(|p| (p[0].y1 + p[1].y0) / 2.0).collect()
    };
    let ys: Vec<f32> = [top].into_iter().chain(between).chain([region.rect.y1]).collect();
    ys.windows(2).map(|y| (y[0], y[1])).collect()
}

/// Whether a row is a banner over a part of a table that has no header of its own:
/// 一、政府采购情况.
fn is_banner(band: &[&Segment], first: f32) -> bool {
    matches!(band, [only] if only.x0 < first
        && only.text.starts_with(|c| "一二三四五六七八九十".contains(c))
        && wording::strip_ordinal(&normalise(&only.text)).len() < normalise(&only.text).len())
}

/// Whether words of a row run over a border and stand alone in the columns beside it.
fn is_crossed(band: &[&Segment], edges: &[f32], at: usize) -> bool {
    band.iter().filter(|s| !s.is_value()).any(|s| {
        if s.x0 > edges[at] - CROSSED || s.x1 < edges[at] + CROSSED {
            return false;
        }
        let first = edges.iter().rposition(|x| *x <= s.x0 + CROSSED).unwrap_or(0);
        let last = edges.iter().position(|x| *x >= s.x1 - CROSSED);
        let to = last.map_or(f32::MAX, |l| edges[l]);
        !band.iter().any(|o| {
            o.center() > edges[first]
                && o.center() < to
                && (o.is_value() || !o.over(s.x0, s.x1))
        })
    })
}

/// The rest of an unruled table at the top of the next page.
#[derive(Debug, Clone)]
pub(crate) struct Rest {
    /// Its rows.
    pub(crate) grid: Grid,
    /// Where the header that is repeated above them begins; else the top of the grid.
    pub(crate) top: f32,
}

/// The rest of an unruled table at the top of the next page: its lines stand in the columns
/// of the page before.
pub(crate) fn continuation(
    page: &Sheet<'_>,
    before: &Grid,
    ruled: &[Grid],
    catalog: &Catalog,
) -> Option<Rest> {
    let all = rows(page, &Rect::new(0.0, 0.0, page.width, page.height));
    // Title, entity and unit may be repeated too.
    let is_caption = |r: &&Row| is_title(r, catalog) || is_marks(r, catalog);
    let titled = all.iter().take(MOST_CAPTION).take_while(is_caption).count();
    let captioned = titled > 0 && is_heading_again(&all[titled..], before, catalog);
    let lines = if captioned { &all[titled..] } else { &all[..] };
    let end = end_of_table(lines, 0, ruled, catalog);
    let body = &lines[..end];
    let top = body.first()?.y0 - 1.0;
    // The columns under a repeated header are those of the page before, however few its rows.
    let again = is_heading_again(body, before, catalog);
    let is_row = |r: &Row| is_body(r, catalog) && !(again && is_number_row(r, catalog));
    let from = if again { body.iter().position(is_row)? } else { 0 };
    let body = &body[from..];
    let (first, last) = (body.first()?, body.last()?);
    // The lines of a wrapped label are one row.
    let whole = joined(body.to_vec());
    let several = whole.iter().filter(|r| r.segments.len() > 1).count();
    if !again
        && (first.y0 > page.height * TOP_OF_PAGE
            || several * 3 < whole.len()
            || !is_body(first, catalog))
    {
        return None;
    }
    let region = Rect::new(before.rect.x0, first.y0 - 1.0, before.rect.x1, last.y1 + 1.0);
    let outside = |s: &&Segment| s.x1 < region.x0 || s.x0 > region.x1;
    if body.iter().flat_map(|r| &r.segments).any(|s| outside(&s)) {
        return None;
    }
    let mut drawn: Vec<Ruling> = before
        .xs
        .iter()
        .map(|x| invisible(Axis::Vertical, *x, region.y0, region.y1))
        .collect();
    let bands = joined(rows_cut(page, &region, &before.xs));
    let between = bands.windows(2).map(|p| (p[0].y1 + p[1].y0) / 2.0);
    for y in between.chain([region.y0, region.y1]) {
        drawn.push(invisible(Axis::Horizontal, y, region.x0, region.x1));
    }
    let grid = read_drawn(page, drawn)?;
    Some(Rest { grid, top })
}

/// Whether lines begin with the header of a table that is repeated.
fn is_heading_again(lines: &[Row], before: &Grid, catalog: &Catalog) -> bool {
    let body = lines.iter().position(|r| is_body(r, catalog)).unwrap_or(0);
    let words: Vec<String> = before.cells.iter().map(|c| c.compact()).collect();
    let known = |s: &Segment| {
        let text: String = s.text.chars().filter(|c| !c.is_whitespace()).collect();
        words.iter().any(|w| w.contains(&text))
    };
    let header = || lines[..body].iter().flat_map(|r| &r.segments);
    body > 0 && body <= MOST_HEADER && header().count() > 1 && header().all(known)
}

/// The one grid that lines drawn in place of the page's own make.
fn read_drawn(page: &Sheet<'_>, lines: Vec<Ruling>) -> Option<Grid> {
    let page = Page { rulings: lines, ..Page::clone(page) };
    let groups = walls::groups(&page.rulings);
    let mut grids = lattice::grids(&Sheet::of(&page), &groups, GridOrigin::Aligned);
    (grids.len() == 1).then(|| grids.remove(0))
}

/// A line that the print leaves out.
fn invisible(axis: Axis, at: f32, from: f32, to: f32) -> Ruling {
    Ruling { axis, at, span: Span::new(from, to), width: 0.0, dashed: false }
}

/// Parts the rows of a ruled grid that prints several numbers into one cell: its rulings
/// stand between columns only.
pub(crate) fn part_rows(page: &Sheet<'_>, grid: Grid) -> Grid {
    // 1,682.7 over 6 is one number in a narrow column, 1.00 over 2.00 are two.
    let wrapped =
        |text: &str| amount::is_number(text) && text.contains(['.', ',', '．', '，']);
    // A label may stand over the numbers where not even the header is ruled off.
    let stacked = |c: &crate::page::grid::Cell| {
        let numbers = c.lines.iter().filter(|l| amount::is_number(l)).count();
        let labels = c.lines.len() - numbers;
        c.lines.len() > 1
            && (labels == 0 || numbers >= 3 && labels <= 2)
            && !wrapped(&c.lines.concat())
    };
    let bands: Vec<usize> = (0..grid.n_rows)
        .filter(|&r| {
            grid.starting_in(r).filter(|c| c.rows.len() == 1 && stacked(c)).count() > 1
        })
        .collect();
    if bands.is_empty() {
        return grid;
    }
    let mut lines: Vec<Ruling> = Vec::new();
    for cell in &grid.cells {
        let r = &cell.rect;
        for (axis, at, from, to) in [
            (Axis::Horizontal, r.y0, r.x0, r.x1),
            (Axis::Horizontal, r.y1, r.x0, r.x1),
            (Axis::Vertical, r.x0, r.y0, r.y1),
            (Axis::Vertical, r.x1, r.y0, r.y1),
        ] {
            let span = Span::new(from, to);
            lines.push(Ruling { axis, at, span, width: 0.0, dashed: false });
        }
    }
    for &band in &bands {
        // The lines of the column with the most numbers are the rows.
        let most = grid
            .starting_in(band)
            .filter(|c| stacked(c))
            .max_by_key(|c| c.lines.len())
            .map(|c| c.rect);
        let Some(rect) = most else { continue };
        for pair in rows(page, &rect).windows(2) {
            lines.push(Ruling {
                axis: Axis::Horizontal,
                at: (pair[0].y1 + pair[1].y0) / 2.0,
                span: Span::new(grid.rect.x0, grid.rect.x1),
                width: 0.0,
                dashed: false,
            });
        }
    }
    read_drawn(page, lines).unwrap_or(grid)
}

#[cfg(test)]
mod tests {
    use crate::testing;

    fn check(drawing: &str, expected: &str) {
        let page = testing::page(drawing);
        let grids = crate::page::finder::grids(&page, extractor::SourceKind::Pdf);
        let got: Vec<String> = grids.iter().map(testing::cells).collect();
        assert_eq!(got.join("--\n").trim(), expected.trim());
    }

    #[test]
    fn a_three_line_table() {
        check(
            "
────────────────────────────────────────────────────────
                                     本年支出
科目代码   科目名称          小计    基本支出   项目支出
────────────────────────────────────────────────────────
合计                        643.36              643.36
204        公共安全支出     643.36              643.36
────────────────────────────────────────────────────────
",
            "
[0..2 0 科目代码] [0..2 1 科目名称] [0 2..5 本年支出]
[1 2 小计] [1 3 基本支出] [1 4 项目支出]
[2 0 合计] [2 1 ∅] [2 2 643.36] [2 3 ∅] [2 4 643.36]
[3 0 204] [3 1 公共安全支出] [3 2 643.36] [3 3 ∅] [3 4 643.36]
",
        );
    }

    #[test]
    fn a_table_without_any_line() {
        check(
            "
                 支出决算表
部门：云溪市财政局                   单位：万元
项目              本年支出合计    基本支出    项目支出
栏次                   1             2           3
合计                 9.00          4.00        5.00
204公共安全支出      9.00          4.00        5.00
注：本表反映部门本年度各项支出情况。
",
            "
[0 0 项目] [0 1 本年支出合计] [0 2 基本支出] [0 3 项目支出]
[1 0 栏次] [1 1 1] [1 2 2] [1 3 3]
[2 0 合计] [2 1 9.00] [2 2 4.00] [2 3 5.00]
[3 0 204公共安全支出] [3 1 9.00] [3 2 4.00] [3 3 5.00]
",
        );
    }

    #[test]
    fn amounts_at_the_right_go_under_the_centred_label_before_them() {
        check(
            "
                 支出决算表
部门：云溪市财政局                                     单位：万元
        项目              本年支出合计        基本支出        项目支出
          合计                      9.00            4.00            5.00
204   公共安全支出                  9.00            4.00            5.00
20401 武装警察部队                  2.00            2.00
",
            "
[0 0 ∅] [0 1 项目] [0 2 本年支出合计] [0 3 基本支出] [0 4 项目支出]
[1 0 ∅] [1 1 合计] [1 2 9.00] [1 3 4.00] [1 4 5.00]
[2 0 204] [2 1 公共安全支出] [2 2 9.00] [2 3 4.00] [2 4 5.00]
[3 0 20401] [3 1 武装警察部队] [3 2 2.00] [3 3 2.00] [3 4 ∅]
",
        );
    }

    #[test]
    fn a_known_title_begins_the_next_table() {
        check(
            "
                 支出决算表
                                           单位：万元
────────────────────────────────────────────────────────
项目              本年支出合计    基本支出    项目支出
────────────────────────────────────────────────────────
合计                 9.00          4.00        5.00
────────────────────────────────────────────────────────
                 收入决算表
                                           单位：万元
────────────────────────────────────────────────────────
项目              本年收入合计    其他收入
────────────────────────────────────────────────────────
合计                 8.00          4.00
────────────────────────────────────────────────────────
",
            "
[0 0 项目] [0 1 本年支出合计] [0 2 基本支出] [0 3 项目支出]
[1 0 合计] [1 1 9.00] [1 2 4.00] [1 3 5.00]
--
[0 0 项目] [0 1 本年收入合计] [0 2 其他收入]
[1 0 合计] [1 1 8.00] [1 2 4.00]
",
        );
    }

    /// The right-hand panel stands 2 pt from the amounts of the left one.
    #[test]
    fn a_panel_ends_at_its_stack_of_amounts() {
        let mut page = testing::page(
            "
      一般公共预算财政拨款基本支出决算表
                                           单位：万元
───────────────────────────────────────────────────────
科目名称          决算数     科目名称          决算数
───────────────────────────────────────────────────────
工资福利支出   12,345.67     商品和服务支出    456.78
基本工资        2,345.67     办公费             56.78
津贴补贴       10,000.00     印刷费            400.00
奖金                5.00     咨询费              1.00
───────────────────────────────────────────────────────
",
        );
        let header = 60.0;
        for glyph in page.glyphs.iter_mut().filter(|g| g.rect.y0 > header) {
            let right = 27.0 * 6.0;
            if glyph.rect.x0 > right {
                glyph.rect.x0 -= 22.0;
                glyph.rect.x1 -= 22.0;
            }
        }
        let grids = crate::page::finder::grids(&page, extractor::SourceKind::Pdf);
        let got: Vec<String> = grids.iter().map(testing::cells).collect();
        assert_eq!(
            got.join("--\n").trim(),
            "
[0 0 科目名称] [0 1 决算数] [0 2 科目名称] [0 3 决算数]
[1 0 工资福利支出] [1 1 12,345.67] [1 2 商品和服务支出] [1 3 456.78]
[2 0 基本工资] [2 1 2,345.67] [2 2 办公费] [2 3 56.78]
[3 0 津贴补贴] [3 1 10,000.00] [3 2 印刷费] [3 3 400.00]
[4 0 奖金] [4 1 5.00] [4 2 咨询费] [4 3 1.00]
"
            .trim()
        );
    }

    #[test]
    fn rows_that_only_columns_part() {
        check(
            "
┌──────┬──────┬──────┐
│ 项目 │ 预算 │ 决算 │
├──────┼──────┼──────┤
│ 货物 │ 1.00 │ 2.00 │
│ 工程 │ 3.00 │ 4.00 │
└──────┴──────┴──────┘
",
            "
[0 0 项目] [0 1 预算] [0 2 决算]
[1 0 货物] [1 1 1.00] [1 2 2.00]
[2 0 工程] [2 1 3.00] [2 2 4.00]
",
        );
    }

    #[test]
    fn a_number_wrapped_in_a_narrow_column_stays_one() {
        check(
            "
┌──────┬────────┬────────┐
│ 项目 │  预算  │  决算  │
├──────┼────────┼────────┤
│ 货物 │ 1682.7 │ 1208.2 │
│      │ 6      │ 0      │
└──────┴────────┴────────┘
",
            "
[0 0 项目] [0 1 预算] [0 2 决算]
[1 0 货物] [1 1 1682.76] [1 2 1208.20]
",
        );
    }

    #[test]
    fn prose_between_two_lines_is_no_table() {
        check(
            "
────────────────────────────────────────────────────────
本年度收入合计九百万元，支出合计八百万元。
主要原因是项目增加。
────────────────────────────────────────────────────────
",
            "",
        );
    }
}
