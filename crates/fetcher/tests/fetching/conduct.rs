//! Manners: robots.txt, pace, patience, limits, and where not to go.

use crate::server::{Reply, Server};
use crate::trial::{LIST, Trial, files, list};
use fetcher::State;
use std::sync::atomic::Ordering;
use std::time::Duration;

fn robots(text: &'static str) -> Trial {
    Trial::of(move |request| match request.path.as_str() {
        "/robots.txt" => Some(Reply::new(200, text).with("Content-Type", "text/plain")),
        path => Some(Reply::pdf(path)),
    })
}

#[test]
fn robots_txt_is_obeyed() {
    let trial = robots(
        "User-agent: *\nDisallow: /\n\nUser-agent: gongkai\nDisallow: /x/*.pdf$\n",
    );
    let outcome = trial.run(&files(&["/x/a.pdf", "/x/a.pdf?v=1", "/b.pdf"]));
    assert_eq!(trial.server.paths(), ["/robots.txt", "/x/a.pdf?v=1", "/b.pdf"]);
    assert_eq!(outcome.files[&State::Disallowed], 1);
    assert!(outcome.incomplete.is_empty(), "to forbid a file is anybody's right");
    assert_eq!(trial.archive.last("/x/a.pdf").state, State::Disallowed);
}

#[test]
fn robots_txt_that_is_not_there_forbids_nothing_and_one_that_fails_everything() {
    let html = Reply::page("<html><body>welcome</body></html>");
    let cases: [(&str, Reply, bool); 7] = [
        ("404", Reply::new(404, ""), true),
        ("403", Reply::new(403, ""), true),
        ("a page of HTML", html, true),
        ("500", Reply::new(500, ""), false),
        ("503", Reply::new(503, ""), false),
        ("429", Reply::new(429, ""), false),
        (
            "a connection that ends",
            Reply { cut: Some(0), ..Reply::new(200, "User-agent: *") },
            false,
        ),
    ];
    for (what, reply, is_open) in cases {
        let trial = Trial::of(move |request| match request.path.as_str() {
            "/robots.txt" => Some(reply.clone()),
            path => Some(Reply::pdf(path)),
        });
        let outcome = trial.run(&files(&["/a.pdf", "/b.pdf"]));
        assert_eq!(outcome.new, if is_open { 2 } else { 0 }, "{what}");
        assert_eq!(
            outcome.incomplete.is_empty(),
            is_open,
            "{what}: {:?}",
            outcome.incomplete
        );
        assert_eq!(
            trial.server.requests_for("/a.pdf").len(),
            usize::from(is_open),
            "{what}"
        );
        let asked = trial.server.requests_for("/robots.txt").len();
        assert_eq!(
            asked,
            if is_open { 1 } else { 3 },
            "{what}: once, or as often as tries go"
        );
    }
}

#[test]
fn robots_txt_is_read_once_a_day_and_conditionally() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/robots.txt" => {
            Some(Reply::new(200, "User-agent: *\nDisallow: /x").tagged(request, "\"r\""))
        }
        path => Some(Reply::pdf(path)),
    });
    let source = files(&["/a.pdf", "/b.pdf", "/x.pdf"]);
    trial.run(&source);
    assert_eq!(trial.server.requests_for("/robots.txt").len(), 1);
    let outcome = trial.run_next_day(&source);
    assert_eq!(trial.server.requests_for("/robots.txt").len(), 2);
    assert_eq!(trial.archive.last("/robots.txt").state, State::Unchanged);
    assert_eq!(outcome.files[&State::Disallowed], 1, "the known one is still obeyed");
}

