//! Places of GB/T 2260, and which of them the name of a body says that it belongs to.
//!
//! Only what is written out names a place: 南京市 does, 南京路 and 北京师范大学 do not. A name that
//! several places bear (普陀区) is told only where the city or the province is written too.

use crate::disclosure::Place;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// One code with a name that it bears or bore.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Division {
    code: &'static str,
    name: &'static str,
    /// The first year in which it may have stood; 0 where it stood before all lists.
    from: u16,
    /// The last year in which it may have stood.
    to: u16,
}

impl Division {
    /// The digits that the codes of its parts begin with.
    fn stem(&self) -> &'static str {
        let whole = self.code;
        ["0000", "00"].iter().find_map(|end| whole.strip_suffix(end)).unwrap_or(whole)
    }

    /// Whether it lies in another.
    fn is_within(&self, other: &Division) -> bool {
        self.code != other.code && self.code.starts_with(other.stem())
    }

    /// A county, district or banner: its name may be borne by others.
    fn is_county(&self) -> bool {
        self.stem().len() == 6
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    /// What may stand before a place in the name of a body.
    before: Vec<String>,
    /// The end of a place's name and what makes it another word.
    beyond: Vec<String>,
}

struct Places {
    by_name: HashMap<&'static str, Vec<Division>>,
    /// The longest name, in characters.
    longest: usize,
    words: Words,
}

static PLACES: LazyLock<Places> = LazyLock::new(|| {
    let mut by_name: HashMap<&'static str, Vec<Division>> = HashMap::new();
    let rows = include_str!("../../catalog/places/places.csv").lines().skip(1);
    for row in rows {
        let cells: Vec<&'static str> = row.split(',').collect();
        let [code, name, short, from, to] = cells[..] else { continue };
        let from = from.parse().unwrap_or(0);
        let division = Division { code, name, from, to: to.parse().unwrap_or(u16::MAX) };
        for name in [name, short].into_iter().filter(|name| !name.is_empty()) {
            by_name.entry(name).or_default().push(division);
        }
    }
    let longest = by_name.keys().map(|name| name.chars().count()).max().unwrap_or(0);
    let words = toml::from_str(include_str!("../../catalog/places/words.toml"))
        .unwrap_or_else(|e| panic!("catalog/places/words.toml: {e}"));
    Places { by_name, longest, words }
});

/// What a document says of its body and where, all in normal form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Named {
    /// The body.
    pub(crate) entity: String,
    /// The title on the cover.
    pub(crate) title: String,
    /// The body as tables print it.
    pub(crate) printed: Vec<String>,
    /// The first lines.
    pub(crate) opening: Vec<String>,
    /// The year that it is about; a code is that of the year.
    pub(crate) year: Option<u16>,
}

/// What came of looking for a place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    /// No place is named.
    None,
    /// The most specific place that is named.
    Place(Place),
    /// Several places bear the name that is printed.
    Several(String),
}

/// The most specific place that the body is named after: by its own name, else by the title,
/// else by its name as it is printed in tables or among the first lines.
pub(crate) fn of(named: &Named) -> Answer {
    for text in [&named.entity, &named.title] {
        match first(text, named) {
            Found::None => {}
            Found::Chain(place, _) => return Answer::Place(told(&place)),
            Found::Several(name) => return Answer::Several(name),
        }
    }
    if named.entity.is_empty() {
        return Answer::None;
    }
    let mut all: Vec<Division> = Vec::new();
    for text in named.printed.iter().chain(&named.opening) {
        let Some(at) = text.find(named.entity.as_str()).filter(|at| *at > 0) else {
            continue;
        };
        if let Some(place) = before(text, at, named)
            && !all.contains(&place)
        {
            all.push(place);
        }
    }
    match all[..] {
        [only] => Answer::Place(told(&only)),
        _ => Answer::None,
    }
}

fn told(place: &Division) -> Place {
    Place { code: place.code.to_owned(), name: place.name.to_owned() }
}

#[derive(Debug)]
enum Found {
    None,
    /// A place and the byte behind its name.
    Chain(Division, usize),
    Several(String),
}

/// The first place that a text names, and what is written right behind it: 上海市普陀区.
fn first(text: &str, named: &Named) -> Found {
    for (at, _) in text.char_indices() {
        match chain(text, at, named) {
            Found::None => {}
            found => return found,
        }
    }
    Found::None
}

