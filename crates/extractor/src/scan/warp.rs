//! Where a point of the straight page stands on the page as displayed.

use crate::Rect;

/// A mesh of points over the straight page, each with its place on the displayed one.
///
/// One form holds all that happens to paper: a quarter turn, skew, perspective and curl.
/// Between the points of the mesh places are interpolated. Without points nothing moves.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Warp {
    width: f32,
    height: f32,
    steps: usize,
    places: Vec<[f32; 2]>,
}

/// Points of the mesh along each side, less one.
const STEPS: usize = 16;

impl Warp {
    /// Asks `place` for the displayed place of each point of the mesh, all in points.
    pub fn new(width: f32, height: f32, place: impl Fn(f32, f32) -> [f32; 2]) -> Self {
        let mut places = Vec::with_capacity((STEPS + 1) * (STEPS + 1));
        for row in 0..=STEPS {
            for col in 0..=STEPS {
                let share = |n: usize| n as f32 / STEPS as f32;
                places.push(place(share(col) * width, share(row) * height));
            }
        }
        Self { width, height, steps: STEPS, places }
    }

    /// The displayed place of a point of the straight page, in points.
    pub fn place(&self, x: f32, y: f32) -> [f32; 2] {
        if self.places.is_empty() || self.width <= 0.0 || self.height <= 0.0 {
            return [x, y];
        }
        let last = self.steps as f32;
        // Beyond the edge the outermost mesh goes on.
        let split = |share: f32| {
            let at = share * last;
            let cell = at.floor().clamp(0.0, last - 1.0);
            (cell as usize, at - cell)
        };
        let (col, u) = split(x / self.width);
        let (row, v) = split(y / self.height);
        let at = |row: usize, col: usize| self.places[row * (self.steps + 1) + col];
        let mix = |a: [f32; 2], b: [f32; 2], t: f32| {
            [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]
        };
        let top = mix(at(row, col), at(row, col + 1), u);
        let bottom = mix(at(row + 1, col), at(row + 1, col + 1), u);
        mix(top, bottom, v)
    }

    /// The smallest rectangle on the displayed page that holds a rectangle of the straight
    /// one, in points.
    pub fn displayed(&self, rect: &Rect) -> Rect {
        let corners = [
            self.place(rect.x0, rect.y0),
            self.place(rect.x1, rect.y0),
            self.place(rect.x0, rect.y1),
            self.place(rect.x1, rect.y1),
        ];
        let x = corners.map(|p| p[0]);
        let y = corners.map(|p| p[1]);
        let least = |v: [f32; 4]| v.into_iter().fold(f32::INFINITY, f32::min);
        let most = |v: [f32; 4]| v.into_iter().fold(f32::NEG_INFINITY, f32::max);
        Rect::new(least(x), least(y), most(x), most(y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_upside_down_is_mapped_corner_to_corner() {
        let warp = Warp::new(600.0, 800.0, |x, y| [600.0 - x, 800.0 - y]);
        let shown = warp.displayed(&Rect::new(10.0, 20.0, 110.0, 40.0));
        assert_eq!(shown, Rect::new(490.0, 760.0, 590.0, 780.0));
    }

    #[test]
    fn a_page_on_its_side_swaps_width_and_height() {
        // The straight page is 800 wide; it is displayed 600 wide, turned clockwise.
        let warp = Warp::new(800.0, 600.0, |x, y| [600.0 - y, x]);
        let shown = warp.displayed(&Rect::new(0.0, 0.0, 80.0, 30.0));
        assert_eq!(shown, Rect::new(570.0, 0.0, 600.0, 80.0));
    }

    #[test]
    fn without_a_mesh_nothing_moves() {
        let rect = Rect::new(1.0, 2.0, 3.0, 4.0);
        assert_eq!(Warp::default().displayed(&rect), rect);
    }
}