#[test]
fn robots_txt_may_be_redirected() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/robots.txt" => Some(Reply::to(301, "/r.txt")),
        "/r.txt" => Some(Reply::new(200, "User-agent: *\nDisallow: /a")),
        path => Some(Reply::pdf(path)),
    });
    assert_eq!(trial.run(&files(&["/a.pdf"])).files[&State::Disallowed], 1);

    // To another host: it is not asked, and what it says of this one is not known.
    let trial = Trial::of(|request| match request.path.as_str() {
        "/robots.txt" => {
            let host = request.header("host").unwrap_or_default();
            let port = host.rsplit(':').next().unwrap_or_default();
            Some(Reply::to(302, format!("http://localhost:{port}/elsewhere.txt")))
        }
        "/elsewhere.txt" => Some(Reply::new(200, "")),
        path => Some(Reply::pdf(path)),
    });
    let source = files(&["/a.pdf"]);
    let outcome = trial.run(&source);
    assert_eq!(trial.server.paths(), ["/robots.txt"]);
    let why = outcome.incomplete.join("; ");
    assert!(why.contains("redirected to localhost, which is not among"), "{why}");
    assert_eq!((outcome.left, outcome.failed()), (1, 0));
    let outcome = trial.run(&format!("{source}hosts = [\"localhost\"]\n"));
    assert_eq!((outcome.new, outcome.incomplete.len()), (1, 0), "{outcome:?}");
}

#[test]
fn who_asks_gives_a_name_and_a_contact() {
    let trial = robots("");
    trial.run(&files(&["/a.pdf"]));
    let expected =
        format!("gongkai/{} (+mailto:data@office.test)", env!("CARGO_PKG_VERSION"));
    for request in trial.server.requests() {
        assert_eq!(
            request.header("user-agent"),
            Some(expected.as_str()),
            "{}",
            request.path
        );
    }
}

#[test]
fn one_connection_and_a_pace_per_host() {
    let trial = robots("");
    trial.run(&files(&["/a.pdf", "/b.pdf", "/c.pdf"]));
    let requests = trial.server.requests();
    assert_eq!(requests.len(), 4);
    assert!(requests.iter().all(|request| request.connection == 0), "{requests:?}");
    assert_eq!(
        trial.clock.slept(),
        [5, 5, 5],
        "5 seconds before every request but the first"
    );
}

#[test]
fn sources_on_one_host_share_its_pace() {
    let trial = robots("");
    let source = |name: &str, path: &str| {
        format!(
            "[[source]]\nname = \"{name}\"\nallow_private = true\nurls = [\"BASE{path}\"]\n\
             manners = {{ interval_seconds = 7 }}\n"
        )
    };
    let text = source("a", "/a.pdf") + &source("b", "/b.pdf") + &source("c", "/c.pdf");
    let outcome = trial.run_all(&trial.all_sources(&text));
    assert!(outcome.sources.iter().all(|source| source.new == 1), "{outcome:?}");
    assert_eq!(trial.server.requests().len(), 4, "robots.txt is read once for all");
    assert_eq!(trial.clock.slept(), [7, 7, 7]);
    assert!(trial.server.requests().iter().all(|request| request.connection == 0));
}

#[test]
fn a_crawl_delay_is_heard() {
    let trial = robots("User-agent: *\nCrawl-delay: 30\n");
    trial.run(&files(&["/a.pdf", "/b.pdf"]));
    assert_eq!(trial.clock.slept(), [5, 30]);
}

#[test]
fn retry_after_in_seconds_and_as_a_date() {
    // The test's clock stands at 12:00:00; 5 seconds pass before the first file.
    for (header, pause) in
        [("120", 120), ("Fri, 27 Nov 2026 12:02:05 GMT", 120), ("1", 10)]
    {
        let trial = Trial::of(move |request| match request.path.as_str() {
            "/a.pdf" if request.before == 0 => {
                Some(Reply::new(503, "").with("Retry-After", header))
            }
            "/a.pdf" => Some(Reply::pdf("a")),
            _ => None,
        });
        let outcome = trial.run(&files(&["/a.pdf"]));
        assert_eq!(outcome.new, 1, "{header}");
        assert_eq!(
            trial.clock.slept(),
            [5, pause],
            "{header}: no less than our own patience"
        );
    }
}

