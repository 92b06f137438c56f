//! `catalog/narrative.toml`, the words of the text, ready to be looked for.

use crate::disclosure::Direction;
use crate::disclosure::Phase;
use regex::Regex;
use serde::Deserialize;
use std::sync::LazyLock;

/// The words as the file has them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    increase: Vec<String>,
    decrease: Vec<String>,
    unchanged: Vec<String>,
    versus: Vec<String>,
    year_before: Vec<String>,
    left_over: Vec<String>,
    about: Vec<String>,
    altogether: Vec<String>,
    compared: Vec<String>,
    year_on_year: Vec<String>,
    phase: Vec<PhaseWords>,
    lists: Lists,
    reason: Vec<String>,
    filler_front: Vec<String>,
    filler_back: Vec<String>,
    verbs: Vec<String>,
    limits: Limits,
    counter: Vec<Counter>,
    score: Score,
    subject: Vec<Names>,
    heads: Vec<String>,
    noun_ends: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PhaseWords {
    phase: String,
    name: String,
    words: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    open: Vec<String>,
    before: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    before: Vec<String>,
    after: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Counter {
    words: Vec<String>,
    #[serde(default)]
    noun: bool,
}

/// How a score is spoken of (得分99.41分).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Score {
    pub(super) unit: String,
    pub(super) words: Vec<String>,
    pub(super) subject: String,
    pub(super) average: String,
    pub(super) part_words: Vec<String>,
    pub(super) part: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    #[serde(default)]
    count: bool,
    names: Vec<String>,
}

/// What a budget is called (年初预算数), and what it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PhaseWord {
    /// As printed.
    pub(super) word: String,
    /// 年初预算, 全年预算, 预算, 决算.
    pub(super) name: String,
    /// Which phase; `None` where only 预算 is said.
    pub(super) phase: Option<Phase>,
}

/// All words of the text.
pub(super) struct Words {
    /// Up or down at the end of a clause: 增加了, 下降(增长).
    pub(super) direction: Regex,
    /// 与2023年度, 较上年, 比年初预算: a comparison begins.
    pub(super) versus: Regex,
    /// 比2023年的, 由上年决算数: the amount of the base follows.
    pub(super) base: Regex,
    /// What ends one: 相比 belongs to it.
    pub(super) compared: Vec<String>,
    /// What ends one: 增加, 持平 do not belong to it.
    pub(super) moves: Vec<String>,
    /// 同比.
    pub(super) year_on_year: Regex,
    /// 持平, 相同.
    pub(super) unchanged: Vec<String>,
    /// 主要原因是.
    pub(super) reason: Regex,
    /// 其中, 如下: what follows are parts.
    pub(super) opens_list: Regex,
    /// Everything up to the last 其中, 包括, 用于 of a clause.
    pub(super) introducer: Regex,
    /// Years: 2024年度, 截至2024年12月31日, 本年度, 上年.
    pub(super) year: Regex,
    /// A clause that only names a time: 截至2023年底, 2024年.
    pub(super) time: Regex,
    /// What the year before left to this one: 上年结转 is money of this year.
    pub(super) left_over: Vec<String>,
    /// Words of a number that is not exact: 约, 近.
    pub(super) about: Vec<String>,
    /// Words for the sum of what was listed before.
    pub(super) altogether: Vec<String>,
    /// Longest first.
    pub(super) phases: Vec<PhaseWord>,
    pub(super) front: Vec<String>,
    pub(super) back: Vec<String>,
    pub(super) verbs: Vec<String>,
    pub(super) limit_before: Vec<String>,
    pub(super) limit_after: Vec<String>,
    /// Longest first, and whether the counted thing may stand after it.
    pub(super) counters: Vec<(String, bool)>,
    pub(super) score: Score,
    /// Other names and the normal form.
    pub(super) names: Vec<(String, String)>,
    pub(super) heads: Vec<String>,
    /// Where the name of a counted thing ends.
    pub(super) noun_ends: Vec<String>,
    /// Names of counted things and their normal form.
    counted: Vec<(String, String)>,
    increase: Vec<String>,
}

impl Words {
    /// Which way a direction word points.
    pub(super) fn points(&self, word: &str) -> Direction {
        if self.increase.iter().any(|w| w == word) {
            Direction::Increase
        } else {
            Direction::Decrease
        }
    }

    /// The normal form of a subject's name; 上海市某局机关运行经费 is 机关运行经费 too.
    pub(super) fn canonical<'a>(&'a self, name: &'a str) -> &'a str {
        look_up(&self.names, name).or_else(|| end_of(&self.names, name)).unwrap_or(name)
    }

    /// The normal form of a counted thing's name.
    pub(super) fn counted<'a>(&'a self, name: &'a str) -> &'a str {
        look_up(&self.counted, name)
            .or_else(|| end_of(&self.counted, name))
            .unwrap_or(name)
    }
}

/// Last characters of a body's name, or of what it did (各预算单位开支财政拨款的).
const BODY_ENDS: [char; 17] = [
    '局', '委', '部', '厅', '院', '会', '室', '心', '校', '所', '队', '站', '馆', '处',
    '办', '位', '的',
];

