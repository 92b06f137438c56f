//! Body cells to rows: panels side by side, codes in parts, labels, totals, leaves.

use crate::catalog::{Catalog, TableSpec};
use crate::disclosure::*;
use crate::page::grid::{Grid, GridOrigin};
use crate::table::board::Board;
use crate::table::header;
use crate::table::keys::*;
use crate::table::roles::{Column, Role};
use crate::table::stitch::{self, Piece, Raw};
use crate::table::{bodies, codes, torn};
use crate::words::wording;
use std::ops::Range;

/// Ranges of columns that stand side by side as tables of their own: each begins with a
/// code or a label after a value.
pub(crate) fn panels(columns: &[Column]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for i in 1..columns.len() {
        let before = columns[i - 1].role == Role::Value;
        // A further name beside the first is data, yet no table of its own begins after it.
        let alone = columns[start..i].iter().all(|c| c.role != Role::Value || c.further);
        if before
            && !alone
            && matches!(columns[i].role, Role::Code | Role::Label | Role::LineNo)
        {
            out.push(start..i);
            start = i;
        }
    }
    if !columns.is_empty() {
        out.push(start..columns.len());
    }
    out
}

/// Reads the body rows of all pieces.
pub(crate) fn read(
    raw: &Raw,
    pieces: &[Piece],
    spec: Option<&TableSpec>,
    catalog: &Catalog,
    table_columns: &[crate::Column],
) -> Body {
    let mut body = Body::default();
    let columns = &raw.header.columns;
    let panels = panels(columns);
    let mut value_index = vec![usize::MAX; columns.len()];
    let mut n = 0;
    for (i, column) in columns.iter().enumerate() {
        if column.role == Role::Value {
            value_index[i] = n;
            n += 1;
        }
    }
    let mut order = 0;
    let mut parts: Vec<[String; 3]> = vec![Default::default(); panels.len()];
    let totals = stitch::totals(&pieces[raw.pieces[0]].grid, catalog);
    for (nth, &p) in raw.pieces.iter().enumerate() {
        let piece = &pieces[p];
        let board = Board::new(&piece.grid);
        let first_row = if nth == 0 { raw.header.n_rows } else { 0 };
        let map = slot_map(&pieces[raw.pieces[0]].grid, &piece.grid, columns);
        let mut head = nth > 0;
        let mut at_top = true;
        for r in first_row..piece.grid.n_rows {
            if head {
                if header::is_repeated(&board, r, &raw.words)
                    || header::is_number_row(&board, r, catalog)
                {
                    continue;
                }
                if stitch::repeats_total(&board, r, &totals, catalog) {
                    continue;
                }
                head = false;
            }
            if is_header_again(&board, r, raw, catalog) {
                head = true;
                continue;
            }
            if is_late_number_row(&board, r, catalog) {
                continue;
            }
            if let Some(note) = note_row(&board, r, catalog) {
                body.notes.push(note);
                continue;
            }
            order += 1;
            let continued = nth > 0 && at_top;
            let before = body.rows.len();
            at_top = false;
            let mut ctx = RowContext {
                board: &board,
                piece: p,
                row: r,
                order,
                columns,
                map: &map,
                value_index: &value_index,
                spec,
                catalog,
                table_columns,
                header_rows: first_row,
            };
            read_row(&mut ctx, &panels, &mut parts, &mut body);
            if continued && panels.len() == 1 {
                let nameless = (body.rows.len() == before).then(|| ctx.values());
                let joined = torn::join(&mut body, pieces, catalog, nameless);
                order -= u32::from(joined);
            }
        }
    }
    if spec.is_some_and(|s| !s.scheme.is_empty()) {
        codes::complete(&mut body);
    }
    bodies::settle(&mut body, columns, catalog);
    body
}

