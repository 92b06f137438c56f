//! Files: what has not changed, what has, what is gone, what it is called, what it is.

use crate::server::{Reply, pdf};
use crate::trial::{LIST, Trial, files, list};
use encoding_rs::GBK;
use fetcher::{Change, Kind, State};
use rars::{ArchiveVersion, Builder, WriterResources};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The same archive, the name `from` replaced by other bytes of equal length.
fn renamed(mut zip: Vec<u8>, from: &str, to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    for at in 0..zip.len() - from.len() {
        if zip[at..].starts_with(from.as_bytes()) {
            zip[at..at + to.len()].copy_from_slice(to);
        }
    }
    zip
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/etag.pdf" => Some(Reply::pdf("a").tagged(request, "\"1\"")),
        "/weak.pdf" => Some(Reply::pdf("b").tagged(request, "W/\"2\"")),
        "/date.pdf" => {
            let date = "Fri, 20 Nov 2026 08:00:00 GMT";
            let is_known = request.header("if-modified-since") == Some(date);
            let reply = if is_known { Reply::new(304, "") } else { Reply::pdf("c") };
            Some(reply.with("Last-Modified", date))
        }
        _ => None,
    });
    let source = files(&["/etag.pdf", "/weak.pdf", "/date.pdf"]);
    let first = trial.run(&source);
    assert_eq!((first.new, first.not_modified), (3, 0));
    let second = trial.run_next_day(&source);
    assert_eq!(
        (second.new, second.not_modified, second.files[&State::Unchanged]),
        (0, 3, 3)
    );
    let third = trial.run_next_day(&source);
    assert_eq!(
        third.not_modified, 3,
        "validators outlive an answer that does not repeat them"
    );
    let capture = trial.archive.last("/etag.pdf");
    assert_eq!(capture.sha256, trial.archive.of("/etag.pdf")[0].sha256);
    assert_eq!((capture.change, capture.size), (Some(Change::Same), 0));
}

#[test]
fn the_same_bytes_under_another_tag_are_unchanged() {
    let trial = Trial::of(|request| {
        let reply = Reply::pdf("a").with("ETag", format!("\"{}\"", request.before));
        (request.path == "/a.pdf")
            .then(|| reply.with("Last-Modified", "Fri, 27 Nov 2026 12:00:00 GMT"))
    });
    trial.run(&files(&["/a.pdf"]));
    let outcome = trial.run_next_day(&files(&["/a.pdf"]));
    assert_eq!((outcome.files[&State::Unchanged], outcome.replaced), (1, 0));
}

#[test]
fn a_replaced_file_is_a_new_version_beside_the_old_one() {
    let trial = Trial::of(|request| {
        let words = if request.before == 0 { "one" } else { "two" };
        (request.path == "/a.pdf")
            .then(|| Reply::pdf(words).tagged(request, &format!("\"{words}\"")))
    });
    trial.run(&files(&["/a.pdf"]));
    let outcome = trial.run_next_day(&files(&["/a.pdf"]));
    assert_eq!((outcome.new, outcome.replaced), (0, 1));
    let captures = trial.archive.of("/a.pdf");
    assert_eq!(captures[1].change, Some(Change::Replaced));
    for (capture, words) in captures.iter().zip(["one", "two"]) {
        let sha256 = capture.sha256.as_deref().unwrap();
        assert_eq!(trial.archive.bytes(sha256), Some(pdf(words)));
    }
}

#[test]
fn a_file_that_is_gone_is_marked_and_kept() {
    for status in [404, 410] {
        let trial = Trial::of(move |request| match request.path.as_str() {
            "/list/" => Some(Reply::page(list(&[("a.pdf", "a"), ("b.pdf", "b")]))),
            "/list/a.pdf" if request.before > 0 => Some(Reply::new(status, "")),
            path if path.ends_with(".pdf") => Some(Reply::pdf(path)),
            _ => None,
        });
        trial.run(LIST);
        let outcome = trial.run_next_day(LIST);
        assert_eq!(outcome.files[&State::Gone], 1, "{status}");
        assert_eq!(outcome.failed(), 0, "to take a file away is no failure of ours");
        let captures = trial.archive.of("/a.pdf");
        assert_eq!(captures[1].state, State::Gone);
        assert!(trial.archive.bytes(captures[0].sha256.as_deref().unwrap()).is_some());
    }
}

