//! Sentences in the wordings of many regions, and what they state.

use super::*;
use crate::disclosure::{Direction, StatementKind};
use crate::disclosure::{DocKind, Paragraph, Phase};
use std::fmt::Write;

fn said(kind: DocKind, year: u16, text: &str) -> Vec<Statement> {
    let section = Section {
        kind: "narrative".to_owned(),
        paragraphs: text
            .lines()
            .map(|t| Paragraph { text: t.to_owned(), lines: Vec::new() })
            .collect(),
        ..Section::default()
    };
    let out = Disclosure {
        kind,
        fiscal_year: Some(year),
        entity: Some("某某市财政局".to_owned()),
        sections: vec![section],
        ..Disclosure::default()
    };
    read(&out).0
}

/// `subject | kind | printed | direction | vs | base | phase code year project confidence`,
/// the phases being A(pproved), J (adjusted), E(xecuted) and P(rior); trailing blanks are left out.
fn shown(statements: &[Statement]) -> String {
    let mut out = String::new();
    for s in statements {
        let kind = match s.kind {
            StatementKind::Amount => "amount",
            StatementKind::Share => "share",
            StatementKind::Growth => "growth",
            StatementKind::Change => "change",
            StatementKind::Completion => "completion",
            StatementKind::Count => "count",
        };
        let direction = match s.direction {
            Direction::Increase => "up",
            Direction::Decrease => "down",
            Direction::Unchanged => "same",
            Direction::None => "",
        };
        let base = s.base_value.map_or(String::new(), |b| b.normalize().to_string());
        let phase = match s.phase {
            Phase::Approved => "A",
            Phase::Adjusted => "J",
            Phase::Executed => "E",
            Phase::Prior => "P",
            Phase::Unknown => "",
        };
        let marks: Vec<String> = [
            phase.to_owned(),
            s.code.clone(),
            s.year
                .filter(|_| s.phase == Phase::Prior)
                .map_or(String::new(), |y| y.to_string()),
            s.project.map_or(String::new(), |p| format!("project {p}")),
            if s.confidence < 0.9 { s.confidence.to_string() } else { String::new() },
        ]
        .into_iter()
        .filter(|m| !m.is_empty())
        .collect();
        let line = format!(
            "{} | {kind} | {} | {direction} | {} | {base} | {}",
            s.subject,
            s.printed,
            s.compared_with,
            marks.join(" "),
        );
        let line = line.split(" | ").map(str::trim_end).collect::<Vec<_>>().join(" | ");
        let _ = writeln!(out, "{}", line.trim_end_matches([' ', '|']).trim_start());
    }
    out
}

/// Every sentence of `cases.txt` says what stands below it there, and nothing else.
#[test]
fn cases() {
    let text = include_str!("cases.txt");
    let (mut kind, mut year) = (DocKind::Final, 2024);
    let mut cases = 0;
    for block in text.split("\n\n") {
        let lines = block.lines().filter(|l| !l.is_empty());
        let (mut sentence, mut expected) = (String::new(), String::new());
        for line in lines {
            match (line, line.strip_prefix("> ")) {
                ("# final 2024", _) => (kind, year) = (DocKind::Final, 2024),
                ("# budget 2026", _) => (kind, year) = (DocKind::Budget, 2026),
                (_, Some(said)) => {
                    let _ = writeln!(sentence, "{said}");
                }
                _ => {
                    let _ = writeln!(expected, "{line}");
                }
            }
        }
        if !sentence.is_empty() {
            cases += 1;
            assert_eq!(shown(&said(kind, year, &sentence)), expected, "for {sentence}");
        }
    }
    assert!(cases >= 40, "{cases} cases");
}
