//! Grey to ink: what is darker than the paper around it.

use image::GrayImage;

/// Half the side of the window that stands for the paper around a pixel, in pixels at
/// 200 dpi: larger than a stroke, smaller than a shadow.
const WINDOW: f32 = 24.0;
/// Ink is darker than its surroundings by this share (after Bradley and Roth, 2007).
const STRONG: f32 = 0.15;
/// What is darker by this share is ink where it touches ink.
const WEAK: f32 = 0.075;
/// However dark the surroundings are, ink is darker by this many levels of 255: noise in a
/// black margin is not ink.
const LEVELS: f32 = 10.0;

/// The pixels with ink as 255, others 0; `scale` is dots per inch over 200.
pub(super) fn ink(gray: &GrayImage, scale: f32) -> GrayImage {
    let mut levels = levels(gray, scale);
    connected(&mut levels);
    levels
}

/// 2 for ink, 1 for what may be ink, 0 for paper.
fn levels(gray: &GrayImage, scale: f32) -> GrayImage {
    let (width, height) = (gray.width() as usize, gray.height() as usize);
    if width == 0 || height == 0 {
        return GrayImage::default();
    }
    let raw = gray.as_raw();
    let row = |y: usize| &raw[y * width..(y + 1) * width];
    let radius = ((WINDOW * scale).round() as usize).clamp(4, 96);
    // Sums of the window's rows for each column, moved down row by row.
    let mut columns = vec![0u32; width];
    for y in 0..radius.min(height) {
        add(&mut columns, row(y));
    }
    let mut sums = vec![0u32; width + 1];
    let mut smooth = vec![0u16; width];
    let mut out = vec![0u8; width * height];
    for y in 0..height {
        if y + radius < height {
            add(&mut columns, row(y + radius));
        }
        if y > radius {
            subtract(&mut columns, row(y - radius - 1));
        }
        let rows = (y + radius).min(height - 1) + 1 - y.saturating_sub(radius);
        let mut sum = 0u32;
        for (out, &column) in sums[1..].iter_mut().zip(&columns) {
            sum += column;
            *out = sum;
        }
        smoothed(
            row(y.saturating_sub(1)),
            row(y),
            row((y + 1).min(height - 1)),
            &mut smooth,
        );
        let out = &mut out[y * width..(y + 1) * width];
        let mut mark = |x: usize, from: usize, to: usize| {
            let count = ((to - from) * rows) as f32;
            let mean = (sums[to] - sums[from]) as f32 / count;
            let below = mean - f32::from(smooth[x]) * (1.0 / 9.0);
            let strong = below > (mean * STRONG).max(LEVELS);
            let weak = below > (mean * WEAK).max(LEVELS / 2.0);
            out[x] = u8::from(strong) + u8::from(weak);
        };
        let inner =
            radius.min(width)..width.saturating_sub(radius).max(radius.min(width));
        for x in (0..inner.start).chain(inner.end..width) {
            mark(x, x.saturating_sub(radius), (x + radius + 1).min(width));
        }
        for x in inner {
            mark(x, x - radius, (x + radius + 1).min(width));
        }
    }
    GrayImage::from_raw(gray.width(), gray.height(), out).unwrap_or_default()
}

fn add(columns: &mut [u32], row: &[u8]) {
    for (column, &value) in columns.iter_mut().zip(row) {
        *column += u32::from(value);
    }
}

fn subtract(columns: &mut [u32], row: &[u8]) {
    for (column, &value) in columns.iter_mut().zip(row) {
        *column -= u32::from(value);
    }
}

/// Sums of three by three pixels; at the border the outermost count twice.
fn smoothed(above: &[u8], row: &[u8], below: &[u8], out: &mut [u16]) {
    let width = row.len();
    let sum = |x: usize| u16::from(above[x]) + u16::from(row[x]) + u16::from(below[x]);
    let mut before = sum(0);
    let mut here = before;
    for (x, out) in out.iter_mut().enumerate() {
        let next = if x + 1 < width { sum(x + 1) } else { here };
        *out = before + here + next;
        before = here;
        here = next;
    }
}

/// A run of marked pixels in a row, half open.
#[derive(Clone, Copy)]
struct Run {
    row: u32,
    from: u32,
    to: u32,
}

