//! Findings as text: a headline, the place, the printed words, the arithmetic, what to do.

use super::{Finding, Words};
use crate::shell::quoted as quoted_path;
use crate::words::Lang;
use parser::{Blame, Outcome, Severity};
use rust_decimal::Decimal;
use std::fmt::Write;

/// Evidence shown of one finding; a sum may have fifty parts.
const SHOWN: usize = 12;

/// The words of one language.
struct Phrases {
    colon: &'static str,
    left: &'static str,
    right: &'static str,
    difference: &'static str,
    blank: &'static str,
    note: &'static str,
    also: &'static str,
    blame: &'static str,
    hint: &'static str,
}

const EN: Phrases = Phrases {
    colon: ": ",
    left: "left",
    right: "right",
    difference: "difference",
    blank: "nothing is printed",
    note: "note",
    also: "also violates",
    blame: "blame",
    hint: "hint",
};

const ZH: Phrases = Phrases {
    colon: "：",
    left: "左方",
    right: "右方",
    difference: "差额",
    blank: "未印数字",
    note: "说明",
    also: "同因不符",
    blame: "归因",
    hint: "提示",
};

fn phrases(lang: Lang) -> &'static Phrases {
    match lang {
        Lang::En => &EN,
        Lang::Zh => &ZH,
    }
}

fn title(finding: &Finding, lang: Lang) -> &str {
    match lang {
        Lang::En => &finding.rule.title_en,
        Lang::Zh => &finding.rule.title,
    }
}

fn message(finding: &Finding, lang: Lang) -> &str {
    match lang {
        Lang::En => &finding.message_en,
        Lang::Zh => &finding.message_zh,
    }
}

fn has_arithmetic(finding: &Finding) -> bool {
    finding.left.value.is_some() || finding.right.value.is_some()
}

/// A finding in full.
pub(crate) fn full(finding: &Finding, lang: Lang) -> String {
    let p = phrases(lang);
    let mut text = format!(
        "{}[{}]{}{}\n",
        severity(finding.severity, lang),
        finding.rule.id,
        p.colon,
        title(finding, lang)
    );
    let _ = writeln!(text, "  --> {}", place(finding, lang));
    for words in finding.words.iter().take(SHOWN) {
        let _ = writeln!(text, "   |  {}", quoted(words, lang));
        if !words.excerpt.is_empty() {
            let _ = match lang {
                Lang::En => writeln!(text, "   |    in 「{}」", words.excerpt),
                Lang::Zh => writeln!(text, "   |    见「{}」", words.excerpt),
            };
        }
    }
    if finding.words.len() > SHOWN {
        let rest = finding.words.len() - SHOWN;
        let _ = match lang {
            Lang::En => writeln!(text, "   |  and {rest} more"),
            Lang::Zh => writeln!(text, "   |  另有 {rest} 处"),
        };
    }
    let note = |text: &mut String, name: &str, what: &str| {
        let _ = writeln!(text, "   = {name}{}{what}", p.colon);
    };
    if has_arithmetic(finding) {
        for (name, side) in [(p.left, &finding.left), (p.right, &finding.right)] {
            let value = side.value.map_or(p.blank.to_owned(), |v| shown(finding, v));
            let what = match side.label.as_str() {
                "" => value,
                label => format!("{label} = {value}"),
            };
            note(&mut text, name, &what);
        }
        if let Some(difference) = difference(finding, lang) {
            note(&mut text, p.difference, &difference);
        }
    } else if message(finding, lang) != title(finding, lang) {
        let _ = writeln!(text, "   = {}", message(finding, lang));
    }
    let explained = match lang {
        Lang::En => &finding.note.1,
        Lang::Zh => &finding.note.0,
    };
    if !explained.is_empty() {
        note(&mut text, p.note, explained);
    }
    if !finding.also.is_empty() {
        note(&mut text, p.also, &also(finding));
    }
    if finding.result == Outcome::Violated {
        note(&mut text, p.blame, blame(finding.blame, lang));
    }
    let explain = format!("`gongkai explain {}`", finding.rule.id);
    let hint = match (draw(finding), lang) {
        (Some(draw), Lang::En) => {
            format!("`{draw}` shows it on paper, {explain} the rule")
        }
        (Some(draw), Lang::Zh) => format!("`{draw}` 查看原页，{explain} 查看规则"),
        (None, Lang::En) => format!("{explain} tells the rule"),
        (None, Lang::Zh) => format!("{explain} 查看规则"),
    };
    note(&mut text, p.hint, &hint);
    text
}