impl RowContext<'_> {
    /// The printed cells of all value columns of this row.
    fn values(&self) -> Vec<(usize, usize, usize)> {
        let values =
            (0..self.columns.len()).filter(|c| self.columns[*c].role == Role::Value);
        values
            .filter_map(|c| Some((self.value_index[c], self.piece, self.cell_of(c)?)))
            .filter(|cell| self.prints(&[*cell]))
            .collect()
    }

    /// The value columns of a panel over which a cell reaches, as columns of the table.
    fn reach(&self, cell: usize, panel: &Range<usize>) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        for slot in self.board.grid.cells[cell].cols.clone() {
            let c = self.map[slot];
            let is_value =
                self.columns[c].role == Role::Value && !self.columns[c].further;
            if panel.contains(&c) && is_value && !out.contains(&self.value_index[c]) {
                out.push(self.value_index[c]);
            }
        }
        out
    }

    /// Cells of one logical column that begin in this row and in no column before it.
    pub(crate) fn cells_of(&self, column: usize) -> Vec<usize> {
        let grid = self.board.grid;
        let mut out: Vec<usize> = Vec::new();
        for slot in 0..grid.n_cols {
            if self.map[slot] != column {
                continue;
            }
            let index = self.board.index(self.row, slot);
            let cell = &grid.cells[index];
            if cell.cols.start == slot
                && cell.rows.start == self.row
                && cell.rows.start >= self.header_rows
                && !out.contains(&index)
            {
                out.push(index);
            }
        }
        out
    }

    /// The one cell of a column that prints something, else the first blank one.
    fn cell_of(&self, column: usize) -> Option<usize> {
        let cells = self.cells_of(column);
        cells
            .iter()
            .copied()
            .find(|i| !self.board.text(*i).is_empty())
            .or_else(|| cells.first().copied())
    }

    /// Whether any of these cells prints something.
    fn prints(&self, cells: &[(usize, usize, usize)]) -> bool {
        cells.iter().any(|(_, _, i)| !self.board.grid.cells[*i].is_blank())
    }

    /// Text of all cells of a column in normal form, and as printed.
    pub(crate) fn texts(&self, column: usize) -> (String, String) {
        let cells = self.cells_of(column);
        let normal = cells.iter().map(|i| self.board.text(*i)).collect();
        let printed =
            cells.iter().map(|i| self.board.grid.cells[*i].text.as_str()).collect();
        (normal, printed)
    }
}

