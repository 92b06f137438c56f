//! Personal data in free text: phones, e-mail addresses, ID numbers, named contacts.
//!
//! A masked character becomes `*`, one for one, so that positions stay what they were.
//! A run of digits that a unit of money follows is an amount and is left alone.

use crate::disclosure::{Column, Value, ValueState};
use regex::Regex;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// Mobile phones (手机), also with the country code and printed as 138-1234-5678.
static MOBILE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"));

/// Landlines (座机) with an area code, and further numbers listed after them; any area
/// code where a hyphen or a bracket parts it, only those in use elsewhere.
static LANDLINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\+?86[- ]?)?(?:(?:\(?0\d{2,3}\)?-{1,2}|\(0\d{2,3}\) ?)[1-9]|\(?(?:010|02\d|0[3-9]\d\d)\)?[- ]{0,2}[2-8])\d{6,7}(?:[-/、][2-8]\d{6,7})*",
    )
});

/// A number without area code; counts only right after one of [`PHONE_WORDS`].
static LOCAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[2-8]\d{2,3}[- ]?\d{4}(?:[/、][2-8]\d{6,7})*"));

static EMAIL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"));

/// ID numbers (身份证号): 17 digits and a check digit.
static IDENTITY: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d{17}[\dXx]"));

/// A named contact (联系人：…).
static CONTACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:联系人|经办人|填报人|填表人|制表人|负责人)(?:员|姓名)?\s*[:：]\s*([\p{Han}·]{2,4})",
    )
});

/// Words that make a bare seven- or eight-digit number a phone.
const PHONE_WORDS: [&str; 6] = ["电话", "联系方式", "传真", "热线", "座机", "号码"];

/// Words that end a name run together with its successor.
const AFTER_NAME: [&str; 4] = ["联系", "电话", "手机", "填报"];

/// Words in a header or label whose cells hold contact data.
const CONTACT_WORDS: [&str; 15] = [
    "联系人",
    "联系电话",
    "联系方式",
    "经办人",
    "填报人",
    "填表人",
    "制表人",
    "电话",
    "手机",
    "传真",
    "邮箱",
    "电子邮件",
    "身份证",
    "项目负责人",
    "单位负责人",
];

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is part of the program")
}

/// The text with personal data replaced by `*`.
///
/// ```
/// assert_eq!(parser::mask::mask("电话：0349-2280000"), "电话：************");
/// assert_eq!(parser::mask::mask("共13000000000元"), "共13000000000元");
/// ```
pub fn mask(text: &str) -> Cow<'_, str> {
    let ranges = ranges(text);
    if ranges.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut ranges = ranges.into_iter().peekable();
    let masked = text.chars().enumerate().map(|(index, c)| {
        while ranges.next_if(|range| range.end <= index).is_some() {}
        match ranges.peek() {
            Some(range) if range.contains(&index) && !c.is_whitespace() => '*',
            _ => c,
        }
    });
    Cow::Owned(masked.collect())
}

