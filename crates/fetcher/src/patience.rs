//! How long to wait before asking again.

use std::time::{Duration, SystemTime};

/// First pause after a failure; each further one is twice as long.
const FIRST: Duration = Duration::from_secs(10);

/// Longest pause of our own accord.
const LONGEST: Duration = Duration::from_secs(300);

/// Longest pause that a server may ask for; a host that asks for more is left for this run.
pub(crate) const LONGEST_ASKED: Duration = Duration::from_secs(600);

/// The pause after the `failed`-th failure in a row, counted from 1.
pub(crate) fn back_off(failed: u32) -> Duration {
    FIRST.saturating_mul(1 << failed.saturating_sub(1).min(16)).min(LONGEST)
}

/// What a Retry-After header asks for: seconds, or a date.
pub(crate) fn retry_after(header: &str, now: SystemTime) -> Option<Duration> {
    let text = header.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{back_off, retry_after};
    use std::time::{Duration, SystemTime};

    #[test]
    fn pauses_double_up_to_a_limit() {
        let seconds: Vec<u64> = (1..8).map(|n| back_off(n).as_secs()).collect();
        assert_eq!(seconds, [10, 20, 40, 80, 160, 300, 300]);
        assert_eq!(back_off(u32::MAX).as_secs(), 300);
    }

    #[test]
    fn seconds_and_dates() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        let of = |text| retry_after(text, now).map(|time| time.as_secs());
        assert_eq!(of("120"), Some(120));
        assert_eq!(of("Sun, 06 Nov 1994 08:50:37 GMT"), Some(60));
        assert_eq!(of("Sun, 06 Nov 1994 08:40:37 GMT"), Some(0));
        assert_eq!(of("soon"), None);
        assert_eq!(of("-1"), None);
    }
}
