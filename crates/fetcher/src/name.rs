//! What a fetched file is called: as its server says, else as its address ends, else as the
//! link reads. A name is a label, never a path.

use crate::charset::utf8_or_gb18030;
use crate::kind::Kind;
use encoding_rs::Encoding;
use percent_encoding::percent_decode;
use url::Url;

/// Longest name, in bytes of UTF-8; file systems stop at 255.
const LONGEST: usize = 200;

/// Endings of programs that hand out files: as a name they say nothing of the file.
const PROGRAMS: [&str; 9] =
    ["jsp", "jspx", "do", "action", "aspx", "ashx", "asp", "php", "cgi"];

/// Names that mean a device on Windows, whatever their ending.
const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The name of a file.
pub(crate) fn file_name(
    disposition: Option<&[u8]>,
    url: &Url,
    title: &str,
    kind: Kind,
) -> String {
    let from_url = || {
        let last = url.path_segments()?.next_back()?;
        Some(utf8_or_gb18030(&percent_decode(last.as_bytes()).collect::<Vec<u8>>()))
    };
    let name = disposition
        .and_then(disposition_name)
        .filter(|name| says_something(name))
        .or_else(|| from_url().filter(|name| says_something(name) && is_of_file(name)))
        .or_else(|| Some(title.to_owned()).filter(|title| says_something(title)))
        .or_else(from_url)
        .unwrap_or_default();
    with_ending(&safe(&name), kind)
}

/// A name of which no system makes anything but a file in the folder it is put in.
pub(crate) fn safe(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let clean: String = last
        .chars()
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .map(|c| if "<>:\"|?*".contains(c) { '_' } else { c })
        .collect();
    let clean =
        clean.trim().trim_end_matches(['.', ' ']).trim_start_matches(['.', ' ', '~']);
    let bounded = bounded(clean);
    if bounded.is_empty() {
        return "unnamed".to_owned();
    }
    let stem =
        bounded.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let numbered = |port: &str| {
        stem.strip_prefix(port)
            .is_some_and(|rest| rest.chars().count() == 1 && rest != "0")
    };
    if RESERVED.contains(&stem.as_str()) || numbered("com") || numbered("lpt") {
        return format!("_{bounded}");
    }
    bounded
}

/// The file name in a Content-Disposition header: RFC 5987, or bytes in UTF-8 or GBK.
fn disposition_name(header: &[u8]) -> Option<String> {
    let parameters = parameters(header);
    let value = |name: &[u8]| {
        let found = parameters.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_slice())
    };
    let extended = value(b"filename*").and_then(extended_value);
    extended.or_else(|| value(b"filename").map(plain_value))
}

/// `UTF-8''%E5%86%B3.pdf`.
fn extended_value(value: &[u8]) -> Option<String> {
    let mut parts = value.splitn(3, |b| *b == b'\'');
    let (charset, _, text) = (parts.next()?, parts.next()?, parts.next()?);
    let encoding = Encoding::for_label(charset)?;
    let bytes: Vec<u8> = percent_decode(text).collect();
    Some(encoding.decode_without_bom_handling(&bytes).0.into_owned())
}

fn plain_value(value: &[u8]) -> String {
    let bytes: Vec<u8> = percent_decode(value).collect();
    utf8_or_gb18030(&bytes)
}

/// The `key=value` parameters after the first `;`.
fn parameters(header: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut found = Vec::new();
    let mut rest = header;
    while let Some(at) = rest.iter().position(|b| *b == b';') {
        rest = rest[at + 1..].trim_ascii_start();
        let end =
            rest.iter().position(|b| matches!(b, b'=' | b';')).unwrap_or(rest.len());
        let key = rest[..end].trim_ascii().to_vec();
        rest = &rest[end..];
        let Some(value) = rest.strip_prefix(b"=") else { continue };
        let (value, left) = parameter_value(value.trim_ascii_start());
        found.push((key, value));
        rest = left;
    }
    found
}

fn parameter_value(text: &[u8]) -> (Vec<u8>, &[u8]) {
    let Some(quoted) = text.strip_prefix(b"\"") else {
        let end = text.iter().position(|b| *b == b';').unwrap_or(text.len());
        return (text[..end].trim_ascii().to_vec(), &text[end..]);
    };
    // A backslash escapes a quotation mark only: browsers of the region send bare paths, and in
    // GBK the second byte of a character may be a backslash.
    let mut value = Vec::new();
    let mut at = 0;
    while at < quoted.len() && quoted[at] != b'"' {
        let is_wide = quoted[at] >= 0x81 && at + 1 < quoted.len();
        if quoted[at] == b'\\' && quoted.get(at + 1) == Some(&b'"') {
            at += 1;
        } else if is_wide && std::str::from_utf8(quoted).is_err() {
            value.push(quoted[at]);
            at += 1;
        }
        value.push(quoted[at]);
        at += 1;
    }
    (value, &quoted[quoted.len().min(at + 1)..])
}