/// The place whose name ends right before a byte of a text.
fn before(text: &str, end: usize, named: &Named) -> Option<Division> {
    text[..end].char_indices().find_map(|(at, _)| match chain(text, at, named) {
        Found::Chain(place, behind) if behind == end => Some(place),
        _ => None,
    })
}

fn chain(text: &str, at: usize, named: &Named) -> Found {
    let Some((len, all)) = starting(&text[at..], named.year, None) else {
        return Found::None;
    };
    // Inside a name only a province or a city is sure to be meant: 南县 stands in 湖南县级.
    let is_sure = begins(&text[..at])
        || text[at..at + len].chars().count() > 2 && all.iter().all(|d| !d.is_county());
    if !is_sure {
        return Found::None;
    }
    let mut place = match all[..] {
        [only] => only,
        _ => match among(&all, &text[at..at + len], named) {
            Some(only) => only,
            None => return Found::Several(text[at..at + len].to_owned()),
        },
    };
    let mut end = at + len;
    while let Some((len, all)) = starting(&text[end..], named.year, Some(&place)) {
        let [only] = all[..] else { break };
        place = only;
        end += len;
    }
    Found::Chain(place, end)
}

/// Whether the name of a body may begin behind these words.
fn begins(before: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric();
    before.chars().next_back().is_none_or(|c| !is_word(c) || c == '年')
        || before.ends_with("年度")
        || PLACES.words.before.iter().any(|word| before.ends_with(word.as_str()))
}

/// The longest name that a text begins with, its length and the places that bore it in a year.
fn starting(
    text: &str,
    year: Option<u16>,
    within: Option<&Division>,
) -> Option<(usize, Vec<Division>)> {
    let places = &*PLACES;
    let ends: Vec<usize> = text
        .char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .take(places.longest)
        .collect();
    ends.into_iter().skip(1).rev().find_map(|end| {
        let all = places.by_name.get(&text[..end])?;
        let goes_on = |word: &String| {
            word.chars().next().is_some_and(|first| text[..end].ends_with(first))
                && text[end - word.chars().next().map_or(0, char::len_utf8)..]
                    .starts_with(word.as_str())
        };
        if places.words.beyond.iter().any(goes_on) {
            return None;
        }
        let all = all.iter().copied().filter(|d| within.is_none_or(|w| d.is_within(w)));
        let all = standing(all.collect(), year);
        (!all.is_empty()).then_some((end, all))
    })
}

/// Those that may have stood in a year; without a year those that stand now.
fn standing(all: Vec<Division>, year: Option<u16>) -> Vec<Division> {
    let to = year.unwrap_or(u16::MAX);
    let left: Vec<Division> = all.into_iter().filter(|d| to <= d.to).collect();
    // A name may be printed before the code of the year has it; it tells places apart only.
    let old: Vec<Division> = left.iter().copied().filter(|d| d.from <= to).collect();
    if left.len() > 1 && !old.is_empty() { old } else { left }
}

/// The one of several places of a name whose city or province is written too: right before
/// the name anywhere in the first lines, else in the title.
fn among(all: &[Division], name: &str, named: &Named) -> Option<Division> {
    let texts = || {
        let one = [&named.entity, &named.title];
        one.into_iter().chain(&named.printed).chain(&named.opening)
    };
    let written: Vec<&Division> = all
        .iter()
        .filter(|place| {
            let above = parents(place, named.year);
            texts().any(|text| {
                above.iter().any(|parent| text.contains(&format!("{parent}{name}")))
            })
        })
        .collect();
    match written[..] {
        [only] => return Some(*only),
        [] => {}
        _ => return None,
    }
    let parent =
        match first(&named.title, &Named { year: named.year, ..Named::default() }) {
            Found::Chain(place, _) => place,
            _ => return None,
        };
    let inside: Vec<&Division> = all.iter().filter(|d| d.is_within(&parent)).collect();
    match inside[..] {
        [only] => Some(*only),
        _ => None,
    }
}

