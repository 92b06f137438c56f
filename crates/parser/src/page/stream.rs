//! A page with missing rulings to grids: the alignment of text tells where they would be.
//!
//! Three-line tables, tables without any line, and ruled tables whose rows are not parted:
//! the lines that the print leaves out are drawn, and the lattice reads the result.

use crate::catalog::Catalog;
use crate::page::caption;
use crate::page::columns::{border, bounded, columns, is_body, spanning};
use crate::page::grid::{Grid, GridOrigin};
use crate::page::lattice;
use crate::page::segments::{Row, Segment, joined, rows, rows_cut};
use crate::page::sheet::Sheet;
use crate::words::amount;
use crate::words::wording;
use extractor::walls::{self, Group};
use extractor::{Axis, Page, Rect, Ruling, Span};

/// Horizontal lines shorter than this part of the page do not frame a table.
const FRAME_SHARE: f32 = 0.3;

/// More wide lines than this on a page are hatching.
const MOST_FRAMES: usize = 1_000;

/// Ends of the lines that frame one table agree within this.
const SAME_END: f32 = 6.0;

/// The rest of a table begins above this share of the page's height.
const TOP_OF_PAGE: f32 = 0.2;

/// Grids that alignment finds outside the ruled ones.
pub(crate) fn grids(
    page: &Sheet<'_>,
    groups: &[Group],
    ruled: &[Grid],
    catalog: &Catalog,
) -> Vec<Grid> {
    let mut out = Vec::new();
    for region in framed(page, groups, ruled, catalog)
        .into_iter()
        .chain(titled(page, ruled, catalog))
    {
        if out.iter().any(|g: &Grid| g.rect.overlaps(&region)) {
            continue;
        }
        out.extend(drawn(page, &region, catalog));
    }
    out
}

/// Regions between horizontal lines of one width: three-line tables.
fn framed(
    page: &Sheet<'_>,
    groups: &[Group],
    ruled: &[Grid],
    catalog: &Catalog,
) -> Vec<Rect> {
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
        return Vec::new();
    }
    lines.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut out: Vec<Rect> = Vec::new();
    let mut used = vec![false; lines.len()];
    for i in 0..lines.len() {
        if used[i] {
            continue;
        }
        let first = lines[i];
        let mut last = first;
        let mut n = 0;
        for (j, line) in lines.iter().enumerate().skip(i) {
            if (line.span.start - first.span.start).abs() <= SAME_END
                && (line.span.end - first.span.end).abs() <= SAME_END
            {
                let between =
                    Rect::new(first.span.start, last.at, first.span.end, line.at);
                if ruled.iter().any(|g| g.rect.overlaps(&between)) {
                    break;
                }
                used[j] = true;
                last = *line;
                n += 1;
            }
        }
        if n >= 2 && last.at - first.at > 20.0 {
            let mut region =
                Rect::new(first.span.start, first.at, first.span.end, last.at);
            // Cut by the foot of the page the table has no closing line.
            let strip = Rect::new(region.x0, region.y1, region.x1, page.height);
            let below = rows(page, &strip);
            let end = end_of_table(&below, 0, ruled, catalog);
            let goes_on = end > 0
                && end + 2 >= below.len()
                && below[..end].iter().filter(|r| r.segments.len() > 1).count() * 3 > end
                && below[0].y0 - region.y1 < 20.0;
            if goes_on {
                region.y1 = below[end - 1].y1 + 1.0;
            }
            out.push(region);
        }
    }
    out
}

