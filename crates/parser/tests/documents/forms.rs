//! Performance forms through the whole reading: PDF or text → grids → projects.

use crate::fields;
use crate::reading::{disclosure, pages};
use extractor::{Page, SourceKind};
use parser::{Grid, ScoreSource, grids, lines};
use std::path::PathBuf;
use workspace::shared;

/// Lines of a page that stand in none of its grids, with their height on the page.
fn outside(page: &Page, grids: &[Grid]) -> Vec<(f32, String)> {
    let free: Vec<usize> = page
        .glyphs
        .iter()
        .enumerate()
        .filter(|(_, g)| {
            let (x, y) = (g.rect.center_x(), g.rect.center_y());
            lines::is_legible(g) && !grids.iter().any(|grid| grid.rect.contains(x, y))
        })
        .map(|(i, _)| i)
        .collect();
    lines::lines(&page.glyphs, free)
        .into_iter()
        .map(|line| (line.rect.center_y(), line.text))
        .collect()
}

/// Prints what was read of `FORM_FILE`, for looking at by eye.
#[test]
#[ignore = "a tool for people: FORM_FILE=… cargo test -p parser --test documents forms::show -- --ignored --nocapture"]
#[expect(clippy::print_stdout, reason = "its purpose")]
fn show() {
    let Ok(file) = std::env::var("FORM_FILE") else { return };
    let path = PathBuf::from(file);
    let reading = disclosure(&path);
    for p in &reading.projects {
        println!(
            "== {:?} 「{}」 year {:?} pages {:?} name 「{}」 dept {} {} unit {} attr {} term {} {:?} {} filled {} contact {} score {:?} {} money {:?} executed {:?} clipped {:?}",
            p.form,
            p.title_printed,
            p.form_year,
            p.pages,
            p.project_name,
            p.department_code,
            p.department_name,
            p.implementing_unit,
            p.attribute,
            p.term_printed,
            p.term_years,
            p.term_is_sentinel,
            p.filled_on,
            p.contact.present,
            p.self_score,
            p.grade,
            p.unit.printed,
            p.executed_yuan,
            p.clipped_fields
        );
        for (name, words) in [
            ("overview", &p.overview),
            ("basis", &p.basis),
            ("necessity", &p.necessity),
            ("measures", &p.measures),
            ("plan", &p.plan),
            ("full", &p.goal_full),
            ("annual", &p.goal_annual),
            ("actual", &p.goal_actual),
        ] {
            if !words.is_empty() {
                println!("   {name}: {}", words.chars().take(60).collect::<String>());
            }
        }
        for f in &p.funding {
            println!(
                "   $ {:?} {} {} [{}] 「{}」 {:?} {:?} w{} r{} s{}",
                f.horizon,
                f.source,
                f.stage,
                f.source_printed,
                f.printed,
                f.state,
                f.amount_yuan,
                f.weight,
                f.execution_rate,
                f.score
            );
        }
        for i in &p.indicators {
            println!(
                "   - {:?} {}{}|{}|{}|{} => {} {}{} {:?} {:?} {} |{}|w{} s{}|{}{}",
                i.horizon,
                i.level1,
                if i.level1_derived { "*" } else { "" },
                i.level2,
                i.level3,
                i.value_printed,
                i.value_kind,
                i.operator,
                if i.operator_inferred { "?" } else { "" },
                i.value_num.map(|n| n.to_string()),
                i.value_high.map(|n| n.to_string()),
                i.value_unit,
                i.actual_printed,
                i.weight,
                i.score,
                i.deviation,
                if i.clipped { " CLIPPED" } else { "" }
            );
        }
    }
    for d in reading.diagnostics.iter().filter(|d| d.code.starts_with("form-")) {
        println!(
            "! {} {} {:?} {}",
            d.code,
            d.message,
            d.origin.map(|o| o.page),
            d.printed
        );
    }
    println!(
        "{} projects, {} indicators",
        reading.projects.len(),
        reading.projects.iter().map(|p| p.indicators.len()).sum::<usize>()
    );
}

