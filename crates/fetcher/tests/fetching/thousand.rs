//! A second run over what has not changed.

use crate::server::Reply;
use crate::trial::{LIST, Trial};
use fetcher::State;

/// Files on each of ten list pages.
const PER_PAGE: usize = 100;

#[test]
#[expect(clippy::print_stdout, reason = "tests report what they measured")]
fn a_thousand_unchanged_files_are_asked_about_and_not_sent() {
    let trial = Trial::of(|request| {
        let page = match request.path.as_str() {
            "/list/" => Some(0),
            path => path
                .strip_prefix("/list/index_")
                .and_then(|p| p.strip_suffix(".html")?.parse().ok()),
        };
        if let Some(page) = page.filter(|page: &usize| *page < 10) {
            let links: Vec<String> = (page * PER_PAGE..(page + 1) * PER_PAGE)
                .map(|n| format!("<li><a href=\"/files/{n}.pdf\">第{n}号决算</a></li>"))
                .collect();
            return Some(
                Reply::page(links.concat()).tagged(request, &format!("\"p{page}\"")),
            );
        }
        let number = request.path.strip_prefix("/files/")?;
        Some(Reply::pdf(&number.repeat(50)).tagged(request, &format!("\"{number}\"")))
    });
    let source = format!(
        "{LIST}pager = {{ pattern = \"index_{{page}}.html\", to = 9 }}\nmanners = {{ interval_seconds = 0 }}"
    );
    let first = trial.run(&source);
    assert_eq!((first.pages, first.new, first.failed()), (10, 1000, 0));

    let before = trial.server.requests().len();
    let second = trial.run_next_day(&source);
    let requests = trial.server.requests().split_off(before);
    let unconditional: Vec<&str> = requests
        .iter()
        .filter(|request| request.header("if-none-match").is_none())
        .map(|request| request.path.as_str())
        .collect();
    println!(
        "1,000 unchanged files: first run {} requests, {} bytes of bodies; second run {} requests, \
         {} of them conditional, {} answered 304, {} bytes of bodies",
        first.requests,
        first.received,
        second.requests,
        requests.len() - unconditional.len(),
        second.not_modified,
        second.received,
    );
    assert_eq!(unconditional, ["/robots.txt"], "this site has none, which has no tag");
    assert_eq!(second.files[&State::Unchanged], 1000);
    assert_eq!((second.requests, second.not_modified), (1011, 1010));
    assert_eq!(second.received, trial.archive.last("/robots.txt").received);
}
