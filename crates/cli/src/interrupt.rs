//! Ctrl-C and SIGTERM: what has begun is dropped in good order.

use crate::exit::Exit;
use signal_hook::consts::{SIGINT, SIGTERM};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::Duration;

static REQUESTED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// Time for the run to end by itself.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often a command that cannot look itself is looked after.
const GLANCE: Duration = Duration::from_millis(50);

/// From now on a signal is a request to end the run; where it is not heard for some seconds
/// the program ends nevertheless.
pub(crate) fn listen() {
    for signal in [SIGINT, SIGTERM] {
        // Where signals cannot be handled they end the program, as they always did.
        let _ = signal_hook::flag::register(signal, REQUESTED.clone());
    }
    at_once(|| thread::sleep(PATIENCE));
}

/// What a signal sets, for those who look themselves.
pub(crate) fn flag() -> Arc<AtomicBool> {
    Arc::clone(&REQUESTED)
}

/// Whether the run is to end.
pub(crate) fn is_requested() -> bool {
    REQUESTED.load(Ordering::Relaxed)
}

/// For work that cannot be stopped on the way: when a signal comes, `leave` tidies up and the
/// program ends, whatever it is doing.
pub(crate) fn at_once(leave: impl FnOnce() + Send + 'static) {
    // Where there is no thread for it, those who look themselves still hear of it.
    let started = thread::Builder::new().spawn(move || {
        while !is_requested() {
            thread::sleep(GLANCE);
        }
        leave();
        std::process::exit(Exit::Interrupted as i32);
    });
    drop(started);
}
