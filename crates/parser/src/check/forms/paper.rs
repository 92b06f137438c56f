//! One form as the identities see it: its amounts by half, stage and source.

use crate::check::evaluate::{self, Number, Side};
use crate::check::rule::rule;
use crate::disclosure::{Check, Evidence, Funding, Horizon, Project, Rule, ValueState};
use crate::words::amount;
use crate::words::normal::normalise;
use rust_decimal::Decimal;

/// The rule of a name that the catalog is known to have.
pub(crate) fn named(id: &str) -> &'static Rule {
    rule(id).expect("the rules of forms are in catalog/identities/forms.toml")
}

/// One form and its place in the document.
pub(crate) struct Form<'d> {
    pub(crate) at: usize,
    pub(crate) project: &'d Project,
    /// Whether amounts have no unit of money and are compared as printed.
    pub(crate) raw: bool,
}

impl<'d> Form<'d> {
    pub(crate) fn new(at: usize, project: &'d Project) -> Form<'d> {
        let raw = project
            .funding
            .iter()
            .any(|line| line.state == ValueState::Number && line.amount_yuan.is_none());
        Form { at, project, raw }
    }

    /// 「项目名称」, or the body's name where the form is that of a whole body.
    pub(crate) fn name(&self) -> String {
        let project = self.project;
        let names =
            [&project.project_name, &project.department_name, &project.title_printed];
        let name = names.into_iter().find(|n| !n.is_empty()).map_or("", String::as_str);
        format!("「{}」", normalise(name))
    }

    /// The form itself as evidence.
    pub(crate) fn evidence(&self) -> Evidence {
        Evidence::Project(self.at)
    }

    /// Adds an amount to a side; what is no number makes the side incomplete.
    pub(crate) fn add(&self, side: &mut Side, line: usize) {
        match self.amount(line) {
            Ok(number) => side.numbers.extend(number),
            Err(Unread) => side.incomplete = true,
        }
    }

    /// The amount of a line; nothing where nothing is printed.
    pub(crate) fn amount(&self, line: usize) -> Result<Option<Number>, Unread> {
        let evidence = Evidence::Funding(self.at, line);
        let line = &self.project.funding[line];
        match line.state {
            ValueState::Blank | ValueState::Dash => return Ok(None),
            ValueState::Number | ValueState::Zero => {}
            ValueState::Text | ValueState::Clipped | ValueState::Unreadable => {
                return Err(Unread);
            }
        }
        let factor = if self.raw {
            Decimal::ONE
        } else {
            amount::unit(&line.unit_printed).factor.unwrap_or(Decimal::ONE)
        };
        let value = match (self.raw, line.state) {
            (_, ValueState::Zero) => Decimal::ZERO,
            (true, _) => amount::read(&line.printed).number.ok_or(Unread)?,
            (false, _) => line.amount_yuan.ok_or(Unread)?,
        };
        if !is_sane(value) {
            return Err(Unread);
        }
        Ok(Some(Number { value, half: half_digit(&line.printed) * factor, evidence }))
    }

    /// The lines of one half and stage that a test takes, in printed order.
    pub(crate) fn lines(
        &self,
        horizon: Horizon,
        stage: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> Vec<usize> {
        let is = |line: &Funding| {
            line.horizon == horizon && line.stage == stage && wanted(&line.source)
        };
        let lines = self.project.funding.iter().enumerate();
        lines.filter(|(_, line)| is(line)).map(|(at, _)| at).collect()
    }

    /// The one total of a half and stage; none where two are printed.
    pub(crate) fn total(&self, horizon: Horizon, stage: &str) -> Option<usize> {
        match self.lines(horizon, stage, |source| source == "total")[..] {
            [total] => Some(total),
            _ => None,
        }
    }

    /// A side with the amount of one line.
    pub(crate) fn side(&self, line: usize) -> Side {
        let funding = &self.project.funding[line];
        let mut side = Side::new(format!("{}{}", self.name(), label(funding)));
        self.add(&mut side, line);
        side
    }

    /// Says that a check counts what is printed, without a unit of money.
    pub(crate) fn in_unit(&self, mut check: Check) -> Check {
        if self.raw {
            check.unit = "";
            evaluate::describe(&mut check);
        }
        check
    }
}

/// Says that a check counts points.
pub(crate) fn in_points(mut check: Check) -> Check {
    if check.unit == "yuan" {
        check.unit = "points";
        evaluate::describe(&mut check);
    }
    check
}

/// Something that is printed where an amount should stand cannot be read as one.
pub(crate) struct Unread;

/// A line's label with what tells it from others: 全年执行数 其中:财政拨款.
pub(crate) fn label(line: &Funding) -> String {
    let printed = normalise(&line.source_printed);
    let words = printed.trim_end_matches(':');
    let stage = stage_name(&line.stage);
    if stage.is_empty() { words.to_owned() } else { format!("{words}{stage}") }
}

pub(crate) fn stage_name(stage: &str) -> &'static str {
    match stage {
        "initial" => "年初预算数",
        "adjusted" => "全年预算数",
        "executed" => "全年执行数",
        _ => "",
    }
}

/// Half of the last printed digit, in the unit it is printed in.
pub(crate) fn half_digit(printed: &str) -> Decimal {
    let words = normalise(printed);
    let decimals = words
        .split_once('.')
        .map_or(0, |(_, part)| part.chars().take_while(char::is_ascii_digit).count());
    Decimal::new(5, u32::try_from(decimals + 1).unwrap_or(28).min(28))
}

/// Whether a number can be added and multiplied with others without leaving what a decimal
/// holds.
pub(crate) fn is_sane(value: Decimal) -> bool {
    value.abs() < Decimal::from(evaluate::LARGEST)
}

pub(crate) use evaluate::doubt;
