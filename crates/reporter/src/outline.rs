//! What was seen on a page, as three paths: small enough to travel with every page.

use extractor::{Page, Rect};
use parser::Grid;
use std::fmt::Write;

/// Characters, lines and cells of a page as paths of an SVG, in tenths of a point.
pub(crate) fn of(page: &Page, grids: &[Grid]) -> String {
    let glyphs = page.glyphs.iter().filter(|glyph| !glyph.text.trim().is_empty());
    let glyphs = boxes(glyphs.map(|glyph| page.displayed(&glyph.rect)));
    let cells = boxes(grids.iter().flat_map(|grid| &grid.cells).map(|cell| cell.rect));
    let mut rulings = String::new();
    for ([[x1, y1], [x2, y2]], ..) in crate::layers::ruled(page) {
        let [x1, y1, x2, y2] = [x1, y1, x2, y2].map(tenths);
        let _ = write!(rulings, "M{x1} {y1}L{x2} {y2}");
    }
    [("cells", cells), ("glyphs", glyphs), ("rulings", rulings)]
        .into_iter()
        .filter(|(_, path)| !path.is_empty())
        .map(|(name, path)| {
            format!("<path class=\"layer {name}\" transform=\"scale(.1)\" d=\"{path}\"/>")
        })
        .collect()
}

/// Boxes as a path; those that follow one another in a line share their borders.
fn boxes(rects: impl Iterator<Item = Rect>) -> String {
    let mut path = String::new();
    // The line that is being drawn: its left and right ends, its top, its height.
    let mut line: Option<[i64; 4]> = None;
    let mut ticks = String::new();
    let close = |path: &mut String, line: Option<[i64; 4]>, ticks: &mut String| {
        if let Some([x0, x1, y, h]) = line {
            let w = x1 - x0;
            let _ = write!(path, "M{x0} {y}h{w}v{h}h{}z{ticks}", -w);
        }
        ticks.clear();
    };
    for rect in rects {
        let [x0, y0, x1, y1] = [rect.x0, rect.y0, rect.x1, rect.y1].map(tenths);
        match &mut line {
            Some([_, end, y, h])
                if (*y, *h) == (y0, y1 - y0) && (x0 - *end).abs() <= 3 =>
            {
                let _ = write!(ticks, "M{x0} {y0}v{h}");
                *end = x1;
            }
            _ => {
                close(&mut path, line, &mut ticks);
                line = Some([x0, x1, y0, y1 - y0]);
            }
        }
    }
    close(&mut path, line, &mut ticks);
    path
}

fn tenths(points: f32) -> i64 {
    (points * 10.0).round() as i64
}

/// Tenths of a point, without what is not needed.
pub(crate) fn tenth(points: f32) -> String {
    let tenths = tenths(points);
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        _ => format!("{:.1}", tenths as f64 / 10.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_border_and_others_do_not() {
        let rect = |x0, y0| Rect::new(x0, y0, x0 + 10.0, y0 + 12.0);
        let line = [rect(5.0, 1.0), rect(15.0, 1.0), rect(5.0, 20.0)];
        assert_eq!(
            boxes(line.into_iter()),
            "M50 10h200v120h-200zM150 10v120M50 200h100v120h-100z"
        );
    }

    #[test]
    fn points_are_as_short_as_they_may_be() {
        assert_eq!([12.04, 12.05, -0.04, 3.96].map(tenth), ["12", "12.1", "0", "4"]);
    }
}