/// Prints the grids of `FORM_FILE` (page `FORM_PAGE`), for looking at by eye.
#[test]
#[ignore = "a tool for people"]
#[expect(clippy::print_stdout, reason = "its purpose")]
fn show_grids() {
    let Ok(file) = std::env::var("FORM_FILE") else { return };
    let wanted: u32 =
        std::env::var("FORM_PAGE").ok().and_then(|p| p.parse().ok()).unwrap_or(1);
    let path = PathBuf::from(file);
    let document = pages(&path);
    for page in document.pages.iter().filter(|p| p.number == wanted) {
        let found = grids(page, document.source);
        for line in outside(page, &found) {
            println!("line {line:?}");
        }
        for grid in found {
            println!(
                "== {:?} {:?} {}x{}",
                grid.origin, grid.rect, grid.n_rows, grid.n_cols
            );
            for row in 0..grid.n_rows {
                let cells: Vec<String> = grid
                    .starting_in(row)
                    .map(|c| format!("[{:?} {:?} {}]", c.rows, c.cols, c.text))
                    .collect();
                println!("{}", cells.join(" "));
            }
        }
    }
}

/// The eight forms of the first document: every field the identities D01–D05 need.
#[test]
fn first_document() {
    let Some(path) = shared("seed/shuozhou-police-devzone-2024-final.txt") else {
        return;
    };
    let reading = disclosure(&path);
    assert_eq!(reading.projects.len(), 8);
    let mut annual = rust_decimal::Decimal::ZERO;
    let (mut rows, mut filled) = (0, 0);
    for project in &reading.projects {
        let name = &project.project_name;
        assert_eq!(project.form, parser::FormKind::Target, "{name}");
        assert_eq!(project.form_year, Some(2024), "{name}");
        assert_eq!(project.department_code, "951", "{name}");
        assert_eq!(project.department_name, "朔州市公安局开发区分局", "{name}");
        assert_eq!(project.implementing_unit, "朔州市公安局开发区分局", "{name}");
        assert_eq!(project.attribute, "经常性项目(长期开展)", "{name}");
        assert!(project.term_is_sentinel, "{name}");
        assert_eq!(project.filled_on, "2024-01-26", "{name}");
        assert!(project.contact.present, "{name}");
        assert_eq!(project.unit.printed, "元", "{name}");
        for text in [
            &project.overview,
            &project.basis,
            &project.necessity,
            &project.measures,
            &project.plan,
            &project.goal_full,
            &project.goal_annual,
        ] {
            assert!(!text.is_empty(), "{name}");
        }
        assert_eq!(project.funding.len(), 12, "{name}");
        for horizon in [parser::Horizon::Full, parser::Horizon::Annual] {
            let amount = |source: &str| {
                project
                    .funding
                    .iter()
                    .find(|f| f.horizon == horizon && f.source == source)
                    .and_then(|f| f.amount_yuan)
            };
            let parts = ["central", "province", "local", "own", "other"];
            let sum: rust_decimal::Decimal = parts.iter().filter_map(|p| amount(p)).sum();
            assert_eq!(amount("total"), Some(sum), "{name} {horizon:?}");
            assert_eq!(amount("other"), None, "{name}: blank is not zero");
            if horizon == parser::Horizon::Annual {
                annual += sum;
            }
        }
        for indicator in &project.indicators {
            rows += 1;
            filled += usize::from(!indicator.value_printed.is_empty());
            assert!(
                !indicator.level1.is_empty() && !indicator.level2.is_empty(),
                "{name}"
            );
            assert_eq!(
                indicator.level3.is_empty(),
                indicator.value_printed.is_empty(),
                "{name} {indicator:?}"
            );
        }
    }
    assert_eq!(annual.to_string(), "3315900");
    assert_eq!((rows, filled), (2 * 73, 2 * 57));
    let clipped: Vec<(&str, &str)> = reading
        .projects
        .iter()
        .flat_map(|p| p.indicators.iter().filter(|i| i.clipped))
        .map(|i| (i.level2.as_str(), i.level3.as_str()))
        .collect();
    assert_eq!(
        clipped,
        [
            ("社会效益指标", "提升群众幸福感"),
            ("质量指标", "民警服装、标志"),
            ("时效指标", "民警服装、标志"),
            ("可持续影响指标", "确保警察良好形"),
            ("服务对象满意度指", "民警满意度"),
            ("服务对象满意度指", "民警满意度"),
            ("时效指标", "体检结果反馈时"),
        ]
    );
    let cut: Vec<&str> = reading
        .projects
        .iter()
        .filter(|p| p.clipped_fields == ["goal_annual"])
        .map(|p| p.project_name.as_str())
        .collect();
    assert_eq!(cut, ["劳务派遣制园区治安巡防队员保障经费"]);
    let levels: Vec<&str> =
        reading.projects[1].indicators.iter().map(|i| i.level1.as_str()).collect();
    assert_eq!(levels[..10], ["产出指标"; 10]);
    let odd: Vec<_> =
        reading.diagnostics.iter().filter(|d| d.code.starts_with("form-")).collect();
    assert!(odd.is_empty(), "{odd:?}");
}

