//! `gongkai schema`: the data dictionary.

use crate::args::Schema;
use crate::exit::Exit;
use crate::talk;
use exporter::schema::{Field, relations, views};
use std::fmt::Write;

pub(crate) fn run(args: Schema) -> anyhow::Result<Exit> {
    if args.json {
        let descriptor = exporter::package::descriptor(false, |_| true);
        talk::data(&format!("{descriptor:#}\n"))?;
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    for relation in relations().iter().chain(views()) {
        let _ = writeln!(text, "{}  {} · {}", relation.path(), relation.zh, relation.en);
        let key = if relation.key.is_empty() { relation.unique } else { relation.key };
        let _ = writeln!(text, "  key: {}", key.join(", "));
        for key in relation.foreign_keys {
            let _ =
                writeln!(text, "  {} → {}.{}", key.field, key.relation, key.reference);
        }
        write_fields(&mut text, &relation.fields);
    }
    for file in exporter::wide::files() {
        let _ = writeln!(
            text,
            "{}  {} 宽表 · one line per printed row",
            file.path(),
            file.table
        );
        write_fields(&mut text, &file.fields);
    }
    talk::data(&text)?;
    Ok(Exit::Done)
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
            "  {required} {:20} {kind}{unit}  {} · {}",
            field.name, field.zh, field.en
        );
    }
    text.push('\n');
}
