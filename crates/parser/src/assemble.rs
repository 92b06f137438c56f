//! The whole document: pages to pieces, pieces to tables and forms, and what they share.

mod bodies;
mod shared;

use crate::catalog::{Catalog, catalog};
use crate::check;
use crate::choose;
use crate::disclosure::*;
use crate::disclosure::{Diagnostic, limit};
use crate::form::{self, FormPart};
use crate::page::beside;
use crate::page::caption;
use crate::page::finder;
use crate::page::grid::{self, Grid, GridOrigin};
use crate::page::lines::Line;
use crate::page::sheet::Sheet;
use crate::page::stream;
use crate::prose::chapters;
use crate::prose::narrative;
use crate::scanned;
use crate::table::header;
use crate::table::leaves;
use crate::table::stitch::{self, Piece};
use crate::words::wording;
use extractor::{Document, Page, SourceKind};
use shared::Contents;

/// A page with more lines than this is text, not a cover between two parts of a file.
const COVER_LINES: usize = 12;
/// Lines above a grid that may belong to its caption.
const CAPTION_LINES: usize = 14;
/// A line longer than this with a full stop is a paragraph: captions stand below it.
const PARAGRAPH: usize = 40;

/// Reads a document's marks as a disclosure; never fails.
pub fn parse(document: &Document) -> Disclosure {
    let catalog = catalog();
    let mut out = Disclosure::default();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut opening: Vec<Line> = Vec::new();
    let mut contents = Contents::default();
    let mut tail: Vec<Line> = Vec::new();
    let mut nils = Vec::new();
    let mut titled = Vec::new();
    let mut prose = chapters::Text::default();
    let mut covers: Vec<(u32, crate::prose::cover::Cover)> = Vec::new();
    for page in &document.pages {
        // An unruled table that no note closes may go on at the top of the next page.
        let open = pieces.last().filter(|p| {
            p.grid.origin == GridOrigin::Aligned
                && p.grid.page + 1 == page.number
                && p.below.iter().all(|l| wording::is_page_number(&l.text))
        });
        let open = open.map(|p| &p.grid);
        let sheet = Sheet::of(page);
        let (mut lines, found) = read_page(&sheet, document.source, open, &mut out);
        let number = Some(page.number).filter(|_| document.source != SourceKind::Text);
        out.diagnostics.extend(sheet.met().iter().map(|met| limit::met(met, number)));
        contents.page(lines.iter().flatten());
        prose.page(page, document.source, &lines, catalog);
        if document.source != SourceKind::Text {
            for part in &lines {
                nils.extend(shared::nils(page.number, part, catalog));
            }
        }
        if found.is_empty() && document.source == SourceKind::Pdf {
            let own = lines.iter().flatten();
            titled.extend(shared::titled(page.number, own, sheet.method, catalog));
        }
        let left_behind = caption_at_foot(&tail, catalog);
        tail = lines.last().cloned().unwrap_or_default();
        // A file may hold the accounts of several bodies, each behind a cover of its own.
        let n_lines: usize = lines.iter().map(Vec::len).sum();
        if found.is_empty() && !pieces.is_empty() && n_lines <= COVER_LINES {
            covers.push((page.number, crate::prose::cover::read(&lines[0])));
        }
        if opening.len() < 120 {
            opening.extend(lines.iter().flatten().cloned());
        }
        if !left_behind.is_empty() && !found.is_empty() {
            let own = caption::read(&lines[0], catalog, None);
            if own.title.is_empty() && own.label.is_empty() {
                lines[0].splice(0..0, left_behind);
            }
        }
        for (i, mut grid) in found.into_iter().enumerate() {
            out.diagnostics.extend(scanned::headings::mend(&mut grid, catalog));
            pieces.push(piece(grid, &lines[i], &lines[i + 1], catalog));
        }
    }
    move_notes(&mut pieces);
    let cover = crate::prose::cover::read(&opening);
    out.kind = cover.kind.unwrap_or_else(|| kind_by_titles(&pieces));
    out.title_printed = cover.title;
    out.fiscal_year = cover.year;
    out.scope = cover.scope;
    out.entity = cover.entity;
    for piece in &mut pieces {
        if !piece.caption.known && out.entity.is_some() {
            piece.caption = caption::read(&piece.above, catalog, out.entity.as_deref());
        }
    }
    let taken = read_forms(&pieces, document.source, &mut out);
    let mut odd: Vec<Diagnostic> = Vec::new();
    let raws = stitch::stitch(&pieces, &taken, catalog);
    let context = choose::Context {
        pieces: &pieces,
        kind: out.kind,
        year: out.fiscal_year,
        catalog,
    };
    let mut rest = raws.as_slice();
    while !rest.is_empty() {
        let index = out.tables.len();
        let (understood, taken) = choose::understand(rest, context);
        rest = &rest[taken..];
        if !is_table(&understood.table) {
            continue;
        }
        out.tables.push(understood.table);
        odd.extend(understood.diagnostics.into_iter().map(|d| d.table(index)));
    }
    sort_tables(&mut out, &mut odd);
    out.diagnostics.extend(odd);
    shared::undrawn(&mut out, nils, catalog);
    shared::absent(&mut out, &contents, catalog);
    shared::number(&mut out);
    shared::share(&mut out, &opening);
    shared::place(&mut out, &opening);
    shared::of_covers(&mut out, &covers);
    bodies::settle(&mut out, catalog);
    shared::repeated(&mut out);
    shared::untold(&mut out, titled, catalog);
    out.sections = prose.sections();
    let (statements, unread) = narrative::read(&out);
    out.statements = statements;
    out.diagnostics.extend(unread);
    narrative::fill_forms(&mut out);
    scanned::mark::mark(&mut out, document);
    check::run(&mut out, document.source);
    scanned::choose::choose(&mut out, document.source);
    scanned::trust::settle(&mut out, document.source);
    check::odd::settle(&mut out);
    for table in &mut out.tables {
        table.leaf_sum = leaves::leaf_sum(table);
    }
    scanned::mark::report_unread(&mut out, document);
    scanned::place::display(&mut out, document);
    out
}

