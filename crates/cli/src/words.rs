//! The language people are spoken to in, and what is said in it.
//!
//! Messages are English where they are made, in whatever crate that is, because what is data
//! stays the same in every language. What people read passes through [`told`] on its way to the
//! screen: `words/*.toml` has a row for every message, with `{}` for what differs. What has no
//! row is said in English.

mod catalog;

use clap::ValueEnum;
use std::borrow::Cow;
use std::ffi::OsString;
use std::sync::atomic::{AtomicBool, Ordering};

/// Language of what people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// Chinese
    Zh,
    /// English
    En,
}

impl From<Lang> for publisher::Lang {
    fn from(lang: Lang) -> publisher::Lang {
        match lang {
            Lang::Zh => publisher::Lang::Zh,
            Lang::En => publisher::Lang::En,
        }
    }
}

/// Whether people are spoken to in Chinese.
static IS_CHINESE: AtomicBool = AtomicBool::new(false);
/// Whether the language was asked for, not only found in the surroundings.
static IS_ASKED_FOR: AtomicBool = AtomicBool::new(false);

/// From now on people are spoken to in this language, or that of their surroundings.
pub(crate) fn speak(asked: Option<Lang>) {
    let lang = asked.unwrap_or_else(|| of_surroundings(|name| std::env::var_os(name)));
    IS_CHINESE.store(lang == Lang::Zh, Ordering::Relaxed);
    IS_ASKED_FOR.store(asked.is_some(), Ordering::Relaxed);
}

/// The language people are spoken to in.
pub(crate) fn lang() -> Lang {
    if IS_CHINESE.load(Ordering::Relaxed) { Lang::Zh } else { Lang::En }
}

/// The language of a workbook: Chinese wherever it is made, unless English is asked for.
pub(crate) fn lang_of_sheets() -> Lang {
    if IS_ASKED_FOR.load(Ordering::Relaxed) { lang() } else { Lang::Zh }
}

/// Whether the wide files are headed in Chinese: only where it is asked for, so that no program
/// finds other columns because of who runs it.
pub(crate) fn heads_in_chinese() -> bool {
    IS_ASKED_FOR.load(Ordering::Relaxed) && lang() == Lang::Zh
}

/// What the surroundings say: the first of these variables that is not empty decides.
fn of_surroundings(variable: impl Fn(&str) -> Option<OsString>) -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .filter_map(variable)
        .find(|value| !value.is_empty());
    let is_chinese = set.is_some_and(|value| {
        let value = value.to_string_lossy().to_ascii_lowercase();
        let language = value.split(['_', '-', '.', '@']).next();
        language == Some("zh")
    });
    if is_chinese { Lang::Zh } else { Lang::En }
}

/// The language that a command line asks for, before its grammar is known: help and what is
/// wrong with it are said in it as well.
pub(crate) fn asked_for(args: impl IntoIterator<Item = OsString>) -> Option<Lang> {
    let mut args = args.into_iter().map(|arg| arg.to_string_lossy().into_owned());
    let mut asked = None;
    while let Some(arg) = args.next().filter(|arg| arg != "--") {
        let value = match arg.strip_prefix("--lang") {
            Some("") => args.next(),
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        asked = value.and_then(|value| Lang::from_str(&value, false).ok()).or(asked);
    }
    asked
}

/// What is said, in the language people are spoken to in.
pub(crate) fn told(text: &str) -> Cow<'_, str> {
    match lang() {
        Lang::En => Cow::Borrowed(text),
        Lang::Zh => Cow::Owned(catalog::messages().told(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        let of = |all: &str, messages: &str, lang: &str| {
            of_surroundings(|name| match name {
                "LC_ALL" => Some(all.into()),
                "LC_MESSAGES" => Some(messages.into()),
                "LANG" => Some(lang.into()),
                _ => None,
            })
        };
        assert_eq!(of("", "", "zh_CN.UTF-8"), Lang::Zh);
        assert_eq!(of("", "zh_TW", "en_US.UTF-8"), Lang::Zh);
        assert_eq!(of("C", "zh_CN", "zh_CN"), Lang::En);
        assert_eq!(of("ZH-hans", "", ""), Lang::Zh);
        assert_eq!(of("", "", "zha_CN"), Lang::En);
        assert_eq!(of_surroundings(|_| None), Lang::En);
    }

    #[test]
    fn a_command_line_is_asked_before_it_is_understood() {
        let of = |line: &str| asked_for(line.split(' ').map(OsString::from));
        assert_eq!(of("gongkai parse a.pdf --lang zh"), Some(Lang::Zh));
        assert_eq!(of("gongkai --lang=en check a.pdf"), Some(Lang::En));
        assert_eq!(of("gongkai --lang"), None);
        assert_eq!(of("gongkai --language zh --lang fr"), None);
        assert_eq!(of("gongkai parse -- --lang zh"), None);
    }
}
