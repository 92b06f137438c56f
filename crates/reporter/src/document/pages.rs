//! The HTML of a document: findings first, then every sheet with its rows.

use super::check::{self, Check};
use super::form;
use super::links::Links;
use super::table::{self, Table};
use crate::outline::tenth;
use crate::paper::Paper;
use crate::record::Record;
use crate::shell::Shell;
use askama::Template;
use publisher::Lang;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A file of more bytes than this is parted.
const PART: usize = 1_800_000;

/// What is known of a sheet before its rows are laid beside it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Picture {
    /// Where its picture is; empty for none.
    pub(crate) href: String,
    /// Pixels across and down.
    pub(crate) pixels: (u32, u32),
    /// Width and height as displayed, in points.
    pub(crate) size: (f32, f32),
    /// What was seen, as paths of an SVG.
    pub(crate) layers: String,
    /// What has to be said about the picture.
    pub(crate) notes: Vec<String>,
}

/// Plots as HTML, given the address of a page.
pub(crate) type Plots<'a> = dyn Fn(&dyn Fn(&str) -> String) -> String + 'a;

/// How a document is laid out.
pub(crate) struct Plan<'a> {
    pub(crate) lang: Lang,
    /// Where the overview is; empty where there is none.
    pub(crate) home: &'a str,
    /// Name of the file without its ending; empty where everything must be in one file.
    pub(crate) name: &'a str,
    /// Plots of the document as HTML, given the address of a page.
    pub(crate) plots: &'a Plots<'a>,
    pub(crate) pictures: BTreeMap<u32, Picture>,
}

/// The pages of a document on which something stands.
pub(crate) fn shown(paper: &Paper) -> BTreeSet<u32> {
    let relations = ["facts", "funding", "indicators", "statements"];
    let rows = relations.iter().flat_map(|relation| paper.rows(relation));
    rows.map(|row| row.page().unwrap_or(0)).collect()
}

#[derive(Template)]
#[template(path = "document.html")]
struct Document<'a> {
    shell: Shell<'a>,
    name: &'a str,
    about: &'a str,
    source_url: &'a str,
    status: &'a str,
    problem: &'a str,
    parts: Vec<Part>,
    is_first: bool,
    findings: &'a [Check],
    hints: &'a [Check],
    plots: &'a str,
    diagnostics: &'a [Diagnostic],
    contents: &'a [Entry],
    chapters: &'a str,
}

struct Part {
    href: String,
    text: String,
    is_here: bool,
}

struct Entry {
    href: String,
    text: String,
}

struct Diagnostic {
    id: String,
    class: String,
    code: String,
    text: String,
    href: String,
    place: String,
}

#[derive(Template)]
#[template(path = "chapter.html")]
struct Chapter<'a> {
    shell: Shell<'a>,
    anchor: String,
    heading: String,
    frame: Option<Frame<'a>>,
    tables: Vec<Table>,
    said: Vec<Said<'a>>,
    flags: Vec<Check>,
    proofs: Vec<Check>,
    summary: String,
}

struct Frame<'a> {
    href: &'a str,
    pixels: (u32, u32),
    size: (String, String),
    alt: String,
    layers: &'a str,
    notes: &'a [String],
    marks: Vec<Mark>,
}

struct Mark {
    id: String,
    x: String,
    y: String,
    w: String,
    h: String,
    is_bad: bool,
}

struct Said<'a> {
    sentence: &'a str,
    numbers: Vec<Number<'a>>,
}

struct Number<'a> {
    id: &'a str,
    text: &'a str,
}

/// What stands on one sheet.
#[derive(Default)]
struct Contents<'a> {
    facts: Vec<&'a Record>,
    funding: Vec<&'a Record>,
    indicators: Vec<&'a Record>,
    statements: Vec<&'a Record>,
    checks: Vec<&'a Record>,
}

impl Contents<'_> {
    /// About how many bytes it will take.
    fn weight(&self) -> usize {
        let facts = self.facts.len() + self.funding.len() + self.indicators.len();
        let evidence: usize =
            self.checks.iter().map(|check| check.list("evidence").count().min(40)).sum();
        2_000
            + facts * 330
            + self.statements.len() * 400
            + self.checks.len() * 420
            + evidence * 90
    }
}

/// A document as files.
#[derive(Debug, Default)]
pub(crate) struct Built {
    /// Name and text of each; the first one leads to the others.
    pub(crate) files: Vec<(String, String)>,
    /// In which file each sheet is.
    pub(crate) file_of: BTreeMap<u32, String>,
}

