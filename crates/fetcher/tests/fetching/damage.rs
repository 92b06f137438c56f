//! Answers that are not what they should be.

use crate::server::{Reply, Request, pdf};
use crate::trial::{Trial, files};
use fetcher::{Change, State};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::net::TcpListener;

#[test]
fn a_page_where_a_file_should_be_is_no_document() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/a.pdf" => Some(Reply::page(
            "<html><title>系统提示</title><p>您访问的文件不存在，请与管理员联系。\
             您访问的文件不存在，请与管理员联系。您访问的文件不存在，请与管理员联系。</p>",
        )),
        "/b.pdf" => Some(Reply::new(200, "")),
        "/c.pdf" => Some(Reply::new(200, "{\"code\": 404}")),
        "/d.pdf" => {
            Some(Reply::page("<p>no</p>").with("Content-Type", "application/pdf"))
        }
        _ => None,
    });
    let outcome = trial.run(&files(&["/a.pdf", "/b.pdf", "/c.pdf", "/d.pdf"]));
    assert_eq!(outcome.files[&State::NotADocument], 4);
    assert_eq!((outcome.new, outcome.failed()), (0, 4));
    let capture = trial.archive.last("/a.pdf");
    assert_eq!(capture.detail, "a page called 「系统提示」");
    assert_eq!(trial.archive.bytes(capture.sha256.as_deref().unwrap()), None);
}

/// Answers the rest of `body` to those who ask for it, from a strong validator's point of view.
fn rest(request: &Request, body: &[u8]) -> Option<Reply> {
    let from: usize = request
        .header("range")?
        .strip_prefix("bytes=")?
        .strip_suffix('-')?
        .parse()
        .ok()?;
    let range = format!("bytes {from}-{}/{}", body.len() - 1, body.len());
    Some(
        Reply::new(206, &body[from..]).with("Content-Range", range).with("ETag", "\"1\""),
    )
}

#[test]
fn a_body_that_breaks_off_is_gone_on_with() {
    let whole = pdf(&"x".repeat(5000));
    let body = whole.clone();
    let trial = Trial::of(move |request| {
        (request.path == "/a.pdf").then(|| {
            let cut = Reply { cut: Some(2000), ..Reply::new(200, body.clone()) };
            rest(request, &body).unwrap_or(cut.with("ETag", "\"1\""))
        })
    });
    let outcome = trial.run(&files(&["/a.pdf"]));
    assert_eq!((outcome.new, outcome.received), (1, whole.len() as u64), "no byte twice");
    let requests = trial.server.requests_for("/a.pdf");
    assert_eq!(requests.len(), 2);
    assert_eq!(requests[1].header("range"), Some("bytes=2000-"));
    assert_eq!(requests[1].header("if-range"), Some("\"1\""));
    let capture = trial.archive.last("/a.pdf");
    assert_eq!((capture.state, capture.status), (State::Fetched, Some(200)));
    assert_eq!(trial.archive.bytes(capture.sha256.as_deref().unwrap()), Some(whole));
}

#[test]
fn the_rest_of_a_body_may_come_in_the_next_run() {
    let whole = pdf(&"x".repeat(5000));
    let body = whole.clone();
    let trial = Trial::of(move |request| {
        let cut = Reply { cut: Some(2000), ..Reply::new(200, body.clone()) }
            .with("ETag", "\"1\"");
        (request.path == "/a.pdf").then(|| match request.before {
            0 => cut,
            _ => rest(request, &body).unwrap_or(cut),
        })
    });
    let source = files(&["/a.pdf"]) + "manners = { tries = 1 }";
    let outcome = trial.run(&source);
    assert_eq!((outcome.files[&State::Truncated], outcome.failed()), (1, 1));
    let capture = trial.archive.last("/a.pdf");
    assert!(capture.detail.contains("2000 of"), "{}", capture.detail);
    trial.run_next_day(&source);
    let capture = trial.archive.last("/a.pdf");
    assert_eq!(capture.state, State::Fetched);
    assert_eq!(trial.archive.bytes(capture.sha256.as_deref().unwrap()), Some(whole));
}

#[test]
fn a_rest_that_does_not_fit_is_not_joined() {
    let whole = pdf(&"x".repeat(5000));
    let body = whole.clone();
    let trial = Trial::of(move |request| {
        (request.path == "/a.pdf").then(|| match request.before {
            0 => Reply { cut: Some(2000), ..Reply::new(200, body.clone()) }
                .with("ETag", "\"1\""),
            1 => {
                Reply::new(206, &body[100..]).with("Content-Range", "bytes 100-5000/5001")
            }
            _ => Reply::new(200, body.clone()).with("ETag", "\"1\""),
        })
    });
    trial.run(&files(&["/a.pdf"]));
    let capture = trial.archive.last("/a.pdf");
    assert_eq!(capture.state, State::Fetched);
    assert_eq!(trial.archive.bytes(capture.sha256.as_deref().unwrap()), Some(whole));
}

