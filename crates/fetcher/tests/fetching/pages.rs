//! Lists, their pagers, and pages that files are attached to.

use crate::server::{Reply, Request, Server};
use crate::trial::{LIST, Trial, list};
use encoding_rs::{GB18030, GBK};
use fetcher::{Role, SourceOutcome, State};
use std::time::{Duration, Instant};

fn fetched(trial: &Trial) -> Vec<String> {
    trial.server.paths().into_iter().filter(|path| path.ends_with(".pdf")).collect()
}

#[test]
fn selectors_and_patterns_choose_links() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/list/" => Some(Reply::page(
            list(&[
                ("a.pdf", "某局2023年度部门决算"),
                ("b.pdf", "某局2023年度部门预算"),
                ("c.pdf", "某局2019年度部门决算"),
                ("d.pdf", "某局二〇二三年度部门决算"),
                ("e.pdf", "决算公开汇总"),
                ("mailto:a@site.test", "2023年度决算咨询"),
            ]) + "<p><a href=f.pdf>2023年度决算</a></p>",
        )),
        path if path.ends_with(".pdf") => Some(Reply::pdf(path)),
        _ => None,
    });
    let outcome = trial.run(
        r#"
lists = ["BASE/list/"]
department = "某局"
[source.link]
select = "li a"
title = "决算"
title_not = "汇总"
year = '([〇零一二三四五六七八九\d]{4})年'
years = [2023]
"#,
    );
    assert_eq!(fetched(&trial), ["/list/a.pdf", "/list/d.pdf"]);
    assert_eq!((outcome.new, outcome.pages), (2, 1));
    let capture = trial.archive.last("/list/d.pdf");
    assert_eq!(capture.title, "某局二〇二三年度部门决算");
    assert_eq!((capture.year.as_str(), capture.department.as_str()), ("2023", "某局"));
    assert_eq!(capture.found_on, Some(trial.server.base() + "/list/"));
}

/// Three pages of two files each, then what `beyond` says.
fn paged(beyond: fn(&Request) -> Option<Reply>) -> Trial {
    Trial::of(move |request| {
        let page = |n: u32, next: &str| {
            let (a, b) = (format!("{n}a.pdf"), format!("{n}b.pdf"));
            Some(Reply::page(list(&[(&a, "a"), (&b, "b")]) + next))
        };
        match request.path.as_str() {
            "/list/" => page(0, "<a class=next href=index_1.html>下一页</a>"),
            "/list/index_1.html" => page(1, "<a class=next href=index_2.html>下一页</a>"),
            "/list/index_2.html" => page(2, "<a class=next>下一页</a>"),
            path if path.ends_with(".pdf") => Some(Reply::pdf(path)),
            _ => beyond(request),
        }
    })
}

const ALL_SIX: [&str; 6] = [
    "/list/0a.pdf",
    "/list/0b.pdf",
    "/list/1a.pdf",
    "/list/1b.pdf",
    "/list/2a.pdf",
    "/list/2b.pdf",
];

#[test]
fn numbered_pages_end_where_one_is_missing() {
    let trial = paged(|_| None);
    let outcome =
        trial.run(&format!("{LIST}pager = {{ pattern = \"index_{{page}}.html\" }}"));
    assert_eq!(fetched(&trial), ALL_SIX);
    assert_eq!(
        (outcome.pages, outcome.incomplete.len()),
        (3, 0),
        "{:?}",
        outcome.incomplete
    );
}

#[test]
fn numbered_pages_end_where_the_last_one_repeats() {
    let last = |_: &Request| Some(Reply::page(list(&[("2a.pdf", "a"), ("2b.pdf", "b")])));
    let trial = paged(last);
    let outcome =
        trial.run(&format!("{LIST}pager = {{ pattern = \"index_{{page}}.html\" }}"));
    assert_eq!(fetched(&trial), ALL_SIX);
    assert_eq!(
        (outcome.pages, outcome.incomplete.len()),
        (4, 0),
        "{:?}",
        outcome.incomplete
    );
}

