//! Rooms of whole pages against the truth of those who printed them.

#![allow(clippy::print_stderr, reason = "a measurement is read by whoever asked for it")]

use super::straight::{Straight, straighten};
use crate::{Picture, Pixels, walls};
use std::path::{Path, PathBuf};

/// Row, column, rows and columns of a room, in order.
type Rooms = Vec<[usize; 4]>;

/// Folders with a `manifest.json` that pairs pictures with the cells printed on them:
/// `[{"image", "gt", "profile", "dpi"}]`; a truth has `cells` (`r`, `c`, `rs`, `cs`), or `grids`
/// with several of them. `GONGKAI_SCANS` names others, divided by colons.
fn folders() -> Vec<PathBuf> {
    match std::env::var("GONGKAI_SCANS") {
        Ok(named) => named.split(':').map(PathBuf::from).collect(),
        Err(_) => workspace::shared("scans").into_iter().collect(),
    }
}

/// CPU seconds of this thread, where the system tells.
fn worked() -> f32 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos: f64 = stat.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0.0);
    (nanos / 1e9) as f32
}

/// A picture; its name ends with its resolution where nobody says it.
fn picture(path: &Path, dpi: Option<f64>) -> Picture {
    let bytes = std::fs::read(path).expect("a picture");
    let image = image::load_from_memory(&bytes).expect("a picture");
    let name =
        path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let named = name.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    let long = image.width().max(image.height()) as f32;
    let dpi = match dpi {
        Some(dpi) => dpi as f32,
        None => named.parse().unwrap_or(long / 11.69),
    };
    Picture { pixels: Pixels::from(image), dpi }
}

/// Rooms of all tables of a page, from top to bottom.
fn rooms(page: &Straight) -> Vec<Rooms> {
    let groups = walls::groups(&page.rulings);
    let mut plans: Vec<walls::Plan> =
        groups.iter().filter_map(|group| walls::plan(group, |_, _, _| false)).collect();
    plans.sort_by(|a, b| a.ys[0].total_cmp(&b.ys[0]));
    let rooms = |plan: &walls::Plan| {
        plan.rooms
            .iter()
            .map(|(rows, cols)| [rows.start, cols.start, rows.len(), cols.len()])
            .collect()
    };
    plans.iter().map(rooms).filter(|rooms: &Rooms| rooms.len() > 1).collect()
}

fn printed(truth: &serde_json::Value) -> Vec<Rooms> {
    let cells = |grid: &serde_json::Value| {
        let cells = grid["cells"].as_array().cloned().unwrap_or_default();
        let number =
            |cell: &serde_json::Value, key| cell[key].as_u64().unwrap_or(0) as usize;
        let mut rooms: Rooms = cells
            .iter()
            .map(|cell| ["r", "c", "rs", "cs"].map(|key| number(cell, key)))
            .collect();
        rooms.sort_unstable();
        rooms
    };
    match truth["grids"].as_array() {
        Some(grids) => grids.iter().map(cells).collect(),
        None => vec![cells(truth)],
    }
}

fn shape(rooms: &Rooms) -> (usize, usize) {
    let most = |at: usize| rooms.iter().map(|r| r[at] + r[at + 2]).max().unwrap_or(0);
    (most(0), most(1))
}

#[test]
fn rooms_are_those_that_were_printed() {
    let wanted = std::env::var("GONGKAI_PAGE").unwrap_or_default();
    for folder in folders() {
        let Ok(manifest) = std::fs::read(folder.join("manifest.json")) else {
            eprintln!("skipped: no scans in {}", folder.display());
            continue;
        };
        let manifest: serde_json::Value =
            serde_json::from_slice(&manifest).expect("json");
        let (mut all, mut exact, mut seconds) = (0, 0, 0.0);
        let mut profiles: std::collections::BTreeMap<String, [usize; 2]> =
            Default::default();
        for entry in manifest.as_array().expect("a list") {
            let image = entry["image"].as_str().expect("a name");
            if !image.contains(&wanted) {
                continue;
            }
            let truth = entry["gt"].as_str().expect("a name");
            let truth = std::fs::read(folder.join(truth)).expect("a truth");
            let truth = printed(&serde_json::from_slice(&truth).expect("json"));
            let picture = picture(&folder.join(image), entry["dpi"].as_f64());
            let start = worked();
            let page = straighten(&picture);
            let took = worked() - start;
            seconds += took;
            let found = rooms(&page);
            let missed: Vec<&Rooms> =
                truth.iter().filter(|t| !found.contains(t)).collect();
            let invented: Vec<&Rooms> =
                found.iter().filter(|f| !truth.contains(f)).collect();
            let is_exact = missed.is_empty() && invented.is_empty();
            all += 1;
            exact += usize::from(is_exact);
            let profile = profiles
                .entry(entry["profile"].as_str().unwrap_or_default().to_string())
                .or_default();
            profile[0] += usize::from(is_exact);
            profile[1] += 1;
            if !is_exact || !wanted.is_empty() {
                let shapes = |grids: &[&Rooms]| {
                    grids
                        .iter()
                        .map(|g| format!("{}×{} ({})", shape(g).0, shape(g).1, g.len()))
                        .collect::<Vec<_>>()
                        .join(", ")
                };
                eprintln!(
                    "{} {image} {took:.2} s, skew {:.2}: printed {}; found {}",
                    if is_exact { "exact" } else { "WRONG" },
                    page.skew,
                    shapes(&missed),
                    shapes(&invented),
                );
            }
            if let Ok(folder) = std::env::var("GONGKAI_DRAW") {
                draw(&page, &Path::new(&folder).join(format!("{image}.png")));
            }
        }
        let of = seconds / all.max(1) as f32;
        eprintln!("{}: {exact} of {all} exact, {of:.2} CPU s a page", folder.display());
        for (profile, [exact, all]) in profiles {
            eprintln!("  {profile}: {exact} of {all}");
        }
        assert!(exact * 10 >= all * 8, "{exact} of {all}");
    }
}

/// The straight page with its ink dimmed and its rulings in colour.
fn draw(page: &Straight, path: &Path) {
    let mut image =
        image::RgbImage::from_fn(page.gray.width(), page.gray.height(), |x, y| {
            let g = page.gray.get_pixel(x, y).0[0];
            let ruled = page.ruled.get_pixel(x, y).0[0] > 0;
            let ink = page.ink.get_pixel(x, y).0[0] > 0;
            match (ruled, ink) {
                (true, _) => image::Rgb([150, 200, 150]),
                (_, true) => image::Rgb([90, 90, 90]),
                _ => image::Rgb([g / 2 + 127; 3]),
            }
        });
    for ruling in &page.rulings {
        let pixel = |points: f32| (points * page.dpi / 72.0).max(0.0) as u32;
        for along in pixel(ruling.span.start)..=pixel(ruling.span.end) {
            let at = pixel(ruling.at);
            let (x, y, colour) = match ruling.axis {
                crate::Axis::Horizontal => (along, at, image::Rgb([255, 0, 0])),
                crate::Axis::Vertical => (at, along, image::Rgb([0, 0, 255])),
            };
            if x < image.width() && y < image.height() {
                image.put_pixel(x, y, colour);
            }
        }
    }
    image.save(path).expect("a drawing");
}