#[test]
fn who_asks_for_too_long_a_wait_is_left_for_this_run() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/a.pdf" => Some(Reply::new(429, "").with("Retry-After", "3600")),
        "/b.pdf" => Some(Reply::pdf("b")),
        _ => None,
    });
    let outcome = trial.run(&files(&["/a.pdf", "/b.pdf"]));
    assert_eq!(trial.server.paths(), ["/robots.txt", "/a.pdf"]);
    assert!(
        outcome.incomplete[0].contains("wait 3600 seconds"),
        "{:?}",
        outcome.incomplete
    );
    assert_eq!((outcome.left, trial.clock.slept()), (2, vec![5]));
}

#[test]
fn tries_are_bounded_and_pauses_grow() {
    let trial =
        Trial::of(|request| (request.path == "/a.pdf").then(|| Reply::new(500, "")));
    let outcome = trial.run(&(files(&["/a.pdf"]) + "manners = { tries = 5 }"));
    assert_eq!(trial.server.requests_for("/a.pdf").len(), 5);
    assert_eq!(trial.clock.slept(), [5, 10, 20, 40, 80]);
    assert_eq!(outcome.files[&State::Failed], 1);
    let capture = trial.archive.last("/a.pdf");
    assert_eq!(
        (capture.status, capture.detail.as_str()),
        (Some(500), "status 500, after 5 tries")
    );
}

#[test]
fn a_host_that_does_not_answer_is_left_after_three_addresses() {
    let trial = Trial::of(|request| {
        (request.path != "/robots.txt")
            .then(|| Reply { cut: Some(0), ..Reply::new(500, "") })
    });
    let paths = ["/a.pdf", "/b.pdf", "/c.pdf", "/d.pdf", "/e.pdf"];
    let outcome = trial.run(&(files(&paths) + "manners = { tries = 2 }"));
    assert_eq!(trial.server.requests().len(), 1 + 3 * 2);
    assert_eq!((outcome.files[&State::Failed], outcome.left), (3, 2), "{outcome:?}");
    assert!(
        outcome.incomplete[0].contains("3 addresses in a row"),
        "{:?}",
        outcome.incomplete
    );
}

#[test]
fn a_day_has_so_many_bytes_and_the_next_goes_on() {
    let trial = Trial::of(|request| {
        request
            .path
            .ends_with(".pdf")
            .then(|| Reply::pdf(&"x".repeat(1000)).tagged(request, "\"1\""))
    });
    let source =
        files(&["/a.pdf", "/b.pdf", "/c.pdf"]) + "manners = { bytes_per_day = 2500 }";
    let outcome = trial.run(&source);
    assert!(outcome.received <= 2500, "{outcome:?}");
    assert_eq!((outcome.new, outcome.incomplete.len()), (2, 1), "{outcome:?}");
    assert_eq!(
        trial.archive.last("/c.pdf").state,
        State::Truncated,
        "kept as far as it came"
    );
    let before = trial.server.requests().len();
    let outcome = trial.run(&source);
    assert_eq!(trial.server.requests().len(), before, "the day's bytes are used up");
    assert!(!outcome.incomplete.is_empty());
    let outcome = trial.run_next_day(&source);
    assert_eq!((outcome.replaced, outcome.not_modified), (1, 2), "{outcome:?}");
    assert!(outcome.incomplete.is_empty(), "{outcome:?}");
}

#[test]
fn a_run_has_so_many_requests() {
    let trial = robots("");
    let source =
        files(&["/a.pdf", "/b.pdf", "/c.pdf"]) + "manners = { requests_per_run = 3 }";
    let outcome = trial.run(&source);
    assert_eq!((trial.server.requests().len(), outcome.new, outcome.left), (3, 2, 1));
    assert!(
        outcome.incomplete[0].contains("the most for a run"),
        "{:?}",
        outcome.incomplete
    );
    assert_eq!(trial.run(&source).new, 1, "the next run goes on");
}

