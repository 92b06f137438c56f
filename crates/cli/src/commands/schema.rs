//! `gongkai schema`: the data dictionary.

use crate::args::Schema;
use crate::exit::Exit;
use crate::talk;
use crate::words::{self, Lang};
use exporter::schema::{Field, changes, relations, views};
use std::fmt::Write;

pub(crate) fn run(args: Schema) -> anyhow::Result<Exit> {
    if args.json {
        let descriptor =
            exporter::package::descriptor(exporter::Options::default(), |_| true);
        talk::data(&format!("{descriptor:#}\n"))?;
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    for relation in relations().iter().chain(changes()).chain(views()) {
        let _ = writeln!(text, "{}  {}", relation.path(), said(relation.zh, relation.en));
        let key = if relation.key.is_empty() { relation.unique } else { relation.key };
        let _ = writeln!(text, "  key: {}", key.join(", "));
        for key in relation.foreign_keys {
            let _ =
                writeln!(text, "  {} → {}.{}", key.field, key.relation, key.reference);
        }
        write_fields(&mut text, &relation.fields);
    }
    for file in exporter::wide::files() {
        let what = said("宽表，印出的每行一行", "one line per printed row");
        let _ = writeln!(text, "{}  {} {what}", file.path(), file.table);
        write_fields(&mut text, &file.fields);
    }
    talk::text(&text)?;
    Ok(Exit::Done)
}

/// Those who read English are told the Chinese term too.
fn said(zh: &str, en: &str) -> String {
    match words::lang() {
        Lang::Zh => zh.to_owned(),
        Lang::En => format!("{zh} · {en}"),
    }
}

fn write_fields(text: &mut String, fields: &[Field]) {
    for field in fields {
        let kind = if field.values.is_empty() {
            field.kind.name().to_owned()
        } else {
            field.values.join("/")
        };
        let unit = if field.unit.is_empty() {
            String::new()
        } else {
            format!(" ({})", field.unit)
        };
        let required = if field.required { "*" } else { " " };
        let _ = writeln!(
            text,
            "  {required} {:20} {kind}{unit}  {}",
            field.name,
            said(field.zh, field.en)
        );
    }
    text.push('\n');
}