/// A title with its marks at the foot of a page, whose table begins on the next one. Entries
/// of 目录 and headings in the text have neither unit nor number.
fn caption_at_foot(tail: &[Line], catalog: &Catalog) -> Vec<Line> {
    let lines: Vec<Line> =
        tail.iter().filter(|l| !wording::is_page_number(&l.text)).cloned().collect();
    for n in 1..=lines.len().min(7) {
        let foot = &lines[lines.len() - n..];
        let read = caption::read(foot, catalog, None);
        if read.known {
            let whole = read.unit.is_some() && read.other.is_empty();
            return if whole { foot.to_vec() } else { Vec::new() };
        }
        if !read.other.is_empty() || !read.title.is_empty() {
            break;
        }
    }
    Vec::new()
}

/// Reads performance forms; whether each piece is part of one.
fn read_forms(pieces: &[Piece], source: SourceKind, out: &mut Disclosure) -> Vec<bool> {
    let texts = |lines: &[Line]| lines.iter().map(|l| l.text.clone()).collect();
    let around: Vec<(Vec<String>, Vec<String>)> =
        pieces.iter().map(|p| (texts(&p.above), texts(&p.below))).collect();
    let parts: Vec<FormPart> = pieces
        .iter()
        .zip(&around)
        .map(|(p, (above, below))| FormPart { grid: &p.whole, above, below })
        .collect();
    let reading = form::read(&parts, source);
    for range in &reading.tables {
        let projects = &reading.projects[range.clone()];
        let Some(first) = projects.first() else { continue };
        let last = projects.last().and_then(|p| p.pages).map(|p| p.1);
        out.tables.push(Table {
            id: match first.form {
                FormKind::SelfEval => "perf.selfeval",
                FormKind::Target | FormKind::Overall => "perf.target",
            }
            .to_owned(),
            title_printed: first.title_printed.clone(),
            unit: first.unit.clone(),
            year_printed: first.form_year.map_or(String::new(), |y| y.to_string()),
            pages: first.pages.map(|p| (p.0, last.unwrap_or(p.1))),
            layout: if projects.len() > 1 { "list" } else { "sheet" }.to_owned(),
            method: first.method,
            confidence: projects.iter().map(|p| p.confidence).fold(1.0, f32::min),
            ..Table::default()
        });
    }
    out.projects = reading.projects;
    out.diagnostics.extend(reading.diagnostics);
    reading.consumed
}

