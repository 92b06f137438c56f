//! The command line as people read it: in Chinese, its help comes from `words/help.toml`.

use crate::args::Args;
use crate::words::{self, Lang};
use clap::builder::PossibleValue;
use clap::error::ErrorKind;
use clap::{Arg, Command, CommandFactory, Error, FromArgMatches, Parser};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::OnceLock;

/// Rows of the help: what every command and argument is for.
#[derive(Debug, Deserialize)]
struct Help {
    /// What the program is for.
    about: String,
    /// What stands at the end of every help.
    after: String,
    /// Headings, by their English.
    headings: BTreeMap<String, String>,
    /// What commands are for.
    commands: BTreeMap<String, String>,
    /// Arguments: `jobs` of whatever command, or `export.store` of this one only.
    args: BTreeMap<String, String>,
    /// What `--help` says and `-h` does not.
    long: BTreeMap<String, String>,
    /// Values that an argument can have: `progress.auto`.
    values: BTreeMap<String, String>,
}

fn rows() -> &'static Help {
    static ROWS: OnceLock<Help> = OnceLock::new();
    #[allow(clippy::expect_used)]
    ROWS.get_or_init(|| {
        toml::from_str(include_str!("../words/help.toml")).expect("read by a test")
    })
}

/// What the command line says; else help, or what is wrong with it, ready to be printed.
pub(crate) fn parse() -> Result<Args, Error> {
    let error = match Args::try_parse() {
        Err(error) if words::lang() == Lang::Zh => error,
        result => return result,
    };
    let command = in_chinese(Args::command());
    let matches = command.try_get_matches();
    matches.and_then(|matches| Args::from_arg_matches(&matches)).and(Err(error))
}

/// Prints help to stdout, and what is wrong with a command line to stderr.
pub(crate) fn print(error: &Error) -> io::Result<()> {
    let is_help = matches!(
        error.kind(),
        ErrorKind::DisplayHelp
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
            | ErrorKind::DisplayVersion
    );
    if is_help || words::lang() == Lang::En {
        return error.print();
    }
    let text = error.render().to_string();
    io::stderr().lock().write_all(words::told(&text).as_bytes())
}

/// The same commands, with the help of the rows.
fn in_chinese(mut command: Command) -> Command {
    // Builds what the grammar adds by itself, so that it can be told too.
    command.build();
    let about = rows().about.as_str();
    told(command, "").about(about).long_about(about)
}

const TEMPLATE: &str =
    "{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

fn told(command: Command, path: &str) -> Command {
    let rows = rows();
    let mut command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading(heading("Commands"))
        .mut_args(|arg| argument(arg, path));
    if let Some(about) = rows.commands.get(path) {
        command = command.about(about.as_str()).long_about(about.as_str());
    }
    if command.get_after_help().is_some() {
        command = command.after_help(rows.after.as_str());
    }
    command.mut_subcommands(|sub| {
        let name = sub.get_name().to_owned();
        told(sub, &name)
    })
}

fn heading(english: &'static str) -> &'static str {
    rows().headings.get(english).map_or(english, String::as_str)
}

/// The row of an argument: that of the command goes before that of all.
fn row<'r>(
    rows: &'r BTreeMap<String, String>,
    path: &str,
    id: &str,
) -> Option<(String, &'r str)> {
    [format!("{path}.{id}"), id.to_owned()]
        .into_iter()
        .find_map(|key| rows.get(&key).map(|text| (key, text.as_str())))
}

fn argument(arg: Arg, path: &str) -> Arg {
    let rows = rows();
    let id = arg.get_id().as_str().to_owned();
    let Some((_, help)) = row(&rows.args, path, &id) else { return arg };
    let more = more(&arg);
    let mut long = help.to_owned();
    if let Some((_, rest)) = row(&rows.long, path, &id) {
        long.push_str(&format!("\n\n{rest}"));
    }
    let values = values(&arg);
    if !values.is_empty() {
        long.push_str("\n\n可选值：");
        for value in &values {
            let name = value.get_name();
            match rows.values.get(&format!("{id}.{name}")) {
                Some(text) => long.push_str(&format!("\n- {name}：{text}")),
                None => long.push_str(&format!("\n- {name}")),
            }
        }
    }
    let mut short = help.to_owned();
    for told in &more {
        short.push_str(&format!(" {told}"));
    }
    if !values.is_empty() {
        let names: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
        short.push_str(&format!(" [可选值：{}]", names.join("、")));
    }
    if !more.is_empty() {
        long.push_str(&format!("\n\n{}", more.join(" ")));
    }
    let heading = match arg.get_help_heading() {
        Some(own) => rows.headings.get(own).cloned().unwrap_or_else(|| own.to_owned()),
        None if arg.is_positional() => heading("Arguments").to_owned(),
        None => heading("Options").to_owned(),
    };
    // A heading lives as long as the program does.
    let heading: &'static str = heading.leak();
    arg.help(short)
        .long_help(long)
        .help_heading(heading)
        .hide_default_value(true)
        .hide_env(true)
        .hide_possible_values(true)
}

