//! Chapters of the text of real documents, where they are at hand.
//!
//! `cargo test -p parser --test documents chapters -- --nocapture` prints the outline of each.
#![allow(clippy::print_stdout)]

use crate::reading::disclosure;
use parser::Section;
use std::collections::HashSet;

/// One line per section: pages, kind, number, heading, topic, how many paragraphs.
fn outline(s: &Section) -> String {
    let pages = s.pages.map_or(String::new(), |(a, b)| format!("{a}–{b}"));
    let count = s.paragraphs.len();
    format!("{pages:>7} {} {} {} [{}] {count}", s.kind, s.number, s.heading, s.topic)
}

#[test]
fn final_accounts_have_their_chapters() {
    let files = workspace::documents("../shared/real");
    if files.is_empty() {
        println!("no real documents beside the project, skipped");
    }
    for file in files {
        let name = file.file_stem().map(|s| s.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        let sections = &disclosure(&file).sections;
        println!("── {name}");
        sections.iter().for_each(|s| println!("{}", outline(s)));
        sections.iter().for_each(|s| keeps_places(s, &name));
        if !name.starts_with('F') {
            continue;
        }
        let kinds: HashSet<&str> = sections.iter().map(|s| s.kind.as_str()).collect();
        for kind in ["cover", "contents", "overview", "tables", "narrative", "glossary"] {
            assert!(kinds.contains(kind), "{name}: {kind}");
        }
        let topics: HashSet<&str> = sections
            .iter()
            .filter(|s| s.kind == "narrative" && !s.number.is_empty())
            .map(|s| s.topic.as_str())
            .collect();
        for topic in [
            "total",
            "revenue",
            "expenditure",
            "fiscal_total",
            "general",
            "general_total",
            "general_structure",
            "general_detail",
            "general_basic",
            "three_public",
            "running_cost",
            "procurement",
            "assets",
            "performance",
        ] {
            assert!(topics.contains(topic), "{name}: {topic}");
        }
    }
}

/// Every paragraph says where each of its lines begins and stands.
fn keeps_places(section: &Section, name: &str) {
    let mut texts = Vec::new();
    for paragraph in &section.paragraphs {
        texts.push(paragraph.text.as_str());
        assert!(!paragraph.lines.is_empty(), "{name}: {}", paragraph.text);
        assert_eq!(paragraph.lines[0].0, 0, "{name}: {}", paragraph.text);
        for (at, origin) in &paragraph.lines {
            assert!(paragraph.text.is_char_boundary(*at), "{name}: {}", paragraph.text);
            assert!(origin.page.is_some() && origin.rect.width() > 0.0, "{name}");
        }
        assert!(paragraph.lines.is_sorted_by_key(|l| l.0), "{name}: {}", paragraph.text);
    }
    assert_eq!(section.text, texts.join("\n"), "{name}");
}