fn compact(words: &str) -> String {
    words.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Four 自评表 against the typed truth: every amount, indicator and score.
#[test]
fn self_evaluations_against_truth() {
    let (Some(path), Some(truth)) = (
        shared("real/F01_central_xinfangju_2024_final.pdf"),
        shared("truth/F01.projects.json"),
    ) else {
        return;
    };
    let reading = disclosure(&path);
    let truth: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(truth).expect("it is text"))
            .expect("it is JSON");
    let truth = truth["projects"].as_array().expect("a list");
    assert_eq!(reading.projects.len(), truth.len());
    let word = |v: &serde_json::Value| compact(v.as_str().unwrap_or_default());
    for (project, truth) in reading.projects.iter().zip(truth) {
        let name = word(&truth["项目名称"]);
        assert_eq!(compact(&project.project_name), name);
        assert_eq!(compact(&project.title_printed), word(&truth["title"]), "{name}");
        assert_eq!(
            format!("[{}]{}", project.department_code, project.department_name),
            word(&truth["主管部门"])
        );
        assert_eq!(
            compact(&project.implementing_unit),
            word(&truth["实施单位"]),
            "{name}"
        );
        assert_eq!(project.unit.printed, word(&truth["unit"]), "{name}");
        assert_eq!(
            compact(&project.goal_annual),
            word(&truth["goals"]["预期目标"]),
            "{name}"
        );
        assert_eq!(
            compact(&project.goal_actual),
            word(&truth["goals"]["实际完成情况"]),
            "{name}"
        );
        // The truth is what the form prints; a report's score is not its own.
        let score = project
            .self_score
            .filter(|_| project.score_source == ScoreSource::Form)
            .map(|s| s.to_string())
            .unwrap_or_default();
        assert_eq!(score, word(&truth["总分"]["得分"]), "{name}");
        let mut funding = project.funding.iter();
        for row in truth["amounts"].as_array().expect("a list") {
            for stage in ["年初预算数", "全年预算数", "全年执行数"] {
                let line = funding.next().expect("as many lines as printed");
                assert_eq!(line.printed, word(&row[stage]), "{name} {stage}");
                let printed: rust_decimal::Decimal =
                    line.printed.parse().expect("a number");
                assert_eq!(
                    line.amount_yuan,
                    Some(printed * rust_decimal::Decimal::from(10_000)),
                    "{name}"
                );
                assert_eq!(
                    compact(&line.source_printed),
                    word(&row["row_printed"]),
                    "{name}"
                );
                if stage == "全年执行数" {
                    assert_eq!(line.weight, word(&row["分值"]), "{name}");
                    assert_eq!(line.execution_rate, word(&row["执行率"]), "{name}");
                    assert_eq!(line.score, word(&row["得分"]), "{name}");
                }
            }
        }
        assert!(funding.next().is_none(), "{name}");
        let rows = truth["indicators"].as_array().expect("a list");
        assert_eq!(project.indicators.len(), rows.len(), "{name}");
        for (read, row) in project.indicators.iter().zip(rows) {
            for (read, label) in [
                (&read.level1, "一级"),
                (&read.level2, "二级"),
                (&read.level3, "三级"),
                (&read.value_printed, "年度指标值"),
                (&read.actual_printed, "实际完成值"),
                (&read.weight, "分值"),
                (&read.score, "得分"),
                (&read.deviation, "偏差原因"),
            ] {
                assert_eq!(compact(read), word(&row[label]), "{name} {label}");
            }
            assert_eq!(
                read.origin.page.map(u64::from),
                row["page"].as_u64(),
                "{name} {}",
                read.level3
            );
        }
    }
}

type Row = std::collections::BTreeMap<String, String>;

fn rows(path: &std::path::Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).expect("the truth file is there");
    reader.deserialize().map(|row| row.expect("a row of text")).collect()
}

