use super::{Next, Private, Sources, SourcesError};
use std::path::Path;
use std::time::Duration;

const AGENT: &str = "[agent]\ncontact = \"mailto:data@office.test\"\n";

fn read(text: &str) -> Result<Sources, SourcesError> {
    Sources::read(text, Path::new("."))
}

fn with(source: &str) -> Result<Sources, SourcesError> {
    read(&format!("{AGENT}[[source]]\nname = \"a\"\n{source}"))
}

#[test]
fn everything_has_its_place() {
    let sources = with(
        r#"
department = "某局"
year = 2023
lists = ["https://www.site.test/list/index.html"]
urls = ["https://www.site.test/a.pdf#page=2"]
hosts = ["files.site.test", "*.cdn.test"]
allow_private = ["127.0.0.1"]
pager = { pattern = "index_{page}.html", from = 1, to = 9, stop = "known", max_pages = 5 }
link = { select = "ul a", title = "决算", title_not = "预算", year = '(\d{4})年', years = [2023] }
article = { select = "a[href$='.pdf']" }
[source.manners]
interval_seconds = 0.5
bytes_per_day = "2 MB"
largest_file = 1000
tries = 2
"#,
    )
    .unwrap();
    assert_eq!(
        sources.user_agent(),
        format!("gongkai/{} (+mailto:data@office.test)", env!("CARGO_PKG_VERSION"))
    );
    let source = &sources.sources[0];
    assert_eq!(source.urls[0].as_str(), "https://www.site.test/a.pdf");
    let pager = source.pager.as_ref().unwrap();
    assert!(matches!(&pager.next, Next::Pattern { from: 1, to: Some(9), .. }));
    assert!(pager.stop_at_known && pager.max_pages == 5);
    for (host, may) in [
        ("www.site.test", true),
        ("files.site.test", true),
        ("a.cdn.test", true),
        ("cdn.test", false),
        ("evilcdn.test", false),
        ("site.test", false),
    ] {
        assert_eq!(source.may_ask(host), may, "{host}");
    }
    assert!(matches!(source.allow_private, Private::Hosts(_)));
    assert!(source.may_be_private("127.0.0.1") && !source.may_be_private("localhost"));
    assert_eq!(source.manners.interval, Duration::from_millis(500));
    assert_eq!(
        (source.manners.bytes_per_day, source.manners.largest_file),
        (2_000_000, 1000)
    );
    assert_eq!(source.link.accepts("某局决算"), Some(String::new()));
    assert_eq!(source.link.accepts("某局2023年决算").as_deref(), Some("2023"));
    assert_eq!(source.link.accepts("某局2022年决算"), None);
    assert_eq!(source.link.accepts("某局2023年预算"), None);
}

#[test]
fn years_in_chinese_digits() {
    let sources = with(
        "lists = [\"http://a.test/\"]\nlink = { select = \"a\", year = '([〇零一二三四五六七八九]{4})年' }",
    )
    .unwrap();
    let year = sources.sources[0].link.accepts("二〇二三年度部门决算").unwrap();
    assert_eq!(year, "2023");
}

#[test]
fn errors_name_their_line() {
    let cases = [
        ("[agent]\n", 1, "no contact"),
        ("[agent]\ncontact = \"me\"\n", 2, "is no contact"),
        ("[agent]\ncontact = \"a@b.test (x)\"\n", 2, "is no contact"),
        ("[agent]\ncontact = \"mailto:you@example.org\"\n", 2, "only an example"),
        ("[agent]\ncontact = \"https://x.example/\"\n", 2, "only an example"),
        ("[agent]\ncontact = \"a@b.test\"\nagent = 1\n", 3, "unknown field `agent`"),
        ("[[source]]\nname = \"a\"\n", 1, "missing field `agent`"),
        (AGENT, 1, "no [[source]]"),
        ("[agent\n", 1, ""),
    ];
    for (text, line, part) in cases {
        let error = read(text).unwrap_err();
        assert!(error.message.contains(part), "{text}: {error}");
        assert_eq!(error.line, line, "{text}: {error}");
    }
    let cases = [
        ("", 3, "neither lists nor urls"),
        ("lists = [\"http://a.test/\"]", 3, "no [source.link]"),
        ("urls = [\"ftp://a.test/x\"]", 5, "not http or https"),
        ("urls = [\"http://me:it@a.test/\"]", 5, "a name or a password"),
        ("urls = [\n\"http://a.test/\",\n\"b.html\"]", 7, "is no address"),
        ("urls_file = \"nowhere.txt\"", 5, "cannot read"),
        ("urls = [\"http://a.test/\"]\nhost = []", 6, "unknown field `host`"),
        ("urls = [\"http://a.test/\"]\nhosts = [\"http://b.test\"]", 6, "is no host"),
        ("urls = [\"http://a.test/\"]\nlink = { select = \"a[\" }", 6, "no CSS selector"),
        (
            "urls = [\"http://a.test/\"]\nlink = { select = \"a\", title = \"(\" }",
            6,
            "no pattern",
        ),
        ("urls = [\"http://a.test/\"]\npager = { pattern = \"x\" }", 6, "no {page}"),
        ("urls = [\"http://a.test/\"]\npager = { }", 6, "one of pattern"),
        (
            "urls = [\"http://a.test/\"]\nmanners = { interval_seconds = 0.1 }",
            6,
            "not from 1",
        ),
        (
            "urls = [\"http://a.test/\"]\nmanners = { bytes_per_day = \"much\" }",
            6,
            "no size",
        ),
        (
            "urls = [\"http://a.test/\"]\n[[source]]\nname = \"a\"\nurls = [\"http://a.test/\"]",
            6,
            "two sources",
        ),
    ];
    for (text, line, part) in cases {
        let error = with(text).unwrap_err();
        assert!(error.message.contains(part), "{text}: {error}");
        assert_eq!(error.line, line, "{text}: {error}");
    }
}

#[test]
fn the_sample_lacks_only_a_contact() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/sources.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let error = read(&text).unwrap_err();
    assert_eq!(error.message, "the contact is only an example");
    let own = text.replace("mailto:you@example.org", "mailto:data@office.test");
    let sources = read(&own).unwrap();
    let names: Vec<&str> = sources.sources.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["county-finance", "province-portal", "single-files"]);
    let hosts = sources.sources.iter().flat_map(|s| s.lists.iter().chain(&s.urls));
    for url in hosts {
        assert!(url.host_str().unwrap().ends_with(".example"), "{url}");
    }
}