/// Regions under a known title that no grid follows: tables without any line.
fn titled(page: &Sheet<'_>, ruled: &[Grid], catalog: &Catalog) -> Vec<Rect> {
    let lines = rows(page, &Rect::new(0.0, 0.0, page.width, page.height));
    let mut out = Vec::new();
    for (i, row) in lines.iter().enumerate() {
        let text: String = row.segments.iter().map(|s| s.text.as_str()).collect();
        // Most lines are prose; reading them as captions would cost more than all else.
        if !text.contains('表') || text.chars().count() > 80 {
            continue;
        }
        let title = crate::page::lines::Line { text, ..Default::default() };
        let read = caption::read(std::slice::from_ref(&title), catalog, None);
        if !read.known || wording::is_contents_entry(&title.text) {
            continue;
        }
        // Number, entity and unit stand between the title and the table.
        let mut from = i + 1;
        while from < lines.len() && from < i + 5 {
            let all_marks = lines[from].segments.iter().all(|s| {
                let line = crate::page::lines::Line {
                    text: s.text.clone(),
                    ..Default::default()
                };
                let read = caption::read(&[line], catalog, None);
                read.other.is_empty() && (!read.is_empty() || !read.year.is_empty())
            });
            if !all_marks {
                break;
            }
            from += 1;
        }
        // A table without lines prints its unit above; prose has none.
        let has_unit = lines[i + 1..from]
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
        out.push(Rect::new(
            x0.fold(f32::MAX, f32::min) - 2.0,
            top,
            x1.fold(0.0, f32::max) + 2.0,
            bottom,
        ));
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
        let next_title = {
            let text: String = line.segments.iter().map(|s| s.text.as_str()).collect();
            let line = crate::page::lines::Line { text, ..Default::default() };
            line.text.contains('表') && caption::read(&[line], catalog, None).known
        };
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
fn drawn(page: &Sheet<'_>, region: &Rect, catalog: &Catalog) -> Option<Grid> {
    let rows = rows(page, region);
    let body = rows.iter().position(|r| is_body(r, catalog))?;
    let columns = columns(&rows, body)?;
    let mut lines: Vec<Ruling> = Vec::new();
    let mut line = |axis, at, from, to| lines.push(invisible(axis, at, from, to));
    let horizontal = Axis::Horizontal;
    line(horizontal, region.y0, region.x0, region.x1);
    line(horizontal, region.y1, region.x0, region.x1);
    line(Axis::Vertical, region.x0, region.y0, region.y1);
    line(Axis::Vertical, region.x1, region.y0, region.y1);
    let mut bands = rows[..body].last().cloned().into_iter().collect::<Vec<Row>>();
    bands.extend(joined(rows[body..].to_vec()));
    for pair in bands.windows(2) {
        line(horizontal, (pair[0].y1 + pair[1].y0) / 2.0, region.x0, region.x1);
    }
    let borders: Vec<f32> =
        columns.windows(2).map(|c| border(page, region, c[0].1, c[1].0)).collect();
    let rows = rows_cut(page, region, &borders);
    let columns = bounded(&columns, &borders, region);
    // Where each inner border begins: below the lowest label that spans it.
    let mut tops = vec![region.y0; borders.len()];
    for (nth, row) in rows[..body].iter().enumerate() {
        for (first, last) in spanning(row, &rows[nth + 1..body], &columns) {
            let below = rows.get(nth + 1).map_or(row.y1, |r| (row.y1 + r.y0) / 2.0);
            let left = if first == 0 { region.x0 } else { borders[first - 1] };
            let right = if last == borders.len() { region.x1 } else { borders[last] };
            line(horizontal, below, left, right);
            for top in &mut tops[first..last] {
                *top = top.max(below);
            }
        }
    }
    for (at, top) in borders.iter().zip(&tops) {
        line(Axis::Vertical, *at, *top, region.y1);
    }
    read_drawn(page, lines)
}

/// The rest of an unruled table at the top of the next page: its lines stand in the columns
/// of the page before.
pub(crate) fn continuation(
    page: &Sheet<'_>,
    before: &Grid,
    ruled: &[Grid],
    catalog: &Catalog,
) -> Option<Grid> {
    let lines = rows(page, &Rect::new(0.0, 0.0, page.width, page.height));
    let end = end_of_table(&lines, 0, ruled, catalog);
    let body = &lines[..end];
    let (first, last) = (body.first()?, body.last()?);
    let several = body.iter().filter(|r| r.segments.len() > 1).count();
    if first.y0 > page.height * TOP_OF_PAGE
        || several * 3 < end
        || !is_body(first, catalog)
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
    read_drawn(page, drawn)
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