/// Lays out a document.
pub(crate) fn build(paper: &Paper, plan: &Plan<'_>) -> Built {
    let sheets = sheets(paper);
    let (links, parts) = parted(paper, &sheets, plan);
    let lang = plan.lang;
    let title = title(paper);
    let shell = Shell { lang, title: &title, home: plan.home };
    let (findings, hints) = check::findings(paper);
    let list = |rows: &[&Record]| -> Vec<Check> {
        rows.iter().map(|row| check::of(paper, row, &links, 0, lang)).collect()
    };
    let (findings, hints) = (list(&findings), list(&hints));
    let contents = contents(paper, &sheets, &links, lang);
    let diagnostics = diagnostics(paper, &links, lang);
    let about = about(paper, lang);
    let plots = (plan.plots)(&|page| {
        let anchor = format!("p{}", if page.is_empty() { "0" } else { page });
        links.to(&anchor, &anchor, 0)
    });
    let mut listed: HashSet<String> =
        findings.iter().chain(&hints).map(|check| check.id.clone()).collect();
    let mut files = Vec::new();
    for (at, pages) in parts.iter().enumerate() {
        let mut chapters = String::new();
        for page in pages {
            let Some(contents) = sheets.get(page) else { continue };
            let chapter =
                chapter(paper, *page, contents, plan, shell, &links, at, &mut listed);
            chapters.push_str(&chapter.render().unwrap_or_default());
        }
        let document = Document {
            shell,
            name: &title,
            about: &about,
            source_url: address(paper.document.get("source_url")),
            status: paper.document.get("status"),
            problem: paper.document.get("status_reason"),
            parts: links
                .names()
                .iter()
                .zip(&parts)
                .enumerate()
                .map(|(i, (href, pages))| Part {
                    href: href.clone(),
                    text: span(pages, lang),
                    is_here: i == at,
                })
                .collect(),
            is_first: at == 0,
            findings: &findings,
            hints: &hints,
            plots: if at == 0 { &plots } else { "" },
            diagnostics: &diagnostics,
            contents: &contents,
            chapters: &chapters,
        };
        let name = links.names().get(at).cloned().unwrap_or_default();
        files.push((name, document.render().unwrap_or_default()));
    }
    let of_part = |(name, pages): (&String, &Vec<u32>)| -> Vec<(u32, String)> {
        pages.iter().map(|page| (*page, name.clone())).collect()
    };
    let file_of = links.names().iter().zip(&parts).flat_map(of_part).collect();
    Built { files, file_of }
}

/// What stands on each sheet.
fn sheets(paper: &Paper) -> BTreeMap<u32, Contents<'_>> {
    let mut sheets: BTreeMap<u32, Contents<'_>> = BTreeMap::new();
    fn at<'s, 'p>(
        sheets: &'s mut BTreeMap<u32, Contents<'p>>,
        row: &Record,
    ) -> &'s mut Contents<'p> {
        sheets.entry(row.page().unwrap_or(0)).or_default()
    }
    for row in paper.rows("facts") {
        at(&mut sheets, row).facts.push(row);
    }
    for row in paper.rows("funding") {
        at(&mut sheets, row).funding.push(row);
    }
    for row in paper.rows("indicators") {
        at(&mut sheets, row).indicators.push(row);
    }
    for row in paper.rows("statements") {
        at(&mut sheets, row).statements.push(row);
    }
    for check in paper.rows("checks") {
        // Blank against blank says nothing.
        if check.get("result") == "vacuous" {
            continue;
        }
        let pages: BTreeSet<u32> = check
            .list("evidence")
            .filter_map(|id| Some(paper.evidence(id)?.page().unwrap_or(0)))
            .collect();
        for page in pages {
            sheets.entry(page).or_default().checks.push(check);
        }
    }
    sheets
}

/// Parts of a long document, and where in them everything stands.
fn parted(
    paper: &Paper,
    sheets: &BTreeMap<u32, Contents<'_>>,
    plan: &Plan<'_>,
) -> (Links, Vec<Vec<u32>>) {
    let mut parts: Vec<Vec<u32>> = vec![Vec::new()];
    let mut used = 0;
    for (page, contents) in sheets {
        let layers = plan.pictures.get(page).map_or(0, |picture| picture.layers.len());
        let weight = contents.weight() + layers;
        let is_full = used + weight > PART && parts.last().is_some_and(|p| !p.is_empty());
        if is_full && !plan.name.is_empty() {
            parts.push(Vec::new());
            used = 0;
        }
        used += weight;
        if let Some(part) = parts.last_mut() {
            part.push(*page);
        }
    }
    let names = (0..parts.len()).map(|at| match (plan.name, at) {
        ("", _) => String::new(),
        (name, 0) => format!("{name}.html"),
        (name, at) => format!("{name}-{}.html", at + 1),
    });
    let mut links = Links::new(names.collect());
    for (at, pages) in parts.iter().enumerate() {
        for page in pages {
            links.put(&format!("p{page}"), at);
            let Some(contents) = sheets.get(page) else { continue };
            for fact in &contents.facts {
                links.put(fact.get("fact_id"), at);
            }
            for row in &contents.funding {
                links.put(&form::amount_id(row), at);
            }
            for row in &contents.indicators {
                links.put(row.get("indicator_id"), at);
            }
            for row in &contents.statements {
                links.put(row.get("statement_id"), at);
            }
        }
    }
    for check in paper.rows("checks").iter().filter(|c| c.get("result") == "violated") {
        links.put(check.get("check_id"), 0);
    }
    (links, parts)
}

