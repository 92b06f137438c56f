//! What kind of line a printed line is: heading, entry of 目录, note, page number.

use crate::words::normal::normalise;
use regex::Regex;
use std::sync::LazyLock;

/// 目录 entries: leaders, or a page number at the end of a heading.
static LEADER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:[.．·…。]{3,}|…{2,}|-{4,}|_{4,})\s*[0-9]*$|^.*[^0-9年第]\s[0-9]{1,3}$",
    )
    .expect("a constant pattern")
});
/// Ordinals before a heading: 一、 （一） 1. 附件1：
static ORDINAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:第[一二三四五六七八九十]+部分[、:.]?|[一二三四五六七八九十]{1,3}[、.:]|",
        r"\([一二三四五六七八九十0-9]{1,3}\)[、.]?|[0-9]{1,2}[、.](?:[0-9]{1,2}[、.]?)?|",
        r"[①-⑳]|附件?[0-9一二三四五六七八九十]{0,3}[:、])"
    ))
    .expect("a constant pattern")
});

/// A text without 一、, （一） or 1. before it.
pub(crate) fn strip_ordinal(text: &str) -> &str {
    ORDINAL.find(text).map_or(text, |m| &text[m.end()..])
}

/// Whether a line is an entry of 目录, not the heading itself.
pub(crate) fn is_contents_entry(line: &str) -> bool {
    LEADER.is_match(line.trim())
}

/// The year a text states, from 2000 to 2099.
pub(crate) fn year_in(text: &str) -> Option<u16> {
    static ANY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(20[0-9]{2})|二[〇○零Oo0]([一二三四五六七八九〇○零Oo0]{2})")
            .expect("a constant pattern")
    });
    let found = ANY.captures(text)?;
    if let Some(digits) = found.get(1) {
        return digits.as_str().parse().ok();
    }
    let digit =
        |c: char| "〇一二三四五六七八九".chars().position(|d| d == c).unwrap_or(0);
    let digits: Vec<usize> = found[2].chars().map(digit).collect();
    Some(2000 + (digits[0] * 10 + digits[1]) as u16)
}

/// Whether a line begins a note: 注：, 说明：, 备注：.
pub(crate) fn is_note(text: &str) -> bool {
    let text = normalise(text);
    ["注:", "注1", "说明:", "备注:", "备注1", "注释:", "注、", "注.", "注:1"]
        .iter()
        .any(|n| text.starts_with(n))
}

/// A page number on its own: 12, - 12 -, 第12页, —12—.
pub(crate) fn is_page_number(text: &str) -> bool {
    let bare: String = normalise(text)
        .chars()
        .filter(|c| !matches!(c, '-' | '—' | '–' | '第' | '页' | '共' | '/' | '·' | ','))
        .collect();
    !bare.is_empty() && bare.len() <= 6 && bare.chars().all(|c| c.is_ascii_digit())
}

/// A name without a bracket that is opened and not closed, or the other way round.
pub(crate) fn balanced(name: &str) -> String {
    let count = |c: char| name.matches(c).count();
    if count('(') == count(')') {
        return name.to_owned();
    }
    name.trim_start_matches(['(', ')']).trim_end_matches('(').to_owned()
}