/// Grids of a page and the lines before, between and after them.
fn read_page(
    page: &Sheet<'_>,
    source: SourceKind,
    open: Option<&Grid>,
    out: &mut Disclosure,
) -> (Vec<Vec<Line>>, Vec<Grid>) {
    let mut grids = finder::straight(page, source);
    if page.method == Method::None {
        // Nobody could read the picture: its grids are no tables.
        grids.clear();
    }
    let mut header: Option<extractor::Rect> = None;
    // What was found by alignment at the top of the page does not know the columns before.
    let ruled: Vec<Grid> =
        grids.iter().filter(|g| g.origin != GridOrigin::Aligned).cloned().collect();
    if let Some(rest) =
        open.and_then(|g| stream::continuation(page, g, &ruled, catalog()))
        && !ruled.iter().any(|g| g.rect.overlaps(&rest.grid.rect))
    {
        let whole = extractor::Rect { y0: rest.top, ..rest.grid.rect };
        grids.retain(|g| !g.rect.overlaps(&whole));
        grids.insert(0, rest.grid);
        header = Some(whole);
    }
    let mut lines: Vec<Vec<Line>> = vec![Vec::new(); grids.len() + 1];
    // A header that is repeated was read on the page before.
    let is_again =
        |l: &Line| header.is_some_and(|h| h.y0 <= l.rect.y0 && l.rect.y1 <= h.y1);
    let mut around = page.around(&grids);
    around.retain(|l| !is_again(l));
    if page.method == Method::Text {
        out.diagnostics.extend(beside::digits(page.number, &grids, &around));
    }
    for mut line in around {
        if page.method == Method::Ocr {
            scanned::headings::mend_line(&mut line, catalog());
        }
        let at =
            grids.iter().take_while(|g| g.rect.center_y() < line.rect.center_y()).count();
        lines[at].push(line);
    }
    for i in 1..grids.len() {
        // Side by side each has the lines above itself.
        let (a, b) = (grids[i - 1].rect, grids[i].rect);
        if a.y0.max(b.y0) < a.y1.min(b.y1) {
            let over = |l: &mut Line, r: &extractor::Rect| {
                l.rect.center_x() >= r.x0 && l.rect.center_x() <= r.x1
            };
            let moved: Vec<Line> =
                lines[i - 1].extract_if(.., |l| over(l, &b) && !over(l, &a)).collect();
            lines[i].splice(0..0, moved);
        }
    }
    out.pages.push(PageUse {
        page: page.number,
        method: page.method,
        chars_assigned: grids.iter().flat_map(|g| &g.cells).map(|c| c.glyphs).sum(),
        chars_left: grids.iter().map(|g| g.leftover).sum(),
        label: page_label(&lines, page),
    });
    (lines, grids)
}

/// The printed page number: a number alone at the head or foot of the page.
fn page_label(lines: &[Vec<Line>], page: &Page) -> Option<String> {
    let edge =
        |l: &&Line| l.rect.y0 > page.height * 0.88 || l.rect.y1 < page.height * 0.08;
    lines
        .iter()
        .flatten()
        .filter(edge)
        .rev()
        .find(|l| wording::is_page_number(&l.text))
        .map(|l| l.text.chars().filter(char::is_ascii_digit).collect())
}

/// Takes caption rows off the grid and reads what stands above.
fn piece(mut grid: Grid, above: &[Line], below: &[Line], catalog: &Catalog) -> Piece {
    let from = above
        .iter()
        .rposition(|l| l.text.chars().count() > PARAGRAPH && l.text.contains('。'))
        .map_or(0, |i| i + 1);
    let from = from.max(above.len().saturating_sub(CAPTION_LINES));
    let mut lines: Vec<Line> = above[from..].to_vec();
    let whole = grid.clone();
    peel(&mut grid, &mut lines, catalog);
    if grid.origin == GridOrigin::Tabbed {
        let rows = header::tabbed_extent(&grid, catalog);
        grid = header::merge_tabbed(&grid, rows);
    }
    let caption = caption::read(&lines, catalog, None);
    Piece { grid, whole, caption, above: lines, below: below.to_vec() }
}