#[test]
fn an_interrupted_run_is_gone_on_with() {
    let trial = robots("");
    let source = files(&["/a.pdf", "/b.pdf"]);
    trial.stop.store(true, Ordering::SeqCst);
    let outcome = trial.run_all(&trial.sources(&source));
    assert!(outcome.is_interrupted && outcome.is_incomplete());
    assert_eq!(trial.server.requests().len(), 0);
    trial.stop.store(false, Ordering::SeqCst);
    assert_eq!(trial.run(&source).new, 2);
}

#[test]
fn redirects_are_followed_within_bounds() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/a.pdf" => Some(Reply::to(302, "/b/c.pdf#page=2")),
        "/b/c.pdf" => Some(Reply::to(307, "d.pdf")),
        "/b/d.pdf" => Some(Reply::to(301, "/决算.pdf".as_bytes())),
        "/%E5%86%B3%E7%AE%97.pdf" => Some(Reply::pdf("d")),
        "/round.pdf" => Some(Reply::to(302, "/around.pdf")),
        "/around.pdf" => Some(Reply::to(302, "/round.pdf")),
        "/ftp.pdf" => Some(Reply::to(302, "ftp://127.0.0.1/a.pdf")),
        "/nowhere.pdf" => Some(Reply::new(302, "")),
        path => {
            let n: u32 = path.strip_prefix("/long")?.parse().ok()?;
            Some(Reply::to(302, format!("/long{}", n + 1)))
        }
    });
    trial.run(&files(&["/a.pdf", "/round.pdf", "/ftp.pdf", "/nowhere.pdf", "/long0"]));
    let capture = trial.archive.last("/a.pdf");
    assert_eq!(capture.state, State::Fetched);
    assert_eq!(capture.final_url, trial.server.base() + "/%E5%86%B3%E7%AE%97.pdf");
    assert_eq!(capture.file_name, "决算.pdf");
    for (path, state, why) in [
        ("/round.pdf", State::Failed, "in circles"),
        ("/ftp.pdf", State::Refused, "only http and https"),
        ("/nowhere.pdf", State::Failed, "status 302"),
        ("/long0", State::Failed, "more than 10 redirects"),
    ] {
        let capture = trial.archive.last(path);
        assert_eq!(capture.state, state, "{path}");
        assert!(capture.detail.contains(why), "{path}: {}", capture.detail);
    }
}

#[test]
fn redirects_to_hosts_nobody_named_are_refused() {
    let login = Server::start(|_| Reply::page("<p>log in</p>"));
    let to = login.other_base() + "/login";
    let trial =
        Trial::of(move |request| (request.path == "/a.pdf").then(|| Reply::to(302, &to)));
    let outcome = trial.run(&files(&["/a.pdf"]));
    assert_eq!(outcome.files[&State::Refused], 1);
    assert_eq!(login.requests().len(), 0);
}

