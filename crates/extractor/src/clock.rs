//! Time that a thread has worked: one that waits for its turn, or whose machine sleeps, is not
//! to blame.

use std::fs;
use std::time::{Duration, Instant};

/// Milliseconds of one of the system's ticks.
const TICK: u64 = 10;

/// A point in time of the thread that asked for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    began: Instant,
    worked: Option<Duration>,
}

impl Clock {
    /// Now, on this thread.
    pub(crate) fn start() -> Self {
        Self { began: Instant::now(), worked: worked() }
    }

    /// Whether this thread has worked so many seconds since; where the system does not tell,
    /// whether they have gone by.
    pub(crate) fn has_worked(&self, seconds: u64) -> bool {
        let limit = Duration::from_secs(seconds);
        // No thread works longer than the time that goes by, and this is cheap.
        self.began.elapsed() >= limit
            && match (self.worked, worked()) {
                (Some(before), Some(now)) => now.saturating_sub(before) >= limit,
                _ => true,
            }
    }
}

/// Processor time of this thread; `None` where the system does not tell.
fn worked() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/thread-self/stat").ok()?;
    // Behind the name in brackets, from the third on.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let user: u64 = fields.nth(11)?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(Duration::from_millis((user + system) * TICK))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::hint::black_box;
    use std::thread;

    #[test]
    fn a_thread_that_sleeps_does_not_work() {
        let clock = Clock::start();
        thread::sleep(Duration::from_millis(1100));
        assert!(!clock.has_worked(1));
        let mut sum = 0_u64;
        while !clock.has_worked(1) {
            sum = black_box(sum + 1);
        }
        assert!(clock.has_worked(0));
    }
}
