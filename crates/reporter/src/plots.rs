//! Bars as SVG, each with its number beside it.

use crate::clean::escaped;
use std::fmt::Write;

/// Colours of the parts of a bar, told apart also by who sees no red.
const COLOURS: [&str; 12] = [
    "#0b5394", "#e69138", "#6aa84f", "#a64d79", "#45818e", "#bf9000", "#674ea7",
    "#cc4125", "#76a5af", "#93c47d", "#8e7cc3", "#b7b7b7",
];

/// One bar.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    pub(crate) label: String,
    /// What stands behind it, as it is printed in the table.
    pub(crate) value: String,
    /// Where it leads; empty for nowhere.
    pub(crate) href: String,
    /// Its parts and their names; one without a name for a plain bar.
    pub(crate) parts: Vec<(f64, String)>,
}

/// A number for drawing only; sums are never made of it.
pub(crate) fn length(amount: &str) -> f64 {
    amount.parse().unwrap_or_default()
}

/// Horizontal bars; shares of one another or, `is_whole`, each of its own whole.
pub(crate) fn bars(title: &str, bars: &[Bar], is_whole: bool) -> String {
    const ROW: usize = 24;
    const LEFT: f64 = 300.0;
    const WIDTH: f64 = 640.0;
    let mut names: Vec<&str> = Vec::new();
    for (_, name) in bars.iter().flat_map(|bar| &bar.parts) {
        if !name.is_empty() && !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let whole = |bar: &Bar| bar.parts.iter().map(|(part, _)| part.max(0.0)).sum::<f64>();
    let most = bars.iter().map(&whole).fold(0.0, f64::max);
    let legend = names.len().div_ceil(4) * 20;
    let height = bars.len() * ROW + legend + 16;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "<svg class=\"plot\" viewBox=\"0 0 1120 {height}\" role=\"img\"><title>{}</title>",
        escaped(title)
    );
    for (at, name) in names.iter().enumerate() {
        let (x, y) = (10 + (at % 4) * 275, 8 + at / 4 * 20);
        let _ = writeln!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"12\" height=\"12\" fill=\"{}\"/>\
             <text x=\"{}\" y=\"{}\">{}</text>",
            COLOURS[at % COLOURS.len()],
            x + 17,
            y + 11,
            escaped(&short(name, 18))
        );
    }
    for (at, bar) in bars.iter().enumerate() {
        let y = legend + 8 + at * ROW;
        let base = if is_whole { whole(bar) } else { most };
        if !bar.href.is_empty() {
            let _ = write!(out, "<a href=\"{}\">", escaped(&bar.href));
        }
        let _ = write!(
            out,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            LEFT - 8.0,
            y + 15,
            escaped(&short(&bar.label, 23))
        );
        let mut x = LEFT;
        for (part, name) in &bar.parts {
            let share = if base > 0.0 { part.max(0.0) / base } else { 0.0 };
            let colour = names.iter().position(|known| known == name).unwrap_or(0);
            let _ = write!(
                out,
                "<rect x=\"{x:.1}\" y=\"{}\" width=\"{:.1}\" height=\"16\" fill=\"{}\">\
                 <title>{} {}</title></rect>",
                y + 3,
                share * WIDTH,
                COLOURS[colour % COLOURS.len()],
                escaped(&bar.label),
                escaped(name)
            );
            x += share * WIDTH;
        }
        let _ = write!(
            out,
            "<text x=\"{:.1}\" y=\"{}\">{}</text>",
            x + 6.0,
            y + 15,
            escaped(&bar.value)
        );
        out.push_str(if bar.href.is_empty() { "\n" } else { "</a>\n" });
    }
    out.push_str("</svg>\n");
    out
}

fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}
