//! Accidents on demand, so that tests can see what becomes of them: no file is known that
//! still brings the reader down.

use std::hint::black_box;
use std::time::Duration;

/// Only where this is set; the name of the document then says what happens.
const VARIABLE: &str = "GONGKAI_REHEARSE_ACCIDENTS";

/// Has the accident that the name of a document asks for, if any.
pub(crate) fn of(name: &str) {
    if std::env::var_os(VARIABLE).is_none() {
        return;
    }
    match name.split('.').rev().nth(1).unwrap_or_default() {
        "abort" => std::process::abort(),
        "exit" => std::process::exit(0),
        "hang" => loop {
            std::thread::sleep(Duration::from_secs(1));
        },
        "nap" => {
            for _ in 0..40 {
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        "recurse" => {
            black_box(depth(0));
        }
        "explode" => {
            let mut hoard: Vec<Vec<u8>> = Vec::new();
            loop {
                hoard.push(vec![1; 1 << 20]);
                black_box(&hoard);
            }
        }
        "claim" => {
            black_box(vec![0_u8; 1 << 40]);
        }
        _ => {}
    }
}

fn depth(level: u64) -> u64 {
    let here = black_box([level; 64]);
    if level == u64::MAX { here[0] } else { depth(level + 1) + here[1] }
}