#[expect(clippy::too_many_arguments, reason = "all of it is one page")]
fn chapter<'a>(
    paper: &'a Paper,
    page: u32,
    contents: &Contents<'a>,
    plan: &'a Plan<'_>,
    shell: Shell<'a>,
    links: &Links,
    part: usize,
    listed: &mut HashSet<String>,
) -> Chapter<'a> {
    let lang = shell.lang;
    let mut tables = Vec::new();
    let mut of_table: Vec<(&str, Vec<&Record>)> = Vec::new();
    for fact in &contents.facts {
        let id = fact.get("table_id");
        match of_table.last_mut().filter(|(last, _)| *last == id) {
            Some((_, facts)) => facts.push(fact),
            None => of_table.push((id, vec![fact])),
        }
    }
    for (id, facts) in &of_table {
        let known = paper.find("tables", "table_id", id);
        tables.push(table::of(known, facts, page, lang));
    }
    tables.extend(form::of(paper, page, lang));
    let (mut flags, mut proofs) = (Vec::new(), Vec::new());
    let mut holds = 0;
    for check in &contents.checks {
        let mut shown = check::of(paper, check, links, part, lang);
        if check.get("result") == "violated"
            && links.part(check.get("check_id")).is_some()
        {
            // Of one cause only the first is among the findings.
            shown.href = match listed.contains(&shown.id) {
                true => shown.href,
                false => links_to_cause(paper, check, links, part),
            };
            flags.push(shown);
        } else {
            holds += usize::from(matches!(check.get("result"), "exact" | "rounding"));
            shown.is_first = listed.insert(shown.id.clone());
            proofs.push(shown);
        }
    }
    let summary = match lang {
        Lang::Zh => format!("勾稽关系 {} 条，{holds} 条成立", proofs.len()),
        Lang::En => format!("{} identities, {holds} hold", proofs.len()),
    };
    Chapter {
        shell,
        anchor: format!("p{page}"),
        heading: heading(paper, page, lang),
        frame: plan.pictures.get(&page).map(|picture| Frame {
            href: &picture.href,
            pixels: picture.pixels,
            size: (tenth(picture.size.0), tenth(picture.size.1)),
            alt: match lang {
                Lang::Zh => format!("PDF 第 {page} 页"),
                Lang::En => format!("PDF page {page}"),
            },
            layers: &picture.layers,
            notes: &picture.notes,
            marks: marks(contents),
        }),
        tables,
        said: said(contents),
        flags,
        proofs,
        summary,
    }
}

/// Where the finding is that has the same cause.
fn links_to_cause(paper: &Paper, check: &Record, links: &Links, part: usize) -> String {
    let cause = check.get("cluster");
    let (findings, hints) = check::findings(paper);
    let first = findings.iter().chain(&hints).find(|row| row.get("cluster") == cause);
    first.map_or(String::new(), |row| {
        let id = row.get("check_id");
        links.to(id, id, part)
    })
}

fn marks(contents: &Contents<'_>) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut add = |id: String, row: &Record| {
        let Some(rect) = row.rect() else { return };
        marks.push(Mark {
            id,
            x: tenth(rect.x0),
            y: tenth(rect.y0),
            w: tenth(rect.width()),
            h: tenth(rect.height()),
            is_bad: !matches!(row.get("disproofs"), "" | "0"),
        });
    };
    for fact in &contents.facts {
        add(fact.get("fact_id").to_owned(), fact);
    }
    for row in &contents.funding {
        add(form::amount_id(row), row);
    }
    for row in &contents.indicators {
        add(row.get("indicator_id").to_owned(), row);
    }
    for row in &contents.statements {
        add(row.get("statement_id").to_owned(), row);
    }
    marks
}

