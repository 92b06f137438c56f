//! Time comes from outside, so that tests need not wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

/// Tells the time and waits.
pub trait Clock: Sync {
    /// What time it is.
    fn now(&self) -> SystemTime;

    /// Returns when `time` has passed, or earlier if the run is to stop.
    fn sleep(&self, time: Duration);
}

/// The clock on the wall; its sleep ends early when `stop` is set.
#[derive(Debug, Clone, Default)]
pub struct WallClock {
    /// Set by whoever wants the run to end.
    pub stop: Arc<AtomicBool>,
}

/// How long a request to stop may go unnoticed.
const SLICE: Duration = Duration::from_millis(200);

impl Clock for WallClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, time: Duration) {
        let mut left = time;
        while !left.is_zero() && !self.stop.load(Ordering::Relaxed) {
            let slice = left.min(SLICE);
            std::thread::sleep(slice);
            left -= slice;
        }
    }
}
