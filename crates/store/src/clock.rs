//! Moments as text: UTC to the second, so that they sort as they follow each other.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Now, as `2026-11-27T19:21:30Z`.
pub fn now() -> String {
    text(SystemTime::now())
}

/// A moment as text.
pub fn text(moment: SystemTime) -> String {
    humantime::format_rfc3339_seconds(moment).to_string()
}

/// A moment that somebody wrote: `2026-11-27`, `2026-11-27T19:21:30Z`, or how long ago
/// (`36h`, `7d`); `None` where it is none of these.
pub fn moment(written: &str) -> Option<SystemTime> {
    let written = written.trim();
    if let Ok(ago) = humantime::parse_duration(written) {
        return SystemTime::now().checked_sub(ago);
    }
    let is_date = written.len() == "2026-11-27".len();
    let complete =
        if is_date { format!("{written}T00:00:00Z") } else { written.to_owned() };
    humantime::parse_rfc3339_weak(&complete).ok()
}

/// How long ago a moment was, zero where it lies ahead.
pub fn age(moment: SystemTime) -> Duration {
    SystemTime::now().duration_since(moment).unwrap_or_default()
}

/// The part of a second that makes two runs of one second differ.
pub(crate) fn micros() -> u32 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.subsec_micros())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_people_write_them() {
        for (written, expected) in [
            ("2026-11-27", "2026-11-27T00:00:00Z"),
            ("2026-11-27T19:21:30Z", "2026-11-27T19:21:30Z"),
            ("2026-11-27 19:21:30", "2026-11-27T19:21:30Z"),
        ] {
            assert_eq!(moment(written).map(text).as_deref(), Some(expected), "{written}");
        }
        let ago = moment("36h").expect("a duration");
        assert!(age(ago) >= Duration::from_secs(36 * 3600));
        for written in ["", "yesterday", "2026-13-01", "27.11.2026"] {
            assert_eq!(moment(written), None, "{written}");
        }
    }
}