/// `A08 ×2, B05`
fn also(finding: &Finding) -> String {
    let rules: Vec<String> = finding
        .also
        .iter()
        .map(|(rule, count)| match count {
            1 => (*rule).to_owned(),
            count => format!("{rule} ×{count}"),
        })
        .collect();
    rules.join(", ")
}

/// A check in one line, for those that are not findings.
pub(crate) fn line(finding: &Finding, lang: Lang) -> String {
    let p = phrases(lang);
    let what = if has_arithmetic(finding) {
        let side = |side: &super::Operand| match side.value {
            Some(value) => format!("{} {}", side.label, shown(finding, value)),
            None => format!("{} ({})", side.label, p.blank),
        };
        let sign = if finding.is_equality { "=" } else { "≥" };
        let sign = if finding.result == Outcome::NotEvaluable { "?" } else { sign };
        format!("{} {sign} {}", side(&finding.left), side(&finding.right))
    } else {
        message(finding, lang).to_owned()
    };
    format!(
        "{}[{}]{}{} ({})\n",
        outcome(finding.result, lang),
        finding.rule.id,
        p.colon,
        what.trim(),
        place(finding, lang)
    )
}

/// Rounding residues of one rule in all documents.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Residue {
    /// How many.
    pub(crate) checks: usize,
    /// In how many documents.
    pub(crate) documents: usize,
    /// One with the largest difference.
    pub(crate) largest: Finding,
}

impl Residue {
    /// The larger of two differences is kept.
    pub(crate) fn add(&mut self, other: Residue) {
        self.checks += other.checks;
        self.documents += other.documents;
        if other.largest.difference.map(|d| d.abs())
            > self.largest.difference.map(|d| d.abs())
        {
            self.largest = other.largest;
        }
    }

    /// All of them in one line.
    pub(crate) fn text(&self, lang: Lang) -> String {
        let finding = &self.largest;
        let most = finding.difference.unwrap_or_default().abs();
        let most = shown(finding, most);
        let (checks, documents) = (self.checks, self.documents);
        let title = title(finding, lang);
        match lang {
            Lang::En => format!(
                "rounding[{}]: {title}: {} in {}, at most {most}\n",
                finding.rule.id,
                counted(checks, "residue"),
                counted(documents, "document"),
            ),
            Lang::Zh => format!(
                "尾差[{}]：{title}：{documents} 份文件中 {checks} 处，最大 {most}\n",
                finding.rule.id,
            ),
        }
    }
}