fn read_row(
    ctx: &mut RowContext,
    panels: &[Range<usize>],
    parts: &mut [[String; 3]],
    body: &mut Body,
) {
    let before = body.rows.len();
    let mut last: Option<usize> = None;
    for (n, panel) in panels.iter().enumerate() {
        let keyed = panel.clone().any(|c| ctx.columns[c].role != Role::Value);
        let mut read = ReadRow::default();
        read.row.order = ctx.order;
        let mut starts = false;
        for c in panel.clone() {
            match ctx.columns[c].role {
                Role::Value => {
                    let Some(cell) = ctx.cell_of(c) else { continue };
                    let reach = ctx.reach(cell, panel);
                    let digits = |c: char| c.is_ascii_digit();
                    if reach.len() > 1 && ctx.board.text(cell).contains(digits) {
                        read.merged.push((reach, ctx.piece, cell));
                    } else {
                        read.cells.push((ctx.value_index[c], ctx.piece, cell));
                    }
                }
                Role::Body | Role::Other => read_beside(ctx, c, &mut read),
                _ if ctx.cells_of(c).is_empty() => {}
                role => {
                    starts = true;
                    read_key(ctx, c, role, &mut read, &mut parts[n]);
                }
            }
        }
        if let Some(column) = read.cells.first().and_then(|c| ctx.table_columns.get(c.0))
        {
            read.row.side = column.side;
        }
        if !starts && read.cells.is_empty() && read.merged.is_empty() {
            // Merged cells from above fill this side of the row: nothing begins in it.
            continue;
        }
        let mut named = !read.row.label.is_empty() || !read.row.code.is_empty();
        read.year = year_text(ctx, panel);
        if !named {
            // A body or a class names the row where nothing above does, a year where nothing
            // else does.
            named = name_by_others(ctx, panel, &mut read, |column, text| {
                !column.is_of_years() && column.role == Role::Value
                    || ctx.catalog.is_total(text)
            }) || keyed
                && !starts
                && last.is_none()
                && name_from_above(ctx, panel, &mut read, &mut parts[n])
                || name_by_others(ctx, panel, &mut read, |column, _| {
                    !column.is_of_years()
                })
                || panels.len() == 1 && name_by_years(&body.rows, &mut read)
                || name_by_others(ctx, panel, &mut read, |_, _| true);
        }
        finish_row(ctx, &mut read);
        if !read.row.line_no.is_empty() {
            body.line_numbers.push(LineNumber {
                panel: n,
                row: ctx.order,
                printed: read.row.line_no.clone(),
            });
        }
        if !named && keyed && !starts {
            // The label reaches over from the panel before: its amounts belong there.
            match last {
                Some(at) => {
                    body.rows[at].cells.append(&mut read.cells);
                    body.rows[at].merged.append(&mut read.merged);
                }
                None => {
                    let prints = ctx.prints(&read.cells) || !read.merged.is_empty();
                    body.skipped += usize::from(prints);
                }
            }
            continue;
        }
        let prints = ctx.prints(&read.cells) || !read.merged.is_empty();
        // Tab-separated text cannot show that 二、机关运行经费 spans its row; among numbered
        // lines it is the one without a number.
        if ctx.board.grid.origin == GridOrigin::Tabbed
            && ctx.spec.is_some_and(|s| s.row_units)
            && ctx.columns.iter().any(|c| c.role == Role::LineNo)
            && read.row.line_no.is_empty()
            && !prints
        {
            continue;
        }
        if !named && keyed {
            // In tab-separated text a label that reaches over panels leaves them blank.
            let reaches = ctx.board.grid.origin == GridOrigin::Tabbed
                && last.is_some_and(|at| {
                    body.rows[at].row.is_total && !ctx.prints(&body.rows[at].cells)
                });
            if prints
                && reaches
                && let Some(at) = last
            {
                body.rows[at].cells = read.cells;
                body.rows[at].merged.append(&mut read.merged);
                continue;
            }
            // Filler rows have neither label nor code; ink in them is not understood.
            body.skipped += usize::from(prints);
            continue;
        }
        if !named && !prints && !body.rows.is_empty() {
            continue;
        }
        body.rows.push(read);
        last = Some(body.rows.len() - 1);
    }
    // A label across the table without a cell of its own names no amount.
    let names_none = |r: &ReadRow| r.cells.is_empty() && r.merged.is_empty();
    while body.rows.len() > before && body.rows.last().is_some_and(names_none) {
        body.rows.pop();
    }
}

fn finish_row(ctx: &RowContext, read: &mut ReadRow) {
    let names_things = read.names_things;
    let row = &mut read.row;
    row.other = read.other.iter().map(|(_, other)| other.clone()).collect();
    if row.code.is_empty()
        && let Some(found) = CODE_IN_LABEL.captures(&row.label)
        && ctx.spec.is_none_or(|s| !s.scheme.is_empty())
    {
        let (code, label) = (found["code"].to_owned(), found["label"].to_owned());
        row.code = code;
        row.label = label;
    }
    row.is_total = row.code.is_empty() && ctx.catalog.is_total(&row.label);
    row.level = match row.code.len() {
        _ if row.is_total => Level::Total,
        _ if names_things => Level::Line,
        3 => Level::Class,
        5 => Level::Section,
        7 => Level::Item,
        _ => Level::Line,
    };
    if !row.code.is_empty() && !names_things {
        row.code_scheme = match ctx.spec.map(TableSpec::code_scheme) {
            Some(scheme) if scheme != CodeScheme::None => scheme,
            _ => CodeScheme::None,
        };
    }
}

/// 栏次 1 2 3 below the first rows of the body.
fn is_late_number_row(board: &Board, row: usize, catalog: &Catalog) -> bool {
    let named = |i: usize| {
        let text = board.text(i);
        catalog.labels.number_row.iter().any(|n| n == text)
            || header::is_column_mark(text)
    };
    board.starting(row).into_iter().any(named)
        && header::is_number_row(board, row, catalog)
}