#[test]
fn a_file_that_vanished_from_its_list_is_marked_once() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/list/" if request.before == 0 => {
            Some(Reply::page(list(&[("a.pdf", "a"), ("b.pdf", "b"), ("c.pdf", "c")])))
        }
        // The title of one has changed so that the pattern does not want it any more.
        "/list/" => Some(Reply::page(list(&[("b.pdf", "b"), ("c.pdf", "x")]))),
        path if path.ends_with(".pdf") => Some(Reply::pdf(path)),
        _ => None,
    });
    let source =
        "lists = [\"BASE/list/\"]\nlink = { select = \"li a\", title = \"a|b|c\" }\n";
    trial.run(source);
    let outcome = trial.run_next_day(source);
    assert_eq!(outcome.files[&State::Vanished], 1);
    assert_eq!(trial.archive.last("/a.pdf").state, State::Vanished);
    assert_ne!(
        trial.archive.last("/c.pdf").state,
        State::Vanished,
        "it is still linked to"
    );
    trial.run_next_day(source);
    assert_eq!(trial.archive.of("/a.pdf").len(), 2);
}

#[test]
fn a_file_that_no_list_links_to_is_asked_whether_it_is_gone() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/list/" if request.before == 0 => {
            Some(Reply::page(list(&[("a.pdf", "a"), ("b.pdf", "b"), ("c.pdf", "c")])))
        }
        "/list/" => Some(Reply::page(list(&[("c.pdf", "c")]))),
        // One goes with its link, the other two nights later.
        "/list/a.pdf" if request.before > 0 => Some(Reply::new(410, "")),
        "/list/b.pdf" if request.before > 2 => None,
        path if path.ends_with(".pdf") => Some(Reply::pdf(path)),
        _ => None,
    });
    trial.run(LIST);
    let outcome = trial.run_next_day(LIST);
    assert_eq!((outcome.files[&State::Gone], outcome.files[&State::Vanished]), (1, 1));
    assert_eq!(trial.archive.last("/a.pdf").state, State::Gone);
    assert_eq!(trial.archive.last("/b.pdf").state, State::Vanished);
    trial.run_next_day(LIST);
    assert_eq!(trial.archive.last("/b.pdf").state, State::Vanished);
    trial.run_next_day(LIST);
    assert_eq!(trial.archive.last("/b.pdf").state, State::Gone);
    // What is gone is not asked for any more.
    let asked = trial.server.paths().len();
    trial.run_next_day(LIST);
    let now = trial.server.paths().split_off(asked);
    assert_eq!(now, ["/robots.txt", "/list/", "/list/c.pdf"]);
}

#[test]
fn rar_archives_are_unpacked() {
    let mut builder = Builder::new(ArchiveVersion::Rar50).compression_level(Some(3));
    for (name, bytes) in
        [("决算/某局.pdf", pdf("a")), ("b.xls", b"\xd0\xcf\x11".to_vec())]
    {
        builder.add_bytes(name.into(), bytes, None, None).unwrap();
    }
    let mut rar = Vec::new();
    builder.write_to(&mut rar, &WriterResources::default(), None).unwrap();
    let trial = Trial::of(move |request| {
        (request.path == "/a.rar").then(|| Reply::new(200, rar.clone()))
    });
    let outcome = trial.run(&files(&["/a.rar"]));
    assert_eq!(trial.archive.last("/a.rar").state, State::Fetched);
    let members = trial.archive.members("/a.rar");
    let shown: Vec<(&str, State)> =
        members.iter().map(|m| (m.file_name.as_str(), m.state)).collect();
    assert_eq!(shown, [("某局.pdf", State::Fetched), ("b.xls", State::Unsupported)]);
    assert_eq!(outcome.failed(), 0);
}

#[test]
fn downloads_without_an_ending_are_told_by_text_headers_and_bytes() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/list/" => Some(Reply::page(list(&[
            ("/download.jsp?wbfileid=1", "附件1：某局2023年度部门决算.pdf"),
            ("/download.jsp?wbfileid=2", "附件2"),
            ("/download.jsp?wbfileid=3", "某局2023年度部门决算"),
            ("/download.jsp?wbfileid=4", "附件4：预算.xls"),
        ]))),
        "/download.jsp?wbfileid=1" => Some(Reply::new(200, pdf("1"))),
        "/download.jsp?wbfileid=2" => Some(
            Reply::new(200, pdf("2"))
                .with("Content-Disposition", "attachment; filename=2023.pdf"),
        ),
        // Sent as a page, and none.
        "/download.jsp?wbfileid=3" => {
            Some(Reply::new(200, pdf("3")).with("Content-Type", "text/html"))
        }
        "/download.jsp?wbfileid=4" => {
            Some(Reply::new(200, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....".to_vec()))
        }
        _ => None,
    });
    let source = format!("{LIST}article = {{ select = \"div a\" }}\n");
    let outcome = trial.run(&source);
    assert_eq!(outcome.new, 4, "{outcome:?}");
    for (id, kind, name) in [
        (1, Kind::Pdf, "附件1：某局2023年度部门决算.pdf"),
        (2, Kind::Pdf, "2023.pdf"),
        (3, Kind::Pdf, "某局2023年度部门决算.pdf"),
        (4, Kind::Ole, "附件4：预算.xls"),
    ] {
        let capture = trial.archive.last(&format!("wbfileid={id}"));
        assert_eq!((capture.kind, capture.file_name.as_str()), (kind, name));
    }
}

