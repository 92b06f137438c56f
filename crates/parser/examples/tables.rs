//! Prints the tables of the given files: a quick look while teaching a new table.

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use std::path::Path;

fn main() {
    for path in std::env::args().skip(1) {
        let kind = match Path::new(&path).extension().and_then(|e| e.to_str()) {
            Some("txt") => extractor::SourceKind::Text,
            _ => extractor::SourceKind::Pdf,
        };
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let document = match extractor::read(bytes, kind) {
            Ok(document) => document,
            Err(error) => {
                println!("{path}: {error}");
                continue;
            }
        };
        let d = parser::parse(&document);
        println!(
            "{path}: {:?} {:?} {:?} {:?} {:?}",
            d.kind, d.scope, d.entity, d.fiscal_year, d.title_printed
        );
        for t in &d.tables {
            println!(
                "  {} #{} {:?} 「{}」 [{}] unit {:?} {} {} {} rows {} cols {:?}",
                t.id,
                t.sequence,
                t.pages,
                t.title_printed,
                t.label_printed,
                t.unit.printed,
                t.entity_printed,
                t.year_printed,
                t.layout,
                t.rows.len(),
                t.state
            );
            if std::env::var("ROWS").is_ok() {
                for c in &t.columns {
                    println!("      col {} = {} ({})", c.key, c.path.join("/"), c.number);
                }
                for r in &t.rows {
                    let values: Vec<String> = r
                        .values
                        .iter()
                        .map(|v| format!("{}:{}", v.column, v.printed))
                        .collect();
                    println!(
                        "      {} {:?} {}|{}|{}| {}",
                        r.order,
                        r.side,
                        r.line_no,
                        r.code,
                        r.label,
                        values.join(" ")
                    );
                }
                println!("      note {} / nil {}", t.footnote, t.empty_note);
            }
        }
        for p in &d.projects {
            println!(
                "  project {:?} {:?} 「{}」 {} {} funding {} indicators {}",
                p.form,
                p.pages,
                p.title_printed,
                p.project_name,
                p.unit.printed,
                p.funding.len(),
                p.indicators.len()
            );
        }
        for g in &d.diagnostics {
            println!(
                "  {:?} {} {:?} {} 「{}」",
                g.severity,
                g.code,
                g.origin.and_then(|o| o.page),
                g.message,
                g.printed
            );
        }
    }
}