/// A row that repeats the header inside the body, as 公开10 does for each of its parts.
fn is_header_again(board: &Board, row: usize, raw: &Raw, catalog: &Catalog) -> bool {
    if raw.words.len() < 2 || !header::is_repeated(board, row, &raw.words) {
        return false;
    }
    let printed: Vec<&str> = board
        .starting(row)
        .into_iter()
        .map(|i| board.text(i))
        .filter(|t| !t.is_empty())
        .collect();
    printed.len() >= 2 && !printed.iter().all(|t| catalog.is_total(t))
}

/// A note printed across the grid.
fn note_row(board: &Board, row: usize, catalog: &Catalog) -> Option<String> {
    let cells = board.starting(row);
    let mut printed = cells.iter().filter(|i| !board.text(**i).is_empty());
    let only = *printed.next()?;
    let text = &board.grid.cells[only].text;
    // 本单位无国有资本经营预算支出，本表为空 over all columns is one as well.
    let wide = board.grid.cells[only].cols.len() * 2 > board.grid.n_cols;
    let note = wording::is_note(text) || wide && catalog.is_nil_note(board.text(only));
    (printed.next().is_none() && note).then(|| text.trim().to_owned())
}

/// For every slot of a piece the logical column it belongs to, by position.
fn slot_map(first: &Grid, grid: &Grid, columns: &[Column]) -> Vec<usize> {
    if grid.origin == GridOrigin::Tabbed {
        return (0..grid.n_cols)
            .map(|slot| {
                columns
                    .iter()
                    .position(|c| c.slots.contains(&slot))
                    .unwrap_or(columns.len().saturating_sub(1))
            })
            .collect();
    }
    // As many slots as columns on both pages: they are the same ones, however wide.
    if grid.n_cols == columns.len() && first.n_cols == columns.len() {
        return (0..grid.n_cols).collect();
    }
    let scale = first.rect.width() / grid.rect.width().max(1.0);
    let scale = if (scale - 1.0).abs() < 0.02 { 1.0 } else { scale };
    (0..grid.n_cols)
        .map(|slot| {
            let middle = (grid.xs[slot] + grid.xs[slot + 1]) / 2.0;
            let x = first.rect.x0 + (middle - grid.rect.x0) * scale;
            columns
                .iter()
                .position(|c| x >= c.x.0 && x < c.x.1)
                .unwrap_or(if x < first.rect.x0 { 0 } else { columns.len() - 1 })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::testing;

    /// Keys of a drawn page's tables, and their rows: code, name, cells.
    fn check(drawing: &str, expected: &str) {
        let mut got = String::new();
        for table in testing::read(vec![testing::page(drawing)]).tables {
            let keys: Vec<&str> = table.columns.iter().map(|c| c.key.as_str()).collect();
            got.push_str(&format!("{}: {}\n", table.id, keys.join("|")));
            for row in &table.rows {
                let cells: Vec<String> = row
                    .values
                    .iter()
                    .map(|v| {
                        let money = if v.amount_yuan.is_some() { "元" } else { "" };
                        format!("{}{money}", v.printed)
                    })
                    .collect();
                got.push_str(&format!(
                    "{} {} {}\n",
                    row.code,
                    row.label,
                    cells.join("|")
                ));
            }
        }
        assert_eq!(got.trim(), expected.trim());
    }

    #[test]
    fn a_second_classification_is_never_joined_to_the_code() {
        check(
            "
          2026年部门预算一般公共预算基本支出表
                                                      单位：元
┌──────────┬────────────┬──────────┬──────────────┬──────┬────────┐
│部门经济科│部门经济科目│政府经济科│ 政府经济科目 │ 合计 │人员经费│
│目编码    │名称        │目编码    │ 名称         │      │        │
├──────────┼────────────┼──────────┼──────────────┼──────┼────────┤
│          │ 合计       │          │              │3.00  │3.00    │
├──────────┼────────────┼──────────┼──────────────┼──────┼────────┤
│ 30101    │ 基本工资   │ 50101    │工资奖金津补贴│2.00  │2.00    │
├──────────┼────────────┼──────────┼──────────────┼──────┼────────┤
│ 30103    │ 奖金       │ 50101    │工资奖金津补贴│1.00  │1.00    │
└──────────┴────────────┴──────────┴──────────────┴──────┴────────┘
",
            "
budget.06: total|personnel
 合计 3.00元|3.00元
30101 基本工资 2.00元|2.00元
30103 奖金 1.00元|1.00元
",
        );
    }

    #[test]
    fn breakdowns_side_by_side_have_names_of_their_own() {
        check(
            "
          2020年部门综合预算收支总表
                                                       单位：万元
┌─────────────────┬──────────────────────────────────────────────┐
│      收入       │                    支出                      │
├──────────┬──────┼────────────┬──────┬──────────────────┬───────┤
│ 项目     │预算数│支出功能分类│预算数│部门预算经济分类项│预算数 │
├──────────┼──────┼────────────┼──────┼──────────────────┼───────┤
│ 财政拨款 │ 7.00 │ 教育       │ 3.00 │ 资本性支出       │ 4.00  │
├──────────┼──────┼────────────┼──────┼──────────────────┼───────┤
│ 事业收入 │      │ 科学技术   │ 4.00 │ 工资福利支出     │ 3.00  │
└──────────┴──────┴────────────┴──────┴──────────────────┴───────┘
",
            "
budget.01: amount|amount|amount
 财政拨款 7.00元
 教育 3.00元
 资本性支出 4.00元
 事业收入 
 科学技术 4.00元
 工资福利支出 3.00元
",
        );
    }

    #[test]
    fn heads_of_the_code_are_no_part_of_the_total_s_name() {
        check(
            "
          2024年度支出决算表
                               单位：万元
┌─────────────────────┬────────────┬────────┬────────┐
│         项目        │本年支出合计│基本支出│项目支出│
├────────────┬────────┤            │        │        │
│ 科目编码   │科目名称│            │        │        │
├────┬───┬───┼────────┼────────────┼────────┼────────┤
│ 类 │款 │项 │ 合计   │ 3.00       │ 1.00   │ 2.00   │
├────┼───┼───┼────────┼────────────┼────────┼────────┤
│201 │   │   │ 甲     │ 3.00       │ 1.00   │ 2.00   │
├────┼───┼───┼────────┼────────────┼────────┼────────┤
│201 │06 │   │ 乙     │ 3.00       │ 1.00   │ 2.00   │
└────┴───┴───┴────────┴────────────┴────────┴────────┘
",
            "
final.03: total|basic|project
 合计 3.00元|1.00元|2.00元
201 甲 3.00元|1.00元|2.00元
20106 乙 3.00元|1.00元|2.00元
",
        );
    }

    #[test]
    fn the_year_before_has_its_own_key_and_a_change_none() {
        check(
            "
          一般公共预算支出表
                                                      单位：元
┌────────┬────────┬────────────┬────────────┬────────────────────────┐
│科目编码│科目名称│2025年执行数│2026年预算数│2026年预算数比2025年执行│
│        │        │            │            │数增减                  │
├────────┼────────┼────────────┼────────────┼────────────────────────┤
│ 201    │ 甲     │ 9.00       │ 8.00       │ -1.00                  │
└────────┴────────┴────────────┴────────────┴────────────────────────┘
",
            "
budget.05: prior|total|
201 甲 9.00元|8.00元|-1.00元
",
        );
    }

    #[test]
    fn names_and_goods_beside_the_name_lose_no_row() {
        check(
            "
          政府采购预算表
                                               单位：元
┌──────────┬──────────┬────────────┬────┬──────┐
│采购品目大│ 专项名称 │采购物品名称│数量│ 金额 │
│类        │          │            │    │      │
├──────────┼──────────┼────────────┼────┼──────┤
│ 合计     │          │            │    │ 5.00 │
├──────────┼──────────┼────────────┼────┼──────┤
│ 货物     │          │            │ 2  │ 5.00 │
├──────────┼──────────┼────────────┼────┼──────┤
│          │ 业务费   │ 便携式电脑 │ 2  │ 5.00 │
└──────────┴──────────┴────────────┴────┴──────┘
",
            "
budget.procurement: |||total
 合计 |||5.00元
 货物 ||2|5.00元
 业务费 业务费|便携式电脑|2|5.00元
",
        );
    }

    #[test]
    fn a_total_of_more_than_the_three_is_not_theirs() {
        check(
            "
     “三公”经费、会议费、培训费支出预算表
                                      单位：元
┌──────┬───────────────────────┬────────┐
│      │      “三公”经费     │        │
│ 合计 ├──────┬────────────────┤ 会议费 │
│      │ 小计 │   公务接待费   │        │
├──────┼──────┼────────────────┼────────┤
│ 9.00 │ 4.00 │ 4.00           │ 5.00   │
└──────┴──────┴────────────────┴────────┘
",
            "
budget.07: budget_grand_total|budget_total|budget_reception|budget_meeting
  9.00元|4.00元|4.00元|5.00元
",
        );
    }

    #[test]
    fn a_name_merged_over_rows_names_them_all() {
        check(
            "
          收入预算总表
                                               单位：元
┌──────────┬──────────┬──────┬──────────┐
│ 单位名称 │ 年度     │ 合计 │ 事业收入 │
├──────────┼──────────┼──────┼──────────┤
│ 某局     │ 2025年   │ 5.00 │ 1.00     │
│          ├──────────┼──────┼──────────┤
│          │ 2026年   │ 6.00 │ 2.00     │
└──────────┴──────────┴──────┴──────────┘
",
            "
budget.02: |total|business|||
 某局 2025年|5.00元|1.00元
 某局 2026年|6.00元|2.00元
",
        );
    }

    #[test]
    fn a_value_over_two_columns_belongs_to_neither() {
        check(
            "
          2024年度支出决算表
                               单位：万元
┌────────────┬────────┬────────────┬────────┬────────┐
│ 科目编码   │科目名称│本年支出合计│基本支出│项目支出│
├────────────┼────────┼────────────┼────────┼────────┤
│ 201        │ 甲     │ 3.00       │ 1.00   │ 2.00   │
├────────────┼────────┼────────────┼────────┴────────┤
│ 20106      │ 乙     │ 3.00       │            3.00 │
└────────────┴────────┴────────────┴─────────────────┘
",
            "
final.03: total|basic|project|
201 甲 3.00元|1.00元|2.00元
20106 乙 3.00元|3.00元
",
        );
    }

    #[test]
    fn a_row_of_column_numbers_is_data_nowhere() {
        check(
            "
          2024年度支出决算表
                               单位：万元
┌────────────┬────────┐
│ 科目名称   │项目支出│
├────────────┼────────┤
│ **         │ 1      │
├────────────┼────────┤
│ 一般公共   │ 3.00   │
└────────────┴────────┘
",
            "
final.03: project
 一般公共 3.00元
",
        );
    }

    #[test]
    fn a_section_s_code_follows_that_of_its_class() {
        check(
            "
          2024年度支出决算表
                               单位：万元
┌────────────┬────────┬────────────┬────────┬────────┐
│ 科目编码   │科目名称│本年支出合计│基本支出│项目支出│
├────────────┼────────┼────────────┼────────┼────────┤
│ 201        │ 甲     │ 3.00       │ 1.00   │ 2.00   │
├────────────┼────────┼────────────┼────────┼────────┤
│  10        │ 乙     │ 3.00       │ 1.00   │ 2.00   │
├────────────┼────────┼────────────┼────────┼────────┤
│ 2011002    │ 丙丁   │ 3.00       │ 1.00   │ 2.00   │
├────────────┼────────┼────────────┼────────┼────────┤
│  11        │ 戊     │ 3.00       │ 1.00   │ 2.00   │
└────────────┴────────┴────────────┴────────┴────────┘
",
            "
final.03: total|basic|project
201 甲 3.00元|1.00元|2.00元
20110 乙 3.00元|1.00元|2.00元
2011002 丙丁 3.00元|1.00元|2.00元
 戊 3.00元|1.00元|2.00元
",
        );
    }

    /// Rows of a table on two pages, as `check` prints them.
    fn check_two(first: &str, second: &str, expected: &str) {
        let (one, mut two) = (testing::page(first), testing::page(second));
        two.number = 2;
        let mut got = String::new();
        for table in testing::read(vec![one, two]).tables {
            for row in &table.rows {
                let cells = row.values.iter().map(|v| match v.amount_yuan {
                    Some(yuan) => format!("{}={}", v.printed, yuan.normalize()),
                    None => v.printed.clone(),
                });
                let cells: Vec<String> = cells.collect();
                got.push_str(&format!("{} {}\n", row.label, cells.join("|")));
            }
        }
        assert_eq!(got.trim(), expected.trim());
    }

    const UPPER: &str = "
          2024年度支出决算表
                               单位：万元
┌────────────┬────────────┬────────┬────────┐
│ 科目名称   │本年支出合计│基本支出│项目支出│
├────────────┼────────────┼────────┼────────┤
│ 甲         │ 3.00       │ 1.00   │ 2.00   │
├────────────┼────────────┼────────┼────────┤
│ 乙         │ 3.00       │ 1.00   │ 2.00   │
├────────────┼────────────┼────────┼────────┤
│ 机动车驾   │ 3.00       │ 12,437.3        │
└────────────┴────────────┴────────┴────────┘
";

    #[test]
    fn a_number_torn_by_the_foot_of_the_page_is_one() {
        let upper = UPPER.replace("│ 12,437.3        │", "│12,437.3│        │");
        check_two(
            &upper,
            "
┌────────────┬────────────┬────────┬────────┐
│ 驶员中心   │            │ 6      │        │
├────────────┼────────────┼────────┼────────┤
│ 丙         │ 3.00       │ 1.00   │ 2.00   │
└────────────┴────────────┴────────┴────────┘
",
            "
甲 3.00=30000|1.00=10000|2.00=20000
乙 3.00=30000|1.00=10000|2.00=20000
机动车驾驶员中心 3.00=30000|12,437.36=124373600|
丙 3.00=30000|1.00=10000|2.00=20000
",
        );
    }

    #[test]
    fn halves_that_do_not_fit_are_no_number() {
        let upper = UPPER.replace("│ 12,437.3        │", "│12,437.3│        │");
        check_two(
            &upper,
            "
┌────────────┬────────────┬────────┬────────┐
│            │            │ 65     │        │
├────────────┼────────────┼────────┼────────┤
│ 丙         │ 3.00       │ 1.00   │ 2.00   │
└────────────┴────────────┴────────┴────────┘
",
            "
甲 3.00=30000|1.00=10000|2.00=20000
乙 3.00=30000|1.00=10000|2.00=20000
机动车驾 3.00=30000|12,437.365|
丙 3.00=30000|1.00=10000|2.00=20000
",
        );
    }

    #[test]
    fn a_header_and_a_total_that_are_repeated_on_the_next_page_begin_no_table() {
        let page = "
          2024年度支出决算表
                               单位：万元
┌────────────┬────────────┬────────┬────────┐
│ 科目名称   │本年支出合计│基本支出│项目支出│
├────────────┼────────────┼────────┼────────┤
│ 合计       │ 6.00       │ 2.00   │ 4.00   │
├────────────┼────────────┼────────┼────────┤
│ 甲         │ 3.00       │ 1.00   │ 2.00   │
└────────────┴────────────┴────────┴────────┘
";
        check_two(
            page,
            &page.replace("甲", "乙"),
            "
合计 6.00=60000|2.00=20000|4.00=40000
甲 3.00=30000|1.00=10000|2.00=20000
乙 3.00=30000|1.00=10000|2.00=20000
",
        );
    }
}
