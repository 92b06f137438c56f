//! robots.txt, after RFC 9309.
//!
//! Crawl-delay is no part of it, but what a site asks for that way is heard.

use percent_encoding::percent_decode;
use std::time::Duration;

/// The name by which robots.txt addresses us.
pub const AGENT: &str = "gongkai";

/// How much of a robots.txt is read, in bytes; RFC 9309 asks for 500 KiB at least.
pub(crate) const LIMIT: usize = 500 * 1024;

/// Longest Crawl-delay that is kept to, in seconds.
const LONGEST_DELAY: f64 = 120.0;

/// What one robots.txt says to one crawler.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Robots {
    rules: Vec<Rule>,
    /// Time between two requests that the site asks for.
    pub crawl_delay: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq)]
struct Rule {
    allow: bool,
    /// Percent-escapes in one form, `*` and a final `$` as they are.
    pattern: Vec<u8>,
}

impl Robots {
    /// Reads a robots.txt for the crawler called `agent`.
    ///
    /// Groups that name it are joined; without one, those for `*` count. Lines that are not
    /// understood are passed over, so a page of HTML forbids nothing.
    pub fn read(bytes: &[u8], agent: &str) -> Robots {
        let bytes = &bytes[..bytes.len().min(LIMIT)];
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut own = Robots::default();
        let mut others = Robots::default();
        let mut is_named = false;
        // Whom the lines that follow are for.
        let (mut for_own, mut for_all, mut in_agents) = (false, false, false);
        for line in bytes.split(|b| matches!(b, b'\n' | b'\r')) {
            let Some((key, value)) = key_and_value(line) else { continue };
            if key.eq_ignore_ascii_case(b"user-agent") {
                if !in_agents {
                    (for_own, for_all) = (false, false);
                }
                in_agents = true;
                let token = product_token(value);
                for_own |= token.eq_ignore_ascii_case(agent.as_bytes());
                for_all |= value.starts_with(b"*");
                is_named |= for_own;
                continue;
            }
            let Some(line) = Line::of(key, value) else { continue };
            in_agents = false;
            if for_own {
                own.add(&line);
            }
            if for_all {
                others.add(&line);
            }
        }
        if is_named { own } else { others }
    }

    /// Rules that forbid everything: what an unreachable robots.txt means.
    pub fn closed() -> Robots {
        Robots {
            rules: vec![Rule { allow: false, pattern: b"/".to_vec() }],
            crawl_delay: None,
        }
    }

    /// Whether a path with its query may be asked for.
    ///
    /// The longest rule that matches decides, and of two equally long ones the one that allows.
    pub fn allows(&self, path: &str) -> bool {
        if path == "/robots.txt" {
            return true;
        }
        let path = normal(path.as_bytes());
        let matching = self.rules.iter().filter(|rule| matches(&rule.pattern, &path));
        matching
            .max_by_key(|rule| (rule.pattern.len(), rule.allow))
            .is_none_or(|r| r.allow)
    }

    fn add(&mut self, line: &Line) {
        match line {
            // A rule without a path says nothing.
            Line::Rule(rule) if rule.pattern.is_empty() => {}
            Line::Rule(rule) => self.rules.push(rule.clone()),
            Line::Delay(delay) => {
                self.crawl_delay =
                    Some(self.crawl_delay.map_or(*delay, |d| d.max(*delay)));
            }
        }
    }
}

enum Line {
    Rule(Rule),
    Delay(Duration),
}

impl Line {
    fn of(key: &[u8], value: &[u8]) -> Option<Line> {
        let rule = |allow| Some(Line::Rule(Rule { allow, pattern: normal(value) }));
        if key.eq_ignore_ascii_case(b"allow") {
            return rule(true);
        }
        if key.eq_ignore_ascii_case(b"disallow") {
            return rule(false);
        }
        if !key.eq_ignore_ascii_case(b"crawl-delay") {
            return None;
        }
        let seconds: f64 = std::str::from_utf8(value).ok()?.parse().ok()?;
        let seconds = Some(seconds).filter(|s| s.is_finite() && *s >= 0.0)?;
        Some(Line::Delay(Duration::from_secs_f64(seconds.min(LONGEST_DELAY))))
    }
}

fn key_and_value(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.split(|b| *b == b'#').next()?;
    let colon = line.iter().position(|b| *b == b':')?;
    Some((line[..colon].trim_ascii(), line[colon + 1..].trim_ascii()))
}

/// The letters, `-` and `_` that a User-agent line begins with.
fn product_token(value: &[u8]) -> &[u8] {
    let is_part = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_');
    let end = value.iter().position(|b| !is_part(b)).unwrap_or(value.len());
    &value[..end]
}

/// Percent-escapes in one form: unreserved characters bare, everything else outside ASCII
/// escaped with upper-case digits.
fn normal(path: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(path.len());
    let mut at = 0;
    while at < path.len() {
        let escaped = path.get(at..at + 3).filter(|part| {
            part[0] == b'%' && part[1].is_ascii_hexdigit() && part[2].is_ascii_hexdigit()
        });
        match escaped {
            Some(part) => {
                let byte = percent_decode(part).next().unwrap_or(b'%');
                if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                    out.push(byte);
                } else {
                    out.extend(part.to_ascii_uppercase());
                }
                at += 3;
            }
            None => {
                if path[at].is_ascii() {
                    out.push(path[at]);
                } else {
                    out.extend(format!("%{:02X}", path[at]).bytes());
                }
                at += 1;
            }
        }
    }
    out
}

