//! What the system says of a process; nothing where it does not tell.

use std::fs;
use std::time::Duration;

/// Milliseconds of one of the system's ticks.
const TICK: u64 = 10;

/// Processor time of all threads of a process, which is its number or `self`.
pub(super) fn processor_time(process: &str) -> Option<Duration> {
    let stat = told(process, "stat")?;
    // Behind the name in brackets, from the third on.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let user: u64 = fields.nth(11)?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(Duration::from_millis((user + system) * TICK))
}

/// Memory in use, in bytes.
pub(super) fn memory(process: &str) -> Option<u64> {
    let status = told(process, "status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

fn told(process: &str, file: &str) -> Option<String> {
    fs::read_to_string(format!("/proc/{process}/{file}")).ok()
}
