//! A page with missing rulings to grids: the alignment of text tells where they would be.
//!
//! Three-line tables, tables without any line, and ruled tables whose rows are not parted:
//! the lines that the print leaves out are drawn, and the lattice reads the result.

use crate::catalog::{Catalog, catalog};
use crate::page::caption;
use crate::page::grid::{Grid, GridOrigin};
use crate::page::lattice;
use crate::page::lines::{cluster_lines, glyph_in, is_legible, line_text};
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
/// White space this wide, in font sizes, parts two columns.
const COLUMN_GAP: f32 = 0.6;
/// At a border of the body a narrower gap parts two labels of the header.
const BORDER_GAP: f32 = 0.08;
/// A label is centred over its columns within this, in points.
const CENTRED: f32 = 14.0;
/// A label takes at most this share of the table's width.
const WIDEST_LABEL: f32 = 0.4;
/// The rest of a table begins above this share of the page's height.
const TOP_OF_PAGE: f32 = 0.2;
/// A table has at least so many columns.
const LEAST_COLUMNS: usize = 2;

/// A stretch of a printed line between two gaps.
#[derive(Debug, Clone, PartialEq)]
struct Segment {
    x0: f32,
    x1: f32,
    text: String,
}

impl Segment {
    fn center(&self) -> f32 {
        (self.x0 + self.x1) / 2.0
    }
}

/// One line of text inside a region.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    y0: f32,
    y1: f32,
    segments: Vec<Segment>,
}

impl Row {
    fn center(&self) -> f32 {
        (self.y0 + self.y1) / 2.0
    }
}

/// Lines closer than this share of the usual distance are one row with a wrapped label.
const WRAPPED: f32 = 0.7;

