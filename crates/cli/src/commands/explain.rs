//! `gongkai explain`: a table, a rule or a diagnostic, from the data the program works with.

use crate::args::Explain;
use crate::exit::{Exit, Usage};
use crate::words::{self, Lang};
use crate::{inputs, reading, screen, talk, workers};
use parser::CheckKind;
use parser::Rule;
use parser::catalog::{TableSpec, catalog};
use parser::check::{rule, rules};
use std::fmt::Write;

/// Codes of inputs that could not be read, and of this crate.
const FAILURES: &[(&str, &str, &str)] = &[
    (
        "empty-file",
        "the file has no bytes",
        "A download that failed often leaves an empty file. Download it again.",
    ),
    (
        "not-a-pdf",
        "the bytes are not those of a PDF",
        "A web page or a Word file is often saved under the name of a PDF. The message says \
         what it is, where its bytes show that.",
    ),
    (
        "password-protected",
        "a password is needed to open the file",
        "The empty password was tried. Open it with the password and save a copy without.",
    ),
    (
        "no-pages",
        "the PDF has no pages",
        "Open it in a viewer; if that shows pages, report the file.",
    ),
    (
        "truncated",
        "the PDF is damaged or cut off",
        "Download it again and compare the size. Printing it to a new PDF may save the rest.",
    ),
    (
        "over-budget",
        "the file asks for more than the program is willing to spend",
        "A broken or hostile file can ask for endless work. Split it into smaller files.",
    ),
    (
        "too-many-pages",
        "the document has more pages than allowed",
        "The limit is 20,000 pages (--max-pages). Real disclosures have some thousand at most; \
         split the file or raise the limit.",
    ),
    (
        "reader-crashed",
        "the PDF reader fell over this file",
        "A bug worth reporting. Printing the file to a new PDF may help.",
    ),
    (
        "unsupported-input",
        "this kind of file cannot be read yet",
        "Give a PDF with a text layer, or plain text as .txt.",
    ),
    (
        inputs::NO_PDFS,
        "there is nothing to read in a folder or under a pattern",
        "Only PDFs are looked for in folders; other files are read when they are named.",
    ),
    (
        inputs::CANNOT_OPEN,
        "the system did not let us open a file",
        "It does not exist, or the rights do not allow it. The message has the system's words.",
    ),
    (
        reading::INTERNAL_ERROR,
        "the program fell over this document",
        "A bug worth reporting with the file and the message. Other documents of the run \
         are not affected.",
    ),
];

pub(crate) fn run(args: Explain) -> anyhow::Result<Exit> {
    let diagnostics = diagnostics();
    let Some(name) = args.name else {
        let mut text = String::new();
        for table in &catalog().tables {
            let _ = writeln!(text, "{:20} {}", table.id, table.title);
        }
        for rule in rules() {
            let _ = writeln!(text, "{:20} {}", rule.id, rule.title);
        }
        for (code, summary, _) in &diagnostics {
            let _ = writeln!(text, "{code:20} {}", words::told(summary));
        }
        talk::data(&text)?;
        return Ok(Exit::Done);
    };
    if let Some(table) = catalog().table(&name) {
        // Of a long list of printed words the first tell what it is.
        let text = words::told(&table_text(table)).into_owned();
        if args.all {
            talk::data(&text)?;
        } else {
            // Of a long list of printed words the first tell what it is.
            let rest = format!("… `gongkai explain {name} --all` prints all of it");
            talk::data(&screen::fit(&text, &words::told(&rest)))?;
        }
        return Ok(Exit::Done);
    }
    if let Some(rule) = rule(&name.to_uppercase()) {
        return show(&rule_text(rule));
    }
    if let Some((code, summary, detail)) = diagnostics.iter().find(|d| d.0 == name) {
        let (summary, detail) = (words::told(summary), words::told(detail));
        let colon = if words::lang() == Lang::Zh { "：" } else { ": " };
        let text = format!("{code}{colon}{summary}\n\n{detail}\n");
        return show(&text);
    }
    let known: Vec<&str> = catalog()
        .tables
        .iter()
        .map(|table| table.id.as_str())
        .chain(rules().iter().map(|rule| rule.id.as_str()))
        .chain(diagnostics.iter().map(|d| d.0))
        .collect();
    let message = format!("nothing is called 「{name}」");
    Err(Usage::new(message, suggestion(&name, &known)).into())
}

/// Prints a page as wide as a screen; all of it, as each sentence of a rule matters.
fn show(text: &str) -> anyhow::Result<Exit> {
    talk::data(&screen::wrapped(&words::told(text)))?;
    Ok(Exit::Done)
}

/// Every diagnostic: code, summary, detail; sorted by code.
fn diagnostics() -> Vec<(&'static str, &'static str, &'static str)> {
    let mut all: Vec<_> = extractor::WARNINGS.to_vec();
    all.extend(
        parser::EXPLANATIONS
            .iter()
            .chain(parser::form::EXPLANATIONS)
            .chain(exporter::records::EXPLANATIONS)
            .map(|e| (e.code, e.summary, e.detail)),
    );
    all.extend_from_slice(FAILURES);
    all.extend_from_slice(workers::CODES);
    all.sort_unstable();
    all.dedup_by_key(|diagnostic| diagnostic.0);
    all
}