fn said<'a>(contents: &Contents<'a>) -> Vec<Said<'a>> {
    let mut said: Vec<Said<'a>> = Vec::new();
    for row in &contents.statements {
        let number = Number { id: row.get("statement_id"), text: row.get("printed") };
        let sentence = row.get("sentence");
        match said.last_mut().filter(|last| last.sentence == sentence) {
            Some(last) => last.numbers.push(number),
            None => said.push(Said { sentence, numbers: vec![number] }),
        }
    }
    said
}

/// What a document is called.
pub(crate) fn title(paper: &Paper) -> String {
    let document = &paper.document;
    let name = match (document.get("title_printed"), document.get("entity")) {
        ("", "") => document.get("file_name").to_owned(),
        ("", entity) => format!("{entity} {}", document.get("fiscal_year")),
        (title, _) => title.to_owned(),
    };
    if name.trim().is_empty() { document.get("doc_id").to_owned() } else { name }
}

fn about(paper: &Paper, lang: Lang) -> String {
    let document = &paper.document;
    let mut parts = vec![document.get("file_name").to_owned()];
    parts.extend(
        [document.get("entity"), document.get("fiscal_year")]
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(str::to_owned),
    );
    let [pages, tables, facts] =
        ["page_count", "tables_found", "facts"].map(|name| document.get(name));
    parts.push(match lang {
        Lang::Zh => format!("{pages} 页，{tables} 张表，{facts} 个数据格"),
        Lang::En => format!("{pages} pages, {tables} tables, {facts} cells"),
    });
    parts.push(format!("SHA-256 {}", document.get("sha256")));
    parts.join(" · ")
}

/// Only addresses that a browser opens as a page.
fn address(url: &str) -> &str {
    if url.starts_with("https://") || url.starts_with("http://") { url } else { "" }
}

fn heading(paper: &Paper, page: u32, lang: Lang) -> String {
    let titles: Vec<&str> = paper
        .rows("tables")
        .iter()
        .filter(|table| {
            let [from, to] =
                ["page_from", "page_to"].map(|n| table.get(n).parse::<u32>());
            matches!((from, to), (Ok(from), Ok(to)) if (from..=to).contains(&page))
        })
        .map(|table| table.get("title_printed"))
        .filter(|title| !title.is_empty())
        .collect();
    let number = match (page, lang, paper.label(page)) {
        (0, Lang::Zh, _) => "正文".to_owned(),
        (0, Lang::En, _) => "Text".to_owned(),
        (_, Lang::Zh, "") => format!("PDF 第 {page} 页"),
        (_, Lang::Zh, label) => format!("PDF 第 {page} 页（印出的页码 {label}）"),
        (_, Lang::En, "") => format!("PDF page {page}"),
        (_, Lang::En, label) => format!("PDF page {page} (printed {label})"),
    };
    let mut parts = vec![number.as_str()];
    parts.extend(titles);
    parts.join(" · ")
}

fn contents(
    paper: &Paper,
    sheets: &BTreeMap<u32, Contents<'_>>,
    links: &Links,
    lang: Lang,
) -> Vec<Entry> {
    let entry = |page: &u32| {
        let anchor = format!("p{page}");
        Entry { href: links.to(&anchor, &anchor, 0), text: heading(paper, *page, lang) }
    };
    sheets.keys().map(entry).collect()
}

fn diagnostics(paper: &Paper, links: &Links, lang: Lang) -> Vec<Diagnostic> {
    let of = |row: &Record| {
        let page = row.page();
        let anchor = page.map(|page| format!("p{page}")).unwrap_or_default();
        let mut text = row.get("message").to_owned();
        if !row.get("printed").is_empty() {
            text = format!("{text} 「{}」", row.get("printed"));
        }
        let href = links.to(&anchor, &anchor, 0);
        let place = page.map(|page| match lang {
            Lang::Zh => format!("第 {page} 页"),
            Lang::En => format!("page {page}"),
        });
        if let Some(place) = place.as_ref().filter(|_| href.is_empty()) {
            text = format!("{text} · {place}");
        }
        Diagnostic {
            id: row.get("diagnostic_id").to_owned(),
            class: row.get("severity").to_owned(),
            code: row.get("code").to_owned(),
            text,
            href,
            place: place.unwrap_or_default(),
        }
    };
    paper.rows("diagnostics").iter().map(of).collect()
}

/// From which page to which a part goes.
fn span(pages: &[u32], lang: Lang) -> String {
    let (first, last) = (pages.first().unwrap_or(&0), pages.last().unwrap_or(&0));
    match lang {
        Lang::Zh => format!("第 {first}–{last} 页"),
        Lang::En => format!("pages {first}–{last}"),
    }
}