/// The value truth files of wide lists give as `operator|value|unit`.
fn value(printed: &str) -> String {
    let parts: Vec<&str> = printed.split('|').collect();
    let [operator, value, unit] = parts.as_slice() else { return compact(printed) };
    let operator = if operator.contains('定') { "" } else { operator };
    compact(&format!("{operator}{value}{unit}"))
}

/// Every form of the samples against the data they were drawn from.
#[test]
fn samples_against_truth() {
    let samples = workspace::root().join("samples");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&samples)
        .map(|entries| entries.flatten().map(|e| e.path()).collect())
        .unwrap_or_default();
    files.sort();
    let (mut right, mut wrong) = (0usize, Vec::new());
    for file in files {
        let Some(slug) = file.file_stem().and_then(|s| s.to_str()) else { continue };
        if !file.extension().is_some_and(|end| end == "pdf" || end == "txt") {
            continue;
        }
        let reading = disclosure(&file);
        let truth = samples.join("truth").join(format!("{slug}.forms.csv"));
        if !truth.exists() {
            if !reading.projects.is_empty() {
                wrong.push(format!(
                    "{slug}: {} forms where none is",
                    reading.projects.len()
                ));
            }
            continue;
        }
        let forms = rows(&truth);
        let fundings = rows(&samples.join("truth").join(format!("{slug}.funding.csv")));
        let indicators =
            rows(&samples.join("truth").join(format!("{slug}.indicators.csv")));
        let mut check = |what: String, read: &str, truth: &str| {
            if compact(read) == compact(truth) {
                right += 1;
            } else {
                wrong
                    .push(format!("{slug} {what}: read 「{read}」, printed 「{truth}」"));
            }
        };
        check(
            "forms".into(),
            &reading.projects.len().to_string(),
            &forms.len().to_string(),
        );
        for (project, form) in reading.projects.iter().zip(&forms) {
            let at = |name: &str| format!("{} {name}", form["seq"]);
            let horizon = |h: parser::Horizon| match h {
                parser::Horizon::Full => "full",
                parser::Horizon::Annual => "annual",
            };
            let kind = match project.form {
                parser::FormKind::Target => "target",
                parser::FormKind::SelfEval => "selfeval",
                parser::FormKind::Overall => "overall",
            };
            let (read, printed) = if form["department_name"].is_empty() {
                (
                    format!("{}{}", project.department_code, project.department_name),
                    form["department"].replace(['[', ']', '-'], ""),
                )
            } else {
                (project.department_name.clone(), form["department_name"].clone())
            };
            check(at("department"), &read, &printed);
            let pages = project.pages.unwrap_or_default();
            let page = |n: u32| if n == 0 { String::new() } else { n.to_string() };
            let (from, to) = (page(pages.0), page(pages.1));
            // The truth is what the form prints; a report's score is not its own.
            let score = project
                .self_score
                .filter(|_| project.score_source == ScoreSource::Form)
                .map(|s| s.to_string())
                .unwrap_or_default();
            let year = project.form_year.map(|y| y.to_string()).unwrap_or_default();
            let contact = project.contact.present.to_string();
            // The department is compared above; the day and the grade are not.
            let apart = ["department_code", "department_name", "filled_on", "grade"];
            let texts = fields::texts(project);
            let texts = texts.into_iter().filter(|(name, _)| !apart.contains(name));
            for (name, read) in [
                ("form", kind),
                ("title", project.title_printed.as_str()),
                ("page_from", &from),
                ("page_to", &to),
                ("year", &year),
                ("unit", &project.unit.printed),
                ("self_score", &score),
                ("contact_present", &contact),
            ]
            .into_iter()
            .chain(texts)
            {
                // The truth of one form leaves its dates and 项目类别 out.
                let silent = form[name].is_empty() && name == "term_printed";
                let part = name == "attribute" && read.starts_with(&form[name]);
                check(
                    at(name),
                    if silent || part { &form[name] } else { read },
                    &form[name],
                );
            }
            let seq = &form["seq"];
            let lines: Vec<&Row> = fundings.iter().filter(|f| &f["seq"] == seq).collect();
            check(
                at("funding"),
                &project.funding.len().to_string(),
                &lines.len().to_string(),
            );
            for line in lines {
                let found = project.funding.iter().find(|f| {
                    horizon(f.horizon) == line["horizon"]
                        && compact(&f.source_printed) == compact(&line["source_printed"])
                        && (line["stage"].is_empty() || f.stage == line["stage"])
                });
                let what = |name: &str| {
                    at(&format!(
                        "{} {} {} {name}",
                        line["horizon"], line["source_printed"], line["stage"]
                    ))
                };
                let Some(found) = found else {
                    check(what("line"), "", "a line");
                    continue;
                };
                check(what("printed"), &found.printed, &line["printed"]);
                check(what("weight"), &found.weight, &line["weight"]);
                check(what("rate"), &found.execution_rate, &line["execution_rate"]);
                check(what("score"), &found.score, &line["score"]);
            }
            let lines: Vec<&Row> =
                indicators.iter().filter(|f| &f["seq"] == seq).collect();
            check(
                at("indicators"),
                &project.indicators.len().to_string(),
                &lines.len().to_string(),
            );
            for half in ["full", "annual"] {
                let read =
                    project.indicators.iter().filter(|i| horizon(i.horizon) == half);
                let lines = lines.iter().filter(|l| l["horizon"] == half);
                for (i, line) in read.zip(lines) {
                    let what = |name: &str| {
                        at(&format!(
                            "{half} {}/{} {name}",
                            line["level2"], line["level3"]
                        ))
                    };
                    check(what("level1"), &i.level1, &line["level1"]);
                    check(what("level2"), &i.level2, &line["level2"]);
                    check(what("level3"), &i.level3, &line["level3"]);
                    check(
                        what("value"),
                        &compact(&i.value_printed),
                        &value(&line["value_printed"]),
                    );
                    check(what("actual"), &i.actual_printed, &line["actual_printed"]);
                    check(what("weight"), &i.weight, &line["weight"]);
                    check(what("score"), &i.score, &line["score"]);
                    check(what("deviation"), &i.deviation, &line["deviation"]);
                    let page = i.origin.page.map(|p| p.to_string()).unwrap_or_default();
                    check(what("page"), &page, &line["page"]);
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{right} right, {} wrong:\n{}",
        wrong.len(),
        wrong.iter().take(80).cloned().collect::<Vec<_>>().join("\n")
    );
}

/// The cells typed from a scanned 自评表, before any picture can be read.
#[test]
fn cells_of_a_scanned_form() {
    let Some(path) = shared("scans/selfeval.gt.json") else { return };
    let typed: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).expect("it is text"))
            .expect("it is JSON");
    let number = |v: &serde_json::Value| v.as_u64().unwrap_or(0) as usize;
    let mut grid = Grid {
        page: 1,
        n_rows: number(&typed["nrows"]),
        n_cols: number(&typed["ncols"]),
        ..Grid::default()
    };
    for cell in typed["cells"].as_array().expect("a list") {
        let (row, col) = (number(&cell["r"]), number(&cell["c"]));
        grid.cells.push(parser::Cell {
            rows: row..row + number(&cell["rs"]),
            cols: col..col + number(&cell["cs"]),
            text: cell["text"].as_str().unwrap_or_default().to_owned(),
            trusted: true,
            confidence: 0.9,
            ..parser::Cell::default()
        });
    }
    let part = parser::form::FormPart { grid: &grid, above: &[], below: &[] };
    assert_eq!(parser::form::detect(&part), Some(parser::FormKind::SelfEval));
    let reading = parser::form::read(&[part], SourceKind::Image);
    let [project] = reading.projects.as_slice() else { panic!("one form") };
    assert_eq!(project.method, parser::Method::Ocr);
    assert_eq!(project.self_score.map(|s| s.to_string()).as_deref(), Some("99.41"));
    assert_eq!(
        project.executed_yuan.map(|y| y.normalize().to_string()).as_deref(),
        Some("846510")
    );
    assert_eq!(project.funding.len(), 9);
    assert_eq!(project.funding[2].score, "9.41");
    assert_eq!(project.indicators.len(), 7);
    let weights: i32 =
        project.indicators.iter().filter_map(|i| i.weight.parse::<i32>().ok()).sum();
    assert_eq!(weights, 90);
    assert_eq!(project.indicators[3].level1, "产出指标");
    assert!(project.indicators.iter().all(|i| !i.level1_derived));
    assert!(reading.diagnostics.is_empty(), "{:?}", reading.diagnostics);
}
