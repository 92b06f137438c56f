//! What every page of a report is wrapped in: style, script, and the policy that lets nothing
//! else in.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use publisher::Lang;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// The style of every page.
pub(crate) const STYLE: &str = include_str!("../templates/report.css");
/// The script of every page; all of it works without, only less comfortably.
pub(crate) const SCRIPT: &str = include_str!("../templates/report.js");

/// Nothing is loaded but our style, our script and pictures beside the page: a page that text
/// of a PDF broke out into still could not do anything.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; img-src 'self' file: data:; style-src 'sha256-{}'; \
         script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
});

/// What every page of a report is wrapped in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shell<'a> {
    /// Language of the page.
    pub(crate) lang: Lang,
    /// Title of the page.
    pub(crate) title: &'a str,
    /// Where the overview is; empty where there is none.
    pub(crate) home: &'a str,
}

impl Shell<'_> {
    /// The text in the language of the page.
    pub(crate) fn t<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.of(zh, en)
    }

    pub(crate) fn code(&self) -> &'static str {
        self.lang.of("zh-CN", "en")
    }

    pub(crate) fn policy(&self) -> &'static str {
        &POLICY
    }

    pub(crate) fn style(&self) -> &'static str {
        STYLE
    }

    pub(crate) fn script(&self) -> &'static str {
        SCRIPT
    }
}