/// Keeps what may be ink only where it touches ink; what is kept becomes 255.
fn connected(levels: &mut GrayImage) {
    let width = levels.width() as usize;
    if width == 0 {
        return;
    }
    let mut runs: Vec<Run> = Vec::new();
    let mut strong: Vec<bool> = Vec::new();
    let mut parent: Vec<u32> = Vec::new();
    let mut above = 0..0;
    for (y, row) in levels.as_raw().chunks_exact(width).enumerate() {
        let first = runs.len();
        let mut x = 0;
        while let Some(from) = row[x..].iter().position(|&p| p != 0).map(|p| x + p) {
            let to = row[from..].iter().position(|&p| p == 0).map_or(width, |p| from + p);
            runs.push(Run { row: y as u32, from: from as u32, to: to as u32 });
            strong.push(row[from..to].contains(&2));
            parent.push(parent.len() as u32);
            x = to;
        }
        // Both rows are ordered: one walk finds all pairs that touch, also by a corner.
        let mut other = above.start;
        for this in first..runs.len() {
            while other < above.end && runs[other].to < runs[this].from {
                other += 1;
            }
            let mut at = other;
            while at < above.end && runs[at].from <= runs[this].to {
                join(&mut parent, at as u32, this as u32);
                at += 1;
            }
        }
        above = first..runs.len();
    }
    for at in 0..runs.len() {
        if strong[at] {
            let root = root(&mut parent, at as u32) as usize;
            strong[root] = true;
        }
    }
    let raw: &mut [u8] = levels;
    for at in 0..runs.len() {
        let kept = strong[root(&mut parent, at as u32) as usize];
        let Run { row, from, to } = runs[at];
        let start = row as usize * width;
        let pixels = start + from as usize..start + to as usize;
        raw[pixels].fill(if kept { 255 } else { 0 });
    }
}

fn root(parent: &mut [u32], mut at: u32) -> u32 {
    while parent[at as usize] != at {
        parent[at as usize] = parent[parent[at as usize] as usize];
        at = parent[at as usize];
    }
    at
}

fn join(parent: &mut [u32], a: u32, b: u32) {
    let (a, b) = (root(parent, a), root(parent, b));
    if a != b {
        parent[a.max(b) as usize] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    fn drawn(gray: &GrayImage) -> String {
        let ink = ink(gray, 0.2);
        let rows = ink.as_raw().chunks(ink.width() as usize);
        let line =
            |row: &[u8]| row.iter().map(|&p| if p > 0 { '#' } else { '.' }).collect();
        rows.map(line).collect::<Vec<String>>().join("\n")
    }

    #[test]
    fn ink_is_darker_than_the_paper_around_it() {
        let mut gray = GrayImage::from_fn(24, 5, |x, _| Luma([150 + x as u8 * 2]));
        for x in [6, 17] {
            for y in 1..4 {
                gray.put_pixel(x, y, Luma([20]));
            }
        }
        let rows = drawn(&gray);
        assert_eq!(rows.lines().nth(2), Some(".....###........###....."));
    }

    #[test]
    fn a_faint_stretch_counts_where_it_touches_ink() {
        let mut gray = GrayImage::from_pixel(40, 21, Luma([200]));
        for x in 4..36 {
            let tone = if x < 20 { 90 } else { 170 };
            for y in 9..12 {
                gray.put_pixel(x, y, Luma([tone]));
            }
        }
        let row = |text: &str| text.lines().nth(10).map(str::to_string);
        let whole = row(&drawn(&gray)).expect("a row");
        assert!(whole[5..35].chars().all(|c| c == '#'), "{whole}");
        // Alone the faint half is not enough.
        for x in 4..22 {
            for y in 9..12 {
                gray.put_pixel(x, y, Luma([200]));
            }
        }
        assert!(!drawn(&gray).contains('#'));
    }

    #[test]
    fn one_pixel_and_none_have_no_ink() {
        assert_eq!(drawn(&GrayImage::from_pixel(1, 1, Luma([0]))), ".");
        assert!(ink(&GrayImage::default(), 1.0).is_empty());
        assert!(
            ink(&GrayImage::from_pixel(300, 200, Luma([0])), 1.0).iter().all(|&p| p == 0)
        );
    }
}
