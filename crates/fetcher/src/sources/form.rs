//! SOURCES.toml as it is written. Keys that are not here are errors.

use serde::Deserialize;
use std::path::PathBuf;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    pub(super) agent: Spanned<AgentForm>,
    #[serde(default)]
    pub(super) source: Vec<Spanned<SourceForm>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AgentForm {
    pub(super) contact: Option<Spanned<String>>,
    pub(super) at_once: Option<usize>,
    pub(super) failures_allowed: Option<Spanned<f64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceForm {
    pub(super) name: String,
    #[serde(default)]
    pub(super) department: String,
    pub(super) year: Option<u16>,
    #[serde(default)]
    pub(super) lists: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) urls: Vec<Spanned<String>>,
    pub(super) urls_file: Option<Spanned<PathBuf>>,
    #[serde(default)]
    pub(super) hosts: Vec<Spanned<String>>,
    pub(super) allow_private: Option<PrivateForm>,
    pub(super) ca_file: Option<PathBuf>,
    pub(super) pager: Option<Spanned<PagerForm>>,
    pub(super) link: Option<LinkForm>,
    pub(super) article: Option<ArticleForm>,
    pub(super) manners: Option<MannersForm>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum PrivateForm {
    All(bool),
    Hosts(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PagerForm {
    pub(super) pattern: Option<Spanned<String>>,
    pub(super) from: Option<u32>,
    pub(super) to: Option<u32>,
    pub(super) next: Option<Spanned<String>>,
    pub(super) next_text: Option<Spanned<String>>,
    pub(super) stop: Option<StopForm>,
    pub(super) max_pages: Option<usize>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum StopForm {
    Last,
    Known,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkForm {
    pub(super) select: Spanned<String>,
    pub(super) title: Option<Spanned<String>>,
    pub(super) title_not: Option<Spanned<String>>,
    pub(super) year: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) years: Vec<u16>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ArticleForm {
    pub(super) select: Spanned<String>,
    pub(super) title: Option<Spanned<String>>,
    pub(super) title_not: Option<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct MannersForm {
    pub(super) interval_seconds: Option<Spanned<f64>>,
    pub(super) timeout_seconds: Option<u64>,
    pub(super) tries: Option<u32>,
    pub(super) bytes_per_day: Option<Spanned<SizeForm>>,
    pub(super) requests_per_run: Option<u32>,
    pub(super) largest_file: Option<Spanned<SizeForm>>,
    pub(super) recheck_hours: Option<u64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum SizeForm {
    Bytes(u64),
    Text(String),
}

impl SizeForm {
    /// 500_000_000 or "500 MB"; a kilobyte is a thousand bytes.
    pub(super) fn bytes(&self) -> Option<u64> {
        let text = match self {
            SizeForm::Bytes(bytes) => return Some(*bytes),
            SizeForm::Text(text) => text.trim(),
        };
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let number: u64 = text[..end].parse().ok()?;
        let factor = match text[end..].trim().to_ascii_uppercase().as_str() {
            "" | "B" => 1,
            "KB" => 1_000,
            "MB" => 1_000_000,
            "GB" => 1_000_000_000,
            _ => return None,
        };
        number.checked_mul(factor)
    }
}
