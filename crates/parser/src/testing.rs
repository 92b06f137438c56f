//! Pages drawn with box characters: the test and the paper on one screen.

mod layouts;

use crate::page::grid::Grid;
use extractor::recogniser::Reading;
use extractor::{
    Axis, Document, Glyph, Ink, Page, Rect, Ruling, Run, Scan, SourceKind, Span, Warp,
};

/// One drawn column is this wide.
const W: f32 = 6.0;
/// One drawn row is this high.
const H: f32 = 12.0;

/// Columns a character takes in a drawing: two for East Asian characters.
fn width(c: char) -> usize {
    let c = c as u32;
    let wide = (0x1100..=0x115F).contains(&c)
        || (0x2E80..=0xA4CF).contains(&c)
        || (0xAC00..=0xD7A3).contains(&c)
        || (0xF900..=0xFAFF).contains(&c)
        || (0xFE30..=0xFE6F).contains(&c)
        || (0xFF00..=0xFF60).contains(&c);
    if wide { 2 } else { 1 }
}

/// Arms of a box character: up, down, left, right.
fn arms(c: char) -> Option<(bool, bool, bool, bool)> {
    Some(match c {
        '─' => (false, false, true, true),
        '│' => (true, true, false, false),
        '┌' => (false, true, false, true),
        '┐' => (false, true, true, false),
        '└' => (true, false, false, true),
        '┘' => (true, false, true, false),
        '├' => (true, true, false, true),
        '┤' => (true, true, true, false),
        '┬' => (false, true, true, true),
        '┴' => (true, false, true, true),
        '┼' => (true, true, true, true),
        _ => return None,
    })
}

/// What is read from drawn pages.
pub(crate) fn read(pages: Vec<Page>) -> crate::Disclosure {
    crate::parse(&Document { source: SourceKind::Pdf, pages, ..Document::default() })
}

/// The page a drawing shows. `·` stands for a space inside a word.
pub(crate) fn page(drawing: &str) -> Page {
    let rows: Vec<&str> =
        drawing.strip_prefix('\n').unwrap_or(drawing).trim_end().split('\n').collect();
    let mut page = Page {
        number: 1,
        height: rows.len() as f32 * H,
        width: 600.0,
        ..Page::default()
    };
    for (r, row) in rows.iter().enumerate() {
        let mut column = 0;
        let y = r as f32 * H;
        for c in row.chars() {
            let x = column as f32 * W;
            let w = width(c) as f32 * W;
            column += width(c);
            let (cx, cy) = (x + W / 2.0, y + H / 2.0);
            if let Some((up, down, left, right)) = arms(c) {
                if up || down {
                    let span =
                        Span::new(if up { y } else { cy }, if down { y + H } else { cy });
                    page.rulings.push(ruling(Axis::Vertical, cx, span));
                }
                if left || right {
                    let span = Span::new(
                        if left { x } else { cx },
                        if right { x + W } else { cx },
                    );
                    page.rulings.push(ruling(Axis::Horizontal, cy, span));
                }
            } else if c != ' ' {
                let text = if c == '·' { ' ' } else { c };
                page.glyphs.push(Glyph {
                    text: text.to_string().into(),
                    raw: None,
                    rect: Rect::new(x, y + 1.0, x + w, y + H - 1.0),
                    size: H - 2.0,
                    font: 0,
                    direction: 0.0,
                    ink: Ink::Printed,
                    trusted: true,
                });
            }
        }
    }
    page
}

/// How surely a drawn picture is read, where a test does not say otherwise.
pub(crate) const CLEAR: f32 = 0.97;

/// The page a drawing shows, as if it had been read from a picture that hangs upside down:
/// each word is a line of its own.
///
/// The drawing says what was read; `doubts` says of words how else they may be read, each
/// time with a confidence. A doubtful word has the confidence that is given for itself.
pub(crate) fn scanned(drawing: &str, doubts: &[(&str, &[(&str, f32)])]) -> Page {
    let mut page = page(drawing);
    let mut runs: Vec<Run> = Vec::new();
    for (at, glyph) in page.glyphs.iter().enumerate() {
        let goes_on = at > 0 && {
            let before = &page.glyphs[at - 1].rect;
            before.y0 == glyph.rect.y0 && (glyph.rect.x0 - before.x1).abs() < 0.1
        };
        match runs.last_mut() {
            Some(run) if goes_on => run.glyphs.end = at + 1,
            _ => runs.push(Run { glyphs: at..at + 1, ..Run::default() }),
        }
    }
    for run in &mut runs {
        let glyphs = &mut page.glyphs[run.glyphs.clone()];
        let word: String = glyphs.iter().map(|g| g.text.as_str()).collect();
        let doubt = doubts.iter().find(|(read, _)| *read == word).map(|d| d.1);
        let own = [(word.as_str(), CLEAR)];
        run.readings = doubt
            .unwrap_or(&own)
            .iter()
            .map(|&(text, confidence)| Reading { text: text.into(), confidence })
            .collect();
        let number =
            run.readings.iter().find(|r| crate::words::amount::is_number(&r.text));
        run.number = number.cloned();
        let confidence = run.readings[0].confidence;
        glyphs.iter_mut().for_each(|g| g.ink = Ink::Ocr { confidence });
    }
    let (width, height) = (page.width, page.height);
    page.scan = Some(Scan {
        dpi: 200.0,
        turn: 180,
        width,
        height,
        warp: Warp::new(width, height, |x, y| [width - x, height - y]),
        recognised: true,
        runs,
        ..Scan::default()
    });
    page
}

/// The same page where no model was there to read its picture.
pub(crate) fn unread(drawing: &str) -> Page {
    let mut page = scanned(drawing, &[]);
    page.glyphs.clear();
    if let Some(scan) = &mut page.scan {
        scan.runs.clear();
        scan.recognised = false;
    }
    page
}

fn ruling(axis: Axis, at: f32, span: Span) -> Ruling {
    Ruling { axis, at, span, width: 0.5, dashed: false }
}

/// Cells of a grid, one line per row of slots: `[row col text]`, ranges where merged.
pub(crate) fn cells(grid: &Grid) -> String {
    let range = |r: &std::ops::Range<usize>| {
        if r.len() == 1 { r.start.to_string() } else { format!("{}..{}", r.start, r.end) }
    };
    let mut out = String::new();
    for row in 0..grid.n_rows {
        let line: Vec<String> = grid
            .starting_in(row)
            .map(|c| {
                let text = if c.text.is_empty() { "∅" } else { &c.text };
                format!("[{} {} {}]", range(&c.rows), range(&c.cols), text)
            })
            .collect();
        out.push_str(&line.join(" "));
        out.push('\n');
    }
    out
}