/// Names of the city and the province that a place lies in.
fn parents(place: &Division, year: Option<u16>) -> Vec<&'static str> {
    let names = PLACES.by_name.iter();
    let mut out: Vec<&'static str> = names
        .filter(|(_, all)| {
            standing(all.to_vec(), year).iter().any(|above| place.is_within(above))
        })
        .map(|(name, _)| *name)
        .collect();
    out.sort_unstable();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(named: &Named) -> String {
        match of(named) {
            Answer::Place(place) => format!("{} {}", place.code, place.name),
            Answer::None => "none".to_owned(),
            Answer::Several(name) => format!("several {name}"),
        }
    }

    fn body(entity: &str) -> String {
        place(&Named { entity: entity.to_owned(), year: Some(2024), ..Named::default() })
    }

    #[test]
    fn the_most_specific_place_that_is_written_out_counts() {
        assert_eq!(body("上海市普陀区财政局"), "310107 普陀区");
        assert_eq!(body("中共上海市普陀区委社会工作部"), "310107 普陀区");
        assert_eq!(body("江苏省政协办公厅"), "320000 江苏省");
        assert_eq!(body("吉林省吉林市统计局"), "220200 吉林市");
        assert_eq!(body("湖北省仙桃市档案馆"), "429004 仙桃市");
        assert_eq!(body("楚雄州教育体育局"), "532300 楚雄彝族自治州");
        assert_eq!(body("国家税务总局万荣县税务局"), "140822 万荣县");
        assert_eq!(body("国家税务总局上海市税务局"), "310000 上海市");
        assert_eq!(body("内蒙古自治区锡林郭勒盟财政局"), "152500 锡林郭勒盟");
        assert_eq!(body("山西省朔州市公安局开发区分局"), "140600 朔州市");
        assert_eq!(body("天津市滨海新区审计局"), "120116 滨海新区");
    }

    #[test]
    fn what_is_not_written_out_names_no_place() {
        for name in [
            "国家信访局",
            "北京师范大学",
            "南京路街道办事处",
            "西南大学",
            "湖南县级医院管理中心",
            "苏州工业园区管理委员会",
            "上海南区开发公司",
            "水利部长江水利委员会",
            "雄安新区管理委员会",
            "全国人大常委会办公厅",
            "中国地质大学(武汉)",
            "",
            "新疆生产建设兵团财政局",
        ] {
            assert_eq!(body(name), "none", "{name}");
        }
    }

    #[test]
    fn a_new_district_without_a_code_is_its_province_s() {
        assert_eq!(body("陕西省西咸新区财政局"), "610000 陕西省");
        assert_eq!(body("重庆市两江新区市场监督管理局"), "500000 重庆市");
    }

    #[test]
    fn a_name_of_several_places_needs_its_city() {
        assert_eq!(body("普陀区司法局"), "several 普陀区");
        let named = Named {
            entity: "普陀区司法局".to_owned(),
            title: "上海市普陀区2026年区级单位预算".to_owned(),
            ..Named::default()
        };
        assert_eq!(place(&named), "310107 普陀区");
        let named = Named {
            entity: "普陀区司法局".to_owned(),
            opening: vec!["普陀区司法局是舟山市普陀区人民政府的工作部门".to_owned()],
            ..Named::default()
        };
        assert_eq!(place(&named), "330903 普陀区");
        let both = vec!["上海市普陀区".to_owned(), "舟山市普陀区".to_owned()];
        assert_eq!(place(&Named { opening: both, ..named }), "several 普陀区");
    }

    #[test]
    fn a_body_without_a_place_takes_that_of_its_title_or_of_its_whole_name() {
        let named = Named {
            entity: "万里街道办事处".to_owned(),
            title: "上海市普陀区2023年区级部门预算".to_owned(),
            ..Named::default()
        };
        assert_eq!(place(&named), "310107 普陀区");
        let named = Named {
            entity: "财政局".to_owned(),
            opening: vec![
                "晋江市财政局2024年度部门决算".to_owned(),
                "南安市医院".to_owned(),
            ],
            ..Named::default()
        };
        assert_eq!(place(&named), "350582 晋江市");
    }

    #[test]
    fn the_code_is_that_of_the_year() {
        let of_year = |entity: &str, year| {
            place(&Named { entity: entity.to_owned(), year, ..Named::default() })
        };
        assert_eq!(of_year("枞阳县财政局", Some(2014)), "340823 枞阳县");
        assert_eq!(of_year("枞阳县财政局", Some(2024)), "340722 枞阳县");
        assert_eq!(of_year("枞阳县财政局", None), "340722 枞阳县");
        assert_eq!(of_year("杭州市下城区财政局", Some(2019)), "330103 下城区");
        assert_eq!(of_year("密云县财政局", Some(2015)), "110228 密云县");
        // Renamed long before: such a name is somebody else's.
        assert_eq!(of_year("密云县财政局", Some(2024)), "none");
    }

    #[test]
    fn a_name_that_goes_on_is_another_word() {
        assert_eq!(body("杭州市场监督管理局"), "none");
        assert_eq!(body("上海市普陀区域医疗中心"), "310000 上海市");
    }
}