/// Moves rows at the top of a grid that are its caption (title, unit, entity) out of it.
fn peel(grid: &mut Grid, lines: &mut Vec<Line>, catalog: &Catalog) {
    let mut rows = 0;
    while rows + 1 < grid.n_rows.min(6) {
        let cells: Vec<&grid::Cell> =
            grid.covering(rows).into_iter().filter(|c| !c.is_blank()).collect();
        let alone = cells.iter().all(|c| c.rows == (rows..rows + 1));
        let own: Vec<Line> = cells.iter().flat_map(|c| caption_lines(c)).collect();
        let read = caption::read(&own, catalog, None);
        let wide =
            cells.iter().map(|c| c.cols.len()).max().unwrap_or(0) * 2 >= grid.n_cols;
        let explained = read.other.is_empty()
            && !read.is_empty()
            && (read.known || read.title.is_empty() || wide && cells.len() == 1);
        if cells.is_empty() && rows == 0 && grid.covering(rows).len() == 1 {
            rows += 1;
            continue;
        }
        if !alone || !explained || cells.is_empty() {
            break;
        }
        lines.extend(own);
        rows += 1;
    }
    if rows == 0 {
        return;
    }
    grid.cells.retain(|c| c.rows.start >= rows);
    for cell in &mut grid.cells {
        cell.rows = cell.rows.start - rows..cell.rows.end - rows;
    }
    grid.n_rows -= rows;
    grid.ys.drain(..rows);
    grid.rect.y0 = grid.ys[0];
}

/// The lines of a cell that may be a caption; 部门：… 公开03表 单位：… on one line are several.
fn caption_lines(cell: &grid::Cell) -> Vec<Line> {
    let mut out: Vec<String> = Vec::new();
    let printed = if cell.lines.iter().any(|l| l.contains(['：', ':'])) {
        cell.lines.clone()
    } else {
        vec![cell.text.clone()]
    };
    for line in &printed {
        let mut open = false;
        for word in line.split_whitespace() {
            let mark = word.contains(['：', ':']) || caption::is_label(word);
            match out.last_mut() {
                Some(last) if open && !mark => {
                    last.push(' ');
                    last.push_str(word);
                }
                _ => out.push(word.to_owned()),
            }
            open = true;
        }
    }
    out.into_iter().map(|text| Line { text, rect: cell.ink, size: 0.0 }).collect()
}

/// A note that slipped to the next page goes back to the table it closes.
fn move_notes(pieces: &mut [Piece]) {
    for i in 1..pieces.len() {
        let (before, after) = pieces.split_at_mut(i);
        let (last, next) = (&mut before[i - 1], &after[0]);
        if next.grid.page == last.grid.page + 1
            && !last.below.iter().any(|l| wording::is_note(&l.text))
            && let Some(first) =
                next.above.iter().position(|l| !wording::is_page_number(&l.text))
            && wording::is_note(&next.above[first].text)
        {
            let notes: Vec<Line> = next.above[first..]
                .iter()
                .take_while(|l| wording::is_note(&l.text) || l.text.contains('。'))
                .cloned()
                .collect();
            last.below.extend(notes);
        }
    }
}

/// Puts tables and forms into document order; diagnostics follow their tables.
fn sort_tables(out: &mut Disclosure, odd: &mut [Diagnostic]) {
    let mut order: Vec<usize> = (0..out.tables.len()).collect();
    order.sort_by_key(|&i| out.tables[i].pages.map_or(0, |p| p.0));
    let mut place = vec![0; order.len()];
    for (to, &from) in order.iter().enumerate() {
        place[from] = to;
    }
    let mut tables: Vec<Option<Table>> = out.tables.drain(..).map(Some).collect();
    out.tables = order.iter().filter_map(|&i| tables[i].take()).collect();
    for diagnostic in odd {
        diagnostic.table = diagnostic.table.map(|t| place[t]);
    }
}

/// A grid without any data column, row or header word is a frame or a drawing.
fn is_table(table: &Table) -> bool {
    table.id != "other"
        || (!table.columns.is_empty()
            && table.rows.iter().any(|r| !r.values.is_empty())
            && table.rows.len() + table.columns.len() > 2)
}

fn kind_by_titles(pieces: &[Piece]) -> DocKind {
    let count = |word: &str| {
        pieces.iter().filter(|p| p.caption.title_normal.contains(word)).count()
    };
    match (count("决算"), count("预算")) {
        (0, 0) => DocKind::Unknown,
        (finals, budgets) if finals >= budgets => DocKind::Final,
        _ => DocKind::Budget,
    }
}
