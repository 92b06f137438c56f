//! The normal form in which labels are compared.

/// The normal form: white space removed, full-width ASCII folded, brackets to `()`,
/// quotes to `“”`. Radicals are already mapped when glyphs are read.
///
/// ```
/// assert_eq!(parser::normalise("因 公 出 国 （ 境 ） 费"), "因公出国(境)费");
/// ```
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = false;
    for c in text.chars() {
        let c = match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        };
        match c {
            c if c.is_whitespace() => {}
            '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{00AD}' => {}
            '〔' | '【' | '[' | '〖' | '﹝' | '﹙' | '⦅' => out.push('('),
            '〕' | '】' | ']' | '〗' | '﹞' | '﹚' | '⦆' => out.push(')'),
            '「' | '『' | '„' | '〝' => {
                out.push('“');
                open = true;
            }
            '」' | '』' | '〞' => {
                out.push('”');
                open = false;
            }
            '"' | '″' => {
                out.push(if open { '”' } else { '“' });
                open = !open;
            }
            '“' => {
                out.push('“');
                open = true;
            }
            '”' => {
                out.push('”');
                open = false;
            }
            c => out.push(c),
        }
    }
    out
}

/// Whether a character belongs to a printed number.
pub(crate) fn is_number_char(c: char) -> bool {
    matches!(c, '0'..='9' | '.' | ',' | '-' | '%' | '０'..='９' | '．' | '，' | '－')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_form_folds_width_brackets_and_quotes() {
        assert_eq!(normalise("财政拨款\"三公\"经费"), "财政拨款“三公”经费");
        assert_eq!(normalise("财政拨款「三公」经费"), "财政拨款“三公”经费");
        assert_eq!(
            normalise("资本性支出【基本建设】 １２．３％"),
            "资本性支出(基本建设)12.3%"
        );
        assert_eq!(normalise("对附属单\n位补助 支出"), "对附属单位补助支出");
    }
}