fn table_text(table: &TableSpec) -> String {
    let mut text = format!("{}  {}  {}\n", table.id, table.number, table.title);
    if words::lang() == Lang::En {
        let _ = writeln!(text, "{}", table.title_en);
    }
    if !table.aliases.is_empty() {
        let _ = writeln!(text, "\nOther titles: {}", table.aliases.join("、"));
    }
    if !table.prefixes.is_empty() {
        text.push_str("\nFirst half of a column's key:\n");
        for prefix in &table.prefixes {
            let _ = writeln!(text, "  {:20} {}", prefix.key, prefix.labels.join("、"));
        }
    }
    if !table.columns.is_empty() {
        text.push_str("\nColumns:\n");
        for column in &table.columns {
            let number = if column.number.is_empty() {
                String::new()
            } else {
                format!("({}) ", column.number)
            };
            let _ = writeln!(
                text,
                "  {:20} {number}{}",
                column.key,
                column.labels.join("、")
            );
        }
    }
    text
}

/// One page about an identity.
fn rule_text(rule: &Rule) -> String {
    let kind = match rule.kind {
        CheckKind::Table => "table: inside one table",
        CheckKind::Cross => "cross: between tables",
        CheckKind::Narrative => "narrative: the text against itself or against tables",
        CheckKind::Form => "form: performance forms",
        CheckKind::Structure => "structure: what must be there and how it is numbered",
        CheckKind::Hint => "hint: an inference, never a violation",
    };
    let mut text = format!("{}  {}\n", rule.id, rule.title);
    if words::lang() == Lang::En {
        let _ = writeln!(text, "{}", rule.title_en);
    }
    let _ = writeln!(text, "\nKind:     {kind}");
    let _ = writeln!(text, "Severity: {}", words::told(rule.severity.name()));
    let formulas: Vec<&str> = if rule.meaning.is_empty() {
        rule.formulas.iter().map(String::as_str).collect()
    } else {
        vec![rule.meaning.as_str()]
    };
    for (head, lines) in [
        ("What must hold", formulas),
        ("Source", vec![rule.source.as_str()]),
        ("Example", vec![rule.example.as_str()]),
        ("When it may fail although nobody made a mistake", vec![rule.innocent.as_str()]),
    ] {
        let lines: Vec<&str> = lines.iter().flat_map(|l| l.trim().lines()).collect();
        if lines.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n{head}:");
        for line in lines {
            let _ = writeln!(text, "  {}", line.trim());
        }
    }
    text
}

/// The nearest names, or where the list is.
pub(crate) fn suggestion(name: &str, known: &[&str]) -> String {
    let mut near: Vec<(usize, &str)> = known
        .iter()
        .map(|candidate| (distance(name, candidate), *candidate))
        .filter(|(distance, candidate)| *distance <= candidate.len().div_ceil(3))
        .collect();
    near.sort_unstable();
    let names: Vec<String> =
        near.iter().take(3).map(|(_, candidate)| format!("`{candidate}`")).collect();
    if names.is_empty() {
        "`gongkai explain` without a name lists all".into()
    } else {
        format!("did you mean {}? `gongkai explain` lists all", names.join(", "))
    }
}

/// Edit distance (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substitute = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substitute.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_suggested() {
        assert_eq!(distance("kitten", "sitting"), 3);
        let hint = suggestion("final.3", &["final.03", "no-pages"]);
        assert!(hint.starts_with("did you mean `final.03`"), "{hint}");
        assert!(suggestion("zzzzzz", &["final.03"]).contains("lists all"));
    }

    /// Lines that a rule is explained with.
    fn lines(rule: &Rule) -> impl Iterator<Item = &str> {
        [&rule.meaning, &rule.source, &rule.example, &rule.innocent]
            .into_iter()
            .flat_map(|text| text.lines())
            .map(str::trim)
    }

    /// Whether a line is a sentence, and no formula or Chinese.
    fn is_english(line: &str) -> bool {
        let is_word =
            |word: &str| word.len() > 2 && word.chars().all(|c| c.is_ascii_alphabetic());
        let marks = ['.', ',', ':', ';'];
        let words: Vec<&str> =
            line.split(' ').map(|word| word.trim_matches(marks)).collect();
        words.windows(2).any(|pair| pair.iter().all(|word| is_word(word)))
    }

    #[test]
    fn every_explanation_has_its_chinese_and_no_row_is_idle() {
        let rows = include_str!("../../words/explanations.toml");
        let rows: std::collections::BTreeMap<String, String> =
            toml::from_str(rows).expect("TOML");
        let diagnostics = diagnostics();
        let codes =
            diagnostics.iter().flat_map(|(_, summary, detail)| [*summary, *detail]);
        let all: Vec<&str> = codes.chain(rules().iter().flat_map(lines)).collect();
        let missing: Vec<&&str> =
            all.iter().filter(|t| is_english(t) && !rows.contains_key(**t)).collect();
        assert!(missing.is_empty(), "without a row: {missing:#?}");
        let idle: Vec<&String> =
            rows.keys().filter(|row| !all.contains(&row.as_str())).collect();
        assert!(idle.is_empty(), "nobody says {idle:#?}");
    }

    #[test]
    fn every_code_is_explained_once() {
        let all = diagnostics();
        assert!(all.iter().all(|d| !d.1.is_empty() && !d.2.is_empty()));
        assert!(all.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