#[test]
fn numbered_pages_end_where_they_should() {
    let trial = paged(|_| None);
    let pager = "pager = { pattern = \"index_{page}.html\", from = 1, to = 1 }";
    let outcome = trial.run(&format!("{LIST}{pager}"));
    assert_eq!(fetched(&trial), ALL_SIX[..4]);
    assert_eq!(
        (outcome.pages, outcome.incomplete.len()),
        (2, 0),
        "{:?}",
        outcome.incomplete
    );
}

#[test]
fn next_pages_are_followed_to_the_last() {
    for pager in ["next = \"a.next\"", "next_text = \"下一页\""] {
        let trial = paged(|_| None);
        let outcome = trial.run(&format!("{LIST}pager = {{ {pager} }}"));
        assert_eq!(fetched(&trial), ALL_SIX, "{pager}");
        assert_eq!(
            (outcome.pages, outcome.incomplete.len()),
            (3, 0),
            "{:?}",
            outcome.incomplete
        );
    }
}

#[test]
fn a_pager_without_end_is_cut_and_says_so() {
    let trial = Trial::of(|request| {
        let n: u32 = request.path.strip_prefix("/list/")?.parse().unwrap_or(0);
        let html = list(&[(&format!("/{n}.pdf"), "a")]);
        Some(Reply::page(format!("{html}<a class=next href={}>more</a>", n + 1)))
    });
    let source = format!(
        "{LIST}pager = {{ next = \"a.next\", max_pages = 5 }}\n[source.article]\nselect = \"b\""
    );
    let outcome = trial.run(&source);
    assert_eq!(outcome.pages, 5);
    assert!(
        outcome.incomplete[0].contains("more than 5 pages"),
        "{:?}",
        outcome.incomplete
    );
}

#[test]
fn a_walk_may_stop_at_what_is_known() {
    let trial = paged(|_| None);
    let source = format!("{LIST}pager = {{ next = \"a.next\", stop = \"known\" }}");
    assert_eq!(trial.run(&source).pages, 3, "at first nothing is known");
    let outcome = trial.run_next_day(&source);
    assert_eq!(outcome.pages, 1);
    let again = trial.server.requests_for("/list/2b.pdf");
    assert_eq!(again.len(), 2, "files on pages not reached are asked for all the same");
    assert_eq!(outcome.files.get(&State::Vanished), None);
}

#[test]
fn files_attached_to_pages() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/list/" => Some(Reply::page(list(&[
            ("/a/1.html", "某局2023年度决算"),
            ("/a/2.html", "乙局2022年度决算"),
            ("/direct.pdf", "丙局2021年度决算"),
        ]))),
        "/a/1.html" => Some(Reply::page(
            "<div class=content><a href=files/1.pdf>附件</a><a href=files/2.xls>附表</a></div>\
             <a href=/print>打印</a>",
        )),
        "/a/2.html" => Some(Reply::page("<div class=content>正文</div>")),
        "/a/files/2.xls" => {
            Some(Reply::new(200, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....."))
        }
        path if path.ends_with(".pdf") => Some(Reply::pdf(path)),
        _ => None,
    });
    let source = "lists = [\"BASE/list/\"]\nlink = { select = \"li a\", year = '(\\d{4})年' }\n\
                  article = { select = \".content a\" }\n";
    let outcome = trial.run(source);
    assert_eq!((outcome.articles, outcome.new), (2, 3), "{outcome:?}");
    let file = trial.archive.last("/a/files/1.pdf");
    assert_eq!(file.found_on, Some(trial.server.base() + "/a/1.html"));
    assert_eq!((file.title.as_str(), file.year.as_str()), ("附件", "2023"));
    assert_eq!(trial.archive.last("/direct.pdf").year, "2021");
    assert_eq!(trial.archive.last("/a/1.html").role, Role::Article);
    assert!(
        outcome.notes.iter().any(|n| n.contains("no file is attached")),
        "{outcome:?}"
    );
    // On the same day everything is recent, on the next it is asked about.
    let outcome = trial.run(source);
    assert_eq!((outcome.recent, outcome.articles, outcome.new), (3, 2, 0), "{outcome:?}");
    let outcome = trial.run_next_day(source);
    assert_eq!((outcome.recent, outcome.articles, outcome.new), (0, 2, 0), "{outcome:?}");
}