/// The values of an argument that people choose from.
fn values(arg: &Arg) -> Vec<PossibleValue> {
    if !arg.get_action().takes_values() || arg.is_hide_possible_values_set() {
        return Vec::new();
    }
    let values = arg.get_possible_values();
    values.into_iter().filter(|value| !value.is_hide_set()).collect()
}

/// What is taken where nothing is given.
fn more(arg: &Arg) -> Vec<String> {
    let mut more = Vec::new();
    if !arg.get_action().takes_values() {
        return more;
    }
    if let Some(name) = arg.get_env() {
        more.push(format!("[环境变量：{}]", name.to_string_lossy()));
    }
    let defaults: Vec<_> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !defaults.is_empty() {
        more.push(format!("[默认：{}]", defaults.join("、")));
    }
    more
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// What is read of the rows, and what has none.
    #[derive(Default)]
    struct Seen {
        used: BTreeSet<String>,
        missing: Vec<String>,
    }

    impl Seen {
        fn look(
            &mut self,
            kind: &str,
            rows: &BTreeMap<String, String>,
            path: &str,
            id: &str,
        ) {
            match row(rows, path, id) {
                Some((key, _)) => {
                    self.used.insert(format!("{kind} {key}"));
                }
                None => self.missing.push(format!("{kind} {path}.{id}")),
            }
        }

        fn command(&mut self, command: &Command, path: &str) {
            for arg in command.get_arguments().filter(|arg| !arg.is_hide_set()) {
                let id = arg.get_id().as_str();
                self.look("args", &rows().args, path, id);
                // Values are said apart, and a paragraph more is no other wording.
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                let long = arg.get_long_help().map(ToString::to_string);
                if long.is_some_and(|long| long != help) && !["help"].contains(&id) {
                    self.look("long", &rows().long, path, id);
                }
                for value in values(arg).iter().filter(|v| v.get_help().is_some()) {
                    let value = format!("{id}.{}", value.get_name());
                    self.look("values", &rows().values, "", &value);
                }
                if let Some(heading) = arg.get_help_heading() {
                    self.look("headings", &rows().headings, "", heading);
                }
            }
            for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
                self.look("commands", &rows().commands, "", sub.get_name());
                self.command(sub, sub.get_name());
            }
        }
    }

    #[test]
    fn every_command_and_argument_is_told_in_chinese_and_no_row_is_idle() {
        let mut command = Args::command();
        command.build();
        let mut seen = Seen::default();
        seen.command(&command, "");
        assert!(seen.missing.is_empty(), "without a row: {:#?}", seen.missing);
        let rows = rows();
        let all = [
            ("commands", &rows.commands),
            ("args", &rows.args),
            ("long", &rows.long),
            ("values", &rows.values),
        ];
        let keys = all
            .iter()
            .flat_map(|(kind, rows)| rows.keys().map(move |key| format!("{kind} {key}")));
        let idle: Vec<String> = keys.filter(|key| !seen.used.contains(key)).collect();
        assert!(idle.is_empty(), "nobody reads {idle:#?}");
    }

    /// Every line that people read has Chinese in it; names of flags and values are what they
    /// are.
    #[test]
    fn help_in_chinese_has_no_english_sentence() {
        let mut command = in_chinese(Args::command());
        let mut pages = vec![command.render_long_help().to_string()];
        for sub in command.get_subcommands_mut() {
            pages.push(sub.render_help().to_string());
            pages.push(sub.render_long_help().to_string());
        }
        for page in &pages {
            for english in ["Usage", "Options", "Arguments", "default:", "Print", " the "]
            {
                assert!(!page.contains(english), "{english}: {page}");
            }
        }
    }

    #[test]
    fn the_grammar_is_the_same() {
        let line = ["gongkai", "parse", "a.pdf", "-j", "3", "--format", "xlsx,csv"];
        let english = Args::command().get_matches_from(line);
        let chinese = in_chinese(Args::command()).get_matches_from(line);
        let said = |m: &clap::ArgMatches| {
            format!("{:?}", Args::from_arg_matches(m).expect("understood"))
        };
        assert_eq!(said(&english), said(&chinese));
    }
}