/// Whether a pattern matches the beginning of a path, or all of it where it ends in `$`.
///
/// Linear in memory and at most quadratic in time: each `*` is retried only from where the
/// last one stood.
fn matches(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, to_end) = match pattern.strip_suffix(b"$") {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        if p == pattern.len() && (!to_end || t == path.len()) {
            return true;
        }
        if p < pattern.len() && pattern[p] == b'*' {
            star = Some((p + 1, t));
            p += 1;
        } else if p < pattern.len() && t < path.len() && pattern[p] == path[t] {
            p += 1;
            t += 1;
        } else {
            match star {
                Some((after, from)) if from < path.len() => {
                    star = Some((after, from + 1));
                    (p, t) = (after, from + 1);
                }
                _ => return false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LIMIT, Robots};
    use std::time::Duration;

    fn read(text: &str) -> Robots {
        Robots::read(text.as_bytes(), "gongkai")
    }

    #[test]
    fn groups() {
        let text = "\
User-agent: *\nDisallow: /\n\n\
User-agent: other\nUser-agent: GongKai/1.0\nDisallow: /a\n\n\
User-agent: gongkai\nDisallow: /b\n";
        let robots = read(text);
        assert!(
            robots.allows("/c"),
            "the group for all does not count beside an own one"
        );
        assert!(!robots.allows("/a"), "two names share a group");
        assert!(!robots.allows("/b"), "groups of one name are joined");
        let other = Robots::read(text.as_bytes(), "another");
        assert!(!other.allows("/c"));
    }

    #[test]
    fn longest_match_wins() {
        let robots =
            read("user-agent:*\nallow:/p\ndisallow:/\nallow:/page\ndisallow:/page.pdf");
        for (path, allowed) in [
            ("/p", true),
            ("/page", true),
            ("/page.pdf", false),
            ("/x", false),
            ("/", false),
        ] {
            assert_eq!(robots.allows(path), allowed, "{path}");
        }
        let tie = read("user-agent: *\ndisallow: /a\nallow: /a");
        assert!(tie.allows("/a"), "of equals, the one that allows");
    }

    #[test]
    fn stars_and_ends() {
        let robots =
            read("user-agent: *\ndisallow: /*.pdf$\ndisallow: /x/*/y\ndisallow: /q?*=1");
        for (path, allowed) in [
            ("/a.pdf", false),
            ("/a.pdf?x", true),
            ("/a.pdf.pdf", false),
            ("/x/1/y", false),
            ("/x/1/2/yes", false),
            ("/x/y", true),
            ("/q?a=1", false),
            ("/q", true),
        ] {
            assert_eq!(robots.allows(path), allowed, "{path}");
        }
        let stars = "*a".repeat(2000);
        let robots = read(&format!("user-agent: *\ndisallow: /{stars}b"));
        assert!(robots.allows(&format!("/{}", "a".repeat(4000))), "and it ends");
    }

    #[test]
    fn escapes() {
        let robots =
            read("user-agent: *\ndisallow: /决算\ndisallow: /%7Ea\ndisallow: /b%2fc");
        for (path, allowed) in [
            ("/%E5%86%B3%E7%AE%97/1", false),
            ("/%e5%86%b3%e7%ae%97", false),
            ("/~a", false),
            ("/b%2Fc", false),
            ("/b/c", true),
        ] {
            assert_eq!(robots.allows(path), allowed, "{path}");
        }
        let gbk = [b"user-agent: *\ndisallow: /\xbe\xf6", &b"\n"[..]].concat();
        assert!(!Robots::read(&gbk, "gongkai").allows("/%BE%F6%CB%E3"));
    }

    #[test]
    fn lines_nobody_understands() {
        let robots = read(
            "\u{feff}User-Agent : gongkai # us\nSitemap: https://a.example/\nnoindex: /x\n\
             Disallow:\nDisallow : /a # why\nwhat\nCrawl-delay: 7\nCrawl-delay: x",
        );
        assert!(!robots.allows("/a"));
        assert!(robots.allows("/x"));
        assert_eq!(robots.crawl_delay, Some(Duration::from_secs(7)));
        assert!(read("<html><body>404: not found</body></html>").allows("/a"));
        assert!(read("disallow: /").allows("/a"), "a rule before any group is nobody's");
        assert!(Robots::closed().allows("/robots.txt") && !Robots::closed().allows("/a"));
    }

    #[test]
    fn the_rest_of_a_long_file_is_not_read() {
        let long = format!("user-agent: *\n{}\ndisallow: /", "#".repeat(LIMIT));
        assert!(read(&long).allows("/a"));
        let fits = format!("user-agent: *\ndisallow: /a\n{}", "#".repeat(LIMIT));
        assert!(!read(&fits).allows("/a"));
    }

    #[test]
    fn a_long_delay_is_cut() {
        let robots = read("user-agent: *\ncrawl-delay: 86400");
        assert_eq!(robots.crawl_delay, Some(Duration::from_secs(120)));
    }
}
