//! Pages that test whether a browser is asking.
//!
//! They are recognised to stop, never to pass: a site that answers so does not want programs.

use crate::page::Page;

/// Statuses that sites of the region use for nothing else.
const STATUSES: [u16; 2] = [412, 521];

/// Most characters that a page may show and still be nothing but its script.
const ALMOST_EMPTY: usize = 80;

/// Parts of scripts that send the browser elsewhere.
const GOING: [&str; 6] = [
    "location=",
    "location.href",
    "location.replace",
    "location.assign",
    "location.reload",
    "$_ts",
];

/// Why a response is a challenge, if it is one.
pub(crate) fn reason(
    status: u16,
    headers: &[(String, Vec<u8>)],
    page: Option<&Page>,
) -> Option<String> {
    if STATUSES.contains(&status) {
        return Some(format!("status {status}, which asks for a browser's script"));
    }
    let header = |name: &str| headers.iter().any(|(key, _)| key == name);
    if header("cf-mitigated") || (status >= 400 && header("x-via-jsl")) {
        return Some(format!("status {status} of a protection against programs"));
    }
    let page = page?;
    if page.shown_characters(ALMOST_EMPTY) >= ALMOST_EMPTY {
        return None;
    }
    let script: String = page.scripts().chars().filter(|c| !c.is_whitespace()).collect();
    if script.contains("document.cookie") || script.contains("$_ts") {
        return Some("an empty page whose script sets a cookie".to_owned());
    }
    let goes = GOING.iter().any(|part| script.contains(part));
    goes.then(|| "an empty page whose script leads elsewhere".to_owned())
}

#[cfg(test)]
mod tests {
    use super::reason;
    use crate::page::Page;

    fn of(status: u16, html: &str) -> bool {
        let page =
            Page::read(html.as_bytes(), None, &"http://a.example/".parse().unwrap());
        reason(status, &[], Some(&page)).is_some()
    }

    #[test]
    fn challenges_and_pages() {
        assert!(of(521, ""));
        assert!(of(412, "<html></html>"));
        assert!(of(200, "<script>document.cookie='a=1';location.href='/x'</script>"));
        assert!(of(
            202,
            "<html><head><script>$_ts=window['$_ts'];</script></head></html>"
        ));
        assert!(of(200, "<script>window.location = '/x'</script>"));
        assert!(!of(200, "<p>部门决算公开</p>"));
        let words = "部门决算公开".repeat(20);
        assert!(!of(200, &format!("<p>{words}</p><script>location.href='/x'</script>")));
        assert!(!of(403, "<p>forbidden</p>"));
        assert!(!of(200, "<script>var a = 1;</script>"));
    }
}
