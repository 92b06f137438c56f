//! `catalog/performance/labels.toml`, the wordings of performance forms.

use super::meaning::{Column, Field, Goal, Region, Stage, key};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct File {
    field: BTreeMap<String, Vec<String>>,
    contact: BTreeMap<String, Vec<String>>,
    goal: BTreeMap<String, Vec<String>>,
    region: BTreeMap<String, Vec<String>>,
    column: BTreeMap<String, Vec<String>>,
    stage: BTreeMap<String, Vec<String>>,
    funding: Vec<FundingWords>,
    horizon: BTreeMap<String, Vec<String>>,
    level1: BTreeMap<String, String>,
    level2: BTreeMap<String, String>,
}

#[derive(Deserialize)]
pub(super) struct FundingWords {
    /// Name in `funding.csv`.
    pub(super) source: String,
    /// Whole labels.
    #[serde(default)]
    pub(super) exact: Vec<String>,
    /// Words that suffice within a label.
    pub(super) words: Option<Vec<String>>,
}

/// All wordings, ready to be looked up.
pub(super) struct Words {
    pub(super) fields: BTreeMap<String, Field>,
    pub(super) contacts: BTreeMap<String, ()>,
    pub(super) goals: BTreeMap<String, Goal>,
    pub(super) regions: BTreeMap<String, Region>,
    pub(super) columns: BTreeMap<String, Column>,
    pub(super) stages: BTreeMap<String, Stage>,
    pub(super) funding: Vec<FundingWords>,
    pub(super) full: Vec<String>,
    pub(super) annual: Vec<String>,
    pub(super) level1: BTreeMap<String, String>,
    pub(super) level2: BTreeMap<String, String>,
}

/// The catalog file, read once.
pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let file: File =
        toml::from_str(include_str!("../../catalog/performance/labels.toml"))
            .expect("the catalog file is part of the program");
    let invert = |lists: &BTreeMap<String, Vec<String>>| -> Vec<(String, String)> {
        lists
            .iter()
            .flat_map(|(name, labels)| {
                labels.iter().map(move |label| (key(label), name.clone()))
            })
            .collect()
    };
    Words {
        fields: invert(&file.field)
            .into_iter()
            .filter_map(|(label, name)| Some((label, field_named(&name)?)))
            .collect(),
        contacts: invert(&file.contact)
            .into_iter()
            .map(|(label, _)| (label, ()))
            .collect(),
        goals: invert(&file.goal)
            .into_iter()
            .filter_map(|(label, name)| {
                let goal = match name.as_str() {
                    "full" => Goal::Full,
                    "annual" => Goal::Annual,
                    "actual" => Goal::Actual,
                    _ => return None,
                };
                Some((label, goal))
            })
            .collect(),
        regions: invert(&file.region)
            .into_iter()
            .filter_map(|(label, name)| {
                let region = match name.as_str() {
                    "funding" => Region::Funding,
                    "indicators" => Region::Indicators,
                    "indicators_full" => Region::IndicatorsFull,
                    "tasks" => Region::Tasks,
                    _ => return None,
                };
                Some((label, region))
            })
            .collect(),
        columns: invert(&file.column)
            .into_iter()
            .filter_map(|(label, name)| Some((label, column_named(&name)?)))
            .collect(),
        stages: invert(&file.stage)
            .into_iter()
            .filter_map(|(label, name)| {
                let stage = match name.as_str() {
                    "initial" => Stage::Initial,
                    "adjusted" => Stage::Adjusted,
                    "executed" => Stage::Executed,
                    "weight" => Stage::Weight,
                    "rate" => Stage::Rate,
                    "score" => Stage::Score,
                    _ => return None,
                };
                Some((label, stage))
            })
            .collect(),
        funding: file
            .funding
            .into_iter()
            .map(|mut words| {
                words.exact = words.exact.iter().map(|w| key(w)).collect();
                words
            })
            .collect(),
        full: file.horizon.get("full").cloned().unwrap_or_default(),
        annual: file.horizon.get("annual").cloned().unwrap_or_default(),
        level1: file.level1.iter().map(|(k, v)| (key(k), v.clone())).collect(),
        level2: file.level2.iter().map(|(k, v)| (key(k), v.clone())).collect(),
    }
});

impl Words {
    /// Whether a text is a label of performance forms.
    pub(super) fn knows(&self, text: &str) -> bool {
        let key = &key(text);
        let lists = [&self.full, &self.annual];
        self.fields.contains_key(key)
            || self.contacts.contains_key(key)
            || self.goals.contains_key(key)
            || self.regions.contains_key(key)
            || self.columns.contains_key(key)
            || self.stages.contains_key(key)
            || self.level1.contains_key(key)
            || self.level2.contains_key(key)
            || lists.iter().any(|list| list.contains(key))
            || self.funding.iter().any(|words| words.exact.contains(key))
    }
}

fn field_named(name: &str) -> Option<Field> {
    Some(match name {
        "project_name" => Field::ProjectName,
        "department" => Field::Department,
        "implementing_unit" => Field::ImplementingUnit,
        "unit_code" => Field::UnitCode,
        "attribute" => Field::Attribute,
        "term" => Field::Term,
        "term_from" => Field::TermFrom,
        "term_to" => Field::TermTo,
        "overview" => Field::Overview,
        "basis" => Field::Basis,
        "necessity" => Field::Necessity,
        "measures" => Field::Measures,
        "plan" => Field::Plan,
        "filled_on" => Field::FilledOn,
        "self_score" => Field::SelfScore,
        "grade" => Field::Grade,
        "note" => Field::Note,
        _ => return None,
    })
}

fn column_named(name: &str) -> Option<Column> {
    Some(match name {
        "level1" => Column::Level1,
        "level2" => Column::Level2,
        "level3" => Column::Level3,
        "value" => Column::Value,
        "value_full" => Column::ValueFull,
        "actual" => Column::Actual,
        "weight" => Column::Weight,
        "score" => Column::Score,
        "deviation" => Column::Deviation,
        "operator" => Column::Operator,
        "unit" => Column::Unit,
        "other" => Column::Other,
        _ => return None,
    })
}
