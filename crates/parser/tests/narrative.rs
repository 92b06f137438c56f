//! Numbers stated in the text, against what was typed from the pages.

use extractor::SourceKind;
use parser::{Direction, Disclosure, Phase, Statement, StatementKind};
use std::fmt::Write;
use std::path::Path;

/// Says what a test did, or why it did nothing.
#[expect(clippy::print_stdout, reason = "tests report what they measured")]
fn say(words: &str) {
    println!("{words}");
}

fn parsed(path: &Path) -> Option<Disclosure> {
    let Ok(bytes) = std::fs::read(path) else {
        say(&format!("skipped: {} is not here", path.display()));
        return None;
    };
    let text = path.extension().is_some_and(|end| end == "txt");
    let kind = if text { SourceKind::Text } else { SourceKind::Pdf };
    Some(parser::parse(&extractor::read(bytes, kind).expect("it can be read")))
}

fn sample(name: &str) -> Disclosure {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples/");
    parsed(Path::new(&format!("{folder}{name}")))
        .expect("samples are part of the project")
}

fn kind(statement: &Statement) -> &'static str {
    match statement.kind {
        StatementKind::Amount => "amount",
        StatementKind::Share => "share",
        StatementKind::Growth => "growth",
        StatementKind::Change => "change",
        StatementKind::Completion => "completion",
        StatementKind::Count => "count",
    }
}

/// `subject | kind | printed | direction | vs | base | phase code project confidence`.
fn line(s: &Statement) -> String {
    let direction = match s.direction {
        Direction::Increase => "up",
        Direction::Decrease => "down",
        Direction::Unchanged => "same",
        Direction::None => "",
    };
    let phase = match s.phase {
        Phase::Approved => "approved",
        Phase::Adjusted => "adjusted",
        Phase::Executed => "executed",
        Phase::Prior => "prior",
        Phase::Unknown => "",
    };
    let marks: Vec<String> = [
        phase.to_owned(),
        s.code.clone(),
        s.project.map_or(String::new(), |p| format!("project {p}")),
        if s.confidence < 0.9 { s.confidence.to_string() } else { String::new() },
    ]
    .into_iter()
    .filter(|mark| !mark.is_empty())
    .collect();
    let base = s.base_value.map_or(String::new(), |b| b.normalize().to_string());
    let parts = [
        s.subject.as_str(),
        kind(s),
        &s.printed,
        direction,
        &s.compared_with,
        &base,
        &marks.join(" "),
    ];
    parts.join(" | ").trim_end_matches([' ', '|']).to_owned()
}

/// Sections with what they state.
fn shown(out: &Disclosure) -> String {
    let mut text = String::new();
    for (i, section) in out.sections.iter().enumerate() {
        let own: Vec<&Statement> =
            out.statements.iter().filter(|s| s.section == i).collect();
        if own.is_empty() {
            continue;
        }
        let _ =
            writeln!(text, "\n{} {} {}", section.kind, section.number, section.heading);
        for statement in own {
            let _ = writeln!(text, "  {}", line(statement));
        }
    }
    text
}

/// `FILE=… cargo test -p parser --test narrative look -- --ignored --nocapture`
#[test]
#[ignore = "shows what a document states"]
fn look() {
    let file = std::env::var("FILE").unwrap_or_default();
    if let Some(out) = parsed(Path::new(&file)) {
        for (i, s) in out.sections.iter().enumerate() {
            say(&format!(
                "§{i} {} {} {} [{}] {:?}",
                s.kind, s.number, s.heading, s.topic, s.pages
            ));
            for p in &s.paragraphs {
                say(&format!("    ¶ {}", p.text));
            }
            for statement in out.statements.iter().filter(|t| t.section == i) {
                say(&format!("  {}", line(statement)));
            }
        }
    }
}