/// `1 page`, `2 pages`.
pub(crate) fn counted(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

fn shown(finding: &Finding, value: Decimal) -> String {
    finding.measure.shown(value)
}

fn difference(finding: &Finding, lang: Lang) -> Option<String> {
    let difference = finding.difference?;
    let by = shown(finding, difference.abs());
    let allowed = finding.tolerance.map(|tolerance| shown(finding, tolerance));
    let what = match (finding.is_equality, lang) {
        (true, _) => shown(finding, difference),
        (false, Lang::En) => format!("the right is more by {by}"),
        (false, Lang::Zh) => format!("右方多出 {by}"),
    };
    Some(match (allowed, lang) {
        (Some(allowed), Lang::En) => format!("{what}; the print allows {allowed}"),
        (Some(allowed), Lang::Zh) => format!("{what}；尾数允许 {allowed}"),
        (None, _) => what,
    })
}

/// `a.pdf, pages 3, 5, 支出决算表`
fn place(finding: &Finding, lang: Lang) -> String {
    let mut place = finding.file.clone();
    let pages: Vec<String> = finding.pages.iter().map(u32::to_string).collect();
    let _ = match (pages.len(), lang) {
        (0, _) => Ok(()),
        (1, Lang::En) => write!(place, ", page {}", pages[0]),
        (_, Lang::En) => write!(place, ", pages {}", pages.join(", ")),
        (_, Lang::Zh) => write!(place, "，第 {} 页", pages.join("、")),
    };
    for title in &finding.tables {
        let _ = match lang {
            Lang::En => write!(place, ", {title}"),
            Lang::Zh => write!(place, "，{title}"),
        };
    }
    place
}

fn quoted(words: &Words, lang: Lang) -> String {
    let printed = match (words.printed.as_str(), lang) {
        ("", Lang::En) => "blank".to_owned(),
        ("", Lang::Zh) => "空白".to_owned(),
        (printed, _) => format!("「{printed}」"),
    };
    // Text input has lines.
    let line = words.origin.rect.y0;
    let place = match (words.origin.page, lang) {
        (Some(page), Lang::En) => format!("page {page}  "),
        (Some(page), Lang::Zh) => format!("第 {page} 页  "),
        (None, Lang::En) if line > 0.0 => format!("line {line}  "),
        (None, Lang::Zh) if line > 0.0 => format!("第 {line} 行  "),
        (None, _) => String::new(),
    };
    let label =
        if words.label.is_empty() { String::new() } else { format!("{}  ", words.label) };
    format!("{place}{label}{printed}")
}

fn draw(finding: &Finding) -> Option<String> {
    let path = finding.drawable.as_ref()?;
    let page = finding.pages.first()?;
    Some(format!("gongkai draw {} --page {page}", quoted_path(path)))
}

fn severity(severity: Severity, lang: Lang) -> &'static str {
    match (lang, severity) {
        (Lang::En, severity) => severity.name(),
        (Lang::Zh, Severity::Error) => "错误",
        (Lang::Zh, Severity::Warning) => "警告",
        (Lang::Zh, Severity::Info) => "说明",
        (Lang::Zh, Severity::Hint) => "线索",
    }
}

fn outcome(outcome: Outcome, lang: Lang) -> &'static str {
    match (outcome, lang) {
        (Outcome::Exact, Lang::En) => "exact",
        (Outcome::Exact, Lang::Zh) => "相符",
        (Outcome::Rounding, Lang::En) => "rounding",
        (Outcome::Rounding, Lang::Zh) => "尾差",
        (Outcome::Violated, Lang::En) => "violated",
        (Outcome::Violated, Lang::Zh) => "不符",
        (Outcome::Vacuous, Lang::En) => "vacuous",
        (Outcome::Vacuous, Lang::Zh) => "空对空",
        (Outcome::NotEvaluable, Lang::En) => "not evaluable",
        (Outcome::NotEvaluable, Lang::Zh) => "无法核对",
    }
}

fn blame(blame: Blame, lang: Lang) -> &'static str {
    match (blame, lang) {
        (Blame::Document, Lang::En) => {
            "the document: its text is trusted and its amounts agree with others"
        }
        (Blame::Reading, Lang::En) => "perhaps our reading, which is doubtful here",
        (Blame::Unknown, Lang::En) => "cannot be told; compare with the page",
        (Blame::Document, Lang::Zh) => "文件本身：文字可信，金额另有印证",
        (Blame::Reading, Lang::Zh) => "可能是读取有误，此处读取存疑",
        (Blame::Unknown, Lang::Zh) => "无法判断，请对照原页",
    }
}
