//! Sentences in the wordings of many regions, and what they state.

use super::*;
use crate::disclosure::{Direction, StatementKind};
use crate::disclosure::{DocKind, Paragraph, Phase};
use std::fmt::Write;

fn said(kind: DocKind, year: u16, text: &str) -> Vec<Statement> {
    told("narrative", kind, year, text).0
}

/// What one chapter of a kind states, and what is said of the rest.
fn told(
    chapter: &str,
    kind: DocKind,
    year: u16,
    text: &str,
) -> (Vec<Statement>, Vec<Diagnostic>) {
    let section = Section {
        kind: chapter.to_owned(),
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
    read(&out)
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<(&str, &str)> {
    diagnostics.iter().map(|d| (d.code, d.printed.as_str())).collect()
}

/// What is cut as no number is states nothing, and says so; a range is no amount.
#[test]
fn digits_that_are_no_number_are_reported() {
    let text = "手续费支出12,34.5万元，福利费1.234.56万元，差旅费3.5—4.2万元，占12,3.4%。\n\
                邮电费支出1 234.56万元，水费12 34.5万元，电费2 3 5万元，收、支总计分别为\
                4125.49,4143.91万元。";
    let (statements, odd) = told("narrative", DocKind::Final, 2024, text);
    assert_eq!(
        shown(&statements),
        "邮电费支出 | amount | 1234.56万元 |  |  |  | E\n\
         电费 | amount | 235万元 |  |  |  | E\n\
         收入总计 | amount | 4125.49 |  |  |  | E\n\
         支出总计 | amount | 4143.91万元 |  |  |  | E\n"
    );
    assert_eq!(
        codes(&odd),
        [
            ("odd-number", "12,34.5万元"),
            ("odd-number", "1.234.56万元"),
            ("odd-number", "12,3.4%"),
            ("odd-number", "1234.5万元"),
        ]
    );
}

/// Text under no known heading is read and doubted; text that nobody reads says so.
#[test]
fn a_silent_text_says_so() {
    let text = "收入决算100万元，支出决算90万元，其中：基本支出60万元，项目支出30万元。\n\
                本地生产总值4120亿元，游客200人。";
    let (statements, silent) = told("other", DocKind::Final, 2024, text);
    assert_eq!(
        shown(&statements),
        "收入 | amount | 100万元 |  |  |  | E 0.7\n\
         支出 | amount | 90万元 |  |  |  | E 0.7\n\
         基本支出 | amount | 60万元 |  |  |  | 0.7\n\
         项目支出 | amount | 30万元 |  |  |  | 0.7\n"
    );
    assert!(silent.is_empty(), "{silent:?}");
    let (statements, silent) = told("glossary", DocKind::Final, 2024, text);
    assert!(statements.is_empty());
    assert_eq!(codes(&silent), [("silent-text", "")]);
    assert!(silent[0].message.ends_with("none is stated (5 amounts)"), "{silent:?}");
    let few = "标准为每人10元，每批20元。";
    assert!(told("glossary", DocKind::Final, 2024, few).1.is_empty());
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

#[test]
fn what_a_paragraph_has_too_much_of_is_told() {
    let text = "支出1.00万元，".repeat(2_100);
    let (statements, told) = told("narrative", DocKind::Final, 2024, &text);
    assert_eq!(statements.len(), 2_000);
    let messages: Vec<(&str, &str)> =
        told.iter().map(|d| (d.code, d.message.as_str())).collect();
    let what = "a paragraph with more than 2000 numbers: more than is read, and left out";
    assert_eq!(messages, [("limit-reached", what)]);
}