#[test]
fn pages_in_gbk_and_gb18030() {
    let meta = "<meta charset=gb2312>";
    let html = list(&[("/決算?名=决算", "某局2023年度决算")]);
    let rare = list(&[("/a.pdf", "㐀局决算")]);
    let bodies: [(&str, Vec<u8>, &str); 4] = [
        ("text/html; charset=GBK", GBK.encode(&html).0.into_owned(), "某局2023年度决算"),
        (
            "text/html",
            GBK.encode(&format!("{meta}{html}")).0.into_owned(),
            "某局2023年度决算",
        ),
        (
            "text/html; charset=utf-8",
            GBK.encode(&html).0.into_owned(),
            "某局2023年度决算",
        ),
        ("text/html; charset=gb2312", GB18030.encode(&rare).0.into_owned(), "㐀局决算"),
    ];
    for (content_type, body, title) in bodies {
        let trial = Trial::of(move |request| match request.path.as_str() {
            "/list/" => {
                Some(Reply::new(200, body.clone()).with("Content-Type", content_type))
            }
            "/robots.txt" => None,
            path => Some(Reply::pdf(path)),
        });
        let outcome = trial.run(LIST);
        assert_eq!(outcome.new, 1, "{content_type}");
        let path = trial.server.paths().pop().unwrap();
        // Paths travel in UTF-8, queries in the encoding of the page.
        let expected = ["/%E6%B1%BA%E7%AE%97?%C3%FB=%BE%F6%CB%E3", "/a.pdf"];
        assert!(expected.contains(&path.as_str()), "{content_type}: {path}");
        assert_eq!(trial.archive.last("").title, title, "{content_type}");
    }
}

#[test]
fn a_meta_refresh_is_followed() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/list/" => Some(Reply::page("<meta http-equiv=refresh content='0;url=/new/'>")),
        "/new/" => Some(Reply::page(
            list(&[("a.pdf", "a")]) + "<meta http-equiv=refresh content='300'>",
        )),
        "/new/a.pdf" => {
            Some(Reply::page("<meta http-equiv=refresh content='1; url=b.pdf'>"))
        }
        "/new/b.pdf" => Some(Reply::pdf("b")),
        _ => None,
    });
    assert_eq!(trial.run(LIST).new, 1);
    let capture = trial.archive.last("/new/a.pdf");
    assert_eq!(capture.final_url, trial.server.base() + "/new/b.pdf");
}

#[test]
fn an_unchanged_list_still_leads_to_what_is_left() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/list/" => Some(
            Reply::page(list(&[("a.pdf", "a"), ("b.pdf", "b")])).tagged(request, "\"1\""),
        ),
        "/list/b.pdf" if request.before == 0 => Some(Reply::new(403, "")),
        path if path.ends_with(".pdf") => Some(Reply::pdf(path).tagged(request, "\"2\"")),
        _ => None,
    });
    let outcome = trial.run(LIST);
    assert_eq!((outcome.new, outcome.failed()), (1, 1));
    let outcome = trial.run(LIST);
    assert_eq!(trial.archive.last("/list/").state, State::Unchanged);
    assert_eq!(
        (outcome.new, outcome.recent, outcome.not_modified),
        (1, 1, 1),
        "{outcome:?}"
    );
}

#[test]
fn a_list_that_cannot_be_read_makes_its_source_incomplete() {
    let cases: [(&str, Reply); 4] = [
        ("status 404", Reply::new(404, "")),
        ("status 403", Reply::new(403, "<p>forbidden</p>")),
        ("no page", Reply::pdf("a list?")),
        ("matches the selector", Reply::page("<p>a new design</p>".repeat(30))),
    ];
    for (why, reply) in cases {
        let trial =
            Trial::of(move |request| (request.path == "/list/").then(|| reply.clone()));
        let outcome = trial.run(LIST);
        assert!(outcome.incomplete[0].contains(why), "{why}: {:?}", outcome.incomplete);
    }
}