#[test]
fn without_a_strong_validator_the_whole_is_asked_for_again() {
    for (name, value) in [("ETag", "W/\"1\""), ("X", "x")] {
        let trial = Trial::of(move |request| {
            (request.path == "/a.pdf").then(|| {
                let cut = (request.before == 0).then_some(5);
                Reply { cut, ..Reply::pdf("a") }.with(name, value)
            })
        });
        let outcome = trial.run(&files(&["/a.pdf"]));
        assert_eq!(outcome.new, 1);
        assert!(
            trial
                .server
                .requests()
                .iter()
                .all(|request| request.header("range").is_none())
        );
    }
}

#[test]
fn a_body_that_never_comes_whole_is_truncated() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/cut.pdf" => Some(Reply { cut: Some(9), ..Reply::pdf("a") }),
        "/more.pdf" => Some(Reply::pdf("a").with("Content-Length", "1000"))
            .map(|reply| Reply { cut: Some(100), ..reply }),
        _ => None,
    });
    let outcome = trial.run(&files(&["/cut.pdf", "/more.pdf"]));
    assert_eq!(outcome.files[&State::Truncated], 2, "{outcome:?}");
    assert_eq!(trial.server.requests_for("/cut.pdf").len(), 3);
    let capture = trial.archive.last("/cut.pdf");
    assert_eq!(
        trial.archive.bytes(capture.sha256.as_deref().unwrap()),
        None,
        "nothing to go on with"
    );
}

#[test]
fn a_pdf_without_its_end_is_asked_for_twice_and_kept_with_a_status() {
    let half = b"%PDF-1.4\n1 0 obj".to_vec();
    let body = half.clone();
    let trial = Trial::of(move |request| match request.path.as_str() {
        "/always.pdf" => Some(Reply::new(200, body.clone()).tagged(request, "\"1\"")),
        "/once.pdf" if request.before == 0 => {
            Some(Reply { without_length: true, ..Reply::new(200, body.clone()) })
        }
        "/once.pdf" => Some(Reply::pdf("whole")),
        _ => None,
    });
    let source = files(&["/always.pdf", "/once.pdf"]);
    let outcome = trial.run(&source);
    assert_eq!(trial.server.requests_for("/always.pdf").len(), 2);
    let capture = trial.archive.last("/always.pdf");
    assert_eq!(capture.state, State::Unended);
    assert_eq!(trial.archive.bytes(capture.sha256.as_deref().unwrap()), Some(half));
    assert_eq!(trial.archive.last("/once.pdf").state, State::Fetched);
    assert_eq!(outcome.new, 2);
    assert_eq!(trial.run_next_day(&source).not_modified, 1);
}

#[test]
fn a_server_that_falls_silent_is_not_waited_for_for_ever() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/a.pdf" if request.before == 0 => {
            Some(Reply { stall: Some(12), ..Reply::pdf("a") }.with("ETag", "\"1\""))
        }
        "/a.pdf" => Some(rest(request, &pdf("a")).unwrap_or(Reply::pdf("a"))),
        _ => None,
    });
    let outcome = trial.run(&(files(&["/a.pdf"]) + "manners = { timeout_seconds = 1 }"));
    assert_eq!((outcome.new, trial.server.requests_for("/a.pdf").len()), (1, 2));
    let again = &trial.server.requests_for("/a.pdf")[1];
    assert_eq!(again.header("range"), Some("bytes=12-"), "what came is not lost");
}

#[test]
fn what_is_too_large_is_not_read_to_its_end() {
    let trial = Trial::of(|request| {
        (request.path == "/a.pdf").then(|| Reply::pdf(&"x".repeat(1_000_000)))
    });
    let outcome =
        trial.run(&(files(&["/a.pdf"]) + "manners = { largest_file = \"10 KB\" }"));
    assert_eq!(outcome.files[&State::TooLarge], 1);
    assert_eq!(outcome.received, 10_000);
    assert_eq!(trial.server.requests_for("/a.pdf").len(), 1);
}

#[test]
fn bodies_packed_without_being_asked_are_unpacked_within_limits() {
    let packed = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    let (good, bomb) = (packed(&pdf("a")), packed(&vec![b' '; 5_000_000]));
    let trial = Trial::of(move |request| {
        let body = match request.path.as_str() {
            "/a.pdf" => good.clone(),
            "/bomb.pdf" => bomb.clone(),
            _ => return None,
        };
        Some(Reply::new(200, body).with("Content-Encoding", "gzip"))
    });
    let source =
        files(&["/a.pdf", "/bomb.pdf"]) + "manners = { largest_file = \"1 MB\" }";
    trial.run(&source);
    let capture = trial.archive.last("/a.pdf");
    assert_eq!(trial.archive.bytes(capture.sha256.as_deref().unwrap()), Some(pdf("a")));
    assert_eq!(capture.change, Some(Change::New));
    assert_eq!(trial.archive.last("/bomb.pdf").state, State::TooLarge);
}

#[test]
fn nobody_is_there() {
    let trial = Trial::of(|_| None);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let text = format!(
        "[[source]]\nname = \"site\"\nallow_private = true\nurls = [\"http://{address}/a.pdf\"]\n"
    );
    let outcome = trial.run_all(&trial.all_sources(&text));
    assert!(outcome.is_incomplete());
    let reasons = outcome.sources[0].incomplete.join("; ");
    assert!(reasons.contains("robots.txt of 127.0.0.1 cannot be read"), "{reasons}");
    assert_eq!(trial.clock.slept(), [10, 20], "robots.txt is tried like everything else");
}