/// Which characters (not bytes) are personal data, in order and apart.
pub fn ranges(text: &str) -> Vec<Range<usize>> {
    let suspicion = Suspicion::of(text);
    if !suspicion.is_any() {
        return Vec::new();
    }
    let chars: Vec<char> = text.chars().collect();
    // One byte per character, so that a match's offsets count characters.
    let folded: String = chars.iter().map(|&c| fold(c)).collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    for (regex, kind) in [
        (&*EMAIL, Kind::Email),
        (&*IDENTITY, Kind::Digits),
        (&*MOBILE, Kind::Mobile),
        (&*LANDLINE, Kind::Digits),
        (&*LOCAL, Kind::Local),
    ] {
        let is_likely =
            if kind == Kind::Email { suspicion.email } else { suspicion.digits };
        if !is_likely {
            continue;
        }
        let mut from = 0;
        while let Some(hit) = regex.find_at(&folded, from) {
            let range = hit.range();
            if kind.accepts(&chars, &folded, &range) {
                from = range.end;
                found.push(range);
            } else {
                // The next candidate may begin inside this one.
                from = range.start + 1;
            }
            if from >= folded.len() {
                break;
            }
        }
    }
    if suspicion.name {
        found.extend(names(text));
    }
    found.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// Whether a header path or a row's label announces contact data.
pub fn is_contact_label(label: &str) -> bool {
    CONTACT_WORDS.iter().any(|word| label.contains(word))
        // Not the words of accounting: 电话费, 邮电费, 手机费.
        && !["费", "支出", "购置"].iter().any(|word| label.contains(word))
}

/// Whether a cell prints money or a count, whatever its row is called: an amount column
/// holds no phone numbers (市长专线电话受理中心 is a body with a budget).
///
/// Of a column the catalog does not know only a number with separators or decimals is sure.
pub fn is_amount(column: Option<&Column>, value: &Value) -> bool {
    let known = column.is_some_and(|column| !column.key.is_empty());
    matches!(value.state, ValueState::Number | ValueState::Zero)
        && (known || value.printed.contains(['.', ',', '．', '，']))
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Email,
    Mobile,
    Digits,
    Local,
}

impl Kind {
    fn accepts(self, chars: &[char], folded: &str, range: &Range<usize>) -> bool {
        if self == Kind::Email {
            return true;
        }
        let bytes = folded.as_bytes();
        let starts_apart = match range.start.checked_sub(1).map(|i| bytes[i]) {
            Some(before) if before.is_ascii_digit() => false,
            // `Tel138…` is a phone, `A0206…` a code of the procurement catalogue.
            Some(before) if before.is_ascii_alphabetic() => self == Kind::Mobile,
            // The tail of a decimal or of a number with separators.
            Some(b'.' | b',') => {
                range.start < 2 || !bytes[range.start - 2].is_ascii_digit()
            }
            _ => true,
        };
        let ends_apart = match (bytes.get(range.end), bytes.get(range.end + 1)) {
            (Some(next), _) if next.is_ascii_alphanumeric() => false,
            (Some(b'.' | b','), Some(after)) if after.is_ascii_digit() => false,
            (Some(b'%'), _) => false,
            _ => true,
        };
        starts_apart
            && ends_apart
            && !money_follows(&chars[range.end..])
            && (self != Kind::Local || follows_phone_word(&chars[..range.start]))
    }
}

fn money_follows(rest: &[char]) -> bool {
    let mut rest = rest.iter().copied().skip_while(|c| c.is_whitespace() || *c == '(');
    match rest.next() {
        Some('元' | '亿') => true,
        Some('万' | '千' | '百' | '十') => {
            rest.find(|c| !matches!(c, '万' | '千' | '百' | '亿')) == Some('元')
        }
        Some('人') => rest.next() == Some('民') && rest.next() == Some('币'),
        _ => false,
    }
}

/// Whether a phone word stands just before, with at most a few signs between.
fn follows_phone_word(before: &[char]) -> bool {
    let tail: String = before[before.len().saturating_sub(12)..]
        .iter()
        .filter(|c| !c.is_whitespace())
        .collect();
    let tail = tail.trim_end_matches([':', '：', '(', '（', '为', '是']);
    PHONE_WORDS.iter().any(|word| tail.ends_with(word))
}

fn names(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(name) = CONTACT.captures_at(text, from).and_then(|hit| hit.get(1)) {
        from = name.start();
        // What a colon follows is the next label, not a name.
        if text[name.end()..].trim_start().starts_with([':', '：']) {
            continue;
        }
        // A word may begin inside the name's four characters.
        let rest = &text[name.start()..];
        let end = AFTER_NAME.iter().filter_map(|word| rest.find(word)).min();
        let name = &rest[..name.len().min(end.unwrap_or(usize::MAX))];
        let start = text[..from].chars().count();
        found.push(start..start + name.chars().count());
    }
    found
}

/// What a text may hold at all; most hold nothing, and looking closer costs more.
#[derive(Clone, Copy)]
struct Suspicion {
    /// Enough digits for a phone.
    digits: bool,
    /// A sign of an e-mail address.
    email: bool,
    /// A label for a name.
    name: bool,
}

impl Suspicion {
    fn of(text: &str) -> Suspicion {
        let is_digit = |c: &char| c.is_ascii_digit() || ('０'..='９').contains(c);
        Suspicion {
            digits: text.chars().filter(is_digit).take(7).count() == 7,
            email: text.contains(['@', '＠']),
            name: text.contains([':', '：']) && text.contains('人'),
        }
    }

    fn is_any(self) -> bool {
        self.digits || self.email || self.name
    }
}

/// Full-width signs to ASCII, everything else outside ASCII to one placeholder byte.
fn fold(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or('\u{1}'),
        '—' | '–' | '―' | '−' | '─' => '-',
        '\u{3000}' => ' ',
        '、' => '/',
        c if c.is_ascii() => c,
        _ => '\u{1}',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_data_is_masked() {
        for (text, expected) in [
            ("手机13000000000。", "手机***********。"),
            ("１３８００００００００", "***********"),
            ("138-0000-0000", "*************"),
            ("Tel13000000000", "Tel***********"),
            ("+8613000000000", "**************"),
            ("电话：0349-2280000、2280001", "电话：********************"),
            ("（010）65550000", "*************"),
            ("联系电话 2280000", "联系电话 *******"),
            ("a.b@example.org 转", "*************** 转"),
            ("140602199001010000", "******************"),
            ("14060219900101000X，", "******************，"),
            ("联系人：某某某 电话", "联系人：*** 电话"),
            ("经办人:某某联系电话", "经办人:**联系电话"),
            ("负责人：经办人：某某", "负责人：经办人：**"),
        ] {
            assert_eq!(mask(text), expected, "{text}");
        }
    }

    #[test]
    fn amounts_and_codes_are_left_alone() {
        for text in [
            "支出13000000000元",
            "支出13000000000.00",
            "13,800,000,000",
            "共13000000000 万元",
            "（13000000000人民币）",
            "2080505机关事业单位",
            "2024年3430000元，增长2280000",
            "公开03表 20402 2040299",
            "0.03492280000",
            "A0206180400空调机",
            "2022-2023",
            "项目编号310000231230100000000001",
        ] {
            assert_eq!(mask(text), text);
        }
    }

    #[test]
    fn masking_keeps_places_and_is_done_once() {
        const SIGNS: [char; 20] = [
            '0', '1', '2', '3', '8', '9', '1', '3', '-', ' ', '@', '.', 'a', '元', '万',
            '：', '电', '话', '（', '、',
        ];
        let mut state = 0x2545_F491_4F6C_DD1D_u64;
        for _ in 0..20_000 {
            let mut text = "联系人：电话".to_owned();
            for _ in 0..30 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                text.push(SIGNS[(state >> 33) as usize % SIGNS.len()]);
            }
            let masked = mask(&text);
            assert_eq!(masked.chars().count(), text.chars().count(), "{text}");
            for (before, after) in text.chars().zip(masked.chars()) {
                assert!(before == after || after == '*', "{text} → {masked}");
            }
        }
    }

    #[test]
    fn amounts_are_no_contacts() {
        let value = |printed: &str, state| Value {
            printed: printed.into(),
            state,
            ..Value::default()
        };
        let total = Column { key: "total".into(), ..Column::default() };
        let other = Column::default();
        for (column, printed, state, expect) in [
            (&total, "3,113.42", ValueState::Number, true),
            (&total, "13812345", ValueState::Number, true),
            (&total, "0", ValueState::Zero, true),
            (&total, "某某 65550000", ValueState::Text, false),
            (&other, "3,113.42", ValueState::Number, true),
            (&other, "65550000", ValueState::Number, false),
        ] {
            let value = value(printed, state);
            assert_eq!(is_amount(Some(column), &value), expect, "{printed}");
        }
    }

    #[test]
    fn contact_labels_are_known() {
        assert!(is_contact_label("联系人及电话"));
        assert!(is_contact_label("项目负责人"));
        assert!(!is_contact_label("邮电费"));
        assert!(!is_contact_label("电话费"));
        assert!(!is_contact_label("合计"));
    }
}