#[test]
fn links_to_hosts_nobody_named_are_counted_not_followed() {
    let elsewhere = Server::start(|_| Reply::pdf("elsewhere"));
    let link = elsewhere.other_base() + "/a.pdf";
    let trial = Trial::of(move |request| {
        (request.path == "/list/").then(|| Reply::page(list(&[(&link, "a")])))
    });
    let outcome = trial.run(LIST);
    assert_eq!(outcome.elsewhere.get("localhost"), Some(&1));
    assert_eq!(elsewhere.requests().len(), 0);
    assert!(outcome.notes[0].contains("add it to hosts"), "{:?}", outcome.notes);
    let outcome = trial.run(&format!("hosts = [\"localhost\"]\n{LIST}"));
    assert_eq!((outcome.new, elsewhere.requests_for("/a.pdf").len()), (1, 1));
}

#[test]
fn a_rehearsal_fetches_no_file_and_keeps_nothing() {
    let trial = paged(|_| None);
    let source = format!("{LIST}pager = {{ next = \"a.next\" }}");
    let would = trial.rehearse(&source);
    assert_eq!(would.len(), 6);
    assert_eq!(would[0], (trial.server.base() + "/list/0a.pdf", "a".to_owned(), false));
    assert!(fetched(&trial).is_empty() && trial.archive.of("").is_empty());
    trial.run(&source);
    assert!(trial.rehearse(&source).iter().all(|(_, _, is_known)| *is_known));
}

#[test]
fn a_rehearsal_counts_as_a_run_does() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/robots.txt" => Some(Reply::new(200, "User-agent: *\nDisallow: /list/x")),
        "/list/" => Some(Reply::page(list(&[
            ("a.pdf", "a"),
            ("b.pdf", "b"),
            ("x.pdf", "x"),
            ("mailto:a@site.test", "x"),
        ]))),
        path if path.ends_with(".pdf") => Some(Reply::pdf(path)),
        _ => None,
    });
    let counts = |outcome: &SourceOutcome| {
        (outcome.files.clone(), outcome.new, outcome.recent, outcome.incomplete.len())
    };
    for _ in 0..2 {
        let told = trial.rehearsal(LIST);
        let done = trial.run(LIST);
        assert_eq!(counts(&told), counts(&done));
        assert!(told.new + told.recent == 2, "{told:?}");
    }
    let told = trial.rehearsal(LIST);
    assert_eq!((told.recent, told.new), (2, 0));
}

#[test]
fn pages_that_are_made_to_hurt_cost_their_source_and_no_other() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/deep/" => {
            Some(Reply::page("<div>".repeat(300_000) + "<li><a href=a.pdf>a</a>"))
        }
        "/long/" => Some(Reply::page(format!("<p {}>", "a=1 b=2 c=3 ".repeat(100_000)))),
        "/list/" => Some(Reply::page(list(&[("a.pdf", "a")]))),
        path if path.ends_with(".pdf") => Some(Reply::pdf(path)),
        _ => None,
    });
    let begun = Instant::now();
    let source = |name: &str| {
        format!(
            "[[source]]\nname = \"{name}\"\nallow_private = true\n\
             lists = [\"BASE/{name}/\"]\nlink = {{ select = \"li a\" }}\n"
        )
    };
    let sources = [source("deep"), source("long"), source("list")].concat();
    let outcome = trial.run_all(&trial.all_sources(&sources));
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    let [deep, _, list] = outcome.sources.as_slice() else { panic!("{outcome:?}") };
    let why = deep.incomplete.join("; ");
    assert!(why.contains("too-large: the page is nested deeper than"), "{why}");
    assert_eq!((list.new, list.incomplete.len()), (1, 0), "{list:?}");
}