fn look_up<'a>(list: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = list.binary_search_by(|(other, _)| other.as_str().cmp(name)).ok()?;
    Some(&list[found].1)
}

/// The longest name that stands behind a body's.
fn end_of<'a>(list: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let body = |front: &str| front.ends_with(BODY_ENDS);
    list.iter()
        .filter(|(other, _)| name.strip_suffix(other.as_str()).is_some_and(body))
        .max_by_key(|(other, _)| other.len())
        .map(|(_, normal)| normal.as_str())
}

/// The words, read once.
pub(super) fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        let file: File = toml::from_str(include_str!("../../../catalog/narrative.toml"))
            .unwrap_or_else(|error| panic!("catalog/narrative.toml: {error}"));
        build(file)
    });
    &WORDS
}

fn build(file: File) -> Words {
    let up = any(&file.increase);
    let down = any(&file.decrease);
    let moves = format!("{up}|{down}");
    let before = any(&file.year_before);
    let mut phases: Vec<PhaseWord> = file
        .phase
        .iter()
        .flat_map(|p| {
            p.words.iter().map(|word| PhaseWord {
                word: word.clone(),
                name: p.name.clone(),
                phase: match p.phase.as_str() {
                    "approved" => Some(Phase::Approved),
                    "adjusted" => Some(Phase::Adjusted),
                    "executed" => Some(Phase::Executed),
                    _ => None,
                },
            })
        })
        .collect();
    phases.sort_by(|a, b| b.word.len().cmp(&a.word.len()).then(a.word.cmp(&b.word)));
    let budgets = any(&phases.iter().map(|p| p.word.clone()).collect::<Vec<_>>());
    let versus = format!(
        "(?:{})(?:(?P<year>20\\d\\d)年?度?|(?P<before>{before})|(?P<budget>{budgets})|(?P<open>年初|期初))",
        any(&file.versus),
    );
    let mut counters: Vec<(String, bool)> = file
        .counter
        .iter()
        .flat_map(|c| c.words.iter().map(|w| (w.clone(), c.noun)))
        .collect();
    counters.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(&b.0)));
    let normal = |count: bool| {
        let mut names: Vec<(String, String)> = file
            .subject
            .iter()
            .filter(|s| s.count == count)
            .flat_map(|s| s.names.iter().map(|n| (n.clone(), s.names[0].clone())))
            .collect();
        names.sort();
        names
    };
    let (names, counted) = (normal(false), normal(true));
    Words {
        direction: pattern(&format!(
            "(?P<word>{moves})(?P<or>\\((?:{moves})\\))?(?P<to>为|到|至)?(?:了|约|额|率|数|幅度|比例)*(?:为|达|约)?$"
        )),
        versus: pattern(&versus),
        compared: longest_first(file.compared),
        moves: longest_first([file.increase.clone(), file.decrease].concat()),
        year_on_year: pattern(&any(&file.year_on_year)),
        unchanged: longest_first(file.unchanged),
        reason: pattern(&any(&file.reason)),
        opens_list: pattern(&format!("(?:{})$", any(&file.lists.open))),
        introducer: pattern(&format!("^.*(?:{})", any(&file.lists.before))),
        year: pattern(&format!(
            "(?:截至|截止|至)?(?P<year>20\\d\\d)年(?:度|(?P<edge>[初末终]))?(?:\\d{{1,2}}月(?:\\d{{1,2}}日|底|末)?)?|(?P<now>本年度|今年)|(?P<before>{before})"
        )),
        time: pattern(&format!(
            "^(?:截至|截止|至)?(?:(?P<year>20\\d\\d)年|(?P<before>{before}))度?[初末底终]?(?:\\d{{1,2}}月(?:\\d{{1,2}}日|底|末|份)?)?[初末底]?$"
        )),
        base: pattern(&format!(
            "^(?P<pre>.*?)(?:由|从|比|较|与|同)(?:(?P<year>20\\d\\d)年?度?|(?P<before>{before}))(?:的|同期|年初预算数?|预算数?|决算数?|执行数?|支出数?|实际支出数?|完成数)*(?:为|是)?$"
        )),
        left_over: file.left_over,
        about: file.about,
        altogether: file.altogether,
        phases,
        front: longest_first(file.filler_front),
        back: longest_first(file.filler_back),
        verbs: file.verbs,
        limit_before: file.limits.before,
        limit_after: longest_first(file.limits.after),
        counters,
        score: file.score,
        names,
        counted,
        noun_ends: file.noun_ends,
        heads: file.heads,
        increase: file.increase,
    }
}

/// One of the words, the longest that fits.
fn any(list: &[String]) -> String {
    let escaped: Vec<String> =
        longest_first(list.to_vec()).iter().map(|w| regex::escape(w)).collect();
    escaped.join("|")
}

fn longest_first(mut list: Vec<String>) -> Vec<String> {
    list.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    list
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("words are escaped")
}