/// Names such as `????.pdf`, `=?gbk?…` or `.pdf` say nothing.
fn says_something(name: &str) -> bool {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    !name.starts_with("=?") && stem.chars().any(char::is_alphanumeric)
}

/// Whether a name in an address is that of a file, and not of the program that hands it out.
fn is_of_file(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| !PROGRAMS.contains(&ending.as_str()))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffd}')
}

/// At most [`LONGEST`] bytes, the ending kept.
fn bounded(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 8 => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let mut end = (LONGEST - ending.len()).min(stem.len());
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", &stem[..end])
}

/// The name with an ending that suits its bytes: `download.aspx` becomes `download.aspx.pdf`.
fn with_ending(name: &str, kind: Kind) -> String {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match kind.endings() {
        [] => name.to_owned(),
        suited if ending.is_some_and(|e| suited.contains(&e.as_str())) => name.to_owned(),
        suited => bounded(&format!("{name}.{}", suited[0])),
    }
}

#[cfg(test)]
mod tests {
    use super::{file_name, safe};
    use crate::kind::Kind;
    use encoding_rs::GBK;

    fn named(disposition: Option<&[u8]>, url: &str) -> String {
        file_name(disposition, &url.parse().unwrap(), "2023年度部门决算", Kind::Pdf)
    }

    #[test]
    fn dispositions() {
        let url = "https://a.example/x.pdf";
        let raw_gbk = |text: &str| {
            [b"attachment; filename=\"", &*GBK.encode(text).0, b"\""].concat()
        };
        let cases: [(&str, Vec<u8>, &str); 12] = [
            ("plain", b"attachment; filename=a.pdf".to_vec(), "a.pdf"),
            ("raw GBK", raw_gbk("决算.pdf"), "决算.pdf"),
            ("raw GBK with backslash bytes", raw_gbk("誠\u{4e00}.pdf"), "誠一.pdf"),
            ("raw UTF-8", "attachment; filename=\"决算.pdf\"".into(), "决算.pdf"),
            ("percent", b"attachment;filename=%E5%86%B3%E7%AE%97.pdf".to_vec(), "决算.pdf"),
            ("percent of GBK", b"attachment;filename=%BE%F6%CB%E3.pdf".to_vec(), "决算.pdf"),
            (
                "RFC 5987 wins",
                b"attachment; filename=\"x.pdf\"; filename*=UTF-8''%E5%86%B3%E7%AE%97.pdf".to_vec(),
                "决算.pdf",
            ),
            (
                "RFC 5987 in GBK",
                b"attachment; filename*=GBK''%BE%F6%CB%E3.pdf".to_vec(),
                "决算.pdf",
            ),
            ("question marks", b"attachment; filename=\"????.pdf\"".to_vec(), "x.pdf"),
            ("a path", b"attachment; filename=\"../../etc/passwd\"".to_vec(), "passwd.pdf"),
            ("a Windows path", b"attachment; filename=\"C:\\docs\\a.pdf\"".to_vec(), "a.pdf"),
            ("nothing", b"inline".to_vec(), "x.pdf"),
        ];
        for (what, header, expected) in cases {
            assert_eq!(named(Some(&header), url), expected, "{what}");
        }
    }

    #[test]
    fn addresses() {
        assert_eq!(named(None, "https://a.example/%E5%86%B3%E7%AE%97.pdf"), "决算.pdf");
        assert_eq!(named(None, "https://a.example/%BE%F6%CB%E3.pdf"), "决算.pdf");
        let by_program = "https://a.example/system/download.jsp?wbfileid=1";
        assert_eq!(named(None, by_program), "2023年度部门决算.pdf");
        let url = by_program.parse().unwrap();
        assert_eq!(file_name(None, &url, "", Kind::Pdf), "download.jsp.pdf");
        assert_eq!(file_name(None, &url, "附件1.xls", Kind::Ole), "附件1.xls");
        assert_eq!(file_name(None, &url, "附件1.XLS", Kind::Pdf), "附件1.XLS.pdf");
        assert_eq!(named(None, "https://a.example/"), "2023年度部门决算.pdf");
        assert_eq!(named(None, "https://a.example/file/7"), "2023年度部门决算.pdf");
    }

    #[test]
    fn names_are_no_paths() {
        for (name, expected) in [
            ("..", "unnamed"),
            ("a/b\\c.pdf", "c.pdf"),
            ("CON.pdf", "_CON.pdf"),
            ("com1", "_com1"),
            ("company.pdf", "company.pdf"),
            ("a\u{202e}fdp.exe", "afdp.exe"),
            ("a\0b\n.pdf", "ab.pdf"),
            ("a<b>:c?.pdf. .", "a_b__c_.pdf"),
            (".hidden", "hidden"),
        ] {
            assert_eq!(safe(name), expected, "{name:?}");
        }
        let long = safe(&format!("{}.pdf", "决".repeat(300)));
        assert!(long.len() <= 200 && long.ends_with("决.pdf"), "{long}");
    }
}