/// Joins the lines of wrapped labels with the line of their row.
fn joined(rows: Vec<Row>) -> Vec<Row> {
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
fn with_rests(rows: Vec<Row>) -> Vec<Row> {
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

/// Grids that alignment finds outside the ruled ones.
pub(crate) fn grids(
    page: &Page,
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
fn framed(page: &Page, groups: &[Group], ruled: &[Grid], catalog: &Catalog) -> Vec<Rect> {
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
fn titled(page: &Page, ruled: &[Grid], catalog: &Catalog) -> Vec<Rect> {
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

/// Lines of text in a region, parted at wide gaps.
fn rows(page: &Page, region: &Rect) -> Vec<Row> {
    rows_cut(page, region, &[])
}

/// Lines of text in a region, parted at wide gaps, and at narrow ones where a border is.
fn rows_cut(page: &Page, region: &Rect, borders: &[f32]) -> Vec<Row> {
    let inside: Vec<usize> = (0..page.glyphs.len())
        .filter(|&i| is_legible(&page.glyphs[i]) && glyph_in(&page.glyphs[i], region))
        .collect();
    let glyphs = &page.glyphs;
    cluster_lines(glyphs, inside)
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

/// Draws the lines that the print leaves out and reads the grid they make.
fn drawn(page: &Page, region: &Rect, catalog: &Catalog) -> Option<Grid> {
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
    page: &Page,
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
fn read_drawn(page: &Page, lines: Vec<Ruling>) -> Option<Grid> {
    let page = Page { rulings: lines, ..page.clone() };
    let mut grids =
        lattice::grids(&page, &walls::groups(&page.rulings), GridOrigin::Aligned);
    (grids.len() == 1).then(|| grids.remove(0))
}

/// A line that the print leaves out.
fn invisible(axis: Axis, at: f32, from: f32, to: f32) -> Ruling {
    Ruling { axis, at, span: Span::new(from, to), width: 0.0, dashed: false }
}

/// Whether a line is one of the table's body: it has an amount, a code or column numbers.
fn is_body(row: &Row, catalog: &Catalog) -> bool {
    let numbers = row.segments.iter().filter(|s| amount::is_number(&s.text)).count();
    let first = row.segments.first().map_or(String::new(), |s| normalise(&s.text));
    numbers > 0
        || catalog.labels.number_row.contains(&first)
        || catalog.is_total(&first) && row.segments.len() == 1
        || wording::strip_ordinal(&first) != first && !first.is_empty()
}

/// Left and right end of every column: stretches of x that text of the body, the lowest
/// labels and the column numbers occupy.
fn columns(rows: &[Row], body: usize) -> Option<Vec<(f32, f32)>> {
    let all = || rows.iter().flat_map(|r| &r.segments);
    let width = all().map(|s| s.x1).fold(0.0, f32::max)
        - all().map(|s| s.x0).fold(f32::MAX, f32::min);
    // A lone stretch is a wrapped label when it is narrow, else a note or a banner.
    let mut spans: Vec<(f32, f32)> = rows[body..]
        .iter()
        .filter(|r| {
            r.segments.len() > 1
                || r.segments.iter().all(|s| s.x1 - s.x0 < width * WIDEST_LABEL)
        })
        .flat_map(|r| r.segments.iter().map(|s| (s.x0, s.x1)))
        .collect();
    if spans.is_empty() {
        return None;
    }
    let mut columns = united(&mut spans);
    let counted = under_numbers(&rows[body..], &mut columns);
    // Labels over blank columns, lowest first.
    for row in rows[..body].iter().rev() {
        for s in &row.segments {
            let hits = columns.iter().filter(|c| s.x0 < c.1 && c.0 < s.x1).count();
            // Where the print numbers its columns, there are no others beside them.
            if hits == 0 && counted.is_none_or(|x| s.x1 < x) {
                columns.push((s.x0, s.x1));
                columns.sort_by(|a, b| a.0.total_cmp(&b.0));
            }
        }
    }
    // Prose has few gaps at the same place in every line.
    (columns.len() >= LEAST_COLUMNS && rows.len() > body).then_some(columns)
}

/// Amounts stand at the right of their column and its number in the middle: where they do
/// not overlap, each stretch of amounts goes to the nearest number. Where the first number
/// stands, if the columns are numbered.
fn under_numbers(body: &[Row], columns: &mut Vec<(f32, f32)>) -> Option<f32> {
    let whole = |s: &Segment| s.text.len() <= 2 && s.text.parse::<u8>().is_ok();
    let numbers = body.iter().take(3).find(|r| {
        let n = r.segments.iter().filter(|s| whole(s)).count();
        n >= 2 && n + 2 >= r.segments.len()
    })?;
    let holds = |c: &(f32, f32), s: &Segment| s.x0 < c.1 && c.0 < s.x1;
    let numbered =
        |c: &(f32, f32)| numbers.segments.iter().any(|s| whole(s) && holds(c, s));
    let amounts = |c: &(f32, f32)| {
        body.iter()
            .flat_map(|r| &r.segments)
            .any(|s| holds(c, s) && amount::is_number(&s.text) && s.text.contains('.'))
    };
    let mut i = 0;
    while i < columns.len() {
        let own = columns[i];
        if numbered(&own) || !amounts(&own) {
            i += 1;
            continue;
        }
        let middle = (own.0 + own.1) / 2.0;
        let near = [i.checked_sub(1), Some(i + 1)]
            .into_iter()
            .flatten()
            .filter(|n| columns.get(*n).is_some_and(|c| numbered(c) && !amounts(c)))
            .min_by(|a, b| {
                let off = |n: usize| ((columns[n].0 + columns[n].1) / 2.0 - middle).abs();
                off(*a).total_cmp(&off(*b))
            });
        match near {
            Some(n) => {
                columns[n] = (columns[n].0.min(own.0), columns[n].1.max(own.1));
                columns.remove(i);
            }
            None => i += 1,
        }
    }
    numbers.segments.iter().find(|s| whole(s)).map(|s| s.x0)
}

/// Where the border between two columns stands: in the widest stretch that the fewest
/// glyphs cross, since labels may be wider than the numbers below them.
fn border(page: &Page, region: &Rect, from: f32, to: f32) -> f32 {
    let crossed = |x: f32| {
        page.glyphs
            .iter()
            .filter(|g| {
                is_legible(g) && glyph_in(g, region) && g.rect.x0 < x && g.rect.x1 > x
            })
            .count()
    };
    let steps = ((to - from) * 2.0) as usize;
    let costs: Vec<usize> = (0..=steps).map(|i| crossed(from + i as f32 / 2.0)).collect();
    let least = costs.iter().min().copied().unwrap_or(0);
    let mut best = (0, 0);
    let mut start = 0;
    for i in 0..=costs.len() {
        if i == costs.len() || costs[i] != least {
            if i - start > best.1 - best.0 {
                best = (start, i);
            }
            start = i + 1;
        }
    }
    from + (best.0 + best.1.saturating_sub(1)) as f32 / 4.0
}

/// The columns from border to border.
fn bounded(columns: &[(f32, f32)], borders: &[f32], region: &Rect) -> Vec<(f32, f32)> {
    (0..columns.len())
        .map(|i| {
            let left = if i == 0 { region.x0 } else { borders[i - 1] };
            (left, borders.get(i).copied().unwrap_or(region.x1))
        })
        .collect()
}

fn united(spans: &mut [(f32, f32)]) -> Vec<(f32, f32)> {
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out: Vec<(f32, f32)> = Vec::new();
    for span in spans.iter() {
        match out.last_mut() {
            Some(last) if span.0 < last.1 + 1.0 => last.1 = last.1.max(span.1),
            _ => out.push(*span),
        }
    }
    out
}

/// Columns that each label of a header line spans, where it spans more than one.
fn spanning(row: &Row, below: &[Row], columns: &[(f32, f32)]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    // The halves of a wrapped label stand less than a line above and below its neighbours.
    let lower = |r: &&Row| r.center() - row.center() >= (row.y1 - row.y0) * 0.9;
    let labelled = |c: usize| {
        below.iter().filter(lower).any(|r| {
            r.segments.iter().any(|s| s.x0 < columns[c].1 && columns[c].0 < s.x1)
        })
    };
    for s in &row.segments {
        let touched: Vec<usize> = (0..columns.len())
            .filter(|&c| s.x0 < columns[c].1 && columns[c].0 < s.x1)
            .collect();
        let Some((&a, &b)) = touched.first().zip(touched.last()) else { continue };
        // The widest run of labelled columns whose middle is the label's middle.
        let mut best: Option<(usize, usize, f32)> = None;
        let lowest = out.last().map_or(0, |o| o.1 + 1);
        for first in (lowest..=a).rev().take_while(|&c| labelled(c)) {
            for last in (b..columns.len()).take_while(|&c| labelled(c)) {
                if last == first {
                    continue;
                }
                let other = row.segments.iter().any(|o| {
                    o != s
                        && o.center() > columns[first].0
                        && o.center() < columns[last].1
                });
                let middle = (columns[first].0 + columns[last].1) / 2.0;
                // Of ranges centred alike the widest: a label stands over all it names.
                let off = (middle - s.center()).abs();
                let score = off - (last - first) as f32 * 2.0;
                if !other && off <= CENTRED && best.is_none_or(|b| score < b.2) {
                    best = Some((first, last, score));
                }
            }
        }
        if let Some((first, last, _)) = best {
            out.push((first, last));
        }
    }
    out
}

/// Parts the rows of a ruled grid that prints several numbers into one cell: its rulings
/// stand between columns only.
pub(crate) fn part_rows(page: &Page, grid: Grid) -> Grid {
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