#[test]
fn private_addresses_are_not_asked() {
    let trial = robots("");
    for base in ["BASE", "OTHER"] {
        let text = format!("[[source]]\nname = \"site\"\nurls = [\"{base}/a.pdf\"]\n");
        let outcome = trial.run_all(&trial.all_sources(&text));
        let source = &outcome.sources[0];
        assert_eq!(source.files[&State::Private], 1, "{base}: {source:?}");
        let detail = trial.archive.last("/a.pdf").detail;
        assert!(detail.contains("no public address"), "{base}: {detail}");
    }
    for address in
        ["[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "0x7f.1"]
    {
        let text =
            format!("[[source]]\nname = \"site\"\nurls = [\"http://{address}/a.pdf\"]\n");
        let outcome = trial.run_all(&trial.all_sources(&text));
        assert_eq!(
            outcome.sources[0].files[&State::Private],
            1,
            "{address}: {outcome:?}"
        );
    }
    assert_eq!(trial.server.requests().len(), 0);
}

#[test]
fn private_addresses_are_not_asked_after_a_redirect_either() {
    let inner = Server::start(|_| Reply::pdf("secret"));
    let to = inner.other_base() + "/a.pdf";
    let trial =
        Trial::of(move |request| (request.path == "/a.pdf").then(|| Reply::to(302, &to)));
    let text = "[[source]]\nname = \"site\"\nurls = [\"BASE/a.pdf\"]\n\
                hosts = [\"localhost\"]\nallow_private = [\"127.0.0.1\"]\n";
    let outcome = trial.run_all(&trial.all_sources(text));
    assert_eq!(outcome.sources[0].files[&State::Private], 1, "{outcome:?}");
    assert_eq!(inner.requests().len(), 0);
}

#[test]
fn a_challenge_ends_the_visit() {
    let cookie = "<html><script>document.cookie='__jsl=1;path=/';location.href=location.pathname\
                  </script></html>";
    let cases = [
        ("521", Reply::new(521, "<script>eval('…')</script>")),
        ("412", Reply::new(412, "<html><meta content='x'></html>")),
        ("a script that sets a cookie", Reply::page(cookie)),
        ("a script that leads elsewhere", Reply::page("<script>location='/v'</script>")),
        ("a protection's header", Reply::new(403, "no").with("x-via-jsl", "1")),
    ];
    for (what, reply) in cases {
        let trial = Trial::of(move |request| match request.path.as_str() {
            "/robots.txt" => None,
            "/b.pdf" => Some(reply.clone()),
            path => Some(Reply::pdf(path)),
        });
        let outcome = trial.run(&files(&["/a.pdf", "/b.pdf", "/c.pdf", "/d.pdf"]));
        assert_eq!(trial.archive.last("/b.pdf").state, State::Challenge, "{what}");
        assert_eq!(trial.server.paths(), ["/robots.txt", "/a.pdf", "/b.pdf"], "{what}");
        assert_eq!((outcome.new, outcome.left), (1, 2), "{what}");
        assert!(!outcome.incomplete.is_empty(), "{what}");
    }
}

#[test]
fn a_challenge_stops_its_host_for_all_sources_and_no_other_host() {
    let other = Server::start(|request| match request.path.as_str() {
        "/robots.txt" => Reply::new(404, ""),
        path => Reply::pdf(path),
    });
    let base = other.other_base();
    let trial =
        Trial::of(|request| (request.path != "/robots.txt").then(|| Reply::new(521, "")));
    let text = format!(
        "at_once = 1\n[[source]]\nname = \"a\"\nallow_private = true\nurls = [\"BASE/a.pdf\"]\n\
         [[source]]\nname = \"b\"\nallow_private = true\nurls = [\"BASE/b.pdf\", \"{base}/c.pdf\"]\n"
    );
    let outcome = trial.run_all(&trial.all_sources(&text));
    assert_eq!(trial.server.paths(), ["/robots.txt", "/a.pdf"]);
    assert_eq!((outcome.sources[1].new, outcome.sources[1].left), (1, 1), "{outcome:?}");
    assert!(outcome.is_incomplete());
}

#[test]
fn failures_count_against_a_threshold() {
    let trial = Trial::of(|request| match request.path.as_str() {
        "/list/" => {
            Some(Reply::page(list(&[("a.pdf", "a"), ("b.pdf", "b"), ("c.pdf", "c")])))
        }
        "/list/c.pdf" => Some(Reply::new(403, "")),
        path if path.ends_with(".pdf") => Some(Reply::pdf(path)),
        _ => None,
    });
    let text = |allowed: &str| {
        format!(
            "failures_allowed = {allowed}\n[[source]]\nname = \"s\"\nallow_private = true\n{LIST}"
        )
    };
    let outcome = trial.run_all(&trial.all_sources(&text("0.5")));
    assert!(outcome.has_failures() && !outcome.is_incomplete());
    trial.clock.advance(Duration::from_secs(86_400));
    let outcome = trial.run_all(&trial.all_sources(&text("0.2")));
    assert!(outcome.is_incomplete());
}
