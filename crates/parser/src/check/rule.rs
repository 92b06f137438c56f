//! The identities by name, read from `catalog/identities/*.toml`: formulas and explanations.

use super::formula::{self, Formula};
use crate::disclosure::Rule;
use serde::Deserialize;
use std::sync::LazyLock;

/// Adding a file of identities is adding it here.
const FILES: &[(&str, &str)] = &[
    ("batch.toml", include_str!("../../catalog/identities/batch.toml")),
    ("tables.toml", include_str!("../../catalog/identities/tables.toml")),
    ("cross.toml", include_str!("../../catalog/identities/cross.toml")),
    ("narrative.toml", include_str!("../../catalog/identities/narrative.toml")),
    ("budget.toml", include_str!("../../catalog/identities/budget.toml")),
    ("forms.toml", include_str!("../../catalog/identities/forms.toml")),
    ("structure.toml", include_str!("../../catalog/identities/structure.toml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<Rule>,
}

/// All identities, in the order of their names.
pub fn rules() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        let mut all: Vec<Rule> = FILES
            .iter()
            .flat_map(|(name, text)| {
                toml::from_str::<File>(text)
                    .unwrap_or_else(|error| panic!("catalog/identities/{name}: {error}"))
                    .rule
            })
            .collect();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    });
    &RULES
}

/// The identity of a name.
pub fn rule(id: &str) -> Option<&'static Rule> {
    let all = rules();
    all.binary_search_by(|r| r.id.as_str().cmp(id)).ok().map(|i| &all[i])
}

/// The rules with formulas, and these parsed.
pub(super) fn formulas() -> &'static [(&'static Rule, Vec<Formula>)] {
    static FORMULAS: LazyLock<Vec<(&'static Rule, Vec<Formula>)>> = LazyLock::new(|| {
        let parse = |rule: &Rule, text: &String| {
            formula::parse(text)
                .unwrap_or_else(|error| panic!("rule {}: {error}", rule.id))
        };
        rules()
            .iter()
            .filter(|rule| !rule.formulas.is_empty())
            .map(|rule| (rule, rule.formulas.iter().map(|f| parse(rule, f)).collect()))
            .collect()
    });
    &FORMULAS
}