#[test]
fn nothing_vanishes_when_a_list_fails() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/list/" if request.before == 0 => Some(Reply::page(list(&[("a.pdf", "a")]))),
        "/list/" => Some(Reply::new(403, "")),
        path if path.ends_with(".pdf") => Some(Reply::pdf(path)),
        _ => None,
    });
    trial.run(LIST);
    let outcome = trial.run_next_day(LIST);
    assert!(!outcome.incomplete.is_empty());
    assert_eq!(trial.archive.last("/a.pdf").state, State::Fetched);
}

#[test]
fn file_names_in_every_encoding() {
    let gbk = |text: &str| GBK.encode(text).0.into_owned();
    let quoted = |name: &[u8]| [b"attachment; filename=\"", name, b"\""].concat();
    let headers: [(&str, Vec<u8>, &str); 6] = [
        ("/1", quoted(&gbk("某局决算.pdf")), "某局决算.pdf"),
        ("/2", quoted("某局决算.pdf".as_bytes()), "某局决算.pdf"),
        (
            "/3",
            b"attachment; filename=x.pdf; filename*=UTF-8''%E5%86%B3%E7%AE%97.pdf"
                .to_vec(),
            "决算.pdf",
        ),
        ("/4", b"attachment; filename=%E5%86%B3%E7%AE%97.pdf".to_vec(), "决算.pdf"),
        ("/5", quoted(b"../../..\\evil.pdf"), "evil.pdf"),
        ("/6/%BE%F6%CB%E3.pdf", quoted(b"????.pdf"), "决算.pdf"),
    ];
    let paths: Vec<&str> = headers.iter().map(|(path, ..)| *path).collect();
    let expected: Vec<(&str, &str)> =
        headers.iter().map(|(path, _, name)| (*path, *name)).collect();
    let answers = headers.clone();
    let trial = Trial::of(move |request| {
        let (path, header, _) =
            answers.iter().find(|(path, ..)| *path == request.path)?;
        Some(Reply::pdf(path).with("Content-Disposition", header))
    });
    trial.run(&files(&paths));
    for (path, name) in expected {
        assert_eq!(trial.archive.last(path).file_name, name, "{path}");
    }
}

#[test]
fn first_bytes_count_and_not_what_the_server_says() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/a.pdf" => Some(Reply::new(200, pdf("a")).with("Content-Type", "text/html")),
        "/b.aspx?id=1" => {
            Some(Reply::new(200, pdf("b")).with("Content-Type", "text/plain"))
        }
        "/c.pdf" => Some(Reply::pdf("").with("X", "x"))
            .map(|r| Reply { body: b"\x89PNG\r\n\x1a\n....".to_vec(), ..r }),
        _ => None,
    });
    trial.run(&files(&["/a.pdf", "/b.aspx?id=1", "/c.pdf"]));
    for (path, kind, name) in [
        ("/a.pdf", Kind::Pdf, "a.pdf"),
        ("/b.aspx?id=1", Kind::Pdf, "b.aspx.pdf"),
        ("/c.pdf", Kind::Png, "c.pdf.png"),
    ] {
        let capture = trial.archive.last(path);
        assert_eq!((capture.state, capture.kind), (State::Fetched, kind), "{path}");
        assert_eq!(capture.file_name, name);
    }
}

#[test]
fn archives_with_names_in_gbk_are_unpacked() {
    let name = GBK.encode("决算公开/某局.pdf").0.into_owned();
    let plain = "n".repeat(name.len());
    let inner = pdf("inner");
    let sheet = zip(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]);
    let archive = renamed(zip(&[(&plain, &inner), ("t.xlsx", &sheet)]), &plain, &name);
    let trial = Trial::of(move |request| {
        (request.path == "/a.zip")
            .then(|| Reply::new(200, archive.clone()).tagged(request, "\"z\""))
    });
    let outcome = trial.run(&files(&["/a.zip"]));
    let members = trial.archive.members("/a.zip");
    let shown: Vec<(&str, State)> =
        members.iter().map(|m| (m.path.as_str(), m.state)).collect();
    assert_eq!(
        shown,
        [("决算公开/某局.pdf", State::Fetched), ("t.xlsx", State::Unsupported)]
    );
    assert_eq!(trial.archive.bytes(&members[0].sha256), Some(inner_pdf()));
    assert_eq!(outcome.members.values().sum::<usize>(), 2);
    assert_eq!(trial.run_next_day(&files(&["/a.zip"])).not_modified, 1);
}

