//! People and phone numbers on forms: kept apart, masked everywhere else.

use super::label;
use crate::disclosure::Contact;
use crate::text;
use regex::Regex;
use std::sync::LazyLock;

static PERSONAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<id>\d{17}[\dXx])",
        r"|(?P<mail>[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,})",
        r"|(?P<phone>1[3-9]\d{9}|0\d{2,3}[-—－ ]?\d{7,8})",
    ))
    .expect("a constant pattern")
});

/// Whether a money unit follows: then 11 digits are an amount.
fn is_money(rest: &str) -> bool {
    ["元", "万元", "亿元", "千元", ".", ","]
        .iter()
        .any(|unit| rest.trim_start().starts_with(unit))
}

/// The words with phone numbers, addresses and ID numbers replaced by `*`.
pub(super) fn mask(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut end = 0;
    for found in PERSONAL.find_iter(words) {
        out.push_str(&words[end..found.start()]);
        let before = words[..found.start()].chars().next_back();
        let inside = before.is_some_and(|c| c.is_ascii_digit() || c == '.');
        let after = words[found.end()..].chars().next();
        let longer = after.is_some_and(|c| c.is_ascii_digit());
        if is_money(&words[found.end()..]) || inside || longer {
            out.push_str(found.as_str());
        } else {
            out.extend(found.as_str().chars().map(|_| '*'));
        }
        end = found.end();
    }
    out.push_str(&words[end..]);
    out
}

/// Adds what is printed beside a contact label.
pub(super) fn add(contact: &mut Contact, label: &str, value: &str) {
    let value = value.trim();
    if value.is_empty() {
        return;
    }
    contact.present = true;
    if !contact.printed.is_empty() {
        contact.printed.push(';');
    }
    contact.printed.push_str(&format!("{}:{value}", label::key(label)));
}

/// A label with its colon inside a line or cell.
static INLINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<label>[\p{Han}()、]{2,14})[:：]").expect("a constant pattern")
});

/// The label–value pairs of a cell or line such as `填报人：某某 联系电话：… 填报日期：…`;
/// empty unless it begins with a known label.
pub(super) fn inline(words: &str) -> Vec<(String, String)> {
    let spaced: String = words
        .chars()
        .map(|c| match c {
            '（' => '(',
            '）' => ')',
            c => c,
        })
        .collect();
    let known = |label: &str| {
        let key = label::key(label);
        label::is_contact(&key) || label::field(&key).is_some()
    };
    let mut marks: Vec<(usize, usize, String)> = Vec::new();
    for found in INLINE.captures_iter(&spaced) {
        let (Some(whole), Some(label)) = (found.get(0), found.name("label")) else {
            continue;
        };
        // A name may run into the next label: 某某联系电话：
        let text = label.as_str();
        let start = text.char_indices().map(|(i, _)| i).find(|&i| known(&text[i..]));
        if let Some(i) = start {
            marks.push((label.start() + i, whole.end(), text[i..].to_owned()));
        }
    }
    if marks.first().is_none_or(|m| !spaced[..m.0].trim().is_empty()) {
        return Vec::new();
    }
    (0..marks.len())
        .map(|i| {
            let end = marks.get(i + 1).map_or(spaced.len(), |next| next.0);
            let value = spaced.get(marks[i].1..end).unwrap_or_default().trim();
            (marks[i].2.clone(), value.to_owned())
        })
        .collect()
}

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(20\d\d)(?:年|[-./])?(\d{1,2})(?:月|[-./])?(\d{1,2})日?(?:\d{1,2}:\d{2}(?::\d{2})?)?$")
        .expect("a constant pattern")
});

/// A date as `YYYY-MM-DD` where it can be read, else as printed.
pub(super) fn date(printed: &str) -> String {
    let words = text::normalise(printed);
    let Some(found) = DATE.captures(&words) else { return printed.trim().to_owned() };
    let month: u32 = found[2].parse().unwrap_or(0);
    let day: u32 = found[3].parse().unwrap_or(0);
    if (1..=12).contains(&month) && (1..=31).contains(&day) {
        format!("{}-{month:02}-{day:02}", &found[1])
    } else {
        printed.trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(date("20240126"), "2024-01-26");
        assert_eq!(date("2024年1月6日"), "2024-01-06");
        assert_eq!(date("2024.01.26"), "2024-01-26");
        assert_eq!(date("某日"), "某日");
        assert_eq!(date("20241326"), "20241326");
    }

    #[test]
    fn personal_data_is_masked_and_amounts_are_not() {
        assert_eq!(mask("电话13000000000"), "电话***********");
        assert_eq!(mask("0000-1234567"), "************");
        assert_eq!(mask("13000000000元"), "13000000000元");
        assert_eq!(mask("13000000000.00"), "13000000000.00");
        assert_eq!(mask("写信至 someone@example.org"), "写信至 *******************");
    }

    #[test]
    fn labels_inside_one_cell() {
        let pairs = inline("填报人：某某 联系电话：13000000000 填报日期：2024年1月26日");
        assert_eq!(pairs.len(), 3);
        assert_eq!(pairs[1], ("联系电话".to_owned(), "13000000000".to_owned()));
        assert!(inline("目标1：做好工作").is_empty());
    }
}
