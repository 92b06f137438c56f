//! Connected ink: characters, strokes of them, specks.

use crate::limits;
use image::GrayImage;

/// Ink that hangs together, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Blob {
    /// Left edge.
    pub(crate) x0: u32,
    /// Top edge.
    pub(crate) y0: u32,
    /// Right edge, behind the last pixel.
    pub(crate) x1: u32,
    /// Bottom edge, behind the last pixel.
    pub(crate) y1: u32,
    /// Pixels of ink.
    pub(crate) area: u32,
}

impl Blob {
    /// Pixels across.
    pub(crate) fn width(&self) -> u32 {
        self.x1 - self.x0
    }

    /// Pixels down.
    pub(crate) fn height(&self) -> u32 {
        self.y1 - self.y0
    }

    fn join(&mut self, other: &Blob) {
        self.x0 = self.x0.min(other.x0);
        self.y0 = self.y0.min(other.y0);
        self.x1 = self.x1.max(other.x1);
        self.y1 = self.y1.max(other.y1);
        self.area += other.area;
    }
}

/// A stretch of ink in one row.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    row: u32,
    from: u32,
    to: u32,
}

/// The blobs of a picture of ink (255) on nothing (0), and a way to wipe some of them.
pub(crate) struct Blobs {
    stretches: Vec<Stretch>,
    /// For every stretch its blob.
    owners: Vec<u32>,
    /// In order of their first row.
    pub(crate) all: Vec<Blob>,
}

/// A picture with more stretches of ink than this is noise; what is left over is not
/// looked at.
const MOST_STRETCHES: usize = 4_000_000;

impl Blobs {
    /// Finds what hangs together, corners included.
    pub(crate) fn of(ink: &GrayImage) -> Self {
        let stretches = stretches(ink);
        let mut parent: Vec<u32> = (0..stretches.len() as u32).collect();
        let mut above = 0..0;
        let mut start = 0;
        while start < stretches.len() {
            let row = stretches[start].row;
            let mut end = start;
            while end < stretches.len() && stretches[end].row == row {
                end += 1;
            }
            if above.is_empty() || stretches[above.start].row + 1 != row {
                above = start..start;
            }
            let mut first = above.start;
            for here in start..end {
                let own = stretches[here];
                while first < above.end && stretches[first].to < own.from {
                    first += 1;
                }
                let mut other = first;
                while other < above.end && stretches[other].from <= own.to {
                    unite(&mut parent, here as u32, other as u32);
                    other += 1;
                }
            }
            above = start..end;
            start = end;
        }
        let mut all: Vec<Blob> = Vec::new();
        let mut place = vec![u32::MAX; parent.len()];
        let mut owners = Vec::with_capacity(parent.len());
        for (i, stretch) in stretches.iter().enumerate() {
            let root = find(&mut parent, i as u32) as usize;
            let own = Blob {
                x0: stretch.from,
                y0: stretch.row,
                x1: stretch.to,
                y1: stretch.row + 1,
                area: stretch.to - stretch.from,
            };
            if place[root] == u32::MAX {
                place[root] = all.len() as u32;
                all.push(own);
            } else {
                all[place[root] as usize].join(&own);
            }
            owners.push(place[root]);
        }
        Self { stretches, owners, all }
    }

    /// Wipes the blobs that are not wanted out of the picture they were found in.
    pub(crate) fn keep(&self, ink: &mut GrayImage, wanted: impl Fn(&Blob) -> bool) {
        let wanted: Vec<bool> = self.all.iter().map(wanted).collect();
        for (stretch, owner) in self.stretches.iter().zip(&self.owners) {
            if !wanted[*owner as usize] {
                for x in stretch.from..stretch.to {
                    ink.put_pixel(x, stretch.row, image::Luma([0]));
                }
            }
        }
    }
}

fn stretches(ink: &GrayImage) -> Vec<Stretch> {
    let mut out = Vec::new();
    let width = ink.width() as usize;
    if width == 0 {
        return out;
    }
    for (row, pixels) in ink.as_raw().chunks_exact(width).enumerate() {
        let mut x = 0;
        while let Some(from) = pixels[x..].iter().position(|p| *p != 0).map(|n| x + n) {
            let to =
                pixels[from..].iter().position(|p| *p == 0).map_or(width, |n| from + n);
            out.push(Stretch { row: row as u32, from: from as u32, to: to as u32 });
            x = to;
        }
        if out.len() > MOST_STRETCHES {
            limits::meet("more than 4,000,000 stretches of ink");
            break;
        }
    }
    out
}

fn find(parent: &mut [u32], mut i: u32) -> u32 {
    while parent[i as usize] != i {
        parent[i as usize] = parent[parent[i as usize] as usize];
        i = parent[i as usize];
    }
    i
}

fn unite(parent: &mut [u32], a: u32, b: u32) {
    let (a, b) = (find(parent, a), find(parent, b));
    if a != b {
        parent[a.max(b) as usize] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    fn drawn(rows: &[&str]) -> GrayImage {
        GrayImage::from_fn(rows[0].len() as u32, rows.len() as u32, |x, y| {
            Luma([if rows[y as usize].as_bytes()[x as usize] == b'#' { 255 } else { 0 }])
        })
    }

    #[test]
    fn arms_that_meet_below_are_one_blob() {
        let ink = drawn(&["#.#..", "#.#..", ".#..#"]);
        let blobs = Blobs::of(&ink);
        let boxes: Vec<_> =
            blobs.all.iter().map(|b| (b.x0, b.y0, b.x1, b.y1, b.area)).collect();
        assert_eq!(boxes, [(0, 0, 3, 3, 5), (4, 2, 5, 3, 1)]);
    }

    #[test]
    fn unwanted_blobs_are_wiped() {
        let mut ink = drawn(&["##..#", "##..."]);
        Blobs::of(&ink).keep(&mut ink, |blob| blob.area > 1);
        assert_eq!(ink, drawn(&["##...", "##..."]));
    }
}
