//! People and phone numbers on forms, kept apart from all other words; and dates.

use super::label;
use crate::disclosure::Contact;
use crate::words::normal::normalise;
use regex::Regex;
use std::sync::LazyLock;

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
    let words = normalise(printed);
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
    fn labels_inside_one_cell() {
        let pairs = inline("填报人：某某 联系电话：13000000000 填报日期：2024年1月26日");
        assert_eq!(pairs.len(), 3);
        assert_eq!(pairs[1], ("联系电话".to_owned(), "13000000000".to_owned()));
        assert!(inline("目标1：做好工作").is_empty());
    }
}
