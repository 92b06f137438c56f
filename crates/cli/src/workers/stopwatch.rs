//! Time that something could run, as far as who looks at it could.

use std::time::{Duration, Instant};

/// More time than this between two glances has not been worked: the machine slept, or this
/// process was stopped, and so was what it watches.
const LONGEST: Duration = Duration::from_secs(1);

/// Counts time while it is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stopwatch {
    ran: Duration,
    last: Instant,
}

impl Default for Stopwatch {
    fn default() -> Self {
        Self { ran: Duration::ZERO, last: Instant::now() }
    }
}

impl Stopwatch {
    /// Looks at the clock; must be done often.
    pub(super) fn glance(&mut self) {
        let now = Instant::now();
        self.pass(now.saturating_duration_since(self.last));
        self.last = now;
    }

    /// What was counted so far.
    pub(super) fn ran(&self) -> Duration {
        self.ran
    }

    fn pass(&mut self, step: Duration) {
        self.ran += step.min(LONGEST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_between_two_glances_is_a_second() {
        let mut watch = Stopwatch::default();
        for _ in 0..10 {
            watch.pass(Duration::from_millis(50));
        }
        watch.pass(Duration::from_secs(8 * 3600));
        assert_eq!(watch.ran(), Duration::from_millis(1500));
    }
}
