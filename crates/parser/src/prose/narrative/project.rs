//! Which performance form a sentence of a self-evaluation report belongs to.

use super::words::words;
use crate::disclosure::Statement;
use crate::disclosure::{Disclosure, FormKind, ScoreSource};
use crate::words::normal::normalise;
use regex::Regex;
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Names shorter than this are words of any sentence.
const SHORTEST: usize = 3;

/// 自评等级为“优”.
static GRADE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:等级|评级|评价结果|自评结果|评定)(?:均)?(?:为|是|:)“?(优秀|优|良好|良|中|差|不合格|合格)(?:”|[,。;)]|$)")
        .expect("a constant pattern")
});

/// The projects of a document by name, longest first.
#[derive(Debug, Default)]
pub(super) struct Names {
    list: Vec<(String, usize)>,
}

impl Names {
    /// One form for each name: the self-evaluation where there is one.
    pub(super) fn of(out: &Disclosure) -> Self {
        let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
        for (i, project) in out.projects.iter().enumerate() {
            let name = normalise(&project.project_name);
            if name.chars().count() < SHORTEST {
                continue;
            }
            let place = by_name.entry(name).or_insert(i);
            let selfeval = |i: usize| out.projects[i].form == FormKind::SelfEval;
            if selfeval(i) && !selfeval(*place) {
                *place = i;
            }
        }
        let mut list: Vec<(String, usize)> = by_name.into_iter().collect();
        list.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.cmp(b)));
        Self { list }
    }

    /// The name of a project of this list.
    pub(super) fn name(&self, project: usize) -> &str {
        self.list.iter().find(|(_, i)| *i == project).map_or("", |(name, _)| name)
    }

    /// The project that a text names, if it names exactly one.
    pub(super) fn only_one_in(&self, text: &str) -> Option<usize> {
        let mut rest = text.to_owned();
        let mut found = None;
        for (name, project) in &self.list {
            if rest.contains(name.as_str()) {
                if found.is_some() {
                    return None;
                }
                found = Some(*project);
                // What is left of a longer name must not count as a shorter one.
                rest = rest.replace(name.as_str(), "\u{FFFC}");
            }
        }
        found
    }

    /// The project that a paragraph begins with: （一）办案及运行经费，绩效目标…
    pub(super) fn at_head(&self, text: &str) -> Option<usize> {
        let head = text.find([',', '。', ':', ';']).map_or(text, |end| &text[..end]);
        self.only_one_in(head)
    }

    /// The project of one statement: what it is about, else its paragraph's, else the only one
    /// that its sentence names before the number.
    pub(super) fn of_statement(
        &self,
        subject: &str,
        about: Option<usize>,
        before: &str,
    ) -> Option<usize> {
        let own = self.list.iter().find(|(name, _)| name == subject).map(|(_, i)| *i);
        own.or_else(|| self.only_one_in(subject))
            .or(about)
            .or_else(|| self.only_one_in(before))
    }
}

/// Whether a paragraph outside a report speaks of evaluation, not of the accounts.
pub(super) fn evaluates(text: &str) -> bool {
    ["自评", "得分", "评价", "评分"].iter().any(|w| text.contains(w))
}

/// Gives forms without a score or grade the one that the text states, if it states one.
pub(super) fn fill(out: &mut Disclosure) {
    let mut scores: BTreeMap<usize, Vec<Decimal>> = BTreeMap::new();
    let mut grades: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for statement in &out.statements {
        let Some(project) = statement.project else { continue };
        if let Some(value) = statement.value.filter(|_| is_score(statement)) {
            scores.entry(project).or_default().push(value);
        }
        if let Some(grade) = GRADE.captures(&normalise(&statement.sentence)) {
            grades.entry(project).or_default().push(grade[1].to_owned());
        }
    }
    for (project, mut found) in scores {
        found.dedup();
        let project = &mut out.projects[project];
        if let [score] = found.as_slice()
            && project.self_score.is_none()
        {
            project.self_score = Some(*score);
            project.score_source = ScoreSource::Report;
        }
    }
    for (project, mut found) in grades {
        found.dedup();
        let project = &mut out.projects[project];
        if let [grade] = found.as_slice()
            && project.grade.is_empty()
        {
            project.grade.clone_from(grade);
        }
    }
}

fn is_score(statement: &Statement) -> bool {
    let score = &words().score;
    statement.unit == score.unit && statement.subject == score.subject
}