fn inner_pdf() -> Vec<u8> {
    pdf("inner")
}

#[test]
fn bombs_and_paths_that_lead_out_are_named_and_the_rest_is_kept() {
    let good = pdf("good");
    let bomb = zip(&[("bomb.pdf", &vec![0; 5_000_000]), ("good.pdf", &good)]);
    let escape = zip(&[("aa/aa/etc/passwd", b"x"), ("good.pdf", &good)]);
    let escape = renamed(escape, "aa/aa/etc/passwd", b"../../etc/passwd");
    let trial = Trial::of(move |request| match request.path.as_str() {
        "/bomb.zip" => Some(Reply::new(200, bomb.clone())),
        "/escape.zip" => Some(Reply::new(200, escape.clone())),
        _ => None,
    });
    let outcome = trial.run(&files(&["/bomb.zip", "/escape.zip"]));
    for (path, evil, state) in [
        ("/bomb.zip", "bomb.pdf", State::TooLarge),
        ("/escape.zip", "../../etc/passwd", State::Refused),
    ] {
        let members = trial.archive.members(path);
        let named =
            |name: &str| members.iter().find(|member| member.path == name).unwrap();
        assert_eq!((named(evil).state, &named(evil).bytes), (state, &None), "{path}");
        assert_eq!(named("good.pdf").state, State::Fetched, "{path}");
    }
    assert_eq!(outcome.failed(), 2);
}

#[test]
fn spreadsheets_and_others_are_kept_with_a_status() {
    let sheet = zip(&[("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]);
    let bodies: [(&str, Vec<u8>, Kind); 7] = [
        ("/a.xlsx", sheet, Kind::Xlsx),
        ("/a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....".to_vec(), Kind::Ole),
        ("/a.rar", b"Rar!\x1a\x07\x01\x00".to_vec(), Kind::Rar),
        ("/a.7z", b"7z\xbc\xaf\x27\x1c\x00".to_vec(), Kind::SevenZip),
        ("/a.rtf", b"{\\rtf1 x}".to_vec(), Kind::Rtf),
        ("/a.dat", b"\x00\x01\x02\x03".to_vec(), Kind::Unknown),
        ("/broken.zip", b"PK\x03\x04 and no more".to_vec(), Kind::Zip),
    ];
    let paths: Vec<&str> = bodies.iter().map(|(path, ..)| *path).collect();
    let answers = bodies.clone();
    let trial = Trial::of(move |request| {
        let (_, body, _) = answers.iter().find(|(path, ..)| *path == request.path)?;
        Some(Reply::new(200, body.clone()))
    });
    let outcome = trial.run(&files(&paths));
    assert_eq!(outcome.files[&State::Unsupported], bodies.len());
    assert_eq!(outcome.failed(), 0);
    for (path, body, kind) in &bodies {
        let capture = trial.archive.last(path);
        assert_eq!((capture.state, capture.kind), (State::Unsupported, *kind), "{path}");
        let kept = trial.archive.bytes(capture.sha256.as_deref().unwrap());
        assert_eq!(kept.as_ref(), Some(body), "{path}");
    }
}

#[test]
fn every_capture_is_logged() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/a.pdf" => Some(Reply::to(302, "/b.pdf")),
        "/b.pdf" => Some(
            Reply::pdf("b")
                .with("ETag", "\"1\"")
                .with("Date", "Fri, 27 Nov 2026 12:00:05 GMT")
                .with("Set-Cookie", "who=you"),
        ),
        _ => None,
    });
    trial.run(&files(&["/a.pdf", "/missing.pdf"]));
    assert_eq!(trial.archive.last("/robots.txt").status, Some(404));
    let capture = trial.archive.last("/a.pdf");
    assert_eq!(capture.final_url, trial.server.base() + "/b.pdf");
    assert_eq!((capture.status, capture.source.as_str()), (Some(200), "site"));
    assert_eq!(capture.size, pdf("b").len() as u64);
    assert_eq!(capture.sha256.as_deref().map(str::len), Some(64));
    assert_eq!(capture.header("etag"), Some("\"1\""));
    assert_eq!(capture.header("content-type"), Some("application/pdf"));
    assert_eq!(capture.header("set-cookie"), None, "nothing that tells who asked");
    assert_eq!(trial.archive.last("/missing.pdf").state, State::Gone);
}
